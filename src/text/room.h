#ifndef TEXT_ROOM_H
#define TEXT_ROOM_H

/* Rooms as people write them: 3-2-501, 3栋2单元501室, 3号楼501, A座-1201. */

#include <stdbool.h>
#include "text/arena.h"

struct room {
    const char *building, *unit, *room; /* as room_part has them; NULL where not said */
    bool named; /* some part was named (栋, 单元, 室 …), so that it can be nothing else */
};

/* Reads a text that is folded (utf8_clean FOLD_CODE) and lowered. Two parts without names are
 * building and room. False where it is no room. Texts are in arena. */
bool room_read(const char *text, struct room *room, struct arena *arena);
/* One part as it is looked up: small letters, no leading zeros, without the word for what it is:
 * "03栋" is "3", "A座" is "a". In arena. */
const char *room_part(const char *text, struct arena *arena);

#endif

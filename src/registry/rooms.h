#ifndef REGISTRY_ROOMS_H
#define REGISTRY_ROOMS_H

/* Buildings and rooms (楼栋 单元 房号), and the households in them. A room's number is made of its
 * building, unit and room ("3-2-501"); a household that names building and room belongs to the room
 * of that number (its field home), which is made with its building where it is not there. The
 * room keeps how many active households live in it, and its state follows them: who comes into an
 * empty room occupies or rents it, by the household's tenure; one that the last household leaves is
 * empty. */

#include "registry/actions.h"

/* The number of a room, in arena; NULL where building or room is not given. What people add to the
 * parts (3栋, 2单元, 501室) is left away. */
const char *room_number(const char *building, const char *unit, const char *room,
                        struct arena *arena);
/* What follows from a record's own values: a room's number, a household's home, a building's number
 * without the word. Nothing for records of other forms. */
void rooms_fill(const struct trade *trade, struct record *record, struct arena *arena);

/* The room a household names, and its building, not yet part of anything. */
struct record *room_for(const struct trade *trade, const struct record *household,
                        const struct date *today, struct arena *arena);
struct record *building_for(const struct trade *trade, const struct record *room,
                            const struct date *today, struct arena *arena);
/* One more household, or one less, lives in the room: their number, and the state it is in then. */
void room_count(const struct trade *trade, struct record *room, uint64_t households,
                const struct record *household, struct arena *arena);
/* Whether a household lives in its home: it is active. */
bool household_lives(const struct trade *trade, const struct record *household);

/* A room that field of the household that is saved leads to becomes part of the change, with its
 * building; the same for the building of a room. Only a new building is worth a word: it may be
 * mistyped. */
void room_make(struct change *change, const struct field *field, const struct record *household);
void building_make(struct change *change, const struct field *field, const struct record *room);

/* After all else in a change: households follow a room whose number becomes another one, and rooms
 * that households come to or leave count them. */
void rooms_take(struct change *change);
/* What rooms_take writes in a room: it is no obstacle to taking back what others did. */
bool room_follows(const struct trade *trade, const struct field *field);

action_function room_let, room_vacate, room_change_owner;

#endif

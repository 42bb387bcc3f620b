#ifndef COMMAND_INVENT_PARTS_H
#define COMMAND_INVENT_PARTS_H

/* What the parts of the invention share: invent.c (households and who lives in them) and
 * invent_places.c (where they live, come from, and their ID numbers), invent_homes.c (since when).
 */

#include "command/invent.h"

enum { INVENT_REGIONS = 22 };

struct invention {
    uint64_t seed;
    char street[48];
    char county_name[60]; /* "湖南省常德市临澧县" */
    char place[120];      /* county and township */
    char county[7], county_former[7];
    unsigned same[INVENT_REGIONS]; /* the first region with the same code */
    uint64_t passports;            /* given out */
    uint16_t *taken;               /* ID numbers given out by region, day of birth and sex */
};

struct family {
    const struct invention *invention;
    struct chance chance;
    struct invented_household *household;
    const char *ethnicity;
    bool migrant;
    unsigned most;
};

int invented_age(const struct invented_person *person);
/* The household's number, home and tenure. */
void invent_home(struct family *family, uint64_t index);
/* Where a member comes from and is registered, and what state the record is in. */
void invent_settle(struct family *family, struct invented_person *person);
/* When the household was registered: after its head was twenty. */
void invent_founding(struct family *family);
/* Since when the members live here, and by what permit (invent_homes.c). Drawn apart from the rest,
 * so that people stay who they are. */
void invent_residence(const struct family *family, uint64_t index);

/* A pattern with {C} the community, {T} its first characters, {Y} the year, {S} a season and {N} a
 * number. */
void invent_fill(char *out, size_t size, const char *pattern, const char *community,
                 const char *season, int year, unsigned number);

#endif

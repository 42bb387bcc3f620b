#ifndef REGISTRY_KINSHIP_H
#define REGISTRY_KINSHIP_H

/* What somebody is to a new head of household, from what both were to the head before (GB/T
 * 4761-2008). The former head's wife becomes head: their son stays son, the former head's brother
 * becomes another relative. Where the known relations leave it open (a daughter-in-law may be the
 * wife of the son who becomes head, or of his brother) a likely one is named, to be asked. */

#include <stdbool.h>

struct kin {
    const char *relation; /* to the head before; "02" for that head */
    const char *sex;      /* "1", "2", or anything else where it is not known; NULL allowed */
    const char *birth;    /* ISO date, or NULL */
};

/* The code of what person is to heir, *certain whether it follows. before is the head before, as
 * far as known. The result is a constant or person->relation. */
const char *kinship_to(const struct kin *heir, const struct kin *person, const struct kin *before,
                       bool *certain);

/* What the child of somebody with this relation (NULL: none) is to the head; NULL: to be asked. */
const char *kinship_of_child(const char *parent, const char *sex);

/* What the husband or wife of somebody with this relation is to the head, by their own sex; NULL:
 * to be asked. */
const char *kinship_of_spouse(const char *partner, const char *sex);

#endif

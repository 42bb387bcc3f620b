#ifndef REGISTRY_QUALITY_H
#define REGISTRY_QUALITY_H

/* The description of the whole archive room put to the rules of registry/consistency_archive.h:
 * each item alone while the records are read once, and what belongs together (a series of numbers,
 * a volume, a box, those of one title or document number) by entries that a sorter brings
 * together (registry/sorter.h). Memory is the same for any number of records. Others work
 * meanwhile: what looks wrong is judged again by the records as they are then. */

#include "registry/consistency_archive.h"
#include "registry/lookup.h"
#include "registry/sorter.h"

struct quality {
    struct registry *registry;
    const char *rule; /* one alone, or NULL */
    bool whole;       /* records are read with every field; otherwise with those rules look at */
    /* False: the store gave up. The finding lives during the call. */
    bool (*found)(void *context, struct transaction *transaction, const struct finding *finding,
                  struct arena *arena);
    service_progress *progress; /* or NULL; false from it: stopped */
    void *context;              /* of both */
    uint64_t done, total;
    bool stopped;
    struct arena *arena;
    struct fault *fault;
};

/* False with a fault where it failed; quality->stopped is no failure. */
bool quality_walk(struct quality *quality);
/* Whether a rule is among those wanted. */
bool quality_wants(const struct quality *quality, const char *rule);

/* What an entry of the sorter says: bits of `what`, from the lowest. */
enum quality_kind { QUALITY_SERIES, QUALITY_TITLE, QUALITY_DOCUMENT, QUALITY_BOX };
enum {
    QUALITY_KIND = 0x3,
    QUALITY_OF_VOLUME = 0x4, /* of a series: those within a volume, */
    QUALITY_HEAD = 0x8,      /* and the volume itself; of a box: the box */
    QUALITY_HAS_PAGES = 0x10,
    QUALITY_HAS_DAY = 0x20,
    QUALITY_FLAGS = 8,       /* bits */
    QUALITY_DAY_BITS = 18,   /* days since 1500, of a series */
    QUALITY_PAGE_BITS = 17,  /* then pages, */
    QUALITY_PLACE_BITS = 20, /* of a box: a hash of the place, then pages */
};
#define QUALITY_BOXED (UINT64_C(1) << 63)   /* an item in a box: behind the box itself */
enum { QUALITY_DAYS_BEFORE_1970 = 171662 }; /* 1500-01-01 */

/* Judges what the sorter brings together (registry/quality_groups.c). */
bool quality_groups(struct quality *quality, struct sorter *sorter);

#endif

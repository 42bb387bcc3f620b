#ifndef REGISTRY_LIST_WALK_H
#define REGISTRY_LIST_WALK_H

/* Rows of a list found by walking its order, or all records; registry/list.c chooses the way. */

#include "registry/listing.h"
#include "registry/selection.h"

struct listing {
    struct registry *registry;
    const struct list_request *request;
    const struct form *form;
    struct records *records;
    struct arena *results;
    struct list_answer *answer;
    struct arena *work; /* of this try */
    struct sieve sieve;
    const struct field *order; /* NULL: order of entry */
    uint16_t tag;              /* its index */
    const char *low, *high;    /* the part of it that can match */
    const char *starts;        /* how names there begin that can match, or NULL */
    struct query_plan plan;
    bool planned; /* the plan is a way in; otherwise it is in low and high, or there is none */
    size_t limit;
    struct list_row *rows; /* one more than limit */
    size_t count;
    struct list_place at; /* how far this call has looked */
    bool ended;           /* nothing follows there */
};

/* What a walk looks at. */
struct reach {
    const struct selection *selected; /* only the records in it are read; NULL: all */
    size_t records;                   /* read at most */
    size_t passed;                    /* entries passed at most */
};

/* Whether there is one row more than the page has. */
bool list_enough(const struct listing *listing);
/* Adds the record as a row where it matches. */
bool list_load(struct listing *listing, struct transaction *transaction, const char *term,
               uint64_t number, struct fault *fault);
/* Walks the order's index from listing->at on. */
bool list_walk(struct listing *listing, struct transaction *transaction, struct reach reach,
               struct fault *fault);
/* Reads records in order of entry, at most so many. */
bool list_scan(struct listing *listing, struct transaction *transaction, size_t records,
               struct fault *fault);

#endif

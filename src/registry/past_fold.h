#ifndef REGISTRY_PAST_FOLD_H
#define REGISTRY_PAST_FOLD_H

/* From the versions of a record to what it was on a day: what past.c reads, past_fold.c folds. */

#include "registry/past.h"

/* The versions of one record, the oldest first. */
struct versions {
    const struct past *past;
    struct transaction *transaction;
    const struct registry *registry;
    struct arena *arena;
    struct past_version *items;
    size_t count, capacity;
    bool undoes; /* one of them takes a change back */
};

/* How it was, by the differences that count; NULL where it was not there. */
struct record *versions_fold(const struct versions *versions);
/* Adds the next version, with the moment of its change. */
bool version_add(struct versions *versions, struct record *record);
/* The record of the day, NULL where it was not there; it may have been removed. */
struct record *made_past(const struct versions *versions);

#endif

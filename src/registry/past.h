#ifndef REGISTRY_PAST_H
#define REGISTRY_PAST_H

/* Records as they were on a day.
 *
 * How it was: what each version of a record changed took effect on the day of its change
 * (registry/entry.h), however late it was reported. The record of a day is what the changes of that
 * day and of earlier ones made of it, taken in the order in which they were made. A change and the
 * one that takes it back cancel each other, on every day; a record was not there before the day of
 * the change that made it.
 *
 * What was known: the last version that was made by the end of the day, in local time.
 *
 * Read transactions only. */

#include "registry/lookup.h"
#include "registry/moments.h"

struct past {
    struct date day;
    bool known;         /* what was known; otherwise how it was */
    int32_t day_number; /* days since 1970-01-01 */
    int64_t end;        /* seconds since 1970 at the end of the day, in local time */
};

struct past past_of(const struct date *day, bool known);
/* The same from a text (ISO date or shorthand; a month or a year means its last day). FAULT_USAGE
 * where it is no date. */
bool past_read(struct past *past, const char *day, bool known, struct arena *arena,
               struct fault *fault);

/* FAULT_USAGE: a query with conditions on other records is asked of one day alone; false. */
bool past_refuse(const char *query, struct arena *arena, struct fault *fault);

/* A record as it was, in arena; now is the record as it is (removed or not), whose values it may
 * share. STORE_NONE where it was not there (NULL), or removed already. STORE_FAILED as of
 * record_load. */
enum store_result record_past(struct transaction *transaction, const struct registry *registry,
                              const struct past *past, const struct record *now,
                              struct arena *arena, struct record **record, struct fault *fault);

/* The versions of one record, the oldest first, to see it on many days without the store. */
struct past_version {
    struct record *record;
    struct moment moment;
};
struct past_versions {
    struct past_version *items;
    size_t count;
    bool undoes; /* one of them takes a change back */
};
/* In arena; now is the record as it is. */
enum store_result past_versions(struct transaction *transaction, const struct registry *registry,
                                struct record *now, struct arena *arena,
                                struct past_versions *versions, struct fault *fault);
/* The record of a day, in arena, its values those of the versions; NULL where it was not there. */
struct record *past_record(const struct past_versions *versions, const struct past *past,
                           struct arena *arena);

/* Whether what all versions of a record changed, taken together, is the record as it is. */
enum store_result past_agrees(struct transaction *transaction, const struct registry *registry,
                              const struct record *now, struct arena *arena, bool *agrees,
                              struct fault *fault);

/* Every record of a form that was there on the day, as it was, in order of number. */
struct past_walk {
    const struct form *form;
    const struct past *past;
    const bool *wanted; /* the fields that are read (form->field_count of them), NULL: all */
    bool removed;       /* those that had been removed by then too */
    const struct numbers *only; /* of these records alone; NULL: of all */
    uint64_t after; /* from the next one on; backwards: from the one before, 0: the last */
    bool backwards;
    /* The record lives until it returns; false stops the walk. */
    bool (*visit)(void *context, const struct record *record);
    /* Before each record is looked at, there or not; false stops the walk. May be NULL. */
    bool (*look)(void *context, uint64_t number);
    void *context;
};
/* STORE_OK at the end and when visit or look stopped. Damaged records are passed over where only
 * some fields are wanted. */
enum store_result past_each(struct transaction *transaction, const struct registry *registry,
                            const struct past_walk *walk, struct fault *fault);

#endif

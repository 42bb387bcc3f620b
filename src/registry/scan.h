#ifndef REGISTRY_SCAN_H
#define REGISTRY_SCAN_H

/* Looking at many records against a query, for lists and counts. */

#include "form/query.h"
#include "registry/lookup.h"

struct elsewhere;

/* A query ready to be put to records of its form. */
struct sieve {
    const struct query *query;
    struct date today;
    bool *wanted;          /* fields to be read */
    struct record *record; /* read into */
    struct arena *scratch; /* its values; emptied now and then */
    size_t used;
    struct elsewhere *elsewhere; /* conditions on other records (registry/elsewhere.h), or NULL */
};

/* text may be NULL; by (may be NULL) is read too; ages are those on the day today. False with a
 * fault where it is no query. */
bool sieve_start(struct sieve *sieve, const struct form *form, const char *text,
                 const struct field *by, struct date today, struct arena *arena,
                 struct fault *fault);
void sieve_end(struct sieve *sieve);
/* The same with a query that was read. */
void sieve_start_query(struct sieve *sieve, const struct query *query, const struct field *by,
                       struct date today, struct arena *arena);
/* A try of a transaction begins. */
void sieve_enter(struct sieve *sieve, struct registry *registry, struct transaction *transaction);
/* Whether the store gave up on a record that was looked at elsewhere. */
bool sieve_failed(const struct sieve *sieve);
/* Whether these bytes are a record that is not removed (or removed is wanted) and matches.
 * sieve->record then holds the wanted fields until the next call. */
bool sieve_holds(struct sieve *sieve, uint64_t number, struct bytes bytes, bool removed);
/* Whether a record matches whose wanted fields are read. */
bool sieve_matches(const struct sieve *sieve, const struct record *record);

/* Some entries of an index. */
struct entries {
    struct place_entry {
        const char *term;
        uint64_t number;
    } * items;
    size_t count, capacity;
};
/* The next entries of walk, at most `most` of them, in arena. Fewer than most: the walk is at its
 * end. */
enum store_result entries_read(struct transaction *transaction, struct records *records,
                               const struct index_walk *walk, size_t most, struct arena *arena,
                               struct entries *entries);
/* Record numbers in a plan's range, ascending, each once; at most `most`, and *finished tells
 * whether that was all. */
enum store_result plan_numbers(struct transaction *transaction, struct records *records,
                               const struct query_plan *plan, size_t most, struct arena *arena,
                               struct numbers *numbers, bool *finished);
void numbers_sort(struct numbers *numbers);
bool numbers_hold(const struct numbers *numbers, uint64_t number);

#endif

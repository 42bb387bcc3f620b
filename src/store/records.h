#ifndef STORE_RECORDS_H
#define STORE_RECORDS_H

/* Records of one type with their index, their history and the log of changes. A record is bytes
 * under a number that is never used again; what the bytes mean is form/'s business.
 *
 * Files:  NAME.db        number (8 bytes, big-endian) -> record
 *         NAME.index.db  tag (2 bytes) term 0x00 number (8 bytes) -> nothing
 *         NAME.runs.db   run, last entry -> entries of records_add_many, packed (store/runs.h)
 *         history.db     type (2 bytes) number (8) version (4) -> record as it was
 *         changes.db     change number (8) -> packed change (registry/change.h)
 *         meta.db        "name" -> settings, catalogues
 * Terms hold no NUL; longer than RECORDS_TERM_MAX bytes they are cut (at a character). */

#include "store/transaction.h"

enum { RECORDS_TERM_MAX = 96 };

struct records; /* the tables of one type */

/* type is the number of this record type in the registry's catalogue, stable for ever. */
struct records *records_open(struct store *store, const char *name, uint16_t type,
                             struct arena *arena, struct fault *fault);
void records_close(struct records *records); /* before store_close */

/* A term of a record in the index: tag says which index, unique that no two records share it. */
struct term {
    uint16_t tag;
    bool unique;
    const char *text;
};

enum store_result records_get(struct transaction *transaction, struct records *records,
                              uint64_t number, struct bytes *record);

/* A new record under a new number; its terms go into the index in the same transaction. Where a
 * unique term is taken, *clash gets that term's place in terms and *holder the other record's
 * number, and the result is STORE_NONE: nothing was written. */
enum store_result records_add(struct transaction *transaction, struct records *records,
                              struct bytes record, const struct term *terms, size_t count,
                              uint64_t *number, size_t *clash, uint64_t *holder);
/* Replaces the record: old is what is there now (its version goes to history), old_terms its terms.
 */
enum store_result records_change(struct transaction *transaction, struct records *records,
                                 uint64_t number, struct bytes old, uint32_t old_version,
                                 const struct term *old_terms, size_t old_count,
                                 struct bytes record, const struct term *terms, size_t count,
                                 size_t *clash, uint64_t *holder);

/* Many new records at once, for imports: numbers are first, first+1, …; the caller has looked for
 * clashes. Unique terms are kept so that records_holder stays quick while it is asked for most
 * records before they are added; where it is not (an import that knows by other means what is new),
 * they are packed with the rest, which is quicker. terms of record i are terms[starts[i]] ..
 * terms[starts[i+1]-1]. */
enum store_result records_add_many(struct transaction *transaction, struct records *records,
                                   const struct bytes *items, size_t count,
                                   const struct term *terms, const size_t *starts, uint64_t *first);

/* The record that has this very term; STORE_NONE where none has. With several, the lowest. */
enum store_result records_holder(struct transaction *transaction, struct records *records,
                                 uint16_t tag, const char *term, uint64_t *number);

/* How many records there are (added less removed for good; kept in meta.db with each change). */
enum store_result records_count(struct transaction *transaction, struct records *records,
                                uint64_t *count);

/* Walking an index: entries of tag from low (inclusive) to high (exclusive; NULL: to the end of the
 * tag), in order of term and number, either way, starting after a place where one is given. */
struct index_walk {
    uint16_t tag;
    const char *low;  /* "" : from the start */
    const char *high; /* NULL: to the end */
    bool backwards;
    bool started; /* after_term and after_number are a place to go on from */
    const char *after_term;
    uint64_t after_number;
};
/* visit returns false to stop. The result is STORE_OK at the end and when visit stopped. */
typedef bool index_visit(void *context, const char *term, uint64_t number);
enum store_result records_walk(struct transaction *transaction, struct records *records,
                               const struct index_walk *walk, index_visit *visit, void *context);

/* All records in order of number, from after+1 (or down from after-1; after 0 backwards: the end).
 */
typedef bool record_visit(void *context, uint64_t number, struct bytes record);
enum store_result records_scan(struct transaction *transaction, struct records *records,
                               uint64_t after, bool backwards, record_visit *visit, void *context);

/* Takes out or puts in terms alone: an index that a form declares anew or no more is built in
 * transactions of some hundred records by registry/. */
enum store_result records_index(struct transaction *transaction, struct records *records,
                                uint64_t number, const struct term *remove, size_t remove_count,
                                const struct term *add, size_t add_count);
enum store_result records_drop_tag(struct transaction *transaction, struct records *records,
                                   uint16_t tag, size_t at_most, bool *finished);

/* After records_add_many the index lies in several runs, which each look-up has to ask. Merges them
 * to one, in transactions (BULK) of at_most entries (some 20,000); it may be done at any time, or
 * never. */
enum store_result records_settle(struct transaction *transaction, struct records *records,
                                 size_t at_most, bool *finished);

/* Earlier versions, newest first. */
typedef bool history_visit(void *context, uint32_t version, struct bytes record);
enum store_result records_history(struct transaction *transaction, struct records *records,
                                  uint64_t number, history_visit *visit, void *context);

/* Earlier versions of the records first to last: record after record, each oldest first. */
typedef bool histories_visit(void *context, uint64_t number, uint32_t version, struct bytes record);
enum store_result records_histories(struct transaction *transaction, struct records *records,
                                    uint64_t first, uint64_t last, histories_visit *visit,
                                    void *context);

/* The end of a term's range for a prefix search: the least text above every text that starts with
 * prefix, in arena; NULL where there is none. */
const char *term_after(struct arena *arena, const char *prefix);

#endif

#ifndef REGISTRY_VERIFYING_H
#define REGISTRY_VERIFYING_H

/* The check of a whole registry while others work in it. A fast walk, without holding anybody up,
 * only finds what looks wrong; whether it is wrong is then judged in a transaction of its own,
 * which no writer disturbs. */

#include "registry/consistency.h"
#include "registry/lookup.h"
#include "registry/tree.h"

struct verifying {
    struct registry *registry;
    registry_report *report;
    void *report_context;
    service_progress *progress;
    void *progress_context;
    uint64_t done, total;
    uint64_t wrong;
    bool stopped;
    struct arena *arena; /* of the whole check */
    struct fault *fault;
};

/* Tells of a fault; those that are no warnings are counted. Arguments ended by NULL. */
void verify_tell(struct verifying *verifying, bool warning, const char *message, ...)
    __attribute__((sentinel));
/* Tells of what a rule between records found (registry/consistency.h), with its id; quiet where it
 * was marked as checked. */
bool verify_find(struct verifying *verifying, struct transaction *transaction,
                 const struct finding *finding, struct arena *arena);
/* "@12". */
const char *verify_number(struct arena *arena, uint64_t number);
/* One more record or entry looked at; false: to be stopped. */
bool verify_step(struct verifying *verifying);
/* Runs body where no writer disturbs it; what it writes (it should not) is undone. */
bool verify_judge(struct verifying *verifying, transaction_body *body, void *context);

/* The fast walk: take gets every record of the form that is not removed, some thousand to a
 * transaction; with work ends what the walk has of them, so that what is to stay is copied. False
 * where the store gave up. */
typedef void verify_take(void *context, const struct record *record, struct arena *work);
bool verify_walk(struct verifying *verifying, const struct form *form, verify_take *take,
                 void *context);
/* Judges the records that a walk took for wrong, each as it is when no writer disturbs it; those
 * that were removed meanwhile are passed over. False where the store gave up, or judge says so. */
typedef bool verify_suspect(struct verifying *verifying, struct transaction *transaction,
                            const struct record *record, struct arena *arena);
bool verify_suspects(struct verifying *verifying, const struct form *form,
                     const struct numbers *suspects, verify_suspect *judge);

/* What the index of a form should hold: for each tag the sum of a hash of its entries. */
struct index_sums {
    uint64_t *sums, *counts; /* by tag */
    size_t size;
    struct tree_sum tree[FORM_TREE_MOST]; /* and what the counts of its tree should come to */
};
uint64_t index_hash(uint16_t tag, const char *term, uint64_t number);

/* Every record of form, its history, its entry in the log of changes; sums gets what its index
 * should be. */
bool verify_records(struct verifying *verifying, const struct form *form, struct index_sums *sums);
/* The change of a version has a day, which is not later than the one it was made on; that of an
 * undo is the day of what it takes back. False where the store gave up. */
bool verify_day(struct verifying *verifying, struct transaction *transaction,
                const struct record *version, struct arena *work);
/* What its versions changed makes the record, as it is when the past is looked at. */
bool verify_past(struct verifying *verifying, struct transaction *transaction,
                 const struct record *record, struct arena *work);
bool verify_index(struct verifying *verifying, const struct form *form,
                  const struct index_sums *sums);
/* The counts of the branches of its tree. */
bool verify_tree(struct verifying *verifying, const struct form *form,
                 const struct index_sums *sums);
bool verify_references(struct verifying *verifying, const struct form *form);
/* The rules between records: households, phones, events; of a resident alone where the records are
 * walked (verify_person: a resident that is not removed). */
bool verify_households(struct verifying *verifying);
/* Rooms have the numbers of their parts and count their households, which are in the rooms that
 * they name. */
bool verify_rooms(struct verifying *verifying);
/* What was destroyed or handed over has its line and its register, and the other way round; totals
 * add up, holds are counted, and nothing permanent was destroyed. */
bool verify_appraisals(struct verifying *verifying);
/* Boxes and items agree on where they are, shelves on their store room. */
bool verify_places(struct verifying *verifying);
/* Every lent item has one open loan, and every open loan its item. */
bool verify_loans(struct verifying *verifying);
/* Item numbers are not given twice, accessions say what is filed of them, and closed years have
 * what they were closed with. */
bool verify_filing(struct verifying *verifying);
/* Stocktakes say what their lines add up to; handovers rest on closed ones. */
bool verify_stocktakes(struct verifying *verifying);
/* Nobody lived in two places at once. */
bool verify_residences(struct verifying *verifying);
bool verify_phones(struct verifying *verifying);
bool verify_events(struct verifying *verifying);
/* The quality of descriptions in the archive room (registry/quality.h), as warnings: the first of
 * each rule, and how many more. */
bool verify_archive(struct verifying *verifying);
bool verify_person(struct verifying *verifying, struct transaction *transaction,
                   const struct record *resident, struct arena *arena);

#endif

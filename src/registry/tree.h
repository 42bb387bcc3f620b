#ifndef REGISTRY_TREE_H
#define REGISTRY_TREE_H

/* How many records there are by the fields of a form's `tree`, one within the other: a count for
 * each branch, kept in the table `trees` with every change, so that a branch is opened without
 * looking at a record.
 *
 *   key    type of the form (2 bytes), level (1 byte), as many values, each with 0x1F behind it
 *   value  8 bytes, big-endian
 *
 * A value that is not filled in is the empty text; numbers have a letter before them that tells how
 * many digits follow, so that 2 stands before 10; long values are cut as terms are. Under level 0
 * stands of which fields the counts are. */

#include "registry/inside.h"

/* A record became another: either may be NULL or removed. In the transaction of the change. */
enum store_result tree_change(struct transaction *transaction, const struct registry *registry,
                              const struct record *old, const struct record *record);
/* New records of one form. */
enum store_result tree_add(struct transaction *transaction, const struct registry *registry,
                           const struct form *form, struct record *const *records, size_t count);

/* Counts anew where the form files name other fields than those that were counted by. For
 * registry_open: nobody else is there. */
bool trees_build(struct registry *registry, service_progress *progress, void *context,
                 struct arena *arena, struct fault *fault);

/* What a form's counts come to, for comparison: the sum over all branches of one level, and a sum
 * that depends on which branch has which count. */
struct tree_sum {
    uint64_t records, digest;
};
/* As they are kept. */
enum store_result tree_sum_kept(struct transaction *transaction, const struct registry *registry,
                                const struct form *form, struct tree_sum sums[FORM_TREE_MOST]);
/* Adds one record, which is there, to sums. */
void tree_sum_add(const struct form *form, const struct record *record, struct arena *arena,
                  struct tree_sum sums[FORM_TREE_MOST]);

#endif

#ifndef REGISTRY_BATCH_H
#define REGISTRY_BATCH_H

/* Batches: what a clerk keys in one sitting, or what comes from one file. Each has a number, which
 * every record of it and every change of it carry, and a record of the form `batch` (where the
 * registry's forms have it) that says whose it is. */

#include "registry/change.h"

/* Codes of forms/codes/batch_source.tsv and batch_state.tsv. */
#define BATCH_KEYED "1"
#define BATCH_IMPORTED "2"
#define BATCH_STANDING "1"
#define BATCH_UNDONE "2"

/* Gives the next number and writes the record, by a change of its own. */
bool batch_open(struct transaction *transaction, struct registry *registry,
                const struct author *author, const char *source, const struct form *form,
                const char *file, struct arena *arena, uint64_t *batch, struct fault *fault);
/* The same in a transaction of its own. */
bool batch_open_alone(struct registry *registry, const struct author *author,
                      const struct form *form, struct arena *arena, uint64_t *batch,
                      struct fault *fault);
/* Whether it is a sitting of this clerk's that stands, so that a record may be added to it. */
bool batch_keyed_by(struct change *change, uint64_t batch, const char *clerk);
/* So many records more were keyed or imported in it: its record says so, by a change of its own. */
bool batch_count(struct transaction *transaction, struct registry *registry,
                 const struct author *author, uint64_t batch, uint64_t more, struct arena *arena,
                 struct fault *fault);
/* Whether it was taken back whole. False with *failed where the store gave up. */
bool batch_undone(struct transaction *transaction, struct registry *registry, uint64_t batch,
                  struct arena *arena, bool *failed);
/* The record of a batch, in the change or the store; NULL: none. */
const struct record *batch_record(struct change *change, uint64_t batch);

#endif

#ifndef REGISTRY_DOCUMENTS_H
#define REGISTRY_DOCUMENTS_H

/* Second and former documents of people (forms/document.form), and what they were called before
 * (forms/name_record.form). */

#include "registry/change.h"

/* A document's code: its type and number; of the household register, which all members share, the
 * person as well. Nothing for records of other forms. */
void document_fill(const struct trade *trade, struct record *record, struct arena *arena);

/* The resident who has, or had, a document of this number. STORE_NONE: nobody. */
enum store_result document_holder(struct transaction *transaction, const struct registry *registry,
                                  const char *number, struct arena *arena, uint64_t *resident);

/* The name of before is over from the day of the change on: a record of it, part of the change. */
void name_keep(struct change *change, const struct record *before, const struct record *resident);

#endif

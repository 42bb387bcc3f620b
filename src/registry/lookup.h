#ifndef REGISTRY_LOOKUP_H
#define REGISTRY_LOOKUP_H

/* Records by the value of an indexed field. */

#include "registry/inside.h"

/* An index's tag. */
uint16_t index_tag(const struct field *field, enum index_kind kind);
/* The kind of index that finds whole values of the field; false where it has none. */
bool lookup_kind(const struct field *field, enum index_kind *kind);
/* Bytes of a term that the index keeps: at most RECORDS_TERM_MAX, whole characters. */
size_t term_kept(const char *term);

/* The record whose field has this very (canonical) value; the lowest of several. */
enum store_result lookup_one(struct transaction *transaction, const struct registry *registry,
                             const struct field *field, const struct form *form, const char *value,
                             struct arena *arena, uint64_t *number);

/* The field that keeps the numbers a record of the form was known by before, or NULL. */
const struct field *former_keys(const struct registry *registry, const struct form *form);

/* Numbers of the records whose field has this value, at most `most`, in arena, ascending. */
struct numbers {
    uint64_t *items;
    size_t count, capacity;
};
enum store_result lookup_all(struct transaction *transaction, const struct registry *registry,
                             const struct field *field, const struct form *form, const char *value,
                             size_t most, struct arena *arena, struct numbers *numbers);
void numbers_add(struct numbers *numbers, uint64_t number, struct arena *arena);

/* The number of the record that a removed double was merged into; 0: it was none. References by the
 * double's number lead there. */
uint64_t merged_number(const struct registry *registry, const struct record *record);

/* The record a reference leads to: "@number", a value of the form's key, a number it was known by
 * before, or its serial number. STORE_NONE where it leads nowhere, or to a removed record. */
enum store_result lookup_reference(struct transaction *transaction, const struct registry *registry,
                                   const struct form *form, const char *value, struct arena *arena,
                                   uint64_t *number);
/* How a reference to this record is kept: the value of its key, or "@number". */
const char *reference_to(const struct record *record, struct arena *arena);
/* "@12": true and 12. */
bool reference_number(const char *value, uint64_t *number);

#endif

#ifndef REGISTRY_REFERENCES_H
#define REGISTRY_REFERENCES_H

/* References between records: they lead somewhere, follow a record whose key changes, and keep a
 * record from being removed. A grid that is not there yet is made; so are households, by
 * registry/household.h. */

#include "registry/change.h"

/* Whether the field refers to records of form. */
bool field_refers(const struct registry *registry, const struct field *field,
                  const struct form *form);

/* Whether what refers to records of form always goes by their key, and never by @number: the trade
 * compares and counts by it. */
bool reference_by_key(const struct registry *registry, const struct form *form);

/* Each reference of record that is new (old may be NULL) leads to a record; makes grids, rooms, and
 * boxes and shelves (registry/places.h). */
void references_check(struct change *change, struct record *record, const struct record *old);
/* The key of record is not what it was: all that refer to it by its old key become part of the
 * change. */
void references_carry(struct change *change, const struct record *record, const struct record *old);
/* Records of form change keys among each other: all that refer to one of them by `before` refer to
 * it by `now` from now on, and become part of the change; references_carry then has nothing to do.
 */
struct reference_move {
    const char *before, *now;
};
void references_move(struct change *change, const struct form *form,
                     const struct reference_move *moves, size_t count);
/* All that refer to the record `gone` refer to `stays` from now on: they become part of the change.
 */
void references_lead(struct change *change, const struct record *gone, const struct record *stays);
/* An error for each record type that still refers to record. */
void references_refuse(struct change *change, const struct record *record);

/* A new grid, part of the change, that field of the record that is saved names (NULL: none does).
 */
void grid_make(struct change *change, const struct field *field, const char *value);

#endif

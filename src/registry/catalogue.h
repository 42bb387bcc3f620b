#ifndef REGISTRY_CATALOGUE_H
#define REGISTRY_CATALOGUE_H

/* Which number each record type and each field has on the disk, and which indexes are built.
 * Numbers are given once, in the order in which forms and fields first appear, and never again: a
 * field that the form files drop keeps its number, and gets it back when it returns.
 *
 * Kept in meta.db under "catalogue":
 *   [1, [[form name, type, last tag, terms version, [[field name, tag, indexes built]...],
 *         pending, position]...]]
 * pending names the indexes that are being built (registry/reindex.h), null when none is. */

#include "registry/inside.h"

struct catalogue_field {
    const char *name;
    uint16_t tag;
    unsigned built; /* bits of enum field_index, and INDEX_SORTED */
};
/* The field gives its form's lists their order. */
enum { INDEX_SORTED = 1 << 15 };

struct catalogue_form {
    const char *name;
    uint16_t type;
    uint16_t last_tag;
    unsigned terms_version;
    struct catalogue_field *fields;
    size_t field_count;
    const char *pending; /* or NULL */
    uint64_t position;   /* records up to this number have their new terms */
};

struct catalogue {
    struct catalogue_form *forms;
    size_t count;
};

/* Reads the catalogue, gives forms and fields that are new their numbers, writes it where it
 * changed, and puts the numbers into the form set. Fields of a form are those of the form first. */
bool catalogue_load(struct registry *registry, struct catalogue *catalogue, struct arena *arena,
                    struct fault *fault);
bool catalogue_keep(struct transaction *transaction, const struct registry *registry,
                    const struct catalogue *catalogue);
struct catalogue_form *catalogue_named(struct catalogue *catalogue, const char *form);
struct catalogue_field *catalogue_field_named(struct catalogue_form *form, const char *field);
/* The indexes a field is to have. */
unsigned indexes_wanted(const struct form *form, const struct field *field);

#endif

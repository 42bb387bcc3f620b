#ifndef FORM_LINK_H
#define FORM_LINK_H

/* From blocks to forms, in steps, each over all forms before the next: layout (which fields, in
 * which sections), types, names (titles, keys, columns), and what needs all of these (ranges,
 * defaults, conditions, rules). Every step goes on after a fault. */

#include "form/draft.h"

/* A field on its way: its block with the changes of extensions in it. */
struct link_field {
    struct block *block;
    struct block *section; /* NULL before the first section */
};

struct link_form {
    struct form *form;
    struct block *block; /* with the properties that extensions gave it */
    int place;
    bool action;  /* its form is that of an action's parameters */
    bool refused; /* the last field was */
    struct link_field *fields;
    size_t count, capacity;
    struct block **rules;
    size_t rule_count, rule_capacity;
};

struct linker {
    struct draft *draft;
    struct arena *arena;
    struct form_set *set;
    struct link_form *forms;
    size_t count;
};

void link_fault(struct linker *linker, const struct property *at, const char *message,
                const char *third, const char *fourth);
/* Where a block stands, and its text. */
struct property link_place(const struct block *block);
/* The field a property names, or NULL and a fault. */
const struct field *link_named(struct linker *linker, const struct form *form,
                               const struct property *at, const char *name);
/* A whole number from least to most, or a fault and false. */
bool link_number(struct linker *linker, const struct property *at, const char *text, long least,
                 long most, unsigned *number);

/* The forms there are, and which fields and rules each has, in which sections: link_layout.c. */
void link_layout(struct linker *linker);

/* Steps that concern one field: link_field.c. */
void link_field_type(struct linker *linker, struct link_form *form, struct field *field,
                     struct block *block);
void link_field_names(struct linker *linker, struct link_form *form, struct field *field,
                      struct block *block);
void link_field_values(struct linker *linker, struct link_form *form, struct field *field,
                       struct block *block);
/* The condition a property states, or NULL and a fault; with elsewhere it may be one on other
 * records that a record refers to. */
const struct query *link_condition(struct linker *linker, const struct form *form,
                                   const struct property *at, bool elsewhere);
/* The same of the record alone. */
const struct query *link_query(struct linker *linker, const struct form *form,
                               const struct property *at);

#endif

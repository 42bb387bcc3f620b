#ifndef REGISTRY_TRADE_H
#define REGISTRY_TRADE_H

/* The record types and fields that the rules know by name (design.md, part 4). A pointer is NULL
 * where a registry's forms do not have it; the rule that needs it is then silent. */

#include "form/form.h"

struct resident_fields {
    const struct form *form;
    const struct field *name, *sex, *id_number, *birth_date, *address, *household_no, *relation,
        *grid, *status, *phone, *other_numbers, *since, *residence_type, *merged_into, *marital,
        *ethnicity, *hukou_address;
};

struct household_fields {
    const struct form *form;
    const struct field *household_no, *head, *address, *grid, *registered_on, *status,
        *former_numbers, *building, *unit, *room, *home, *tenure, *kind;
};

struct room_fields {
    const struct form *form;
    const struct field *room_no, *building, *unit, *room, *households, *state;
};

struct checked_fields { /* registry/checked.h */
    const struct form *form;
    const struct field *rule, *name, *resident, *household_no, *archive, *note, *checked_by,
        *checked_on, *fingerprint;
};

struct event_fields { /* registry/events.h */
    const struct form *form;
    const struct field *kind, *event_day, *resident;
};

struct archive_fields {
    const struct form *form;
    const struct field *archival_code, *fonds, *category, *subcategory, *year, *retention, *office,
        *volume, *item, *location, *level, *ends, *keep_until, *state, *holds, *box, *title,
        *creator, *date, *date_to, *document_no, *pages, *security, *borrower, *due_back, *loan,
        *appraisal, *transfer, *code_retention, *place_before, *remarks, *file, *loose;
};

struct shelf_fields {
    const struct form *form;
    const struct field *shelf_no, *storeroom, *length, *closed, *barcode;
};

struct box_fields {
    const struct form *form;
    const struct field *box_no, *location, *thickness, *capacity, *state, *barcode;
};

/* Registers of what may become of archive items (registry/keeping.h). */
struct ledger_forms {
    const struct form *hold, *appraisal, *line, *transfer; /* line: appraisal_item */
};

struct double_fields {
    const struct form *form;
    const struct field *pair, *score, *place, *band, *left_name, *right_name, *birth, *left, *right,
        *matched, *state, *reason, *clerk, *decided_on;
};

struct search_fields {
    const struct form *form;
    const struct field *of, *query; /* of: the form that is searched */
};

struct trade {
    struct search_fields search;
    struct resident_fields resident;
    struct household_fields household;
    struct archive_fields archive;
    struct ledger_forms ledgers;
    struct room_fields room;
    struct shelf_fields shelf;
    struct box_fields box;
    const struct form *storeroom; /* its key begins the numbers of its shelves */
    const struct form *building;  /* its key is what rooms refer to */
    const struct form *document;  /* forms/document.form, or NULL */
    const struct form *residence; /* forms/residence.form; NULL: no past is kept */
    struct double_fields doubles;
    struct checked_fields checked;
    struct event_fields event;
    const struct form *grid;
    const struct field *grid_key;
    const char *registered;       /* code of 在册 in resident.status; "" where there is none */
    const char *household_active; /* code of 在册 in household.status */
    bool households;              /* all that the household rules need is there */
    bool rooms;                   /* and the rules of rooms */
    bool archives;
    bool places;      /* and the rules of boxes and shelves */
    bool appraisals;  /* all that the guard of registry/keeping.h and its registers need */
    bool double_work; /* all that the scan for doubles writes is there */
    bool checks;      /* warnings can be marked as checked */
    bool events;
};

struct trade trade_find(const struct form_set *forms);

#endif

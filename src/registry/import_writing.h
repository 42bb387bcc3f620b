#ifndef REGISTRY_IMPORT_WRITING_H
#define REGISTRY_IMPORT_WRITING_H

/* One try at writing a group of import rows. */

#include "registry/consistency.h"
#include "registry/import.h"

/* A household that rows of the group belong to. */
struct home {
    const char *no;
    uint64_t number;       /* 0: made by this group */
    struct record *record; /* as it shall be; NULL until it is needed */
    struct record *old;
    struct bytes old_bytes;
    const struct record *head; /* living registered head; NULL: none */
    bool looked;               /* head is known */
    bool altered;
    bool wanted; /* by a row that is let in */
    struct relatives {
        struct member *persons;
        struct import_row **rows; /* of each; NULL: in the store */
        size_t count, capacity;
        bool all; /* those in the store are among them */
    } relatives;  /* of the head, the head among them: rows of the group, others where needed */
    struct home *next;
};

struct lodging; /* registry/import_room.c */

struct writing {
    struct import *import;
    struct registry *registry;
    struct import_group *group;
    struct import_outcome *outcome;
    bool last;
    size_t from;          /* rows before are written */
    size_t faults_before; /* in the answer */

    /* of this try */
    struct transaction *transaction;
    struct arena *arena;
    struct fault *fault;
    bool failed;
    size_t next;     /* rows before are dealt with */
    uint64_t change; /* its number */
    struct import_counts counts;
    struct import_fault *faults;
    size_t fault_count, fault_capacity;
    struct lookup *seen; /* unique terms of rows let in -> row */
    struct lookup *homes;
    bool renumbered, renumbered_known; /* some household had another number before */
    struct home *home_list;
    struct lookup *references; /* form name and value -> anything: it leads somewhere */
    struct import_row **adds;  /* not written yet */
    size_t add_count;
    struct lookup *unplaced; /* boxes without a place that items which wait are in */
    bool unplaced_any;
    uint64_t first_added; /* number of the first that was written, 0: none yet */
    const char **grids;   /* to be made */
    size_t grid_count, grid_capacity;
    struct lookup *rooms; /* by number */
    struct lodging *room_list;
    struct record **buildings; /* to be made */
    size_t building_count, building_capacity;
    struct entry_line *lines;
    size_t line_count, line_capacity;
};

/* A fault of a row; where it is no warning the row is rejected by the caller. */
void writing_fault(struct writing *writing, const struct import_row *row,
                   const struct fault *fault);
void writing_line(struct writing *writing, const struct form *form, uint64_t first, uint64_t count,
                  uint32_t version);

/* A record that is there already, or a row of this group that is let in. */
struct twin {
    uint64_t number;              /* 0: a row */
    const struct import_row *row; /* or NULL */
    const struct field *field;    /* the unique one; NULL: alike in everything */
    bool remembered;              /* a row of an earlier group of a trial */
    bool former;                  /* it had this number before: the row is older than the record */
    /* Of a person without a number who is not there yet: */
    bool another;                    /* the same in everything as an earlier row, */
    const struct import_row *before; /* this one, or NULL: one of an earlier group */
    const struct record *like;       /* somebody who may be the same person, or NULL */
    unsigned score;
};
/* Whether the row is there already: by a unique value, or, where it has none, by all of its values.
 * Of people without a number as many are there already as the registry has that are alike: one more
 * row of the kind is another person, and twin_warn says so. */
bool twin_taken(struct writing *writing, struct import_row *row, struct twin *twin);
/* What it looks at. Every value of the row as it was given, in one text; numbers of the records
 * that may be the same as the row (false: there is no index to find them by, or the store gave up);
 * one of them, NULL where it is removed; whether it has all the values of the row. */
const char *twin_values(const struct form *form, const struct import_row *row, struct arena *arena,
                        size_t *length);
bool twin_candidates(struct writing *writing, const struct import_row *row,
                     struct numbers *numbers);
struct record *twin_candidate(struct writing *writing, uint64_t number);
bool twin_alike(const struct import_row *row, const struct record *record);
/* A person without a number. */
bool is_numberless(const struct writing *writing, const struct import_row *row);
/* Two people without a number may be equal in everything. The first row of the kind is the first
 * such record that was there before this import, the second the second; a row more is one more
 * person. What this import itself added, before it was cut off, came from earlier rows. */
bool person_taken(struct writing *writing, struct import_row *row, struct twin *twin);
/* Writes the rows that wait to be added, then their households and grids. */
bool adds_write(struct writing *writing);
/* import_alone.c: through the rules of saving. A new record; the values given in the row take the
 * place of the record's. False: the store gave up. */
bool row_add_ruled(struct writing *writing, struct import_row *row);
bool row_update(struct writing *writing, struct import_row *row, uint64_t number);
/* Somebody of this name had the number before: it was corrected, or two records were merged. With
 * another name it may have been somebody else's by mistake. */
bool former_taken(struct writing *writing, const struct import_row *row, const struct term *term,
                  struct twin *twin);
/* The row is let in: later ones may be the same. */
void twin_remember(struct writing *writing, struct import_row *row);
/* The same by its unique terms alone, which it got meanwhile; whether an earlier row that waits has
 * one of them. */
void twin_remember_terms(struct writing *writing, const struct import_row *row);
bool terms_seen(struct writing *writing, const struct import_row *row);
void twin_reject(struct writing *writing, const struct import_row *row, const struct twin *twin);
/* A row that is let in though there is somebody like it. */
void twin_warn(struct writing *writing, const struct import_row *row, const struct twin *twin);
/* An import begins: takes in the numbers that people were known by before. */
bool twins_start(struct import *import, struct arena *arena, struct fault *fault);
/* After rows were written: those without a unique value are counted, for later groups. */
void twins_met(struct import *import, const struct import_row *rows, size_t count);
void row_reject(struct writing *writing);

/* import_alike.c: an archive row without a code is there already where its series has an item with
 * all of its values. A series is walked once in an import, and its values are remembered; what
 * others write meanwhile is taken in. */
/* False: the row is none of these, or too many kinds of rows came: others look. */
bool alike_taken(struct writing *writing, const struct import_row *row, struct twin *twin,
                 bool *taken);
/* A record that is written; one that waits. */
void alike_note(struct writing *writing, const struct record *record);
void alike_wait(struct writing *writing, const struct import_row *waiting);
/* The transaction is over. */
void alike_written(struct writing *writing);

/* The household of a row, and what it says of its head. False: the row is rejected (a fault was
 * added), or the store gave up. */
bool home_take(struct writing *writing, struct import_row *row);
/* import_family.c: the row beside the relatives at hand. The same results. */
bool relatives_take(struct writing *writing, struct import_row *row, struct home *home);
/* Adds a relative: a row that is let in, or (row NULL) one in the store. */
void relatives_add(struct writing *writing, struct home *home, const struct record *record,
                   struct import_row *row);
/* Every reference of the row leads somewhere; grids are put down to be made. The same results. */
bool references_take(struct writing *writing, struct import_row *row);
/* The row is let in: its household is made with the others. */
void home_keep(struct writing *writing, struct import_row *row);
/* Rows of a group that is written. */
void homes_met(struct import *import, const struct import_row *rows, size_t count);
/* Writes grids and households, after the rows themselves. */
bool grids_write(struct writing *writing);
bool homes_write(struct writing *writing);

/* The room a household of the group names, or the building of a room, by the value of that
 * reference: put down to be made where it is not there. False: the store gave up. */
bool room_take(struct writing *writing, const struct record *record, const struct field *field,
               const char *value);
/* Writes buildings and rooms. */
bool rooms_write(struct writing *writing);

/* New records, many at once; one that changes. Stamped as of this change. */
bool records_make(struct writing *writing, const struct form *form, struct record *const *records,
                  size_t count);
bool record_alter(struct writing *writing, struct record *record, const struct record *old,
                  struct bytes old_bytes);

#endif

#ifndef REGISTRY_IMPORT_H
#define REGISTRY_IMPORT_H

/* How an import works: rows are made ready in groups, outside any transaction and by a second
 * thread (import_prepare.c); each group is then written in one transaction (import_write.c), which
 * looks for duplicates, households and grids. Rows that only add records go to the store many at
 * once; those that change records, or get a number or a label, go one by one through the rules of
 * saving (import_alone.c). */

#include "form/lookup.h"
#include "registry/change.h"
#include "registry/import_log.h"
#include "registry/numbering.h"

struct import_row {
    uint64_t number;       /* in the file, from 1 */
    struct record *record; /* filled; NULL where nothing could be read */
    const char **given;    /* its values as they were given, before anything was filled */
    const char *page_run;  /* "1-15", in a column of how many pages */
    struct term *terms;
    size_t term_count;
    struct bytes packed; /* as group->change_expected will write it; length 0: not packed */
    struct faults faults;
    bool weds;     /* as husband or wife of a head */
    bool unread;   /* a value could not be read */
    bool rejected; /* as a new record */
};

struct import_group {
    struct arena *arena;
    struct import_row *rows;
    size_t count;
    size_t first;             /* place of the first row among those of the call */
    uint64_t change_expected; /* number its change will have if nobody else writes; 0: not known */
};

/* Texts that were met, by hash: what a trial import would have written. */
struct memory {
    uint64_t *hashes;
    size_t count, size;
};
void memory_add(struct memory *memory, const char *text, size_t length);
bool memory_holds(const struct memory *memory, const char *text, size_t length);
void memory_free(struct memory *memory);

/* What archive records have in common with rows that bring no code (import_alike.c). */
enum { ALIKE_MASKS = 8 };
struct alike {
    struct numbering known;         /* values of a record by mask -> its number; series walked */
    const bool *masks[ALIKE_MASKS]; /* which fields rows gave, by number of field */
    size_t mask_count;
    uint64_t change; /* the last that it knows of */
};

struct import {
    struct arena *arena;
    struct registry *registry;
    struct author author;
    const struct form *form;
    const struct field **fields; /* by column; NULL: left out */
    size_t field_count;
    enum duplicate_policy on_duplicate;
    bool check;
    unsigned char key[IMPORT_KEY];
    struct import_state state;
    struct date today;
    const struct record *blank; /* a new record with its form's defaults */
    bool one_by_one;            /* every row needs the rules of saving (numbers, labels) */
    uint64_t change_last;       /* number of the last change it made; 0: none yet */
    size_t group_rows;          /* so many that a transaction takes some milliseconds */
    struct memory remembered;   /* of a trial */
    struct numbering numbering; /* likewise: of archive items */
    uint64_t first_added;       /* number of the first record it added, 0: none */
    struct memory weddings;     /* households whose head's husband or wife came with this import */
    bool resumed;               /* some came before it was cut off, and are not in weddings */
    struct memory former;       /* numbers that people had before, or as doubles */
    struct alike alike;
    struct memory met; /* people without a number, each time one was met */
};

/* The index terms of a row's record, in arena; again where it was altered. */
void row_terms(struct import_row *row, struct arena *arena);

/* Makes the rows of group ready: rows->values from group->first on. Touches nothing but the group.
 */
void import_prepare(const struct import *import, const struct import_rows *rows,
                    struct import_group *group);

/* What became of the rows of a call. */
struct import_outcome {
    struct arena *results;
    struct import_answer *answer;
    size_t capacity;
};
/* Writes a group; last marks the import as finished. */
bool import_write(struct import *import, struct import_group *group, bool last,
                  struct import_outcome *outcome, struct fault *fault);

#endif

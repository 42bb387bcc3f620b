#ifndef SCREEN_ARCHIVE_TREE_H
#define SCREEN_ARCHIVE_TREE_H

/* The records of a form as a tree: branches by the fields of its `tree`, with how many records each
 * has, and under the last ones the records. Only what was opened is in memory. archive_tree.c takes
 * keys and draws, archive_tree_rows.c reads. */

#include "screen/open.h"
#include "screen/pick.h"
#include "screen/show.h"

enum tree_kind {
    TREE_BRANCH,
    TREE_RECORD,
    TREE_MORE, /* stands for what of the branch above was not read yet */
};

struct tree_row {
    enum tree_kind kind;
    unsigned depth;
    bool open;
    const char **path; /* of the branch, with its own value; of a record, of the branch it is in */
    size_t path_count;
    const struct field *field; /* whose value the branch is of */
    uint64_t count;
    struct record *record;   /* NULL of most branches; of a volume its own */
    struct list_place after; /* of TREE_MORE: where records go on; */
    const char *value;       /* or, where they are branches, after which value */
    const char *query;       /* of TREE_MORE of records */
    struct arena *page;      /* what was read together: of its first row */
};

struct tree {
    struct view view;
    const struct form *form;
    struct tree_row *rows;
    size_t count, capacity;
    struct pick pick;
    bool stale; /* something has changed */
};

/* The first level; a branch that is alone is opened too. */
void tree_load(struct tree *tree);
/* The same with all branches open that are open. */
void tree_reload(struct tree *tree);
void tree_free(struct tree *tree);
void tree_open_row(struct tree *tree, size_t row);
void tree_close_row(struct tree *tree, size_t row);
/* Reads what TREE_MORE stands for. */
void tree_more(struct tree *tree, size_t row);
/* The row of the branch that a row is in; itself where it is in none. */
size_t tree_parent(const struct tree *tree, size_t row);

#endif

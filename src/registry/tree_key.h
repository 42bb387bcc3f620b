#ifndef REGISTRY_TREE_KEY_H
#define REGISTRY_TREE_KEY_H

/* Inside of the counts of branches: their keys (registry/tree.h). tree.c keeps the counts,
 * tree_build.c makes them anew, tree_open.c answers. */

#include "registry/tree.h"

#define TREE_PART_END '\x1f'

/* The values of one record in the fields of the tree, each with TREE_PART_END behind it. */
struct tree_path {
    const char *text;
    size_t length;
    size_t ends[FORM_TREE_MOST]; /* bytes of text up to and with each level */
};
void tree_path(const struct form *form, const struct record *record, struct arena *arena,
               struct tree_path *path);
/* One value (NULL or "": not filled in) as it stands in a path, without its end. */
const char *tree_part(const struct field *field, const char *value, struct arena *arena);
/* And back: "" where it is not filled in. */
const char *tree_part_value(const struct field *field, const char *part);

/* The key of the count of a branch: the form, the level, the path that leads to it; in arena. */
struct bytes tree_key(const struct form *form, unsigned level, const char *path, size_t length,
                      struct arena *arena);
/* False where the key is of another form. */
bool tree_key_read(const struct form *form, struct bytes key, unsigned *level, const char **path,
                   size_t *length);
/* The count that is kept under a key. */
uint64_t tree_count_of(struct bytes value);
/* Counts the paths, whose order changes. */
enum store_result tree_add_paths(struct transaction *transaction, const struct registry *registry,
                                 const struct form *form, struct tree_path *paths, size_t count);

#endif

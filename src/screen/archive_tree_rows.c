#include "screen/archive_tree.h"

#include <stdlib.h>
#include <string.h>
#include "text/buffer.h"

enum { BRANCHES = 200, RECORDS = 100, RECORDS_AGAIN = 1000 };

/* Rows on their way into the tree. */
struct reading {
    struct tree *tree;
    struct arena *page;
    struct tree_row *rows;
    size_t count;
};

static void drop_rows(struct tree *tree, size_t first, size_t count)
{
    for (size_t i = first; i < first + count; i++)
        if (tree->rows[i].page)
            arena_free(tree->rows[i].page);
    memmove(tree->rows + first, tree->rows + first + count,
            (tree->count - first - count) * sizeof *tree->rows);
    tree->count -= count;
}

static void insert_rows(struct tree *tree, size_t at, const struct reading *reading)
{
    if (reading->count == 0) {
        arena_free(reading->page);
        return;
    }
    while (tree->count + reading->count > tree->capacity) {
        tree->capacity = tree->capacity ? tree->capacity * 2 : 64;
        tree->rows = memory_resize(tree->rows, tree->capacity * sizeof *tree->rows);
    }
    memmove(tree->rows + at + reading->count, tree->rows + at,
            (tree->count - at) * sizeof *tree->rows);
    memcpy(tree->rows + at, reading->rows, reading->count * sizeof *reading->rows);
    tree->rows[at].page = reading->page;
    tree->count += reading->count;
}

static const char **path_with(const char *const *path, size_t count, const char *value,
                              struct arena *arena)
{
    const char **longer = arena_array(arena, count + 1, sizeof *longer);
    for (size_t i = 0; i < count; i++)
        longer[i] = arena_copy(arena, path[i]);
    if (value)
        longer[count] = arena_copy(arena, value);
    return longer;
}

static bool read_branches(struct reading *reading, const struct tree_answer *answer, unsigned depth)
{
    struct arena *page = reading->page;
    const struct form *form = reading->tree->form;
    const struct field *field = form->tree[answer->path_count];
    reading->rows = arena_array(page, answer->count + 1, sizeof *reading->rows);
    for (size_t i = 0; i < answer->count; i++) {
        const struct tree_branch *branch = &answer->rows[i];
        reading->rows[reading->count++] = (struct tree_row){
            .kind = TREE_BRANCH,
            .depth = depth,
            .path = path_with(answer->path, answer->path_count, branch->value, page),
            .path_count = answer->path_count + 1,
            .field = field,
            .count = branch->count,
            .record = branch->record,
        };
    }
    if (!answer->finished)
        reading->rows[reading->count++] = (struct tree_row){
            .kind = TREE_MORE,
            .depth = depth,
            .path = path_with(answer->path, answer->path_count, NULL, page),
            .path_count = answer->path_count,
            .value = answer->rows[answer->count - 1].value,
        };
    return true;
}

static bool read_records(struct reading *reading, const struct tree_row *row, unsigned depth,
                         const char *query, struct list_place after, unsigned limit)
{
    struct arena *page = reading->page;
    struct fault fault = {0};
    struct list_answer answer = {0};
    struct list_request request = {
        .form = reading->tree->form->name, .query = query, .after = after, .limit = limit};
    if (!client_list(reading->tree->view.screen->client, &request, page, &answer, &fault)) {
        notice_fault(reading->tree->view.screen, &fault, NULL);
        return false;
    }
    reading->rows = arena_array(page, answer.count + 1, sizeof *reading->rows);
    const char **path = path_with(row->path, row->path_count, NULL, page);
    for (size_t i = 0; i < answer.count; i++)
        reading->rows[reading->count++] = (struct tree_row){.kind = TREE_RECORD,
                                                            .depth = depth,
                                                            .path = path,
                                                            .path_count = row->path_count,
                                                            .record = answer.rows[i].record};
    bool stopped = !answer.finished && answer.stopped.number > 0;
    if (!answer.finished && (answer.count > 0 || stopped))
        reading->rows[reading->count++] = (struct tree_row){
            .kind = TREE_MORE,
            .depth = depth,
            .path = path,
            .path_count = row->path_count,
            .query = arena_copy(page, query),
            .after = stopped ? answer.stopped : answer.rows[answer.count - 1].place,
        };
    return true;
}

/* What is below a branch, from after a value on (NULL: from the start). */
static bool read_below(struct tree *tree, const struct tree_row *row, unsigned depth,
                       const char *after, unsigned limit, struct reading *reading)
{
    struct fault fault = {0};
    struct tree_answer answer = {0};
    *reading = (struct reading){.tree = tree, .page = arena_new()};
    struct tree_request request = {.form = tree->form->name,
                                   .path = row->path,
                                   .path_count = row->path_count,
                                   .after = after,
                                   .limit = limit > BRANCHES ? limit : BRANCHES};
    bool well = client_tree(tree->view.screen->client, &request, reading->page, &answer, &fault);
    if (!well)
        notice_fault(tree->view.screen, &fault, NULL);
    else if (answer.field)
        well = read_branches(reading, &answer, depth);
    else
        well = read_records(reading, row, depth, answer.query, (struct list_place){0},
                            limit > RECORDS ? limit : RECORDS);
    if (!well)
        arena_free(reading->page);
    return well;
}

static size_t rows_below(const struct tree *tree, size_t row)
{
    size_t end = row + 1;
    while (end < tree->count && tree->rows[end].depth > tree->rows[row].depth)
        end++;
    return end - row - 1;
}

static void open_row(struct tree *tree, size_t row, unsigned limit)
{
    struct reading reading;
    struct tree_row *branch = &tree->rows[row];
    if (branch->kind != TREE_BRANCH || branch->open ||
        !read_below(tree, branch, branch->depth + 1, NULL, limit, &reading))
        return;
    branch->open = true;
    insert_rows(tree, row + 1, &reading);
}

void tree_open_row(struct tree *tree, size_t row)
{
    open_row(tree, row, 0);
}

void tree_close_row(struct tree *tree, size_t row)
{
    drop_rows(tree, row + 1, rows_below(tree, row));
    tree->rows[row].open = false;
}

void tree_more(struct tree *tree, size_t row)
{
    struct reading reading;
    struct tree_row more = tree->rows[row];
    if (more.kind != TREE_MORE)
        return;
    if (more.query) {
        reading = (struct reading){.tree = tree, .page = arena_new()};
        if (!read_records(&reading, &more, more.depth, more.query, more.after, RECORDS)) {
            arena_free(reading.page);
            return;
        }
    } else if (!read_below(tree, &more, more.depth, more.value, 0, &reading)) {
        return;
    }
    insert_rows(tree, row + 1, &reading);
    drop_rows(tree, row, 1);
}

size_t tree_parent(const struct tree *tree, size_t row)
{
    for (size_t i = row; i > 0; i--)
        if (tree->rows[i - 1].depth < tree->rows[row].depth)
            return i - 1;
    return row;
}

void tree_free(struct tree *tree)
{
    drop_rows(tree, 0, tree->count);
    free(tree->rows);
    tree->rows = NULL;
    tree->capacity = 0;
}

static bool load_first(struct tree *tree)
{
    struct reading reading;
    const struct tree_row root = {0};
    if (!read_below(tree, &root, 0, NULL, 0, &reading))
        return false;
    drop_rows(tree, 0, tree->count);
    insert_rows(tree, 0, &reading);
    return true;
}

void tree_load(struct tree *tree)
{
    if (!load_first(tree))
        return;
    for (size_t last = 0; tree->count == last + 1; last++) {
        if (tree->rows[last].kind != TREE_BRANCH || tree->rows[last].field == NULL)
            break;
        tree_open_row(tree, last);
    }
}

/* Text that names a branch, or a record in one. */
static const char *row_name(const struct tree_row *row, struct arena *arena)
{
    struct buffer name = {0};
    for (size_t i = 0; i < row->path_count; i++) {
        buffer_add_text(&name, row->path[i]);
        buffer_add_char(&name, '\n');
    }
    if (row->kind == TREE_RECORD)
        buffer_format(&name, "@%llu", (unsigned long long)row->record->number);
    const char *text = arena_copy(arena, buffer_text(&name));
    buffer_free(&name);
    return text;
}

struct remembered {
    const char *name;
    unsigned rows;
};

void tree_reload(struct tree *tree)
{
    struct arena *arena = arena_new();
    struct remembered *open = arena_array(arena, tree->count + 1, sizeof *open);
    size_t count = 0;
    const char *chosen = tree->count > 0 ? row_name(&tree->rows[tree->pick.chosen], arena) : NULL;
    for (size_t i = 0; i < tree->count; i++) {
        if (!tree->rows[i].open)
            continue;
        size_t rows = rows_below(tree, i);
        open[count++] = (struct remembered){row_name(&tree->rows[i], arena),
                                            rows < RECORDS_AGAIN ? (unsigned)rows : RECORDS_AGAIN};
    }
    if (count == 0 && tree->count == 0) {
        tree_load(tree);
    } else if (load_first(tree)) {
        for (size_t i = 0, next = 0; i < tree->count && next < count; i++) {
            if (tree->rows[i].kind != TREE_BRANCH)
                continue;
            const char *name = row_name(&tree->rows[i], arena);
            for (size_t j = next; j < count; j++)
                if (strcmp(open[j].name, name) == 0) {
                    open_row(tree, i, open[j].rows);
                    next = j + 1;
                    break;
                }
        }
        for (size_t i = 0; chosen && i < tree->count; i++)
            if (strcmp(row_name(&tree->rows[i], arena), chosen) == 0)
                tree->pick.chosen = i;
    }
    arena_free(arena);
}

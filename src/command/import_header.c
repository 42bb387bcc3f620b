#include "command/import_header.h"

/* Looks for the header in the first rows. */
struct header_search {
    const struct form *form;
    struct arena *arena;
    const char **cells;
    size_t count, known, rows;
    uint64_t row;
};

static bool on_header(void *context, const struct input_row *row)
{
    struct header_search *search = context;
    if (row->blank)
        return true;
    size_t known = columns_known(search->form, row->cells, row->count);
    if (!search->cells || known > search->known) {
        search->cells = arena_array(search->arena, row->count + 1, sizeof *search->cells);
        for (size_t i = 0; i < row->count; i++)
            search->cells[i] = arena_copy(search->arena, row->cells[i]);
        search->count = row->count;
        search->known = known;
        search->row = row->number;
    }
    return ++search->rows < COLUMNS_HEADER_ROWS;
}

bool header_find(struct input *input, const struct form *form, struct columns *columns,
                 uint64_t *row, struct faults *notes, struct arena *arena, struct fault *fault)
{
    *row = 0;
    if (input->json) {
        columns_all(columns, form, arena);
        return true;
    }
    struct header_search search = {.form = form, .arena = arena};
    if (!input_rows(input, on_header, &search, NULL, arena, fault) ||
        !columns_read(columns, form, search.cells, search.count, arena, notes, fault))
        return false;
    *row = search.row;
    return true;
}

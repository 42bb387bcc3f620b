/* Cells of the catalogues that archive rooms have: whatever stands there, it is read, told or left
 * out. Each line is "field=text" of one row. */

#include "fuzz_form.h"
#include "registry/import_archive.h"

static const struct form *archive_form(void)
{
    const struct form *form = form_named(fuzz_forms(), "archive");
    HOLDS(form);
    return form;
}

static void take_line(const struct import_cells *cells, struct import_row *row, const char *line)
{
    const char *equals = strchr(line, '=');
    const char *name = equals ? arena_copy_bytes(cells->arena, line, (size_t)(equals - line)) : "";
    const struct field *field = *name ? field_named(row->record->form, name) : NULL;
    if (!field || !equals[1])
        return;
    const char *text = import_archive_cell(cells, row, field, equals + 1);
    HOLDS(!text || is_utf8(text));
    if (!text || !*text)
        return;
    const char *value =
        field_read(field, text, strlen(text), cells->today, cells->arena, cells->faults);
    if (value)
        row->record->values[field->number] = row->given[field->number] = value;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { SIZE_MOST = 1200 };
    if (size > SIZE_MOST)
        return 0;
    struct arena *arena = arena_new();
    const struct settings settings = {.retention_long = size % 2 ? "D30" : NULL};
    struct import_row row = {.record = record_new(archive_form(), arena)};
    row.given = arena_array(arena, archive_form()->field_count + 1, sizeof *row.given);
    const struct import_cells cells = {&settings, &fuzz_today, arena, &row.faults};
    char *text = arena_copy_bytes(arena, data, size);
    if (is_utf8(text))
        for (char *line = text; line;) {
            char *end = strchr(line, '\x1e');
            if (end)
                *end = '\0';
            take_line(&cells, &row, line);
            line = end ? end + 1 : NULL;
        }
    import_archive_end(&cells, &row);
    for (unsigned i = 0; i < row.record->form->field_count; i++)
        HOLDS(!row.record->values[i] || is_utf8(row.record->values[i]));
    fuzz_faults_say(&row.faults, arena);
    arena_free(arena);
    return 0;
}

#include "command/import_row.h"

#include <string.h>
#include "command/json.h"
#include "text/message.h"

/* A value is longer than any field may be long before this; a row of such values still fits into a
 * message. */
enum { NAMES_MOST = 20, VALUE_MOST = 32 * 1024 };

static const char lost_character[] = "\xEF\xBF\xBD";

static bool refuse(struct import_item *item, struct arena *arena, const char *field,
                   const char *message, const char *one, const char *two)
{
    struct fault *fault = arena_alloc(arena, sizeof *fault);
    fault_set(fault, arena, FAULT_DATA, field, message, one, two, NULL);
    item->fault = fault;
    return false;
}

static const char *count_text(struct arena *arena, size_t count)
{
    return arena_format(arena, "%zu", count);
}

static void refuse_bad(struct import_item *item, const struct columns *columns, const char *bytes,
                       struct arena *arena)
{
    const char *field = NULL;
    for (size_t i = 0; i < item->count && i < columns->count && !field; i++)
        if (columns->fields[i] && strstr(item->cells[i], lost_character))
            field = columns->names[i];
    if (*bytes)
        refuse(item, arena, field, N_("the bytes {1} are no character in the encoding of the file"),
               arena_copy(arena, bytes), NULL);
    else
        refuse(item, arena, field,
               N_("a character was lost before the file came here (U+FFFD stands in its place)"),
               NULL, NULL);
}

static bool too_long(struct import_item *item, struct arena *arena, const struct field *field,
                     const char *value)
{
    return strlen(value) > VALUE_MOST &&
           !refuse(item, arena, field->name, N_("too long"), NULL, NULL);
}

static bool read_cells(struct import_item *item, const struct columns *columns, struct arena *arena,
                       const char **values)
{
    size_t filled = item->count;
    while (filled && !*item->cells[filled - 1])
        filled--;
    if (filled > columns->width)
        return refuse(
            item, arena, NULL,
            N_("the row has {1} cells and the header {2}; a cell that holds the separator "
               "must stand in quotes"),
            count_text(arena, filled), count_text(arena, columns->width));
    for (size_t i = 0; i < columns->count; i++) {
        const struct field *field = columns->fields[i];
        values[i] = field && i < item->count ? cell_meant(item->cells[i], arena) : NULL;
        if (values[i] && too_long(item, arena, field, values[i]))
            return false;
        if (values[i] && (field->type == FIELD_IDENTITY || field->type == FIELD_PHONE) &&
            cell_rounded(values[i]))
            return refuse(item, arena, field->name,
                          N_("a spreadsheet program rounded this number to {1}; take it from the "
                             "source and format the column as text"),
                          values[i], NULL);
    }
    return true;
}

static bool is_ours(const char *name)
{
    return strcmp(name, json_key) == 0 || strcmp(name, json_version) == 0 ||
           columns_is_reject(name);
}

static void name_unknown(struct import_names *unknown, const char *name)
{
    for (size_t i = 0; i < unknown->count; i++)
        if (strcmp(unknown->names[i], name) == 0)
            return;
    if (!unknown->names)
        unknown->names = arena_array(unknown->arena, NAMES_MOST, sizeof *unknown->names);
    if (unknown->count < NAMES_MOST)
        unknown->names[unknown->count++] = arena_copy(unknown->arena, name);
}

static bool read_member(struct import_item *item, const struct columns *columns, const char *name,
                        const json_t *value, struct import_names *unknown, struct arena *arena,
                        const char **values)
{
    const struct field *field = field_named(columns->form, name);
    if (!field || !field_type_kept(field->type)) {
        if (!field && !is_ours(name))
            name_unknown(unknown, name);
        return true;
    }
    const char *message;
    const char *typed = json_typed(value, field, arena, &message);
    if (!typed)
        return refuse(item, arena, field->name, message, NULL, NULL);
    if (too_long(item, arena, field, typed))
        return false;
    for (size_t i = 0; i < columns->count; i++)
        if (columns->fields[i] == field)
            values[i] = *typed ? typed : NULL;
    return true;
}

static bool read_object(struct import_item *item, const struct columns *columns,
                        struct import_names *unknown, struct arena *arena, const char **values)
{
    json_error_t error;
    json_t *object = json_loads(item->line, JSON_REJECT_DUPLICATES, &error);
    bool right = true;
    const char *name;
    json_t *value;
    if (!json_is_object(object)) {
        right = refuse(item, arena, NULL, N_("this is no JSON object: {1}"),
                       object ? "[…]" : error.text, NULL);
    } else {
        json_object_foreach(object, name, value)
        {
            right = right && read_member(item, columns, name, value, unknown, arena, values);
        }
    }
    json_decref(object);
    return right;
}

void import_row_read(const struct input_row *row, const struct columns *columns,
                     struct import_names *unknown, struct arena *arena, struct import_item *item,
                     const char **values)
{
    const char **cells = arena_array(arena, row->count + 1, sizeof *cells);
    for (size_t i = 0; i < row->count; i++)
        cells[i] = arena_copy(arena, row->cells[i]);
    *item = (struct import_item){
        .row = row->number,
        .cells = row->line ? NULL : cells,
        .count = row->count,
        .line = row->line ? arena_copy(arena, row->line) : NULL,
    };
    for (size_t i = 0; i < columns->count; i++)
        values[i] = NULL;
    for (size_t i = columns->count; i < columns->sent; i++)
        values[i] = columns->given[i - columns->count];
    if (row->bad)
        refuse_bad(item, columns, row->bad, arena);
    else if (row->line)
        read_object(item, columns, unknown, arena, values);
    else
        read_cells(item, columns, arena, values);
}

#include "command/columns.h"

#include <ctype.h>
#include <string.h>
#include "text/buffer.h"
#include "text/message.h"
#include "text/width.h"

enum { EXPECTED_MOST = 24 };

const char columns_reason[] = N_("Rejected because");
const char columns_field[] = N_("Rejected field");

/* Both languages: the file may come back to a clerk who works in the other. */
bool columns_is_reject(const char *header)
{
    static const char *const headers[] = {columns_reason, columns_field,     "拒收原因",
                                          "拒收字段",     "rejected_reason", "rejected_field"};
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
        if (strcmp(header, headers[i]) == 0)
            return true;
    return false;
}

static const struct field *field_of_header(const struct form *form, const char *header)
{
    return *header ? field_named(form, header) : NULL;
}

size_t columns_known(const struct form *form, const char *const *cells, size_t count)
{
    size_t known = 0;
    for (size_t i = 0; i < count; i++)
        known += field_of_header(form, cells[i]) != NULL;
    return known;
}

bool columns_repeat(const struct columns *columns, const char *const *cells, size_t count)
{
    size_t same = 0;
    for (size_t i = 0; i < count; i++) {
        if (!*cells[i])
            continue;
        const struct field *field = i < columns->count ? columns->fields[i] : NULL;
        if (field && field_of_header(columns->form, cells[i]) == field)
            same++;
        else if (field)
            return false;
    }
    return same > 0 && same * 2 >= columns->known;
}

bool columns_sum(const char *const *cells, size_t count)
{
    static const char *const words[] = {"合计", "总计", "小计", "本页合计", "本页小计", "Total"};
    size_t at = 0;
    while (at < count && !*cells[at])
        at++;
    for (size_t i = 0; at < count && i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i]);
        if (strncmp(cells[at], words[i], length) == 0 &&
            strspn(cells[at] + length, ":： ") == strlen(cells[at] + length))
            return true;
    }
    return false;
}

/* Labels and names of the fields a file may have. */
static const char *expected_headers(const struct form *form, struct arena *arena)
{
    struct buffer list = {0};
    unsigned listed = 0;
    for (unsigned i = 0; i < form->field_count && listed < EXPECTED_MOST; i++) {
        const struct field *field = &form->fields[i];
        if (!field_type_kept(field->type))
            continue;
        if (listed++)
            buffer_add_text(&list, ", ");
        const char *label = message_side(arena, field->label);
        buffer_add_text(&list, label);
        if (strcmp(label, field->name) != 0)
            buffer_format(&list, " (%s)", field->name);
    }
    if (listed == EXPECTED_MOST)
        buffer_add_text(&list, ", …");
    const char *text = arena_copy(arena, buffer_text(&list));
    buffer_free(&list);
    return text;
}

static size_t without_rejects(const char *const *cells, size_t count)
{
    while (count && !*cells[count - 1])
        count--;
    if (count > 2 && columns_is_reject(cells[count - 1]) && columns_is_reject(cells[count - 2]))
        count -= 2;
    return count;
}

static void note(struct faults *notes, struct arena *arena, const char *message, const char *header)
{
    struct fault *warning = faults_add(notes, arena);
    fault_set(warning, arena, FAULT_DATA, NULL, message, width_safe(arena, header), NULL);
    warning->warning = true;
}

static bool column_read(struct columns *columns, size_t place, struct arena *arena,
                        struct faults *notes, struct fault *fault)
{
    const char *header = columns->headers[place];
    const struct field *field = field_of_header(columns->form, header);
    if (!field) {
        if (*header)
            note(notes, arena, N_("the column {1} is no field of this form and is left out"),
                 header);
        return true;
    }
    columns->known++;
    if (!field_type_kept(field->type)) {
        note(notes, arena, N_("the column {1} follows from other fields and is left out"), header);
        return true;
    }
    for (size_t i = 0; i < place; i++)
        if (columns->fields[i] == field)
            return fault_set(fault, arena, FAULT_DATA, field->name,
                             N_("two columns, {1} and {2}, mean the same field {3}; take one away"),
                             width_safe(arena, columns->headers[i]), width_safe(arena, header),
                             field->label, NULL);
    columns->fields[place] = field;
    columns->names[place] = field->name;
    return true;
}

bool columns_read(struct columns *columns, const struct form *form, const char *const *cells,
                  size_t count, struct arena *arena, struct faults *notes, struct fault *fault)
{
    *columns = (struct columns){
        .form = form,
        .fields = arena_array(arena, count + 1, sizeof *columns->fields),
        .names = arena_array(arena, count + 1, sizeof *columns->names),
        .headers = arena_array(arena, count + 1, sizeof *columns->headers),
        .count = without_rejects(cells, count),
        .width = count,
    };
    columns->sent = columns->count;
    for (size_t i = 0; i < columns->count; i++)
        columns->headers[i] = arena_copy(arena, cells[i]);
    for (size_t i = 0; i < columns->count; i++)
        if (!column_read(columns, i, arena, notes, fault))
            return false;
    if (columns->known)
        return true;
    return fault_set(fault, arena, FAULT_USAGE, NULL,
                     N_("no column of the first rows names a field of {1}; there may be {2}"),
                     form->label, expected_headers(form, arena), NULL);
}

void columns_all(struct columns *columns, const struct form *form, struct arena *arena)
{
    *columns = (struct columns){
        .form = form,
        .fields = arena_array(arena, form->field_count + 1, sizeof *columns->fields),
        .names = arena_array(arena, form->field_count + 1, sizeof *columns->names),
        .headers = arena_array(arena, form->field_count + 1, sizeof *columns->headers),
    };
    for (unsigned i = 0; i < form->field_count; i++) {
        if (!field_type_kept(form->fields[i].type))
            continue;
        columns->fields[columns->count] = &form->fields[i];
        columns->names[columns->count] = form->fields[i].name;
        columns->headers[columns->count++] = form->fields[i].name;
    }
    columns->known = columns->width = columns->sent = columns->count;
}

static bool given_read(struct columns *columns, const char *text, struct arena *arena,
                       struct fault *fault)
{
    const char *equals = strchr(text, '=');
    const char *name = equals ? arena_copy_bytes(arena, text, (size_t)(equals - text)) : text;
    const struct field *field = equals ? field_of_header(columns->form, name) : NULL;
    if (!equals)
        return fault_set(fault, arena, FAULT_USAGE, NULL, N_("{1} is not of the form field=value"),
                         text, NULL);
    if (!field || !field_type_kept(field->type) || field->computed)
        return fault_set(fault, arena, FAULT_USAGE, NULL, N_("{1} has no field {2}."),
                         columns->form->label, name, NULL);
    for (size_t i = 0; i < columns->sent; i++)
        if (columns->fields[i] == field)
            return fault_set(fault, arena, FAULT_USAGE, field->name,
                             N_("{1} stands in the file, or twice on the command line"),
                             field->label, NULL);
    columns->fields[columns->sent] = field;
    columns->names[columns->sent] = field->name;
    columns->given[columns->sent++ - columns->count] = equals[1] ? equals + 1 : NULL;
    return true;
}

bool columns_give(struct columns *columns, const char *const *given, size_t count,
                  struct arena *arena, struct fault *fault)
{
    const struct field **fields =
        arena_array(arena, columns->count + count + 1, sizeof *columns->fields);
    const char **names = arena_array(arena, columns->count + count + 1, sizeof *columns->names);
    memcpy(fields, columns->fields, columns->count * sizeof *fields);
    memcpy(names, columns->names, columns->count * sizeof *names);
    columns->fields = fields;
    columns->names = names;
    columns->given = arena_array(arena, count + 1, sizeof *columns->given);
    columns->sent = columns->count;
    for (size_t i = 0; i < count; i++)
        if (!given_read(columns, given[i], arena, fault))
            return false;
    return true;
}

const char *cell_meant(const char *cell, struct arena *arena)
{
    size_t length = strlen(cell);
    if (length >= 3 && cell[0] == '=' && cell[1] == '"' && cell[length - 1] == '"')
        cell = arena_copy_bytes(arena, cell + 2, length - 3);
    else if (cell[0] == '\'' && isdigit((unsigned char)cell[1]))
        cell++;
    return *cell ? cell : NULL;
}

bool cell_rounded(const char *cell)
{
    size_t digits = strspn(cell, "0123456789");
    if (digits != 1)
        return false;
    const char *at = cell + 1;
    if (*at == '.')
        at += 1 + strspn(at + 1, "0123456789");
    return (at[0] == 'E' || at[0] == 'e') && at[1] == '+' && isdigit((unsigned char)at[2]) &&
           at[2 + strspn(at + 2, "0123456789")] == '\0';
}

void cell_quote(struct buffer *row, const char *cell)
{
    buffer_add_char(row, '"');
    for (; *cell; cell++) {
        if (*cell == '"')
            buffer_add_char(row, '"');
        buffer_add_char(row, *cell);
    }
    buffer_add_char(row, '"');
}

#include "command/print.h"

#include <string.h>
#include "command/output.h"
#include "registry/where.h"
#include "text/message.h"
#include "text/width.h"

enum { SHOW_INDENT = 2, SHOW_GAP = 2, SHOW_COLUMNS = 80, SHOW_VALUE_LEAST = 20 };

static size_t label_columns(const struct form *form, struct arena *arena)
{
    size_t widest = 0;
    for (unsigned i = 0; i < form->field_count; i++) {
        size_t width = width_text(message_side(arena, form->fields[i].label));
        if (width > widest)
            widest = width;
    }
    return widest;
}

void print_field(const char *label, size_t label_width, const char *value, struct arena *arena)
{
    size_t left = SHOW_INDENT + label_width + SHOW_GAP;
    size_t room = left + SHOW_VALUE_LEAST < SHOW_COLUMNS ? SHOW_COLUMNS - left : SHOW_VALUE_LEAST;
    size_t count;
    const char **lines = width_wrap(arena, value, room, &count);
    for (size_t i = 0; i < count; i++) {
        output_column("", SHOW_INDENT);
        output_column(i == 0 ? label : "", label_width + SHOW_GAP);
        output_value(lines[i]);
        output_text("\n");
    }
}

static void print_section(const struct record *record, const struct section *section,
                          size_t label_width, struct arena *arena)
{
    bool headed = false;
    for (unsigned i = section->first; i < section->first + section->count; i++) {
        const struct field *field = &record->form->fields[i];
        const char *value = record_display(record, field, message_language(), arena);
        if (!value || !*value)
            continue;
        if (!headed && section->label)
            output_line(message_side(arena, section->label));
        headed = true;
        print_field(message_side(arena, field->label), label_width, value, arena);
    }
}

void print_record(const struct record *record, struct arena *arena)
{
    const struct form *form = record->form;
    size_t label_width = label_columns(form, arena);
    output_text(message_side(arena, form->label));
    output_text("  ");
    output_value(record_title(record, message_language(), arena));
    output_line(message_fill(arena, N_("  (@{1}, version {2})"),
                             arena_format(arena, "%llu", (unsigned long long)record->number),
                             arena_format(arena, "%u", (unsigned)record->version), NULL));
    struct faults said = {0};
    where_say(record, arena, &said);
    if (said.count > 0)
        output_line(where_words(&said, arena));
    struct section whole = {.first = 0, .count = form->field_count};
    if (form->section_count == 0)
        print_section(record, &whole, label_width, arena);
    for (unsigned i = 0; i < form->section_count; i++)
        print_section(record, &form->sections[i], label_width, arena);
}

void print_changes(const struct record *before, const struct record *after, struct arena *arena)
{
    int language = message_language();
    size_t label_width = label_columns(after->form, arena);
    for (unsigned i = 0; i < after->form->field_count; i++) {
        const struct field *field = &after->form->fields[i];
        const char *old = before ? before->values[i] : NULL, *new = after->values[i];
        if (!field_type_kept(field->type) || (!old && !new) || (old && new &&strcmp(old, new) == 0))
            continue;
        old = old ? record_display(before, field, language, arena) : "";
        new = new ? record_display(after, field, language, arena) : "";
        const char *change = before ? arena_format(arena, "%s → %s", old, new) : new;
        print_field(message_side(arena, field->label), label_width, change, arena);
    }
}

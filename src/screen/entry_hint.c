#include "screen/entry.h"

#include <string.h>
#include "registry/where.h"
#include "text/message.h"

/* The message line under a form: what the field with the caret takes, and what may be meant by what
 * is typed in it so far. */

enum { SHOWN_MOST = 12 };

/* Where the form says nothing of a field. {1} is the key that lists values. */
static const char *const type_hints[FIELD_TYPES] = {
    [FIELD_CODE] = N_("A code, a name or the start of its pinyin; {1} lists them."),
    [FIELD_DATE] = N_("A day as 20261123, a month as 2026-11, or a year; t is today."),
    [FIELD_REFERENCE] = N_("{1} looks for it by name, number or pinyin."),
    [FIELD_YESNO] = N_("1 yes, 0 no."),
};

static const char *fill(const struct entry *entry, struct arena *arena, const char *message,
                        enum action action)
{
    const char *key = keymap_first(entry->view.screen->keymap, action, true);
    return message_fill(arena, message, key ? key : "", NULL);
}

/* The values that what is typed may mean, when it is more than one or none. */
static const char *candidates(const struct entry *entry, const struct field *field,
                              struct arena *arena)
{
    const struct code *found[SHOWN_MOST];
    const char *text = editor_text(&entry->editor);
    size_t count;
    entry_code(entry, field, text, &count);
    if (count == 1)
        return "";
    char day[DATE_SIZE];
    date_write(&entry->view.screen->today, day);
    count = count > 0 ? code_match(field->codes, text, day, found, SHOWN_MOST)
                      : code_match_within(field->codes, text, day, found, SHOWN_MOST);
    if (count == 0)
        return fill(entry, arena, N_("No value begins so; {1} lists them."), ACTION_VALUES);
    struct buffer words = {0};
    for (size_t i = 0; i < count; i++)
        buffer_format(&words, "%s%s %s", i ? "  " : "", found[i]->code,
                      found[i]->name[message_language()]);
    const char *line = arena_copy(arena, buffer_text(&words));
    buffer_free(&words);
    return line;
}

/* Conditions on the record that is referred to, with one of its fields as the example. */
static const char *reference_hint(const struct entry *entry, const struct form *form,
                                  struct arena *arena)
{
    const struct field *example = form->key;
    for (unsigned i = 0; i < form->field_count && example == form->key; i++)
        if (form->fields[i].indexes & INDEX_EXACT && !form->fields[i].computed)
            example = &form->fields[i];
    const char *key = keymap_first(entry->view.screen->keymap, ACTION_FIND, true);
    const char *name = example ? example->label : "";
    return message_fill(arena, N_("A value, or what stands in that record, like {2}=3; {1} finds."),
                        key ? key : "", name, NULL);
}

/* Where an item or a box is, at the fields that say something of it; NULL: at others. */
static const char *where_hint(const struct entry *entry, struct arena *arena)
{
    static const char *const fields[] = {"box", "location", "state"};
    const struct field *field = &entry->form->fields[entry->focus];
    bool asked = field == &entry->form->fields[0];
    struct faults said = {0};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        asked = asked || strcmp(field->name, fields[i]) == 0;
    if (!asked || !entry->base || entry->typed ||
        (entry->mode != ENTRY_CHANGE && entry->mode != ENTRY_SHOWN))
        return NULL;
    where_say(entry->base, arena, &said);
    return said.count > 0 ? where_words(&said, arena) : NULL;
}

const char *entry_hint(const struct view *view, struct arena *arena)
{
    const struct entry *entry = (const struct entry *)view;
    const struct field *field = &entry->form->fields[entry->focus];
    const char *where = where_hint(entry, arena);
    if (where || entry_reads(entry))
        return where ? where : "";
    if (entry->mode == ENTRY_FIND && field->type == FIELD_REFERENCE && field->reference)
        return reference_hint(entry, field->reference, arena);
    if (entry->mode == ENTRY_FIND)
        return fill(entry, arena,
                    N_("A value, 60..79, 1|2, >60, !=1, 张*, = for empty; {1} finds."),
                    ACTION_FIND);
    bool typed = entry->typed && *editor_text(&entry->editor);
    if (typed && field->type == FIELD_CODE && !field->many)
        return candidates(entry, field, arena);
    if (field->help)
        return message_side(arena, field->help);
    if (field->type == FIELD_NOTE)
        return fill(entry, arena, N_("{1} starts a new line."), ACTION_LINE);
    return type_hints[field->type] ? fill(entry, arena, type_hints[field->type], ACTION_VALUES)
                                   : "";
}

#include "screen/entry.h"

#include <string.h>
#include "text/message.h"

/* Somebody who is there already, said while a new resident is keyed: as soon as the name is in with
 * a birth date or a telephone, or the number. Saving goes on all the same. */

enum { ASKED_MOST = 20 };

static bool is_one_of(const struct field *field, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(field->name, *names) == 0)
            return true;
    return false;
}

/* What registers somebody new: the form itself, and actions that ask for the same of a person. */
static bool registers(const struct entry *entry)
{
    static const char *const actions[] = {"resident.move_in", "resident.adoption"};
    if (entry->mode == ENTRY_NEW)
        return strcmp(entry->form->name, "resident") == 0;
    for (size_t i = 0; entry->mode == ENTRY_ACT && i < sizeof actions / sizeof actions[0]; i++)
        if (strcmp(entry->form->name, actions[i]) == 0)
            return true;
    return false;
}

const struct record *entry_person(struct entry *entry)
{
    const struct form_set *forms = client_forms(entry->view.screen->client);
    const struct form *form = form_named(forms, "resident");
    if (entry->mode == ENTRY_NEW || !form)
        return entry->record;
    struct record *person = record_new(form, entry->arena);
    for (unsigned i = 0; i < form->field_count; i++)
        person->values[i] = record_value(entry->record, form->fields[i].name);
    return person;
}

static bool is_asked(struct entry *entry, const struct field *field)
{
    static const char *const telling[] = {"name",  "birth_date",   "id_number",
                                          "phone", "household_no", NULL};
    const struct record *record = entry->record;
    bool name = record_value(record, "name");
    return registers(entry) && is_one_of(field, telling) &&
           form_named(client_forms(entry->view.screen->client), "double") &&
           ((name && (record_value(record, "birth_date") || record_value(record, "phone"))) ||
            record_value(record, "id_number"));
}

bool entry_look_for_doubles(struct entry *entry, const struct field *field)
{
    struct screen *screen = entry->view.screen;
    struct doubles_answer answer = {0};
    if (!is_asked(entry, field))
        return false;
    struct doubles_request request = {.record = entry_person(entry), .limit = ASKED_MOST};
    if (!client_doubles(screen->client, &request, entry->arena, &answer, NULL))
        return false;
    entry->doubles = (unsigned)answer.count;
    if (answer.count == 0)
        return false;
    const struct double_row *first = &answer.rows[0];
    const char *key = keymap_first(screen->keymap, ACTION_MENU, true);
    const char *birth = record_value(first->record, "birth_date");
    notice_show(screen, NOTICE_WARNING,
                N_("{1} ({2}) is registered already and may be this person; {3} shows both."),
                show_title(screen, first->record, entry->arena), birth ? birth : "?",
                key ? key : "", NULL);
    return true;
}

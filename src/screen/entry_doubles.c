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

static bool has(const struct entry *entry, const char *name)
{
    return record_value(entry->record, name) != NULL;
}

static bool is_asked(const struct entry *entry, const struct field *field)
{
    static const char *const telling[] = {"name",  "birth_date",   "id_number",
                                          "phone", "household_no", NULL};
    return entry->mode == ENTRY_NEW && strcmp(entry->form->name, "resident") == 0 &&
           form_named(client_forms(entry->view.screen->client), "double") &&
           is_one_of(field, telling) &&
           ((has(entry, "name") && (has(entry, "birth_date") || has(entry, "phone"))) ||
            has(entry, "id_number"));
}

bool entry_look_for_doubles(struct entry *entry, const struct field *field)
{
    struct screen *screen = entry->view.screen;
    struct doubles_answer answer = {0};
    if (!is_asked(entry, field))
        return false;
    struct doubles_request request = {.record = entry->record, .limit = ASKED_MOST};
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

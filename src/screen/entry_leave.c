#include "screen/entry.h"

#include <string.h>
#include "form/missing.h"
#include "screen/composing.h"
#include "text/message.h"
#include "text/pinyin.h"
#include "text/utf8.h"

/* From what was typed into a field to its value in the record. */

static const struct date *today(const struct entry *entry)
{
    return &entry->view.screen->today;
}

const struct code *entry_code(const struct entry *entry, const struct field *field,
                              const char *text, size_t *count)
{
    enum { LOOKED_AT = 64, SPELLING = 128 };
    const struct code *found[LOOKED_AT];
    const struct code *whole = code_find(field->codes, text);
    *count = 1;
    if (whole)
        return whole;
    char day[DATE_SIZE];
    date_write(today(entry), day);
    *count = code_match(field->codes, text, day, found, LOOKED_AT);
    size_t spelled = 0;
    for (size_t i = 0; i < *count; i++) {
        char spelling[SPELLING];
        pinyin_spelling(found[i]->name[LANGUAGE_CHINESE], PINYIN_TEXT, spelling, sizeof spelling);
        if (strcmp(spelling, text) == 0 && spelled++ == 0)
            whole = found[i];
    }
    if (spelled == 1)
        *count = 1;
    return whole ? whole : *count ? found[0] : NULL;
}

/* What typing anew takes the place of, while the end can still be mended. */
static void stay(struct entry *entry)
{
    editor_end(&entry->editor);
    entry->replace = true;
}

static void refuse_code(struct entry *entry, const struct field *field, const char *text)
{
    struct screen *screen = entry->view.screen;
    const char *key = keymap_first(screen->keymap, ACTION_VALUES, true);
    struct fault fault;
    fault_set(&fault, entry->arena, FAULT_DATA, field->name,
              N_("\"{1}\" is none of its values; {2} lists them."), text, key ? key : "F4", NULL);
    notice_fault(screen, &fault, field->label);
    entry->marks[field->number].faulty = true;
    stay(entry);
}

/* A code by the start of its name, its pinyin or its initials. Where several begin so, a list of
 * them opens and NULL is returned. */
static const char *resolve_code(struct entry *entry, const struct field *field, const char *text)
{
    if (field->type != FIELD_CODE || field->many || *text == '\0')
        return text;
    if (field->missing && missing_read(text, strlen(text)) && !code_find(field->codes, text))
        return text;
    size_t count;
    const struct code *code = entry_code(entry, field, text, &count);
    if (count == 1)
        return code->code;
    char day[DATE_SIZE];
    date_write(today(entry), day);
    const struct code *within;
    if (count == 0 && code_match_within(field->codes, text, day, &within, 1) == 0) {
        refuse_code(entry, field, text);
        return NULL;
    }
    entry_list_values(entry, text);
    return NULL;
}

/* What followed from the value before must follow anew: it is emptied where it still stands as it
 * was filled. */
static void forget_filled(struct entry *entry, const struct field *field)
{
    struct record *was = record_new(entry->form, entry->arena);
    record_put(was, field, entry->record->values[field->number]);
    if (field->of)
        record_put(was, field->of, entry->record->values[field->of->number]);
    record_fill(was, today(entry), entry->arena);
    for (unsigned i = 0; i < entry->form->field_count; i++) {
        const struct field *other = &entry->form->fields[i];
        const char *value = entry->record->values[i];
        if (other != field && other != field->of && value && was->values[i] &&
            strcmp(value, was->values[i]) == 0)
            record_put(entry->record, other, NULL);
    }
}

/* What follows from the field that was just given. */
static void fill(struct entry *entry, const struct field *field)
{
    unsigned count = entry->form->field_count;
    bool *empty = arena_array(entry->arena, count, sizeof *empty);
    for (unsigned i = 0; i < count; i++)
        empty[i] = !entry->record->values[i];
    record_fill(entry->record, today(entry), entry->arena);
    if (field->reference && household_shows(field->reference) && entry->mode == ENTRY_NEW)
        household_share(entry->view.screen, entry->record, entry->arena);
    for (unsigned i = 0; i < count; i++)
        if (empty[i] && entry->record->values[i])
            entry->marks[i].filled = true;
}

void entry_learn(const struct entry *entry, const struct field *field, const char *value)
{
    if (value && field->type == FIELD_NAME)
        composing_learn(entry->view.screen, value, COMPOSE_NAME);
    else if (value && field->type == FIELD_TEXT && !field->capital)
        composing_learn(entry->view.screen, value, COMPOSE_PLACE);
}

void entry_put(struct entry *entry, const struct field *field, const char *value)
{
    const char *before = entry->record->values[field->number];
    bool same = value && before ? strcmp(value, before) == 0 : value == before;
    entry->marks[field->number].faulty &= same;
    if (same)
        return;
    entry->warned = false;
    entry->token[0] = '\0';
    entry->marks[field->number].filled = false;
    if (entry->mode == ENTRY_FIND) {
        record_put(entry->record, field, value);
        return;
    }
    if ((field->type == FIELD_IDENTITY || field->fills) && before)
        forget_filled(entry, field);
    record_put(entry->record, field, value);
    entry_learn(entry, field, value);
    fill(entry, field);
}

static bool leave_condition(struct entry *entry, const struct field *field, const char *text)
{
    uint32_t bad;
    const char *clean = utf8_clean(entry->arena, text, strlen(text), FOLD_TEXT, &bad);
    if (!clean || (*clean && !entry_condition(entry, field, clean)))
        return false;
    entry_put(entry, field, *clean ? arena_copy(entry->arena, clean) : NULL);
    return true;
}

/* Says the first error among faults, the last warning where there is none. Returns whether there
 * was an error. */
static bool say(struct entry *entry, const struct field *field, struct faults *faults)
{
    struct fault *warning = NULL;
    for (size_t i = 0; i < faults->count; i++) {
        struct fault *fault = &faults->items[i];
        fault->kind = FAULT_DATA;
        if (fault->warning) {
            warning = fault;
            continue;
        }
        notice_fault(entry->view.screen, fault, field->label);
        entry->marks[field->number].faulty = true;
        return true;
    }
    if (faults->count > 1)
        entry_show_warnings(entry, field, faults);
    else if (warning)
        notice_fault(entry->view.screen, warning, field->label);
    return false;
}

/* Another record that has this value of a field of which each record has its own. */
static bool is_taken(struct entry *entry, const struct field *field, const char *value,
                     struct faults *faults)
{
    struct record *other = NULL;
    struct fault fault = {0};
    struct get_request request = {.form = entry->form->name, .key = value};
    if (!(field->indexes & INDEX_UNIQUE) ||
        !client_get(entry->view.screen->client, &request, entry->arena, &other, &fault) ||
        other->form != entry->form || other->number == entry->record->number ||
        !other->values[field->number] || strcmp(other->values[field->number], value) != 0)
        return false;
    fault_set(faults_add(faults, entry->arena), entry->arena, FAULT_DATA, field->name,
              N_("{1} is registered with it already"),
              show_title(entry->view.screen, other, entry->arena), NULL);
    return true;
}

/* What a number stands for, before the clerk goes on with the wrong one. */
static void say_referred(struct entry *entry, const struct field *field, const char *value)
{
    struct screen *screen = entry->view.screen;
    struct record *other = NULL;
    struct fault fault = {0};
    struct get_request request = {.form = field->reference->name, .key = value};
    if (client_get(screen->client, &request, entry->arena, &other, &fault))
        notice_show(screen, NOTICE_INFO, N_("{1}: {2}"), field->label,
                    show_title(screen, other, entry->arena), NULL);
    else if (fault.kind == FAULT_NOT_FOUND)
        notice_show(screen, NOTICE_WARNING, N_("There is no {1} {2} yet."),
                    show_label(entry->arena, field->reference->label), value, NULL);
}

bool entry_read_value(struct entry *entry, const struct field *field, const char *text,
                      const char **value, struct faults *faults)
{
    text = resolve_code(entry, field, text);
    text = text ? entry_resolve(entry, field, text) : NULL;
    if (!text)
        return false;
    *value = field_read(field, text, strlen(text), today(entry), entry->arena, faults);
    if (faults_errors(faults) > 0) {
        say(entry, field, faults);
        stay(entry);
        return false;
    }
    entry->marks[field->number].faulty = false;
    return true;
}

static bool leave_value(struct entry *entry, const struct field *field, const char *text)
{
    struct faults faults = {0};
    const char *value;
    if (!entry_read_value(entry, field, text, &value, &faults))
        return false;
    entry_put(entry, field, value);
    entry_focus(entry, entry->focus);
    if (value && !is_taken(entry, field, value, &faults))
        record_check_field(entry->record, field, today(entry), entry->arena, &faults);
    if (value)
        entry_judge(entry, field, &faults);
    if (!say(entry, field, &faults)) {
        if (value && entry_look_for_doubles(entry, field))
            return true;
        bool refers = value && field->reference && faults.count == 0;
        if (refers && entry->mode != ENTRY_ACT)
            say_referred(entry, field, value);
        if (!refers || entry->mode != ENTRY_ACT || entry_refer(entry, field, value))
            return true;
    }
    /* It is kept: the other field of a contradiction may be the wrong one. */
    stay(entry);
    return false;
}

bool entry_leave(struct entry *entry)
{
    if (entry->mode == ENTRY_VERIFY)
        return entry_verify_leave(entry);
    if (!entry->typed)
        return true;
    const struct field *field = &entry->form->fields[entry->focus];
    const char *text = arena_copy(entry->arena, editor_text(&entry->editor));
    if (entry->mode != ENTRY_FIND)
        return leave_value(entry, field, text);
    bool left = leave_condition(entry, field, text);
    if (left)
        entry_focus(entry, entry->focus);
    return left;
}

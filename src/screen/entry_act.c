#include <string.h>
#include "screen/entry.h"
#include "text/message.h"
#include "text/utf8.h"

/* The parameters of an action: whom they name, what is asked back, and what would follow. */

struct entry_answer {
    struct entry_answer *next;
    const char *parameter, *key, *code;
};

struct entry_name {
    struct entry_name *next;
    const struct form *form;
    const char *value, *title;
};

/* References. */

static const char *reference_value(const struct record *record, struct arena *arena)
{
    const struct field *key = record->form->key;
    const char *value = key ? record->values[key->number] : NULL;
    return value ? value : arena_format(arena, "@%llu", (unsigned long long)record->number);
}

static const char *known(const struct entry *entry, const struct form *form, const char *value)
{
    for (const struct entry_name *name = entry->names; name; name = name->next)
        if (name->form == form && strcmp(name->value, value) == 0)
            return name->title;
    return NULL;
}

static const char *know(struct entry *entry, const struct record *record, const char *value)
{
    struct arena *arena = entry->view.arena;
    struct entry_name *name = arena_alloc(arena, sizeof *name);
    const char *title = show_title(entry->view.screen, record, arena);
    *name = (struct entry_name){entry->names, record->form, arena_copy(arena, value),
                                arena_copy(arena, title)};
    entry->names = name;
    return name->title;
}

/* The next of several values; past it. */
static const char *part(struct arena *arena, const char **at)
{
    const char *end = strchr(*at, MANY_SEPARATOR);
    const char *value = end ? arena_copy_bytes(arena, *at, (size_t)(end - *at)) : *at;
    *at = end ? end + 1 : NULL;
    return value;
}

/* People are registered first; a household or a grid may come to be by its number. */
static bool must_be_there(const struct field *field)
{
    const struct field *key = field->reference->key;
    return key && key->type == FIELD_IDENTITY;
}

static void say_missing(struct entry *entry, const struct field *field, const char *value)
{
    struct fault fault;
    const char *label = field->reference->label;
    if (must_be_there(field)) {
        fault_set(&fault, entry->arena, FAULT_DATA, field->name, N_("There is no {1} {2}."), label,
                  value, NULL);
        notice_fault(entry->view.screen, &fault, field->label);
        entry->marks[field->number].faulty = true;
    } else {
        notice_show(entry->view.screen, NOTICE_WARNING, N_("There is no {1} {2} yet."), label,
                    value, NULL);
    }
}

bool entry_refer(struct entry *entry, const struct field *field, const char *values)
{
    struct screen *screen = entry->view.screen;
    const char *said = "";
    for (const char *at = values; at;) {
        const char *value = part(entry->arena, &at);
        const char *title = known(entry, field->reference, value);
        struct record *other = NULL;
        struct fault fault = {0};
        struct get_request request = {.form = field->reference->name, .key = value};
        if (!title && client_get(screen->client, &request, entry->arena, &other, &fault))
            title = know(entry, other, value);
        if (!title && fault.kind == FAULT_NOT_FOUND) {
            say_missing(entry, field, value);
            return !must_be_there(field);
        }
        said = arena_format(entry->arena, "%s%s%s", said, *said ? "; " : "", title ? title : value);
    }
    notice_show(screen, NOTICE_INFO, N_("{1}: {2}"), field->label, said, NULL);
    return true;
}

const char *entry_referred(const struct entry *entry, const struct field *field, const char *values,
                           struct arena *arena)
{
    const char *words = "";
    for (const char *at = values; at;) {
        const char *value = part(arena, &at);
        const char *title = known(entry, field->reference, value);
        if (!title || strcmp(title, value) == 0)
            title = value;
        else if (household_shows(field->reference))
            title = arena_format(arena, "%s  %s", value, title);
        else if (!field->many)
            title = arena_format(arena, "%s  %s", title, value);
        words = arena_format(arena, "%s%s%s", words, *words ? "; " : "", title);
    }
    return words;
}

/* A household's number may be one that is not there yet. */
static bool may_be_new(const struct field *field, const char *text)
{
    return household_shows(field->reference) && strpbrk(text, "0123456789");
}

const char *entry_resolve(struct entry *entry, const struct field *field, const char *text)
{
    struct screen *screen = entry->view.screen;
    uint32_t bad;
    const char *clean = utf8_clean(entry->arena, text, strlen(text), FOLD_TEXT, &bad);
    struct record *record = NULL;
    if (entry->mode != ENTRY_ACT || field->type != FIELD_REFERENCE || field->many || !clean ||
        !*clean || may_be_new(field, clean))
        return text;
    struct get_request get = {.form = field->reference->name, .key = clean};
    if (client_get(screen->client, &get, entry->arena, &record, NULL))
        return reference_value(record, entry->arena);
    struct find_request find = {.text = clean, .form = field->reference->name, .limit = 2};
    struct find_answer found = {0};
    if (!client_find(screen->client, &find, entry->arena, &found, NULL) ||
        (found.count == 0 && !household_shows(field->reference)))
        return text;
    if (found.count == 1)
        return reference_value(found.records[0], entry->arena);
    entry_list_values(entry, clean);
    return NULL;
}

void entry_list_values(struct entry *entry, const char *text)
{
    const struct field *field = &entry->form->fields[entry->focus];
    if (entry->mode == ENTRY_ACT)
        values_open_near(&entry->view, field, text, entry->subject,
                         field->many ? entry->record->values[entry->focus] : NULL, entry_chosen);
    else
        values_open(&entry->view, field, text, entry_chosen);
}

/* Starting. */

/* The record at hand is the subject, or the first of its kind that is asked for; further parameters
 * start with what it has where the form says so. */
static void start_with(struct entry *entry, struct record *record, struct arena *arena)
{
    const struct form *form = entry->form;
    const struct field *subject = form->subject;
    for (unsigned i = 0; !subject && i < form->field_count; i++)
        if (form->fields[i].reference == entry->subject->form)
            subject = &form->fields[i];
    if (!subject) { /* an action that is about nobody at hand */
        entry->subject = NULL;
        return;
    }
    const char *value = reference_value(entry->subject, arena);
    record_put(record, subject, arena_copy(arena, value));
    know(entry, entry->subject, value);
    for (unsigned i = 0; i < form->field_count; i++) {
        const struct field *from = form->fields[i].from;
        const char *before = from ? entry->subject->values[from->number] : NULL;
        if (before)
            record_put(record, &form->fields[i], arena_copy(arena, before));
    }
}

void entry_begin_act(struct entry *entry)
{
    struct screen *screen = entry->view.screen;
    struct arena *arena = arena_new();
    struct record *record =
        record_start(entry->form, recall_last(screen, entry->form), &screen->today, arena);
    if (entry->subject)
        start_with(entry, record, arena);
    entry_begin(entry, arena, record);
}

/* Asking. */

static void done(struct view *view)
{
    struct screen *screen = view->screen;
    void (*then)(struct screen * screen) = ((struct entry *)view)->then;
    view_close(view);
    if (then)
        then(screen);
}

static struct entry_answer *answer_of(const struct entry *entry,
                                      const struct act_question *question)
{
    for (struct entry_answer *answer = entry->answers; answer; answer = answer->next)
        if (strcmp(answer->parameter, question->parameter) == 0 &&
            strcmp(answer->key, question->key) == 0)
            return answer;
    return NULL;
}

static void remember(struct entry *entry, const struct act_question *question, const char *code)
{
    struct arena *arena = entry->view.arena;
    struct entry_answer *answer = answer_of(entry, question);
    if (!answer) {
        answer = arena_alloc(arena, sizeof *answer);
        *answer = (struct entry_answer){entry->answers, arena_copy(arena, question->parameter),
                                        arena_copy(arena, question->key), NULL};
        entry->answers = answer;
    }
    answer->code = arena_copy(arena, code);
}

static void ask(struct entry *entry);

static void answered(struct view *view, const struct act_answer *answer, const char *const *codes)
{
    struct entry *entry = (struct entry *)view;
    for (size_t i = 0; i < answer->question_count; i++) {
        const struct act_question *question = &answer->questions[i];
        const struct field *field = field_named(entry->form, question->parameter);
        if (!field)
            continue;
        remember(entry, question, codes[i]);
        const char *before = entry->record->values[field->number];
        const char *value = arena_format(entry->arena, "%s:%s", question->key, codes[i]);
        if (before)
            value = arena_format(entry->arena, "%s%c%s", before, MANY_SEPARATOR, value);
        record_put(entry->record, field, value);
    }
    ask(entry);
}

/* What was answered before is proposed again. */
static void ask_back(struct entry *entry, struct act_answer *answer)
{
    for (size_t i = 0; i < answer->question_count; i++) {
        const struct entry_answer *given = answer_of(entry, &answer->questions[i]);
        if (given)
            answer->questions[i].proposed = given->code;
    }
    questions_open(&entry->view, answer, answered);
}

/* The parameters to who asked for them; arena is given back. */
static void give_ready(struct entry *entry, struct arena *arena)
{
    struct screen *screen = entry->view.screen;
    struct view *owner = entry->view.below;
    entry_answered *ready = entry->ready;
    const struct record *parameters = record_copy(entry->record, arena);
    for (unsigned i = 0; i < parameters->form->field_count; i++)
        if (parameters->values[i])
            parameters->values[i] = arena_copy(arena, parameters->values[i]);
    recall_keep(screen, parameters);
    view_close(&entry->view);
    ready(owner, parameters);
    arena_free(arena);
}

static bool shown_at_field(const struct entry *entry, const struct faults *faults)
{
    for (size_t i = 0; i < faults->count; i++) {
        const struct fault *fault = &faults->items[i];
        const struct field *field =
            fault->field && !fault->about ? field_named(entry->form, fault->field) : NULL;
        if (!fault->warning && field && entry_asks(entry, field->number))
            return true;
    }
    return false;
}

static void ask(struct entry *entry)
{
    struct screen *screen = entry->view.screen;
    struct arena *arena = arena_new();
    struct act_answer answer = {0};
    struct fault fault = {0};
    struct deed deed = {.parameters = entry->record};
    if (!deed_ask(screen, &deed, true, arena, &answer, &fault)) {
        if (fault.kind == FAULT_SURROUNDINGS)
            notice_show(screen, NOTICE_TROUBLE,
                        N_("Not asked: {1} What was keyed is kept; {2} tries again."),
                        message_fault(arena, &fault),
                        keymap_first(screen->keymap, ACTION_SAVE, true), NULL);
        else
            notice_fault(screen, &fault, NULL);
    } else if (shown_at_field(entry, &answer.faults)) {
        entry_show_errors(entry, &answer.faults);
    } else if (faults_errors(&answer.faults) == 0 && answer.question_count > 0) {
        ask_back(entry, &answer);
    } else if (entry->ready && faults_errors(&answer.faults) == 0) {
        give_ready(entry, arena);
        return;
    } else {
        preview_open(&entry->view, &deed, &answer, arena, done);
        return;
    }
    arena_free(arena);
}

void entry_act(struct entry *entry)
{
    for (const struct entry_answer *answer = entry->answers; answer; answer = answer->next)
        record_put(entry->record, field_named(entry->form, answer->parameter), NULL);
    for (unsigned i = 0; i < entry->form->field_count; i++)
        entry->marks[i].faulty = false;
    ask(entry);
}

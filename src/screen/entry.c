#include "screen/entry.h"

#include <string.h>
#include "form/missing.h"
#include "screen/composing.h"
#include "text/message.h"
#include "text/pinyin.h"
#include "text/utf8.h"

static const struct date *today(const struct entry *entry)
{
    return &entry->view.screen->today;
}

bool entry_reads(const struct entry *entry)
{
    return entry->mode == ENTRY_PAST || entry->mode == ENTRY_SHOWN;
}

bool entry_asks(const struct entry *entry, unsigned number)
{
    const struct field *field = &entry->form->fields[number];
    switch (entry->mode) {
    case ENTRY_FIND:
        return true;
    case ENTRY_PAST:
        return false;
    default:
        return !entry_reads(entry) && !(entry->subject && field == entry->form->subject) &&
               !field->computed && field->type != FIELD_AGE &&
               (entry->mode != ENTRY_VERIFY || entry_verify_asks(field)) &&
               field_asked(field, entry->record, today(entry));
    }
}

/* Values of these kinds are replaced by typing; words, and several values, are added to. */
static bool is_replaced(const struct field *field, const char *value)
{
    bool words =
        field->type == FIELD_TEXT || field->type == FIELD_NAME || field->type == FIELD_NOTE;
    return !words && !strchr(value, MANY_SEPARATOR);
}

static size_t most_characters(const struct entry *entry, const struct field *field)
{
    bool words =
        field->type == FIELD_TEXT || field->type == FIELD_NAME || field->type == FIELD_NOTE;
    if (entry->mode != ENTRY_FIND && words && !field->many && field->length_most > 0)
        return field->length_most;
    return FIELD_BYTES_MOST / UTF8_MAX;
}

/* A canonical value as it is edited: several values with semicolons between them. */
static const char *editable(struct entry *entry, const char *value)
{
    if (missing_is(value))
        return missing_name(value, message_language());
    if (!value || !strchr(value, MANY_SEPARATOR))
        return value ? value : "";
    struct buffer text = {0};
    for (; *value; value++)
        if (*value == MANY_SEPARATOR)
            buffer_add_text(&text, "; ");
        else
            buffer_add_char(&text, *value);
    const char *copy = arena_copy(entry->arena, buffer_text(&text));
    buffer_free(&text);
    return copy;
}

void entry_focus(struct entry *entry, unsigned number)
{
    const struct field *field = &entry->form->fields[number];
    const char *value = entry->record->values[number];
    entry->focus = number;
    entry->typed = false;
    editor_start(&entry->editor, editable(entry, value), most_characters(entry, field),
                 paint_editor_width(entry->view.screen->terminal));
    entry->editor.lines = field->type == FIELD_NOTE && entry->mode != ENTRY_FIND;
    bool fresh = entry->mode == ENTRY_NEW || entry->mode == ENTRY_ACT;
    bool untouched = fresh && value && entry->base->values[number] &&
                     strcmp(value, entry->base->values[number]) == 0;
    entry->replace = entry->mode != ENTRY_FIND && value && (is_replaced(field, value) || untouched);
    if (entry->replace)
        editor_home(&entry->editor);
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

/* Words that stand in the records a clerk works on are offered when they are typed. */
static void learn(const struct entry *entry, const struct field *field, const char *value)
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
    if (field->type == FIELD_IDENTITY && before)
        forget_filled(entry, field);
    record_put(entry->record, field, value);
    learn(entry, field, value);
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

void entry_type(struct entry *entry, const char *value)
{
    const char *text = arena_copy(entry->arena, editable(entry, value));
    bool lines = entry->editor.lines;
    editor_start(&entry->editor, text, entry->editor.most, entry->editor.width);
    entry->editor.lines = lines;
    entry->typed = true;
    entry->replace = false;
}

bool entry_step(struct entry *entry, bool forwards)
{
    if (!entry_leave(entry))
        return false;
    unsigned count = entry->form->field_count;
    for (unsigned i = 1; i <= count; i++) {
        unsigned next = forwards ? entry->focus + i : entry->focus - i;
        if (next >= count)
            break; /* past the end, or wrapped below the first */
        bool passed =
            forwards && entry->marks[next].filled &&
            (entry->mode == ENTRY_NEW || entry->mode == ENTRY_ACT || entry->mode == ENTRY_VERIFY);
        if (entry_asks(entry, next) && !passed) {
            entry_focus(entry, next);
            return true;
        }
    }
    return false;
}

bool entry_dirty(const struct entry *entry)
{
    if (entry_reads(entry) || entry->mode == ENTRY_FIND)
        return false;
    if (!record_equal(entry->record, entry->base))
        return true;
    const char *value = entry->record->values[entry->focus];
    return entry->typed && strcmp(editor_text(&entry->editor), value ? value : "") != 0;
}

void entry_begin(struct entry *entry, struct arena *arena, struct record *record)
{
    struct arena *old = entry->arena;
    entry->arena = arena;
    entry->record = record;
    entry->base = record_copy(record, arena);
    memset(entry->marks, 0, entry->form->field_count * sizeof *entry->marks);
    entry->warned = false;
    entry->doubles = 0;
    entry->counted = NULL;
    entry->token[0] = '\0';
    entry->strokes_start = entry->view.screen->strokes;
    for (unsigned i = 0; i < entry->form->field_count; i++)
        learn(entry, &entry->form->fields[i], record->values[i]);
    unsigned first = 0;
    while (!entry_reads(entry) && first + 1 < entry->form->field_count && !entry_asks(entry, first))
        first++;
    entry_focus(entry, first);
    arena_free(old);
}

void entry_begin_new(struct entry *entry, const struct record *before)
{
    struct arena *arena = arena_new();
    struct record *record = record_start(entry->form, before, today(entry), arena);
    for (unsigned i = 0; entry->preset && i < entry->form->field_count; i++)
        if (entry->preset->values[i])
            record_put(record, &entry->form->fields[i],
                       arena_copy(arena, entry->preset->values[i]));
    entry_begin(entry, arena, record);
}

static bool entry_takes_text(const struct view *view)
{
    return !entry_reads((const struct entry *)view);
}

/* In codes and numbers letters are letters. */
static bool entry_composes(const struct view *view, struct composing_target *target)
{
    const struct entry *entry = (const struct entry *)view;
    const struct field *field = &entry->form->fields[entry->focus];
    bool words =
        field->type == FIELD_TEXT || field->type == FIELD_NAME || field->type == FIELD_NOTE;
    *target = (struct composing_target){
        .editor = &entry->editor,
        .place = field->type == FIELD_NAME   ? COMPOSE_NAME
                 : field->type == FIELD_TEXT ? COMPOSE_PLACE
                                             : COMPOSE_TEXT,
        .signs = field->type != FIELD_NAME && entry->mode != ENTRY_FIND,
    };
    return words && !field->capital && !entry_reads(entry);
}

static const struct field *entry_subject(const struct view *view)
{
    const struct entry *entry = (const struct entry *)view;
    return entry_reads(entry) ? NULL : &entry->form->fields[entry->focus];
}

static void entry_close(struct view *view)
{
    struct entry *entry = (struct entry *)view;
    editor_free(&entry->editor);
    arena_free(entry->arena);
    entry_verify_end(entry->verify);
}

static const enum action entry_bar[] = {ACTION_HELP,   ACTION_SAVE,  ACTION_BACK,     ACTION_VALUES,
                                        ACTION_REPEAT, ACTION_GO_TO, ACTION_LANGUAGE, ACTION_MENU,
                                        ACTION_AS_OF,  ACTION_NONE};
static const enum action find_bar[] = {ACTION_HELP,  ACTION_FIND,     ACTION_BACK, ACTION_VALUES,
                                       ACTION_GO_TO, ACTION_LANGUAGE, ACTION_NONE};
static const enum action act_bar[] = {ACTION_HELP,   ACTION_SAVE,  ACTION_BACK,     ACTION_VALUES,
                                      ACTION_REPEAT, ACTION_GO_TO, ACTION_LANGUAGE, ACTION_NONE};
static const enum action verify_bar[] = {ACTION_HELP,   ACTION_SAVE,     ACTION_BACK,
                                         ACTION_VALUES, ACTION_LANGUAGE, ACTION_NONE};
static const enum action shown_bar[] = {ACTION_HELP, ACTION_BACK, ACTION_MENU, ACTION_LANGUAGE,
                                        ACTION_NONE};
static const enum action past_bar[] = {ACTION_HELP, ACTION_BACK, ACTION_AS_OF, ACTION_LANGUAGE,
                                       ACTION_NONE};

#define ENTRY_OPS(heading, keys, f2)                                                               \
    {                                                                                              \
        .name = heading, .bar = keys, .save = f2, .title = entry_title, .status = entry_status,    \
        .hint = entry_hint, .draw = entry_draw, .key = entry_key, .takes_text = entry_takes_text,  \
        .announce = entry_announce, .resume = entry_resume, .composes = entry_composes,            \
        .subject = entry_subject, .close = entry_close,                                            \
    }

static const struct view_ops entry_ops[] = {
    [ENTRY_NEW] = ENTRY_OPS(N_("A form"), entry_bar, NULL),
    [ENTRY_CHANGE] = ENTRY_OPS(N_("A form"), entry_bar, NULL),
    [ENTRY_PAST] = ENTRY_OPS(N_("A record as it was"), past_bar, NULL),
    [ENTRY_SHOWN] = ENTRY_OPS(N_("A record that actions write"), shown_bar, NULL),
    [ENTRY_FIND] = ENTRY_OPS(N_("Find by example"), find_bar, NULL),
    [ENTRY_ACT] = ENTRY_OPS(N_("What an action asks"), act_bar, N_("Preview")),
    [ENTRY_VERIFY] = ENTRY_OPS(N_("Second keying"), verify_bar, NULL),
};

static struct entry *open_mode(struct screen *screen, const struct form *form, enum entry_mode mode)
{
    struct entry *entry = view_open(screen, &entry_ops[mode], sizeof *entry);
    entry->mode = mode;
    entry->form = form;
    entry->marks = arena_array(entry->view.arena, form->field_count, sizeof *entry->marks);
    entry->places = arena_array(entry->view.arena, form->field_count, sizeof *entry->places);
    return entry;
}

void entry_open_new(struct screen *screen, const struct form *form, const struct record *preset)
{
    struct entry *entry = open_mode(screen, form, ENTRY_NEW);
    entry->preset = preset ? record_copy(preset, entry->view.arena) : NULL;
    entry_begin_new(entry, NULL);
}

static struct entry *open_record(struct screen *screen, const struct record *record,
                                 enum entry_mode mode)
{
    struct entry *entry = open_mode(screen, record->form, mode);
    struct arena *arena = arena_new();
    entry_begin(entry, arena, record_copy(record, arena));
    return entry;
}

void entry_open_change(struct screen *screen, const struct record *record)
{
    open_record(screen, record, record->form->computed ? ENTRY_SHOWN : ENTRY_CHANGE);
}

void entry_open_past(struct screen *screen, const struct record *record, bool known,
                     const char *title)
{
    struct entry *entry = open_record(screen, record, ENTRY_PAST);
    entry->past = arena_copy(entry->view.arena, title);
    entry->known = known;
}

void entry_open_find(struct screen *screen, const struct form *form)
{
    struct entry *entry = open_mode(screen, form, ENTRY_FIND);
    struct arena *arena = arena_new();
    entry_begin(entry, arena, record_new(form, arena));
}

void entry_open_act(struct screen *screen, const struct form *action, const struct record *subject)
{
    struct entry *entry = open_mode(screen, action, ENTRY_ACT);
    entry->subject = subject ? record_copy(subject, entry->view.arena) : NULL;
    entry_begin_act(entry);
    if (action->help) /* what it is for: the menu may have had no room for it */
        notice_show(screen, NOTICE_INFO, "{1}", action->help, NULL);
}

void entry_begin_verify(struct screen *screen, const struct form *form, struct entry_verify *verify)
{
    struct entry *entry = open_mode(screen, form, ENTRY_VERIFY);
    entry->verify = verify;
    entry_verify_next(entry);
}

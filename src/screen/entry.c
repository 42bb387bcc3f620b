#include "screen/entry.h"

#include <string.h>
#include "form/missing.h"
#include "screen/composing.h"
#include "text/message.h"
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
               number >= entry->from && !field->computed && field->type != FIELD_AGE &&
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
        entry_learn(entry, &entry->form->fields[i], record->values[i]);
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
        .hint = entry_hint, .draw = entry_draw, .key = entry_key, .scan = entry_scan,              \
        .takes_text = entry_takes_text, .announce = entry_announce, .resume = entry_resume,        \
        .composes = entry_composes, .subject = entry_subject, .close = entry_close,                \
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

/* What an action asks, where no preview follows. */
static const struct view_ops ask_ops = ENTRY_OPS(N_("What an action asks"), act_bar, N_("Do it"));

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

void entry_open_find_within(struct screen *screen, const struct form *form,
                            const struct record *conditions)
{
    struct entry *entry = open_mode(screen, form, ENTRY_FIND);
    struct arena *arena = arena_new();
    entry_begin(entry, arena,
                conditions ? record_copy(conditions, arena) : record_new(form, arena));
}

void entry_open_find(struct screen *screen, const struct form *form)
{
    entry_open_find_within(screen, form, NULL);
}

static struct entry *open_act(struct screen *screen, const struct form *action,
                              const struct record *subject)
{
    struct entry *entry = open_mode(screen, action, ENTRY_ACT);
    entry->subject = subject ? record_copy(subject, entry->view.arena) : NULL;
    entry_begin_act(entry);
    if (action->help) /* what it is for: the menu may have had no room for it */
        notice_show(screen, NOTICE_INFO, "{1}", action->help, NULL);
    return entry;
}

void entry_open_act(struct screen *screen, const struct form *action, const struct record *subject)
{
    open_act(screen, action, subject);
}

void entry_open_act_then(struct screen *screen, const struct form *action,
                         void (*then)(struct screen *screen))
{
    open_act(screen, action, NULL)->then = then;
}

void entry_open_ask(struct view *owner, const struct record *parameters,
                    const struct record *subject, const char *from, entry_answered *ready)
{
    struct entry *entry = open_mode(owner->screen, parameters->form, ENTRY_ACT);
    const struct field *first = field_named(entry->form, from);
    struct arena *arena = arena_new();
    entry->view.ops = &ask_ops;
    entry->subject = record_copy(subject, entry->view.arena);
    entry->from = first ? first->number : 0;
    entry->ready = ready;
    entry_begin(entry, arena, record_copy(parameters, arena));
}

void entry_begin_verify(struct screen *screen, const struct form *form, struct entry_verify *verify)
{
    struct entry *entry = open_mode(screen, form, ENTRY_VERIFY);
    entry->verify = verify;
    entry_verify_next(entry);
}

#include "screen/open.h"

#include <stdlib.h>
#include <string.h>
#include "client/members.h"
#include "screen/pick.h"
#include "screen/show.h"
#include "text/message.h"

/* The list of values of a field: what is typed narrows it. */

enum { RECORDS_MOST = 200, ROWS_WANTED = 12 };

struct value_row {
    const char *value; /* canonical */
    const char *words[2];
};

struct values {
    struct view view;
    const struct field *field;
    values_chosen *chosen;
    const struct record *near; /* whose household's people come first, or NULL */
    const char *without;       /* values that are not offered, or NULL */
    struct editor editor;
    struct arena *found;
    struct value_row *rows;
    struct pick pick;
    bool more; /* than were read */
    bool stale;
};

static void find_codes(struct values *values, const char *text)
{
    const struct code_table *table = values->field->codes;
    const struct code **codes = arena_array(values->found, table->count + 1, sizeof *codes);
    char day[DATE_SIZE];
    date_write(&values->view.screen->today, day);
    size_t count = code_match(table, text, day, codes, table->count);
    if (count == 0)
        count = code_match_within(table, text, day, codes, table->count);
    values->rows = arena_array(values->found, count + 1, sizeof *values->rows);
    for (size_t i = 0; i < count; i++)
        values->rows[i] = (struct value_row){
            codes[i]->code,
            {[LANGUAGE_CHINESE] = codes[i]->name[0], [LANGUAGE_ENGLISH] = codes[i]->name[1]}};
    values->pick.count = count;
}

static void find_yes_or_no(struct values *values)
{
    static const char *const both[] = {"1", "0"};
    values->rows = arena_array(values->found, 2, sizeof *values->rows);
    for (int i = 0; i < 2; i++)
        values->rows[i] = (struct value_row){
            both[i],
            {field_display(values->field, both[i], LANGUAGE_CHINESE, values->found),
             field_display(values->field, both[i], LANGUAGE_ENGLISH, values->found)}};
    values->pick.count = 2;
}

static bool has_value(const struct values *values, const char *value)
{
    for (size_t i = 0; i < values->pick.count; i++)
        if (strcmp(values->rows[i].value, value) == 0)
            return true;
    return false;
}

static bool is_without(const struct values *values, const char *value)
{
    size_t length = strlen(value);
    for (const char *at = values->without; at;) {
        const char *end = strchr(at, MANY_SEPARATOR);
        size_t whole = end ? (size_t)(end - at) : strlen(at);
        if (whole == length && strncmp(at, value, length) == 0)
            return true;
        at = end ? end + 1 : NULL;
    }
    return false;
}

static void add_record(struct values *values, const struct record *record)
{
    const struct field *key = record->form->key;
    const struct record *near = values->near;
    const char *value = key ? record->values[key->number] : NULL;
    if (!value)
        value = arena_format(values->found, "@%llu", (unsigned long long)record->number);
    bool itself = near && near->form == record->form && near->number == record->number;
    if (values->pick.count == RECORDS_MOST || itself || has_value(values, value) ||
        is_without(values, value))
        return;
    struct value_row *row = &values->rows[values->pick.count++];
    row->value = value;
    for (int language = 0; language < 2; language++) {
        const char *title = record_title(record, language, values->found);
        const char *detail = record_detail(record, language, values->found);
        row->words[language] = strcmp(title, value) == 0
                                   ? detail
                                   : arena_format(values->found, "%s  %s", title, detail);
    }
}

/* A household is known by who lives in it as well: those whom the text finds lead to theirs. */
static void find_by_member(struct values *values, const char *text)
{
    struct screen *screen = values->view.screen;
    struct find_request request = {.text = text, .form = "resident", .limit = RECORDS_MOST};
    struct find_answer answer = {0};
    if (!client_find(screen->client, &request, values->found, &answer, NULL))
        return;
    values->more |= answer.more;
    for (size_t i = 0; i < answer.count && values->pick.count < RECORDS_MOST; i++) {
        const struct record *member = answer.records[i];
        const char *value = record_value(member, "household_no");
        if (!value || has_value(values, value))
            continue;
        const struct field *relation = field_named(member->form, RELATION_FIELD);
        const char *address = record_value(member, "address");
        struct value_row *row = &values->rows[values->pick.count++];
        row->value = value;
        for (int language = 0; language < 2; language++) {
            const char *related =
                relation ? record_display(member, relation, language, values->found) : NULL;
            row->words[language] = arena_format(values->found, "%s  %s  %s",
                                                record_title(member, language, values->found),
                                                related ? related : "", address ? address : "");
        }
    }
}

/* What a member is to the head stands first. */
static void add_member(struct values *values, const struct record *member)
{
    size_t before = values->pick.count;
    const struct field *relation = field_named(member->form, "relation");
    add_record(values, member);
    for (int language = 0; relation && before < values->pick.count && language < 2; language++) {
        struct value_row *row = &values->rows[before];
        const char *related = record_display(member, relation, language, values->found);
        row->words[language] =
            arena_format(values->found, "%s  %s  %s", record_title(member, language, values->found),
                         related ? related : "", record_detail(member, language, values->found));
    }
}

static bool is_near(const struct values *values, const struct record *record)
{
    const char *ours = values->near ? record_value(values->near, NUMBER_FIELD) : NULL;
    const char *theirs = record_value(record, NUMBER_FIELD);
    return ours && theirs && strcmp(ours, theirs) == 0;
}

/* Those who live in the household that near is, or lives in. */
static void find_near(struct values *values)
{
    struct record **members;
    size_t count;
    if (values->near && strcmp(values->field->reference->name, MEMBER_FORM) == 0 &&
        client_members(values->view.screen->client, values->near, NULL, false, values->found,
                       &members, &count, NULL))
        for (size_t i = 0; i < count; i++)
            add_member(values, members[i]);
}

static void find_records(struct values *values, const char *text)
{
    struct screen *screen = values->view.screen;
    struct fault fault = {0};
    const struct form *form = values->field->reference;
    values->rows = arena_array(values->found, RECORDS_MOST, sizeof *values->rows);
    values->pick.count = 0;
    if (*text) {
        struct find_request request = {.text = text, .form = form->name, .limit = RECORDS_MOST};
        struct find_answer answer = {0};
        if (!client_find(screen->client, &request, values->found, &answer, &fault))
            notice_fault(screen, &fault, NULL);
        values->more = answer.more;
        for (size_t i = 0; i < answer.count; i++)
            if (is_near(values, answer.records[i]))
                add_member(values, answer.records[i]);
        for (size_t i = 0; i < answer.count; i++)
            add_record(values, answer.records[i]);
        if (household_shows(form))
            find_by_member(values, text);
    } else {
        find_near(values);
        struct list_request request = {.form = form->name, .limit = RECORDS_MOST};
        struct list_answer answer = {0};
        if (!client_list(screen->client, &request, values->found, &answer, &fault))
            notice_fault(screen, &fault, NULL);
        values->more = !answer.finished;
        for (size_t i = 0; i < answer.count && i < RECORDS_MOST; i++)
            add_record(values, answer.rows[i].record);
    }
}

static void values_settle(struct view *view)
{
    struct values *values = (struct values *)view;
    if (!values->stale)
        return;
    values->stale = false;
    arena_free(values->found);
    values->found = arena_new();
    const char *text = editor_text(&values->editor);
    values->more = false;
    if (values->field->type == FIELD_CODE)
        find_codes(values, text);
    else if (values->field->type == FIELD_REFERENCE)
        find_records(values, text);
    else
        find_yes_or_no(values);
    values->pick.chosen = values->pick.top = 0;
}

static void values_draw(struct view *view, struct paint *paint, struct rectangle body)
{
    struct values *values = (struct values *)view;
    struct rectangle area = layout_lower(body, ROWS_WANTED + 2);
    for (int row = area.row; row < area.row + area.rows; row++)
        paint_blank(paint, row, 0, area.columns, ROLE_TEXT);
    paint_rule(paint, area.row, 0, area.columns);
    const char *label = show_label(paint->arena, values->field->label);
    int column = 2 + paint_text(paint, area.row + 1, 1, area.columns / 2, ROLE_CHOSEN, label);
    paint_text(paint, area.row + 1, column, 1, ROLE_TEXT, "[");
    int room = area.columns - column - 16;
    struct editor_window window = editor_window(&values->editor, (unsigned)room);
    paint_editor(paint, area.row + 1, column + 1, room, &window);
    paint_text(paint, area.row + 1, column + 1 + room, 1, ROLE_TEXT, "]");
    paint_right(paint, area.row + 1, area.columns - 13, 12, ROLE_FAINT,
                arena_format(paint->arena, "%s%s", show_number(paint->arena, values->pick.count),
                             values->more ? "+" : ""));
    pick_fit(&values->pick, values->pick.count, (size_t)area.rows - 2);
    int widest = 4;
    size_t end = values->pick.top + values->pick.rows;
    for (size_t i = values->pick.top; i < values->pick.count && i < end; i++) {
        int width = paint_width(paint, values->rows[i].value);
        widest = width > widest ? width : widest;
    }
    widest = widest > area.columns / 2 ? area.columns / 2 : widest;
    for (size_t i = values->pick.top; i < values->pick.count && i < end; i++) {
        int row = area.row + 2 + (int)(i - values->pick.top);
        const char *words = values->rows[i].words[message_language()];
        paint_text(paint, row, 2, widest, ROLE_TEXT, values->rows[i].value);
        paint_text(paint, row, 4 + widest, area.columns - 5 - widest, ROLE_TEXT, words);
        pick_mark(paint, &values->pick, i, row, 0);
    }
    if (values->pick.count == 0)
        paint_text(paint, area.row + 2, 2, area.columns - 3, ROLE_TEXT,
                   _("Nothing begins so: take back some of what is typed."));
    /* While something is typed the cursor stays in it; the mark tells the row. */
    if (values->pick.chosen == 0)
        paint_cursor(paint, area.row + 1, column + 1 + (int)window.caret);
}

static bool values_key(struct view *view, const struct stroke *stroke)
{
    struct values *values = (struct values *)view;
    if (stroke->action != ACTION_TEXT)
        values_settle(view);
    if (stroke->action != ACTION_HOME && stroke->action != ACTION_END &&
        pick_action(&values->pick, stroke->action))
        return true;
    if (stroke->action == ACTION_ENTER || stroke->action == ACTION_VALUES) {
        if (values->pick.count == 0) {
            terminal_beep(view->screen->terminal);
            return true;
        }
        char *value = memory_copy(values->rows[values->pick.chosen].value);
        values_chosen *chosen = values->chosen;
        struct view *owner = view->below;
        view_close(view);
        chosen(owner, value);
        free(value);
        return true;
    }
    enum editor_result result = editor_stroke(&values->editor, stroke);
    if (result == EDITOR_CHANGED)
        values->stale = true;
    else if (result == EDITOR_EDGE || result == EDITOR_FULL)
        terminal_beep(view->screen->terminal);
    return result != EDITOR_NOT_MINE;
}

static bool values_takes_text(const struct view *view)
{
    (void)view;
    return true;
}

static const struct field *values_subject(const struct view *view)
{
    return ((const struct values *)view)->field;
}

static const char *values_hint(const struct view *view, struct arena *arena)
{
    (void)arena;
    const struct field *field = ((const struct values *)view)->field;
    if (field->many && field->reference)
        return _("Enter takes one after the other; Esc when all are there.");
    return _("What is typed narrows the list; arrows choose, Enter takes the value.");
}

static void values_close(struct view *view)
{
    struct values *values = (struct values *)view;
    editor_free(&values->editor);
    arena_free(values->found);
}

static const enum action values_bar[] = {ACTION_HELP, ACTION_ENTER, ACTION_BACK, ACTION_LANGUAGE,
                                         ACTION_NONE};

static const struct view_ops values_ops = {
    .name = N_("A list of values"),
    .overlay = true,
    .bar = values_bar,
    .enter = N_("Choose"),
    .draw = values_draw,
    .key = values_key,
    .takes_text = values_takes_text,
    .settle = values_settle,
    .hint = values_hint,
    .subject = values_subject,
    .close = values_close,
};

void values_open(struct view *owner, const struct field *field, const char *text,
                 values_chosen *chosen)
{
    values_open_near(owner, field, text, NULL, NULL, chosen);
}

void values_open_near(struct view *owner, const struct field *field, const char *text,
                      const struct record *near, const char *without, values_chosen *chosen)
{
    struct values *values = view_open(owner->screen, &values_ops, sizeof *values);
    values->field = field;
    values->near = near ? record_copy(near, values->view.arena) : NULL;
    values->without = without ? arena_copy(values->view.arena, without) : NULL;
    values->chosen = chosen;
    editor_start(&values->editor, text, 100, paint_editor_width(owner->screen->terminal));
    values->stale = true;
    values_settle(&values->view);
}

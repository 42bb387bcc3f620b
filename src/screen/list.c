#include "screen/list.h"

#include <string.h>
#include "screen/scanning.h"
#include "screen/work_list.h"
#include "text/message.h"
#include "text/utf8.h"

/* Another day: of this list, where it shows a day already, otherwise in one above it. */
static void day_typed(struct view *view, const char *text)
{
    struct list *list = (struct list *)view;
    struct past_day past;
    struct arena *arena = arena_new();
    if (past_typed(view->screen, text, arena, &past)) {
        if (list->past.day) {
            list->past = past_copy(view->arena, &past);
            list->wish = WISH_FIRST;
        } else {
            list_open_past(view->screen, list->form, list->query, &past);
        }
    }
    arena_free(arena);
}

static void open_chosen(struct list *list)
{
    const struct record *record = list->rows[list->chosen].record;
    if (list->past.day)
        past_open_record(list->view.screen, record, &list->past);
    else
        record_open(list->view.screen, list->form, record->number);
}

static void find_here(struct view *view, const char *text)
{
    if (*text)
        results_open(view->screen, ((struct list *)view)->form, text);
}

static void save_named(struct view *view, const char *name)
{
    const struct list *list = (const struct list *)view;
    if (name[strspn(name, " ")])
        work_list_save(view->screen, list->form, list->query, name);
}

/* A digit or a hanzi is no command here: it starts what to look for. */
static bool starts_finding(const struct stroke *stroke)
{
    uint32_t key = key_fold(stroke->key);
    return stroke->action == ACTION_TEXT && !stroke->paste &&
           (key >= 0x80 || (key >= '0' && key <= '9'));
}

/* A new record begins with what all that the list shows have in common. */
static void add_record(struct list *list)
{
    struct screen *screen = list->view.screen;
    struct arena *arena = arena_new();
    struct record *preset = record_new(list->form, arena);
    const struct query *query =
        list->query ? query_read(list->form, list->query, &screen->today, arena, NULL) : NULL;
    for (size_t i = 0; query && i < query->count; i++) {
        const struct query_part *part = &query->parts[i];
        const struct query_value *value = &part->values[0];
        if (part->operator== QUERY_IS && part->count == 1 &&
            value->low && !value->range && !value->pattern && !part->column &&
            part->field->type == FIELD_REFERENCE)
            record_put(preset, part->field, value->low);
    }
    entry_open_new(screen, list->form, preset);
    arena_free(arena);
}

static bool list_key(struct view *view, const struct stroke *stroke)
{
    struct list *list = (struct list *)view;
    struct screen *screen = view->screen;
    list_settle(view);
    if (list->past.day && past_refuses(screen, stroke->action))
        return true;
    switch (stroke->action) {
    case ACTION_AS_OF:
        past_ask(view, &list->past, day_typed);
        return true;
    case ACTION_UP:
    case ACTION_PREVIOUS:
        if (list->chosen > 0)
            list->chosen--;
        else
            list_page_up(list, true);
        return true;
    case ACTION_DOWN:
    case ACTION_NEXT:
        if (list->chosen + 1 < list->count)
            list->chosen++;
        else
            list_page_down(list, 0);
        return true;
    case ACTION_PAGE_DOWN:
        list_page_down(list, list->chosen);
        return true;
    case ACTION_PAGE_UP:
        list_page_up(list, false);
        return true;
    case ACTION_FIRST:
    case ACTION_HOME:
        list_load_first(list);
        list->changed_count = 0;
        return true;
    case ACTION_LAST:
    case ACTION_END:
        list_load_last(list);
        list->changed_count = 0;
        return true;
    case ACTION_ENTER:
        if (list->count > 0)
            open_chosen(list);
        return true;
    case ACTION_ADD:
        if (list->form->computed)
            notice_show(screen, NOTICE_INFO,
                        N_("{1} is written by the registry itself; nobody keys it."),
                        list->form->label, NULL);
        else
            add_record(list);
        return true;
    case ACTION_FIND:
        entry_open_find(screen, list->form);
        return true;
    case ACTION_SAVE:
        if (!list->query)
            return false;
        prompt_open_words(view, N_("Save as a work list, called:"), "", save_named);
        return true;
    case ACTION_MENU:
        if (list->count > 0)
            menu_open(view, list->rows[list->chosen].record, false);
        else
            menu_open_general(view, list->form);
        return true;
    default:
        break;
    }
    if (!starts_finding(stroke) || list->past.day)
        return false;
    char text[UTF8_MAX + 1] = {0};
    utf8_encode(key_fold(stroke->key), text);
    prompt_open(view, N_("Find:"), text, find_here);
    return true;
}

static bool list_scan(struct view *view, const char *label)
{
    struct list *list = (struct list *)view;
    struct arena *arena = arena_new();
    const struct record *record =
        scanning_slip(label, arena) ? NULL : scanning_record(view->screen, label, arena);
    bool here = record && record->form == list->form && !list->past.day && list_go(list, record);
    if (record && !here)
        record_open(view->screen, record->form, record->number);
    bool slip = scanning_slip(label, arena) != NULL;
    arena_free(arena);
    return !slip;
}

static bool was_changed(const struct list *list, uint64_t number)
{
    for (size_t i = 0; i < list->changed_count; i++)
        if (list->changed[i] == number)
            return true;
    return false;
}

static const char *foot(const struct list *list, struct arena *arena)
{
    if (list->count == 0)
        return "";
    uint64_t last = list->first > 0 && list->end ? list->first + list->count - 1 : 0;
    uint64_t known = list->total ? list->total : last;
    const char *total = known ? show_number(arena, known) : "?";
    if (list->first == 0)
        return message_fill(arena, N_("of {1}"), total, NULL);
    return message_fill(arena, N_("{1}-{2} of {3}"), show_number(arena, list->first),
                        show_number(arena, list->first + list->count - 1), total, NULL);
}

static void list_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct list *list = (struct list *)view;
    struct rows_layout layout = rows_layout(view->screen, list->form, area);
    struct rectangle rows = rows_area(area);
    rows_header(view->screen, &layout, area.row);
    rows_frame(view->screen, area, foot(list, paint->arena));
    for (size_t i = 0; i < list->count; i++)
        rows_expect(&layout, list->rows[i].record);
    if (list->count == 0 && !list->unread)
        paint_text(paint, rows.row + 1, ROWS_TEXT, area.columns - ROWS_TEXT, ROLE_TEXT,
                   list->query            ? _("Nothing meets these conditions.")
                   : list->form->computed ? _("Nothing here yet.")
                                          : _("Nothing here yet: n adds."));
    paint_cursor(paint, rows.row, ROWS_MARK);
    for (size_t i = 0; i < list->count && (int)i < rows.rows; i++) {
        int row = rows.row + (int)i;
        const struct record *record = list->rows[i].record;
        rows_record(view->screen, record, &layout, row);
        if (was_changed(list, record->number))
            paint_text(paint, row, ROWS_FLAG, 1, ROLE_WARNING, "*");
        if (i == list->chosen) {
            paint_text(paint, row, ROWS_MARK, 1, ROLE_TEXT, ">");
            paint_cursor(paint, row, ROWS_MARK);
        }
    }
}

/* The conditions with the labels of their fields. */
static const char *conditions(const struct list *list, struct arena *arena)
{
    struct query *query =
        query_read(list->form, list->query, &list->view.screen->today, arena, NULL);
    if (!query)
        return list->query;
    const char *words = "";
    for (size_t i = 0; i < query->count; i++) {
        const struct query one = {.form = query->form, .parts = &query->parts[i], .count = 1};
        const char *text = query_write(&one, arena);
        words = arena_format(arena, "%s%s", words, i ? " " : "");
        for (const struct query_part *part = one.parts; part;
             part = part->inner ? part->inner->parts : NULL) {
            text += strlen(part->field->name) + (part->inner != NULL);
            words = arena_format(arena, "%s%s%s", words, show_label(arena, part->field->label),
                                 part->inner ? "." : text);
        }
    }
    return words;
}

static const char *list_title(const struct view *view, struct arena *arena)
{
    const struct list *list = (const struct list *)view;
    const char *label = show_label(arena, list->form->label);
    if (list->past.day)
        return past_title(arena, &list->past, NULL);
    return list->query ? message_fill(arena, N_("{1}: {2}"), label, conditions(list, arena), NULL)
                       : label;
}

static void list_resume(struct view *view)
{
    struct list *list = (struct list *)view;
    if (list->wish == WISH_NONE && !list->past.day)
        list->wish = WISH_AGAIN;
}

static void list_announce(struct view *view, const struct announcement *announcement)
{
    struct list *list = (struct list *)view;
    if (list->past.day ||
        (!announcement->many && strcmp(announcement->form, list->form->name) != 0))
        return;
    for (size_t i = 0; i < list->count && !announcement->many; i++) {
        if (list->rows[i].record->number != announcement->number)
            continue;
        if (!was_changed(list, announcement->number))
            list->changed[list->changed_count++ % CHANGED_MOST] = announcement->number;
        if (list->changed_count > CHANGED_MOST)
            list->changed_count = CHANGED_MOST;
        list_resume(view);
        return;
    }
    view->screen->restless = true;
}

static void list_close(struct view *view)
{
    arena_free(((struct list *)view)->page);
}

static const enum action list_bar[] = {
    ACTION_HELP,     ACTION_ENTER, ACTION_ADD,       ACTION_FIND,  ACTION_MENU, ACTION_AS_OF,
    ACTION_LANGUAGE, ACTION_BACK,  ACTION_PAGE_DOWN, ACTION_FIRST, ACTION_LAST, ACTION_NONE};
static const enum action past_bar[] = {ACTION_HELP,     ACTION_ENTER, ACTION_AS_OF,
                                       ACTION_LANGUAGE, ACTION_BACK,  ACTION_PAGE_DOWN,
                                       ACTION_FIRST,    ACTION_LAST,  ACTION_NONE};

static const struct view_ops past_ops = {
    .name = N_("A list as it was"),
    .bar = past_bar,
    .title = list_title,
    .draw = list_draw,
    .key = list_key,
    .settle = list_settle,
    .close = list_close,
};

/* Of what was found by conditions. */
static const enum action query_bar[] = {
    ACTION_HELP,  ACTION_ENTER, ACTION_ADD,      ACTION_FIND, ACTION_SAVE,
    ACTION_MENU,  ACTION_AS_OF, ACTION_LANGUAGE, ACTION_BACK, ACTION_PAGE_DOWN,
    ACTION_FIRST, ACTION_LAST,  ACTION_NONE};

/* Of records that nobody keys. */
static const enum action computed_bar[] = {
    ACTION_HELP, ACTION_ENTER,     ACTION_FIND,  ACTION_MENU, ACTION_AS_OF, ACTION_LANGUAGE,
    ACTION_BACK, ACTION_PAGE_DOWN, ACTION_FIRST, ACTION_LAST, ACTION_NONE};
static const enum action computed_query_bar[] = {
    ACTION_HELP,     ACTION_ENTER, ACTION_FIND,      ACTION_SAVE,  ACTION_MENU, ACTION_AS_OF,
    ACTION_LANGUAGE, ACTION_BACK,  ACTION_PAGE_DOWN, ACTION_FIRST, ACTION_LAST, ACTION_NONE};

#define LIST_OPS                                                                                   \
    .name = N_("A list"), .title = list_title, .draw = list_draw, .key = list_key,                 \
    .scan = list_scan, .settle = list_settle, .idle = list_resume, .resume = list_resume,          \
    .announce = list_announce, .close = list_close

/* By whether they were found by conditions, and whether nobody keys them. */
static const struct view_ops list_ops[2][2] = {
    {{LIST_OPS, .bar = list_bar}, {LIST_OPS, .bar = computed_bar}},
    {{LIST_OPS, .bar = query_bar, .save = N_("Work list")},
     {LIST_OPS, .bar = computed_query_bar, .save = N_("Work list")}},
};

bool list_shows(const struct view *view, const struct form *form, const char **query)
{
    const struct list *list = (const struct list *)view;
    bool is_list = false;
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++)
            is_list = is_list || view->ops == &list_ops[i][j];
    if (!is_list || list->form != form || list->past.day)
        return false;
    *query = list->query;
    return true;
}

static void open_list(struct screen *screen, const struct view_ops *ops, const struct form *form,
                      const char *query, uint64_t total, const struct past_day *past)
{
    bool asked = query && *query;
    struct list *list = view_open(screen, ops, sizeof *list);
    list->form = form;
    list->query = asked ? arena_copy(list->view.arena, query) : NULL;
    list->total = total;
    list->past = past_copy(list->view.arena, past);
    list->wish = WISH_FIRST;
    list_settle(&list->view);
}

void list_open(struct screen *screen, const struct form *form, const char *query, uint64_t total)
{
    const struct view_ops *ops = &list_ops[query && *query][form->computed];
    open_list(screen, ops, form, query, total, &(struct past_day){0});
}

void list_open_past(struct screen *screen, const struct form *form, const char *query,
                    const struct past_day *past)
{
    open_list(screen, &past_ops, form, query, 0, past);
}

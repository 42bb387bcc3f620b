#include "screen/open.h"

#include <string.h>
#include "screen/past.h"
#include "screen/rows.h"
#include "screen/work_list.h"
#include "text/message.h"
#include "text/utf8.h"

/* A page of the records of a form; however many there are, only what is seen is in memory. */

enum { CHANGED_MOST = 16 };

enum list_wish { WISH_NONE, WISH_FIRST, WISH_LAST, WISH_AGAIN };

struct list {
    struct view view;
    const struct form *form;
    const char *query;
    struct past_day past; /* the day that is shown */
    bool entered;         /* in order of entry: of many records the past is quickest so */
    struct arena *page;   /* of the rows */
    struct list_row *rows;
    size_t count, chosen;
    unsigned limit;           /* rows the screen has room for */
    struct list_place before; /* the row before the first one */
    bool end;                 /* nothing follows the last one */
    bool unread;              /* the last try gave nothing, and what there is is not known */
    enum list_wish wish;
    uint64_t first;                 /* number of the first row, from 1; 0: not known */
    uint64_t total;                 /* 0: not known */
    uint64_t changed[CHANGED_MOST]; /* records others changed while this page was seen */
    size_t changed_count;
};

static unsigned room(const struct list *list)
{
    const struct layout *layout = &list->view.screen->layout;
    return layout->fits ? (unsigned)rows_area(layout->body).rows : 0;
}

/* Counting the past, or putting it in order, takes a look at every record: not where they are
 * many. */
static void count_past(struct list *list, uint64_t now)
{
    enum { COUNTED_MOST = 100000 };
    struct arena *arena = arena_new();
    struct count_request request = {.form = list->form->name,
                                    .query = list->query,
                                    .as_of = list->past.day,
                                    .known = list->past.known};
    struct count_answer answer = {0};
    list->entered = now > COUNTED_MOST;
    if (!list->entered &&
        client_count(list->view.screen->client, &request, NULL, NULL, arena, &answer, NULL))
        list->total = answer.total;
    arena_free(arena);
}

static void read_total(struct list *list)
{
    struct screen *screen = list->view.screen;
    if (list->query && !list->past.day)
        return;
    const struct form_set *set = client_forms(screen->client);
    struct registry_about about = {0};
    struct arena *arena = arena_new();
    if (client_about(screen->client, arena, &about, NULL) && about.counts)
        for (unsigned i = 0; i < set->count; i++)
            if (set->forms[i] == list->form)
                list->total = about.counts[i];
    arena_free(arena);
    if (list->past.day) {
        uint64_t now = list->total;
        list->total = 0;
        count_past(list, now);
    }
}

struct fetched {
    struct arena *arena;
    struct list_row *rows;
    size_t count;
    bool finished;
};

/* Asks on where a search gave up for lack of time, until the page is full or a key is pressed. */
static bool fetch(struct list *list, struct list_place place, bool backwards, unsigned limit,
                  struct fetched *out)
{
    struct screen *screen = list->view.screen;
    *out = (struct fetched){.arena = arena_new()};
    out->rows = arena_array(out->arena, limit, sizeof *out->rows);
    struct list_request request = {.form = list->form->name,
                                   .query = list->query,
                                   .order = list->entered ? "" : NULL,
                                   .backwards = backwards,
                                   .after = place,
                                   .as_of = list->past.day,
                                   .known = list->past.known};
    bool said = false;
    list->unread = true;
    while (out->count < limit && !out->finished) {
        struct list_answer answer = {0};
        struct fault fault = {0};
        request.limit = limit - (unsigned)out->count;
        if (!client_list(screen->client, &request, out->arena, &answer, &fault)) {
            notice_fault(screen, &fault, NULL);
            arena_free(out->arena);
            return false;
        }
        size_t more = answer.count < request.limit ? answer.count : request.limit;
        if (backwards)
            memmove(out->rows + more, out->rows, out->count * sizeof *out->rows);
        if (more > 0)
            memcpy(out->rows + (backwards ? 0 : out->count), answer.rows, more * sizeof *out->rows);
        out->count += more;
        out->finished = answer.finished;
        if (answer.finished || out->count == limit)
            break;
        request.after = answer.stopped;
        if (terminal_pending(screen->terminal)) {
            notice_show(screen, NOTICE_WARNING, N_("The search was broken off: there may be more."),
                        NULL);
            break;
        }
        if (!said) {
            notice_show(screen, NOTICE_INFO, N_("Searching… any key stops it."), NULL);
            screen_draw(screen);
            notice_clear(screen);
            said = true;
        }
    }
    list->unread = out->count == 0 && !out->finished;
    return true;
}

static void take(struct list *list, struct fetched *fetched)
{
    arena_free(list->page);
    list->page = fetched->arena;
    list->rows = fetched->rows;
    list->count = fetched->count;
    if (list->count > 0)
        list->form = list->rows[0].record->form; /* another one when the forms were changed */
    if (list->chosen >= list->count)
        list->chosen = list->count ? list->count - 1 : 0;
}

/* The page after place; where nothing follows it, false, and the page stays. keep: the place is the
 * page's own, so that an empty answer empties it. */
static bool load_after(struct list *list, struct list_place place, bool keep)
{
    struct fetched fetched;
    struct arena *arena = arena_new();
    if (place.term)
        place.term = arena_copy(arena, place.term); /* it may be of the page that goes */
    bool loaded = fetch(list, place, false, list->limit, &fetched);
    if (loaded && fetched.count == 0 && !keep) {
        arena_free(fetched.arena);
        loaded = false;
        list->end = true;
    } else if (loaded) {
        take(list, &fetched);
        list->before = place;
        if (place.term)
            list->before.term = arena_copy(list->page, place.term);
        list->end = fetched.finished || fetched.count < list->limit;
    }
    arena_free(arena);
    return loaded;
}

/* The page that ends before place; the row before it is read too, to know where the page starts. */
static bool load_before(struct list *list, struct list_place place)
{
    struct fetched fetched;
    if (!fetch(list, place, true, list->limit + 1, &fetched))
        return false;
    if (fetched.count <= list->limit && place.number != 0) {
        /* Fewer than a page before it: the first page, then, and full. */
        arena_free(fetched.arena);
        list->first = 1;
        return load_after(list, (struct list_place){0}, true);
    }
    struct list_place before = {0};
    if (fetched.count > list->limit) {
        before = fetched.rows[0].place;
        fetched.rows++;
        fetched.count--;
    }
    take(list, &fetched);
    list->before = before;
    list->end = place.number == 0;
    return true;
}

static void load_first(struct list *list)
{
    list->chosen = 0;
    if (load_after(list, (struct list_place){0}, true))
        list->first = 1;
}

static void load_last(struct list *list)
{
    if (!load_before(list, (struct list_place){0}))
        return;
    list->chosen = list->count ? list->count - 1 : 0;
    list->first = list->total >= list->count ? list->total - list->count + 1 : 0;
}

static void load_again(struct list *list)
{
    uint64_t number = list->count ? list->rows[list->chosen].record->number : 0;
    struct list_place place = list->before;
    read_total(list);
    bool loaded = load_after(list, place, true);
    for (size_t i = 0; loaded && i < list->count; i++)
        if (list->rows[i].record->number == number)
            list->chosen = i;
    if (loaded && list->count == 0 && place.number != 0)
        load_first(list);
}

static void list_settle(struct view *view)
{
    struct list *list = (struct list *)view;
    unsigned limit = room(list);
    if (limit == 0)
        return;
    if (limit != list->limit && list->wish == WISH_NONE)
        list->wish = WISH_AGAIN;
    list->limit = limit;
    enum list_wish wish = list->wish;
    list->wish = WISH_NONE;
    switch (wish) {
    case WISH_FIRST:
        read_total(list);
        load_first(list);
        break;
    case WISH_LAST:
        load_last(list);
        break;
    case WISH_AGAIN:
        load_again(list);
        break;
    case WISH_NONE:
        break;
    }
}

static void page_down(struct list *list, size_t chosen)
{
    uint64_t first = list->first ? list->first + list->count : 0;
    if (!list->end && list->count > 0 &&
        load_after(list, list->rows[list->count - 1].place, false)) {
        list->first = first;
        list->chosen = chosen < list->count ? chosen : list->count - 1;
        list->changed_count = 0;
    } else if (list->end || list->count == 0) {
        list->chosen = list->count ? list->count - 1 : 0;
        notice_show(list->view.screen, NOTICE_INFO, N_("The end of the list."), NULL);
    }
}

static void page_up(struct list *list, bool to_foot)
{
    if (list->before.number == 0 || list->count == 0) {
        list->chosen = 0;
        notice_show(list->view.screen, NOTICE_INFO, N_("The start of the list."), NULL);
        return;
    }
    uint64_t first = list->first;
    list->first = 0;
    if (!load_before(list, list->rows[0].place)) {
        list->first = first;
        return;
    }
    if (list->first == 0 && first > list->count)
        list->first = first - list->count;
    list->chosen = to_foot && list->count ? list->count - 1 : 0;
    list->changed_count = 0;
}

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
            page_up(list, true);
        return true;
    case ACTION_DOWN:
    case ACTION_NEXT:
        if (list->chosen + 1 < list->count)
            list->chosen++;
        else
            page_down(list, 0);
        return true;
    case ACTION_PAGE_DOWN:
        page_down(list, list->chosen);
        return true;
    case ACTION_PAGE_UP:
        page_up(list, false);
        return true;
    case ACTION_FIRST:
    case ACTION_HOME:
        load_first(list);
        list->changed_count = 0;
        return true;
    case ACTION_LAST:
    case ACTION_END:
        load_last(list);
        list->changed_count = 0;
        return true;
    case ACTION_ENTER:
        if (list->count > 0)
            open_chosen(list);
        return true;
    case ACTION_ADD:
        if (list->form->computed)
            notice_show(screen, NOTICE_INFO,
                        N_("{1} is written by the registry itself, nobody keys it."),
                        list->form->label, NULL);
        else
            entry_open_new(screen, list->form, NULL);
        return true;
    case ACTION_FIND:
        entry_open_find(screen, list->form);
        return true;
    case ACTION_SAVE:
        if (!list->query)
            return false;
        prompt_open(view, N_("Save as a work list, called:"), "", save_named);
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
    const char *total = list->total ? show_number(arena, list->total) : "?";
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

#define LIST_OPS                                                                                   \
    .name = N_("A list"), .title = list_title, .draw = list_draw, .key = list_key,                 \
    .settle = list_settle, .idle = list_resume, .resume = list_resume, .announce = list_announce,  \
    .close = list_close

static const struct view_ops list_ops = {LIST_OPS, .bar = list_bar};
static const struct view_ops query_ops = {LIST_OPS, .bar = query_bar};

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
    const struct view_ops *ops = query && *query ? &query_ops : &list_ops;
    open_list(screen, ops, form, query, total, &(struct past_day){0});
}

void list_open_past(struct screen *screen, const struct form *form, const char *query,
                    const struct past_day *past)
{
    open_list(screen, &past_ops, form, query, 0, past);
}

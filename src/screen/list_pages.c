#include "screen/list.h"

#include <string.h>
#include "screen/open.h"
#include "screen/show.h"
#include "text/message.h"

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

void list_load_first(struct list *list)
{
    list->chosen = 0;
    if (load_after(list, (struct list_place){0}, true))
        list->first = 1;
}

void list_load_last(struct list *list)
{
    if (!load_before(list, (struct list_place){0}))
        return;
    list->chosen = list->count ? list->count - 1 : 0;
    list->first = list->total >= list->count ? list->total - list->count + 1 : 0;
}

bool list_go(struct list *list, const struct record *record)
{
    struct arena *arena = arena_new();
    const struct field *order = list->entered ? NULL : list->form->order;
    const struct list_place kept = {list->before.term ? arena_copy(arena, list->before.term) : NULL,
                                    list->before.number};
    const char *value = order ? record->values[order->number] : NULL;
    const struct list_place behind = {order ? field_sort_term(order, value, arena) : "",
                                      record->number + 1};
    uint64_t first = list->first;
    bool found = false;
    list->first = 0;
    bool loaded = load_before(list, behind);
    for (size_t i = 0; loaded && i < list->count && !found; i++)
        if ((found = list->rows[i].record->number == record->number))
            list->chosen = i;
    if (!found) {
        list->first = first;
        load_after(list, kept, true);
    }
    arena_free(arena);
    return found;
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
        list_load_first(list);
}

void list_settle(struct view *view)
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
        list_load_first(list);
        break;
    case WISH_LAST:
        list_load_last(list);
        break;
    case WISH_AGAIN:
        load_again(list);
        break;
    case WISH_NONE:
        break;
    }
}

void list_page_down(struct list *list, size_t chosen)
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

void list_page_up(struct list *list, bool to_foot)
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

#include "screen/shelf_map.h"

#include <string.h>
#include "text/message.h"

enum { NUMBER = 2, TITLE = 30, RIGHT = 12, ROWS_MOST = 500 };

/* What stands on a shelf: its boxes, then the items in no box. */
struct content {
    struct view view;
    struct map *map;
    const char *shelf;
    struct arena *arena; /* of the records */
    struct record **records;
    size_t count;
    bool cut; /* there are more */
    struct pick pick;
    bool stale;
};

static struct record *chosen_record(const struct content *content)
{
    return content->count > 0 ? content->records[content->pick.chosen] : NULL;
}

static bool is_box(const struct record *record)
{
    return strcmp(record->form->name, "box") == 0;
}

static bool add_records(struct content *content, struct arena *arena, const char *form,
                        const char *field, struct fault *fault)
{
    struct list_answer answer = {0};
    struct list_request request = {
        .form = form,
        .query = arena_format(arena, "%s=\"%s\"", field, content->shelf),
        .limit = ROWS_MOST,
    };
    if (!client_list(content->view.screen->client, &request, arena, &answer, fault))
        return false;
    for (size_t i = 0; i < answer.count; i++)
        content->records[content->count++] = answer.rows[i].record;
    content->cut = content->cut || !answer.finished;
    return true;
}

static void content_load(struct content *content)
{
    struct arena *arena = arena_new();
    struct fault fault = {0};
    content->count = 0;
    content->cut = false;
    content->records = arena_array(arena, (size_t)ROWS_MOST * 2, sizeof *content->records);
    if (!add_records(content, arena, "box", "location", &fault) ||
        !add_records(content, arena, "archive", "loose", &fault))
        notice_fault(content->view.screen, &fault, NULL);
    if (content->arena)
        arena_free(content->arena);
    content->arena = arena;
    pick_fit(&content->pick, content->count, content->pick.rows);
}

/* What the spine of a box says, or its parts where it says nothing. */
static const char *box_words(struct screen *screen, const struct record *box, struct arena *arena)
{
    static const char *const parts[] = {"category", "year", "retention", "office"};
    const char *title = record_value(box, "title");
    const char *words = "";
    if (title)
        return title;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const struct field *field = field_named(box->form, parts[i]);
        const char *value = field ? show_field(screen, box, field, arena) : "";
        if (*value)
            words = arena_format(arena, "%s%s%s", words, *words ? " " : "", value);
    }
    return words;
}

static void draw_record(struct content *content, const struct record *record, int row, int columns)
{
    struct screen *screen = content->view.screen;
    struct paint *paint = &screen->paint;
    const char *key = record->form->key ? record_value(record, record->form->key->name) : NULL;
    const char *size = record_value(record, is_box(record) ? "thickness" : "pages");
    bool picked = is_box(record) && content->map->box && key && strcmp(content->map->box, key) == 0;
    paint_text(paint, row, NUMBER, TITLE - NUMBER - 1, ROLE_TEXT,
               picked ? arena_format(paint->arena, "%s *", key)
               : key  ? key
                      : "");
    paint_text(paint, row, TITLE, columns - RIGHT - TITLE, ROLE_TEXT,
               is_box(record) ? box_words(screen, record, paint->arena)
                              : show_title(screen, record, paint->arena));
    if (size)
        paint_right(paint, row, columns - RIGHT, RIGHT - 1, ROLE_TEXT,
                    message_fill(paint->arena, is_box(record) ? N_("{1} mm") : N_("{1} pages"),
                                 size, NULL));
}

static void content_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct content *content = (struct content *)view;
    struct rectangle rows = rows_area(area);
    pick_fit(&content->pick, content->count, (size_t)rows.rows);
    paint_blank(paint, area.row, ROWS_TEXT, area.columns - ROWS_TEXT - 1, ROLE_HEADING);
    paint_text(paint, area.row, NUMBER, TITLE - NUMBER - 1, ROLE_HEADING, _("Box or code"));
    paint_text(paint, area.row, TITLE, area.columns - TITLE - RIGHT, ROLE_HEADING, _("What it is"));
    rows_frame(view->screen, area,
               content->cut ? _("There is more than this list has room for.") : "");
    if (content->count == 0)
        paint_text(paint, rows.row + 1, ROWS_TEXT, area.columns - ROWS_TEXT, ROLE_TEXT,
                   _("Nothing stands here."));
    paint_cursor(paint, rows.row, ROWS_MARK);
    for (size_t i = content->pick.top;
         i < content->count && i < content->pick.top + content->pick.rows; i++) {
        int at = rows.row + (int)(i - content->pick.top);
        draw_record(content, content->records[i], at, area.columns);
        pick_mark(paint, &content->pick, i, at, ROWS_MARK);
    }
}

static bool pick_up(struct content *content, const struct record *record)
{
    const char *box = is_box(record) ? record_value(record, "box_no") : NULL;
    bool again = box && content->map->box && strcmp(box, content->map->box) == 0;
    if (!box)
        notice_show(content->view.screen, NOTICE_WARNING,
                    N_("Only boxes are picked up; an item goes into a box by F10 on the box."),
                    NULL);
    else
        map_pick(content->map, again ? NULL : box);
    return true;
}

static bool content_key(struct view *view, const struct stroke *stroke)
{
    struct content *content = (struct content *)view;
    pick_fit(&content->pick, content->count, content->pick.rows);
    if (pick_action(&content->pick, stroke->action))
        return true;
    const struct record *record = chosen_record(content);
    if (stroke->action == ACTION_PUT) {
        map_put(content->map, content->shelf);
        return true;
    }
    if (stroke->action == ACTION_UNDO && view->screen->last_change) {
        undo_open(view, view->screen->last_change);
        return true;
    }
    if (!record)
        return false;
    if (stroke->action == ACTION_ENTER)
        record_open(view->screen, record->form, record->number);
    else if (stroke->action == ACTION_PICK)
        return pick_up(content, record);
    else if (stroke->action == ACTION_MENU)
        menu_open(view, record, false);
    else
        return false;
    return true;
}

static void content_settle(struct view *view)
{
    struct content *content = (struct content *)view;
    if (content->stale)
        content_load(content);
    content->stale = false;
}

static void content_announce(struct view *view, const struct announcement *announcement)
{
    if (!map_concerned(announcement))
        return;
    ((struct content *)view)->stale = true;
    view->screen->restless = true;
}

static const char *content_title(const struct view *view, struct arena *arena)
{
    (void)arena;
    return ((const struct content *)view)->shelf;
}

static const char *content_status(const struct view *view, struct arena *arena)
{
    return map_status(((const struct content *)view)->map, arena);
}

static void content_close(struct view *view)
{
    struct content *content = (struct content *)view;
    if (content->arena)
        arena_free(content->arena);
}

static const enum action content_bar[] = {ACTION_HELP, ACTION_ENTER, ACTION_PICK,
                                          ACTION_PUT,  ACTION_MENU,  ACTION_LANGUAGE,
                                          ACTION_BACK, ACTION_UNDO,  ACTION_NONE};

static const struct view_ops content_ops = {
    .name = N_("A shelf: its boxes, and the items in no box"),
    .about = N_("x picks a box up, and again leaves it; go to another shelf of the map and put it "
                "down there by v. What is in the box goes with it."),
    .bar = content_bar,
    .title = content_title,
    .status = content_status,
    .draw = content_draw,
    .key = content_key,
    .settle = content_settle,
    .idle = content_settle,
    .resume = content_settle,
    .announce = content_announce,
    .close = content_close,
};

void shelf_content_open(struct map *map, const char *shelf)
{
    struct content *content = view_open(map->view.screen, &content_ops, sizeof *content);
    content->map = map;
    content->shelf = arena_copy(content->view.arena, shelf);
    content_load(content);
}

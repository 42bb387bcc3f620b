#include "client/timeline.h"

#include <string.h>
#include "screen/past.h"
#include "screen/pick.h"
#include "screen/show.h"
#include "text/message.h"

/* What happened to a household or a person, day by day; Enter shows it as it was then, and what was
 * done can be taken back. */

struct view_timeline {
    struct view view;
    struct timeline timeline; /* in the view's arena */
    struct pick pick;
    bool stale;
};

/* The change that a line tells of. */
static uint64_t change_of(const struct timeline_line *line)
{
    return line->by ? line->by->change : line->record ? line->record->change : 0;
}

static void timeline_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct view_timeline *shown = (struct view_timeline *)view;
    const struct timeline *timeline = &shown->timeline;
    enum { DAY = 10, WHAT = 24, WHO = 10, PAPERS = 16 };
    struct layout_column columns[] = {{.width = DAY, .grow = 0},
                                      {.width = WHO, .grow = 1},
                                      {.width = WHAT, .grow = 4},
                                      {.width = PAPERS, .grow = 1}};
    enum { COLUMNS = sizeof columns / sizeof columns[0] };
    const char *const heads[COLUMNS] = {_("Day"), _("Who"), _("What happened"), _("Papers")};
    layout_columns(columns, COLUMNS, area.column + 2, area.columns - 3);
    for (int i = 0; i < COLUMNS; i++)
        paint_text(paint, area.row, columns[i].start, columns[i].columns, ROLE_HEADING, heads[i]);
    pick_fit(&shown->pick, timeline->count, (size_t)area.rows - 1);
    paint_cursor(paint, area.row + 1, 0);
    for (size_t i = shown->pick.top; i < timeline->count && i < shown->pick.top + shown->pick.rows;
         i++) {
        const struct timeline_line *line = &timeline->lines[i];
        char day[DATE_SIZE];
        date_write(&line->day, day);
        const char *words[COLUMNS] = {day, line->name ? line->name : "",
                                      timeline_what(timeline, line, paint->arena),
                                      timeline_papers(line, paint->arena)};
        int row = area.row + 1 + (int)(i - shown->pick.top);
        for (int part = 0; part < COLUMNS; part++)
            paint_text(paint, row, columns[part].start, columns[part].columns, ROLE_TEXT,
                       words[part]);
        pick_mark(paint, &shown->pick, i, row, 0);
    }
}

static bool timeline_key(struct view *view, const struct stroke *stroke)
{
    struct view_timeline *shown = (struct view_timeline *)view;
    const struct record *record = shown->timeline.record;
    if (pick_action(&shown->pick, stroke->action))
        return true;
    if (shown->timeline.count == 0)
        return false;
    uint64_t change = change_of(&shown->timeline.lines[shown->pick.chosen]);
    if (change > 0 && (stroke->action == ACTION_UNDO || stroke->action == ACTION_MENU)) {
        undo_open(view, change);
        return true;
    }
    if (stroke->action != ACTION_ENTER)
        return false;
    struct date day = date_last(&shown->timeline.lines[shown->pick.chosen].day);
    char written[DATE_SIZE];
    date_write(&day, written);
    struct past_day past = {.day = written, .date = day};
    past_open(view->screen, record->form, record->number, &past, NULL);
    return true;
}

static const char *timeline_title(const struct view *view, struct arena *arena)
{
    const struct view_timeline *shown = (const struct view_timeline *)view;
    const struct record *record = shown->timeline.record;
    const char *named = show_title(view->screen, record, arena);
    if (household_shows(record->form) && record->form->key &&
        record->values[record->form->key->number])
        named = message_fill(arena, "{1} {2}", record->form->label,
                             record->values[record->form->key->number], NULL);
    return message_fill(arena, N_("Time line: {1}"), named, NULL);
}

static void timeline_settle(struct view *view)
{
    struct view_timeline *shown = (struct view_timeline *)view;
    if (!shown->stale)
        return;
    shown->stale = false;
    struct timeline timeline = {0};
    struct fault fault = {0};
    const struct record *record = shown->timeline.record;
    const struct get_request request = {.form = record->form->name, .number = record->number};
    if (timeline_read(view->screen->client, &request, view->arena, &timeline, &fault)) {
        shown->timeline = timeline;
        pick_fit(&shown->pick, timeline.count, shown->pick.rows);
    } else {
        notice_fault(view->screen, &fault, NULL);
    }
}

static void timeline_announce(struct view *view, const struct announcement *announcement)
{
    struct view_timeline *shown = (struct view_timeline *)view;
    const struct record *record = shown->timeline.record;
    bool own = !announcement->author; /* taken back from here: of whomever it was */
    shown->stale |= own || announcement->many ||
                    (announcement->number == record->number &&
                     strcmp(announcement->form, record->form->name) == 0);
}

static const enum action timeline_bar[] = {ACTION_HELP,     ACTION_ENTER, ACTION_UNDO,
                                           ACTION_LANGUAGE, ACTION_BACK,  ACTION_NONE};

static const struct view_ops timeline_ops = {
    .name = N_("What happened, day by day"),
    .bar = timeline_bar,
    .enter = N_("As it was"),
    .title = timeline_title,
    .draw = timeline_draw,
    .key = timeline_key,
    .settle = timeline_settle,
    .announce = timeline_announce,
};

void timeline_open(struct screen *screen, const struct record *record)
{
    struct view_timeline *shown = view_open(screen, &timeline_ops, sizeof *shown);
    struct fault fault = {0};
    struct get_request request = {.form = record->form->name, .number = record->number};
    if (!timeline_read(screen->client, &request, shown->view.arena, &shown->timeline, &fault)) {
        view_close(&shown->view);
        notice_fault(screen, &fault, NULL);
        return;
    }
    /* The last thing that happened is the one that is looked for most. */
    shown->pick.count = shown->timeline.count;
    shown->pick.chosen = shown->pick.count > 0 ? shown->pick.count - 1 : 0;
}

#include "screen/climate_chart.h"

#include <string.h>
#include "screen/open.h"
#include "screen/show.h"
#include "text/message.h"

enum {
    AROUND = 5, /* rows that are no chart */
    WIDE = CHART_AXIS + CLIMATE_DAYS * CLIMATE_HALVES + 1,
    MONTHS = 12,
};

struct climate_view {
    struct view view;
    struct arena *rooms_arena, *arena;
    struct list_answer rooms;
    size_t chosen;
    struct climate_month month;
    int day;
    bool stale;
};

static const char *reading_words(struct climate_view *climate, int half, struct arena *arena)
{
    const struct climate_reading *reading = &climate->month.readings[climate->day - 1][half];
    const char *name = half ? _("afternoon") : _("morning");
    if (!reading->record)
        return arena_format(arena, "%s -", name);
    const struct field *out = field_named(reading->record->form, "out");
    const char *words = arena_format(
        arena, "%s %s℃%s %s%%%s", name, chart_number(reading->temperature.number, arena),
        reading->temperature.out ? "!" : "", chart_number(reading->humidity.number, arena),
        reading->humidity.out ? "!" : "");
    if (!out || !(reading->temperature.out || reading->humidity.out))
        return words;
    const char *measure = record_value(reading->record, "measure");
    return arena_format(arena, "%s %s%s%s", words,
                        show_field(climate->view.screen, reading->record, out, arena),
                        measure ? ": " : "", measure ? measure : "");
}

/* What of today nobody has read yet. */
static const char *unread_words(const struct climate_view *climate, struct arena *arena)
{
    const struct date *today = &climate->view.screen->today;
    const struct climate_month *month = &climate->month;
    if (month->year != today->year || month->month != today->month)
        return "";
    bool morning = month->readings[today->day - 1][0].record;
    bool afternoon = month->readings[today->day - 1][1].record;
    if (morning && afternoon)
        return "";
    return message_fill(arena, N_("Not read today: {1}"),
                        morning     ? _("afternoon")
                        : afternoon ? _("morning")
                                    : _("morning and afternoon"),
                        NULL);
}

static const char *summary(const struct climate_view *climate, struct arena *arena)
{
    const struct climate_month *month = &climate->month;
    if (month->count == 0)
        return _("Nothing was read in this month: n adds a reading.");
    return message_fill(
        arena, N_("Average {1}  Days out of range: {2}  Half days not read: {3}"),
        arena_format(arena, "%s℃ %s%%", chart_number(month->average_temperature.number, arena),
                     chart_number(month->average_humidity.number, arena)),
        show_number(arena, month->out_days), show_number(arena, month->missing), NULL);
}

static const char *day_words(struct climate_view *climate, struct arena *arena)
{
    return arena_format(arena, "%04d-%02d-%02d  %s  %s", climate->month.year, climate->month.month,
                        climate->day, reading_words(climate, 0, arena),
                        reading_words(climate, 1, arena));
}

static void climate_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct climate_view *climate = (struct climate_view *)view;
    const struct climate_month *month = &climate->month;
    int rows = (area.rows - AROUND) / 2, step = area.columns >= WIDE ? CLIMATE_HALVES : 1;
    paint_text(paint, area.row, 1, area.columns - 2, ROLE_HEADING,
               arena_format(paint->arena, "%04d-%02d  %s %s", month->year, month->month,
                            record_value(month->room, "storeroom_no"),
                            show_title(view->screen, month->room, paint->arena)));
    paint_right(paint, area.row, area.columns / 2, area.columns / 2 - 1, ROLE_WARNING,
                unread_words(climate, paint->arena));
    chart_draw(month, false, paint, area.row + 1, rows, step);
    chart_draw(month, true, paint, area.row + 2 + rows, rows, step);
    int foot = area.row + 2 + 2 * rows;
    paint_text(paint, foot + 1, 1, area.columns - 2, ROLE_TEXT, day_words(climate, paint->arena));
    paint_text(paint, foot + 2, 1, area.columns - 2, ROLE_TEXT, summary(climate, paint->arena));
    chart_draw_days(month, climate->day, paint, foot, step);
}

static bool load(struct climate_view *climate, int year, int month)
{
    struct screen *screen = climate->view.screen;
    struct arena *arena = arena_new();
    struct climate_month read;
    struct fault fault = {0};
    if (!climate_read(screen->client, climate->rooms.rows[climate->chosen].record, year, month,
                      &screen->today, arena, &read, &fault)) {
        notice_fault(screen, &fault, NULL);
        arena_free(arena);
        return false;
    }
    if (climate->arena)
        arena_free(climate->arena);
    climate->arena = arena;
    climate->month = read;
    if (climate->day > read.days)
        climate->day = read.days;
    return true;
}

static void turn_month(struct climate_view *climate, int more)
{
    const struct climate_month *month = &climate->month;
    int months = month->year * MONTHS + month->month - 1 + more;
    if (months / MONTHS >= 1 && months / MONTHS <= 9999)
        load(climate, months / MONTHS, months % MONTHS + 1);
}

static void turn_day(struct climate_view *climate, int more)
{
    int day = climate->day + more;
    if (day >= 1 && day <= climate->month.days) {
        climate->day = day;
        return;
    }
    turn_month(climate, more);
    climate->day = more > 0 ? 1 : climate->month.days;
}

static void turn_room(struct climate_view *climate, size_t room)
{
    climate->chosen = room % climate->rooms.count;
    load(climate, climate->month.year, climate->month.month);
    if (climate->rooms.count == 1)
        notice_show(climate->view.screen, NOTICE_INFO, N_("There is no other store room."), NULL);
}

static void add_reading(struct climate_view *climate)
{
    struct screen *screen = climate->view.screen;
    const struct form *form = form_named(client_forms(screen->client), "climate");
    const struct climate_month *month = &climate->month;
    struct arena *arena = arena_new();
    struct record *preset = record_new(form, arena);
    struct date day = {month->year, month->month, climate->day};
    char text[DATE_SIZE];
    bool morning = month->readings[climate->day - 1][0].record != NULL;
    date_write(&day, text);
    record_put_named(preset, "storeroom", record_value(month->room, "storeroom_no"));
    record_put_named(preset, "day", text);
    record_put_named(preset, "half", morning ? "2" : "1");
    entry_open_new(screen, form, preset);
    arena_free(arena);
}

/* The reading of the day, where there is one. */
static void open_day(struct climate_view *climate)
{
    for (int half = CLIMATE_HALVES - 1; half >= 0; half--) {
        const struct record *record = climate->month.readings[climate->day - 1][half].record;
        if (record) {
            record_open(climate->view.screen, record->form, record->number);
            return;
        }
    }
    add_reading(climate);
}

static bool climate_key(struct view *view, const struct stroke *stroke)
{
    struct climate_view *climate = (struct climate_view *)view;
    switch (stroke->action) {
    case ACTION_LEFT:
        turn_day(climate, -1);
        return true;
    case ACTION_RIGHT:
        turn_day(climate, 1);
        return true;
    case ACTION_HOME:
        climate->day = 1;
        return true;
    case ACTION_END:
        climate->day = climate->month.days;
        return true;
    case ACTION_PAGE_UP:
    case ACTION_EARLIER:
        turn_month(climate, -1);
        return true;
    case ACTION_PAGE_DOWN:
    case ACTION_LATER:
        turn_month(climate, 1);
        return true;
    case ACTION_UP:
        turn_room(climate, climate->chosen + climate->rooms.count - 1);
        return true;
    case ACTION_DOWN:
    case ACTION_VALUES:
        turn_room(climate, climate->chosen + 1);
        return true;
    case ACTION_ADD:
        add_reading(climate);
        return true;
    case ACTION_ENTER:
        open_day(climate);
        return true;
    default:
        return false;
    }
}

static void climate_settle(struct view *view)
{
    struct climate_view *climate = (struct climate_view *)view;
    if (climate->stale)
        load(climate, climate->month.year, climate->month.month);
    climate->stale = false;
}

/* What was saved from here is not announced. */
static void climate_resume(struct view *view)
{
    ((struct climate_view *)view)->stale = true;
}

static void climate_announce(struct view *view, const struct announcement *announcement)
{
    struct climate_view *climate = (struct climate_view *)view;
    const struct form *form = climate->month.room->form;
    if (!announcement->many && strcmp(announcement->form, "climate") != 0 &&
        strcmp(announcement->form, form->name) != 0)
        return;
    climate->stale = true;
    view->screen->restless = true;
}

static const char *climate_title(const struct view *view, struct arena *arena)
{
    const struct form *form = form_named(client_forms(view->screen->client), "climate");
    return show_label(arena, form->label);
}

static void climate_close(struct view *view)
{
    struct climate_view *climate = (struct climate_view *)view;
    if (climate->arena)
        arena_free(climate->arena);
    arena_free(climate->rooms_arena);
}

static const char *climate_hint(const struct view *view, struct arena *arena)
{
    (void)view;
    (void)arena;
    return _("Left, Right: day  PgUp, PgDn: month  Up, Down: store room  ! out of range");
}

static const enum action climate_bar[] = {
    ACTION_HELP, ACTION_ENTER, ACTION_ADD,     ACTION_LANGUAGE,  ACTION_BACK,
    ACTION_LEFT, ACTION_RIGHT, ACTION_PAGE_UP, ACTION_PAGE_DOWN, ACTION_NONE};

static const struct view_ops climate_ops = {
    .name = N_("Temperature and humidity of a month"),
    .about = N_("Left and Right go from day to day, the page keys from month to month, Up and Down "
                "from one store room to the next."),
    .bar = climate_bar,
    .enter = N_("Reading"),
    .title = climate_title,
    .draw = climate_draw,
    .key = climate_key,
    .settle = climate_settle,
    .idle = climate_settle,
    .resume = climate_resume,
    .announce = climate_announce,
    .hint = climate_hint,
    .close = climate_close,
};

void climate_chart_open(struct screen *screen)
{
    struct arena *arena = arena_new();
    struct list_answer rooms = {0};
    struct fault fault = {0};
    if (!form_named(client_forms(screen->client), "climate") ||
        !climate_rooms(screen->client, arena, &rooms, &fault) || rooms.count == 0) {
        if (fault.message)
            notice_fault(screen, &fault, NULL);
        else
            notice_show(screen, NOTICE_WARNING,
                        N_("There is no store room yet: register one first."), NULL);
        arena_free(arena);
        return;
    }
    struct climate_view *climate = view_open(screen, &climate_ops, sizeof *climate);
    climate->rooms_arena = arena;
    climate->rooms = rooms;
    climate->day = screen->today.day;
    if (!load(climate, screen->today.year, screen->today.month))
        view_close(&climate->view);
}

#include "screen/climate_chart.h"

#include <string.h>
#include "screen/open.h"
#include "screen/show.h"
#include "text/message.h"

enum {
    AXIS = 7,   /* columns of the numbers at the left */
    AROUND = 5, /* rows that are no chart */
    WIDE = AXIS + CLIMATE_DAYS * CLIMATE_HALVES + 1,
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

struct chart_scale chart_scale(const struct climate_month *month, bool humidity, int rows)
{
    const struct climate_range *range = humidity ? &month->humidity : &month->temperature;
    struct chart_scale scale = {.rows = rows};
    bool any = range->low_there || range->high_there;
    scale.least = range->low_there ? range->low : range->high;
    scale.most = range->high_there ? range->high : range->low;
    for (int day = 0; day < month->days; day++)
        for (int half = 0; half < CLIMATE_HALVES; half++) {
            const struct climate_reading *reading = &month->readings[day][half];
            const struct climate_value *value =
                humidity ? &reading->humidity : &reading->temperature;
            if (!value->there)
                continue;
            if (!any || value->number < scale.least)
                scale.least = value->number;
            if (!any || value->number > scale.most)
                scale.most = value->number;
            any = true;
        }
    if (scale.most - scale.least < 1) {
        scale.least -= 1;
        scale.most += 1;
    }
    return scale;
}

int chart_row(const struct chart_scale *scale, double number)
{
    double part = (scale->most - number) / (scale->most - scale->least);
    int row = (int)(part * (scale->rows - 1) + 0.5);
    return row < 0 ? 0 : row >= scale->rows ? scale->rows - 1 : row;
}

static const char *written(double number, struct arena *arena)
{
    return arena_format(arena, "%.1f", number);
}

/* A chart under hand: where it stands. */
struct chart {
    const struct climate_month *month;
    bool humidity;
    struct chart_scale scale;
    int top, left, step; /* columns of a day */
    struct paint *paint;
};

static void draw_limit(const struct chart *chart, bool there, double number)
{
    int row = chart->top + chart_row(&chart->scale, number);
    if (!there)
        return;
    paint_rule(chart->paint, row, chart->left, chart->month->days * chart->step);
    paint_right(chart->paint, row, 0, AXIS - 1, ROLE_LABEL, written(number, chart->paint->arena));
}

/* The number at the top or the foot of the axis, where no limit stands there. */
static void draw_end(const struct chart *chart, double number)
{
    const struct climate_range *range =
        chart->humidity ? &chart->month->humidity : &chart->month->temperature;
    int row = chart_row(&chart->scale, number);
    if ((range->low_there && chart_row(&chart->scale, range->low) == row) ||
        (range->high_there && chart_row(&chart->scale, range->high) == row))
        return;
    paint_right(chart->paint, chart->top + row, 0, AXIS - 1, ROLE_FAINT,
                written(number, chart->paint->arena));
}

static struct climate_value value_at(const struct chart *chart, int place)
{
    if (chart->step == 1)
        return climate_mean(chart->month, place + 1, chart->humidity);
    const struct climate_reading *reading =
        &chart->month->readings[place / CLIMATE_HALVES][place % CLIMATE_HALVES];
    return chart->humidity ? reading->humidity : reading->temperature;
}

/* A point for each reading, ! where it is out of range, and an upright line from the one before. */
static void draw_line(const struct chart *chart)
{
    int before = -1;
    for (int place = 0; place < chart->month->days * chart->step; place++) {
        struct climate_value value = value_at(chart, place);
        if (!value.there) {
            before = -1;
            continue;
        }
        int row = chart_row(&chart->scale, value.number), column = chart->left + place;
        if (before >= 0 && before + 1 < row)
            paint_upright(chart->paint, chart->top + before + 1, column, row - before - 1);
        else if (before > row + 1)
            paint_upright(chart->paint, chart->top + row + 1, column, before - row - 1);
        paint_text(chart->paint, chart->top + row, column, 1, value.out ? ROLE_ERROR : ROLE_TEXT,
                   value.out ? "!" : "*");
        before = row;
    }
}

static void draw_chart(struct climate_view *climate, struct paint *paint, bool humidity, int top,
                       int rows, int step)
{
    const struct climate_month *month = &climate->month;
    const struct climate_range *range = humidity ? &month->humidity : &month->temperature;
    struct chart chart = {month, humidity, chart_scale(month, humidity, rows), top, AXIS,
                          step,  paint};
    draw_limit(&chart, range->low_there, range->low);
    draw_limit(&chart, range->high_there, range->high);
    draw_end(&chart, chart.scale.most);
    draw_end(&chart, chart.scale.least);
    paint_text(paint, top, 0, 2, ROLE_HEADING, humidity ? "%" : "C");
    draw_line(&chart);
}

/* The days under the charts; the cursor stands on the chosen one. */
static void draw_days(struct climate_view *climate, struct paint *paint, int row, int step)
{
    enum { EVERY = 5 };
    for (int day = 1; day <= climate->month.days; day++)
        if (day == 1 || day % EVERY == 0)
            paint_text(paint, row, AXIS + (day - 1) * step, 2, ROLE_LABEL,
                       arena_format(paint->arena, "%d", day));
    int column = AXIS + (climate->day - 1) * step;
    paint_text(paint, row, column, 1, ROLE_CHOSEN, "^");
    paint_cursor(paint, row, column);
}

static const char *reading_words(struct climate_view *climate, int half, struct arena *arena)
{
    const struct climate_reading *reading = &climate->month.readings[climate->day - 1][half];
    const char *name = half ? _("afternoon") : _("morning");
    if (!reading->record)
        return arena_format(arena, "%s -", name);
    const struct field *out = field_named(reading->record->form, "out");
    const char *words =
        arena_format(arena, "%s %s℃%s %s%%%s", name, written(reading->temperature.number, arena),
                     reading->temperature.out ? "!" : "", written(reading->humidity.number, arena),
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
        arena_format(arena, "%s℃ %s%%", written(month->average_temperature.number, arena),
                     written(month->average_humidity.number, arena)),
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
    draw_chart(climate, paint, false, area.row + 1, rows, step);
    draw_chart(climate, paint, true, area.row + 2 + rows, rows, step);
    int foot = area.row + 2 + 2 * rows;
    paint_text(paint, foot + 1, 1, area.columns - 2, ROLE_TEXT, day_words(climate, paint->arena));
    paint_text(paint, foot + 2, 1, area.columns - 2, ROLE_TEXT, summary(climate, paint->arena));
    draw_days(climate, paint, foot, step);
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

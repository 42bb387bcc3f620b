#include "screen/climate_chart.h"

const char *chart_number(double number, struct arena *arena)
{
    return arena_format(arena, "%.1f", number);
}

/* The numbers of a chart: what it shows, and the range between whose limits they should lie. */
struct chart_scale {
    double least, most;
    int rows;
};

/* Takes in every value of the month and the limits of the range. */
static struct chart_scale chart_scale(const struct climate_month *month, bool humidity, int rows)
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

/* The row of a number, 0 at the top. */
static int chart_row(const struct chart_scale *scale, double number)
{
    double part = (scale->most - number) / (scale->most - scale->least);
    int row = (int)(part * (scale->rows - 1) + 0.5);
    return row < 0 ? 0 : row >= scale->rows ? scale->rows - 1 : row;
}

/* A chart under hand: where it stands. */
struct chart {
    const struct climate_month *month;
    bool humidity;
    struct chart_scale scale;
    int top, step; /* columns of a day */
    struct paint *paint;
};

static void draw_limit(const struct chart *chart, bool there, double number)
{
    int row = chart->top + chart_row(&chart->scale, number);
    if (!there)
        return;
    paint_rule(chart->paint, row, CHART_AXIS, chart->month->days * chart->step);
    paint_right(chart->paint, row, 0, CHART_AXIS - 1, ROLE_LABEL,
                chart_number(number, chart->paint->arena));
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
    paint_right(chart->paint, chart->top + row, 0, CHART_AXIS - 1, ROLE_FAINT,
                chart_number(number, chart->paint->arena));
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
        int row = chart_row(&chart->scale, value.number), column = CHART_AXIS + place;
        if (before >= 0 && before + 1 < row)
            paint_upright(chart->paint, chart->top + before + 1, column, row - before - 1);
        else if (before > row + 1)
            paint_upright(chart->paint, chart->top + row + 1, column, before - row - 1);
        paint_text(chart->paint, chart->top + row, column, 1, value.out ? ROLE_ERROR : ROLE_TEXT,
                   value.out ? "!" : "*");
        before = row;
    }
}

void chart_draw(const struct climate_month *month, bool humidity, struct paint *paint, int top,
                int rows, int step)
{
    const struct climate_range *range = humidity ? &month->humidity : &month->temperature;
    struct chart chart = {month, humidity, chart_scale(month, humidity, rows), top, step, paint};
    draw_limit(&chart, range->low_there, range->low);
    draw_limit(&chart, range->high_there, range->high);
    draw_end(&chart, chart.scale.most);
    draw_end(&chart, chart.scale.least);
    paint_text(paint, top, 0, 2, ROLE_HEADING, humidity ? "%" : "C");
    draw_line(&chart);
}

void chart_draw_days(const struct climate_month *month, int chosen, struct paint *paint, int row,
                     int step)
{
    enum { EVERY = 5 };
    for (int day = 1; day <= month->days; day++)
        if (day == 1 || day % EVERY == 0)
            paint_text(paint, row, CHART_AXIS + (day - 1) * step, 2, ROLE_LABEL,
                       arena_format(paint->arena, "%d", day));
    int column = CHART_AXIS + (chosen - 1) * step;
    paint_text(paint, row, column, 1, ROLE_CHOSEN, "^");
    paint_cursor(paint, row, column);
}

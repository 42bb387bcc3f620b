#ifndef SCREEN_CLIMATE_CHART_H
#define SCREEN_CLIMATE_CHART_H

/* A line of numbers over the days of a month, drawn in characters: pure arithmetic, which
 * climate_chart.c paints. */

#include "client/climate.h"

/* The numbers of a chart: what it shows, and the range between whose limits they should lie. */
struct chart_scale {
    double least, most;
    int rows;
};
/* Takes in every value of the month and the limits of the range. */
struct chart_scale chart_scale(const struct climate_month *month, bool humidity, int rows);
/* The row of a number, 0 at the top. */
int chart_row(const struct chart_scale *scale, double number);

#endif

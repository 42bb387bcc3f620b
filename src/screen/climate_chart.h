#ifndef SCREEN_CLIMATE_CHART_H
#define SCREEN_CLIMATE_CHART_H

/* The temperature or the humidity of a month as a line over its days, drawn in characters. */

#include "client/climate.h"
#include "screen/paint.h"

enum { CHART_AXIS = 7 /* columns of the numbers at the left */ };

/* A number as charts have it: "21.5", in arena. */
const char *chart_number(double number, struct arena *arena);
/* Draws the line from row top on, rows high: a point for each reading, or the mean of a day where a
 * day has one column only (step); the limits of the range as rules, ! where a value is out of it.
 */
void chart_draw(const struct climate_month *month, bool humidity, struct paint *paint, int top,
                int rows, int step);
/* The days below the line; the cursor stands on the chosen one. */
void chart_draw_days(const struct climate_month *month, int chosen, struct paint *paint, int row,
                     int step);

#endif

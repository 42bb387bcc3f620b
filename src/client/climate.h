#ifndef CLIENT_CLIMATE_H
#define CLIENT_CLIMATE_H

/* A month of temperature and humidity in a store room, put together of its readings. */

#include "client/client.h"
#include "text/date.h"

enum { CLIMATE_DAYS = 31, CLIMATE_HALVES = 2 };

struct climate_value {
    bool there;
    double number;
    bool out; /* of the range */
};
struct climate_reading {
    const struct record *record; /* NULL: it was not read */
    struct climate_value temperature, humidity;
};
struct climate_range {
    bool low_there, high_there;
    double low, high;
};
struct climate_month {
    const struct record *room;
    int year, month, days;
    struct climate_range temperature, humidity;
    struct climate_reading readings[CLIMATE_DAYS][CLIMATE_HALVES];
    size_t count;    /* readings */
    size_t out_days; /* days with a reading out of range */
    size_t missing;  /* half days before today, of days of the month, without a reading */
    struct climate_value average_temperature, average_humidity;
};

/* The store rooms there are, in order of their number, in arena. */
bool climate_rooms(struct client *client, struct arena *arena, struct list_answer *rooms,
                   struct fault *fault);
/* The month in arena; the ranges are those of the room as it is. */
bool climate_read(struct client *client, const struct record *room, int year, int month,
                  const struct date *today, struct arena *arena, struct climate_month *read,
                  struct fault *fault);
/* The mean of what was read on a day; not there where nothing was. */
struct climate_value climate_mean(const struct climate_month *month, int day, bool humidity);

#endif

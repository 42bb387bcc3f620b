#include "client/climate.h"

#include <stdlib.h>
#include <string.h>

enum { ROOMS_MOST = 100, READINGS_MOST = 200 };

bool climate_rooms(struct client *client, struct arena *arena, struct list_answer *rooms,
                   struct fault *fault)
{
    struct list_request request = {.form = "storeroom", .limit = ROOMS_MOST};
    return client_list(client, &request, arena, rooms, fault);
}

static bool number_of(const struct record *record, const char *name, double *number)
{
    const char *value = record_value(record, name);
    *number = value ? strtod(value, NULL) : 0;
    return value != NULL;
}

static struct climate_range range_of(const struct record *room, const char *low, const char *high)
{
    struct climate_range range = {0};
    range.low_there = number_of(room, low, &range.low);
    range.high_there = number_of(room, high, &range.high);
    return range;
}

static struct climate_value measured(const struct record *record, const char *name,
                                     const struct climate_range *range)
{
    struct climate_value value = {0};
    value.there = number_of(record, name, &value.number);
    value.out = value.there && ((range->low_there && value.number < range->low) ||
                                (range->high_there && value.number > range->high));
    return value;
}

static void take_reading(struct climate_month *month, const struct record *record)
{
    const char *day = record_value(record, "day"), *half = record_value(record, "half");
    if (!day || strlen(day) != DATE_SIZE - 1 || !half)
        return;
    int place = atoi(day + strlen("2026-11-")) - 1, part = atoi(half) - 1;
    if (place < 0 || place >= month->days || part < 0 || part >= CLIMATE_HALVES)
        return;
    month->readings[place][part] =
        (struct climate_reading){record, measured(record, "temperature", &month->temperature),
                                 measured(record, "humidity", &month->humidity)};
    month->count++;
}

struct mean {
    double sum;
    size_t count;
    bool out;
};

static void mean_add(struct mean *mean, const struct climate_value *value)
{
    if (!value->there)
        return;
    mean->sum += value->number;
    mean->count++;
    mean->out = mean->out || value->out;
}

static struct climate_value mean_end(const struct mean *mean)
{
    if (mean->count == 0)
        return (struct climate_value){0};
    return (struct climate_value){true, mean->sum / (double)mean->count, mean->out};
}

struct climate_value climate_mean(const struct climate_month *month, int day, bool humidity)
{
    struct mean mean = {0};
    for (int half = 0; half < CLIMATE_HALVES; half++) {
        const struct climate_reading *reading = &month->readings[day - 1][half];
        mean_add(&mean, humidity ? &reading->humidity : &reading->temperature);
    }
    return mean_end(&mean);
}

static void sum_up(struct climate_month *month, const struct date *today)
{
    struct mean temperature = {0}, humidity = {0};
    for (int day = 1; day <= month->days; day++) {
        struct date date = {month->year, month->month, day};
        bool out = false;
        for (int half = 0; half < CLIMATE_HALVES; half++) {
            const struct climate_reading *reading = &month->readings[day - 1][half];
            mean_add(&temperature, &reading->temperature);
            mean_add(&humidity, &reading->humidity);
            out = out || reading->temperature.out || reading->humidity.out;
            month->missing += !reading->record && date_compare(&date, today) < 0;
        }
        month->out_days += out;
    }
    month->average_temperature = mean_end(&temperature);
    month->average_humidity = mean_end(&humidity);
}

bool climate_read(struct client *client, const struct record *room, int year, int month,
                  const struct date *today, struct arena *arena, struct climate_month *read,
                  struct fault *fault)
{
    struct date date = {.year = year, .month = month};
    struct list_answer answer = {0};
    const char *number = record_value(room, "storeroom_no");
    struct list_request request = {
        .form = "climate",
        .query = arena_format(arena, "storeroom=\"%s\" day=%04d-%02d", number ? number : "", year,
                              month),
        .limit = READINGS_MOST,
    };
    *read = (struct climate_month){
        .room = room,
        .year = year,
        .month = month,
        .days = date_last(&date).day,
        .temperature = range_of(room, "temperature_low", "temperature_high"),
        .humidity = range_of(room, "humidity_low", "humidity_high"),
    };
    if (!client_list(client, &request, arena, &answer, fault))
        return false;
    for (size_t i = 0; i < answer.count; i++)
        take_reading(read, answer.rows[i].record);
    sum_up(read, today);
    return true;
}

#include <stdlib.h>
#include <string.h>
#include "registry/location.h"
#include "registry/shelving.h"
#include "text/message.h"

enum { PART_MOST = 200, BUILT_MOST = 2000, PART_BYTES = 16 };

/* One part of the numbers: its values, or none where it is left out. */
struct span {
    const char *name; /* of the parameter */
    const char *values[PART_MOST];
    size_t count;
};

/* "3", "A", "1..6", "A..C". */
static bool span_read(struct change *change, const struct record *parameters, struct span *span)
{
    const char *text = parameter(parameters, span->name);
    if (!text)
        return true;
    const char *dots = strstr(text, "..");
    size_t length = dots ? (size_t)(dots - text) : strlen(text);
    const char *last = dots ? dots + 2 : text;
    const char *first = arena_copy_bytes(change->arena, text, length);
    bool number = *first && strspn(first, "0123456789") == length && *last &&
                  strspn(last, "0123456789") == strlen(last) && length < 5 && strlen(last) < 5;
    bool letter = length == 1 && strlen(last) == 1 && *first >= 'A' && *first <= 'Z' &&
                  *last >= 'A' && *last <= 'Z';
    long from = number ? strtol(first, NULL, 10) : *first;
    long to = number ? strtol(last, NULL, 10) : *last;
    if (!dots && !number) {
        span->values[span->count++] = text;
        return true;
    }
    if (number && to - from >= PART_MOST) {
        change_error(change, parameter_field(parameters, span->name),
                     N_("{1} is too wide a range: at most {2} at once."), text,
                     arena_format(change->arena, "%d", PART_MOST), NULL);
        return false;
    }
    if ((!number && !letter) || from > to) {
        change_error(change, parameter_field(parameters, span->name),
                     N_("{1} is no number, and no range like 1..6 or A..C."), text, NULL);
        return false;
    }
    for (long i = from; i <= to; i++)
        span->values[span->count++] = number ? arena_format(change->arena, "%ld", i)
                                             : arena_format(change->arena, "%c", (char)i);
    return true;
}

static void shelf_put(struct change *change, const struct record *parameters, const char *number)
{
    static const char *const taken[] = {"kind", "length", "depth"};
    const struct trade *trade = &change->registry->trade;
    struct record *shelf = change_new(change, trade->shelf.form);
    record_put(shelf, trade->shelf.shelf_no, number);
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++)
        record_put_named(shelf, taken[i], parameter(parameters, taken[i]));
}

void shelf_build(struct change *change, const struct record *parameters)
{
    const struct trade *trade = &change->registry->trade;
    struct span spans[LOCATION_PARTS - 1] = {
        {.name = "section"}, {.name = "rows"},    {.name = "bays"},
        {.name = "racks"},   {.name = "shelves"},
    };
    enum { SPANS = LOCATION_PARTS - 1 };
    const char *store = parameter(parameters, "storeroom");
    size_t total = 1, there = 0;
    if (!trade->places || !store || !parameter_record(change, parameters, "storeroom"))
        return;
    for (size_t i = 0; i < SPANS; i++) {
        if (!span_read(change, parameters, &spans[i]))
            return;
        total *= spans[i].count > 0 ? spans[i].count : 1;
    }
    if (total > BUILT_MOST) {
        change_error(change, NULL, N_("{1} shelves are too many to build at once: at most {2}."),
                     arena_format(change->arena, "%zu", total),
                     arena_format(change->arena, "%d", BUILT_MOST), NULL);
        return;
    }
    for (size_t i = 0; i < total && !change->failed; i++) {
        struct location location = {.parts = {store}}, read;
        size_t rest = i;
        for (size_t j = SPANS; j-- > 0;)
            if (spans[j].count > 0) {
                location.parts[j + 1] = spans[j].values[rest % spans[j].count];
                rest /= spans[j].count;
            }
        const char *raw = location_write(&location, change->arena);
        if (!location_read(raw, &read, change->arena)) {
            change_error(change, NULL,
                         N_("{1} is no place: store, section, row, bay, rack and shelf, like {2}."),
                         raw, "01-A-03-02-04-05", NULL);
            return;
        }
        const char *number = location_write(&read, change->arena);
        if (change_follow(change, trade->shelf.form, number)) {
            there++;
            continue;
        }
        shelf_put(change, parameters, number);
    }
    if (there > 0)
        change_warning(change, NULL,
                       N_("{1} of these shelves are there already and stay as they are."),
                       arena_format(change->arena, "%zu", there), NULL);
}

#include <string.h>
#include "command/invent_parts.h"

static struct date later(struct date a, struct date b)
{
    return date_compare(&a, &b) < 0 ? b : a;
}

static struct date day_between(struct chance *chance, struct date from, struct date to)
{
    long first = date_days(&from), last = date_days(&to);
    return date_from_days(first + (long)chance_below(chance, (unsigned)(last - first + 1)));
}

/* A permit is good for a year from its last renewal; some forget it. */
static void draw_permit(struct chance *chance, struct invented_person *person)
{
    enum { YEAR = 365, FORGOTTEN = 240 };
    long today = date_days(&invent_day);
    if (chance_one_in(chance, 4))
        return;
    long days = chance_one_in(chance, 16) ? -(long)chance_below(chance, FORGOTTEN)
                                          : (long)chance_below(chance, YEAR);
    person->permit_expires = date_from_days(today + days);
}

void invent_residence(const struct family *family, uint64_t index)
{
    struct invented_household *household = family->household;
    struct chance chance = chance_start(family->invention->seed, 4, index);
    for (unsigned i = 0; i < household->size; i++) {
        struct invented_person *person = &household->members[i];
        char type = person->residence_type[0];
        struct date here = later(household->registered_on, person->birth);
        if (strcmp(person->status, "1") == 0)
            person->since = here;
        if (type == '2' || type == '4' || type == '5')
            person->came_on = here;
        if (type == '2' || type == '5')
            draw_permit(&chance, person);
        if (type == '3')
            person->lives_since = day_between(&chance, here, invent_day);
        if (type == '5')
            person->country = "越南";
    }
}

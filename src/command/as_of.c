#include "command/as_of.h"

bool as_of_read(const struct invocation *invocation, struct as_of *as_of, struct fault *fault)
{
    *as_of = (struct as_of){.known = invocation_flag(invocation, "known")};
    if (!invocation_flag(invocation, "as-of"))
        return as_of->known ? fault_set(fault, invocation->arena, FAULT_USAGE, NULL,
                                        N_("--known wants a day: --as-of DATE"), NULL)
                            : true;
    const char *text = invocation_option(invocation, "as-of");
    struct date today = date_today();
    struct date date;
    if (!date_read(text, &today, &date))
        return fault_set(fault, invocation->arena, FAULT_USAGE, NULL,
                         N_("--as-of: {1} is no date; write it as 2026-11-23"), text, NULL);
    struct date first = date_first(&date);
    if (date_compare(&first, &today) > 0)
        return fault_set(fault, invocation->arena, FAULT_DATA, NULL,
                         N_("--as-of: {1} lies in the future: nothing can be said of it yet"), text,
                         NULL);
    char day[DATE_SIZE];
    as_of->date = date_last(&date);
    date_write(&as_of->date, day);
    as_of->day = arena_copy(invocation->arena, day);
    return true;
}

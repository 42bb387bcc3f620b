#include "registry/yearly.h"

const char *yearly_number(struct change *change, const char *register_name)
{
    uint64_t number;
    int year = change->day.year;
    const char *counter = arena_format(change->arena, "yearly.%s|%d", register_name, year);
    if (counter_next(change->transaction, counter, &number) != STORE_OK) {
        change->failed = true;
        return NULL;
    }
    return arena_format(change->arena, "%d-%04llu", year, (unsigned long long)number);
}

#include <string.h>
#include "registry/events.h"
#include "registry/household.h"
#include "text/message.h"

void resident_death(struct change *change, const struct record *parameters)
{
    struct record *resident = parameter_record(change, parameters, "resident");
    if (!resident)
        return;
    const struct record *before = record_copy(resident, change->arena);
    record_put_named(resident, "status", "3");
    event_add(change, EVENT_DEATH, before, resident, parameters);
}

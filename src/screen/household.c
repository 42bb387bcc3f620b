#include "screen/open.h"

#include <string.h>
#include "client/members.h"

bool household_shows(const struct form *form)
{
    return strcmp(form->name, HOUSEHOLD_FORM) == 0;
}

void household_share(struct screen *screen, struct record *member, struct arena *arena)
{
    const char *number = record_value(member, NUMBER_FIELD);
    struct record *household = NULL;
    struct get_request request = {.form = HOUSEHOLD_FORM, .key = number};
    if (number && client_get(screen->client, &request, arena, &household, NULL))
        group_share(household, member, arena);
}

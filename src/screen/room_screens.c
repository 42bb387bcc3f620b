#include "screen/room_screens.h"

#include "screen/open.h"
#include "text/message.h"

static const struct room_screen screens[] = {
    {.under = "archive", .label = N_("Tree"), .open = archive_tree_open},
    {.under = "archive", .label = N_("Appraisal line by line"), .open = appraisal_open},
    {.under = "archive", .label = N_("Help and all keys"), .open = help_open},
};

const struct room_screen *room_screens(size_t *count)
{
    *count = sizeof screens / sizeof *screens;
    return screens;
}

#include "screen/room_screens.h"

#include "screen/desk.h"
#include "screen/open.h"
#include "text/message.h"

static void due_open(struct screen *screen)
{
    report_open_named(screen, "filing_due");
}

static void unboxed_open(struct screen *screen)
{
    report_open_named(screen, "unboxed");
}

static void unplaced_open(struct screen *screen)
{
    report_open_named(screen, "unplaced");
}

static const struct room_screen screens[] = {
    {.under = "archive", .label = N_("Lending desk"), .open = desk_open},
    {.under = "archive", .label = N_("Counting"), .open = counting_open},
    {.under = "archive", .label = N_("Map of the shelves"), .open = shelf_map_open},
    {.under = "archive", .label = N_("Tree"), .open = archive_tree_open},
    {.under = "archive", .label = N_("What is due and not in yet"), .open = due_open},
    {.under = "archive", .label = N_("Items in no box"), .open = unboxed_open},
    {.under = "archive", .label = N_("Boxes in no place"), .open = unplaced_open},
    {.under = "archive", .label = N_("Quality of descriptions"), .open = quality_open},
    {.under = "archive", .label = N_("Appraisal line by line"), .open = appraisal_open},
    {.under = "archive", .label = N_("Climate chart"), .open = climate_chart_open},
};

const struct room_screen *room_screens(size_t *count)
{
    *count = sizeof screens / sizeof *screens;
    return screens;
}

#include "registry/quality_judge.h"

/* What the entries of one group say together. */

struct grouping {
    struct suspects suspects;
    /* The group at hand. */
    bool any; /* an entry of it was seen */
    uint64_t group;
    unsigned flags;          /* of its first entry */
    uint64_t head, previous; /* numbers of records, 0: none */
    uint64_t first;          /* the first that is no head */
    uint64_t item;           /* the last number in the series */
    uint64_t place;          /* of the box */
    uint64_t items, pages, low, high;
    bool pages_known;
};

static const char *const rules_of[][3] = {
    [SUSPECT_GAP] = {"archive.gap"},
    [SUSPECT_CODE] = {"archive.code_double"},
    [SUSPECT_TITLE] = {"archive.title_double"},
    [SUSPECT_DOCUMENT] = {"archive.document_double"},
    [SUSPECT_VOLUME_ABSENT] = {"archive.volume_absent"},
    [SUSPECT_VOLUME] = {"archive.volume_items", "archive.volume_pages", "archive.volume_dates"},
    [SUSPECT_BOX_PLACE] = {"archive.box_place"},
    [SUSPECT_BOX_PAGES] = {"archive.box_pages"},
};

static void suspect_add(struct grouping *grouping, struct suspect suspect)
{
    bool wanted = false;
    for (size_t i = 0; i < 3 && rules_of[suspect.kind][i]; i++)
        wanted = wanted || quality_wants(grouping->suspects.quality, rules_of[suspect.kind][i]);
    if (!wanted || grouping->suspects.failed)
        return;
    suspects_add(&grouping->suspects, &suspect);
}

static void series_measure(struct grouping *grouping, uint64_t what)
{
    uint64_t day = what >> QUALITY_FLAGS & ((1U << QUALITY_DAY_BITS) - 1);
    grouping->items++;
    grouping->pages += what >> (QUALITY_FLAGS + QUALITY_DAY_BITS) & ((1U << QUALITY_PAGE_BITS) - 1);
    grouping->pages_known = grouping->pages_known && (what & QUALITY_HAS_PAGES);
    if (!(what & QUALITY_HAS_DAY))
        return;
    if (!grouping->low || day < grouping->low)
        grouping->low = day;
    if (day > grouping->high)
        grouping->high = day;
}

static void take_series(struct grouping *grouping, const struct sorter_entry *entry)
{
    enum { NUMBER_SHIFT = QUALITY_FLAGS + QUALITY_DAY_BITS + QUALITY_PAGE_BITS };
    uint64_t item = entry->what >> NUMBER_SHIFT;
    if (entry->what & QUALITY_HEAD) {
        if (grouping->head)
            suspect_add(grouping, (struct suspect){.kind = SUSPECT_CODE,
                                                   .subject = entry->number,
                                                   .other = grouping->head});
        grouping->head = entry->number;
        return;
    }
    if (item > grouping->item + 1)
        suspect_add(grouping, (struct suspect){.kind = SUSPECT_GAP,
                                               .subject = entry->number,
                                               .low = grouping->item + 1,
                                               .high = item - 1});
    if (item == grouping->item && grouping->previous)
        suspect_add(grouping, (struct suspect){.kind = SUSPECT_CODE,
                                               .subject = entry->number,
                                               .other = grouping->previous});
    grouping->item = item;
    grouping->previous = entry->number;
    if (!grouping->first)
        grouping->first = entry->number;
    series_measure(grouping, entry->what);
}

static void take_alike(struct grouping *grouping, const struct sorter_entry *entry)
{
    unsigned kind = (unsigned)entry->what & QUALITY_KIND;
    if (grouping->previous)
        suspect_add(grouping, (struct suspect){.kind = kind == QUALITY_TITLE ? SUSPECT_TITLE
                                                                             : SUSPECT_DOCUMENT,
                                               .subject = entry->number,
                                               .other = grouping->previous});
    grouping->previous = entry->number;
}

static void take_boxed(struct grouping *grouping, const struct sorter_entry *entry)
{
    uint64_t place = entry->what >> QUALITY_FLAGS & ((1U << QUALITY_PLACE_BITS) - 1);
    if (entry->what & QUALITY_HEAD) {
        grouping->head = entry->number;
        grouping->place = place;
        return;
    }
    grouping->pages +=
        entry->what >> (QUALITY_FLAGS + QUALITY_PLACE_BITS) & ((1U << QUALITY_PAGE_BITS) - 1);
    if (grouping->head && place && grouping->place && place != grouping->place)
        suspect_add(grouping, (struct suspect){.kind = SUSPECT_BOX_PLACE,
                                               .subject = entry->number,
                                               .other = grouping->head});
}

static void group_end(struct grouping *grouping)
{
    unsigned kind = grouping->flags & QUALITY_KIND;
    if (!grouping->any)
        return;
    if (kind == QUALITY_BOX && grouping->head)
        suspect_add(grouping, (struct suspect){.kind = SUSPECT_BOX_PAGES,
                                               .subject = grouping->head,
                                               .pages = grouping->pages});
    if (kind != QUALITY_SERIES || !(grouping->flags & QUALITY_OF_VOLUME) || !grouping->first)
        return;
    if (!grouping->head)
        suspect_add(grouping,
                    (struct suspect){.kind = SUSPECT_VOLUME_ABSENT, .subject = grouping->first});
    else
        suspect_add(grouping, (struct suspect){.kind = SUSPECT_VOLUME,
                                               .subject = grouping->head,
                                               .low = grouping->low,
                                               .high = grouping->high,
                                               .items = grouping->items,
                                               .pages = grouping->pages,
                                               .pages_known = grouping->pages_known});
}

static void group_begin(struct grouping *grouping, const struct sorter_entry *entry)
{
    grouping->any = true;
    grouping->group = entry->group;
    grouping->flags = (unsigned)entry->what & ((1U << QUALITY_FLAGS) - 1);
    grouping->head = grouping->previous = grouping->first = grouping->item = grouping->place = 0;
    grouping->items = grouping->pages = grouping->low = grouping->high = 0;
    grouping->pages_known = true;
}

static void take(struct grouping *grouping, const struct sorter_entry *entry)
{
    switch (entry->what & QUALITY_KIND) {
    case QUALITY_SERIES:
        take_series(grouping, entry);
        break;
    case QUALITY_BOX:
        take_boxed(grouping, entry);
        break;
    default:
        take_alike(grouping, entry);
    }
}

bool quality_groups(struct quality *quality, struct sorter *sorter)
{
    struct grouping *grouping = arena_alloc(quality->arena, sizeof *grouping);
    struct sorter_entry entry;
    *grouping = (struct grouping){.suspects = {.quality = quality}};
    while (!grouping->suspects.failed && !quality->stopped && sorter_next(sorter, &entry)) {
        if (!grouping->any || entry.group != grouping->group) {
            group_end(grouping);
            group_begin(grouping, &entry);
        }
        take(grouping, &entry);
    }
    group_end(grouping);
    if (!quality->stopped)
        suspects_judge(&grouping->suspects);
    return !grouping->suspects.failed || quality->stopped;
}

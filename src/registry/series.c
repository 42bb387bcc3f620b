#include "registry/series.h"

#include <stdlib.h>
#include <string.h>
#include "registry/archive.h"
#include "registry/keeping.h"
#include "registry/numbering.h"
#include "text/message.h"

static const char *number_text(uint64_t number, struct arena *arena)
{
    return arena_format(arena, "%llu", (unsigned long long)number);
}

static bool is_volume(const struct archive_parts *parts)
{
    return parts->volume && !parts->item;
}

static const char *counter_of(const struct archive_parts *parts, bool volumes, struct arena *arena)
{
    if (!parts->category || !parts->year || !parts->retention)
        return NULL;
    return arena_format(arena, "%s.%s|%s|%s|%s|%s|%s", volumes ? "volume" : "item",
                        parts->fonds ? parts->fonds : "", parts->category, parts->year,
                        parts->retention, parts->office ? parts->office : "",
                        parts->volume && !volumes ? parts->volume : "");
}

const char *series_counter(struct change *change, const struct record *record, bool volumes)
{
    struct archive_parts parts = archive_parts_of(&change->registry->trade, record, change->arena);
    return counter_of(&parts, volumes, change->arena);
}

static bool last_of(struct change *change, const char *counter, uint64_t *last)
{
    *last = 0;
    if (counter_get(change->transaction, counter, last) == STORE_FAILED)
        change->failed = true;
    if (numbering_last(change->numbering, counter) > *last)
        *last = numbering_last(change->numbering, counter);
    return !change->failed;
}

/* A counter as it was, the last moved first. */
struct counted {
    const char *counter;
    uint64_t last;
    struct counted *before;
};

static void last_put(struct change *change, const char *counter, uint64_t last)
{
    struct counted *counted = arena_alloc(change->arena, sizeof *counted);
    *counted = (struct counted){.counter = counter, .before = change->counted};
    if (counter_get(change->transaction, counter, &counted->last) == STORE_FAILED)
        change->failed = true;
    change->counted = counted;
    if (counter_set(change->transaction, counter, last) != STORE_OK)
        change->failed = true;
    else
        numbering_note(change->numbering, counter, last);
}

static void give_number(struct change *change, struct record *record, const char *counter)
{
    const struct registry *registry = change->registry;
    const struct archive_fields *fields = &registry->trade.archive;
    uint64_t last;
    if (!last_of(change, counter, &last))
        return;
    last_put(change, counter, last + 1);
    record_put(record, fields->item, number_text(last + 1, change->arena));
    struct archive_parts parts = archive_parts_of(&registry->trade, record, change->arena);
    record_put(record, fields->archival_code, archive_code_kept(registry, &parts, change->arena));
    keeping_fill(&registry->trade, record, change->arena);
}

/* A number that was given by hand, or is there again. */
static void note_number(struct change *change, const struct field *field, const char *counter,
                        const char *number, bool told)
{
    uint64_t given = strtoull(number, NULL, 10), last;
    if (!last_of(change, counter, &last) || given <= last)
        return;
    if (given > last + 1 && told)
        change_warning(change, field, N_("Item {1} leaves a gap: the first free number is {2}."),
                       number, number_text(last + 1, change->arena), NULL);
    last_put(change, counter, given);
}

static void free_number(struct change *change, const char *counter, const char *number)
{
    uint64_t given = strtoull(number, NULL, 10), last;
    if (last_of(change, counter, &last) && last > 0 && given == last)
        last_put(change, counter, last - 1);
}

/* The number that the record had in a series in which it is no more. */
static void free_left(struct change *change, const struct change_item *item)
{
    if (!item->old || item->old->removed)
        return;
    struct archive_parts now =
        archive_parts_of(&change->registry->trade, item->record, change->arena);
    const char *counter = counter_of(&now, is_volume(&now), change->arena);
    struct archive_parts parts =
        archive_parts_of(&change->registry->trade, item->old, change->arena);
    const char *number = is_volume(&parts) ? parts.volume : parts.item;
    const char *before = counter_of(&parts, is_volume(&parts), change->arena);
    bool left = item->record->removed || !counter || (before && strcmp(before, counter) != 0);
    if (before && number && left)
        free_number(change, before, number);
}

static void take_item(struct change *change, const struct change_item *item)
{
    const struct archive_fields *fields = &change->registry->trade.archive;
    struct record *record = item->record;
    struct archive_parts parts = archive_parts_of(&change->registry->trade, record, change->arena);
    bool volume = is_volume(&parts);
    const char *number = volume ? parts.volume : parts.item;
    const char *counter = counter_of(&parts, volume, change->arena);
    if (record->removed || !counter)
        return;
    if (!number)
        give_number(change, record, counter);
    else
        note_number(change,
                    change->undoes ? NULL
                    : volume       ? fields->volume
                                   : fields->item,
                    counter, number, !volume && !change->undoes);
}

void series_number(struct change *change, struct record *record)
{
    const char *counter = series_counter(change, record, false);
    if (counter && !record->values[change->registry->trade.archive.item->number])
        give_number(change, record, counter);
}

void series_take(struct change *change)
{
    const struct trade *trade = &change->registry->trade;
    if (faults_errors(&change->faults) > 0)
        return;
    /* Where items change places, what one leaves another takes: first all leave. */
    for (size_t i = 0; trade->archives && i < change->count && !change->failed; i++)
        if (change->items[i].record->form == trade->archive.form)
            free_left(change, &change->items[i]);
    for (size_t i = 0; trade->archives && i < change->count && !change->failed; i++)
        if (change->items[i].record->form == trade->archive.form)
            take_item(change, &change->items[i]);
}

void series_back(struct change *change)
{
    for (struct counted *counted = change->counted; counted && !change->failed;
         counted = counted->before)
        if (counter_set(change->transaction, counted->counter, counted->last) != STORE_OK)
            change->failed = true;
    change->counted = NULL;
}

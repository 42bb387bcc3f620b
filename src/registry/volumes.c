#include "registry/volumes.h"

#include <string.h>
#include "registry/archive.h"

enum { ITEMS_MOST = 20000 };

bool is_volume(const struct trade *trade, const struct record *record)
{
    const struct archive_fields *fields = &trade->archive;
    return record->form == fields->form && value_of(record, fields->volume) &&
           !value_of(record, fields->item);
}

struct collecting {
    struct numbers numbers;
    struct arena *arena;
};

static bool collect(void *context, const char *term, uint64_t number)
{
    struct collecting *collecting = context;
    (void)term;
    numbers_add(&collecting->numbers, number, collecting->arena);
    return collecting->numbers.count < ITEMS_MOST;
}

/* An item's code is that of its volume, a hyphen, and its number. */
struct numbers volume_items(struct change *change, const struct record *volume)
{
    const struct trade *trade = &change->registry->trade;
    const struct field *code = trade->archive.archival_code;
    const char *own = is_volume(trade, volume) ? value_of(volume, code) : NULL;
    struct collecting collecting = {.arena = change->arena};
    struct numbers items = {0};
    enum index_kind kind;
    if (!own || !lookup_kind(code, &kind))
        return items;
    const char *low = arena_format(change->arena, "%s-", field_term(code, own, change->arena));
    struct index_walk walk = {
        .tag = index_tag(code, kind), .low = low, .high = term_after(change->arena, low)};
    if (records_walk(change->transaction, records_of(change->registry, trade->archive.form), &walk,
                     collect, &collecting) == STORE_FAILED)
        change->failed = true;
    for (size_t i = 0; i < collecting.numbers.count && !change->failed; i++) {
        const struct record *item =
            change_see(change, trade->archive.form, collecting.numbers.items[i]);
        const char *within = item ? value_of(item, trade->archive.volume) : NULL;
        if (within && value_of(item, trade->archive.item) &&
            strcmp(within, value_of(volume, trade->archive.volume)) == 0)
            numbers_add(&items, item->number, change->arena);
    }
    return items;
}

const struct record *volume_of(struct change *change, const struct record *item)
{
    const struct trade *trade = &change->registry->trade;
    if (!trade->archives || item->form != trade->archive.form ||
        !value_of(item, trade->archive.volume) || !value_of(item, trade->archive.item))
        return NULL;
    struct archive_parts parts = archive_parts_of(trade, item, change->arena);
    parts.item = NULL;
    const char *code = archive_code_kept(change->registry, &parts, change->arena);
    return code ? change_follow(change, trade->archive.form, code) : NULL;
}

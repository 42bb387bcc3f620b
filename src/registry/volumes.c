#include "registry/volumes.h"

#include "registry/archive.h"
#include "registry/archive_code.h"
#include "registry/scan.h"
#include "text/same.h"

enum { PLAN_MOST = 200000 };

bool is_volume(const struct trade *trade, const struct record *record)
{
    const struct archive_fields *fields = &trade->archive;
    return record->form == fields->form && value_of(record, fields->volume) &&
           !value_of(record, fields->item);
}

const char *volume_code(struct change *change, const struct record *item)
{
    const struct trade *trade = &change->registry->trade;
    struct archive_parts parts = archive_parts_of(trade, item, change->arena);
    if (!parts.volume)
        return NULL;
    parts.item = NULL;
    return archive_code_kept(change->registry, &parts, change->arena);
}

void volume_numbers(struct change *change, const char *code, struct numbers *numbers)
{
    const struct form *form = change->registry->trade.archive.form;
    const struct field *field = change->registry->trade.archive.archival_code;
    struct numbers within;
    enum index_kind kind;
    bool finished;
    const char *term = field_term(field, code, change->arena);
    term = arena_copy_bytes(change->arena, term, term_kept(term));
    if (!lookup_kind(field, &kind))
        return;
    /* All codes that begin with it stand together; no byte of UTF-8 is 0xFF. */
    struct query_plan plan = {.tag = index_tag(field, kind),
                              .low = term,
                              .high = arena_format(change->arena, "%s\xFF", term)};
    if (plan_numbers(change->transaction, records_of(change->registry, form), &plan, PLAN_MOST,
                     change->arena, &within, &finished) == STORE_FAILED)
        change->failed = true;
    for (size_t i = 0; i < within.count && !change->failed; i++) {
        const struct record *item = change_see(change, form, within.items[i]);
        const char *own = item ? volume_code(change, item) : NULL;
        if (text_is(own, code))
            numbers_add(numbers, within.items[i], change->arena);
    }
}

struct numbers volume_items(struct change *change, const struct record *volume)
{
    const struct archive_fields *fields = &change->registry->trade.archive;
    const char *code = is_volume(&change->registry->trade, volume)
                           ? value_of(volume, fields->archival_code)
                           : NULL;
    struct numbers whole = {0}, items = {0};
    if (code)
        volume_numbers(change, code, &whole);
    for (size_t i = 0; i < whole.count; i++) {
        const struct record *within = change_see(change, fields->form, whole.items[i]);
        if (within && value_of(within, fields->item))
            numbers_add(&items, whole.items[i], change->arena);
    }
    return items;
}

const struct record *volume_of(struct change *change, const struct record *item)
{
    const struct archive_fields *fields = &change->registry->trade.archive;
    if (!change->registry->trade.archives || item->form != fields->form ||
        !value_of(item, fields->item))
        return NULL;
    const char *code = volume_code(change, item);
    return code ? change_follow(change, fields->form, code) : NULL;
}

#include "registry/quality_judge.h"

#include <string.h>

struct judged {
    struct suspects *suspects;
    struct transaction *transaction;
    struct arena *arena;
};

static bool same(const struct record *a, const struct record *b, const char *name)
{
    const char *one = record_value(a, name), *other = record_value(b, name);
    return one == other || (one && other && strcmp(one, other) == 0);
}

static const char *number_text(const struct judged *judged, uint64_t number)
{
    return arena_format(judged->arena, "%llu", (unsigned long long)number);
}

static const char *day_text(const struct judged *judged, uint64_t day)
{
    struct date date = date_from_days((long)day - QUALITY_DAYS_BEFORE_1970);
    char text[DATE_SIZE];
    date_write(&date, text);
    return arena_copy(judged->arena, text);
}

/* A record that is still there; NULL: it is not, or the store gave up. */
static struct record *load(struct judged *judged, const struct form *form, uint64_t number)
{
    struct record *record = NULL;
    enum store_result result = record_load(judged->transaction, judged->suspects->quality->registry,
                                           form, number, judged->arena, &record, NULL);
    if (result == STORE_FAILED)
        judged->suspects->failed = true;
    return result == STORE_OK && !record->removed ? record : NULL;
}

static void tell(struct judged *judged, const struct finding *finding)
{
    struct quality *quality = judged->suspects->quality;
    if (!judged->suspects->failed && quality_wants(quality, finding->rule->id) &&
        !quality->found(quality->context, judged->transaction, finding, judged->arena))
        judged->suspects->failed = true;
}

static void judge_alike(struct judged *judged, const struct suspect *suspect,
                        const struct record *record, const struct record *other)
{
    const char *key = reference_to(other, judged->arena);
    struct finding finding;
    if (suspect->kind == SUSPECT_CODE)
        finding = archive_finding("archive.code_double", record, key, NULL, NULL, NULL);
    else if (!same(record, other, "year") || !same(record, other, "office"))
        return;
    else if (suspect->kind == SUSPECT_DOCUMENT && same(record, other, "document_no"))
        finding = archive_finding("archive.document_double", record,
                                  record_value(record, "document_no"), key, NULL, NULL);
    else if (suspect->kind == SUSPECT_TITLE && same(record, other, "title") &&
             same(record, other, "date"))
        finding = archive_finding("archive.title_double", record, key, NULL, NULL, NULL);
    else
        return;
    tell(judged, &finding);
}

/* The days of the items against those of the volume, as far as both are known. */
static void judge_volume_days(struct judged *judged, const struct suspect *suspect,
                              const struct record *volume)
{
    const char *from = record_value(volume, "date"), *to = record_value(volume, "date_to");
    struct date first, last;
    if (!from || !suspect->low || !date_read(from, NULL, &first) ||
        !date_read(to ? to : from, NULL, &last))
        return;
    first = date_first(&first);
    last = date_last(&last);
    long low = (long)suspect->low - QUALITY_DAYS_BEFORE_1970;
    long high = (long)suspect->high - QUALITY_DAYS_BEFORE_1970;
    if (low >= date_days(&first) && high <= date_days(&last))
        return;
    struct finding finding =
        archive_finding("archive.volume_dates", volume, from, to ? to : from,
                        day_text(judged, suspect->low), day_text(judged, suspect->high));
    tell(judged, &finding);
}

static void judge_volume(struct judged *judged, const struct suspect *suspect,
                         const struct record *volume)
{
    const char *items = record_value(volume, "items_within");
    const char *pages = record_value(volume, "pages");
    struct finding finding;
    if (items && strcmp(items, number_text(judged, suspect->items)) != 0) {
        finding = archive_finding("archive.volume_items", volume, items,
                                  number_text(judged, suspect->items), NULL, NULL);
        tell(judged, &finding);
    }
    if (pages && suspect->pages_known && strcmp(pages, number_text(judged, suspect->pages)) != 0) {
        finding = archive_finding("archive.volume_pages", volume, pages,
                                  number_text(judged, suspect->pages), NULL, NULL);
        tell(judged, &finding);
    }
    judge_volume_days(judged, suspect, volume);
}

static void found_box(void *context, const struct finding *finding)
{
    tell(context, finding);
}

static void judge_box(struct judged *judged, const struct suspect *suspect)
{
    const struct registry *registry = judged->suspects->quality->registry;
    struct judging judging = {
        .trade = &registry->trade, .arena = judged->arena, .found = found_box, .context = judged};
    bool place = suspect->kind == SUSPECT_BOX_PLACE;
    const struct record *box =
        load(judged, registry->trade.box.form, place ? suspect->other : suspect->subject);
    if (!box)
        return;
    if (place) {
        const struct record *item = load(judged, registry->trade.archive.form, suspect->subject);
        if (item)
            consistency_box(&judging, item, box);
        return;
    }
    unsigned capacity = box_capacity(box);
    if (capacity == 0 || suspect->pages <= capacity)
        return;
    struct finding finding =
        archive_finding("archive.box_pages", box, record_value(box, "box_no"),
                        number_text(judged, capacity), number_text(judged, suspect->pages), NULL);
    tell(judged, &finding);
}

static void judge_item(struct judged *judged, const struct suspect *suspect)
{
    const struct form *form = judged->suspects->quality->registry->trade.archive.form;
    const struct record *record = load(judged, form, suspect->subject);
    const struct record *other = suspect->other ? load(judged, form, suspect->other) : NULL;
    struct finding finding;
    if (!record || (suspect->other && !other))
        return;
    switch (suspect->kind) {
    case SUSPECT_GAP:
        finding = archive_finding("archive.gap", record, number_text(judged, suspect->low),
                                  number_text(judged, suspect->high), NULL, NULL);
        tell(judged, &finding);
        break;
    case SUSPECT_VOLUME_ABSENT:
        finding = archive_finding("archive.volume_absent", record, record_value(record, "volume"),
                                  NULL, NULL, NULL);
        tell(judged, &finding);
        break;
    case SUSPECT_VOLUME:
        judge_volume(judged, suspect, record);
        break;
    default:
        judge_alike(judged, suspect, record, other);
    }
}

static bool suspects_body(struct transaction *transaction, void *context, struct arena *arena,
                          struct fault *fault)
{
    struct suspects *suspects = context;
    struct judged judged = {suspects, transaction, arena};
    (void)fault;
    for (size_t i = 0; i < suspects->count && !suspects->failed; i++) {
        const struct suspect *suspect = &suspects->items[i];
        if (suspect->kind == SUSPECT_BOX_PLACE || suspect->kind == SUSPECT_BOX_PAGES)
            judge_box(&judged, suspect);
        else
            judge_item(&judged, suspect);
    }
    return !suspects->failed;
}

void suspects_judge(struct suspects *suspects)
{
    struct quality *quality = suspects->quality;
    if (suspects->count == 0 || suspects->failed)
        return;
    struct arena *arena = arena_new();
    if (!transaction_run(quality->registry->store, TRANSACTION_READ, suspects_body, suspects, arena,
                         quality->fault)) {
        fault_keep(quality->fault, quality->arena);
        suspects->failed = true;
    }
    arena_free(arena);
    suspects->count = 0;
    if (quality->progress)
        quality->stopped = !quality->progress(quality->context, quality->done, quality->total);
}

void suspects_add(struct suspects *suspects, const struct suspect *suspect)
{
    suspects->items[suspects->count++] = *suspect;
    if (suspects->count == SUSPECTS_AT_ONCE)
        suspects_judge(suspects);
}

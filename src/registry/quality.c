#include "registry/quality.h"

#include <stdlib.h>
#include <string.h>
#include "registry/archive.h"
#include "registry/keeping.h"

enum { RECORDS_AT_ONCE = 1000 };

/* Fields that the rules look at, beside the parts of the code. */
static const char *const looked_at[] = {
    "archival_code", "fonds",   "category", "subcategory",   "year",  "retention",
    "office",        "volume",  "item",     "level",         "title", "creator",
    "date",          "date_to", "access",   "date_inferred", "pages", "document_no",
    "page_no",       "box",     "location", "items_within",  "state",
};

bool quality_wants(const struct quality *quality, const char *rule)
{
    return !quality->rule || strcmp(quality->rule, rule) == 0;
}

struct walking {
    struct quality *quality;
    const struct form *form; /* boxes first, then archive items */
    bool *wanted;
    struct record *record; /* read into */
    struct sorter *sorter; /* NULL: no rule that was asked for needs it */
    struct arena *work;
    struct transaction *transaction;
    struct date today;
    uint64_t after;
    size_t taken;
    bool failed;
};

static void take(void *context, const struct finding *finding)
{
    struct walking *walking = context;
    struct quality *quality = walking->quality;
    if (!walking->failed && quality_wants(quality, finding->rule->id))
        walking->failed =
            !quality->found(quality->context, walking->transaction, finding, walking->work);
}

/* --- entries of the sorter -------------------------------------------------------------------- */

/* FNV-1a of texts, each with its end; NULL is empty. */
static uint64_t hash_of(char kind, const char *const *texts, size_t count)
{
    uint64_t hash =
        (UINT64_C(14695981039346656037) ^ (unsigned char)kind) * UINT64_C(1099511628211);
    for (size_t i = 0; i < count; i++) {
        const char *at = texts[i] ? texts[i] : "";
        do
            hash = (hash ^ (unsigned char)*at) * UINT64_C(1099511628211);
        while (*at++);
    }
    return hash ^ hash >> 29;
}

static void add(struct walking *walking, uint64_t group, uint64_t what, uint64_t number)
{
    struct sorter_entry entry = {group, what, number};
    if (!sorter_add(walking->sorter, &entry))
        walking->failed = true;
}

static uint64_t number_of(const char *digits)
{
    return digits ? strtoull(digits, NULL, 10) : 0;
}

static uint64_t limited(uint64_t value, unsigned bits)
{
    uint64_t most = (UINT64_C(1) << bits) - 1;
    return value < most ? value : most;
}

/* Pages and, where it is known, the day. */
static uint64_t measures(const struct archive_fields *fields, const struct record *record)
{
    uint64_t what = 0;
    const char *pages = known_of(record, fields->pages);
    const char *value = known_of(record, fields->date);
    struct date date;
    if (pages)
        what |= limited(number_of(pages), QUALITY_PAGE_BITS) << (QUALITY_FLAGS + QUALITY_DAY_BITS) |
                QUALITY_HAS_PAGES;
    if (value && date_read(value, NULL, &date) && date.day > 0) {
        long days = date_days(&date) + QUALITY_DAYS_BEFORE_1970;
        if (days > 0)
            what |= limited((uint64_t)days, QUALITY_DAY_BITS) << QUALITY_FLAGS | QUALITY_HAS_DAY;
    }
    return what;
}

static void add_series(struct walking *walking, const struct record *record)
{
    enum { NUMBER_SHIFT = QUALITY_FLAGS + QUALITY_DAY_BITS + QUALITY_PAGE_BITS };
    const struct trade *trade = &walking->quality->registry->trade;
    struct archive_parts parts = archive_parts_of(trade, record, walking->work);
    const char *texts[] = {parts.fonds,     parts.category, parts.year,
                           parts.retention, parts.office,   parts.volume};
    enum { PARTS = sizeof texts / sizeof *texts };
    if (!parts.category || !parts.year || !parts.retention)
        return;
    uint64_t what = QUALITY_SERIES | measures(&trade->archive, record);
    if (parts.volume)
        what |= QUALITY_OF_VOLUME;
    if (parts.item)
        add(walking, hash_of('S', texts, PARTS), number_of(parts.item) << NUMBER_SHIFT | what,
            record->number);
    if (!parts.volume || parts.item)
        return;
    add(walking, hash_of('S', texts, PARTS), what | QUALITY_HEAD, record->number);
    add(walking, hash_of('V', texts, PARTS - 1),
        number_of(parts.volume) << NUMBER_SHIFT | QUALITY_SERIES, record->number);
}

static void add_alike(struct walking *walking, const struct record *record)
{
    const struct archive_fields *fields = &walking->quality->registry->trade.archive;
    const char *year = known_of(record, fields->year);
    const char *office = known_of(record, fields->office);
    const char *title = known_of(record, fields->title);
    const char *document = known_of(record, fields->document_no);
    if (title && year)
        add(walking,
            hash_of('T', (const char *[]){title, known_of(record, fields->date), year, office}, 4),
            QUALITY_TITLE, record->number);
    if (document && year)
        add(walking, hash_of('D', (const char *[]){document, year, office}, 3), QUALITY_DOCUMENT,
            record->number);
}

static uint64_t place_hash(const char *place)
{
    enum { SHIFT = 64 - QUALITY_PLACE_BITS };
    return place ? hash_of('P', &place, 1) >> SHIFT | 1 : 0;
}

static void add_boxed(struct walking *walking, const struct record *record)
{
    const struct archive_fields *fields = &walking->quality->registry->trade.archive;
    const char *box = known_of(record, fields->box);
    if (box && item_kept(&walking->quality->registry->trade, record))
        add(walking, hash_of('B', &box, 1),
            QUALITY_BOXED |
                limited(number_of(known_of(record, fields->pages)), QUALITY_PAGE_BITS)
                    << (QUALITY_FLAGS + QUALITY_PLACE_BITS) |
                place_hash(known_of(record, fields->location)) << QUALITY_FLAGS | QUALITY_BOX,
            record->number);
}

static void take_box(struct walking *walking, const struct record *record)
{
    const struct box_fields *fields = &walking->quality->registry->trade.box;
    const char *box = known_of(record, fields->box_no);
    if (box)
        add(walking, hash_of('B', &box, 1),
            place_hash(known_of(record, fields->location)) << QUALITY_FLAGS | QUALITY_HEAD |
                QUALITY_BOX,
            record->number);
}

static void take_item(struct walking *walking, const struct record *record)
{
    const struct registry *registry = walking->quality->registry;
    struct judging judging = {
        .trade = &registry->trade,
        .limits = &registry->settings.limits,
        .today = &walking->today,
        .arena = walking->work,
        .found = take,
        .context = walking,
    };
    consistency_archive(&judging, record);
    if (!walking->sorter)
        return;
    add_series(walking, record);
    add_boxed(walking, record);
    if (item_kept(&registry->trade, record))
        add_alike(walking, record);
}

/* --- the walk --------------------------------------------------------------------------------- */

static bool visit(void *context, uint64_t number, struct bytes bytes)
{
    struct walking *walking = context;
    if (walking->taken == RECORDS_AT_ONCE)
        return false;
    walking->taken++;
    walking->after = number;
    memset(walking->record->values, 0,
           walking->form->field_count * sizeof *walking->record->values);
    if (!record_unpack_some(walking->record, walking->wanted, number, bytes.data, bytes.length,
                            walking->work) ||
        walking->record->removed)
        return true; /* damaged ones are told of by verify */
    if (walking->form == walking->quality->registry->trade.archive.form)
        take_item(walking, walking->record);
    else
        take_box(walking, walking->record);
    return !walking->failed;
}

static bool walk_body(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct walking *walking = context;
    (void)arena;
    (void)fault;
    walking->transaction = transaction;
    walking->taken = 0;
    return records_scan(transaction, records_of(walking->quality->registry, walking->form),
                        walking->after, false, visit, walking) == STORE_OK &&
           !walking->failed;
}

static void wanted_find(struct walking *walking, const struct form *form)
{
    struct quality *quality = walking->quality;
    bool all = quality->whole || form != quality->registry->trade.archive.form;
    walking->form = form;
    walking->after = 0;
    walking->record = record_new(form, quality->arena);
    walking->wanted = arena_array(quality->arena, form->field_count + 1, sizeof(bool));
    for (unsigned i = 0; i < form->field_count; i++) {
        walking->wanted[i] = all;
        for (size_t j = 0; j < sizeof looked_at / sizeof *looked_at; j++)
            if (strcmp(form->fields[i].name, looked_at[j]) == 0)
                walking->wanted[i] = true;
    }
}

static bool walk_form(struct walking *walking, const struct form *form)
{
    struct quality *quality = walking->quality;
    bool well = true;
    wanted_find(walking, form);
    do {
        arena_reset(walking->work);
        well = transaction_run(quality->registry->store, TRANSACTION_READ, walk_body, walking,
                               quality->arena, quality->fault);
        quality->done += walking->taken;
        if (quality->progress)
            quality->stopped = !quality->progress(quality->context, quality->done, quality->total);
    } while (well && !quality->stopped && walking->taken == RECORDS_AT_ONCE);
    return well;
}

static bool total_body(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct quality *quality = context;
    const struct registry *registry = quality->registry;
    (void)arena;
    (void)fault;
    return records_count(transaction, records_of(registry, registry->trade.archive.form),
                         &quality->total) == STORE_OK;
}

/* Whether a rule is wanted that looks at more than one record. */
static bool wants_groups(const struct quality *quality)
{
    const struct consistency_rule *rule =
        quality->rule ? consistency_rule_named(quality->rule) : NULL;
    return !rule || !rule->describe;
}

bool quality_walk(struct quality *quality)
{
    const struct trade *trade = &quality->registry->trade;
    if (!trade->archives)
        return true;
    struct walking walking = {
        .quality = quality,
        .work = arena_new(),
        .sorter = wants_groups(quality) ? sorter_new() : NULL,
        .today = date_today(),
    };
    bool well = transaction_run(quality->registry->store, TRANSACTION_READ, total_body, quality,
                                quality->arena, quality->fault);
    if (well && walking.sorter && trade->box.form && trade->box.box_no)
        well = walk_form(&walking, trade->box.form);
    quality->done = 0;
    well = well && (quality->stopped || walk_form(&walking, trade->archive.form));
    if (walking.sorter && well && !quality->stopped)
        well = sorter_begin(walking.sorter) && quality_groups(quality, walking.sorter);
    if (walking.sorter && sorter_failed(walking.sorter, quality->arena, quality->fault))
        well = false;
    sorter_free(walking.sorter);
    arena_free(walking.work);
    return well;
}

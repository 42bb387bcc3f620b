#include "registry/closing.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "registry/actions.h"
#include "registry/archive.h"
#include "registry/series.h"
#include "text/message.h"
#include "text/same.h"
#include "text/utf8.h"

enum { YEAR_MOST = 200000, TOLD_MOST = 20, GAPS_BYTES_MOST = 3000 };

static const char *name_of(const char *fonds, const char *category, const char *year,
                           struct arena *arena)
{
    if (!category || !year)
        return NULL;
    return arena_format(arena, "%s%s%s·%s", fonds ? fonds : "", fonds ? "-" : "", category, year);
}

const char *year_name(const struct trade *trade, const struct record *archive, struct arena *arena)
{
    const struct archive_fields *fields = &trade->archive;
    return name_of(value_of(archive, fields->fonds), value_of(archive, fields->category),
                   value_of(archive, fields->year), arena);
}

static const struct form *year_form(const struct registry *registry)
{
    return form_named(registry->forms, "filing_year");
}

bool year_closed(struct change *change, const char *name)
{
    const struct form *form = year_form(change->registry);
    const struct record *year = form && name ? change_follow(change, form, name) : NULL;
    return year && text_same(record_value(year, "state"), YEAR_CLOSED);
}

/* Whether what makes up its code is as it was. */
static bool same_parts(const struct trade *trade, const struct record *record,
                       const struct record *old)
{
    const struct archive_fields *fields = &trade->archive;
    const struct field *parts[] = {fields->fonds,  fields->category,  fields->subcategory,
                                   fields->year,   fields->retention, fields->office,
                                   fields->volume, fields->item};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!text_same(value_of(record, parts[i]), value_of(old, parts[i])))
            return false;
    return true;
}

void closing_judge_all(struct change *change)
{
    const struct trade *trade = &change->registry->trade;
    if (!trade->archives || !year_form(change->registry))
        return;
    size_t count = change->count;
    for (size_t i = 0; i < count && !change->failed; i++) {
        struct change_item item = change->items[i];
        const struct record *now = item.record->removed ? NULL : item.record;
        const struct record *old = item.old && !item.old->removed ? item.old : NULL;
        if (item.record->form != trade->archive.form ||
            (now && old ? same_parts(trade, now, old) : !now && !old))
            continue;
        const char *names[] = {now ? year_name(trade, now, change->arena) : NULL,
                               old ? year_name(trade, old, change->arena) : NULL};
        for (size_t j = 0; j < 2; j++) {
            if (!names[j] || (j == 1 && text_same(names[0], names[1])) ||
                !year_closed(change, names[j]))
                continue;
            change_error(change, i == 0 ? trade->archive.year : NULL,
                         N_("{1} is closed: no number of it is given or changed. It can be opened "
                            "again with a reason (F10 there)."),
                         names[j], NULL);
        }
    }
}

const struct record **year_records(struct change *change, const char *name, const char *year,
                                   size_t *count)
{
    const struct trade *trade = &change->registry->trade;
    struct numbers numbers = {0};
    *count = 0;
    if (lookup_all(change->transaction, change->registry, trade->archive.year, trade->archive.form,
                   year, YEAR_MOST, change->arena, &numbers) == STORE_FAILED)
        change->failed = true;
    const struct record **records = arena_array(change->arena, numbers.count + 1, sizeof *records);
    for (size_t i = 0; i < numbers.count && !change->failed; i++) {
        const struct record *record = change_see(change, trade->archive.form, numbers.items[i]);
        const char *own = record ? year_name(trade, record, change->arena) : NULL;
        if (own && strcmp(own, name) == 0)
            records[(*count)++] = record;
    }
    return change->failed ? NULL : records;
}

/* One number of a series. */
struct numbered {
    const char *series;
    const struct record *record;
    uint64_t number;
};

static int by_series(const void *a, const void *b)
{
    const struct numbered *one = a, *other = b;
    int order = strcmp(one->series, other->series);
    return order ? order : (one->number > other->number) - (one->number < other->number);
}

/* What is wanting in a year: each is an error, or, where a reason is given, kept with the year. */
struct wanting {
    struct change *change;
    bool allowed;
    size_t count;
    struct buffer words;
};

static void want(struct wanting *wanting, const char *message, const char *first,
                 const char *second)
{
    struct change *change = wanting->change;
    if (wanting->count++ >= TOLD_MOST)
        return;
    if (wanting->allowed)
        change_warning(change, NULL, message, first, second, NULL);
    else
        change_error(change, NULL, message, first, second, NULL);
}

static void note(struct wanting *wanting, const char *text)
{
    if (wanting->words.length > GAPS_BYTES_MOST)
        return;
    buffer_add_text(&wanting->words, wanting->words.length ? "; " : "");
    buffer_add_text(&wanting->words, text);
}

static const char *code_of(struct change *change, const struct record *record)
{
    const char *code = value_of(record, change->registry->trade.archive.archival_code);
    return code ? code : reference_to(record, change->arena);
}

static void check_gap(struct wanting *wanting, const struct numbered *next, uint64_t before)
{
    struct change *change = wanting->change;
    if (next->number <= before + 1)
        return;
    const char *gap =
        next->number == before + 2
            ? arena_format(change->arena, "%" PRIu64, before + 1)
            : arena_format(change->arena, "%" PRIu64 "-%" PRIu64, before + 1, next->number - 1);
    const char *code = code_of(change, next->record);
    want(wanting, N_("Before {1} no record has number {2}."), code, gap);
    note(wanting, arena_format(change->arena, "%s < %s", gap, code));
}

/* What DA/T 18-2022 requires of each level that the form itself does not. */
static void check_entries(struct wanting *wanting, const struct record *record)
{
    static const char *const required[] = {"date", "creator", "retention", "access"};
    struct change *change = wanting->change;
    for (size_t i = 0; i < sizeof required / sizeof *required; i++) {
        const struct field *field = field_named(record->form, required[i]);
        if (!field || record->values[field->number])
            continue;
        const char *code = code_of(change, record);
        want(wanting, N_("{1} has no entry for {2}."), code, field->label);
        note(wanting, arena_format(change->arena, "%s: %s", code, field->name));
    }
}

static void check_year(struct wanting *wanting, const struct record **records, size_t count)
{
    struct change *change = wanting->change;
    const struct archive_fields *fields = &change->registry->trade.archive;
    struct numbered *list = arena_array(change->arena, count + 1, sizeof *list);
    size_t listed = 0;
    for (size_t i = 0; i < count; i++) {
        const char *item = value_of(records[i], fields->item);
        const char *volume = value_of(records[i], fields->volume);
        const char *series = series_counter(change, records[i], !item);
        check_entries(wanting, records[i]);
        if (!series || (!item && !volume)) {
            want(wanting, N_("{1} has no number."), reference_to(records[i], change->arena), "");
            continue;
        }
        list[listed++] =
            (struct numbered){series, records[i], strtoull(item ? item : volume, NULL, 10)};
    }
    if (listed)
        qsort(list, listed, sizeof *list, by_series);
    for (size_t i = 0; i < listed; i++) {
        bool first = i == 0 || strcmp(list[i].series, list[i - 1].series) != 0;
        check_gap(wanting, &list[i], first ? 0 : list[i - 1].number);
    }
    if (wanting->count > TOLD_MOST && !wanting->allowed)
        change_error(change, NULL, N_("So much is wanting in all: {1}."),
                     arena_format(change->arena, "%zu", wanting->count), NULL);
}

/* The year that the parameters name. */
struct year {
    const char *fonds, *category, *year, *name;
};

static bool year_meant(struct change *change, const struct record *parameters, struct year *year)
{
    const struct archive_fields *fields = &change->registry->trade.archive;
    const struct record *record = NULL;
    const char *named = parameter(parameters, "archive");
    if (!change->registry->trade.archives || !year_form(change->registry)) {
        change_error(change, NULL, N_("The forms of this registry lack what filing needs."), NULL);
        return false;
    }
    if (named) {
        record = change_follow(change, fields->form, named);
        if (!record && !change->failed)
            change_error(change, parameter_field(parameters, "archive"), N_("There is no {1} {2}."),
                         fields->form->label, named, NULL);
        if (!record)
            return false;
    }
    const char *fonds = parameter(parameters, "fonds");
    *year = (struct year){
        .fonds = record ? value_of(record, fields->fonds)
                        : (fonds ? fonds : change->registry->settings.fonds),
        .category = record ? value_of(record, fields->category) : parameter(parameters, "category"),
        .year = record ? value_of(record, fields->year) : parameter(parameters, "year"),
    };
    year->name = name_of(year->fonds, year->category, year->year, change->arena);
    if (!year->name)
        change_error(change, parameter_field(parameters, "archive"),
                     N_("{1} has no category or no year."), named, NULL);
    return year->name != NULL;
}

static void counts_put(struct change *change, struct record *closed, const struct record **records,
                       size_t count)
{
    const struct archive_fields *fields = &change->registry->trade.archive;
    uint64_t items = 0, volumes = 0, pages = 0;
    for (size_t i = 0; i < count; i++) {
        bool item = value_of(records[i], fields->item) != NULL;
        bool within = item && value_of(records[i], fields->volume);
        const char *own = record_value(records[i], "pages");
        *(item ? &items : &volumes) += 1;
        pages += own && !within ? strtoull(own, NULL, 10) : 0; /* a volume counts its pages */
    }
    record_put_named(closed, "items", arena_format(change->arena, "%" PRIu64, items));
    record_put_named(closed, "volumes", arena_format(change->arena, "%" PRIu64, volumes));
    record_put_named(closed, "pages", arena_format(change->arena, "%" PRIu64, pages));
}

static struct record *year_record(struct change *change, const struct year *year)
{
    const struct form *form = year_form(change->registry);
    const struct record *there = change_follow(change, form, year->name);
    struct record *closed =
        there ? change_edit(change, form, there->number) : change_new(change, form);
    if (!closed)
        return NULL;
    record_put_named(closed, "number", year->name);
    record_put_named(closed, "fonds", year->fonds);
    record_put_named(closed, "category", year->category);
    record_put_named(closed, "year", year->year);
    return closed;
}

void archive_close_year(struct change *change, const struct record *parameters)
{
    struct year year;
    size_t count;
    if (!year_meant(change, parameters, &year))
        return;
    if (year_closed(change, year.name)) {
        change_error(change, parameter_field(parameters, "archive"), N_("{1} is closed already."),
                     year.name, NULL);
        return;
    }
    const struct record **records = year_records(change, year.name, year.year, &count);
    if (!records)
        return;
    if (count == 0) {
        change_error(change, parameter_field(parameters, "year"), N_("Nothing is filed in {1}."),
                     year.name, NULL);
        return;
    }
    const char *reason = parameter(parameters, "reason");
    struct wanting wanting = {.change = change, .allowed = reason != NULL};
    check_year(&wanting, records, count);
    if (wanting.count > 0 && !reason)
        change_error(change, parameter_field(parameters, "reason"),
                     N_("Put it right, or say why the year is closed all the same."), NULL);
    struct record *closed = year_record(change, &year);
    if (closed) {
        counts_put(change, closed, records, count);
        record_put_named(closed, "state", YEAR_CLOSED);
        record_put_named(closed, "closed_on", parameter(parameters, "event_day"));
        record_put_named(closed, "closed_by", parameter(parameters, "closed_by"));
        record_put_named(closed, "reason", wanting.count > 0 ? reason : NULL);
        record_put_named(
            closed, "gaps",
            wanting.words.length ? arena_copy(change->arena, buffer_text(&wanting.words)) : NULL);
        record_put_named(closed, "reopened_on", NULL);
    }
    buffer_free(&wanting.words);
}

void archive_reopen_year(struct change *change, const struct record *parameters)
{
    struct record *year = parameter_record(change, parameters, "filing_year");
    if (!year)
        return;
    if (!text_same(record_value(year, "state"), YEAR_CLOSED)) {
        change_error(change, parameter_field(parameters, "filing_year"), N_("{1} is open already."),
                     record_value(year, "number"), NULL);
        return;
    }
    record_put_named(year, "state", YEAR_OPEN);
    record_put_named(year, "reason", parameter(parameters, "reason"));
    record_put_named(year, "reopened_on", parameter(parameters, "event_day"));
}

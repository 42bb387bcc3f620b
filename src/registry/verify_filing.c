#include "registry/verifying.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "registry/accession.h"
#include "registry/archive.h"
#include "registry/closing.h"
#include "registry/series.h"
#include "registry/sums.h"
#include "text/message.h"
#include "text/same.h"

/* Numbers are not given twice, accessions hold what was filed of them, closed years what was
 * closed. One walk over the archive adds up; what looks wrong is then judged where no writer
 * disturbs it. */

struct gathering {
    struct verifying *verifying;
    const struct field *accession;
    struct sums series, accessions, years;
    struct numbers suspects;
};

static void add(struct sums *sums, const char *name, bool item, struct arena *arena)
{
    struct sum *sum = name ? sums_find(sums, name, arena, true) : NULL;
    if (sum)
        *(item ? &sum->items : &sum->volumes) += 1;
}

static void take_item(void *context, const struct record *record, struct arena *work)
{
    struct gathering *gathering = context;
    struct verifying *verifying = gathering->verifying;
    const struct trade *trade = &verifying->registry->trade;
    const struct archive_fields *fields = &trade->archive;
    const char *item = record->values[fields->item->number];
    const char *volume = record->values[fields->volume->number];
    bool alone = volume && !item;
    if (gathering->accession)
        add(&gathering->accessions, record->values[gathering->accession->number], !alone,
            verifying->arena);
    add(&gathering->years, year_name(trade, record, work), item != NULL, verifying->arena);
    struct change reading = {.registry = verifying->registry, .arena = work};
    const char *series = item || volume ? series_counter(&reading, record, alone) : NULL;
    struct sum *sum = series ? sums_find(&gathering->series, series, verifying->arena, true) : NULL;
    uint64_t number = sum ? strtoull(item ? item : volume, NULL, 10) : 0;
    if (sum && number > sum->greatest)
        sum->greatest = number;
}

static uint64_t number_in(const struct record *record, const char *field)
{
    const char *value = record_value(record, field);
    return value ? strtoull(value, NULL, 10) : 0;
}

/* Whether the register says what is filed of the accession. */
static bool accession_fits(const struct record *accession, const struct accession_filed *filed)
{
    const char *state = record_value(accession, "state");
    uint64_t all = filed->items + filed->volumes;
    if (text_is(state, ACCESSION_FILED))
        return !record_value(accession, "filed_items") ||
               (filed->items == number_in(accession, "filed_items") &&
                filed->volumes == number_in(accession, "filed_volumes"));
    return all == 0 || !(text_is(state, ACCESSION_SENT_BACK) || text_is(state, ACCESSION_WAITING));
}

static bool year_fits(const struct record *year, uint64_t items, uint64_t volumes)
{
    return !text_is(record_value(year, "state"), YEAR_CLOSED) ||
           (items == number_in(year, "items") && volumes == number_in(year, "volumes"));
}

static void take_register(void *context, const struct record *record, struct arena *work)
{
    struct gathering *gathering = context;
    bool accession = text_is(record->form->name, "accession");
    const char *name =
        accession ? reference_to(record, work) : record->values[record->form->key->number];
    struct sums *sums = accession ? &gathering->accessions : &gathering->years;
    const struct sum *sum = name ? sums_find(sums, name, NULL, false) : NULL;
    struct accession_filed filed = {sum ? sum->items : 0, sum ? sum->volumes : 0};
    bool fits =
        accession ? accession_fits(record, &filed) : year_fits(record, filed.items, filed.volumes);
    if (!fits)
        numbers_add(&gathering->suspects, record->number, gathering->verifying->arena);
}

static const char *text_of(struct arena *arena, uint64_t number)
{
    return arena_format(arena, "%" PRIu64, number);
}

static void tell_accession(struct verifying *verifying, const struct record *accession,
                           const struct accession_filed *filed, struct arena *arena)
{
    verify_tell(verifying, false,
                N_("Accession {1} does not say what is filed of it: {2} items, {3} volumes."),
                reference_to(accession, arena), text_of(arena, filed->items),
                text_of(arena, filed->volumes), NULL);
}

static bool judge_year(struct verifying *verifying, struct transaction *transaction,
                       const struct record *year, struct arena *arena)
{
    struct change reading = {
        .registry = verifying->registry, .transaction = transaction, .arena = arena};
    const struct field *item = verifying->registry->trade.archive.item;
    size_t count;
    uint64_t items = 0, volumes = 0;
    const struct record **records =
        year_records(&reading, record_value(year, "number"), record_value(year, "year"), &count);
    for (size_t i = 0; records && i < count; i++)
        *(records[i]->values[item->number] ? &items : &volumes) += 1;
    if (records && !year_fits(year, items, volumes))
        verify_tell(verifying, false,
                    N_("{1} was closed with other numbers than it has: {2} items, {3} volumes."),
                    record_value(year, "number"), text_of(arena, items), text_of(arena, volumes),
                    NULL);
    return records != NULL;
}

static bool judge(struct verifying *verifying, struct transaction *transaction,
                  const struct record *record, struct arena *arena)
{
    struct accession_filed filed;
    if (!text_is(record->form->name, "accession"))
        return judge_year(verifying, transaction, record, arena);
    if (accession_count(transaction, verifying->registry, record, arena, &filed) == STORE_FAILED)
        return false;
    if (!accession_fits(record, &filed))
        tell_accession(verifying, record, &filed, arena);
    return true;
}

struct series_check {
    struct verifying *verifying;
    const struct sum *series;
};

/* The greatest number of a series can have been given only where its counter has come so far. */
static bool series_body(struct transaction *transaction, void *context, struct arena *arena,
                        struct fault *fault)
{
    const struct series_check *check = context;
    const struct sum *series = check->series;
    uint64_t last = 0;
    (void)fault;
    if (counter_get(transaction, series->name, &last) == STORE_FAILED)
        return false;
    if (last < series->greatest)
        verify_tell(check->verifying, false,
                    N_("The next number of series {1} is {2}, and {3} is given already."),
                    series->name, text_of(arena, last + 1), text_of(arena, series->greatest), NULL);
    return true;
}

static bool judge_series(struct verifying *verifying, const struct sums *sums)
{
    bool well = true;
    for (size_t i = 0; well && !verifying->stopped && i < sums->count; i++) {
        struct series_check check = {verifying, &sums->items[i]};
        well = transaction_run(verifying->registry->store, TRANSACTION_READ, series_body, &check,
                               verifying->arena, verifying->fault);
    }
    return well;
}

static bool judge_register(struct gathering *gathering, const char *name)
{
    struct verifying *verifying = gathering->verifying;
    const struct form *form = form_named(verifying->registry->forms, name);
    if (!form)
        return true;
    gathering->suspects = (struct numbers){0};
    return verify_walk(verifying, form, take_register, gathering) &&
           verify_suspects(verifying, form, &gathering->suspects, judge);
}

bool verify_filing(struct verifying *verifying)
{
    const struct trade *trade = &verifying->registry->trade;
    if (!trade->archives)
        return true;
    struct gathering gathering = {
        .verifying = verifying,
        .accession = field_named(trade->archive.form, "accession"),
    };
    bool well = verify_walk(verifying, trade->archive.form, take_item, &gathering) &&
                judge_series(verifying, &gathering.series) &&
                judge_register(&gathering, "accession") &&
                judge_register(&gathering, "filing_year");
    sums_free(&gathering.series);
    sums_free(&gathering.accessions);
    sums_free(&gathering.years);
    return well;
}

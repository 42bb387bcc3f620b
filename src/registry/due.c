#include "registry/due.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "registry/accession.h"
#include "registry/scan.h"
#include "registry/sums.h"
#include "text/message.h"
#include "text/same.h"

enum { RECORDS_AT_ONCE = 1000, YEARS_MOST = 200 };

struct owing {
    struct reckoning *reckoning;
    const struct form *office, *accession, *archive;
    const struct record **offices;
    size_t office_count, office_capacity;
    struct sums received; /* by office, category and year */
    /* Of the walk over a form's records. */
    const struct form *form;
    struct record *record; /* read into */
    bool *wanted;
    const struct field *fields[3]; /* office, category, year */
    uint64_t after;
    size_t taken;
};

static int number_of(const struct record *record, const char *field, int usual)
{
    const char *value = record_value(record, field);
    return value ? (int)strtol(value, NULL, 10) : usual;
}

/* The day by which records of this category and year are due; false where the table says none. */
static bool due_day(const struct code_table *categories, const char *category, int year,
                    struct date *day)
{
    const struct code *code = code_find(categories, category);
    const char *due = code ? code_column(categories, code, "due") : NULL;
    const char *years = code ? code_column(categories, code, "due_years") : NULL;
    unsigned month, of_month;
    if (!due || sscanf(due, "%2u-%2u", &month, &of_month) != 2)
        return false;
    int after = years && *years ? (int)strtol(years, NULL, 10) : 1;
    char text[DATE_SIZE + 16];
    struct date today = {9999, 12, 31};
    snprintf(text, sizeof text, "%04d-%02u-%02u", year + after, month, of_month);
    return date_read(text, &today, day);
}

static const char *name_of(const char *office, const char *category, const char *year,
                           struct arena *arena)
{
    return arena_format(arena, "%s\x1d%s\x1d%s", office, category, year);
}

/* The office that a record names, as its codes have it or by its letters. */
static const char *office_named(const struct owing *owing, const char *text)
{
    for (size_t i = 0; text && i < owing->office_count; i++) {
        const char *name = record_value(owing->offices[i], "name");
        if (text_is(name, text) || text_is(record_value(owing->offices[i], "code"), text))
            return name;
    }
    return NULL;
}

static void take_record(struct owing *owing)
{
    const char *const *values = owing->record->values;
    const char *office = office_named(owing, values[owing->fields[0]->number]);
    const char *category = values[owing->fields[1]->number];
    const char *year = values[owing->fields[2]->number];
    bool sent_back = owing->form == owing->accession &&
                     text_is(record_value(owing->record, "state"), ACCESSION_SENT_BACK);
    if (!office || !category || !year || sent_back)
        return;
    struct sum *received =
        sums_find(&owing->received, name_of(office, category, year, owing->reckoning->chunk),
                  owing->reckoning->work, true);
    *(owing->form == owing->accession ? &received->accessions : &received->items) += 1;
}

static void take_office(struct owing *owing, uint64_t number, struct bytes bytes)
{
    struct record *record = record_unpack(owing->office, number, bytes.data, bytes.length,
                                          owing->reckoning->work, NULL);
    if (!record || record->removed || !record_value(record, "name"))
        return;
    if (owing->office_count == owing->office_capacity) {
        owing->office_capacity = owing->office_capacity ? owing->office_capacity * 2 : 16;
        owing->offices =
            memory_resize(owing->offices, owing->office_capacity * sizeof *owing->offices);
    }
    owing->offices[owing->office_count++] = record;
}

static bool take(void *context, uint64_t number, struct bytes bytes)
{
    struct owing *owing = context;
    if (owing->taken == RECORDS_AT_ONCE)
        return false;
    owing->taken++;
    owing->after = number;
    if (owing->form == owing->office)
        take_office(owing, number, bytes);
    else if (record_unpack_some(owing->record, owing->wanted, number, bytes.data, bytes.length,
                                owing->reckoning->chunk) &&
             !owing->record->removed)
        take_record(owing);
    return true;
}

static bool walk_body(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct owing *owing = context;
    (void)arena;
    (void)fault;
    arena_reset(owing->reckoning->chunk);
    owing->taken = 0;
    return records_scan(transaction, records_of(owing->reckoning->registry, owing->form),
                        owing->after, false, take, owing) != STORE_FAILED;
}

/* Reads all records of a form that has fields of these names, or none. */
static bool walk_form(struct owing *owing, const struct form *form)
{
    static const char *const names[] = {"office", "category", "year"};
    struct reckoning *reckoning = owing->reckoning;
    owing->form = form;
    owing->after = 0;
    owing->record = record_new(form, reckoning->work);
    owing->wanted = arena_array(reckoning->work, form->field_count + 1, sizeof *owing->wanted);
    for (size_t i = 0; form != owing->office && i < 3; i++) {
        owing->fields[i] = field_named(form, names[i]);
        if (!owing->fields[i])
            return true;
        owing->wanted[owing->fields[i]->number] = true;
    }
    if (form == owing->accession && field_named(form, "state"))
        owing->wanted[field_named(form, "state")->number] = true;
    do {
        if (!transaction_run(reckoning->registry->store, TRANSACTION_READ, walk_body, owing,
                             reckoning->results, reckoning->fault))
            return false;
        if (reckoning->progress && !reckoning->progress(reckoning->progress_context, 0, 1))
            return fault_set(reckoning->fault, reckoning->results, FAULT_SURROUNDINGS, NULL,
                             N_("Counting was stopped."), NULL);
    } while (owing->taken == RECORDS_AT_ONCE);
    return true;
}

static const char *number_text(struct owing *owing, uint64_t number)
{
    return arena_format(owing->reckoning->work, "%" PRIu64, number);
}

/* The record of one office, category and year; NULL where the table says no day. */
static struct record *owed(struct owing *owing, const char *office, const char *category, int year)
{
    struct reckoning *reckoning = owing->reckoning;
    const struct field *codes = field_named(reckoning->form, "category");
    struct date day;
    char text[DATE_SIZE];
    if (!codes || !codes->codes || !due_day(codes->codes, category, year, &day))
        return NULL;
    struct record *record = record_new(reckoning->form, reckoning->work);
    const char *of_year = arena_format(reckoning->work, "%d", year);
    const struct sum *received = sums_find(
        &owing->received, name_of(office, category, of_year, reckoning->work), NULL, false);
    bool passed = date_compare(&day, &reckoning->today) < 0;
    date_write(&day, text);
    value_put(record, "office", office);
    value_put(record, "category", category);
    value_put(record, "year", of_year);
    value_put(record, "due_on", arena_copy(reckoning->work, text));
    value_put(record, "state", received ? "1" : passed ? "3" : "2"); /* forms/codes/due_state.tsv */
    if (!received && passed)
        value_put(record, "late",
                  number_text(owing, (uint64_t)(date_days(&reckoning->today) - date_days(&day))));
    value_put(record, "accessions", number_text(owing, received ? received->accessions : 0));
    value_put(record, "items", number_text(owing, received ? received->items : 0));
    return record;
}

/* Hands one record to the report; false: it wants no more. */
static bool hand(struct owing *owing, struct record *record, uint64_t number, report_visit *visit,
                 void *context)
{
    struct reckoning *reckoning = owing->reckoning;
    struct subject subject = {.number = number, .touched = true};
    if ((reckoning->only && !numbers_hold(reckoning->only, number)) ||
        (reckoning->naming && number <= reckoning->naming->request->after))
        return true;
    record->number = number;
    record->version = 1;
    for (size_t day = 0; day < reckoning->day_count; day++)
        subject.states[day] = record;
    return visit(reckoning, &subject, context);
}

/* The year that the room began with where an office says none: the one before it was made. */
static int first_year(const struct owing *owing, const struct record *office)
{
    enum { DAY = 24 * 60 * 60 };
    const struct date epoch = {1970, 1, 1};
    struct date made = date_from_days(date_days(&epoch) +
                                      (long)(owing->reckoning->registry->settings.created / DAY));
    return number_of(office, "since", made.year - 1);
}

static void hand_all(struct owing *owing, report_visit *visit, void *context)
{
    struct reckoning *reckoning = owing->reckoning;
    uint64_t number = 0;
    for (size_t i = 0; i < owing->office_count; i++) {
        const struct record *office = owing->offices[i];
        const char *name = record_value(office, "name");
        int last = number_of(office, "until", reckoning->today.year - 1);
        last = last < reckoning->today.year ? last : reckoning->today.year - 1;
        for (const char *at = record_value(office, "categories"); at;) {
            const char *end = strchr(at, MANY_SEPARATOR);
            const char *category =
                arena_copy_bytes(reckoning->work, at, end ? (size_t)(end - at) : strlen(at));
            int first = first_year(owing, office);
            first = last - first < YEARS_MOST ? first : last - YEARS_MOST;
            for (int year = first; year <= last; year++) {
                struct record *record = owed(owing, name, category, year);
                if (record && !hand(owing, record, ++number, visit, context))
                    return;
            }
            at = end ? end + 1 : NULL;
        }
    }
}

bool due_walk(struct reckoning *reckoning, report_visit *visit, void *context)
{
    const struct form_set *forms = reckoning->registry->forms;
    struct owing owing = {
        .reckoning = reckoning,
        .office = form_named(forms, "office"),
        .accession = form_named(forms, "accession"),
        .archive = form_named(forms, "archive"),
    };
    bool well = !owing.office || walk_form(&owing, owing.office);
    well = well && (!owing.accession || walk_form(&owing, owing.accession));
    well = well && (!owing.archive || walk_form(&owing, owing.archive));
    if (well)
        hand_all(&owing, visit, context);
    free(owing.offices);
    sums_free(&owing.received);
    return well;
}

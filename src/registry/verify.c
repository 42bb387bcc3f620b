#include "registry/verifying.h"

#include <stdarg.h>
#include <string.h>
#include "form/check.h"
#include "registry/archive.h"
#include "registry/entry.h"
#include "text/message.h"

enum { RECORDS_AT_ONCE = 1000, STEP = 1024 };

void verify_tell(struct verifying *verifying, bool warning, const char *message, ...)
{
    struct fault fault = {.kind = FAULT_DAMAGED, .warning = warning, .message = message};
    va_list arguments;
    va_start(arguments, message);
    for (int i = 0; i < FAULT_ARGUMENTS; i++) {
        fault.arguments[i] = va_arg(arguments, const char *);
        if (!fault.arguments[i])
            break;
    }
    va_end(arguments);
    if (!warning)
        verifying->wrong++;
    if (verifying->report)
        verifying->report(verifying->report_context, &fault);
}

const char *verify_number(struct arena *arena, uint64_t number)
{
    return arena_format(arena, "@%llu", (unsigned long long)number);
}

bool verify_step(struct verifying *verifying)
{
    if (++verifying->done % STEP == 0 && verifying->progress)
        verifying->stopped =
            !verifying->progress(verifying->progress_context, verifying->done, verifying->total);
    return !verifying->stopped;
}

struct judgement {
    transaction_body *body;
    void *context;
    bool done;
};

static bool judge_body(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct judgement *judgement = context;
    judgement->done = judgement->body(transaction, judgement->context, arena, fault);
    return judgement->done;
}

bool verify_judge(struct verifying *verifying, transaction_body *body, void *context)
{
    struct judgement judgement = {body, context, false};
    return transaction_run(verifying->registry->store, TRANSACTION_BULK, judge_body, &judgement,
                           verifying->arena, verifying->fault);
}

uint64_t index_hash(uint16_t tag, const char *term, uint64_t number)
{
    uint64_t hash = UINT64_C(14695981039346656037) ^ tag;
    size_t length = term_kept(term);
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)term[i]) * UINT64_C(1099511628211);
    hash ^= number * UINT64_C(0x9e3779b97f4a7c15);
    hash = (hash ^ hash >> 31) * UINT64_C(0xbf58476d1ce4e5b9);
    return hash ^ hash >> 29;
}

/* Records on their way through the check, some at once. */
struct walking {
    struct verifying *verifying;
    const struct form *form;
    struct index_sums *sums;
    struct arena *work;
    struct transaction *transaction;
    struct date today;
    uint64_t after; /* the last one dealt with */
    size_t taken;   /* in this transaction */
    uint64_t seen, removed;
    uint64_t otherwise; /* archival codes in another format than the registry's */
    uint64_t change;    /* the last one whose entry was found */
    bool finished, failed;
};

static void sum_terms(struct walking *walking, const struct record *record)
{
    struct record_terms terms = {0};
    struct index_sums *sums = walking->sums;
    record_terms(record, walking->work, &terms);
    for (size_t i = 0; i < terms.count; i++) {
        const struct record_term *term = &terms.items[i];
        if (term->tag < sums->size) {
            sums->sums[term->tag] += index_hash(term->tag, term->text, record->number);
            sums->counts[term->tag]++;
        }
    }
}

static void check_form(struct walking *walking, const struct record *record)
{
    struct faults faults = {0};
    const struct form *form = walking->form;
    for (unsigned i = 0; i < form->field_count; i++) {
        const char *value = record->values[i];
        if (!value)
            continue;
        size_t before = faults_errors(&faults);
        const char *read = field_read(&form->fields[i], value, strlen(value), &walking->today,
                                      walking->work, &faults);
        if (faults_errors(&faults) == before && (!read || strcmp(read, value) != 0))
            verify_tell(walking->verifying, false,
                        N_("{1} {2}: {3} is not written as it is kept: {4}"), form->label,
                        verify_number(walking->work, record->number), form->fields[i].label, value,
                        NULL);
    }
    record_check_change(record, record, &walking->today, walking->work, &faults);
    for (size_t i = 0; i < faults.count; i++) {
        const struct fault *fault = &faults.items[i];
        const struct field *field = fault->field ? field_named(form, fault->field) : NULL;
        bool missing = fault->warning && field && field->required && !record->values[field->number];
        if (!fault->warning || missing)
            verify_tell(walking->verifying, fault->warning, N_("{1} {2}, {3}: {4}"), form->label,
                        verify_number(walking->work, record->number), field ? field->label : "",
                        message_fault(walking->work, fault), NULL);
    }
}

static void check_person(struct walking *walking, const struct record *record)
{
    if (walking->form == walking->verifying->registry->trade.resident.form &&
        !verify_person(walking->verifying, walking->transaction, record, walking->work))
        walking->failed = true;
}

static void check_archive(struct walking *walking, const struct record *record)
{
    const struct registry *registry = walking->verifying->registry;
    const struct archive_fields *fields = &registry->trade.archive;
    if (!registry->trade.archives || walking->form != fields->form)
        return;
    const char *code = record->values[fields->archival_code->number];
    struct archive_parts parts = archive_parts_of(&registry->trade, record, walking->work);
    const char *built = archive_code_kept(registry, &parts, walking->work);
    struct archive_parts read;
    bool fits = !built == !code;
    if (built && code && strcmp(built, code) != 0) {
        /* Written in another standard: the parts are what counts. */
        const char *again = archive_code_read(code, &read, walking->work)
                                ? archive_code_kept(registry, &read, walking->work)
                                : NULL;
        fits = again && strcmp(again, built) == 0;
        walking->otherwise += fits;
    }
    if (!fits)
        verify_tell(walking->verifying, false,
                    N_("{1} {2}: the archival code {3} is not that of its parts, {4}."),
                    walking->form->label, verify_number(walking->work, record->number),
                    code ? code : "", built ? built : "", NULL);
}

struct versions {
    struct walking *walking;
    uint64_t number;
    uint32_t expected;
    bool well;
};

static bool check_version(void *context, uint32_t version, struct bytes bytes)
{
    struct versions *versions = context;
    struct walking *walking = versions->walking;
    struct fault fault = {0};
    struct record *record = record_unpack(walking->form, versions->number, bytes.data, bytes.length,
                                          walking->work, &fault);
    versions->well = record && version == versions->expected && record->version == version;
    versions->expected--;
    if (versions->well)
        walking->failed |=
            !verify_day(walking->verifying, walking->transaction, record, walking->work);
    return versions->well;
}

static void check_history(struct walking *walking, const struct record *record)
{
    struct versions versions = {walking, record->number, record->version - 1, true};
    if (record->version > 1 &&
        records_history(walking->transaction,
                        records_of(walking->verifying->registry, walking->form), record->number,
                        check_version, &versions) == STORE_FAILED)
        walking->failed = true;
    if (!walking->failed && (!versions.well || (record->version > 0 && versions.expected != 0)))
        verify_tell(walking->verifying, false,
                    N_("{1} {2}: an earlier version is missing or damaged."), walking->form->label,
                    verify_number(walking->work, record->number), NULL);
    else if (!walking->failed && record->version > 1)
        walking->failed =
            !verify_past(walking->verifying, walking->transaction, record, walking->work);
    if (record->change == walking->change || walking->failed)
        return;
    if (!verify_day(walking->verifying, walking->transaction, record, walking->work)) {
        walking->failed = true;
        return;
    }
    struct entry entry;
    enum store_result result = entry_read(walking->transaction, walking->verifying->registry,
                                          record->change, walking->work, &entry);
    if (result == STORE_FAILED)
        walking->failed = true;
    else if (result == STORE_NONE)
        verify_tell(walking->verifying, false, N_("{1} {2}: its change {3} is not in the log."),
                    walking->form->label, verify_number(walking->work, record->number),
                    arena_format(walking->work, "%llu", (unsigned long long)record->change), NULL);
    else
        walking->change = record->change;
}

static bool check_record(void *context, uint64_t number, struct bytes bytes)
{
    struct walking *walking = context;
    struct fault fault = {0};
    if (walking->taken == RECORDS_AT_ONCE)
        return false;
    walking->taken++;
    walking->after = number;
    walking->seen++;
    struct record *record =
        record_unpack(walking->form, number, bytes.data, bytes.length, walking->work, &fault);
    if (!record) {
        verify_tell(walking->verifying, false, N_("{1} {2} is damaged and cannot be read."),
                    walking->form->label, verify_number(walking->work, number), NULL);
        return verify_step(walking->verifying);
    }
    check_history(walking, record);
    if (record->removed) {
        walking->removed++;
    } else {
        check_form(walking, record);
        check_archive(walking, record);
        check_person(walking, record);
        sum_terms(walking, record);
        tree_sum_add(walking->form, record, walking->work, walking->sums->tree);
    }
    return !walking->failed && verify_step(walking->verifying);
}

static bool walk_body(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct walking *walking = context;
    (void)arena;
    (void)fault;
    walking->transaction = transaction;
    walking->taken = 0;
    enum store_result result =
        records_scan(transaction, records_of(walking->verifying->registry, walking->form),
                     walking->after, false, check_record, walking);
    walking->finished = walking->taken < RECORDS_AT_ONCE;
    return result == STORE_OK && !walking->failed;
}

struct recount {
    struct verifying *verifying;
    const struct form *form;
    struct sum {
        uint64_t seen, removed;
    } found;
    uint64_t kept, kept_removed;
};

static bool count_record(void *context, uint64_t number, struct bytes bytes)
{
    struct recount *recount = context;
    struct arena *arena = arena_new();
    struct record *record =
        record_unpack(recount->form, number, bytes.data, bytes.length, arena, NULL);
    recount->found.seen++;
    recount->found.removed += record && record->removed;
    arena_free(arena);
    return true;
}

static bool kept_counts(struct transaction *transaction, struct recount *recount)
{
    const struct registry *registry = recount->verifying->registry;
    return records_count(transaction, records_of(registry, recount->form), &recount->kept) ==
               STORE_OK &&
           counter_get(transaction, counter_removed(recount->form, transaction_arena(transaction)),
                       &recount->kept_removed) == STORE_OK;
}

static bool kept_body(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    (void)arena;
    (void)fault;
    return kept_counts(transaction, context);
}

static bool recount_body(struct transaction *transaction, void *context, struct arena *arena,
                         struct fault *fault)
{
    struct recount *recount = context;
    (void)arena;
    (void)fault;
    recount->found = (struct sum){0, 0};
    return kept_counts(transaction, recount) &&
           records_scan(transaction, records_of(recount->verifying->registry, recount->form), 0,
                        false, count_record, recount) == STORE_OK;
}

static bool counts_agree(const struct recount *recount)
{
    return recount->kept == recount->found.seen && recount->kept_removed == recount->found.removed;
}

static bool check_counts(struct verifying *verifying, const struct walking *walking)
{
    struct recount recount = {
        .verifying = verifying,
        .form = walking->form,
        .found = {walking->seen, walking->removed},
    };
    if (!transaction_run(verifying->registry->store, TRANSACTION_READ, kept_body, &recount,
                         verifying->arena, verifying->fault))
        return false;
    if (counts_agree(&recount))
        return true;
    if (!verify_judge(verifying, recount_body, &recount))
        return false;
    if (!counts_agree(&recount))
        verify_tell(verifying, false, N_("{1}: {2} records are counted, {3} are there."),
                    walking->form->label,
                    arena_format(verifying->arena, "%llu",
                                 (unsigned long long)(recount.kept - recount.kept_removed)),
                    arena_format(verifying->arena, "%llu",
                                 (unsigned long long)(recount.found.seen - recount.found.removed)),
                    NULL);
    return true;
}

bool verify_records(struct verifying *verifying, const struct form *form, struct index_sums *sums)
{
    struct walking walking = {
        .verifying = verifying,
        .form = form,
        .sums = sums,
        .work = arena_new(),
        .today = date_today(),
    };
    bool well = true;
    while (well && !walking.finished && !verifying->stopped) {
        arena_reset(walking.work);
        well = transaction_run(verifying->registry->store, TRANSACTION_READ, walk_body, &walking,
                               verifying->arena, verifying->fault);
    }
    arena_free(walking.work);
    if (well && walking.otherwise)
        verify_tell(verifying, true,
                    N_("{1}: {2} archival codes stand in another format than {3}."), form->label,
                    arena_format(verifying->arena, "%llu", (unsigned long long)walking.otherwise),
                    archive_profile_names[verifying->registry->settings.archive.profile], NULL);
    return well && (verifying->stopped || check_counts(verifying, &walking));
}

static bool total_body(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct verifying *verifying = context;
    (void)arena;
    (void)fault;
    verifying->total = 0;
    for (unsigned i = 0; i < verifying->registry->forms->count; i++) {
        uint64_t count;
        if (records_count(transaction, verifying->registry->records[i], &count) == STORE_FAILED)
            return false;
        verifying->total += count;
    }
    return true;
}

static bool verify_form(struct verifying *verifying, const struct form *form)
{
    struct index_sums sums = {0};
    for (unsigned i = 0; i < form->field_count; i++)
        if (((size_t)form->fields[i].tag + 1) * 8 > sums.size)
            sums.size = ((size_t)form->fields[i].tag + 1) * 8;
    sums.sums = arena_array(verifying->arena, sums.size + 1, sizeof *sums.sums);
    sums.counts = arena_array(verifying->arena, sums.size + 1, sizeof *sums.counts);
    return verify_records(verifying, form, &sums) &&
           (verifying->stopped ||
            (verify_index(verifying, form, &sums) && verify_tree(verifying, form, &sums) &&
             verify_references(verifying, form)));
}

bool registry_verify(struct registry *registry, registry_report *report, service_progress *progress,
                     void *context, struct arena *arena, uint64_t *wrong, struct fault *fault)
{
    struct verifying verifying = {
        .registry = registry,
        .report = report,
        .report_context = context,
        .progress = progress,
        .progress_context = context,
        .arena = arena,
        .fault = fault,
    };
    bool well =
        transaction_run(registry->store, TRANSACTION_READ, total_body, &verifying, arena, fault);
    for (unsigned i = 0; well && !verifying.stopped && i < registry->forms->count; i++)
        well = verify_form(&verifying, registry->forms->forms[i]);
    well = well && (verifying.stopped || verify_households(&verifying));
    well = well && (verifying.stopped || verify_residences(&verifying));
    well = well && (verifying.stopped || verify_rooms(&verifying));
    well = well && (verifying.stopped || verify_appraisals(&verifying));
    well = well && (verifying.stopped || verify_places(&verifying));
    well = well && (verifying.stopped || verify_loans(&verifying));
    well = well && (verifying.stopped || verify_filing(&verifying));
    well = well && (verifying.stopped || verify_stocktakes(&verifying));
    well = well && (verifying.stopped || verify_phones(&verifying));
    well = well && (verifying.stopped || verify_events(&verifying));
    well = well && (verifying.stopped || verify_archive(&verifying));
    *wrong = verifying.wrong;
    if (well && verifying.stopped)
        return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL, N_("The check was stopped."),
                         NULL);
    return well;
}

#include "registry/report.h"

#include <stdlib.h>
#include <string.h>
#include "registry/elsewhere.h"
#include "text/utf8.h"

enum { NAMES_MOST = 1000, NAMES_OF_ONE = 128 };

struct labelling {
    const struct axis *axis;
    const struct registry *registry;
    size_t place;
    struct arena *arena;
    const char *label;
};

static bool label_body(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct labelling *labelling = context;
    (void)arena;
    (void)fault;
    labelling->label = axis_label(labelling->axis, labelling->place, transaction,
                                  labelling->registry, labelling->arena);
    return true;
}

const char *report_label(struct reckoning *reckoning, const struct axis *axis, size_t place)
{
    struct labelling labelling = {axis, reckoning->registry, place, reckoning->results, NULL};
    const struct field *field = axis->form->field;
    if (field && field->type == FIELD_REFERENCE &&
        transaction_run(reckoning->registry->store, TRANSACTION_READ, label_body, &labelling,
                        reckoning->results, NULL))
        return labelling.label;
    return axis_label(axis, place, NULL, reckoning->registry, reckoning->results);
}

bool report_headings(struct reckoning *reckoning, const struct axis *axis,
                     struct report_heading **headings, size_t *count, size_t **order)
{
    size_t places;
    *order = axis_order(axis, reckoning->work, &places);
    *headings = arena_array(reckoning->results, places + 1, sizeof **headings);
    bool parted = axis->form->field || axis->fixed;
    *count = 0;
    for (size_t i = 0; parted && i < places; i++)
        (*headings)[(*count)++] =
            (struct report_heading){.key = arena_copy(reckoning->results, axis->keys[(*order)[i]]),
                                    .label = report_label(reckoning, axis, (*order)[i])};
    (*headings)[(*count)++] = (struct report_heading){
        .key = REPORT_TOTAL,
        .label = parted ? FAULT_TRANSLATE N_("Total") : FAULT_TRANSLATE N_("Number")};
    return true;
}

static const char *cleaned(const char *text, struct arena *arena)
{
    uint32_t bad;
    return utf8_clean(arena, text, strlen(text), FOLD_CODE, &bad);
}

static bool period_wanted(struct reckoning *reckoning)
{
    const char *text = reckoning->request->period;
    bool sheet = reckoning->report->kind == REPORT_SHEET;
    reckoning->periodic = text || sheet;
    if (!text && sheet)
        reckoning->period =
            period_of(reckoning->report->months ? PERIOD_YEAR : PERIOD_MONTH, &reckoning->today);
    if (!text)
        return true;
    const char *clean = cleaned(text, reckoning->work);
    if (!clean || !period_read(clean, &reckoning->today, &reckoning->period))
        return fault_set(reckoning->fault, reckoning->results, FAULT_USAGE, NULL,
                         N_("'{1}' is no period: 2026-11, 2026-Q4, 2026-H2, 2026, or a day."), text,
                         NULL);
    if (date_compare(&reckoning->period.first, &reckoning->today) > 0)
        return fault_set(reckoning->fault, reckoning->results, FAULT_USAGE, NULL,
                         N_("The period {1} has not begun yet."), text, NULL);
    return true;
}

/* Whether the part may hold on one day and not on another, though nothing changes. */
static bool day_matters(const struct query_part *part)
{
    bool today = part->field->type == FIELD_AGE;
    for (size_t i = 0; i < part->count; i++)
        today |= part->values[i].today;
    return today;
}

static bool queries_wanted(struct reckoning *reckoning)
{
    const char *texts[2] = {reckoning->report->where, reckoning->request->where};
    for (size_t i = 0; i < 2; i++) {
        if (!texts[i] || !*texts[i])
            continue;
        reckoning->queries[i] = query_read(reckoning->form, texts[i], &reckoning->today,
                                           reckoning->work, reckoning->fault);
        if (!reckoning->queries[i]) {
            fault_keep(reckoning->fault, reckoning->results);
            return false;
        }
        reckoning->elsewheres[i] =
            elsewhere_new(reckoning->queries[i], reckoning->today, reckoning->work);
        query_fields(reckoning->queries[i], reckoning->wanted);
        for (size_t j = 0; j < reckoning->queries[i]->count; j++)
            reckoning->ages |= day_matters(&reckoning->queries[i]->parts[j]);
    }
    return true;
}

static void fields_wanted(struct reckoning *reckoning)
{
    const struct report_form *report = reckoning->report;
    struct report_axis axis = {0};
    axis_fields(&report->rows, reckoning->wanted);
    axis_fields(&report->columns, reckoning->wanted);
    for (unsigned i = 0; i < report->group_count + report->order_count + report->sum_count; i++) {
        unsigned order = i - report->group_count, sum = order - report->order_count;
        axis.field = i < report->group_count       ? report->groups[i]
                     : order < report->order_count ? report->order[order].field
                                                   : report->sums[sum];
        axis_fields(&axis, reckoning->wanted);
    }
    if (report->during)
        reckoning->wanted[report->during->number] = true;
    if (reckoning->form->order)
        reckoning->wanted[reckoning->form->order->number] = true;
    reckoning->ages |= report->rows.field && report->rows.field->type == FIELD_AGE;
}

/* As things were on the last day of the period; a period that is going on ends today. */
static bool days_wanted(struct reckoning *reckoning)
{
    struct date last = reckoning->today;
    reckoning->day_count = 1;
    if (reckoning->periodic && !reckoning->report->during &&
        date_compare(&reckoning->period.last, &reckoning->today) < 0) {
        last = reckoning->period.last;
        reckoning->looks_back = true;
    }
    reckoning->days[0] = last;
    report_pasts(reckoning);
    return !reckoning->looks_back ||
           report_log_read(&reckoning->log, reckoning->registry, reckoning->form, NULL,
                           &reckoning->pasts[0], reckoning->work, reckoning->fault);
}

static bool learn_body(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct reckoning *reckoning = context;
    (void)arena;
    for (size_t i = 0; i < 2; i++) {
        struct elsewhere *elsewhere = reckoning->elsewheres[i];
        if (!elsewhere)
            continue;
        elsewhere_enter(elsewhere, reckoning->registry, transaction);
        enum store_result result =
            reckoning->looks_back ? elsewhere_learn_past(elsewhere, &reckoning->pasts[0], fault)
                                  : elsewhere_learn(elsewhere);
        if (result == STORE_FAILED || elsewhere_failed(elsewhere))
            return false;
    }
    return true;
}

/* Of conditions on other records it is learnt beforehand which of these meet them, on the day of
 * the report; a sheet has many days. */
static bool others_learnt(struct reckoning *reckoning)
{
    for (size_t i = 0; i < 2; i++)
        if (reckoning->elsewheres[i] && reckoning->report->kind == REPORT_SHEET)
            return past_refuse(i ? reckoning->request->where : reckoning->report->where,
                               reckoning->results, reckoning->fault);
    return (!reckoning->elsewheres[0] && !reckoning->elsewheres[1]) ||
           transaction_run(reckoning->registry->store, TRANSACTION_READ, learn_body, reckoning,
                           reckoning->results, reckoning->fault);
}

static bool reckoning_start(struct reckoning *reckoning)
{
    const struct form_set *set = registry_forms(reckoning->registry);
    const struct report_request *request = reckoning->request;
    reckoning->report = report_named(set, request->name ? request->name : "");
    if (!reckoning->report)
        return fault_set(reckoning->fault, reckoning->results, FAULT_USAGE, NULL,
                         N_("There is no report called {1}; 'jumin report' lists them."),
                         request->name ? request->name : "", NULL);
    reckoning->form = reckoning->report->form;
    reckoning->today = date_today();
    reckoning->known = request->by == REPORT_DAY_USUAL ? reckoning->report->known
                                                       : request->by == REPORT_DAY_REPORTED;
    reckoning->wanted =
        arena_array(reckoning->work, reckoning->form->field_count + 1, sizeof *reckoning->wanted);
    axis_start(&reckoning->rows, &reckoning->report->rows, reckoning->work);
    axis_start(&reckoning->columns, &reckoning->report->columns, reckoning->work);
    fields_wanted(reckoning);
    return period_wanted(reckoning) && queries_wanted(reckoning);
}

static bool reckon(struct reckoning *reckoning, struct report_answer *answer)
{
    reckoning->work = arena_new();
    reckoning->chunk = arena_new();
    bool well = reckoning_start(reckoning);
    bool sheet = well && reckoning->report->kind == REPORT_SHEET;
    bool list = well && reckoning->report->kind == REPORT_LIST && !reckoning->naming;
    well = well && (sheet || days_wanted(reckoning)) && others_learnt(reckoning) &&
           (sheet  ? report_sheet(reckoning, answer)
            : list ? report_list(reckoning, answer)
                   : report_table(reckoning, answer));
    if (well && answer && reckoning->periodic) {
        char text[PERIOD_SIZE];
        period_write(&reckoning->period, text);
        answer->period = arena_copy(reckoning->results, text);
        answer->first = reckoning->period.first;
        answer->last = reckoning->report->kind == REPORT_SHEET || reckoning->report->during
                           ? reckoning->period.last
                           : reckoning->days[0];
    } else if (well && answer) {
        answer->first = answer->last = reckoning->today;
    }
    if (answer)
        answer->known = reckoning->known;
    for (size_t i = 0; i < 2; i++)
        elsewhere_free(reckoning->elsewheres[i]);
    arena_free(reckoning->chunk);
    arena_free(reckoning->work);
    return well;
}

bool registry_make_report(struct registry *registry, const struct report_request *request,
                          service_progress *progress, void *context, struct arena *arena,
                          struct report_answer *answer, struct fault *fault)
{
    struct reckoning reckoning = {.registry = registry,
                                  .request = request,
                                  .results = arena,
                                  .progress = progress,
                                  .progress_context = context,
                                  .fault = fault};
    *answer = (struct report_answer){0};
    return reckon(&reckoning, answer);
}

struct named {
    const char *term;
    struct record *record;
};

static int by_term(const void *a, const void *b)
{
    const struct named *one = a, *other = b;
    int order = strcmp(one->term, other->term);
    return order ? order
                 : (one->record->number > other->record->number) -
                       (one->record->number < other->record->number);
}

static void names_sort(struct naming *naming, const struct field *order, struct arena *arena)
{
    struct named *named = arena_array(arena, naming->count + 1, sizeof *named);
    for (size_t i = 0; i < naming->count; i++) {
        struct record *record = naming->records[i];
        named[i] =
            (struct named){field_sort_term(order, record->values[order->number], arena), record};
    }
    if (naming->count)
        qsort(named, naming->count, sizeof *named, by_term);
    for (size_t i = 0; i < naming->count; i++)
        naming->records[i] = named[i].record;
}

bool registry_report_names(struct registry *registry, const struct report_names_request *request,
                           service_progress *progress, void *context, struct arena *arena,
                           struct report_names_answer *answer, struct fault *fault)
{
    struct naming naming = {.request = request,
                            .limit = request->limit && request->limit < NAMES_MOST ? request->limit
                                                                                   : NAMES_MOST};
    struct reckoning reckoning = {.registry = registry,
                                  .request = &request->report,
                                  .naming = &naming,
                                  .results = arena,
                                  .progress = progress,
                                  .progress_context = context,
                                  .fault = fault};
    naming.records = arena_array(arena, naming.limit + NAMES_OF_ONE, sizeof *naming.records);
    if (!reckon(&reckoning, NULL))
        return false;
    if (!naming.full && !request->after && reckoning.form->order)
        names_sort(&naming, reckoning.form->order, arena);
    *answer = (struct report_names_answer){naming.records, naming.count, !naming.full};
    return true;
}

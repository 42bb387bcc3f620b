#include "registry/report_steps.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "registry/actions.h"
#include "registry/lookup.h"
#include "text/message.h"

enum { EVENTS_AT_ONCE = 500 };

static size_t kind_add(struct reckoning *reckoning, struct steps *steps, bool in, const char *name,
                       const char *label)
{
    if (steps->kind_count == steps->kind_capacity) {
        size_t capacity = steps->kind_capacity ? steps->kind_capacity * 2 : 32;
        struct kind *kinds = arena_array(reckoning->work, capacity, sizeof *kinds);
        if (steps->kind_count)
            memcpy(kinds, steps->kinds, steps->kind_count * sizeof *kinds);
        steps->kinds = kinds;
        steps->kind_capacity = capacity;
    }
    steps->kinds[steps->kind_count] = (struct kind){
        .key = arena_format(reckoning->results, "%s.%s", in ? SHEET_IN : SHEET_OUT, name),
        .label = label,
        .in = in};
    return steps->kind_count++;
}

static size_t kind_find(const struct steps *steps, bool in, const char *name)
{
    size_t kind = 0;
    const char *way = in ? SHEET_IN : SHEET_OUT;
    size_t length = strlen(way);
    while (kind < steps->kind_count &&
           (steps->kinds[kind].in != in || strcmp(steps->kinds[kind].key + length + 1, name) != 0))
        kind++;
    return kind;
}

static void step_add(struct reckoning *reckoning, struct steps *steps, const struct step *step)
{
    if (steps->count == steps->capacity) {
        size_t capacity = steps->capacity ? steps->capacity * 2 : 64;
        struct step *items = arena_array(reckoning->work, capacity, sizeof *items);
        if (steps->count)
            memcpy(items, steps->items, steps->count * sizeof *items);
        steps->items = items;
        steps->capacity = capacity;
    }
    steps->items[steps->count++] = *step;
}

static bool flow_of(const struct steps *steps, const struct code *code, bool *in)
{
    const char *flow = code_column(steps->kind_field->codes, code, "flow");
    *in = strcmp(flow, "in") == 0;
    return *in || strcmp(flow, "out") == 0;
}

static void kinds_list(struct reckoning *reckoning, struct steps *steps)
{
    const struct code_table *table = steps->kind_field->codes;
    for (size_t i = 0; i < table->count; i++) {
        const struct code *code = &table->codes[i];
        bool in;
        if (flow_of(steps, code, &in))
            kind_add(reckoning, steps, in, code->code,
                     arena_format(reckoning->results, "%s" BILINGUAL "%s", code->name[0],
                                  code->name[1]));
    }
}

/* Events whose numbers lie from first to end in the list of touched ones. */
struct gathering {
    struct reckoning *reckoning;
    struct steps *steps;
    size_t first, end;
    struct step found[EVENTS_AT_ONCE];
    size_t count;
};

/* The day that counts for a change: it happened, or it was reported. */
static struct date day_of(const struct reckoning *reckoning, const struct moment *moment)
{
    time_t time = (time_t)moment->time;
    struct tm local;
    if (!reckoning->known || !localtime_r(&time, &local))
        return date_from_days(moment->day);
    return (struct date){local.tm_year + 1900, local.tm_mon + 1, local.tm_mday};
}

/* The day of the sheet at the end of the month that a day lies in. */
static size_t month_of(const struct reckoning *reckoning, struct date day)
{
    size_t month = 0;
    while (month + 1 < reckoning->day_count && date_compare(&reckoning->days[month], &day) < 0)
        month++;
    return month;
}

/* The event as it stood at the end of the period; or, by the day of report, of the month in which
 * it was reported: what was taken back later was known until then. */
static bool event_take(struct gathering *gathering, struct transaction *transaction,
                       uint64_t number, struct fault *fault)
{
    struct reckoning *reckoning = gathering->reckoning;
    const struct steps *steps = gathering->steps;
    struct arena *arena = transaction_arena(transaction);
    struct record *now;
    struct past_versions versions;
    enum store_result result = record_load(transaction, reckoning->registry, reckoning->events,
                                           number, arena, &now, fault);
    if (result != STORE_OK)
        return result == STORE_NONE;
    if (past_versions(transaction, reckoning->registry, now, arena, &versions, fault) != STORE_OK)
        return false;
    struct date made = day_of(reckoning, &versions.items[0].moment);
    size_t month = reckoning->known ? month_of(reckoning, made) : reckoning->day_count - 1;
    const struct record *event = past_record(&versions, &reckoning->pasts[month], arena);
    const char *kind = event ? event->values[steps->kind_field->number] : NULL;
    const char *day = event ? event->values[steps->day_field->number] : NULL;
    const char *subject = event ? event->values[steps->subject_field->number] : NULL;
    const struct code *code = kind ? code_find(steps->kind_field->codes, kind) : NULL;
    struct step step = {.order = number};
    if (!code || !day || !subject || !flow_of(steps, code, &step.in) ||
        !date_read(day, &reckoning->today, &step.day))
        return true;
    step.day = reckoning->known ? made : date_first(&step.day);
    step.kind = kind_find(steps, step.in, code->code);
    result = lookup_reference(transaction, reckoning->registry, reckoning->form, subject, arena,
                              &step.number);
    if (result == STORE_OK)
        gathering->found[gathering->count++] = step;
    return result != STORE_FAILED;
}

static bool events_body(struct transaction *transaction, void *context, struct arena *arena,
                        struct fault *fault)
{
    struct gathering *gathering = context;
    const struct numbers *events = &gathering->reckoning->log.events;
    gathering->count = 0;
    for (size_t i = gathering->first; i < gathering->end; i++) {
        if (!event_take(gathering, transaction, events->items[i], fault))
            return false;
        arena_reset(arena);
    }
    return true;
}

static int by_subject(const void *a, const void *b)
{
    const struct step *one = a, *other = b;
    if (one->number != other->number)
        return one->number < other->number ? -1 : 1;
    int days = date_compare(&one->day, &other->day);
    return days ? days : (one->order > other->order) - (one->order < other->order);
}

bool steps_read(struct reckoning *reckoning, struct steps *steps)
{
    *steps = (struct steps){0};
    if (!reckoning->events)
        return true;
    steps->kind_field = field_named(reckoning->events, "kind");
    steps->day_field = field_named(reckoning->events, "event_day");
    steps->subject_field = field_named(reckoning->events, "resident");
    if (!steps->kind_field || !steps->kind_field->codes || !steps->day_field ||
        !steps->subject_field) {
        reckoning->events = NULL;
        return true;
    }
    kinds_list(reckoning, steps);
    struct gathering *gathering = memory_alloc(sizeof *gathering);
    gathering->reckoning = reckoning;
    gathering->steps = steps;
    size_t all = reckoning->log.events.count;
    bool well = true;
    for (size_t first = 0; well && first < all; first = gathering->end) {
        gathering->first = first;
        gathering->end = first + EVENTS_AT_ONCE < all ? first + EVENTS_AT_ONCE : all;
        well = transaction_run(reckoning->registry->store, TRANSACTION_READ, events_body, gathering,
                               reckoning->results, reckoning->fault);
        for (size_t i = 0; well && i < gathering->count; i++)
            step_add(reckoning, steps, &gathering->found[i]);
    }
    free(gathering);
    if (steps->count)
        qsort(steps->items, steps->count, sizeof *steps->items, by_subject);
    return well;
}

/* Whether the change was taken back: for what was known, before its month was over. */
static bool taken_back(const struct reckoning *reckoning, const struct past_versions *versions,
                       size_t version)
{
    const struct past_version *items = versions->items;
    size_t month = month_of(reckoning, day_of(reckoning, &items[version].moment));
    for (size_t i = version + 1; i < versions->count; i++) {
        struct date day = day_of(reckoning, &items[i].moment);
        if (items[i].moment.undoes == items[version].record->change)
            return !reckoning->known || date_compare(&day, &reckoning->days[month]) <= 0;
    }
    return false;
}

/* What people do by hand in many ways, and taking back, explain nothing: these are corrections. */
static bool explains(const struct reckoning *reckoning, const struct past_versions *versions,
                     size_t i)
{
    static const char *const mute[] = {"import", "remove", "undo"};
    const struct past_version *version = &versions->items[i];
    const struct log_note *note = report_log_note(&reckoning->log, version->record->change);
    if (!note || version->moment.undoes || (note->undone && taken_back(reckoning, versions, i)))
        return false;
    for (size_t j = 0; j < sizeof mute / sizeof mute[0]; j++)
        if (strcmp(note->action, mute[j]) == 0)
            return false;
    return true;
}

/* The kind of coming or going by an action: its name, and what people call it. */
static size_t action_kind(struct reckoning *reckoning, struct steps *steps, bool in,
                          const char *action)
{
    size_t count;
    const struct action_entry *entries = action_entries(&count);
    const char *name = action;
    for (size_t i = 0; i < count; i++)
        if (strcmp(entries[i].label, action) == 0)
            name = entries[i].name;
    size_t kind = kind_find(steps, in, name);
    if (kind < steps->kind_count)
        return kind;
    const struct form *form = action_named(registry_forms(reckoning->registry), name);
    return kind_add(reckoning, steps, in, name,
                    form ? form->label
                         : arena_format(reckoning->results, FAULT_TRANSLATE "%s", action));
}

/* Versions after which the record is there and before which it was not, or the other way round. */
static const struct step *version_steps(struct reckoning *reckoning, struct steps *steps,
                                        const struct subject *subject, size_t *count)
{
    const struct past_versions *versions = &subject->versions;
    struct step *items = arena_array(reckoning->chunk, versions->count + 1, sizeof *items);
    bool before = false;
    *count = 0;
    for (size_t i = 0; i < versions->count; i++) {
        const struct past_version *version = &versions->items[i];
        struct date day = day_of(reckoning, &version->moment);
        bool after = !version->record->removed && report_holds_on(reckoning, version->record, &day);
        if (after != before && explains(reckoning, versions, i)) {
            const struct log_note *note = report_log_note(&reckoning->log, version->record->change);
            size_t kind = action_kind(reckoning, steps, after, note->action);
            items[(*count)++] = (struct step){subject->number, day, i, after, kind};
        }
        before = after;
    }
    if (*count)
        qsort(items, *count, sizeof *items, by_subject);
    return items;
}

const struct step *steps_of(struct reckoning *reckoning, struct steps *steps,
                            const struct subject *subject, size_t *count)
{
    if (!reckoning->events)
        return version_steps(reckoning, steps, subject, count);
    size_t low = 0, high = steps->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (steps->items[middle].number < subject->number)
            low = middle + 1;
        else
            high = middle;
    }
    *count = 0;
    while (low + *count < steps->count && steps->items[low + *count].number == subject->number)
        ++*count;
    return steps->items + low;
}

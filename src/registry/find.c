#include "registry/registry.h"

#include <stdlib.h>
#include <string.h>
#include "registry/courtesy.h"
#include "registry/documents.h"
#include "registry/finding.h"
#include "registry/household.h"
#include "text/label.h"
#include "text/utf8.h"

enum {
    LIMIT_USUAL = 20,
    LIMIT_MOST = 500,
    LOADED_MOST = 400,  /* records read for a filter */
    BORN_MOST = 120000, /* of one year */
    BORN_WORTH = 300,   /* so many hits are thinned by the index of birth dates */
    WAYS_MOST = 4,
    REST_LEAST = 5, /* digits of a phone */
};

static bool find_by_number(struct finding *finding, const struct form *form)
{
    const struct way way = {.form = form, .meaning = FOUND_NUMBER};
    uint64_t number;
    if (reference_number(finding->typed->code, &number) ||
        form_serial(form, finding->typed->code, &number))
        hit_add(finding, &way, number, RANK_NUMBER);
    return finding->typed->code[0] == '@';
}

/* People are found by their second and former documents too. */
static void find_by_document(struct finding *finding)
{
    const struct registry *registry = finding->registry;
    const struct way way = {.form = registry->trade.resident.form, .meaning = FOUND_NUMBER};
    uint64_t number;
    enum store_result result = document_holder(finding->transaction, registry, finding->typed->code,
                                               finding->arena, &number);
    if (result == STORE_FAILED)
        finding->failed = true;
    if (result == STORE_OK)
        hit_add(finding, &way, number, RANK_VALUE);
}

static void find_form(struct finding *finding, const struct form *form)
{
    uint64_t records = 0;
    if (records_count(finding->transaction, records_of(finding->registry, form), &records) ==
        STORE_FAILED)
        finding->failed = true;
    if (records == 0 || find_by_number(finding, form))
        return;
    if (form == finding->registry->trade.resident.form)
        find_by_document(finding);
    for (unsigned i = 0; i < form->field_count && !finding->failed; i++) {
        const struct field *field = &form->fields[i];
        find_values(finding, form, field);
        find_names(finding, form, field);
        find_words(finding, form, field);
    }
}

/* The field with the number that ends so, of which a date of birth is known. */
static const struct field *identity_of(const struct form *form)
{
    for (unsigned i = 0; i < form->field_count; i++)
        if (form->fields[i].type == FIELD_IDENTITY)
            return &form->fields[i];
    return NULL;
}

static bool ends_so(const char *value, const char *end)
{
    size_t length = value ? strlen(value) : 0;
    size_t wanted = strlen(end);
    if (length < wanted)
        return false;
    for (size_t i = 0; i < wanted; i++) {
        char letter = value[length - wanted + i];
        if (letter != end[i] && !(letter == 'X' && end[i] == 'x'))
            return false;
    }
    return true;
}

static bool passes(const struct typed_filter *filter, const struct record *record)
{
    const struct field *identity = identity_of(record->form);
    const struct field *birth = identity ? identity->fills_birth : NULL;
    if (!filter)
        return true;
    if (filter->ends && (!identity || !ends_so(record->values[identity->number], filter->ends)))
        return false;
    const char *born = birth ? record->values[birth->number] : NULL;
    return !filter->born || (born && strncmp(born, filter->born, strlen(filter->born)) == 0);
}

static bool is_absent(const struct registry *registry, const struct record *record)
{
    const struct trade *trade = &registry->trade;
    if (record->form == trade->resident.form)
        return !resident_present(trade, record);
    const struct field *status = trade->household.status;
    const char *value =
        record->form == trade->household.form && status ? record->values[status->number] : NULL;
    return value && *trade->household_active && strcmp(value, trade->household_active) != 0;
}

/* What the index could not tell: whether a part of a name is its start, and a name the whole one.
 */
static enum rank rank_of(const struct finding *finding, const struct hit *hit,
                         enum find_meaning *meaning)
{
    const struct record *record = hit->record;
    bool name = hit->field && hit->field->indexes & INDEX_NAME && hit->meaning != FOUND_SOUND;
    if (record->removed || !passes(hit->filter, record) ||
        (hit->holds && !phone_holds(record->values[hit->field->number], hit->holds)))
        return RANK_NONE;
    if (!name || hit->filter || (hit->meaning != FOUND_WHOLE && hit->meaning != FOUND_PART))
        return hit->rank;
    const char *value = record->values[hit->field->number];
    const char *text = value ? utf8_lower(finding->arena, value) : "";
    const char *typed = finding->readings[0].name;
    bool starts = strncmp(text, typed, strlen(typed)) == 0;
    if (strcmp(text, typed) == 0 || hit->field->many)
        return hit->rank;
    *meaning = starts ? FOUND_START : FOUND_PART;
    return starts ? RANK_NAME_START : RANK_NAME_PART;
}

static int hit_compare(const void *a, const void *b)
{
    const struct hit *one = a;
    const struct hit *other = b;
    if (one->rank != other->rank)
        return one->rank < other->rank ? -1 : 1;
    if (one->absent != other->absent)
        return one->absent ? 1 : -1;
    if (one->form != other->form)
        return one->form->type < other->form->type ? -1 : 1;
    return (one->number > other->number) - (one->number < other->number);
}

/* Of many hits, those born in another year are left out before any record is read. */
static bool thin_out(struct finding *finding, const struct form *form, const char *born)
{
    const struct field *identity = identity_of(form);
    const struct field *birth = identity ? identity->fills_birth : NULL;
    enum index_kind kind;
    if (!birth || !lookup_kind(birth, &kind))
        return true;
    struct query_plan year = {
        .tag = index_tag(birth, kind), .low = born, .high = term_after(finding->arena, born)};
    struct numbers numbers;
    bool finished;
    if (plan_numbers(finding->transaction, records_of(finding->registry, form), &year, BORN_MOST,
                     finding->arena, &numbers, &finished) == STORE_FAILED)
        return false;
    size_t kept = 0;
    for (size_t i = 0; i < finding->count; i++) {
        const struct hit *hit = &finding->hits[i];
        bool judged = finished && hit->form == form && hit->filter && hit->filter->born == born;
        if (!judged || numbers_hold(&numbers, hit->number))
            finding->hits[kept++] = *hit;
    }
    finding->count = kept;
    return true;
}

static bool thin_all(struct finding *finding)
{
    for (size_t i = 0; i < finding->reading_count; i++) {
        const char *born = finding->readings[i].filter.born;
        const struct form_set *forms = finding->registry->forms;
        for (unsigned j = 0; born && j < forms->count; j++) {
            size_t count = 0;
            for (size_t k = 0; k < finding->count; k++)
                count += finding->hits[k].form == forms->forms[j] && finding->hits[k].filter &&
                         finding->hits[k].filter->born == born;
            if (count > BORN_WORTH && !thin_out(finding, forms->forms[j], born))
                return false;
        }
    }
    return true;
}

/* The number of a double that was merged finds the one that stayed. */
static enum store_result follow_merged(struct finding *finding, struct hit *hit,
                                       struct fault *fault)
{
    const char *by_number = arena_format(finding->arena, "@%llu", (unsigned long long)hit->number);
    enum store_result result = lookup_reference(finding->transaction, finding->registry, hit->form,
                                                by_number, finding->arena, &hit->number);
    return result == STORE_OK ? record_load(finding->transaction, finding->registry, hit->form,
                                            hit->number, finding->results, &hit->record, fault)
                              : result;
}

/* By another reading of what was typed. */
static bool is_kept(const struct finding *finding, const struct hit *hit, size_t kept)
{
    for (size_t i = 0; finding->reading_count > 1 && i < kept; i++)
        if (finding->hits[i].form == hit->form && finding->hits[i].number == hit->number)
            return true;
    return false;
}

/* Reads the nearest of the hits, as many as are wanted and some more, and puts them in order. */
static bool hits_load(struct finding *finding, struct fault *fault)
{
    size_t kept = 0, read = 0;
    if (finding->count > 1)
        qsort(finding->hits, finding->count, sizeof *finding->hits, hit_compare);
    size_t wanted = finding->limit + LIMIT_USUAL;
    for (; read < finding->count && kept < wanted && read < wanted + LOADED_MOST; read++) {
        struct hit *hit = &finding->hits[read];
        if (is_kept(finding, hit, kept))
            continue;
        enum store_result result = record_load(finding->transaction, finding->registry, hit->form,
                                               hit->number, finding->results, &hit->record, fault);
        if (result == STORE_FAILED)
            return false;
        if (result == STORE_OK && merged_number(finding->registry, hit->record))
            result = follow_merged(finding, hit, fault);
        if (result == STORE_FAILED)
            return false;
        if (result == STORE_NONE)
            continue;
        hit->rank = rank_of(finding, hit, &hit->meaning);
        hit->absent = is_absent(finding->registry, hit->record);
        if (hit->rank != RANK_NONE)
            finding->hits[kept++] = *hit;
    }
    finding->answer->total = kept + (finding->count - read);
    for (; read < finding->count; read++)
        finding->more |= finding->hits[read].filter || finding->hits[read].holds;
    if (kept > 1)
        qsort(finding->hits, kept, sizeof *finding->hits, hit_compare);
    finding->count = kept;
    return true;
}

/* How the records of the answer were found, each way once. */
static void give_ways(struct finding *finding)
{
    struct find_answer *answer = finding->answer;
    answer->ways = arena_array(finding->results, WAYS_MOST, sizeof *answer->ways);
    for (size_t i = 0; i < answer->count && answer->way_count < WAYS_MOST; i++) {
        const struct hit *hit = &finding->hits[i];
        struct find_way way = {.meaning = hit->meaning,
                               .label = hit->field ? hit->field->label : "",
                               .born = hit->filter ? hit->filter->born : NULL};
        bool said = false;
        for (size_t j = 0; j < answer->way_count; j++)
            said = said || (answer->ways[j].meaning == way.meaning &&
                            strcmp(answer->ways[j].label, way.label) == 0);
        if (!said)
            answer->ways[answer->way_count++] = way;
    }
}

static void each_form(struct finding *finding,
                      void (*look)(struct finding *finding, const struct form *form))
{
    const struct form_set *forms = finding->registry->forms;
    const char *wanted = finding->request->form;
    for (unsigned i = 0; i < forms->count && !finding->failed; i++) {
        const struct form *form = forms->forms[i];
        /* Of a document its holder is found. */
        if (wanted ? strcmp(form->name, wanted) == 0
                   : !form->computed && form != finding->registry->trade.document)
            look(finding, form);
    }
}

/* Whether something was found that is likely meant. */
static bool is_near(const struct finding *finding)
{
    for (size_t i = 0; i < finding->count; i++) {
        const struct hit *hit = &finding->hits[i];
        bool phone = hit->field && hit->field->type == FIELD_PHONE;
        if (hit->rank <= RANK_TAIL || (phone && hit->meaning != FOUND_PART))
            return true;
    }
    return false;
}

/* Digits of a phone that no index has: where somebody waits, and nothing nearer was found. */
static void look_further(struct finding *finding)
{
    finding->typed = &finding->readings[0];
    const char *phone = finding->typed->phone;
    if (finding->request->quick || !phone || strlen(phone) < REST_LEAST)
        return;
    hits_confirm(finding);
    if (!is_near(finding))
        each_form(finding, find_rest);
}

static bool find_body(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct finding *finding = context;
    finding->transaction = transaction;
    finding->arena = arena;
    finding->hits = NULL;
    finding->count = finding->capacity = 0;
    finding->more = finding->failed = false;
    *finding->answer = (struct find_answer){0};
    for (size_t r = 0; r < finding->reading_count; r++) {
        finding->typed = &finding->readings[r];
        if (r == 0)
            finding->titled = find_titles(finding);
        each_form(finding, find_form);
    }
    look_further(finding);
    if (finding->failed || !thin_all(finding) || !hits_load(finding, fault))
        return false;
    struct find_answer *answer = finding->answer;
    answer->more = finding->more;
    answer->count = finding->count < finding->limit ? finding->count : finding->limit;
    answer->records = arena_array(finding->results, answer->count + 1, sizeof *answer->records);
    for (size_t i = 0; i < answer->count; i++)
        answer->records[i] = finding->hits[i].record;
    give_ways(finding);
    return true;
}

static unsigned at_most(unsigned number, unsigned usual)
{
    return number == 0 ? usual : number <= LIMIT_MOST ? number : LIMIT_MOST;
}

bool registry_find(struct registry *registry, const struct find_request *request,
                   struct arena *arena, struct find_answer *answer, struct fault *fault)
{
    struct finding finding = {
        .registry = registry,
        .request = request,
        .results = arena,
        .answer = answer,
        .today = date_today(),
        .limit = at_most(request->limit, LIMIT_USUAL),
    };
    *answer = (struct find_answer){0};
    if (request->form && !form_wanted(registry, request->form, arena, fault))
        return false;
    struct label label;
    char bare[LABEL_SIZE];
    const char *text = request->text;
    if (strchr(text, LABEL_MARK) && label_read(text, &label)) { /* kept without its mark */
        label_write(label, bare);
        text = bare;
    }
    finding.reading_count = typed_read(registry, text, &finding.today, arena, finding.readings);
    if (finding.reading_count == 0)
        return true;
    finding.most = at_most(request->counted, (unsigned)finding.limit) + LIMIT_USUAL;
    courtesy_enter(registry);
    bool well =
        transaction_run(registry->store, TRANSACTION_READ, find_body, &finding, arena, fault);
    courtesy_leave(registry);
    return well;
}

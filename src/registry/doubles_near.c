#include <stdlib.h>
#include <string.h>
#include "registry/courtesy.h"
#include "registry/doubles.h"
#include "registry/scan.h"
#include "text/pinyin.h"
#include "text/utf8.h"

/* Who may be this person, by the indexes that are there anyway. Each way in gives so many records
 * at most, so that the answer comes within a key's time in a registry of any size; the scan for
 * doubles is what finds them all. */
enum {
    NUMBER_MOST = 4,
    PHONE_MOST = 30,
    BIRTH_MOST = 400,
    NAME_MOST = 200,
    HOME_MOST = 30,
    LIMIT_USUAL = 10,
    LIMIT_MOST = 100,
};

struct nearing {
    struct registry *registry;
    const struct doubles_request *request;
    struct arena *results;
    struct doubles_answer *answer;
    struct transaction *transaction;
    struct arena *arena;
    struct person person;
    struct likeness_fields fields;
    struct numbers numbers;
    bool failed;
};

static void look_up(struct nearing *nearing, const struct field *field, const char *value,
                    size_t most)
{
    struct numbers found;
    if (!field || !value || !*value || nearing->failed)
        return;
    if (lookup_all(nearing->transaction, nearing->registry, field,
                   nearing->registry->trade.resident.form, value, most, nearing->arena,
                   &found) == STORE_FAILED)
        nearing->failed = true;
    for (size_t i = 0; i < found.count; i++)
        numbers_add(&nearing->numbers, found.items[i], nearing->arena);
}

struct taking {
    struct nearing *nearing;
    size_t left;
};

static bool take_number(void *context, const char *term, uint64_t number)
{
    struct taking *taking = context;
    (void)term;
    numbers_add(&taking->nearing->numbers, number, taking->nearing->arena);
    return --taking->left > 0;
}

/* The whole of a term in an index of names. */
static void walk_names(struct nearing *nearing, const struct field *field, enum index_kind kind,
                       const char *term)
{
    if (!field || !(field->indexes & INDEX_NAME) || !*term || nearing->failed)
        return;
    struct taking taking = {nearing, NAME_MOST};
    struct index_walk walk = {.tag = index_tag(field, kind),
                              .low = term,
                              .high = arena_format(nearing->arena, "%s\x01", term)};
    struct records *records = records_of(nearing->registry, nearing->registry->trade.resident.form);
    if (records_walk(nearing->transaction, records, &walk, take_number, &taking) == STORE_FAILED)
        nearing->failed = true;
}

static void look_up_name(struct nearing *nearing, const char *name)
{
    char spelled[256];
    const char *lower = utf8_lower(nearing->arena, name);
    pinyin_spelling(name, PINYIN_NAME, spelled, sizeof spelled);
    const struct field *fields[] = {nearing->fields.name, nearing->fields.former_name};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        walk_names(nearing, fields[i], KIND_NAME, lower);
        if (!strchr(spelled, '?'))
            walk_names(nearing, fields[i], KIND_PINYIN, spelled);
    }
}

/* The date, and the one with day and month the other way round. */
static void look_up_birth(struct nearing *nearing, const char *birth)
{
    enum { DAY_KNOWN = 10 };
    if (!birth || strlen(birth) != DAY_KNOWN)
        return;
    look_up(nearing, nearing->fields.birth, birth, BIRTH_MOST);
    char *swapped = arena_copy(nearing->arena, birth);
    memcpy(swapped + 5, birth + 8, 2);
    memcpy(swapped + 8, birth + 5, 2);
    if (strcmp(swapped, birth) != 0 && strcmp(swapped + 5, "13") < 0)
        look_up(nearing, nearing->fields.birth, swapped, BIRTH_MOST);
}

static void gather(struct nearing *nearing)
{
    const struct person *person = &nearing->person;
    for (int i = 0; i < PERSON_NUMBERS && person->numbers[i][0]; i++) {
        look_up(nearing, nearing->fields.id_number, person->numbers[i], NUMBER_MOST);
        look_up(nearing, nearing->fields.other_numbers, person->numbers[i], NUMBER_MOST);
    }
    for (int i = 0; i < PERSON_PHONES && person->phones[i][0]; i++)
        look_up(nearing, nearing->fields.phone, person->phones[i], PHONE_MOST);
    look_up_birth(nearing, person->birth);
    if (*person->name.text)
        look_up_name(nearing, person->name.text);
    if (person->has_former)
        look_up_name(nearing, person->former.text);
    look_up(nearing, nearing->fields.household, person->household, HOME_MOST);
    numbers_sort(&nearing->numbers);
}

static const char *state_of(struct nearing *nearing, uint64_t other)
{
    const struct double_fields *fields = &nearing->registry->trade.doubles;
    uint64_t own = nearing->person.record->number;
    uint64_t number;
    struct record *pair;
    if (!own || !nearing->registry->trade.double_work)
        return NULL;
    enum store_result result =
        lookup_one(nearing->transaction, nearing->registry, fields->pair, fields->form,
                   double_pair(own, other, nearing->arena), nearing->arena, &number);
    if (result == STORE_OK)
        result = record_load(nearing->transaction, nearing->registry, fields->form, number,
                             nearing->results, &pair, NULL);
    if (result == STORE_FAILED)
        nearing->failed = true;
    return result == STORE_OK && !pair->removed ? pair->values[fields->state->number] : NULL;
}

static int row_order(const void *a, const void *b)
{
    const struct double_row *one = a;
    const struct double_row *other = b;
    if (one->score != other->score)
        return one->score > other->score ? -1 : 1;
    return (one->record->number > other->record->number) -
           (one->record->number < other->record->number);
}

/* A row where this record may be the same person. */
static void consider(struct nearing *nearing, uint64_t number, struct arena *work)
{
    struct record *record;
    struct person other;
    enum store_result result =
        record_load(nearing->transaction, nearing->registry, nearing->registry->trade.resident.form,
                    number, work, &record, NULL);
    if (result == STORE_FAILED)
        nearing->failed = true;
    if (result != STORE_OK || record->removed || number == nearing->person.record->number)
        return;
    person_read(&other, record, &nearing->fields);
    struct likeness likeness = likeness_judge(&nearing->person, &other);
    if (likeness.band == BAND_NONE)
        return;
    nearing->answer->rows[nearing->answer->count++] = (struct double_row){
        .record = record_copy(record, nearing->results),
        .score = likeness.score,
        .band = likeness_band_codes[likeness.band],
        .matched = likeness_matched(likeness.evidence, nearing->results),
        .state = state_of(nearing, number),
    };
}

static bool near_body(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct nearing *nearing = context;
    struct doubles_answer *answer = nearing->answer;
    (void)fault;
    nearing->transaction = transaction;
    nearing->arena = arena;
    nearing->numbers = (struct numbers){0};
    nearing->failed = false;
    *answer = (struct doubles_answer){0};
    gather(nearing);
    answer->rows = arena_array(nearing->results, nearing->numbers.count + 1, sizeof *answer->rows);
    struct arena *work = arena_new();
    for (size_t i = 0; i < nearing->numbers.count && !nearing->failed; i++)
        consider(nearing, nearing->numbers.items[i], work);
    arena_free(work);
    return !nearing->failed;
}

bool registry_doubles(struct registry *registry, const struct doubles_request *request,
                      struct arena *arena, struct doubles_answer *answer, struct fault *fault)
{
    *answer = (struct doubles_answer){0};
    if (request->record->form != registry->trade.resident.form || !registry->trade.resident.name)
        return true;
    struct nearing nearing = {
        .registry = registry,
        .request = request,
        .results = arena,
        .answer = answer,
        .fields = likeness_fields(request->record->form),
    };
    person_read(&nearing.person, request->record, &nearing.fields);
    courtesy_enter(registry);
    bool well =
        transaction_run(registry->store, TRANSACTION_READ, near_body, &nearing, arena, fault);
    courtesy_leave(registry);
    size_t limit = request->limit == 0           ? LIMIT_USUAL
                   : request->limit < LIMIT_MOST ? request->limit
                                                 : LIMIT_MOST;
    if (answer->count > 1)
        qsort(answer->rows, answer->count, sizeof *answer->rows, row_order);
    if (answer->count > limit)
        answer->count = limit;
    return well;
}

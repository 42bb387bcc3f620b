#include "registry/elsewhere.h"

#include <string.h>

enum { GROUPS_MOST = 8, KNOWN_MOST = 500000, RECORDS_AT_ONCE = 1000 };

/* A value, and whether the record it leads to meets the conditions. */
struct known {
    const char *value;
    bool holds;
};

/* The conditions on what one field refers to. */
struct group {
    const struct field *field;
    const struct form *form; /* that it refers to */
    struct sieve sieve;
    struct known *known; /* by hash */
    size_t count, size;
    struct arena *arena; /* of known */
    bool whole;          /* all that hold are known */
};

struct elsewhere {
    struct group groups[GROUPS_MOST];
    size_t count;
    struct registry *registry;
    struct transaction *transaction;
    bool failed;
};

static struct query *inner_query(const struct query *query, const struct field *field,
                                 struct arena *arena)
{
    struct query *inner = arena_alloc(arena, sizeof *inner);
    inner->form = field->reference;
    inner->parts = arena_array(arena, query->count, sizeof *inner->parts);
    for (size_t i = 0; i < query->count; i++)
        if (query->parts[i].inner && query->parts[i].field == field)
            inner->parts[inner->count++] = query->parts[i].inner->parts[0];
    return inner;
}

static struct group *group_of(struct elsewhere *elsewhere, const struct field *field)
{
    for (size_t i = 0; i < elsewhere->count; i++)
        if (elsewhere->groups[i].field == field)
            return &elsewhere->groups[i];
    return NULL;
}

struct elsewhere *elsewhere_new(const struct query *query, struct date today, struct arena *arena)
{
    if (!query_looks_elsewhere(query))
        return NULL;
    struct elsewhere *elsewhere = arena_alloc(arena, sizeof *elsewhere);
    for (size_t i = 0; i < query->count; i++) {
        const struct field *field = query->parts[i].field;
        if (!query->parts[i].inner || group_of(elsewhere, field) || elsewhere->count == GROUPS_MOST)
            continue;
        struct group *group = &elsewhere->groups[elsewhere->count++];
        *group = (struct group){.field = field, .form = field->reference, .arena = arena_new()};
        sieve_start_query(&group->sieve, inner_query(query, field, arena), group->form->key, today,
                          arena);
    }
    return elsewhere;
}

void elsewhere_free(struct elsewhere *elsewhere)
{
    for (size_t i = 0; elsewhere && i < elsewhere->count; i++) {
        sieve_end(&elsewhere->groups[i].sieve);
        arena_free(elsewhere->groups[i].arena);
    }
}

static void group_forget(struct group *group)
{
    arena_reset(group->arena);
    group->known = NULL;
    group->count = group->size = 0;
    group->whole = false;
}

void elsewhere_enter(struct elsewhere *elsewhere, struct registry *registry,
                     struct transaction *transaction)
{
    elsewhere->registry = registry;
    elsewhere->transaction = transaction;
    elsewhere->failed = false;
    for (size_t i = 0; i < elsewhere->count; i++) {
        group_forget(&elsewhere->groups[i]);
        sieve_enter(&elsewhere->groups[i].sieve, registry, transaction);
    }
}

bool elsewhere_failed(const struct elsewhere *elsewhere)
{
    for (size_t i = 0; i < elsewhere->count; i++)
        if (sieve_failed(&elsewhere->groups[i].sieve))
            return true;
    return elsewhere->failed;
}

/* Where the value is known, or would be. */
static struct known *known_place(const struct group *group, const char *value)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (const char *at = value; *at; at++)
        hash = (hash ^ (unsigned char)*at) * UINT64_C(1099511628211);
    size_t place = (size_t)((hash ^ hash >> 29) % group->size);
    while (group->known[place].value && strcmp(group->known[place].value, value) != 0)
        place = place + 1 == group->size ? 0 : place + 1;
    return &group->known[place];
}

static void know(struct group *group, const char *value, bool holds)
{
    enum { LEAST = 256 };
    if (group->count >= KNOWN_MOST && !group->whole)
        group_forget(group);
    if (2 * (group->count + 1) > group->size) {
        struct group larger = *group;
        larger.size = group->size ? 2 * group->size : LEAST;
        larger.known = arena_array(group->arena, larger.size, sizeof *larger.known);
        for (size_t i = 0; i < group->size; i++)
            if (group->known[i].value)
                *known_place(&larger, group->known[i].value) = group->known[i];
        *group = larger;
    }
    struct known *place = known_place(group, value);
    group->count += place->value == NULL;
    *place = (struct known){arena_copy(group->arena, value), holds};
}

static bool look(struct elsewhere *elsewhere, struct group *group, const char *value)
{
    uint64_t number;
    struct bytes bytes;
    struct arena *arena = arena_new();
    enum store_result result = lookup_reference(elsewhere->transaction, elsewhere->registry,
                                                group->form, value, arena, &number);
    arena_free(arena);
    if (result == STORE_OK)
        result = records_get(elsewhere->transaction, records_of(elsewhere->registry, group->form),
                             number, &bytes);
    if (result == STORE_FAILED)
        elsewhere->failed = true;
    return result == STORE_OK && sieve_holds(&group->sieve, number, bytes, false);
}

bool elsewhere_holds(void *context, const struct query_part *part, const char *value)
{
    struct elsewhere *elsewhere = context;
    struct group *group = group_of(elsewhere, part->field);
    if (!group || elsewhere->failed)
        return false;
    struct known *place = group->size ? known_place(group, value) : NULL;
    if (place && place->value)
        return place->holds;
    if (group->whole)
        return false;
    bool holds = look(elsewhere, group, value);
    know(group, value, holds);
    return holds;
}

/* What the records of a group that meet its conditions are referred to by. */
struct meeting {
    struct group *group;
    struct arena *arena;
    bool (*take)(void *context, const char *value);
    void *context;
};

static bool met(struct meeting *meeting, const struct record *record)
{
    const struct field *key = record->form->key;
    const char *value = key ? record->values[key->number] : NULL;
    const char *by_number =
        arena_format(meeting->arena, "@%llu", (unsigned long long)record->number);
    return (!value || meeting->take(meeting->context, value)) &&
           meeting->take(meeting->context, by_number);
}

static bool meet(struct meeting *meeting, uint64_t number, struct bytes bytes)
{
    struct sieve *sieve = &meeting->group->sieve;
    return !sieve_holds(sieve, number, bytes, false) || met(meeting, sieve->record);
}

struct learning {
    struct meeting meeting;
    size_t looked;
};

static bool learn_record(void *context, uint64_t number, struct bytes bytes)
{
    struct learning *learning = context;
    if (++learning->looked % RECORDS_AT_ONCE == 0)
        arena_reset(learning->meeting.arena);
    return meet(&learning->meeting, number, bytes);
}

static bool learn_value(void *context, const char *value)
{
    know(context, value, true);
    return true;
}

static bool learn_past(void *context, const struct record *record)
{
    struct learning *learning = context;
    if (++learning->looked % RECORDS_AT_ONCE == 0)
        arena_reset(learning->meeting.arena);
    return !sieve_matches(&learning->meeting.group->sieve, record) ||
           met(&learning->meeting, record);
}

enum store_result elsewhere_learn_past(struct elsewhere *elsewhere, const struct past *past,
                                       struct fault *fault)
{
    for (size_t i = 0; i < elsewhere->count; i++) {
        struct group *group = &elsewhere->groups[i];
        struct elsewhere *further = group->sieve.elsewhere;
        group->sieve.today = past->day;
        if (further && elsewhere_learn_past(further, past, fault) == STORE_FAILED)
            return STORE_FAILED;
        group_forget(group);
        group->whole = true;
        struct learning learning = {{group, arena_new(), learn_value, group}, 0};
        struct past_walk walk = {.form = group->form,
                                 .past = past,
                                 .wanted = group->sieve.wanted,
                                 .visit = learn_past,
                                 .context = &learning};
        enum store_result result =
            past_each(elsewhere->transaction, elsewhere->registry, &walk, fault);
        arena_free(learning.meeting.arena);
        if (result == STORE_FAILED)
            return STORE_FAILED;
    }
    return STORE_OK;
}

enum store_result elsewhere_learn(struct elsewhere *elsewhere)
{
    for (size_t i = 0; i < elsewhere->count; i++) {
        struct group *group = &elsewhere->groups[i];
        if (group->sieve.elsewhere && elsewhere_learn(group->sieve.elsewhere) == STORE_FAILED)
            return STORE_FAILED;
        group_forget(group);
        group->whole = true;
        struct learning learning = {{group, arena_new(), learn_value, group}, 0};
        enum store_result result =
            records_scan(elsewhere->transaction, records_of(elsewhere->registry, group->form), 0,
                         false, learn_record, &learning);
        arena_free(learning.meeting.arena);
        if (result == STORE_FAILED)
            return STORE_FAILED;
    }
    return STORE_OK;
}

/* Numbers of the records of form that refer to what was met. */
struct referring {
    struct elsewhere *elsewhere;
    const struct form *form;
    const struct field *field;
    size_t most;
    struct arena *arena;
    struct numbers *numbers;
    bool failed, full;
};

static bool refer(void *context, const char *value)
{
    struct referring *referring = context;
    struct numbers found;
    size_t room = referring->most - referring->numbers->count + 1;
    if (lookup_all(referring->elsewhere->transaction, referring->elsewhere->registry,
                   referring->field, referring->form, value, room, referring->arena,
                   &found) == STORE_FAILED)
        referring->failed = true;
    for (size_t i = 0; i < found.count; i++)
        numbers_add(referring->numbers, found.items[i], referring->arena);
    referring->full = referring->numbers->count > referring->most;
    return !referring->failed && !referring->full;
}

/* By an index of the records referred to, or of what these refer to in turn. */
static enum store_result group_numbers(struct elsewhere *elsewhere, struct group *group, size_t few,
                                       struct arena *arena, struct numbers *numbers, bool *finished)
{
    struct query_plan plan;
    *finished = false;
    if (query_plan(group->sieve.query, &group->sieve.today, arena, &plan))
        return plan_numbers(elsewhere->transaction, records_of(elsewhere->registry, group->form),
                            &plan, few, arena, numbers, finished);
    return group->sieve.elsewhere ? elsewhere_numbers(group->sieve.elsewhere, group->form, few, few,
                                                      arena, numbers, finished)
                                  : STORE_OK;
}

enum store_result elsewhere_numbers(struct elsewhere *elsewhere, const struct form *form,
                                    size_t few, size_t most, struct arena *arena,
                                    struct numbers *numbers, bool *finished)
{
    *finished = false;
    for (size_t i = 0; i < elsewhere->count && !*finished; i++) {
        struct group *group = &elsewhere->groups[i];
        struct records *records = records_of(elsewhere->registry, group->form);
        enum index_kind kind;
        struct numbers met;
        if (!lookup_kind(group->field, &kind))
            continue;
        if (group_numbers(elsewhere, group, few, arena, &met, finished) == STORE_FAILED)
            return STORE_FAILED;
        *numbers = (struct numbers){0};
        struct referring referring = {elsewhere, form,    group->field, most,
                                      arena,     numbers, false,        false};
        struct meeting meeting = {group, arena, refer, &referring};
        for (size_t j = 0; *finished && j < met.count; j++) {
            struct bytes bytes;
            enum store_result result =
                records_get(elsewhere->transaction, records, met.items[j], &bytes);
            if (result == STORE_FAILED)
                return STORE_FAILED;
            *finished = result == STORE_NONE || meet(&meeting, met.items[j], bytes);
        }
        if (referring.failed)
            return STORE_FAILED;
    }
    if (*finished)
        numbers_sort(numbers);
    return STORE_OK;
}

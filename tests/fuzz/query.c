/* Query by example on our forms. The first byte chooses the form; the second whether the line that
 * follows is a whole query, or a field and, after =, one condition of the find screen; or a whole
 * query on records that hold the values as they stand, as records of an older form may. Then come
 * records of lines field=value, parted by ~. */

#include "form/query.h"
#include "fuzz_form.h"
#include "store/records.h"
#include "text/buffer.h"

enum { SIZE_MOST = 1500, RECORDS_MOST = 4 };

struct world {
    struct arena *arena;
    const struct form *form;
    struct record *records[RECORDS_MOST];
    size_t count;
};

/* As it stands in the index. */
static const char *term_cut(const char *term, struct arena *arena)
{
    size_t length = strlen(term);
    if (length <= RECORDS_TERM_MAX)
        return term;
    length = RECORDS_TERM_MAX;
    while ((term[length] & 0xC0) == 0x80)
        length--;
    return arena_copy_bytes(arena, term, length);
}

static bool in_plan(const struct query_plan *plan, const struct record *record, struct arena *arena)
{
    struct record_terms terms = {0};
    record_terms(record, arena, &terms);
    for (size_t i = 0; i < terms.count; i++) {
        const char *text = term_cut(terms.items[i].text, arena);
        if (terms.items[i].tag == plan->tag && strcmp(text, plan->low) >= 0 &&
            (!plan->high || strcmp(text, plan->high) < 0))
            return true;
    }
    return false;
}

/* The index range that serves a query holds every match, and nothing else where it says so. */
static void check_plan(const struct world *world, const struct query *query)
{
    struct query_plan plan = {0};
    if (!query_plan(query, &fuzz_today, world->arena, &plan))
        return;
    HOLDS(plan.low);
    for (size_t i = 0; i < world->count; i++) {
        const struct record *record = world->records[i];
        bool match = query_match(query, record, &fuzz_today);
        bool found = in_plan(&plan, record, world->arena);
        HOLDS(!match || found);
        HOLDS(!plan.exact || !found || match);
    }
}

/* A query written out is the same query. */
static void check_written(const struct world *world, const struct query *query)
{
    struct fault fault = {0};
    const char *text = query_write(query, world->arena);
    HOLDS(is_utf8(text));
    const struct query *again = query_read(world->form, text, &fuzz_today, world->arena, &fault);
    HOLDS(again && again->count == query->count);
    HOLDS(strcmp(query_write(again, world->arena), text) == 0);
    for (size_t i = 0; i < world->count; i++)
        HOLDS(query_match(again, world->records[i], &fuzz_today) ==
              query_match(query, world->records[i], &fuzz_today));
}

/* In which order conditions and values stand makes no difference. */
static void check_order(const struct world *world, const struct query *query)
{
    struct query other = *query;
    other.parts = arena_array(world->arena, query->count + 1, sizeof *other.parts);
    for (size_t i = 0; i < query->count; i++) {
        const struct query_part *from = &query->parts[i];
        struct query_part *part = &other.parts[query->count - 1 - i];
        *part = *from;
        part->values = arena_array(world->arena, from->count + 1, sizeof *part->values);
        for (size_t j = 0; j < from->count; j++)
            part->values[from->count - 1 - j] = from->values[j];
    }
    for (size_t i = 0; i < world->count; i++)
        HOLDS(query_match(&other, world->records[i], &fuzz_today) ==
              query_match(query, world->records[i], &fuzz_today));
}

/* Nothing else of a record is looked at than the fields that query_fields names. */
static void check_fields(const struct world *world, const struct query *query)
{
    bool *wanted = arena_array(world->arena, world->form->field_count, sizeof *wanted);
    query_fields(query, wanted);
    for (size_t i = 0; i < world->count; i++) {
        struct record *some = record_copy(world->records[i], world->arena);
        for (unsigned j = 0; j < world->form->field_count; j++)
            if (!wanted[j])
                some->values[j] = NULL;
        HOLDS(query_match(query, some, &fuzz_today) ==
              query_match(query, world->records[i], &fuzz_today));
    }
}

static const struct query *read_query(struct world *world, bool whole, struct feed line)
{
    struct fault fault = {0};
    struct arena *arena = world->arena;
    struct query *query = NULL;
    if (whole) {
        const char *text = feed_utf8(line, arena);
        query = query_read(world->form, text, &fuzz_today, arena, &fault);
    } else {
        const struct field *field = fuzz_field(world->form, feed_until(&line, '='));
        struct query *empty = query_read(world->form, "", &fuzz_today, arena, &fault);
        HOLDS(empty && empty->count == 0);
        const char *text = feed_utf8(line, arena);
        if (query_add(empty, field, text, &fuzz_today, arena, &fault))
            query = empty;
    }
    HOLDS((query != NULL) == (fault.kind == FAULT_NONE));
    if (!query)
        HOLDS(fault.kind == FAULT_DATA && *message_fault(arena, &fault) &&
              is_safe(message_fault(arena, &fault)));
    return query;
}

static void raw_read(struct record *record, struct feed feed, struct arena *arena)
{
    while (feed.size) {
        struct feed line = feed_until(&feed, '\n');
        const struct field *field = fuzz_field(record->form, feed_until(&line, '='));
        const char *value = feed_utf8(line, arena);
        record_put(record, field, *value ? value : NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { WHOLE, CONDITION, RAW, KINDS };
    const struct form_set *set = fuzz_forms();
    struct feed feed = feed_start(data, size, SIZE_MOST);
    struct world world = {.arena = arena_new(), .form = set->forms[feed_choice(&feed, set->count)]};
    unsigned kind = feed_choice(&feed, KINDS);
    const struct query *query = read_query(&world, kind != CONDITION, feed_until(&feed, '\n'));
    while (query && world.count < RECORDS_MOST - 1 && feed.size) {
        struct record *record = record_new(world.form, world.arena);
        struct feed lines = feed_until(&feed, '~');
        if (kind == RAW)
            raw_read(record, lines, world.arena);
        else
            fuzz_record_read(record, lines, world.arena);
        world.records[world.count++] = record;
    }
    if (query) {
        world.records[world.count++] = record_new(world.form, world.arena);
        check_written(&world, query);
        check_order(&world, query);
        check_fields(&world, query);
        if (kind != RAW)
            check_plan(&world, query);
    }
    arena_free(world.arena);
    return 0;
}

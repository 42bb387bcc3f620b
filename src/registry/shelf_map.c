#include <string.h>
#include "registry/inside.h"
#include "registry/location.h"
#include "registry/shelving.h"

enum { ROWS_MOST = 20000, ROW_PARTS = 3 };

struct mapping {
    struct registry *registry;
    const struct shelves_request *request;
    struct arena *results;
    struct shelves_answer *answer;
    struct numbers shelves;
    struct arena *arena;
    const char *low;
    size_t length, capacity;
};

static bool take_shelf(void *context, const char *term, uint64_t number)
{
    struct mapping *mapping = context;
    if (mapping->length == 0 || term[mapping->length] == 0 || term[mapping->length] == '-')
        numbers_add(&mapping->shelves, number, mapping->arena);
    return true;
}

/* What stands on one shelf. */
static bool weigh(struct transaction *transaction, const struct registry *registry,
                  const char *number, struct shelf_state *state, struct arena *arena)
{
    const struct trade *trade = &registry->trade;
    struct numbers boxes, loose;
    if (shelf_boxes(transaction, registry, number, arena, &boxes) == STORE_FAILED ||
        shelf_loose(transaction, registry, number, arena, &loose) == STORE_FAILED)
        return false;
    for (size_t i = 0; i < boxes.count + loose.count; i++) {
        bool box = i < boxes.count;
        struct record *record = NULL;
        enum store_result result =
            record_load(transaction, registry, box ? trade->box.form : trade->archive.form,
                        box ? boxes.items[i] : loose.items[i - boxes.count], arena, &record, NULL);
        if (result == STORE_FAILED)
            return false;
        if (result == STORE_OK && !record->removed)
            state->used +=
                (uint64_t)(box ? box_thickness(trade, record) : item_thickness(trade, record));
    }
    state->boxes += boxes.count;
    state->loose += loose.count;
    return true;
}

/* The part of a number that names its row: store, section and row. */
static const char *row_of(const char *number, struct arena *arena)
{
    struct location location;
    if (!location_read(number, &location, arena))
        return number;
    for (int i = ROW_PARTS; i < LOCATION_PARTS; i++)
        location.parts[i] = NULL;
    return location_write(&location, arena);
}

static struct shelf_state *state_for(struct mapping *mapping, const char *number)
{
    struct shelves_answer *answer = mapping->answer;
    for (size_t i = answer->count; mapping->request->rows && i-- > 0;)
        if (strcmp(answer->rows[i].number, number) == 0)
            return &answer->rows[i];
    if (answer->count == mapping->capacity) {
        size_t capacity = mapping->capacity ? mapping->capacity * 2 : 64;
        struct shelf_state *rows = arena_array(mapping->results, capacity, sizeof *rows);
        if (answer->count > 0)
            memcpy(rows, answer->rows, answer->count * sizeof *rows);
        answer->rows = rows;
        mapping->capacity = capacity;
    }
    struct shelf_state *state = &answer->rows[answer->count++];
    *state = (struct shelf_state){.number = arena_copy(mapping->results, number)};
    return state;
}

static bool add_shelf(struct mapping *mapping, struct transaction *transaction, uint64_t place)
{
    const struct trade *trade = &mapping->registry->trade;
    struct record *shelf = NULL;
    struct arena *work = arena_new();
    enum store_result result =
        record_load(transaction, mapping->registry, trade->shelf.form, place, work, &shelf, NULL);
    bool well = result != STORE_FAILED;
    if (result == STORE_OK && !shelf->removed && value_of(shelf, trade->shelf.shelf_no)) {
        const char *number = value_of(shelf, trade->shelf.shelf_no);
        const char *closed = value_of(shelf, trade->shelf.closed);
        struct shelf_state *state =
            state_for(mapping, mapping->request->rows ? row_of(number, work) : number);
        state->record = place;
        state->shelves++;
        struct shelf_state own = {0};
        well = weigh(transaction, mapping->registry, number, &own, work);
        own.length = (uint64_t)shelf_length(trade, shelf);
        state->length += own.length;
        state->used += own.used;
        state->boxes += own.boxes;
        state->loose += own.loose;
        state->over += own.length > 0 && own.used > own.length;
        state->closed = closed && strcmp(closed, "1") == 0;
    }
    arena_free(work);
    return well;
}

static bool map_body(struct transaction *transaction, void *context, struct arena *arena,
                     struct fault *fault)
{
    struct mapping *mapping = context;
    const struct registry *registry = mapping->registry;
    const struct shelf_fields *fields = &registry->trade.shelf;
    const char *prefix = mapping->request->prefix ? mapping->request->prefix : "";
    (void)fault;
    *mapping->answer = (struct shelves_answer){0};
    mapping->shelves = (struct numbers){0};
    mapping->arena = arena;
    mapping->capacity = 0;
    if (!registry->trade.places)
        return true;
    mapping->low = field_term(fields->shelf_no, prefix, arena);
    mapping->length = strlen(mapping->low);
    struct index_walk walk = {.tag = index_tag(fields->shelf_no, KIND_UNIQUE),
                              .low = mapping->low,
                              .high = *prefix ? term_after(arena, mapping->low) : NULL};
    if (records_walk(transaction, records_of(registry, fields->form), &walk, take_shelf, mapping) ==
        STORE_FAILED)
        return false;
    for (size_t i = 0; i < mapping->shelves.count; i++) {
        if (mapping->answer->count >= ROWS_MOST) {
            mapping->answer->cut = true;
            break;
        }
        if (!add_shelf(mapping, transaction, mapping->shelves.items[i]))
            return false;
    }
    return true;
}

bool registry_shelves(struct registry *registry, const struct shelves_request *request,
                      struct arena *arena, struct shelves_answer *answer, struct fault *fault)
{
    struct mapping mapping = {
        .registry = registry, .request = request, .results = arena, .answer = answer};
    return transaction_run(registry->store, TRANSACTION_READ, map_body, &mapping, arena, fault);
}

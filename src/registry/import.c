#include "registry/import.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "form/check.h"
#include "registry/batch.h"
#include "registry/import_writing.h"
#include "registry/presence.h"
#include "registry/registers.h"
#include "registry/storerooms.h"
#include "registry/upkeep.h"

enum {
    GROUP_ROWS = 500,
    GROUP_ROWS_LEAST = 200,
    GROUP_ROWS_MOST = 1000,
    MILLISECONDS_LEAST = 5, /* of a write transaction: below, groups grow; */
    MILLISECONDS_MOST = 8,  /* above, they shrink, because readers wait for it */
    SLOTS = 3,              /* groups that are ready or being written */
};

void memory_add(struct memory *memory, const char *text, size_t length)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
    hash = (hash ^ hash >> 32) | 1;
    if (memory->count * 2 >= memory->size) {
        struct memory larger = {.size = memory->size ? memory->size * 2 : 1024};
        larger.hashes = memory_alloc(larger.size * sizeof *larger.hashes);
        larger.count = memory->count;
        for (size_t i = 0; i < memory->size; i++) {
            if (!memory->hashes[i])
                continue;
            size_t place = memory->hashes[i] & (larger.size - 1);
            while (larger.hashes[place])
                place = (place + 1) & (larger.size - 1);
            larger.hashes[place] = memory->hashes[i];
        }
        free(memory->hashes);
        *memory = larger;
    }
    size_t place = hash & (memory->size - 1);
    while (memory->hashes[place] && memory->hashes[place] != hash)
        place = (place + 1) & (memory->size - 1);
    memory->count += memory->hashes[place] == 0;
    memory->hashes[place] = hash;
}

bool memory_holds(const struct memory *memory, const char *text, size_t length)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    if (memory->size == 0)
        return false;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
    hash = (hash ^ hash >> 32) | 1;
    size_t place = hash & (memory->size - 1);
    while (memory->hashes[place] && memory->hashes[place] != hash)
        place = (place + 1) & (memory->size - 1);
    return memory->hashes[place] == hash;
}

void memory_free(struct memory *memory)
{
    free(memory->hashes);
    *memory = (struct memory){0};
}

static bool begin_body(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct import *import = context;
    struct import_state kept;
    enum store_result result = import_state_read(transaction, import->registry, import->key, &kept);
    if (result == STORE_FAILED)
        return false;
    bool known = result == STORE_OK;
    bool worthless = known && kept.finished && kept.counts.added + kept.counts.updated == 0 &&
                     kept.counts.rejected > 0;
    bool failed = false;
    bool undone = known && batch_undone(transaction, import->registry, kept.batch, arena, &failed);
    if (failed)
        return false;
    if (known && !worthless && !undone) {
        import->state.batch = kept.batch;
        import->state.rows_done = kept.rows_done;
        import->state.finished = kept.finished;
        import->state.counts = kept.counts;
        return true;
    }
    import->state.rows_done = 0;
    import->state.finished = false;
    import->state.counts = (struct import_counts){0};
    return batch_open(transaction, import->registry, &import->author, BATCH_IMPORTED, import->form,
                      import->state.name, arena, &import->state.batch, fault) &&
           import_state_write(transaction, import->registry, import->key, &import->state) ==
               STORE_OK;
}

static bool columns_find(struct import *import, const struct import_start *start,
                         struct arena *arena, struct fault *fault)
{
    import->field_count = start->field_count;
    import->fields = arena_array(import->arena, start->field_count + 1, sizeof *import->fields);
    for (size_t i = 0; i < start->field_count; i++) {
        if (!start->fields[i])
            continue;
        const struct field *field = field_named(import->form, start->fields[i]);
        if (!field)
            return fault_set(fault, arena, FAULT_USAGE, NULL, N_("{1} has no field {2}."),
                             import->form->label, start->fields[i], NULL);
        if (field->type != FIELD_AGE && !field->computed)
            import->fields[i] = field;
    }
    return true;
}

/* Archive numbers are given out, those of readings and inspections too; boxes and shelves get their
 * labels. */
static bool one_by_one(const struct trade *trade, const struct form *form)
{
    return (trade->archives && form == trade->archive.form) ||
           (trade->places && (form == trade->box.form || form == trade->shelf.form)) ||
           storeroom_numbers(form);
}

bool registry_import_begin(struct registry *registry, const struct author *author,
                           const struct import_start *start, struct arena *arena,
                           struct import **out, struct import_begun *begun, struct fault *fault)
{
    const struct form *form = form_wanted(registry, start->form, arena, fault);
    if (!form)
        return false;
    struct arena *own = arena_new();
    struct import *import = arena_alloc(own, sizeof *import);
    *import = (struct import){
        .arena = own,
        .registry = registry,
        .author = {arena_copy(own, author->user), author->uid, author->session},
        .form = form,
        .on_duplicate = start->on_duplicate,
        .check = start->check,
        .today = date_today(),
        .one_by_one = one_by_one(&registry->trade, form) || register_form(form),
        .group_rows = GROUP_ROWS,
    };
    import->state.form = form->name;
    import->state.name = arena_copy(own, start->name ? start->name : "");
    import->state.author = import->author.user;
    import->state.time = (int64_t)time(NULL);
    import->blank = record_start(form, NULL, &import->today, own);
    import_key(start, import->key);
    if (!columns_find(import, start, arena, fault) ||
        (!import->check &&
         !transaction_run(registry->store, TRANSACTION_WRITE, begin_body, import, arena, fault)) ||
        !twins_start(import, arena, fault) || !presence_enter(registry, form, arena, fault)) {
        memory_free(&import->former);
        arena_free(own);
        return false;
    }
    import->resumed = import->state.rows_done > 0;
    *out = import;
    *begun = (struct import_begun){
        .batch = import->state.batch,
        .rows_done = import->state.rows_done,
        .finished = import->state.finished,
        .counts = import->state.counts,
    };
    return true;
}

void registry_import_end(struct import *import)
{
    if (!import)
        return;
    presence_leave(import->registry);
    upkeep_want(import->registry->upkeep);
    if (import->first_added > 0 && import->form == import->registry->trade.resident.form &&
        import->registry->trade.double_work)
        upkeep_want_doubles(import->registry->upkeep, &import->author, import->first_added - 1);
    memory_free(&import->remembered);
    numbering_free(&import->numbering);
    numbering_free(&import->alike.known);
    memory_free(&import->weddings);
    memory_free(&import->met);
    memory_free(&import->former);
    arena_free(import->arena);
}

/* Groups on their way from the thread that makes them ready to the one that writes them. */
struct pipeline {
    const struct import *import;
    const struct import_rows *rows;
    size_t first; /* place of the first row that is not done yet */
    size_t group_rows;
    size_t group_count;
    uint64_t change_expected;
    struct import_group slots[SLOTS];
    pthread_mutex_t lock;
    pthread_cond_t moved;
    size_t ready;   /* groups made ready */
    size_t written; /* groups written */
    bool stopped;
};

static void group_start(const struct pipeline *pipeline, size_t place, struct import_group *group)
{
    size_t from = pipeline->first + place * pipeline->group_rows;
    size_t left = pipeline->rows->count - from;
    arena_reset(group->arena);
    group->first = from;
    group->count = left < pipeline->group_rows ? left : pipeline->group_rows;
    group->change_expected = pipeline->change_expected ? pipeline->change_expected + place : 0;
}

static void *make_ready(void *context)
{
    struct pipeline *pipeline = context;
    for (size_t place = 0; place < pipeline->group_count; place++) {
        pthread_mutex_lock(&pipeline->lock);
        while (!pipeline->stopped && place >= pipeline->written + SLOTS)
            pthread_cond_wait(&pipeline->moved, &pipeline->lock);
        bool stopped = pipeline->stopped;
        pthread_mutex_unlock(&pipeline->lock);
        if (stopped)
            break;
        struct import_group *group = &pipeline->slots[place % SLOTS];
        group_start(pipeline, place, group);
        import_prepare(pipeline->import, pipeline->rows, group);
        pthread_mutex_lock(&pipeline->lock);
        pipeline->ready = place + 1;
        pthread_cond_signal(&pipeline->moved);
        pthread_mutex_unlock(&pipeline->lock);
    }
    return NULL;
}

static int64_t milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void groups_fit(struct import *import, int64_t taken, size_t rows)
{
    if (rows < import->group_rows)
        return;
    if (taken > MILLISECONDS_MOST)
        import->group_rows -= import->group_rows / 5;
    else if (taken < MILLISECONDS_LEAST)
        import->group_rows += import->group_rows / 10;
    if (import->group_rows < GROUP_ROWS_LEAST)
        import->group_rows = GROUP_ROWS_LEAST;
    if (import->group_rows > GROUP_ROWS_MOST)
        import->group_rows = GROUP_ROWS_MOST;
}

static bool write_groups(struct import *import, struct pipeline *pipeline,
                         struct import_outcome *outcome, struct fault *fault)
{
    bool well = true;
    for (size_t place = 0; well && place < pipeline->group_count; place++) {
        pthread_mutex_lock(&pipeline->lock);
        while (pipeline->ready <= place)
            pthread_cond_wait(&pipeline->moved, &pipeline->lock);
        pthread_mutex_unlock(&pipeline->lock);
        struct import_group *group = &pipeline->slots[place % SLOTS];
        int64_t start = milliseconds();
        bool last = pipeline->rows->last && place + 1 == pipeline->group_count;
        well = import_write(import, group, last, outcome, fault);
        groups_fit(import, milliseconds() - start, group->count);
        pthread_mutex_lock(&pipeline->lock);
        pipeline->written = place + 1;
        pipeline->stopped = !well;
        pthread_cond_signal(&pipeline->moved);
        pthread_mutex_unlock(&pipeline->lock);
    }
    return well;
}

static bool run_groups(struct import *import, const struct import_rows *rows, size_t first,
                       struct import_outcome *outcome, struct fault *fault)
{
    size_t count = rows->count - first;
    struct pipeline pipeline = {
        .import = import,
        .rows = rows,
        .first = first,
        .group_rows = import->group_rows,
        .group_count = (count + import->group_rows - 1) / import->group_rows,
        .change_expected = import->change_last ? import->change_last + 1 : 0,
    };
    if (pipeline.group_count == 0)
        pipeline.group_count = 1;
    for (int i = 0; i < SLOTS; i++)
        pipeline.slots[i].arena = arena_new();
    pthread_mutex_init(&pipeline.lock, NULL);
    pthread_cond_init(&pipeline.moved, NULL);
    pthread_t thread;
    bool helped =
        pipeline.group_count > 1 && pthread_create(&thread, NULL, make_ready, &pipeline) == 0;
    bool well = true;
    if (helped) {
        well = write_groups(import, &pipeline, outcome, fault);
        pthread_join(thread, NULL);
    } else {
        for (size_t place = 0; well && place < pipeline.group_count; place++) {
            struct import_group *group = &pipeline.slots[0];
            group_start(&pipeline, place, group);
            import_prepare(import, rows, group);
            well = import_write(import, group, rows->last && place + 1 == pipeline.group_count,
                                outcome, fault);
        }
    }
    pthread_cond_destroy(&pipeline.moved);
    pthread_mutex_destroy(&pipeline.lock);
    for (int i = 0; i < SLOTS; i++)
        arena_free(pipeline.slots[i].arena);
    return well;
}

static void tell_screens(struct import *import, const struct import_answer *answer)
{
    const struct registry *registry = import->registry;
    if (import->check || answer->counts.added + answer->counts.updated == 0)
        return;
    change_announce(registry, &import->author, import->form, 0, 0, true);
    if (import->form != registry->trade.resident.form)
        return;
    if (registry->trade.household.form)
        change_announce(registry, &import->author, registry->trade.household.form, 0, 0, true);
    if (registry->trade.grid)
        change_announce(registry, &import->author, registry->trade.grid, 0, 0, true);
}

bool registry_import_rows(struct import *import, const struct import_rows *rows,
                          struct arena *arena, struct import_answer *answer, struct fault *fault)
{
    *answer = (struct import_answer){0};
    if (!import->check && rows->batch != import->state.batch)
        return fault_set(fault, arena, FAULT_USAGE, NULL,
                         N_("These rows belong to another import."), NULL);
    uint64_t done = import->state.rows_done;
    if (rows->first > done + 1)
        return fault_set(fault, arena, FAULT_USAGE, NULL,
                         N_("Rows are missing: row {1} comes after row {2}."),
                         arena_format(arena, "%llu", (unsigned long long)rows->first),
                         arena_format(arena, "%llu", (unsigned long long)done), NULL);
    size_t first = (size_t)(done + 1 - rows->first);
    if (import->state.finished || (first >= rows->count && !rows->last))
        return true;
    if (first > rows->count)
        first = rows->count;
    struct import_outcome outcome = {.results = arena, .answer = answer};
    bool well = run_groups(import, rows, first, &outcome, fault);
    tell_screens(import, answer);
    if (well && rows->last && !import->check)
        well = store_flush(import->registry->store, arena, fault);
    return well;
}

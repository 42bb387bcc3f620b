#include "registry/batch.h"

#include <stdlib.h>
#include <string.h>
#include "form/check.h"
#include "text/message.h"

static void put(struct record *record, const char *name, const char *value)
{
    const struct field *field = field_named(record->form, name);
    if (field && value)
        record_put(record, field, value);
}

static const char *number_words(struct arena *arena, uint64_t number)
{
    return arena_format(arena, "%llu", (unsigned long long)number);
}

static bool record_write(struct change *change, const char *source, const struct form *form,
                         const char *file, uint64_t batch)
{
    const struct form *own = form_named(change->registry->forms, "batch");
    char day[DATE_SIZE];
    if (!own || !own->key)
        return true;
    struct record *record = change_new(change, own);
    date_write(&change->today, day);
    record_put(record, own->key, number_words(change->arena, batch));
    put(record, "opened", arena_copy(change->arena, day));
    put(record, "source", source);
    put(record, "clerk", change->author->user);
    put(record, "record_type", form->name);
    put(record, "file", file && *file ? file : NULL);
    return change_apply(change) && !change->failed;
}

static struct change change_start(struct transaction *transaction, struct registry *registry,
                                  const struct author *author, struct arena *arena,
                                  struct fault *fault)
{
    struct date today = date_today();
    return (struct change){
        .registry = registry,
        .transaction = transaction,
        .arena = arena,
        .author = author,
        .today = today,
        .day = today,
        .time = date_now(),
        .action = N_("batch"),
        .fault = fault,
    };
}

bool batch_open(struct transaction *transaction, struct registry *registry,
                const struct author *author, const char *source, const struct form *form,
                const char *file, struct arena *arena, uint64_t *batch, struct fault *fault)
{
    struct change change = change_start(transaction, registry, author, arena, fault);
    return counter_next(transaction, COUNTER_BATCH, batch) == STORE_OK &&
           record_write(&change, source, form, file, *batch);
}

struct opening {
    struct registry *registry;
    const struct author *author;
    const struct form *form;
    uint64_t batch;
};

static bool opening_body(struct transaction *transaction, void *context, struct arena *arena,
                         struct fault *fault)
{
    struct opening *opening = context;
    return batch_open(transaction, opening->registry, opening->author, BATCH_KEYED, opening->form,
                      NULL, arena, &opening->batch, fault);
}

bool batch_open_alone(struct registry *registry, const struct author *author,
                      const struct form *form, struct arena *arena, uint64_t *batch,
                      struct fault *fault)
{
    struct opening opening = {registry, author, form, 0};
    const struct form *own = form_named(registry->forms, "batch");
    bool done =
        transaction_run(registry->store, TRANSACTION_WRITE, opening_body, &opening, arena, fault);
    *batch = done ? opening.batch : 0;
    if (done && own)
        change_announce(registry, author, own, 0, 0, true);
    return done;
}

const struct record *batch_record(struct change *change, uint64_t batch)
{
    const struct form *own = form_named(change->registry->forms, "batch");
    return own && own->key ? change_follow(change, own, number_words(change->arena, batch)) : NULL;
}

bool batch_count(struct transaction *transaction, struct registry *registry,
                 const struct author *author, uint64_t batch, uint64_t more, struct arena *arena,
                 struct fault *fault)
{
    struct change change = change_start(transaction, registry, author, arena, fault);
    const struct record *there = batch > 0 && more > 0 ? batch_record(&change, batch) : NULL;
    if (!there || change.failed)
        return !change.failed;
    struct record *record = change_edit(&change, there->form, there->number);
    const char *before = record_value(record, "records");
    uint64_t count = (before ? strtoull(before, NULL, 10) : 0) + more;
    put(record, "records", number_words(arena, count));
    return change_apply(&change) && !change.failed;
}

bool batch_keyed_by(struct change *change, uint64_t batch, const char *clerk)
{
    const struct record *record = batch_record(change, batch);
    const char *whose = record ? record_value(record, "clerk") : NULL;
    const char *source = record ? record_value(record, "source") : NULL;
    const char *state = record ? record_value(record, "state") : NULL;
    bool standing = !state || strcmp(state, BATCH_STANDING) == 0;
    return whose && source && standing && strcmp(whose, clerk) == 0 &&
           strcmp(source, BATCH_KEYED) == 0;
}

bool batch_undone(struct transaction *transaction, struct registry *registry, uint64_t batch,
                  struct arena *arena, bool *failed)
{
    struct fault fault = {0};
    struct change change = {
        .registry = registry, .transaction = transaction, .arena = arena, .fault = &fault};
    const struct record *record = batch_record(&change, batch);
    const char *state = record ? record_value(record, "state") : NULL;
    *failed = change.failed;
    return state && strcmp(state, BATCH_UNDONE) == 0;
}

#include "registry/reindex.h"

#include <string.h>
#include "registry/lookup.h"

enum { BATCH_RECORDS = 500, BATCH_ENTRIES = 5000, KINDS = 8 };

struct rebuild {
    struct registry *registry;
    struct catalogue *catalogue;
    struct catalogue_form *kept;
    const struct form *form; /* NULL: the form files do not have it any more */
    bool *tags;              /* by field tag: to be built or dropped */
    uint16_t tag;            /* being dropped */
    int kind;
    bool finished;
    struct arena *arena;
};

static const struct field *field_tagged(const struct form *form, uint16_t tag)
{
    for (unsigned i = 0; form && i < form->field_count; i++)
        if (form->fields[i].tag == tag)
            return &form->fields[i];
    return NULL;
}

static unsigned wanted_of(const struct rebuild *rebuild, uint16_t tag)
{
    const struct field *field = field_tagged(rebuild->form, tag);
    return field ? indexes_wanted(rebuild->form, field) : 0;
}

/* Names the work: fields and the indexes they are to have. NULL where nothing is to be done. */
static const char *work_of(struct rebuild *rebuild, struct arena *arena)
{
    struct catalogue_form *kept = rebuild->kept;
    bool all = kept->terms_version != RECORD_TERMS_VERSION;
    const char *work = NULL;
    rebuild->tags = arena_array(arena, (size_t)kept->last_tag + 1, sizeof *rebuild->tags);
    for (size_t i = 0; i < kept->field_count; i++) {
        unsigned wanted = wanted_of(rebuild, kept->fields[i].tag);
        if (wanted == kept->fields[i].built && !(all && wanted))
            continue;
        rebuild->tags[kept->fields[i].tag] = true;
        work = arena_format(arena, "%s%u:%u ", work ? work : "", kept->fields[i].tag, wanted);
    }
    return work ? arena_format(arena, "%sv%d", work, RECORD_TERMS_VERSION) : NULL;
}

static bool drop_body(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct rebuild *rebuild = context;
    (void)arena;
    (void)fault;
    unsigned place = form_place(rebuild->registry, rebuild->form);
    return records_drop_tag(transaction, rebuild->registry->records[place],
                            (uint16_t)(rebuild->tag * KINDS + rebuild->kind), BATCH_ENTRIES,
                            &rebuild->finished) != STORE_FAILED;
}

static bool drop(struct rebuild *rebuild, struct fault *fault)
{
    for (size_t i = 0; i < rebuild->kept->field_count; i++) {
        rebuild->tag = rebuild->kept->fields[i].tag;
        for (rebuild->kind = 0; rebuild->tags[rebuild->tag] && rebuild->kind < KINDS;
             rebuild->kind++) {
            do {
                if (!transaction_run(rebuild->registry->store, TRANSACTION_BULK, drop_body, rebuild,
                                     rebuild->arena, fault))
                    return false;
            } while (!rebuild->finished);
        }
    }
    return true;
}

struct found {
    struct item {
        uint64_t number;
        struct bytes bytes;
    } items[BATCH_RECORDS];
    size_t count;
    struct arena *arena;
};

static bool take(void *context, uint64_t number, struct bytes record)
{
    struct found *found = context;
    void *copy = arena_alloc(found->arena, record.length + 1);
    memcpy(copy, record.data, record.length);
    found->items[found->count++] = (struct item){.number = number, .bytes = {copy, record.length}};
    return found->count < BATCH_RECORDS;
}

static bool build_one(struct transaction *transaction, const struct rebuild *rebuild,
                      const struct item *item, struct arena *arena, struct fault *fault)
{
    struct record *record = record_unpack(rebuild->form, item->number, item->bytes.data,
                                          item->bytes.length, arena, fault);
    if (!record)
        return false;
    if (record->removed)
        return true;
    struct record_terms terms = {0};
    record_terms(record, arena, &terms);
    struct term *added = arena_array(arena, terms.count, sizeof *added);
    size_t count = 0;
    for (size_t i = 0; i < terms.count; i++)
        if (rebuild->tags[terms.items[i].tag / KINDS])
            added[count++] = (struct term){.tag = terms.items[i].tag,
                                           .unique = terms.items[i].unique,
                                           .text = terms.items[i].text};
    return count == 0 || records_index(transaction, records_of(rebuild->registry, rebuild->form),
                                       item->number, NULL, 0, added, count) == STORE_OK;
}

static void mark_built(struct rebuild *rebuild)
{
    struct catalogue_form *kept = rebuild->kept;
    for (size_t i = 0; i < kept->field_count; i++)
        kept->fields[i].built = wanted_of(rebuild, kept->fields[i].tag);
    kept->terms_version = RECORD_TERMS_VERSION;
    kept->pending = NULL;
    kept->position = 0;
}

static bool build_body(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct rebuild *rebuild = context;
    const struct catalogue_form before = *rebuild->kept;
    struct found *found = arena_alloc(arena, sizeof *found);
    found->arena = arena;
    unsigned place = form_place(rebuild->registry, rebuild->form);
    if (records_scan(transaction, rebuild->registry->records[place], before.position, false, take,
                     found) == STORE_FAILED)
        return false;
    for (size_t i = 0; i < found->count; i++)
        if (!build_one(transaction, rebuild, &found->items[i], arena, fault))
            return false;
    if (found->count > 0)
        rebuild->kept->position = found->items[found->count - 1].number;
    rebuild->finished = found->count < BATCH_RECORDS;
    if (rebuild->finished)
        mark_built(rebuild);
    if (catalogue_keep(transaction, rebuild->registry, rebuild->catalogue))
        return true;
    *rebuild->kept = before;
    return false;
}

static bool keep_body(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct rebuild *rebuild = context;
    (void)arena;
    (void)fault;
    return catalogue_keep(transaction, rebuild->registry, rebuild->catalogue);
}

static bool count_body(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct rebuild *rebuild = context;
    uint64_t *count = arena_alloc(rebuild->arena, sizeof *count);
    (void)arena;
    (void)fault;
    unsigned place = form_place(rebuild->registry, rebuild->form);
    if (records_count(transaction, rebuild->registry->records[place], count) == STORE_FAILED)
        return false;
    rebuild->finished = *count == 0;
    return true;
}

static bool rebuild_form(struct rebuild *rebuild, const char *work, service_progress *progress,
                         void *context, struct fault *fault)
{
    struct registry *registry = rebuild->registry;
    struct catalogue_form *kept = rebuild->kept;
    if (!transaction_run(registry->store, TRANSACTION_READ, count_body, rebuild, rebuild->arena,
                         fault))
        return false;
    bool empty = rebuild->finished;
    if (!empty && (!kept->pending || strcmp(kept->pending, work) != 0)) {
        if (!drop(rebuild, fault))
            return false;
        kept->pending = work;
        kept->position = 0;
    }
    if (empty) {
        mark_built(rebuild);
        return transaction_run(registry->store, TRANSACTION_WRITE, keep_body, rebuild,
                               rebuild->arena, fault);
    }
    do {
        if (!transaction_run(registry->store, TRANSACTION_BULK, build_body, rebuild, rebuild->arena,
                             fault))
            return false;
        if (progress && !progress(context, kept->position, 0))
            return fault_set(fault, rebuild->arena, FAULT_SURROUNDINGS, NULL,
                             N_("Building the indexes was stopped; it goes on at the next start."),
                             NULL);
    } while (!rebuild->finished);
    return true;
}

bool reindex(struct registry *registry, struct catalogue *catalogue, service_progress *progress,
             void *context, struct arena *arena, struct fault *fault)
{
    bool worked = false;
    for (unsigned i = 0; i < registry->forms->count; i++) {
        struct rebuild rebuild = {
            .registry = registry,
            .catalogue = catalogue,
            .form = registry->forms->forms[i],
            .arena = arena,
        };
        rebuild.kept = catalogue_named(catalogue, rebuild.form->name);
        const char *work = work_of(&rebuild, arena);
        if (!work)
            continue;
        if (!rebuild_form(&rebuild, work, progress, context, fault))
            return false;
        worked = true;
    }
    return !worked || store_flush(registry->store, arena, fault);
}

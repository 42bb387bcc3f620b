#include "registry/verifying.h"

#include <string.h>
#include "registry/references.h"
#include "registry/scan.h"

enum { ENTRIES_AT_ONCE = 4096, JUDGED_AT_ONCE = 500, KINDS = 8 };

/* A walk along one tag of an index, some entries in each transaction. */
struct along {
    struct verifying *verifying;
    const struct form *form;
    uint16_t tag;
    size_t most;
    struct arena *work;
    struct entries entries;
    struct list_place after;
    char term[RECORDS_TERM_MAX + 8];
    bool finished;
};

static bool along_body(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct along *along = context;
    struct index_walk walk = {
        .tag = along->tag,
        .low = "",
        .started = along->after.number > 0,
        .after_term = along->term,
        .after_number = along->after.number,
    };
    (void)arena;
    (void)fault;
    arena_reset(along->work);
    return entries_read(transaction, records_of(along->verifying->registry, along->form), &walk,
                        along->most, along->work, &along->entries) == STORE_OK;
}

/* The next entries; false: the store gave up. */
static bool along_next(struct along *along)
{
    if (!transaction_run(along->verifying->registry->store, TRANSACTION_READ, along_body, along,
                         along->verifying->arena, along->verifying->fault))
        return false;
    along->finished = along->entries.count < along->most;
    if (along->entries.count > 0) {
        const struct place_entry *last = &along->entries.items[along->entries.count - 1];
        along->after.number = last->number;
        memcpy(along->term, last->term, strlen(last->term) + 1);
    }
    return true;
}

static struct along along_start(struct verifying *verifying, const struct form *form, uint16_t tag,
                                size_t most)
{
    return (struct along){
        .verifying = verifying, .form = form, .tag = tag, .most = most, .work = arena_new()};
}

/* Entries judged against their records, or records against their entries. */
struct judged {
    struct verifying *verifying;
    const struct form *form;
    uint16_t tag;
    const struct entries *entries;
    uint64_t after; /* records */
    size_t taken;
    bool failed;
    struct transaction *transaction;
    struct arena *arena;
};

static bool has_term(const struct record *record, uint16_t tag, const char *text,
                     struct arena *arena)
{
    struct record_terms terms = {0};
    if (record->removed)
        return false;
    record_terms(record, arena, &terms);
    for (size_t i = 0; i < terms.count; i++)
        if (terms.items[i].tag == tag && strncmp(terms.items[i].text, text, strlen(text)) == 0 &&
            (strlen(terms.items[i].text) == strlen(text) ||
             strlen(terms.items[i].text) > RECORDS_TERM_MAX))
            return true;
    return false;
}

static const struct field *field_of(const struct form *form, uint16_t tag)
{
    for (unsigned i = 0; i < form->field_count; i++)
        if (form->fields[i].tag == tag / KINDS)
            return &form->fields[i];
    return NULL;
}

struct presence {
    const char *term;
    uint64_t number;
    bool there;
};

static bool see_entry(void *context, const char *term, uint64_t number)
{
    struct presence *presence = context;
    presence->there = number == presence->number && strcmp(term, presence->term) == 0;
    return false;
}

static bool entry_there(struct judged *judged, uint16_t tag, const char *term, uint64_t number)
{
    struct presence presence = {term, number, false};
    struct index_walk walk = {
        .tag = tag,
        .low = term,
        .started = number > 1,
        .after_term = term,
        .after_number = number - 1,
    };
    if (records_walk(judged->transaction, records_of(judged->verifying->registry, judged->form),
                     &walk, see_entry, &presence) == STORE_FAILED)
        judged->failed = true;
    return presence.there;
}

static bool entries_body(struct transaction *transaction, void *context, struct arena *arena,
                         struct fault *fault)
{
    struct judged *judged = context;
    struct verifying *verifying = judged->verifying;
    judged->transaction = transaction;
    judged->failed = false;
    for (size_t i = 0; i < judged->entries->count; i++) {
        const struct place_entry *entry = &judged->entries->items[i];
        struct record *record = NULL;
        enum store_result result = record_load(transaction, verifying->registry, judged->form,
                                               entry->number, arena, &record, NULL);
        (void)fault;
        if (result == STORE_FAILED)
            return false;
        if (result == STORE_OK && has_term(record, judged->tag, entry->term, arena))
            continue;
        if (!entry_there(judged, judged->tag, entry->term, entry->number))
            continue; /* changed since it was read */
        const struct field *field = field_of(judged->form, judged->tag);
        verify_tell(verifying, false,
                    N_("{1}: the index of {2} leads from {3} to {4}, which does not have it."),
                    judged->form->label, field ? field->label : "", entry->term,
                    verify_number(arena, entry->number), NULL);
    }
    return !judged->failed;
}

static bool judge_record(void *context, uint64_t number, struct bytes bytes)
{
    struct judged *judged = context;
    struct record_terms terms = {0};
    if (judged->taken == JUDGED_AT_ONCE)
        return false;
    judged->taken++;
    judged->after = number;
    struct record *record =
        record_unpack(judged->form, number, bytes.data, bytes.length, judged->arena, NULL);
    if (!record || record->removed)
        return true;
    record_terms(record, judged->arena, &terms);
    for (size_t i = 0; i < terms.count && !judged->failed; i++) {
        const char *text = terms.items[i].text;
        if (terms.items[i].tag != judged->tag || strlen(text) > RECORDS_TERM_MAX ||
            entry_there(judged, judged->tag, text, number) || judged->failed)
            continue;
        const struct field *field = field_of(judged->form, judged->tag);
        verify_tell(judged->verifying, false, N_("{1} {2}: {3} is missing in the index of {4}."),
                    judged->form->label, verify_number(judged->arena, number), text,
                    field ? field->label : "", NULL);
    }
    return !judged->failed;
}

static bool records_body(struct transaction *transaction, void *context, struct arena *arena,
                         struct fault *fault)
{
    struct judged *judged = context;
    (void)fault;
    judged->transaction = transaction;
    judged->arena = arena;
    judged->taken = 0;
    judged->failed = false;
    return records_scan(transaction, records_of(judged->verifying->registry, judged->form),
                        judged->after, false, judge_record, judged) == STORE_OK &&
           !judged->failed;
}

/* Both ways, entry by entry and record by record. */
static bool judge_tag(struct verifying *verifying, const struct form *form, uint16_t tag)
{
    struct along along = along_start(verifying, form, tag, JUDGED_AT_ONCE);
    struct judged judged = {.verifying = verifying, .form = form, .tag = tag};
    bool well = true;
    while (well && !along.finished) {
        well = along_next(&along);
        judged.entries = &along.entries;
        well = well && verify_judge(verifying, entries_body, &judged);
    }
    arena_free(along.work);
    do
        well = well && verify_judge(verifying, records_body, &judged);
    while (well && judged.taken == JUDGED_AT_ONCE);
    return well;
}

static bool check_tag(struct verifying *verifying, const struct form *form, uint16_t tag,
                      const struct index_sums *sums)
{
    struct along along = along_start(verifying, form, tag, ENTRIES_AT_ONCE);
    uint64_t sum = 0;
    uint64_t count = 0;
    bool well = true;
    while (well && !along.finished && !verifying->stopped) {
        well = along_next(&along);
        for (size_t i = 0; well && i < along.entries.count; i++)
            sum += index_hash(tag, along.entries.items[i].term, along.entries.items[i].number);
        if (well)
            count += along.entries.count;
        if (verifying->progress)
            verifying->stopped = !verifying->progress(verifying->progress_context, verifying->done,
                                                      verifying->total);
    }
    arena_free(along.work);
    if (!well || verifying->stopped || (sum == sums->sums[tag] && count == sums->counts[tag]))
        return well;
    return judge_tag(verifying, form, tag);
}

bool verify_index(struct verifying *verifying, const struct form *form,
                  const struct index_sums *sums)
{
    for (size_t tag = KINDS; tag < sums->size && !verifying->stopped; tag++)
        if (!check_tag(verifying, form, (uint16_t)tag, sums))
            return false;
    return true;
}

/* A value that refers to nothing, judged. */
struct dangling {
    struct verifying *verifying;
    const struct form *form;
    const struct field *field;
    uint64_t number;
};

static bool dangling_body(struct transaction *transaction, void *context, struct arena *arena,
                          struct fault *fault)
{
    struct dangling *dangling = context;
    const struct registry *registry = dangling->verifying->registry;
    struct record *record = NULL;
    enum store_result result =
        record_load(transaction, registry, dangling->form, dangling->number, arena, &record, NULL);
    (void)fault;
    if (result != STORE_OK)
        return result != STORE_FAILED;
    const char *value = record->removed ? NULL : record->values[dangling->field->number];
    for (const char *at = value; at;) {
        const char *end = strchr(at, MANY_SEPARATOR);
        const char *one = end ? arena_copy_bytes(arena, at, (size_t)(end - at)) : at;
        uint64_t number;
        result = lookup_reference(transaction, registry, dangling->field->reference, one, arena,
                                  &number);
        if (result == STORE_FAILED)
            return false;
        if (result == STORE_NONE)
            verify_tell(dangling->verifying, false, N_("{1} {2}: {3} {4} is not there."),
                        dangling->form->label, verify_number(arena, dangling->number),
                        dangling->field->label, one, NULL);
        at = end ? end + 1 : NULL;
    }
    return true;
}

/* Walks the field's index beside that of the key it refers to: both stand in the same order. */
static bool check_references(struct verifying *verifying, const struct form *form,
                             const struct field *field)
{
    enum index_kind kind;
    enum index_kind key_kind;
    const struct form *target = field->reference;
    if (!lookup_kind(field, &kind) || !target->key || !lookup_kind(target->key, &key_kind))
        return true;
    struct along from = along_start(verifying, form, index_tag(field, kind), ENTRIES_AT_ONCE);
    struct along keys =
        along_start(verifying, target, index_tag(target->key, key_kind), ENTRIES_AT_ONCE);
    size_t key = 0;
    bool well = along_next(&keys);
    while (well && !from.finished && !verifying->stopped) {
        well = along_next(&from);
        for (size_t i = 0; well && i < from.entries.count; i++) {
            const struct place_entry *entry = &from.entries.items[i];
            while (well && (key < keys.entries.count || !keys.finished) &&
                   (key == keys.entries.count ||
                    strcmp(keys.entries.items[key].term, entry->term) < 0)) {
                if (key < keys.entries.count) {
                    key++;
                } else {
                    well = along_next(&keys);
                    key = 0;
                }
            }
            bool found =
                key < keys.entries.count && strcmp(keys.entries.items[key].term, entry->term) == 0;
            struct dangling dangling = {verifying, form, field, entry->number};
            if (well && !found)
                well = verify_judge(verifying, dangling_body, &dangling);
        }
    }
    arena_free(from.work);
    arena_free(keys.work);
    return well;
}

bool verify_references(struct verifying *verifying, const struct form *form)
{
    for (unsigned i = 0; i < form->field_count; i++) {
        const struct field *field = &form->fields[i];
        if (field->type == FIELD_REFERENCE && field->reference &&
            !check_references(verifying, form, field))
            return false;
    }
    return true;
}

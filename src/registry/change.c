#include "registry/change.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>
#include "registry/change_index.h"
#include "registry/presence.h"
#include "registry/tree.h"
#include "text/message.h"

static void add_fault(struct change *change, const struct field *field, bool warning,
                      const char *message, va_list arguments)
{
    struct fault *fault = faults_add(&change->faults, change->arena);
    *fault = (struct fault){
        .kind = FAULT_DATA,
        .warning = warning,
        .message = message,
        .field = field ? field->name : NULL,
    };
    for (int i = 0; i < FAULT_ARGUMENTS; i++) {
        const char *argument = va_arg(arguments, const char *);
        if (!argument)
            break;
        fault->arguments[i] = arena_copy(change->arena, argument);
    }
}

void change_error(struct change *change, const struct field *field, const char *message, ...)
{
    va_list arguments;
    va_start(arguments, message);
    add_fault(change, field, false, message, arguments);
    va_end(arguments);
}

void change_warning(struct change *change, const struct field *field, const char *message, ...)
{
    va_list arguments;
    va_start(arguments, message);
    add_fault(change, field, true, message, arguments);
    va_end(arguments);
}

void change_add(struct change *change, struct record *record, struct record *old,
                struct bytes old_bytes)
{
    if (change->count == change->capacity) {
        size_t capacity = change->capacity ? change->capacity * 2 : 8;
        struct change_item *items = arena_array(change->arena, capacity, sizeof *items);
        if (change->count > 0)
            memcpy(items, change->items, change->count * sizeof *items);
        change->items = items;
        change->capacity = capacity;
    }
    change->items[change->count++] =
        (struct change_item){.record = record, .old = old, .old_bytes = old_bytes};
    change_index_add(change);
}

struct change_item *change_item_of(struct change *change, const struct record *record)
{
    return change_index_record(change, record);
}

static struct record *load(struct change *change, const struct form *form, uint64_t number,
                           struct bytes *bytes)
{
    enum store_result result =
        records_get(change->transaction, records_of(change->registry, form), number, bytes);
    struct record *record = NULL;
    if (result == STORE_OK)
        record =
            record_unpack(form, number, bytes->data, bytes->length, change->arena, change->fault);
    if (result == STORE_FAILED || (result == STORE_OK && !record))
        change->failed = true;
    return record && !record->removed ? record : NULL;
}

const struct record *change_see(struct change *change, const struct form *form, uint64_t number)
{
    const struct change_item *item = change_index_number(change, form, number);
    struct bytes bytes;
    if (item)
        return item->record->removed ? NULL : item->record;
    return load(change, form, number, &bytes);
}

struct record *change_edit(struct change *change, const struct form *form, uint64_t number)
{
    const struct change_item *item = change_index_number(change, form, number);
    if (item)
        return item->record->removed ? NULL : item->record;
    struct bytes bytes;
    struct record *old = load(change, form, number, &bytes);
    if (!old)
        return NULL;
    struct record *record = record_copy(old, change->arena);
    change_add(change, record, old, bytes);
    return record;
}

struct record *change_new(struct change *change, const struct form *form)
{
    struct record *record = record_start(form, NULL, &change->today, change->arena);
    change_add(change, record, NULL, (struct bytes){0});
    return record;
}

const struct record *change_follow(struct change *change, const struct form *form,
                                   const char *value)
{
    uint64_t number;
    const struct change_item *item =
        reference_number(value, &number) ? change_index_number(change, form, number) : NULL;
    if (item && !item->record->removed)
        return item->record;
    if (form->key && value[0] != '@') {
        for (size_t place = change_index_first(change, form); place;
             place = change_index_next(change, place)) {
            const struct record *record = change->items[place - 1].record;
            const char *key = record->values[form->key->number];
            if (key && !record->removed && strcmp(key, value) == 0)
                return record;
        }
    }
    enum store_result result = lookup_reference(change->transaction, change->registry, form, value,
                                                change->arena, &number);
    if (result == STORE_FAILED)
        change->failed = true;
    return result == STORE_OK ? change_see(change, form, number) : NULL;
}

static struct term *terms_of(const struct record *record, struct arena *arena, size_t *count)
{
    struct record_terms terms = {0};
    *count = 0;
    if (!record || record->removed)
        return NULL;
    record_terms(record, arena, &terms);
    struct term *converted = arena_array(arena, terms.count + 1, sizeof *converted);
    for (size_t i = 0; i < terms.count; i++)
        converted[i] = (struct term){.tag = terms.items[i].tag,
                                     .unique = terms.items[i].unique,
                                     .text = terms.items[i].text};
    *count = terms.count;
    return converted;
}

static const struct field *field_of_tag(const struct form *form, uint16_t tag)
{
    for (unsigned i = 0; i < form->field_count; i++)
        if (form->fields[i].tag == tag / 8)
            return &form->fields[i];
    return NULL;
}

static void clash_fault(struct change *change, const struct record *record, uint16_t tag,
                        uint64_t holder)
{
    const struct form *form = record->form;
    const struct field *field = field_of_tag(form, tag);
    const struct record *other = change_see(change, form, holder);
    if (change->failed || !field)
        return;
    change_error(change, change->count > 0 && record == change->items[0].record ? field : NULL,
                 N_("{1} {2} belongs to another record already: {3} ({4})."), field->label,
                 record->values[field->number] ? record->values[field->number] : "",
                 other ? record_title(other, LANGUAGE_CHINESE, change->arena) : "",
                 other ? reference_to(other, change->arena) : "", NULL);
}

static bool same_values(const struct change_item *item)
{
    return item->old && item->old->removed == item->record->removed &&
           record_equal(item->old, item->record);
}

/* Whether the record gives the term up in this change. */
static bool gives_up(struct change *change, const struct form *form, uint64_t number,
                     const struct term *term)
{
    const struct change_item *item = change_index_number(change, form, number);
    size_t count;
    struct term *terms = item ? terms_of(item->record, change->arena, &count) : NULL;
    if (!item)
        return false;
    for (size_t i = 0; terms && i < count; i++)
        if (terms[i].tag == term->tag && strcmp(terms[i].text, term->text) == 0)
            return false;
    return true;
}

/* Where the terms of one record are made: of a large change they are given back with each. */
static struct arena *work_arena(const struct change *change)
{
    enum { LARGE = 256 };
    return change->count > LARGE ? arena_new() : change->arena;
}

static void work_reset(const struct change *change, struct arena *work)
{
    if (work != change->arena)
        arena_reset(work);
}

static void work_free(const struct change *change, struct arena *work)
{
    if (work != change->arena)
        arena_free(work);
}

bool change_check_unique(struct change *change)
{
    bool free = true;
    size_t count = change->count;
    struct arena *work = work_arena(change);
    for (size_t i = 0; i < count && !change->failed; i++) {
        const struct change_item *item = &change->items[i];
        struct record *record = item->record;
        size_t term_count;
        if (item->sure || same_values(item))
            continue;
        struct term *terms = terms_of(record, work, &term_count);
        for (size_t j = 0; j < term_count && !change->failed; j++) {
            uint64_t holder;
            if (!terms[j].unique)
                continue;
            enum store_result result =
                records_holder(change->transaction, records_of(change->registry, record->form),
                               terms[j].tag, terms[j].text, &holder);
            if (result == STORE_FAILED)
                change->failed = true;
            if (result != STORE_OK || holder == record->number ||
                gives_up(change, record->form, holder, &terms[j]))
                continue;
            clash_fault(change, record, terms[j].tag, holder);
            free = false;
        }
        work_reset(change, work);
    }
    work_free(change, work);
    return free && !change->failed;
}

/* Keeps count of the removed records of the form, where this one goes or comes back. */
static bool count_removed(struct change *change, const struct change_item *item)
{
    const char *name = counter_removed(item->record->form, change->arena);
    bool before = item->old && item->old->removed;
    uint64_t removed;
    if (before == item->record->removed)
        return true;
    return counter_get(change->transaction, name, &removed) != STORE_FAILED &&
           counter_set(change->transaction, name, before ? removed - 1 : removed + 1) == STORE_OK;
}

/* The terms of an item's record as it was, but those that are out of the index already. */
static struct term *terms_left(const struct change_item *item, struct arena *arena, size_t *count)
{
    struct term *terms = terms_of(item->old, arena, count);
    size_t left = 0;
    for (size_t i = 0; i < *count; i++)
        if (!item->released || !terms[i].unique)
            terms[left++] = terms[i];
    *count = left;
    return terms;
}

/* Takes the unique terms out of the index of a record that gives this one up later in the change:
 * keys may change places. False: it does not give it up, or the store gave up. */
static bool release(struct change *change, const struct form *form, uint64_t holder,
                    const struct term *term)
{
    struct change_item *item = change_index_number(change, form, holder);
    size_t count, unique = 0;
    if (!item || !item->old || item->written || item->released ||
        !gives_up(change, form, holder, term))
        return false;
    struct term *terms = terms_of(item->old, change->arena, &count);
    for (size_t i = 0; i < count; i++)
        if (terms[i].unique)
            terms[unique++] = terms[i];
    if (records_index(change->transaction, records_of(change->registry, form), holder, terms,
                      unique, NULL, 0) != STORE_OK)
        change->failed = true;
    item->released = true;
    return !change->failed;
}

static enum store_result put_record(struct change *change, struct change_item *item,
                                    struct arena *work, struct bytes bytes,
                                    const struct term *terms, size_t count, size_t *clash,
                                    uint64_t *holder)
{
    struct record *record = item->record;
    struct records *records = records_of(change->registry, record->form);
    enum store_result result;
    do {
        size_t old_count;
        struct term *old_terms = terms_left(item, work, &old_count);
        if (item->old)
            result = records_change(change->transaction, records, record->number, item->old_bytes,
                                    item->old->version, old_terms, old_count, bytes, terms, count,
                                    clash, holder);
        else
            result = records_add(change->transaction, records, bytes, terms, count, &record->number,
                                 clash, holder);
    } while (result == STORE_NONE && release(change, record->form, *holder, &terms[*clash]));
    return result;
}

static bool write_item(struct change *change, struct change_item *item, struct arena *work,
                       struct buffer *packed)
{
    struct record *record = item->record;
    size_t clash = 0;
    uint64_t holder = 0;
    if (item->apart)
        return true;
    if (item->refers) {
        const struct record *target = change->items[item->target].record;
        record_put(record, item->refers,
                   item->by_number ? arena_format(change->arena, "@%" PRIu64, target->number)
                                   : reference_to(target, change->arena));
    }
    if (same_values(item))
        return true;
    record->change = change->number;
    record->version = item->old ? item->old->version + 1 : 1;
    if (!item->old)
        record->batch = change->batch;
    buffer_clear(packed);
    record_pack(record, packed);
    struct bytes bytes = {packed->data, packed->length};
    size_t count;
    struct term *terms = terms_of(record, work, &count);
    for (size_t i = 0; i < count; i++)
        if (terms[i].unique)
            presence_note(change->registry, record->form, terms[i].tag, terms[i].text);
    enum store_result result = put_record(change, item, work, bytes, terms, count, &clash, &holder);
    if (result == STORE_NONE)
        clash_fault(change, record, terms[clash].tag, holder);
    else if (result == STORE_FAILED || !count_removed(change, item) ||
             tree_change(change->transaction, change->registry, item->old, record) == STORE_FAILED)
        change->failed = true;
    item->written = result == STORE_OK;
    return item->written && !change->failed;
}

static bool write_entry(struct change *change)
{
    struct entry entry = {
        .time = change->time,
        .author = change->author->user,
        .uid = change->author->uid,
        .action = change->action,
        .reason = change->reason,
        .batch = change->batch,
        .day = change->day,
        .undoes = change->undoes,
        .lines = arena_array(change->arena, change->count + 1, sizeof *entry.lines),
    };
    for (size_t i = 0; i < change->count; i++) {
        const struct record *record = change->items[i].record;
        if (change->items[i].written)
            entry.lines[entry.line_count++] =
                (struct entry_line){record->form->type, record->number, 1, record->version};
    }
    return entry_write(change->transaction, change->registry, change->number, &entry) == STORE_OK;
}

bool change_apply(struct change *change)
{
    bool own = change->number == 0;
    bool needed = false;
    for (size_t i = 0; i < change->count; i++)
        needed = needed || change->items[i].refers || !same_values(&change->items[i]);
    if (!needed)
        return true;
    if (own && counter_next(change->transaction, COUNTER_CHANGE, &change->number) != STORE_OK) {
        change->failed = true;
        return false;
    }
    struct buffer packed = {0};
    bool well = true;
    struct arena *work = work_arena(change);
    for (size_t i = 0; i < change->count && well; i++) {
        well = write_item(change, &change->items[i], work, &packed);
        work_reset(change, work);
    }
    work_free(change, work);
    buffer_free(&packed);
    if (well && own && !write_entry(change)) {
        change->failed = true;
        return false;
    }
    return well;
}

void change_steps(struct change *change, change_step *const *steps, size_t count)
{
    for (size_t i = 0; i < count && !change->failed; i++)
        steps[i](change);
}

void change_announce(const struct registry *registry, const struct author *author,
                     const struct form *form, uint64_t number, uint32_t version, bool many)
{
    if (!registry->announce)
        return;
    struct announcement announcement = {
        .form = form->name,
        .number = number,
        .version = version,
        .author = author->user,
        .many = many,
    };
    registry->announce(registry->announce_context, author, &announcement);
}

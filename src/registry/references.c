#include "registry/references.h"

#include <stdlib.h>
#include <string.h>
#include "registry/places.h"
#include "registry/registers.h"
#include "registry/rooms.h"
#include "registry/scan.h"
#include "text/message.h"
#include "text/same.h"

enum { CARRIED_MOST = 20000, REFUSED_MOST = 1000 };

bool field_refers(const struct registry *registry, const struct field *field,
                  const struct form *form)
{
    const struct trade *trade = &registry->trade;
    if (field->type == FIELD_REFERENCE)
        return field->reference == form;
    return field == trade->resident.household_no && form == trade->household.form;
}

bool reference_by_key(const struct registry *registry, const struct form *form)
{
    const struct trade *trade = &registry->trade;
    return form && form->key &&
           (form == trade->household.form || form == trade->grid || form == trade->building ||
            form == trade->room.form || form == trade->box.form || form == trade->shelf.form ||
            form == trade->storeroom || register_form(form));
}

static bool made_elsewhere(const struct registry *registry, const struct field *field)
{
    return registry->trade.households && field == registry->trade.resident.household_no;
}

void grid_make(struct change *change, const struct field *field, const char *value)
{
    const struct form *form = change->registry->trade.grid;
    struct record *grid = change_new(change, form);
    record_put(grid, form->key, value);
    for (unsigned i = 0; i < form->field_count; i++) {
        const struct field *filled = &form->fields[i];
        if (filled->required && !grid->values[i] && !filled->ask &&
            (filled->type == FIELD_TEXT || filled->type == FIELD_NAME))
            record_put(grid, filled, value);
    }
    if (change->taught)
        change_warning(change, field, N_("Grid {1} was not there and is made."), value, NULL);
}

/* Of boxes and shelves; false: the field does not make what it names. */
static bool place_make(struct change *change, const struct record *record,
                       const struct field *field, const char *value)
{
    const struct trade *trade = &change->registry->trade;
    uint64_t number;
    if (!trade->places || reference_number(value, &number))
        return false;
    if (field == trade->archive.box)
        box_make(change, field, record);
    else if (field == trade->archive.location || field == trade->box.location)
        shelf_make(change, field, value);
    else if (field == trade->shelf.storeroom)
        storeroom_make(change, field, value);
    else
        return false;
    return true;
}

static void check_value(struct change *change, const struct record *record,
                        const struct field *field, const char *value)
{
    const struct trade *trade = &change->registry->trade;
    const struct form *form = field->reference;
    uint64_t number;
    if (made_elsewhere(change->registry, field) && !reference_number(value, &number))
        return;
    if (trade->rooms && field == trade->household.home)
        room_make(change, field, record);
    else if (trade->rooms && field == trade->room.building && !reference_number(value, &number))
        building_make(change, field, record);
    else if (form == change->registry->trade.grid && change->registry->trade.grid_key &&
             !reference_number(value, &number))
        grid_make(change, field, value);
    else if (!place_make(change, record, field, value))
        change_error(change, field, N_("There is no {1} {2}."), form->label, value, NULL);
}

static const char *with_replaced(const struct field *field, const char *value, const char *old,
                                 const char *new, struct arena *arena)
{
    if (!field->many)
        return text_same(value, old) ? new : value;
    struct buffer joined = {0};
    for (const char *at = value; at;) {
        const char *end = strchr(at, MANY_SEPARATOR);
        size_t length = end ? (size_t)(end - at) : strlen(at);
        if (joined.length > 0)
            buffer_add_char(&joined, MANY_SEPARATOR);
        if (strlen(old) == length && memcmp(at, old, length) == 0)
            buffer_add_text(&joined, new);
        else
            buffer_add(&joined, at, length);
        at = end ? end + 1 : NULL;
    }
    const char *text = arena_copy(arena, buffer_text(&joined));
    buffer_free(&joined);
    return text;
}

/* One value of a reference: it must lead somewhere, and a number from before becomes the present
 * one, as @number does where the trade goes by the key. */
static void take_value(struct change *change, struct record *record, const struct field *field,
                       const char *value)
{
    uint64_t number;
    const struct record *there =
        field->reference ? change_follow(change, field->reference, value) : record;
    if (change->failed)
        return;
    if (!there)
        check_value(change, record, field, value);
    else if (field->reference &&
             (!reference_number(value, &number) ||
              reference_by_key(change->registry, field->reference)) &&
             !text_same(reference_to(there, change->arena), value))
        record_put(record, field,
                   with_replaced(field, record->values[field->number], value,
                                 reference_to(there, change->arena), change->arena));
}

void references_check(struct change *change, struct record *record, const struct record *old)
{
    const struct form *form = record->form;
    for (unsigned i = 0; i < form->field_count && !change->failed; i++) {
        const struct field *field = &form->fields[i];
        const char *value = record->values[i];
        if (field->type != FIELD_REFERENCE || !value || (old && text_same(value, old->values[i])))
            continue;
        for (const char *at = value; at && !change->failed;) {
            const char *end = field->many ? strchr(at, MANY_SEPARATOR) : NULL;
            take_value(change, record, field,
                       end ? arena_copy_bytes(change->arena, at, (size_t)(end - at)) : at);
            at = end ? end + 1 : NULL;
        }
    }
}

/* Records of form whose field holds value, the change's own aside. */
static bool referring(struct change *change, const struct form *form, const struct field *field,
                      const char *value, size_t most, struct numbers *numbers)
{
    enum store_result result = lookup_all(change->transaction, change->registry, field, form, value,
                                          most, change->arena, numbers);
    if (result == STORE_FAILED)
        change->failed = true;
    return result == STORE_OK && numbers->count > 0;
}

/* Whether the record came after a change (0: any did). */
static bool made_after(const struct record *record, uint64_t number)
{
    return record && (number == 0 || (record->version == 1 && record->change > number));
}

static void carry_field(struct change *change, const struct form *form, const struct field *field,
                        const char *before, const char *now, uint64_t after)
{
    struct numbers numbers;
    if (!referring(change, form, field, before, CARRIED_MOST + 1, &numbers))
        return;
    if (numbers.count > CARRIED_MOST) {
        change_error(change, NULL, N_("Too many records refer to {1} to rename it at once."),
                     before, NULL);
        return;
    }
    for (size_t i = 0; i < numbers.count && !change->failed; i++) {
        if (!made_after(change_see(change, form, numbers.items[i]), after))
            continue;
        struct record *record = change_edit(change, form, numbers.items[i]);
        if (record && record->values[field->number])
            record_put(
                record, field,
                with_replaced(field, record->values[field->number], before, now, change->arena));
    }
}

/* Lines of a count lead to what was counted by @number, and are looked for so, whatever keys there
 * are (registry/stocktake.h). */
static bool led_by_number(const struct form *form, const char *before)
{
    uint64_t number;
    return strcmp(form->name, "stocktake_line") == 0 && reference_number(before, &number);
}

void references_carry(struct change *change, const struct record *record, const struct record *old)
{
    const struct field *key = record->form->key;
    const struct form_set *forms = change->registry->forms;
    if (!key || !old || change->carried ||
        text_same(record->values[key->number], old->values[key->number]))
        return;
    const char *before = reference_to(old, change->arena);
    const char *now = reference_to(record, change->arena);
    const struct record *holder = change_follow(change, record->form, before);
    /* Another has that key now: a double set apart takes along what referred to it before. */
    bool taken_over = holder && holder->number != record->number;
    if (change->failed || (taken_over && change->undoes == 0))
        return;
    for (unsigned i = 0; i < forms->count; i++) {
        const struct form *form = forms->forms[i];
        if (led_by_number(form, before))
            continue;
        for (unsigned j = 0; j < form->field_count && !change->failed; j++)
            if (field_refers(change->registry, &form->fields[j], record->form))
                carry_field(change, form, &form->fields[j], before, now,
                            taken_over ? change->undoes : 0);
    }
}

static int move_order(const void *a, const void *b)
{
    const struct reference_move *one = a, *other = b;
    return strcmp(one->before, other->before);
}

static const char *moved_to(const struct reference_move *moves, size_t count, const char *value)
{
    struct reference_move wanted = {.before = value};
    const struct reference_move *move =
        count ? bsearch(&wanted, moves, count, sizeof *moves, move_order) : NULL;
    return move ? move->now : value;
}

/* Every value at once, so that two that change places do not become one. */
static const char *all_moved(struct change *change, const struct field *field, const char *value,
                             const struct reference_move *moves, size_t count)
{
    struct buffer joined = {0};
    for (const char *at = value; at;) {
        const char *end = field->many ? strchr(at, MANY_SEPARATOR) : NULL;
        const char *one =
            arena_copy_bytes(change->arena, at, end ? (size_t)(end - at) : strlen(at));
        if (joined.length > 0)
            buffer_add_char(&joined, MANY_SEPARATOR);
        buffer_add_text(&joined, moved_to(moves, count, one));
        at = end ? end + 1 : NULL;
    }
    const char *text = arena_copy(change->arena, buffer_text(&joined));
    buffer_free(&joined);
    return text;
}

static void move_field(struct change *change, const struct form *form, const struct field *field,
                       const struct reference_move *moves, size_t count)
{
    struct numbers all = {0};
    for (size_t i = 0; i < count && !change->failed; i++) {
        struct numbers numbers = {0};
        if (!referring(change, form, field, moves[i].before, CARRIED_MOST, &numbers))
            continue;
        for (size_t j = 0; j < numbers.count; j++)
            numbers_add(&all, numbers.items[j], change->arena);
    }
    numbers_sort(&all);
    for (size_t i = 0; i < all.count && !change->failed; i++) {
        struct record *record = i > 0 && all.items[i] == all.items[i - 1]
                                    ? NULL
                                    : change_edit(change, form, all.items[i]);
        const char *value = record ? record->values[field->number] : NULL;
        if (value)
            record_put(record, field, all_moved(change, field, value, moves, count));
    }
}

void references_move(struct change *change, const struct form *form,
                     const struct reference_move *moves, size_t count)
{
    const struct form_set *forms = change->registry->forms;
    struct reference_move *sorted = arena_array(change->arena, count + 1, sizeof *sorted);
    change->carried = true;
    if (count == 0)
        return;
    memcpy(sorted, moves, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, move_order);
    for (unsigned i = 0; i < forms->count; i++)
        for (unsigned j = 0; j < forms->forms[i]->field_count && !change->failed; j++)
            if (field_refers(change->registry, &forms->forms[i]->fields[j], form))
                move_field(change, forms->forms[i], &forms->forms[i]->fields[j], sorted, count);
}

void references_lead(struct change *change, const struct record *gone, const struct record *stays)
{
    const struct form_set *forms = change->registry->forms;
    const struct field *key = gone->form->key;
    const char *now = reference_to(stays, change->arena);
    const char *before[] = {
        arena_format(change->arena, "@%llu", (unsigned long long)gone->number),
        key ? gone->values[key->number] : NULL,
    };
    for (unsigned i = 0; i < forms->count; i++) {
        const struct form *form = forms->forms[i];
        for (unsigned j = 0; j < form->field_count && !change->failed; j++)
            for (size_t k = 0; k < sizeof before / sizeof before[0]; k++)
                if (before[k] && field_refers(change->registry, &form->fields[j], gone->form))
                    carry_field(change, form, &form->fields[j], before[k], now, 0);
    }
}

/* Whether value is the field's, or one of its several. */
static bool holds(const struct field *field, const char *values, const char *value)
{
    size_t wanted = strlen(value);
    for (const char *at = values; at;) {
        const char *end = field->many ? strchr(at, MANY_SEPARATOR) : NULL;
        size_t length = end ? (size_t)(end - at) : strlen(at);
        if (length == wanted && memcmp(at, value, length) == 0)
            return true;
        at = end ? end + 1 : NULL;
    }
    return false;
}

static void refuse_field(struct change *change, const struct record *record,
                         const struct form *form, const struct field *field, const char *value)
{
    struct numbers numbers;
    if (!referring(change, form, field, value, REFUSED_MOST, &numbers))
        return;
    for (size_t i = 0; i < numbers.count && !change->failed; i++) {
        const struct record *other = change_see(change, form, numbers.items[i]);
        if (!other || other == record || !holds(field, other->values[field->number], value))
            continue;
        change_error(change, NULL, N_("{1} refers to this record still: {2} ({3})."), form->label,
                     record_title(other, LANGUAGE_CHINESE, change->arena),
                     reference_to(other, change->arena), NULL);
        return;
    }
}

void references_refuse(struct change *change, const struct record *record)
{
    const struct form_set *forms = change->registry->forms;
    const struct field *key = record->form->key;
    const char *by_number =
        arena_format(change->arena, "@%llu", (unsigned long long)record->number);
    /* Another record has its key now (a double was merged): what refers by it refers to that. */
    const struct record *holder =
        key && record->values[key->number]
            ? change_follow(change, record->form, record->values[key->number])
            : NULL;
    bool taken_over = holder && holder != record;
    for (unsigned i = 0; i < forms->count; i++) {
        const struct form *form = forms->forms[i];
        for (unsigned j = 0; j < form->field_count && !change->failed; j++) {
            const struct field *field = &form->fields[j];
            if (!field_refers(change->registry, field, record->form))
                continue;
            refuse_field(change, record, form, field, by_number);
            if (key && record->values[key->number] && !taken_over)
                refuse_field(change, record, form, field, record->values[key->number]);
        }
    }
}

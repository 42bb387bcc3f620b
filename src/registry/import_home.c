#include "registry/import_writing.h"

#include <string.h>
#include "registry/household.h"
#include "registry/presence.h"
#include "registry/references.h"
#include "registry/relations.h"
#include "text/message.h"

static bool reject(struct writing *writing, const struct import_row *row, const struct field *field,
                   const char *rule, const char *message, const char *first, const char *second,
                   const char *third)
{
    writing_fault(writing, row,
                  &(struct fault){.kind = FAULT_DATA,
                                  .message = message,
                                  .field = field->name,
                                  .rule = rule,
                                  .arguments = {first, second, third}});
    return false;
}

static struct home *home_find(struct writing *writing, const char *no)
{
    const struct trade *trade = &writing->registry->trade;
    size_t length = strlen(no);
    struct home *home = (struct home *)(uintptr_t)lookup_find(writing->homes, no, length);
    if (home)
        return home;
    home = arena_alloc(writing->arena, sizeof *home);
    home->no = no;
    const struct field *key = trade->household.household_no;
    enum store_result result = STORE_NONE;
    if (!presence_denies(writing->registry, trade->household.form, index_tag(key, KIND_UNIQUE),
                         field_term(key, no, writing->arena)))
        result = lookup_one(writing->transaction, writing->registry, key, trade->household.form, no,
                            writing->arena, &home->number);
    if (result == STORE_FAILED)
        writing->failed = true;
    if (result != STORE_OK) {
        home->number = 0;
        home->looked = true;
    }
    home->next = writing->home_list;
    writing->home_list = home;
    lookup_add(writing->homes, no, length, home);
    return home;
}

/* Reads the household and its head from the store. */
static bool home_look(struct writing *writing, struct home *home)
{
    const struct trade *trade = &writing->registry->trade;
    if (home->looked)
        return true;
    home->looked = true;
    enum store_result result =
        records_get(writing->transaction, records_of(writing->registry, trade->household.form),
                    home->number, &home->old_bytes);
    if (result == STORE_OK)
        home->old = record_unpack(trade->household.form, home->number, home->old_bytes.data,
                                  home->old_bytes.length, writing->arena, writing->fault);
    if (!home->old) {
        writing->failed = true;
        return false;
    }
    home->record = record_copy(home->old, writing->arena);
    const char *kept = value_of(home->record, trade->household.head);
    uint64_t number;
    if (!kept)
        return true;
    result = lookup_reference(writing->transaction, writing->registry, trade->resident.form, kept,
                              writing->arena, &number);
    struct record *head = NULL;
    if (result == STORE_OK)
        result = record_load(writing->transaction, writing->registry, trade->resident.form, number,
                             writing->arena, &head, writing->fault);
    if (result == STORE_FAILED) {
        writing->failed = true;
        return false;
    }
    const char *no = head ? value_of(head, trade->resident.household_no) : NULL;
    if (no && resident_heads(trade, head) && strcmp(no, home->no) == 0)
        home->head = head;
    if (home->head)
        relatives_add(writing, home, head, NULL);
    return true;
}

/* In a trial nothing is written, so that earlier groups are known by this alone. */
static bool remembered_head(struct writing *writing, const struct home *home, bool add)
{
    if (!writing->import->check)
        return false;
    const char *mark = arena_format(writing->arena, "head\x1f%s", home->no);
    if (add)
        memory_add(&writing->import->remembered, mark, strlen(mark));
    return memory_holds(&writing->import->remembered, mark, strlen(mark));
}

/* Whether rules between members look at what the resident is to the head. */
static bool related(const struct trade *trade, const struct record *resident)
{
    const char *relation = value_of(resident, trade->resident.relation);
    enum relation_kind kind = relation ? relation_kind(relation) : RELATION_OTHER;
    return resident_present(trade, resident) && relation && kind != RELATION_SIBLING &&
           (kind != RELATION_OTHER || strcmp(relation, RELATION_SELF) == 0);
}

static bool note_entry(void *context, const char *term, uint64_t number)
{
    (void)term;
    (void)number;
    *(bool *)context = true;
    return false;
}

/* Asked once for all, so that rows cost nothing where no number ever changed. */
static bool some_renumbered(struct writing *writing, const struct field *former)
{
    struct index_walk walk = {.tag = index_tag(former, KIND_EXACT), .low = ""};
    if (!writing->renumbered_known &&
        records_walk(writing->transaction,
                     records_of(writing->registry, writing->registry->trade.household.form), &walk,
                     note_entry, &writing->renumbered) == STORE_FAILED)
        writing->failed = true;
    writing->renumbered_known = true;
    return writing->renumbered && !writing->failed;
}

/* What was made ready of the row is so for the value that it had. */
static void row_put(struct writing *writing, struct import_row *row, const struct field *field,
                    const char *value)
{
    record_put(row->record, field, value);
    row_terms(row, writing->group->arena);
    row->packed = (struct bytes){0};
}

/* A row may name its household by a number it had before, or as @number. */
static const char *present_number(struct writing *writing, const char *no)
{
    const struct trade *trade = &writing->registry->trade;
    const struct field *former = trade->household.former_numbers;
    uint64_t number;
    struct record *home;
    if (reference_number(no, &number)) {
        if (record_load(writing->transaction, writing->registry, trade->household.form, number,
                        writing->arena, &home, writing->fault) != STORE_OK ||
            home->removed)
            return NULL;
    } else if (!former || !some_renumbered(writing, former) ||
               lookup_one(writing->transaction, writing->registry, trade->household.household_no,
                          trade->household.form, no, writing->arena, &number) != STORE_NONE ||
               lookup_one(writing->transaction, writing->registry, former, trade->household.form,
                          no, writing->arena, &number) != STORE_OK ||
               record_load(writing->transaction, writing->registry, trade->household.form, number,
                           writing->arena, &home, writing->fault) != STORE_OK) {
        return no;
    }
    const char *present = value_of(home, trade->household.household_no);
    return present ? present : no;
}

bool home_take(struct writing *writing, struct import_row *row)
{
    const struct trade *trade = &writing->registry->trade;
    if (!trade->households || row->record->form != trade->resident.form)
        return true;
    const char *no = value_of(row->record, trade->resident.household_no);
    const char *relation = value_of(row->record, trade->resident.relation);
    if (!no)
        return true;
    const char *present = present_number(writing, no);
    if (!present)
        return reject(writing, row, trade->resident.household_no, NULL, N_("There is no {1} {2}."),
                      trade->household.form->label, no, NULL);
    if (present != no) {
        no = arena_copy(writing->group->arena, present);
        row_put(writing, row, trade->resident.household_no, no);
    }
    struct home *home = home_find(writing, no);
    if (writing->failed)
        return false;
    enum relation_kind kind = relation ? relation_kind(relation) : RELATION_OTHER;
    if (!related(trade, row->record))
        return true;
    if (!home_look(writing, home) || !relatives_take(writing, row, home))
        return false;
    if (kind == RELATION_IS_HEAD && !home->head && remembered_head(writing, home, false))
        return reject(writing, row, trade->resident.relation, "household.heads",
                      N_("Household {1} has a head already in this file."), no, NULL, NULL);
    if (kind == RELATION_SPOUSE && memory_holds(&writing->import->weddings, no, strlen(no)))
        return reject(writing, row, trade->resident.relation, "household.spouses",
                      N_("The head of household {1} has husband or wife already in this file."), no,
                      NULL, NULL);
    return true;
}

void home_keep(struct writing *writing, struct import_row *row)
{
    const struct trade *trade = &writing->registry->trade;
    const char *no = trade->households && row->record->form == trade->resident.form
                         ? value_of(row->record, trade->resident.household_no)
                         : NULL;
    if (!no)
        return;
    struct home *home = home_find(writing, no);
    if (home->number == 0 && !home->record)
        home->record = household_for(trade, row->record, &writing->import->today, writing->arena);
    home->wanted = true;
    if (!related(trade, row->record))
        return;
    relatives_add(writing, home, row->record, row);
    row->weds = relation_kind(value_of(row->record, trade->resident.relation)) == RELATION_SPOUSE;
    if (!resident_heads(trade, row->record))
        return;
    home->head = row->record;
    home->altered = true;
    remembered_head(writing, home, true);
}

void homes_met(struct import *import, const struct import_row *rows, size_t count)
{
    const struct field *field = import->registry->trade.resident.household_no;
    for (size_t i = 0; i < count; i++)
        if (rows[i].weds)
            memory_add(&import->weddings, rows[i].record->values[field->number],
                       strlen(rows[i].record->values[field->number]));
}

static bool leads_somewhere(struct writing *writing, const struct form *form, const char *value)
{
    uint64_t number;
    const char *key = arena_format(writing->arena, "%s\x1f%s", form->name, value);
    if (lookup_find(writing->references, key, strlen(key)))
        return true;
    enum store_result result = lookup_reference(writing->transaction, writing->registry, form,
                                                value, writing->arena, &number);
    if (result == STORE_FAILED)
        writing->failed = true;
    if (result == STORE_OK)
        lookup_add(writing->references, key, strlen(key), key);
    return result == STORE_OK;
}

static void grid_add(struct writing *writing, const char *value)
{
    const struct form *form = writing->registry->trade.grid;
    const char *key = arena_format(writing->arena, "%s\x1f%s", form->name, value);
    lookup_add(writing->references, key, strlen(key), key);
    if (writing->grid_count == writing->grid_capacity) {
        size_t capacity = writing->grid_capacity ? writing->grid_capacity * 2 : 16;
        const char **grids = arena_array(writing->arena, capacity, sizeof *grids);
        if (writing->grid_count > 0)
            memcpy(grids, writing->grids, writing->grid_count * sizeof *grids);
        writing->grids = grids;
        writing->grid_capacity = capacity;
    }
    writing->grids[writing->grid_count++] = value;
}

/* What is named as @number by its key, where the trade goes by that. False: the store failed. */
static bool name_by_key(struct writing *writing, struct import_row *row, const struct field *field,
                        const char *value)
{
    uint64_t number;
    struct record *there;
    const struct field *key = field->reference->key;
    if (field->many || !reference_number(value, &number) ||
        !reference_by_key(writing->registry, field->reference))
        return true;
    if (record_load(writing->transaction, writing->registry, field->reference, number,
                    writing->arena, &there, writing->fault) != STORE_OK)
        return false;
    if (there->values[key->number])
        row_put(writing, row, field, arena_copy(writing->group->arena, there->values[key->number]));
    return true;
}

static bool reference_take(struct writing *writing, struct import_row *row,
                           const struct field *field, const char *value, bool make)
{
    const struct trade *trade = &writing->registry->trade;
    uint64_t number;
    if (trade->rooms && (field == trade->household.home ||
                         (field == trade->room.building && !reference_number(value, &number))))
        return !make || room_take(writing, row->record, field, value);
    if (leads_somewhere(writing, field->reference, value) || writing->failed)
        return !writing->failed && (!make || name_by_key(writing, row, field, value));
    if (field->reference != trade->grid || !trade->grid_key || reference_number(value, &number))
        return reject(writing, row, field, NULL, N_("There is no {1} {2}."),
                      field->reference->label, value, NULL);
    if (make)
        grid_add(writing, value);
    return true;
}

static bool references_look(struct writing *writing, struct import_row *row, bool make)
{
    const struct trade *trade = &writing->registry->trade;
    const struct form *form = row->record->form;
    for (unsigned i = 0; i < form->field_count; i++) {
        const struct field *field = &form->fields[i];
        const char *value = row->record->values[i];
        if (field->type != FIELD_REFERENCE || !value || !field->reference ||
            (trade->households && field == trade->resident.household_no))
            continue;
        for (const char *at = value; at;) {
            const char *end = field->many ? strchr(at, MANY_SEPARATOR) : NULL;
            const char *one = end ? arena_copy_bytes(writing->arena, at, (size_t)(end - at)) : at;
            if (!reference_take(writing, row, field, one, make))
                return false;
            at = end ? end + 1 : NULL;
        }
    }
    return true;
}

bool references_take(struct writing *writing, struct import_row *row)
{
    return references_look(writing, row, false) && references_look(writing, row, true);
}

bool grids_write(struct writing *writing)
{
    if (writing->grid_count == 0)
        return true;
    struct change change = {
        .registry = writing->registry,
        .transaction = writing->transaction,
        .arena = writing->arena,
        .author = &writing->import->author,
        .today = writing->import->today,
        .batch = writing->import->state.batch,
        .number = writing->change,
        .fault = writing->fault,
    };
    for (size_t i = 0; i < writing->grid_count; i++)
        grid_make(&change, NULL, writing->grids[i]);
    writing->grid_count = 0;
    if (!change_apply(&change)) {
        writing->failed = true;
        return false;
    }
    for (size_t i = 0; i < change.count; i++)
        writing_line(writing, change.items[i].record->form, change.items[i].record->number, 1,
                     change.items[i].record->version);
    return true;
}

static void head_put(struct writing *writing, struct home *home)
{
    if (home->altered)
        record_put(home->record, writing->registry->trade.household.head,
                   reference_to(home->head, writing->arena));
}

bool homes_write(struct writing *writing)
{
    const struct form *form = writing->registry->trade.household.form;
    size_t made = 0;
    bool well = true;
    for (struct home *home = writing->home_list; home; home = home->next)
        made += home->number == 0 && home->wanted;
    struct record **records = arena_array(writing->arena, made + 1, sizeof *records);
    size_t place = made;
    /* The list is newest first; numbers go in the order of the file. */
    for (struct home *home = writing->home_list; home; home = home->next)
        if (home->number == 0 && home->wanted) {
            head_put(writing, home);
            records[--place] = home->record;
        }
    if (made > 0)
        well = records_make(writing, form, records, made);
    for (struct home *home = writing->home_list; home && well; home = home->next)
        if (home->number > 0 && home->altered) {
            head_put(writing, home);
            well = record_alter(writing, home->record, home->old, home->old_bytes);
        }
    writing->home_list = NULL;
    writing->homes = lookup_new(writing->arena, writing->group->count);
    if (!well)
        writing->failed = true;
    return well;
}

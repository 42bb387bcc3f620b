#include "registry/merging.h"

#include <inttypes.h>
#include <string.h>
#include "form/missing.h"
#include "registry/doubles.h"
#include "registry/household.h"
#include "registry/life.h"
#include "registry/references.h"
#include "registry/relations.h"
#include "registry/residence.h"
#include "registry/settle.h"
#include "registry/undo.h"
#include "text/message.h"
#include "text/same.h"

static const char merging[] = N_("merging doubles");

static const char *title(struct change *change, const struct record *record)
{
    return record_title(record, LANGUAGE_CHINESE, change->arena);
}

/* The fields of form that a parameter names are marked; an error where it names none. */
static bool *fields_named(struct change *change, const struct record *parameters, const char *name,
                          const struct form *form)
{
    bool *marked = arena_array(change->arena, form->field_count + 1, sizeof *marked);
    for (const char *at = parameter(parameters, name); at;) {
        const char *end = strchr(at, MANY_SEPARATOR);
        const char *word = end ? arena_copy_bytes(change->arena, at, (size_t)(end - at)) : at;
        const struct field *field = field_named(form, word);
        if (field)
            marked[field->number] = true;
        else
            change_error(change, parameter_field(parameters, name), N_("{1} has no field {2}."),
                         form->label, word, NULL);
        at = end ? end + 1 : NULL;
    }
    return marked;
}

/* Every value of the one that goes, after those of the one that stays. */
static void add_values(struct change *change, struct record *stays, const struct field *field,
                       const char *values)
{
    for (const char *at = values; at;) {
        const char *end = strchr(at, MANY_SEPARATOR);
        life_add(change, stays, field->name,
                 end ? arena_copy_bytes(change->arena, at, (size_t)(end - at)) : at);
        at = end ? end + 1 : NULL;
    }
}

/* What is taken over together with another field: a home whole, with the number what it says. */
static const struct field *goes_with(const struct trade *trade, const struct field *field)
{
    const struct resident_fields *fields = &trade->resident;
    if (field == fields->relation || field == fields->since)
        return fields->household_no;
    if (strcmp(field->name, "id_type") == 0 || field == fields->sex || field == fields->birth_date)
        return fields->id_number;
    return NULL;
}

static void take_values(struct change *change, const struct record *parameters,
                        const struct record *gone, struct record *stays,
                        const struct record *stays_before)
{
    const struct trade *trade = &change->registry->trade;
    const struct form *form = stays->form;
    bool *take = fields_named(change, parameters, "take", form);
    bool *both = fields_named(change, parameters, "both", form);
    for (unsigned i = 0; i < form->field_count; i++) {
        const struct field *field = &form->fields[i];
        const struct field *first = goes_with(trade, field);
        const char *value = gone->values[i];
        bool along = first && missing_none(gone->values[first->number]) &&
                     (take[first->number] || !missing_none(stays_before->values[first->number]));
        if (!value || field->computed || field->type == FIELD_AGE)
            continue;
        if (missing_is(value)) {
            if (!stays->values[i])
                record_put(stays, field, value);
            continue;
        }
        if (field->many && missing_none(stays->values[i]) && (both[i] || !take[i]))
            add_values(change, stays, field, value);
        else if (take[i] || along || !missing_none(stays->values[i]))
            record_put(stays, field, value);
    }
}

/* Numbers and names that found either still find the one that stays. */
static void keep_numbers(struct change *change, const struct record *gone, struct record *stays,
                         const struct record *stays_before)
{
    const struct resident_fields *fields = &change->registry->trade.resident;
    const struct record *were[] = {stays_before, gone};
    const char *now = fields->id_number ? stays->values[fields->id_number->number] : NULL;
    for (size_t i = 0; i < sizeof were / sizeof were[0] && fields->id_number; i++) {
        const char *number = missing_none(were[i]->values[fields->id_number->number]);
        if (number && !text_is(number, now))
            life_add(change, stays, "other_numbers", number);
    }
    if (fields->other_numbers)
        add_values(change, stays, fields->other_numbers,
                   gone->values[fields->other_numbers->number]);
}

static bool lived_in(struct change *change, const struct record *head)
{
    const struct trade *trade = &change->registry->trade;
    size_t count;
    const struct record **members =
        household_members(change, head->values[trade->resident.household_no->number], &count);
    for (size_t i = 0; i < count && !change->failed; i++)
        if (members[i]->number != head->number && resident_present(trade, members[i]))
            return true;
    return false;
}

/* The household that the one who goes heads is headed by the one who stays, where that is its
 * member; false after an error. */
static bool pass_headship(struct change *change, const struct record *gone, struct record *stays,
                          const struct record *stays_before)
{
    const struct trade *trade = &change->registry->trade;
    if (!trade->households || !resident_heads(trade, gone))
        return true;
    const char *no = gone->values[trade->resident.household_no->number];
    const char *home = stays->values[trade->resident.household_no->number];
    if (text_is(no, home)) {
        record_put(stays, trade->resident.relation, RELATION_HEAD);
        return true;
    }
    if (!lived_in(change, gone))
        return true;
    if (resident_heads(trade, stays_before))
        change_error(change, NULL,
                     N_("{1} heads household {2}, and {3} household {4}: change the head of one of "
                        "them first."),
                     title(change, gone), no, title(change, stays), home, NULL);
    else
        change_error(
            change, NULL,
            N_("{1} heads household {2}: change its head first, or take household_no over."),
            title(change, gone), no, NULL);
    return false;
}

static void note_merged(struct change *change, const struct record *gone_before,
                        const struct record *stays_before)
{
    struct record *pair = double_make(change, gone_before->number, stays_before->number);
    if (!pair)
        return;
    double_judge(change, pair, gone_before, stays_before);
    double_decide(change, pair, DOUBLE_MERGED, change->reason);
}

/* A household that only the one that goes was entered in never was. */
static void close_home(struct change *change, const struct record *gone_before)
{
    const struct trade *trade = &change->registry->trade;
    const char *no =
        trade->households ? gone_before->values[trade->resident.household_no->number] : NULL;
    size_t count;
    if (!no || household_members(change, no, &count) == NULL || count > 0 || change->failed)
        return;
    const struct record *household = change_follow(change, trade->household.form, no);
    if (!household || household_collective(household) || !trade->household.status)
        return;
    struct record *edited = change_edit(change, household->form, household->number);
    if (edited)
        record_put(edited, trade->household.status, HOUSEHOLD_CLOSED);
}

void resident_merge(struct change *change, const struct record *parameters)
{
    const struct trade *trade = &change->registry->trade;
    struct record *gone = parameter_record(change, parameters, "resident");
    struct record *stays = gone ? parameter_record(change, parameters, "into") : NULL;
    if (!gone || !stays)
        return;
    if (gone == stays) {
        change_error(change, parameter_field(parameters, "into"),
                     N_("A record cannot be merged into itself."), NULL);
        return;
    }
    const struct record *gone_before = record_copy(gone, change->arena);
    const struct record *stays_before = record_copy(stays, change->arena);
    /* It was one person all the time: nobody moved, nobody changed a number. */
    change->corrects = true;
    take_values(change, parameters, gone, stays, stays_before);
    keep_numbers(change, gone, stays, stays_before);
    if (faults_errors(&change->faults) > 0 ||
        !pass_headship(change, gone_before, stays, stays_before) || change->failed)
        return;
    residences_join(change, gone_before, stays_before, stays);
    references_lead(change, gone_before, stays);
    if (trade->resident.merged_into)
        record_put(gone, trade->resident.merged_into,
                   arena_format(change->arena, "@%" PRIu64, stays->number));
    gone->removed = true;
    if (change->failed)
        return;
    close_home(change, gone_before);
    if (!trade->double_work)
        return;
    note_merged(change, gone_before, stays_before);
    doubles_pass_on(change, gone->number, stays);
}

/* A number that is somebody's again is no longer another one of the one that stayed. */
static void give_back_number(struct change *change, const struct record *gone, struct record *stays)
{
    const struct resident_fields *fields = &change->registry->trade.resident;
    if (!fields->id_number || !fields->other_numbers)
        return;
    const char *number = gone->values[fields->id_number->number];
    const char *others = stays->values[fields->other_numbers->number];
    record_put(stays, fields->other_numbers, NULL);
    for (const char *at = others; at;) {
        const char *end = strchr(at, MANY_SEPARATOR);
        const char *other = end ? arena_copy_bytes(change->arena, at, (size_t)(end - at)) : at;
        if (!text_is(other, number))
            life_add(change, stays, "other_numbers", other);
        at = end ? end + 1 : NULL;
    }
}

static const struct record *item_removed(struct change *change, uint64_t number, bool removed)
{
    for (size_t i = 0; i < change->count; i++) {
        const struct change_item *item = &change->items[i];
        if (item->record->form == change->registry->trade.resident.form &&
            item->record->number == number && item->record->removed == removed)
            return item->record;
    }
    return NULL;
}

/* They are doubles still, also where it was the merging that put them on the list. */
static void open_again(struct change *change, uint64_t number)
{
    const struct form *form = change->registry->trade.doubles.form;
    struct record *pair = change_edit(change, form, number);
    for (size_t i = 0; i < change->count && !pair; i++)
        if (change->items[i].record->form == form && change->items[i].record->number == number)
            pair = change->items[i].record;
    if (!pair)
        return;
    pair->removed = false;
    double_decide(change, pair, DOUBLE_OPEN, NULL);
}

/* The change that merged the two of the pair, with its entry; 0 after an error. */
static uint64_t merged_by(struct change *change, const struct record *parameters,
                          const struct record *pair, struct entry *entry)
{
    enum store_result result =
        entry_read(change->transaction, change->registry, pair->change, change->arena, entry);
    if (result == STORE_FAILED)
        change->failed = true;
    if (result == STORE_OK && strcmp(entry->action, merging) == 0 && !entry->undone)
        return pair->change;
    if (!change->failed)
        change_error(change, parameter_field(parameters, "double"), N_("These two are not merged."),
                     NULL);
    return 0;
}

/* Of the two who are apart again, the one that was gone has its number back for itself. */
static void set_apart(struct change *change, uint64_t left, uint64_t right)
{
    const struct record *one = item_removed(change, left, false);
    const struct record *other = item_removed(change, right, false);
    if (!one || !other)
        return;
    const struct change_item *item = change_item_of(change, one);
    bool left_gone = item->old && item->old->removed;
    struct record *stays = change_edit(change, one->form, left_gone ? right : left);
    if (stays)
        give_back_number(change, left_gone ? one : other, stays);
}

void resident_unmerge(struct change *change, const struct record *parameters)
{
    const struct double_fields *fields = &change->registry->trade.doubles;
    const char *key = parameter(parameters, "double");
    const struct record *pair = key ? change_follow(change, fields->form, key) : NULL;
    uint64_t left, right, next;
    struct entry entry;
    if (!pair || !double_numbers(pair->values[fields->pair->number], &left, &right)) {
        if (!change->failed)
            change_error(change, parameter_field(parameters, "double"), N_("There is no {1} {2}."),
                         fields->form->label, key ? key : "", NULL);
        return;
    }
    change->undoes = merged_by(change, parameters, pair, &entry);
    if (!change->undoes)
        return;
    change->day = entry.day;
    change->corrects = true;
    undo_lines(change, &entry, UNDO_FIELDS);
    if (change->failed || counter_get(change->transaction, COUNTER_CHANGE, &next) == STORE_FAILED ||
        !undo_mark(change, change->undoes, next + 1)) {
        change->failed = true;
        return;
    }
    set_apart(change, left, right);
    open_again(change, pair->number);
}

static struct record *pair_wanted(struct change *change, const struct record *parameters)
{
    if (parameter(parameters, "double"))
        return parameter_record(change, parameters, "double");
    struct record *one = parameter_record(change, parameters, "resident");
    struct record *other = one ? parameter_record(change, parameters, "other") : NULL;
    if (change->failed || faults_errors(&change->faults) > 0)
        return NULL;
    if (!one || !other || one == other) {
        change_error(change, parameter_field(parameters, "double"),
                     N_("Say which two it is about: a double of the list, or two residents."),
                     NULL);
        return NULL;
    }
    struct record *pair = double_make(change, one->number, other->number);
    if (pair)
        double_judge(change, pair, one, other);
    return pair;
}

void double_refuse(struct change *change, const struct record *parameters)
{
    struct record *pair = pair_wanted(change, parameters);
    if (pair)
        double_decide(change, pair, DOUBLE_REFUSED, parameter(parameters, "reason"));
}

void double_reopen(struct change *change, const struct record *parameters)
{
    struct record *pair = parameter_record(change, parameters, "double");
    const char *state = pair ? pair->values[change->registry->trade.doubles.state->number] : NULL;
    if (pair && !text_is(state, DOUBLE_REFUSED))
        change_error(change, parameter_field(parameters, "double"),
                     N_("Nobody has said that these two are not one person."), NULL);
    else if (pair)
        double_decide(change, pair, DOUBLE_OPEN, NULL);
}

#include "registry/loans.h"

#include <stdlib.h>
#include <string.h>
#include "registry/keeping.h"
#include "registry/life.h"
#include "registry/volumes.h"
#include "registry/yearly.h"
#include "text/message.h"
#include "text/same.h"

enum { LOANS_MOST = 20000 };

const struct form *loan_form(const struct change *change)
{
    return form_named(change->registry->forms, "loan");
}

const char *loan_item_name(const struct change *change, const struct record *item)
{
    const struct field *code = change->registry->trade.archive.archival_code;
    const char *value = code ? item->values[code->number] : NULL;
    return value ? value : record_title(item, LANGUAGE_CHINESE, change->arena);
}

const char *loan_code_words(struct change *change, const struct record *record, const char *name)
{
    const struct field *field = field_named(record->form, name);
    const char *value = field ? record->values[field->number] : NULL;
    if (!value || !field->codes)
        return "";
    return arena_format(change->arena, "%s" BILINGUAL "%s",
                        code_name(field->codes, value, LANGUAGE_CHINESE),
                        code_name(field->codes, value, LANGUAGE_ENGLISH));
}

struct gathered {
    struct change *change;
    const struct field *field; /* the parameter */
    struct record **items;
    size_t count;
};

static bool gather(struct gathered *gathered, const char *value)
{
    struct change *change = gathered->change;
    const struct form *form = change->registry->trade.archive.form;
    const struct record *found = change_follow(change, form, value);
    if (!found) {
        if (!change->failed)
            change_error(change, gathered->field, N_("There is no {1} {2}."), form->label, value,
                         NULL);
        return false;
    }
    for (size_t i = 0; i < gathered->count; i++)
        if (gathered->items[i]->number == found->number)
            return true;
    struct record *item = change_edit(change, form, found->number);
    if (item)
        gathered->items[gathered->count++] = item;
    return item != NULL;
}

static size_t values_in(const char *value)
{
    size_t count = value != NULL;
    for (const char *at = value; at && (at = strchr(at, MANY_SEPARATOR)); at++)
        count++;
    return count;
}

struct record **loan_items(struct change *change, const struct record *parameters, size_t *count)
{
    static const char *const names[] = {"item", "others"};
    size_t most = 0;
    for (size_t i = 0; i < 2; i++)
        most += values_in(parameter(parameters, names[i]));
    struct gathered gathered = {.change = change,
                                .items = arena_array(change->arena, most + 1, sizeof(void *))};
    bool well = true;
    for (size_t i = 0; i < 2; i++) {
        gathered.field = parameter_field(parameters, names[i]);
        for (const char *at = parameter(parameters, names[i]); at;) {
            const char *end = strchr(at, MANY_SEPARATOR);
            size_t length = end ? (size_t)(end - at) : strlen(at);
            well = gather(&gathered, arena_copy_bytes(change->arena, at, length)) && well;
            at = end ? end + 1 : NULL;
        }
    }
    *count = gathered.count;
    return well ? gathered.items : NULL;
}

const struct record *loan_see(struct change *change, uint64_t number)
{
    return change_see(change, loan_form(change), number);
}

struct numbers loans_with(struct change *change, const char *name, const char *value,
                          const char *state)
{
    const struct form *form = loan_form(change);
    const struct field *field = form ? field_named(form, name) : NULL;
    struct numbers all = {0}, found = {0};
    if (field && lookup_all(change->transaction, change->registry, field, form, value, LOANS_MOST,
                            change->arena, &all) == STORE_FAILED)
        change->failed = true;
    for (size_t i = 0; i < all.count && !change->failed; i++) {
        const struct record *loan = loan_see(change, all.items[i]);
        if (loan && (!state || text_is(record_value(loan, "state"), state)))
            numbers_add(&found, loan->number, change->arena);
    }
    return found;
}

struct numbers loans_waiting(struct change *change, const struct record *item)
{
    return loans_with(change, "item", reference_to(item, change->arena), LOAN_RESERVED);
}

const struct record *loan_of(struct change *change, const struct record *item)
{
    const char *number = record_value(item, "loan");
    const struct form *form = loan_form(change);
    return number && form ? change_follow(change, form, number) : NULL;
}

static const char *either(const char *value, const char *otherwise)
{
    return value ? value : otherwise;
}

bool loan_reader(struct change *change, const struct record *parameters, struct reader *reader)
{
    const struct form *residents = change->registry->trade.resident.form;
    const struct field *field = parameter_field(parameters, "resident");
    const char *named = parameter(parameters, "resident");
    *reader = (struct reader){
        .name = parameter(parameters, "reader"),
        .document = parameter(parameters, "reader_document"),
        .phone = parameter(parameters, "phone"),
        .organisation = parameter(parameters, "organisation"),
        .purpose = parameter(parameters, "purpose"),
        .purpose_note = parameter(parameters, "purpose_note"),
        .approved_by = parameter(parameters, "approved_by"),
        .remarks = parameter(parameters, "remarks"),
    };
    if (named && residents) {
        const struct record *resident = change_follow(change, residents, named);
        if (!resident) {
            if (!change->failed)
                change_error(change, field, N_("There is no {1} {2}."), residents->label, named,
                             NULL);
            return false;
        }
        const char *phone = record_value(resident, "phone");
        reader->resident = reference_to(resident, change->arena);
        reader->name = either(record_value(resident, "name"), reader->name);
        reader->document = either(reader->document, record_value(resident, "id_number"));
        if (!reader->phone && phone)
            reader->phone =
                arena_copy_bytes(change->arena, phone, strcspn(phone, (char[]){MANY_SEPARATOR, 0}));
    }
    if (reader->name && !reader->document && !reader->phone && !reader->resident)
        change_error(change, parameter_field(parameters, "reader_document"),
                     N_("Say who {1} is: a document number or a telephone."), reader->name, NULL);
    return !change->failed && faults_errors(&change->faults) == 0;
}

static bool both(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

bool loan_same_reader(const struct reader *reader, const struct record *loan)
{
    const char *document = record_value(loan, "reader_document");
    if (both(reader->resident, record_value(loan, "resident")))
        return true;
    if (reader->document && document)
        return both(reader->document, document);
    return both(reader->name, record_value(loan, "reader")) &&
           both(reader->phone, record_value(loan, "phone"));
}

static bool needs_approval(const struct limits *limits, const struct record *item)
{
    const char *security = record_value(item, "security"), *access = record_value(item, "access");
    if (security && strtoul(security, NULL, 10) >= limits->loan_approval_security)
        return true;
    return access && strstr(limits->loan_approval_access, access);
}

static void judge_place(struct change *change, const struct field *at, const struct record *item)
{
    const char *name = loan_item_name(change, item), *state = record_value(item, "state");
    const struct record *volume = volume_of(change, item);
    if (text_is(state, ITEM_ON_LOAN))
        change_error(change, at, N_("{1} is lent to {2}, due back on {3}."), name,
                     either(record_value(item, "borrower"), "?"),
                     either(record_value(item, "due_back"), "?"), NULL);
    else if (state && !text_is(state, ITEM_IN_PLACE))
        change_error(change, at, N_("{1} is not in its place: {2}."), name,
                     loan_code_words(change, item, "state"), NULL);
    else if (volume && !text_is(record_value(volume, "state"), ITEM_IN_PLACE))
        change_error(change, at, N_("{1} is in volume {2}, which is not in its place: {3}."), name,
                     loan_item_name(change, volume), loan_code_words(change, volume, "state"),
                     NULL);
}

static bool on_hold(const struct record *item)
{
    const char *holds = record_value(item, "holds");
    return holds && strtoul(holds, NULL, 10) > 0;
}

static void judge_lending(struct change *change, const struct field *at, const struct record *item)
{
    const struct limits *limits = &change->registry->settings.limits;
    const char *name = loan_item_name(change, item);
    const char *security = record_value(item, "security");
    if (on_hold(item))
        change_error(change, at, N_("{1} is on hold and may not be lent; it can be read here."),
                     name, NULL);
    if (security && strtoul(security, NULL, 10) > limits->loan_security_most)
        change_error(change, at, N_("{1} is {2}: it is never lent, only read here."), name,
                     loan_code_words(change, item, "security"), NULL);
    if (record_value(item, "transfer"))
        change_warning(change, at, N_("{1} is in the list of transfer {2}."), name,
                       record_value(item, "transfer"), NULL);
    else if (record_value(item, "appraisal") && !record_value(item, "keep_until"))
        change_warning(change, at, N_("{1} is in appraisal {2}."), name,
                       record_value(item, "appraisal"), NULL);
}

static void judge_approval(struct change *change, const struct record *parameters,
                           const struct record *item, const struct reader *reader)
{
    const struct limits *limits = &change->registry->settings.limits;
    const char *security = record_value(item, "security");
    bool secret = security && strtoul(security, NULL, 10) >= limits->loan_approval_security;
    if (!reader->approved_by && needs_approval(limits, item))
        change_error(change, parameter_field(parameters, "approved_by"),
                     N_("{1} is {2}: its use needs approval. Say who approved it."),
                     loan_item_name(change, item),
                     loan_code_words(change, item, secret ? "security" : "access"), NULL);
}

void loan_judge_item(struct change *change, const struct record *parameters,
                     const struct record *item, const char *use, const struct reader *reader)
{
    const struct field *at = parameter_field(parameters, "item");
    bool lending = strcmp(use, USE_LENDING) == 0;
    judge_place(change, at, item);
    if (lending)
        judge_lending(change, at, item);
    judge_approval(change, parameters, item, reader);
    struct numbers within = volume_items(change, item);
    for (size_t i = 0; i < within.count && !change->failed; i++) {
        const struct record *one =
            change_see(change, change->registry->trade.archive.form, within.items[i]);
        const char *state = one ? record_value(one, "state") : NULL;
        if (text_is(state, ITEM_ON_LOAN) && text_is(record_value(item, "state"), ITEM_IN_PLACE))
            change_error(change, at, N_("{1} of this volume is lent to {2}."),
                         loan_item_name(change, one), either(record_value(one, "borrower"), "?"),
                         NULL);
        if (one && lending && text_is(state, ITEM_IN_PLACE))
            judge_lending(change, at, one);
        if (one && !needs_approval(&change->registry->settings.limits, item))
            judge_approval(change, parameters, one, reader);
    }
}

struct record *loan_write(struct change *change, const struct record *item, const char *use,
                          const struct reader *reader, const char *slip, struct record *reserved)
{
    struct record *loan = reserved;
    if (!loan) {
        const char *number = yearly_number(change, "loan");
        if (!number)
            return NULL;
        loan = change_new(change, loan_form(change));
        value_put(loan, "loan_no", number);
    }
    bool approved = reader->approved_by != NULL;
    value_put(loan, "slip", slip);
    value_put(loan, "use", use);
    value_put(loan, "item", reference_to(item, change->arena));
    value_put(loan, "item_title", record_value(item, "title"));
    value_put(loan, "category", record_value(item, "category"));
    value_put(loan, "resident", reader->resident);
    value_put(loan, "reader", reader->name);
    value_put(loan, "reader_document", reader->document);
    value_put(loan, "phone", reader->phone);
    value_put(loan, "organisation", reader->organisation);
    value_put(loan, "purpose", reader->purpose);
    value_put(loan, "purpose_note", reader->purpose_note);
    value_put(loan, "approved_by", reader->approved_by);
    value_put(loan, "approved_on", approved ? loan_day(change, 0) : NULL);
    value_put(loan, "remarks", reader->remarks);
    return loan;
}

const char *loan_slip(struct change *change, const struct record *parameters,
                      const struct reader *reader)
{
    const char *named = parameter(parameters, "slip");
    if (!named)
        return yearly_number(change, "slip");
    struct numbers loans = loans_with(change, "slip", named, NULL);
    const struct record *loan = loans.count > 0 ? loan_see(change, loans.items[0]) : NULL;
    if (!loan || !loan_same_reader(reader, loan)) {
        if (!change->failed)
            change_error(change, parameter_field(parameters, "slip"),
                         loan ? N_("Slip {1} is of {2}.") : N_("There is no slip {1}."), named,
                         loan ? record_value(loan, "reader") : NULL, NULL);
        return NULL;
    }
    return named;
}

const char *loan_day(struct change *change, unsigned days_after)
{
    struct date day = date_from_days(date_days(&change->day) + (long)days_after);
    char text[DATE_SIZE];
    date_write(&day, text);
    return arena_copy(change->arena, text);
}

void loan_mark(struct record *item, const char *state, const struct record *loan)
{
    value_put(item, "state", state);
    value_put(item, "borrower", loan ? record_value(loan, "reader") : NULL);
    value_put(item, "due_back", loan ? record_value(loan, "due_on") : NULL);
    value_put(item, "loan", loan ? record_value(loan, "loan_no") : NULL);
}

void loans_judge_all(struct change *change)
{
    const struct form *form = change->registry->trade.archive.form;
    for (size_t i = 0; i < change->count && form; i++) {
        const struct change_item *item = &change->items[i];
        if (item->record->form == form && item->old && !item->record->removed &&
            text_is(record_value(item->record, "state"), ITEM_ON_LOAN) &&
            !text_is(record_value(item->old, "state"), ITEM_ON_LOAN) && on_hold(item->record))
            change_error(change, NULL,
                         N_("{1} is on hold and may not be lent; it can be read here."),
                         loan_item_name(change, item->record), NULL);
    }
}

#include "registry/checked.h"

#include "registry/actions.h"
#include "registry/consistency_archive.h"
#include "registry/judge.h"
#include "text/message.h"
#include "text/same.h"

enum { ALIKE_MOST = 1000 };

/* The field of a mark that names its subject, a record of the form; NULL: there are no marks of
 * such. */
static const struct field *subject_field(const struct trade *trade, const struct form *form)
{
    return form == trade->resident.form    ? trade->checked.resident
           : form == trade->household.form ? trade->checked.household_no
           : form == trade->archive.form   ? trade->checked.archive
                                           : NULL;
}

/* Whether the mark is of the finding's subject; those of phones tell by the fingerprint alone. */
static enum store_result same_subject(struct transaction *transaction,
                                      const struct registry *registry, const struct record *mark,
                                      const struct finding *finding, struct arena *arena,
                                      bool *same)
{
    const struct trade *trade = &registry->trade;
    const struct record *subject = finding->subject;
    enum rule_kind kind = finding->rule->kind;
    *same = kind != RULE_HOUSEHOLD ||
            text_is(mark->values[trade->checked.household_no->number], finding->no);
    if ((kind != RULE_PERSON && kind != RULE_FORM && kind != RULE_ARCHIVE) || !subject)
        return STORE_OK;
    if (subject->form == trade->household.form) {
        *same = text_is(mark->values[trade->checked.household_no->number],
                        subject->values[trade->household.household_no->number]);
        return STORE_OK;
    }
    const struct field *field = subject_field(trade, subject->form);
    const char *reference = field ? mark->values[field->number] : NULL;
    uint64_t number = 0;
    *same = false;
    if (!reference)
        return STORE_OK;
    enum store_result result =
        lookup_reference(transaction, registry, subject->form, reference, arena, &number);
    *same = result == STORE_OK && number == subject->number;
    return result == STORE_FAILED ? result : STORE_OK;
}

enum store_result checked_find(struct transaction *transaction, const struct registry *registry,
                               const struct finding *finding, struct arena *arena, bool *checked)
{
    const struct trade *trade = &registry->trade;
    char fingerprint[FINGERPRINT_SIZE];
    struct numbers marks;
    *checked = false;
    if (!trade->checks || finding->rule->hard)
        return STORE_OK;
    finding_fingerprint(finding, arena, fingerprint);
    enum store_result result =
        lookup_all(transaction, registry, trade->checked.fingerprint, trade->checked.form,
                   fingerprint, ALIKE_MOST, arena, &marks);
    for (size_t i = 0; i < marks.count && result != STORE_FAILED && !*checked; i++) {
        struct record *mark = NULL;
        result = record_load(transaction, registry, trade->checked.form, marks.items[i], arena,
                             &mark, NULL);
        if (result == STORE_OK && !mark->removed)
            result = same_subject(transaction, registry, mark, finding, arena, checked);
    }
    return result == STORE_FAILED ? result : STORE_OK;
}

static void put(struct record *record, const struct field *field, const char *value)
{
    if (field && value)
        record_put(record, field, value);
}

bool checked_add(struct change *change, const struct finding *finding)
{
    const struct trade *trade = &change->registry->trade;
    const struct checked_fields *fields = &trade->checked;
    const struct record *subject = finding->subject;
    if (!trade->checks || finding->rule->hard || (subject && !subject_field(trade, subject->form)))
        return false;
    char fingerprint[FINGERPRINT_SIZE];
    char day[DATE_SIZE];
    finding_fingerprint(finding, change->arena, fingerprint);
    date_write(&change->day, day);
    struct record *mark = change_new(change, fields->form);
    bool household = !subject || subject->form == trade->household.form;
    const char *no = finding->no;
    if (subject && !no)
        no = record_value(subject, "household_no");
    put(mark, fields->rule, finding->rule->id);
    put(mark, fields->name,
        household ? no : record_title(subject, LANGUAGE_CHINESE, change->arena));
    put(mark, fields->household_no, no);
    put(mark, fields->note, change->checked_note);
    put(mark, fields->checked_by, change->author->user);
    put(mark, fields->checked_on, arena_copy(change->arena, day));
    put(mark, fields->fingerprint, arena_copy(change->arena, fingerprint));
    change->checked_count++;
    if (household)
        return true;
    if (subject->number > 0) {
        put(mark, subject_field(trade, subject->form), reference_to(subject, change->arena));
        return true;
    }
    struct change_item *item = change_item_of(change, mark);
    const struct change_item *own = change_item_of(change, subject);
    if (own) {
        item->refers = subject_field(trade, subject->form);
        item->target = (size_t)(own - change->items);
    }
    return true;
}

void checked_release(struct change *change, const struct record *record)
{
    const struct trade *trade = &change->registry->trade;
    const struct field *field = subject_field(trade, record->form);
    enum index_kind kind;
    struct numbers marks;
    if (!trade->checks || !field || !lookup_kind(field, &kind))
        return;
    if (lookup_all(change->transaction, change->registry, field, trade->checked.form,
                   reference_to(record, change->arena), ALIKE_MOST, change->arena,
                   &marks) == STORE_FAILED)
        change->failed = true;
    for (size_t i = 0; i < marks.count && !change->failed; i++) {
        struct record *mark = change_edit(change, trade->checked.form, marks.items[i]);
        if (mark)
            mark->removed = true;
    }
}

static void mark_all(struct change *change, const struct record *parameters,
                     const struct record *record)
{
    if (!record)
        return;
    change->checked_note = parameter(parameters, "note");
    change->checked_rule = parameter(parameters, "rule");
    struct faults before = change->faults;
    change->faults = (struct faults){0}; /* what is said otherwise is no concern of this action */
    judge_record(change, record);
    change->faults = before;
    change->checked_note = NULL;
    if (change->checked_count == 0 && !change->failed)
        change_error(change, change->checked_rule ? parameter_field(parameters, "rule") : NULL,
                     N_("There is no warning here that is not marked as checked already."), NULL);
}

void resident_check_warning(struct change *change, const struct record *parameters)
{
    mark_all(change, parameters, parameter_record(change, parameters, "resident"));
}

void household_check_warning(struct change *change, const struct record *parameters)
{
    mark_all(change, parameters, parameter_record(change, parameters, "household"));
}

/* What looks at a whole series, volume or box is taken from the list of what is to be mended. */
void archive_check_warning(struct change *change, const struct record *parameters)
{
    const struct record *record = parameter_record(change, parameters, "archive");
    const char *id = parameter(parameters, "rule");
    const struct consistency_rule *rule = id ? consistency_rule_named(id) : NULL;
    if (!record || !rule || rule->kind != RULE_ARCHIVE || rule->describe) {
        mark_all(change, parameters, record);
        return;
    }
    struct finding finding = archive_finding(id, record, NULL, NULL, NULL, NULL);
    change->checked_note = parameter(parameters, "note");
    checked_add(change, &finding);
    change->checked_note = NULL;
}

#include <inttypes.h>
#include <string.h>
#include "registry/act.h"
#include "registry/entry.h"
#include "registry/accession.h"
#include "registry/change_index.h"
#include "registry/keeping.h"
#include "registry/references.h"
#include "registry/rooms.h"
#include "registry/settle.h"
#include "registry/undo.h"
#include "text/message.h"
#include "text/same.h"

/* One record of the change that is taken back. */
struct undoing {
    struct change *change;
    const struct form *form;
    uint64_t number;
    uint32_t version;      /* that the change made */
    struct record *before; /* NULL: the change made the record */
    struct record *after;
    uint64_t later; /* the change that made the version after it, 0: none */
    bool damaged;
    enum undo_manner manner;
    bool left; /* UNDO_BATCH: it stays as it is */
};

/* Whether the value is the same still, though the record that it names may have another key now. */
static bool stands(struct change *change, const struct field *field, const char *now,
                   const char *then)
{
    if (text_same(now, then) || !now || !then || field->type != FIELD_REFERENCE || field->many)
        return text_same(now, then);
    const struct record *there = change_follow(change, field->reference, now);
    const struct record *other = change_follow(change, field->reference, then);
    return there && other && there->number == other->number;
}

static const char *words(struct change *change, uint64_t number)
{
    return arena_format(change->arena, "%" PRIu64, number);
}

static bool version_take(void *context, uint32_t version, struct bytes bytes)
{
    struct undoing *undoing = context;
    struct change *change = undoing->change;
    if (version > undoing->version + 1)
        return true;
    struct record *record = record_unpack(undoing->form, undoing->number, bytes.data, bytes.length,
                                          change->arena, change->fault);
    undoing->damaged = !record;
    if (!record)
        return false;
    if (version == undoing->version + 1)
        undoing->later = record->change;
    else if (version == undoing->version)
        undoing->after = record;
    else
        undoing->before = record;
    return version >= undoing->version;
}

static bool versions_read(struct undoing *undoing, const struct record *now)
{
    struct change *change = undoing->change;
    if (now->version == undoing->version)
        undoing->after = record_copy(now, change->arena);
    else if (now->version == undoing->version + 1)
        undoing->later = now->change;
    if (records_history(change->transaction, records_of(change->registry, undoing->form),
                        undoing->number, version_take, undoing) == STORE_FAILED ||
        undoing->damaged)
        change->failed = true;
    return !change->failed && undoing->after;
}

static void refuse(struct undoing *undoing, const struct record *now, const char *label)
{
    struct change *change = undoing->change;
    const char *title = record_title(now, LANGUAGE_CHINESE, change->arena);
    const char *later = words(change, undoing->later ? undoing->later : now->change);
    if (undoing->manner == UNDO_WHOLE)
        change_error(change, NULL,
                     N_("{1}, {2}: a later change stands on this, the first of them number {3}."),
                     title, label, later, NULL);
    else if (undoing->manner == UNDO_BATCH && !undoing->left)
        change_warning(change, NULL, N_("{1} ({2}) is left: it was changed since, by change {3}."),
                       title, now->form->label, later, NULL);
    undoing->left = true;
}

/* The record that the change made goes, where it is still as it was made. */
static void take_away(struct undoing *undoing, struct record *now)
{
    const struct trade *trade = &undoing->change->registry->trade;
    for (unsigned i = 0; i < now->form->field_count; i++)
        if (!stands(undoing->change, &now->form->fields[i], now->values[i],
                    undoing->after->values[i]) &&
            !room_follows(trade, &now->form->fields[i])) {
            refuse(undoing, now, now->form->label);
            return;
        }
    now->removed = true;
}

static void take_back(struct undoing *undoing, struct record *now)
{
    const struct record *before = undoing->before;
    const struct record *after = undoing->after;
    for (unsigned i = 0; i < now->form->field_count; i++) {
        const struct field *field = &now->form->fields[i];
        if (text_same(before->values[i], after->values[i]))
            continue;
        if (stands(undoing->change, field, now->values[i], after->values[i]))
            record_put(now, field, before->values[i]);
        else if (!room_follows(&undoing->change->registry->trade, field))
            refuse(undoing, now, field->label);
    }
    if (before->removed != after->removed)
        now->removed = before->removed;
}

/* Whether it was left as it is. */
static bool undo_record(struct change *change, const struct form *form, uint64_t number,
                        uint32_t version, enum undo_manner manner)
{
    struct undoing undoing = {
        .change = change, .form = form, .number = number, .version = version, .manner = manner};
    struct bytes bytes;
    struct records *records = records_of(change->registry, form);
    enum store_result result = records_get(change->transaction, records, number, &bytes);
    struct record *old = result == STORE_OK ? record_unpack(form, number, bytes.data, bytes.length,
                                                            change->arena, change->fault)
                                            : NULL;
    if (!old) {
        change->failed = true;
        return false;
    }
    /* A change may have written a record twice: rows of an import. */
    const struct change_item *own = change_index_number(change, form, number);
    size_t place = own ? (size_t)(own - change->items) : change->count;
    struct record *now = own ? own->record : record_copy(old, change->arena);
    if (!versions_read(&undoing, old))
        return false;
    if (old->removed && !undoing.after->removed && manner != UNDO_WHOLE)
        return false;
    if (old->removed && !undoing.after->removed) {
        change_error(change, NULL, N_("{1}, {2}: removed since."),
                     record_title(old, LANGUAGE_CHINESE, change->arena), form->label, NULL);
        return false;
    }
    if (!own)
        change_add(change, now, old, bytes);
    if (undoing.before)
        take_back(&undoing, now);
    else
        take_away(&undoing, now);
    if (manner == UNDO_BATCH && !undoing.left &&
        (keeping_stays(change, now, old) || accession_stays(change, &change->items[place])))
        refuse(&undoing, now, form->label);
    if (!undoing.left || manner != UNDO_BATCH)
        return false;
    undo_leave(&change->items[place]);
    return true;
}

static const struct form *form_of_type(const struct registry *registry, uint16_t type)
{
    for (unsigned i = 0; i < registry->forms->count; i++)
        if (registry->forms->forms[i]->type == type)
            return registry->forms->forms[i];
    return NULL;
}

uint64_t undo_lines(struct change *change, const struct entry *entry, enum undo_manner manner)
{
    enum { LINES_MOST = 20000 };
    uint64_t records = 0, left = 0;
    for (size_t i = 0; i < entry->line_count; i++)
        records += entry->lines[i].count;
    if (records > LINES_MOST) {
        change_error(change, NULL,
                     N_("This change is of {1} records, too many to take back at once."),
                     words(change, records), NULL);
        return 0;
    }
    /* Backwards: what gave a unique value up takes it again after who got it. */
    for (size_t i = entry->line_count; i-- > 0;) {
        const struct entry_line *line = &entry->lines[i];
        const struct form *form = form_of_type(change->registry, line->type);
        if (!form) {
            change_error(change, NULL,
                         N_("The forms no longer have a record type that this change wrote."),
                         NULL);
            return 0;
        }
        for (uint64_t j = 0; j < line->count && !change->failed; j++)
            left += undo_record(change, form, line->first + j, line->version, manner);
    }
    return left;
}

bool undo_mark(struct change *change, uint64_t number, uint64_t undone)
{
    while (number > 0) {
        struct entry entry;
        enum store_result result =
            entry_read(change->transaction, change->registry, number, change->arena, &entry);
        if (result != STORE_OK)
            return result == STORE_NONE;
        entry.undone = undone;
        if (entry_write(change->transaction, change->registry, number, &entry) != STORE_OK)
            return false;
        undone = undone ? 0 : number;
        number = entry.undoes;
    }
    return true;
}

bool undo_make(struct change *change, const void *request, struct fault *fault)
{
    const struct undo_job *undo = request;
    bool batch = undo->batch > 0;
    struct entry entry;
    enum store_result result =
        entry_read(change->transaction, change->registry, undo->change, change->arena, &entry);
    if (result == STORE_NONE)
        return fault_set(fault, change->arena, FAULT_NOT_FOUND, NULL, N_("There is no change {1}."),
                         words(change, undo->change), NULL);
    if (result == STORE_FAILED) {
        change->failed = true;
        return true;
    }
    change->reason = undo->reason;
    change->day = entry.day;
    change->undoes = undo->change;
    if (!undo->reason || undo->reason[strspn(undo->reason, " ")] == '\0')
        change_error(change, NULL, N_("A reason is wanted for taking a change back."), NULL);
    if (entry.undone)
        change_error(change, NULL, N_("Change {1} was taken back already, by change {2}."),
                     words(change, undo->change), words(change, entry.undone), NULL);
    if (faults_errors(&change->faults) > 0)
        return true;
    uint64_t left = undo_lines(change, &entry, batch ? UNDO_BATCH : UNDO_WHOLE);
    if (undo->left)
        *undo->left = left;
    if (!change->failed && batch)
        undo_leave_needed(change, undo);
    if (!change->failed && faults_errors(&change->faults) == 0)
        change_settle(change, batch ? SETTLE_BATCH : SETTLE_BACK);
    if (change->failed || faults_errors(&change->faults) > 0)
        return true;
    uint64_t next;
    if (counter_get(change->transaction, COUNTER_CHANGE, &next) == STORE_FAILED ||
        !undo_mark(change, undo->change, next + 1))
        change->failed = true;
    return true;
}

bool registry_undo(struct registry *registry, const struct author *author,
                   const struct undo_request *request, struct arena *arena,
                   struct act_answer *answer, struct fault *fault)
{
    struct undo_job job = {.change = request->change, .reason = request->reason};
    struct acting acting = {
        .registry = registry,
        .author = author,
        .action = N_("undo"),
        .request = &job,
        .make = undo_make,
        .check = request->check,
        .token = request->token,
        .results = arena,
        .answer = answer,
    };
    *answer = (struct act_answer){0};
    return act_run(&acting, fault);
}

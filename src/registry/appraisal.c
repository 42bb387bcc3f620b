#include "registry/appraisal.h"

#include <stdlib.h>
#include <string.h>
#include "registry/departing.h"
#include "registry/life.h"
#include "registry/volumes.h"
#include "registry/yearly.h"
#include "text/message.h"
#include "text/same.h"

enum { LINES_MOST = 30000 };

struct record *appraisal_wanted(struct change *change, const struct record *parameters,
                                const char *const *states)
{
    struct record *appraisal = parameter_record(change, parameters, "appraisal");
    const char *state = appraisal ? record_value(appraisal, "state") : NULL;
    const struct field *field = appraisal ? field_named(appraisal->form, "state") : NULL;
    if (!appraisal)
        return NULL;
    for (size_t i = 0; states[i]; i++)
        if (text_is(state, states[i]))
            return appraisal;
    change_error(change, parameter_field(parameters, "appraisal"),
                 N_("Appraisal {1} is not at this point: it is {2}."),
                 record_value(appraisal, "appraisal_no"),
                 state && field && field->codes
                     ? arena_format(change->arena, "%s" BILINGUAL "%s",
                                    code_name(field->codes, state, LANGUAGE_CHINESE),
                                    code_name(field->codes, state, LANGUAGE_ENGLISH))
                     : "",
                 NULL);
    return NULL;
}

bool appraisal_lines(struct change *change, const struct record *appraisal, const char *condition,
                     struct numbers *lines)
{
    bool more;
    const char *query = arena_format(change->arena, "appraisal=\"%s\" %s",
                                     reference_to(appraisal, change->arena), condition);
    return change_select(change, change->registry->trade.ledgers.line, query, NULL, LINES_MOST,
                         lines, &more);
}

size_t names_counted(const char *values, struct arena *arena)
{
    size_t count = 0;
    const char *before = "";
    for (const char *at = values; at;) {
        const char *end = strchr(at, MANY_SEPARATOR);
        size_t length = end ? (size_t)(end - at) : strlen(at);
        const char *name = arena_format(arena, ";%.*s;", (int)length, at);
        if (length > 0 && !strstr(before, name)) {
            before = arena_format(arena, "%s%s", before, name);
            count++;
        }
        at = end ? end + 1 : NULL;
    }
    return count;
}

/* Proposing. */

/* An earlier version of an item that was to be kept longer. */
struct looking_back {
    struct change *change;
    const struct record *item;
    long ends;
    uint64_t shortened; /* the change after that version */
    uint64_t later;     /* the change that made the version looked at before */
    const char *was;
};

static bool look_back(void *context, uint32_t version, struct bytes bytes)
{
    struct looking_back *looking = context;
    struct change *change = looking->change;
    const struct trade *trade = &change->registry->trade;
    const struct record *record =
        record_unpack(looking->item->form, looking->item->number, bytes.data, bytes.length,
                      change->arena, change->fault);
    (void)version;
    if (!record) {
        change->failed = true;
        return false;
    }
    if (keeping_permanent(trade, record) || keeping_ends(trade, record) > looking->ends) {
        const char *retention = record->values[trade->archive.retention->number];
        looking->shortened = looking->later;
        looking->was = retention ? arena_copy(change->arena, retention) : "";
        return false;
    }
    looking->later = record->change;
    return true;
}

/* Where its period was longer once; "" where it never was. */
static const char *shortened_note(struct change *change, const struct record *item)
{
    struct looking_back looking = {
        .change = change,
        .item = item,
        .ends = keeping_ends(&change->registry->trade, item),
        .later = item->change,
    };
    if (item->version > 1 &&
        records_history(change->transaction, records_of(change->registry, item->form), item->number,
                        look_back, &looking) == STORE_FAILED)
        change->failed = true;
    return looking.shortened ? arena_format(change->arena, "%s, #%llu", looking.was,
                                            (unsigned long long)looking.shortened)
                             : NULL;
}

static void line_add(struct change *change, const struct record *appraisal, struct record *item)
{
    static const char *const copied[] = {"creator", "date",  "year", "retention",
                                         "ends",    "pages", "file"};
    const struct archive_fields *fields = &change->registry->trade.archive;
    const char *number = record_value(appraisal, "appraisal_no");
    const char *note = shortened_note(change, item);
    struct record *line = change_new(change, change->registry->trade.ledgers.line);
    value_put(line, "appraisal", number);
    value_put(line, "item", reference_to(item, change->arena));
    value_put(line, "archival_code", item->values[fields->archival_code->number]);
    value_put(line, "item_title", record_title(item, LANGUAGE_CHINESE, change->arena));
    for (size_t i = 0; i < sizeof copied / sizeof *copied; i++)
        value_put(line, copied[i], record_value(item, copied[i]));
    value_put(line, "volume_code", volume_code(change, item));
    value_put(line, "place", item_place(&change->registry->trade, item, change->arena));
    value_put(line, "note", note);
    value_put(line, "decision", DECISION_NONE);
    record_put(item, fields->appraisal, number);
    if (note)
        change_warning(change, NULL, N_("{1}: its period was shortened before ({2})."),
                       keeping_name(item, change->arena), note, NULL);
}

static const char *proposal_query(struct change *change, const struct record *parameters)
{
    const char *year = parameter(parameters, "year");
    const char *category = parameter(parameters, "category");
    const char *until = parameter(parameters, "ends");
    return arena_format(change->arena, "ends<=%s state!=%s state!=%s%s%s%s%s",
                        until ? until : arena_format(change->arena, "%d", change->today.year),
                        ITEM_TRANSFERRED, ITEM_DESTROYED, year ? " year=" : "", year ? year : "",
                        category ? " category=" : "", category ? category : "");
}

void appraisal_propose(struct change *change, const struct record *parameters)
{
    static const char *const taken[] = {"group", "representatives", "remarks"};
    const char *title = parameter(parameters, "title");
    const char *proposer = parameter(parameters, "proposed_by");
    struct chosen chosen;
    change->keeping = KEEPING_PROPOSED;
    const char *number = yearly_number(change, "appraisal");
    struct record *appraisal =
        number ? change_new(change, change->registry->trade.ledgers.appraisal) : NULL;
    if (!appraisal || !items_choose(change, parameters, proposal_query(change, parameters),
                                    CHOOSE_VOLUMES, KEEPING_DESTROYED, &chosen))
        return;
    if (chosen.count == 0) {
        change_error(change, NULL, N_("No item is at the end of its period, and free to go."),
                     NULL);
        return;
    }
    value_put(appraisal, "appraisal_no", number);
    value_put(appraisal, "title",
              title ? title : arena_format(change->arena, "%d年到期档案鉴定", change->day.year));
    value_put(appraisal, "state", APPRAISAL_PROPOSED);
    value_put(appraisal, "proposed_on", parameter(parameters, "event_day"));
    value_put(appraisal, "proposed_by", proposer ? proposer : change->author->user);
    value_put(appraisal, "keyed_by", change->author->user);
    value_put(appraisal, "items", arena_format(change->arena, "%zu", chosen.count));
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        value_put(appraisal, taken[i], parameter(parameters, taken[i]));
    for (size_t i = 0; i < chosen.count && !change->failed; i++)
        line_add(change, appraisal, chosen.items[i]);
}

/* Giving up. */

void appraisal_withdraw(struct change *change, const struct record *parameters)
{
    static const char *const states[] = {APPRAISAL_PROPOSED, APPRAISAL_DECIDING, APPRAISAL_DECIDED,
                                         APPRAISAL_APPROVED, NULL};
    const struct archive_fields *fields = &change->registry->trade.archive;
    struct record *appraisal = appraisal_wanted(change, parameters, states);
    struct numbers items;
    change->keeping = KEEPING_WITHDRAWN;
    if (!appraisal)
        return;
    if (!parameter(parameters, "reason")) {
        change_error(change, parameter_field(parameters, "reason"),
                     N_("Say why: the reason stays in the register."), NULL);
        return;
    }
    value_put(appraisal, "state", APPRAISAL_WITHDRAWN);
    if (lookup_all(change->transaction, change->registry, fields->appraisal, fields->form,
                   reference_to(appraisal, change->arena), LINES_MOST, change->arena,
                   &items) == STORE_FAILED)
        change->failed = true;
    for (size_t i = 0; i < items.count && !change->failed; i++) {
        struct record *item = change_edit(change, fields->form, items.items[i]);
        if (item)
            record_put(item, fields->appraisal, NULL);
    }
}

#include "registry/keeping.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include "text/message.h"
#include "text/same.h"

#define LEVEL_VOLUME "1" /* forms/codes/archive_level.tsv */
#define LEVEL_ITEM "2"

enum { HOLDS_MOST = 1000 };

const char *keeping_name(const struct record *item, struct arena *arena)
{
    const char *key = item->form->key ? item->values[item->form->key->number] : NULL;
    const char *title = record_title(item, LANGUAGE_CHINESE, arena);
    return key && strcmp(key, title) != 0 ? arena_format(arena, "%s %s", key, title) : title;
}

/* Periods. */

bool keeping_permanent(const struct trade *trade, const struct record *item)
{
    return text_is(value_of(item, trade->archive.retention), RETENTION_PERMANENT);
}

bool item_kept(const struct trade *trade, const struct record *item)
{
    const char *state = value_of(item, trade->archive.state);
    return !state || (strcmp(state, ITEM_DESTROYED) != 0 && strcmp(state, ITEM_TRANSFERRED) != 0);
}

/* Years of a code: of the table, and not fewer than the code itself says. */
static long years_of(const struct field *field, const char *retention)
{
    const struct code *code = field->codes ? code_find(field->codes, retention) : NULL;
    const char *column = code ? code_column(field->codes, code, "years") : NULL;
    long years = column ? strtol(column, NULL, 10) : 0;
    long said = retention[0] == 'D' ? strtol(retention + 1, NULL, 10) : 0;
    return years > said ? years : said;
}

long keeping_ends(const struct trade *trade, const struct record *item)
{
    const struct archive_fields *fields = &trade->archive;
    const char *year = value_of(item, fields->year);
    const char *retention = value_of(item, fields->retention);
    const char *prolonged = value_of(item, fields->keep_until);
    long years = retention ? years_of(fields->retention, retention) : 0;
    if (!year || years <= 0 || keeping_permanent(trade, item))
        return 0;
    long ends = strtol(year, NULL, 10) + years + 1;
    long until = prolonged ? strtol(prolonged, NULL, 10) + 1 : 0;
    return until > ends ? until : ends;
}

void keeping_fill(const struct trade *trade, struct record *record, struct arena *arena)
{
    const struct archive_fields *fields = &trade->archive;
    if (fields->level) {
        const char *volume = value_of(record, fields->volume),
                   *item = value_of(record, fields->item);
        record_put(record, fields->level, volume && !item ? LEVEL_VOLUME : LEVEL_ITEM);
    }
    if (!fields->ends)
        return;
    long ends = keeping_ends(trade, record);
    record_put(record, fields->ends, ends > 0 ? arena_format(arena, "%ld", ends) : NULL);
}

/* What stands in the way of a deed. */

/* The number of a hold on the item that is not released, by the register and not by what the item
 * says of it. */
static const char *live_hold(struct change *change, const struct record *item)
{
    const struct form *form = change->registry->trade.ledgers.hold;
    const char *by[] = {
        reference_to(item, change->arena),
        arena_format(change->arena, "@%llu", (unsigned long long)item->number),
    };
    for (size_t i = 0; i < 2 && item->number > 0 && !(i == 1 && text_is(by[0], by[1])); i++) {
        struct numbers numbers;
        if (lookup_all(change->transaction, change->registry, field_named(form, "item"), form,
                       by[i], HOLDS_MOST, change->arena, &numbers) == STORE_FAILED)
            change->failed = true;
        for (size_t j = 0; j < numbers.count && !change->failed; j++) {
            const struct record *hold = change_see(change, form, numbers.items[j]);
            if (hold && !record_value(hold, "released_on"))
                return hold->values[form->key->number];
        }
    }
    const char *count = value_of(item, change->registry->trade.archive.holds);
    return count && strtol(count, NULL, 10) > 0 ? count : NULL;
}

static struct keeping_bar bar_of(struct change *change, const struct record *item,
                                 const char *message, const char *argument)
{
    return (struct keeping_bar){
        .message = message,
        .item = keeping_name(item, change->arena),
        .argument = argument ? argument : "",
    };
}

static struct keeping_bar bar_of_state(struct change *change, const struct record *item)
{
    const struct archive_fields *fields = &change->registry->trade.archive;
    const char *state = value_of(item, fields->state);
    if (text_is(state, ITEM_DESTROYED))
        return bar_of(change, item, N_("{1} is destroyed already ({2})."),
                      value_of(item, fields->appraisal));
    if (text_is(state, ITEM_TRANSFERRED))
        return bar_of(change, item, N_("{1} was handed over already ({2})."),
                      value_of(item, fields->transfer));
    if (text_is(state, ITEM_ON_LOAN))
        return bar_of(change, item, N_("{1} is lent: {2}."), value_of(item, fields->borrower));
    if (text_is(state, ITEM_MISSING))
        return bar_of(change, item, N_("{1} is missing."), NULL);
    return (struct keeping_bar){0};
}

static struct keeping_bar bar_of_period(struct change *change, const struct record *item)
{
    const struct trade *trade = &change->registry->trade;
    if (keeping_permanent(trade, item))
        return bar_of(change, item, N_("{1} is permanent."), NULL);
    long ends = keeping_ends(trade, item);
    if (ends == 0)
        return bar_of(change, item, N_("{1} has no year, or no number of years to be kept."), NULL);
    if (ends > change->today.year)
        return bar_of(change, item, N_("{1} is to be kept until the end of {2}."),
                      arena_format(change->arena, "%ld", ends - 1));
    return (struct keeping_bar){0};
}

struct keeping_bar keeping_bar(struct change *change, const struct record *item,
                               enum keeping purpose, const char *own)
{
    const struct archive_fields *fields = &change->registry->trade.archive;
    struct keeping_bar bar = bar_of_state(change, item);
    const char *state = value_of(item, fields->state);
    if (purpose == KEEPING_HELD && (text_is(state, ITEM_ON_LOAN) || text_is(state, ITEM_MISSING)))
        return (struct keeping_bar){0};
    if (bar.message || purpose == KEEPING_HELD || !change->registry->trade.appraisals)
        return bar;
    const char *hold = live_hold(change, item);
    if (hold)
        return bar_of(change, item, N_("{1} is on hold ({2})."), hold);
    const char *appraisal = value_of(item, fields->appraisal);
    const char *transfer = value_of(item, fields->transfer);
    if (appraisal && !(purpose == KEEPING_DESTROYED && text_is(appraisal, own)))
        return bar_of(change, item, N_("{1} is in appraisal {2}."), appraisal);
    if (transfer && !(purpose == KEEPING_TRANSFERRED && text_is(transfer, own)))
        return bar_of(change, item, N_("{1} is in transfer {2}."), transfer);
    return purpose == KEEPING_DESTROYED ? bar_of_period(change, item) : bar;
}

void keeping_warn(struct change *change, const struct keeping_bar *bar)
{
    change_warning(change, NULL, bar->message, bar->item, bar->argument, NULL);
}

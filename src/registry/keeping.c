#include "registry/keeping.h"

#include <stdlib.h>
#include <string.h>
#include "text/message.h"

#define LEVEL_VOLUME "1" /* forms/codes/archive_level.tsv */
#define LEVEL_ITEM "2"

static bool is(const char *value, const char *other)
{
    return value && other && strcmp(value, other) == 0;
}

static const char *value_of(const struct record *record, const struct field *field)
{
    return field ? record->values[field->number] : NULL;
}

/* From which state to which an item goes by which deed. */
static const struct passage {
    const char *from, *to;
    enum keeping keeping;
} passages[] = {
    {ITEM_IN_PLACE, ITEM_ON_LOAN, KEEPING_LENT},
    {ITEM_ON_LOAN, ITEM_IN_PLACE, KEEPING_RETURNED},
    {ITEM_IN_PLACE, ITEM_DESTROYED, KEEPING_DESTROYED},
    {ITEM_IN_PLACE, ITEM_TRANSFERRED, KEEPING_TRANSFERRED},
    {ITEM_IN_PLACE, ITEM_MISSING, KEEPING_LOST},
    {ITEM_ON_LOAN, ITEM_MISSING, KEEPING_LOST},
    {ITEM_MISSING, ITEM_IN_PLACE, KEEPING_FOUND},
};

static bool passes(const char *from, const char *to, enum keeping keeping)
{
    for (size_t i = 0; i < sizeof passages / sizeof *passages; i++)
        if (is(passages[i].from, from) && is(passages[i].to, to) && passages[i].keeping == keeping)
            return true;
    return false;
}

/* Taking back brings the state before, except what is gone for good. */
static bool goes_back(const char *from)
{
    return !is(from, ITEM_DESTROYED) && !is(from, ITEM_TRANSFERRED);
}

static void refuse(struct change *change, const struct record *record, const struct field *field,
                   const char *message)
{
    change_error(change, field, message, record_title(record, LANGUAGE_CHINESE, change->arena),
                 NULL);
}

void keeping_judge(struct change *change, const struct record *record, const struct record *old)
{
    const struct archive_fields *fields = &change->registry->trade.archive;
    if (!fields->state || record->form != fields->form || !old)
        return;
    const char *from = value_of(old, fields->state), *to = value_of(record, fields->state);
    if (is(from, to) || (!from && !to) || record->removed)
        return;
    if (change->undoes ? !goes_back(from) : !passes(from, to, change->keeping))
        refuse(
            change, record, fields->state,
            N_("{1}: its state changes by lending, counting, appraisal and transfer alone (F10)."));
}

void keeping_judge_all(struct change *change)
{
    for (size_t i = 0; i < change->count; i++)
        keeping_judge(change, change->items[i].record, change->items[i].old);
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
    const char *year = value_of(record, fields->year);
    const char *retention = value_of(record, fields->retention);
    const char *prolonged = value_of(record, fields->keep_until);
    const struct code *code = retention ? code_find(fields->retention->codes, retention) : NULL;
    const char *years = code ? code_column(fields->retention->codes, code, "years") : NULL;
    long ends = 0;
    if (year && years && *years)
        ends = strtol(year, NULL, 10) + strtol(years, NULL, 10) + 1;
    if (ends > 0 && prolonged && strtol(prolonged, NULL, 10) + 1 > ends)
        ends = strtol(prolonged, NULL, 10) + 1;
    record_put(record, fields->ends, ends > 0 ? arena_format(arena, "%ld", ends) : NULL);
}

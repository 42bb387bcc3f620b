#include "registry/departing.h"

#include <string.h>
#include "registry/archive.h"
#include "registry/chosen.h"
#include "registry/keeping.h"
#include "registry/life.h"
#include "registry/series.h"
#include "registry/volumes.h"
#include "text/message.h"

const char *item_place(const struct trade *trade, const struct record *item, struct arena *arena)
{
    const struct archive_fields *fields = &trade->archive;
    const char *box = fields->box ? item->values[fields->box->number] : NULL;
    const char *location = fields->location ? item->values[fields->location->number] : NULL;
    return box && location ? arena_format(arena, "%s, %s", box, location) : box ? box : location;
}

void item_departs(struct change *change, struct record *item)
{
    const struct archive_fields *fields = &change->registry->trade.archive;
    if (fields->place_before)
        record_put(item, fields->place_before,
                   item_place(&change->registry->trade, item, change->arena));
    if (fields->box)
        record_put(item, fields->box, NULL);
    if (fields->location)
        record_put(item, fields->location, NULL);
}

static bool approved(struct change *change, const struct record *parameters)
{
    if (!parameter(parameters, "reason"))
        change_error(change, parameter_field(parameters, "reason"),
                     N_("Say why: the reason stays in the register."), NULL);
    if (!parameter(parameters, "approved_by"))
        change_error(change, parameter_field(parameters, "approved_by"), N_("Say who approved it."),
                     NULL);
    return faults_errors(&change->faults) == 0;
}

static bool is_free(struct change *change, const struct record *item, const struct field *field)
{
    struct keeping_bar bar = keeping_bar(change, item, KEEPING_CORRECTED, NULL);
    if (bar.message)
        change_error(change, field, bar.message, bar.item, bar.argument, NULL);
    return !bar.message && !change->failed;
}

static void correct(struct change *change, const struct record *parameters, struct record *item)
{
    const struct archive_fields *fields = &change->registry->trade.archive;
    if (parameter(parameters, "year"))
        record_put(item, fields->year, parameter(parameters, "year"));
    if (parameter(parameters, "retention"))
        record_put(item, fields->retention, parameter(parameters, "retention"));
    record_put(item, fields->code_retention, NULL);
}

void archive_correct(struct change *change, const struct record *parameters)
{
    const struct archive_fields *fields = &change->registry->trade.archive;
    const struct field *field = parameter_field(parameters, "item");
    struct record *item = parameter_record(change, parameters, "item");
    change->keeping = KEEPING_CORRECTED;
    if (!item || !approved(change, parameters))
        return;
    const char *volume = volume_code(change, item);
    struct numbers within = {0};
    if (volume)
        volume_numbers(change, volume, &within);
    if (within.count == 0)
        numbers_add(&within, item->number, change->arena);
    for (size_t i = 0; i < within.count && !change->failed; i++) {
        struct record *other = change_edit(change, fields->form, within.items[i]);
        if (other && is_free(change, other, field))
            correct(change, parameters, other);
    }
    if (volume || change->failed || faults_errors(&change->faults) > 0)
        return;
    record_put(item, fields->item, NULL);
    record_put(item, fields->archival_code, NULL);
    series_number(change, item);
}

static bool same_value(const struct record *a, const struct record *b, const char *name)
{
    const char *one = record_value(a, name), *other = record_value(b, name);
    return one == other || (one && other && strcmp(one, other) == 0);
}

/* Whether the one that stays is kept as long as the one that goes. */
static bool kept_as_long(const struct trade *trade, const struct record *stays,
                         const struct record *goes)
{
    if (keeping_permanent(trade, stays))
        return true;
    long ends = keeping_ends(trade, goes);
    return !keeping_permanent(trade, goes) && keeping_ends(trade, stays) >= ends;
}

void archive_strike(struct change *change, const struct record *parameters)
{
    const struct trade *trade = &change->registry->trade;
    const struct field *field = parameter_field(parameters, "double_of");
    struct record *item = parameter_record(change, parameters, "item");
    const char *named = parameter(parameters, "double_of");
    const struct record *stays = named ? change_follow(change, trade->archive.form, named) : NULL;
    change->keeping = KEEPING_STRUCK;
    if (!item || !approved(change, parameters) || change->failed ||
        !is_free(change, item, parameter_field(parameters, "item")))
        return;
    if (!stays || stays->number == item->number)
        change_error(change, field, N_("Name the other item, which stays."), NULL);
    else if (!same_value(item, stays, "title") || !same_value(item, stays, "year"))
        change_error(change, field, N_("{1} is no double: its title or its year is another."),
                     keeping_name(stays, change->arena), NULL);
    else if (!kept_as_long(trade, stays, item))
        change_error(change, field, N_("{1} is not kept as long as the one that would go."),
                     keeping_name(stays, change->arena), NULL);
    else
        item->removed = true;
}

#include <inttypes.h>
#include <string.h>
#include "registry/stocktake.h"
#include "text/message.h"
#include "text/utf8.h"

static const char *number_text(struct change *change, uint64_t number)
{
    return arena_format(change->arena, "%" PRIu64, number);
}

/* Names that commas, semicolons or 、 part. */
static unsigned names_count(const char *names)
{
    static const char *const signs[] = {"、", "，", "；", ",", ";", "/"};
    unsigned count = 0;
    bool inside = false;
    while (*names) {
        size_t sign = 0;
        for (size_t i = 0; i < sizeof signs / sizeof *signs && !sign; i++)
            if (strncmp(names, signs[i], strlen(signs[i])) == 0)
                sign = strlen(signs[i]);
        if (!sign && *names != ' ' && !inside)
            count++;
        inside = sign ? false : inside || *names != ' ';
        names += sign ? sign : 1;
    }
    return count;
}

static bool well_counted(struct change *change, const struct record *parameters,
                         const struct stocktake_totals *totals)
{
    const struct field *at = parameter_field(parameters, "stocktake");
    unsigned least = change->registry->settings.count_witnesses;
    if (names_count(parameter(parameters, "witnesses")) < least)
        change_error(change, parameter_field(parameters, "witnesses"),
                     N_("At least {1} witnesses are wanted."), number_text(change, least), NULL);
    if (totals->results[RESULT_NOT_YET[0] - '0'] > 0)
        change_error(change, at,
                     N_("{1} are not found yet: count them, or settle each with its reason."),
                     number_text(change, totals->results[RESULT_NOT_YET[0] - '0']), NULL);
    uint64_t others = totals->open - totals->results[RESULT_NOT_YET[0] - '0'];
    if (others > 0)
        change_error(change, at, N_("{1} differences are not settled yet."),
                     number_text(change, others), NULL);
    return faults_errors(&change->faults) == 0;
}

void stocktake_close(struct change *change, const struct record *parameters)
{
    static const struct {
        const char *field, *result;
    } sums[] = {
        {"found", RESULT_FOUND},         {"missing", RESULT_MISSING},
        {"misplaced", RESULT_MISPLACED}, {"unexpected", RESULT_UNEXPECTED},
        {"on_loan", RESULT_ON_LOAN},
    };
    struct stocktaking forms;
    struct stocktake_totals totals;
    const struct record *wanted = stocktake_wanted(change, parameters);
    if (!wanted || !stocktaking_find(change->registry, &forms))
        return;
    if (stocktake_count(change->transaction, change->registry, &forms,
                        record_value(wanted, "stocktake_no"), &totals) == STORE_FAILED)
        change->failed = true;
    if (change->failed || !well_counted(change, parameters, &totals))
        return;
    struct record *stocktake = change_edit(change, wanted->form, wanted->number);
    const char *counted_by = parameter(parameters, "counted_by");
    const char *remarks = parameter(parameters, "remarks");
    if (!stocktake)
        return;
    value_put(stocktake, "state", STOCKTAKE_CLOSED);
    value_put(stocktake, "closed_on", parameter(parameters, "event_day"));
    value_put(stocktake, "closed_by", parameter(parameters, "witnesses"));
    if (counted_by)
        value_put(stocktake, "started_by", counted_by);
    if (remarks)
        value_put(stocktake, "remarks", remarks);
    value_put(stocktake, "expected", number_text(change, stocktake_expected(&totals)));
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
        value_put(stocktake, sums[i].field,
                  number_text(change, totals.results[sums[i].result[0] - '0']));
    value_put(stocktake, "settled", number_text(change, totals.settled));
}

void stocktake_abandon(struct change *change, const struct record *parameters)
{
    const struct record *wanted = stocktake_wanted(change, parameters);
    struct record *stocktake = wanted ? change_edit(change, wanted->form, wanted->number) : NULL;
    if (!stocktake)
        return;
    char today[DATE_SIZE];
    date_write(&change->day, today);
    value_put(stocktake, "state", STOCKTAKE_ABANDONED);
    value_put(stocktake, "closed_on", arena_copy(change->arena, today));
    value_put(stocktake, "remarks", parameter(parameters, "reason"));
}

#include "registry/verifying.h"

#include <time.h>
#include "registry/moments.h"
#include "registry/past.h"

bool verify_day(struct verifying *verifying, struct transaction *transaction,
                const struct record *version, struct arena *work)
{
    struct moment moment;
    struct tm local;
    if (moment_of(transaction, verifying->registry, version->change, &moment) == STORE_FAILED)
        return false;
    time_t made = (time_t)moment.time;
    /* What is not in the log is said where the last version is looked at. */
    if (moment.time == 0 || moment.undoes || !localtime_r(&made, &local))
        return true;
    struct date day = {local.tm_year + 1900, local.tm_mon + 1, local.tm_mday};
    if (moment.day <= date_days(&day))
        return true;
    char text[DATE_SIZE];
    struct date later = date_from_days(moment.day);
    date_write(&later, text);
    verify_tell(verifying, false,
                N_("{1} {2}: its change {3} is of {4}, later than the day it was made on."),
                version->form->label, verify_number(work, version->number),
                arena_format(work, "%llu", (unsigned long long)version->change), text, NULL);
    return true;
}

bool verify_past(struct verifying *verifying, struct transaction *transaction,
                 const struct record *record, struct arena *work)
{
    bool agrees;
    struct fault fault = {0};
    if (past_agrees(transaction, verifying->registry, record, work, &agrees, &fault) ==
        STORE_FAILED)
        return false;
    if (!agrees)
        verify_tell(verifying, false,
                    N_("{1} {2}: what its versions changed does not make the record as it is."),
                    record->form->label, verify_number(work, record->number), NULL);
    return true;
}

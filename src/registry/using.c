#include <string.h>
#include "registry/life.h"
#include "registry/loans.h"
#include "registry/yearly.h"
#include "text/message.h"

/* Uses that begin and end in the room: an item stays where it is. */

static void use(struct change *change, const struct record *parameters, const char *kind)
{
    struct reader reader;
    size_t count;
    struct record **items = loan_items(change, parameters, &count);
    const char *day = loan_day(change, 0);
    if (!items || !loan_form(change) || !loan_reader(change, parameters, &reader))
        return;
    for (size_t i = 0; i < count && !change->failed; i++)
        loan_judge_item(change, parameters, items[i], kind, &reader);
    const char *slip =
        faults_errors(&change->faults) == 0 ? loan_slip(change, parameters, &reader) : NULL;
    for (size_t i = 0; i < count && slip && !change->failed; i++) {
        struct record *loan = loan_write(change, items[i], kind, &reader, slip, NULL);
        if (!loan)
            return;
        value_put(loan, "state", LOAN_USED);
        value_put(loan, "lent_on", day);
        value_put(loan, "lent_by", change->author->user);
        value_put(loan, "returned_on", day);
        value_put(loan, "copies", parameter(parameters, "copies"));
        value_put(loan, "result", parameter(parameters, "result"));
        if (strcmp(kind, USE_CERTIFICATE) == 0)
            value_put(loan, "certificate_no", yearly_number(change, "certificate"));
    }
}

void archive_consult(struct change *change, const struct record *parameters)
{
    use(change, parameters, parameter(parameters, "use"));
}

void archive_copy(struct change *change, const struct record *parameters)
{
    use(change, parameters, USE_COPYING);
}

void archive_certify(struct change *change, const struct record *parameters)
{
    use(change, parameters, USE_CERTIFICATE);
}

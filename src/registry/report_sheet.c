#include "registry/report.h"

bool report_sheet(struct reckoning *reckoning, struct report_answer *answer)
{
    (void)answer;
    return fault_set(reckoning->fault, reckoning->results, FAULT_USAGE, NULL, "soon", NULL);
}

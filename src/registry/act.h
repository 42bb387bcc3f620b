#ifndef REGISTRY_ACT_H
#define REGISTRY_ACT_H

/* A change of several records in one transaction, with its consequences told: what actions and
 * undoing have in common. */

#include "registry/change.h"

struct acting {
    struct registry *registry;
    const struct author *author;
    const char *action; /* message id, for the log */
    const void *request;
    /* Makes the change, or adds faults and questions to it. False with a fault where it cannot be
     * tried at all. */
    bool (*make)(struct change *change, const void *request, struct fault *fault);
    bool check;
    const char *token;
    struct arena *results;
    struct act_answer *answer;
};

/* Runs it. False only for a fault of the surroundings, or one of make's. */
bool act_run(struct acting *acting, struct fault *fault);

#endif

#ifndef REGISTRY_COURTESY_H
#define REGISTRY_COURTESY_H

/* People at their screens go before long work: between its transactions an import waits a little
 * while somebody's question, or saving, is on its way. Else a question would wait for several
 * transactions in turn, and a saving for its luck. */

#include "registry/inside.h"

/* Around a short question or a saving. */
void courtesy_enter(struct registry *registry);
void courtesy_leave(struct registry *registry);
/* Before a transaction of long work; some milliseconds at most. */
void courtesy_wait(struct registry *registry);

#endif

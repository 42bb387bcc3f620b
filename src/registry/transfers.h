#ifndef REGISTRY_TRANSFERS_H
#define REGISTRY_TRANSFERS_H

/* Transfer (移交进馆) to the county archive: a list of permanent items whose years are over
 * (registry/settings.h, transfer_years), then the handing over. What is on hold, lent, missing or
 * in an appraisal is left out; what is secret too, unless it says who approved that. A volume goes
 * as a whole. Handed over, an item stays described, and is found with the transfer. */

#include "registry/actions.h"

action_function transfer_list;
action_function transfer_hand_over;
action_function transfer_withdraw;

#endif

#ifndef REGISTRY_HOLDS_H
#define REGISTRY_HOLDS_H

/* Holds (冻结): why an item may be neither destroyed, nor lent, nor handed over for now: a lawsuit,
 * an audit, unfinished business (会计档案管理办法, article 19: vouchers of debts that are not
 * settled are not destroyed). One record for each item, and all that were held together have one
 * slip. A hold ends by hold.release alone, with what it goes by; `until` only says when it is
 * looked at again. archive.holds counts those of an item that are not released. */

#include "registry/actions.h"

/* An item, a volume with all that is in it, or several. */
action_function archive_hold;
/* A hold, or with `together` all of its slip. */
action_function hold_release;

#endif

#ifndef REGISTRY_CONSISTENCY_EVENT_H
#define REGISTRY_CONSISTENCY_EVENT_H

/* Rules of kind RULE_EVENT: nothing happens to a person before the birth, nor after the death but
 * what follows from it (column `after_death` of forms/codes/event_kind.tsv), and no move lies
 * before the one it follows. A death that was put right later (kind 34) is none. */

#include "registry/consistency.h"

/* events: those of the resident in the order of entry. A finding's subject is the event. */
void consistency_events(struct judging *judging, const struct record *resident,
                        const struct record *const *events, size_t count);

#endif

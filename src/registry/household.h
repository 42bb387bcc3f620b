#ifndef REGISTRY_HOUSEHOLD_H
#define REGISTRY_HOUSEHOLD_H

/* Households: one head, who is a living registered member. */

#include "registry/change.h"

/* As forms/codes/household_status.tsv has it. */
#define HOUSEHOLD_CLOSED "2"

/* Whether the resident is registered here now: neither moved out, dead, missing nor cancelled. */
bool resident_present(const struct trade *trade, const struct record *resident);
/* Whether the resident heads the household it names. */
bool resident_heads(const struct trade *trade, const struct record *resident);

/* A new household for a resident, not yet part of anything. */
struct record *household_for(const struct trade *trade, const struct record *resident,
                             const struct date *today, struct arena *arena);

/* A resident is saved: makes the household where it is not there, sets or takes away its head. */
void household_take_resident(struct change *change, struct record *resident,
                             const struct record *old);
/* A household is saved: its head. */
void household_take(struct change *change, struct record *household, const struct record *old);

/* A collective household (集体户: a dormitory, a barracks) may have nobody as its head. */
bool household_collective(const struct record *household);

#endif

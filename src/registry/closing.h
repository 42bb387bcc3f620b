#ifndef REGISTRY_CLOSING_H
#define REGISTRY_CLOSING_H

/* Closing a year of a category (封存): once its items stand in order, no number of it changes and
 * none is given any more, whichever way a change comes, until it is opened again with a reason. */

#include "registry/change.h"

/* Codes of forms/codes/filing_year_state.tsv. */
#define YEAR_OPEN "1"
#define YEAR_CLOSED "2"

/* "J001-WS·2026": what a year of a category of a fonds is called; NULL where a part is missing. */
const char *year_name(const struct trade *trade, const struct record *archive, struct arena *arena);
/* Whether it is closed as the change leaves it. */
bool year_closed(struct change *change, const char *name);
/* An error for each archive record of the change that comes into a closed year, leaves it, or has
 * another number in it. */
void closing_judge_all(struct change *change);

/* The archive records of a year of a category, volumes and items, in arena of the change, as the
 * change leaves them; those that are in the store alone. NULL: change->failed. */
const struct record **year_records(struct change *change, const char *name, const char *year,
                                   size_t *count);

/* Actions (registry/actions.h). */
void archive_close_year(struct change *change, const struct record *parameters);
void archive_reopen_year(struct change *change, const struct record *parameters);

#endif

#ifndef REGISTRY_APPRAISAL_H
#define REGISTRY_APPRAISAL_H

/* Appraisal (鉴定) and destruction: proposal, decisions of a group with residents' representatives,
 * approval, execution before witnesses (城市社区档案管理办法; 机关档案管理规定 of 2018, part 5).
 * Each line (appraisal_item) is the item as it was when it was proposed, and what was decided;
 * lines of what was destroyed are the register of destruction (销毁清册), which is kept for ever.
 *
 * An item that is proposed stays as it is listed until the appraisal is executed or withdrawn
 * (registry/keeping.h). A volume goes as a whole: a decision on a line of it is one on all.
 *
 * Kept longer, an item has `keep_until`, and its period `ends` after it; kept for good, it has the
 * retention Y and its code as before. Both are out of the appraisal then, and can be in another. */

#include "registry/actions.h"
#include "registry/chosen.h"

/* What reached the end of its period, or part of it. What is on hold, lent … is left, and why is
 * said; where a period was shortened before, the line notes it. */
action_function appraisal_propose;
/* One line, several, or all that are undecided; the group that decides is named once. */
action_function appraisal_decide;
/* By somebody else than who proposed it, when every line is decided. */
action_function appraisal_approve;
/* Looks at every line again; what is barred by now stops it, or is left out where `leave_out` says
 * so. */
action_function appraisal_execute;
action_function appraisal_withdraw;

/* The appraisal of the parameter, to be altered, where it is in one of these states (ended by
 * NULL); NULL after an error. */
struct record *appraisal_wanted(struct change *change, const struct record *parameters,
                                const char *const *states);
/* Numbers of its lines for which the further condition holds ("" : all). */
bool appraisal_lines(struct change *change, const struct record *appraisal, const char *condition,
                     struct numbers *lines);
/* How many different names are among the values; NULL: none. */
size_t names_counted(const char *values, struct arena *arena);

#endif

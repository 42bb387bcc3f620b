#ifndef REGISTRY_MERGING_H
#define REGISTRY_MERGING_H

/* What clerks decide about doubles: actions (registry/actions.h). What each asks stands in
 * forms/actions_double.form. */

#include "registry/actions.h"

/* One record goes into another, which keeps its number: fields are taken over as chosen, empty ones
 * in any case; all that refers to the one that goes refers to the one that stays; numbers that
 * found it still do. Refused where both head different households that are lived in. */
action_function resident_merge;
/* Both records are restored, from the change that merged them: what was changed since stays. */
action_function resident_unmerge;
/* Two people by a clerk's word, never brought up again; and that word taken back. */
action_function double_refuse, double_reopen;

#endif

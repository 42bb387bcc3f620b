#ifndef REGISTRY_LIFE_H
#define REGISTRY_LIFE_H

/* The actions of a person's life and of households: the functions behind registry/actions.c. What
 * each asks stands in forms/actions_resident.form and forms/actions_household.form. */

#include "registry/actions.h"

/* Codes of forms/codes/resident_status.tsv. */
#define STATUS_PRESENT "1"
#define STATUS_MOVED_OUT "2"
#define STATUS_DEAD "3"
#define STATUS_LOST "4"
#define STATUS_CANCELLED "5"
#define STATUS_ARMY "6"

/* life.c: leaving the register and coming back. */
action_function resident_death, resident_move_out, resident_enlist, resident_lose, resident_cancel;
action_function resident_return, resident_restore, resident_discharge, resident_find_again;
action_function resident_imprison, resident_release;
/* family.c: births, weddings and the like. */
action_function resident_birth, resident_adoption, resident_move_in, resident_transfer;
action_function resident_marriage, resident_divorce;
/* naming.c: what a person is called and known by. */
action_function resident_rename, resident_correct_number;
/* home.c: households as a whole. */
action_function household_change_head, household_split, household_merge, household_move_out;
action_function household_move, household_close, household_renumber;

/* What the files share. */

/* The person a parameter names, part of the change, and as it was; NULL after an error, also where
 * the person is not present though wanted so (present), or present though not. */
struct record *life_person(struct change *change, const struct record *parameters, const char *name,
                           bool present, const struct record **before);
/* The husband or wife: the one the record names, else head and spouse of one household; to be
 * altered. NULL: none is known. */
struct record *life_spouse(struct change *change, const struct record *resident);
/* Takes a person into household no (made where it is not there) with a relation (a code), or what
 * follows where the household is empty: its head. The address and grid of the household are theirs.
 * field is the parameter at which errors are said. */
void life_enter(struct change *change, struct record *resident, const char *no,
                const char *relation, const struct field *field);
/* One more value for a field of several. */
void life_add(struct change *change, struct record *record, const char *name, const char *value);

#endif

#ifndef CLIENT_MEMBERS_H
#define CLIENT_MEMBERS_H

/* Who belongs to a household, now or on a day, the head first. */

#include "client/client.h"

#define HOUSEHOLD_FORM "household"
#define MEMBER_FORM "resident"
#define NUMBER_FIELD "household_no"
#define RELATION_FIELD "relation"

enum { MEMBERS_MOST = 500 };

/* The code of the head among the relations of this form, "" where it has none. */
const char *members_head(const struct form *members);
/* The code of those in the register among the states of this form, or NULL. */
const char *members_present(const struct form *members);
/* Whether a member is still in the register: those who died or left keep their household. */
bool member_registered(const struct record *member);
/* The head before all others, then by birth date; those who are no longer there last. */
void members_sort(struct record **members, size_t count);

/* All of them, at most MEMBERS_MOST; household is as it was on the day as_of (as of a
 * list_request). */
bool client_members(struct client *client, const struct record *household, const char *as_of,
                    bool known, struct arena *arena, struct record ***members, size_t *count,
                    struct fault *fault);

#endif

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
/* The head before all others, then by birth date. */
void members_sort(struct record **members, size_t count);

/* All of them, at most MEMBERS_MOST; household is as it was on the day as_of (as of a
 * list_request). */
bool client_members(struct client *client, const struct record *household, const char *as_of,
                    bool known, struct arena *arena, struct record ***members, size_t *count,
                    struct fault *fault);

#endif

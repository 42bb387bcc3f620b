#ifndef REGISTRY_ELSEWHERE_H
#define REGISTRY_ELSEWHERE_H

/* Conditions of a query on the records that a record refers to: residents of whose household the
 * building is 3 (household_no.building=3). Three ways, as it is least work: those records are found
 * by an index, and from them the ones that refer to them; or one record is followed after the
 * other, with what was learnt kept; or all that meet the condition are learnt at once. */

#include "registry/past.h"
#include "registry/scan.h"

/* NULL where the query has no such conditions. */
struct elsewhere *elsewhere_new(const struct query *query, struct date today, struct arena *arena);
void elsewhere_free(struct elsewhere *elsewhere); /* or NULL */
/* A try of a transaction begins: what was learnt is forgotten. */
void elsewhere_enter(struct elsewhere *elsewhere, struct registry *registry,
                     struct transaction *transaction);
/* struct query_elsewhere: context is a struct elsewhere. */
bool elsewhere_holds(void *context, const struct query_part *part, const char *value);
/* Numbers of the records of form that may match, ascending, where an index finds at most few of the
 * records they refer to and these are referred to by at most `most`; *finished is false where it
 * does not. */
enum store_result elsewhere_numbers(struct elsewhere *elsewhere, const struct form *form,
                                    size_t few, size_t most, struct arena *arena,
                                    struct numbers *numbers, bool *finished);
/* Looks at every record that can be referred to, once for all. */
enum store_result elsewhere_learn(struct elsewhere *elsewhere);
/* The same of what they were on a day, for records as they were then. */
enum store_result elsewhere_learn_past(struct elsewhere *elsewhere, const struct past *past,
                                       struct fault *fault);
bool elsewhere_failed(const struct elsewhere *elsewhere);

#endif

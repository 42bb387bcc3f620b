#ifndef REGISTRY_ACTIONS_H
#define REGISTRY_ACTIONS_H

/* The actions (design.md, part 5): whatever changes more than one record, or depends on more than
 * one field. The parameters are an action block of the form files, of the same name; the work is a
 * function that alters records of the change. Adding an action is such a block and a row of the
 * table. */

#include "registry/change.h"

/* Makes the change of the parameters, which are canonical and obey the rules of their form, or adds
 * errors and questions to it. What it alters is then checked by all rules (registry/settle.h). The
 * day of the change is that of the parameter event_day, where there is one. */
typedef void action_function(struct change *change, const struct record *parameters);

struct action_entry {
    const char *name;
    const char *label; /* message id: what the change is called in histories */
    action_function *run;
};
/* NULL where no action has the name. */
const struct action_entry *action_entry_named(const char *name);
/* The whole table, *count of them. */
const struct action_entry *action_entries(size_t *count);

/* A parameter's field, or NULL; its value, NULL where it is empty or not there. */
const struct field *parameter_field(const struct record *parameters, const char *name);
const char *parameter(const struct record *parameters, const char *name);
/* The record a parameter refers to, to be altered; NULL after an error at the parameter, or where
 * it is empty. */
struct record *parameter_record(struct change *change, const struct record *parameters,
                                const char *name);

/* A question for the clerk; the strings must live as long as the change. */
void change_ask(struct change *change, const struct act_question *question);
/* The answer given for the record key among the values "key:code" of a parameter; NULL: none. */
const char *parameter_answer(const struct record *parameters, const char *name, const char *key,
                             struct arena *arena);

#endif

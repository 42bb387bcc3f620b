#ifndef COMMAND_INVOCATION_H
#define COMMAND_INVOCATION_H

/* Reading a command line by the table of commands, and what every command asks of it. */

#include "command/command.h"

/* Options that stand before or after any command: -r, -l, --help, --version. */
extern const struct command_option command_globals[];

/* What is to be done with the command line that was read. */
enum invocation_wish { WISH_RUN, WISH_HELP, WISH_VERSION };

/* Reads the arguments (NULL-terminated, argv[0] left out) into invocation, whose arena and commands
 * are set. Options may stand anywhere before "--"; values are --name VALUE or --name=VALUE.
 * False and FAULT_USAGE, which names the nearest known
 * word, where the line is wrong; invocation->command is set as far as it was understood. With
 * WISH_HELP nothing else is asked of the line; command NULL is the help of the whole. */
bool invocation_read(struct invocation *invocation, const char *const *arguments,
                     enum invocation_wish *wish, struct fault *fault);

/* Value of an option, NULL when it was not given ("" for one that takes none). The name must be in
 * the command's table. */
const char *invocation_option(const struct invocation *invocation, const char *name);
bool invocation_flag(const struct invocation *invocation, const char *name);
/* A whole number from least to most; fallback where it was not given. */
bool invocation_number(const struct invocation *invocation, const char *name, uint64_t least,
                       uint64_t most, uint64_t fallback, uint64_t *number, struct fault *fault);

/* Says the fault on standard error in the clerk's language and returns its exit status. */
int invocation_fault(const struct invocation *invocation, const struct fault *fault);

/* The known word (of count) nearest to word, NULL where none is near. */
const char *invocation_nearest(const char *word, const char *const *known, size_t count);

/* Help of one command, or of the whole where command is NULL, on standard output. */
void invocation_help(const struct invocation *invocation);

/* A session with the keeper of the registry. NULL after the fault was said; *status is the exit
 * status then. kind: see client_options. */
struct client;
struct client *invocation_open(const struct invocation *invocation, const char *kind, int *status);

struct form;
/* The form an operand names, NULL after a fault that lists the forms there are. */
const struct form *invocation_form(const struct invocation *invocation, struct client *client,
                                   const char *name, int *status);
/* Whether text (NULL: all) is a query of the form; otherwise a fault of wrong use. */
bool invocation_query(const struct invocation *invocation, const struct form *form,
                      const char *text, struct fault *fault);

#endif

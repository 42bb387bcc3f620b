#ifndef COMMAND_UNDO_BATCH_H
#define COMMAND_UNDO_BATCH_H

#include "command/command.h"

/* undo --batch N: all that was keyed in a sitting or came from a file; the exit status. */
int undo_batch(struct invocation *invocation);

#endif

#ifndef COMMAND_PRINTER_H
#define COMMAND_PRINTER_H

/* What `print` has other programs do: jumin-pdf, which makes PDF, and lp, which has printers. */

#include "command/invocation.h"

/* Becomes jumin-pdf with the same command line; returns false with a fault where there is none. */
bool printer_hand_over(const struct invocation *invocation, struct fault *fault);

/* The path of a new file that only this clerk may read, in arena; NULL and a fault. */
const char *printer_file(struct arena *arena, struct fault *fault);
/* Has lp print it on the printer of this name ("-": the usual one), and waits until lp has it. */
bool printer_send(const char *path, const char *printer, struct arena *arena, struct fault *fault);

#endif

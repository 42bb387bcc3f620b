#ifndef COMMAND_PROGRESS_H
#define COMMAND_PROGRESS_H

/* A bar on standard error for long work, when a terminal looks on; nothing otherwise. */

#include <stdbool.h>
#include <stdint.h>

struct progress {
    const char *label; /* in the clerk's language; NULL: no bar */
    int64_t started;   /* milliseconds of a clock that only goes forward */
    int64_t drawn;
    int percent; /* as drawn; -1: nothing is */
};

struct progress progress_start(const char *label);
/* A service_progress: context is a struct progress. False once the user asked to stop (SIGINT,
 * SIGTERM) and interrupt_watch was called. */
bool progress_show(void *context, uint64_t done, uint64_t total);
/* Takes the bar away, so that lines can be written. */
void progress_end(struct progress *progress);

/* From now on SIGINT, SIGTERM and SIGHUP only ask to stop; a second one ends the process. */
void interrupt_watch(void);
bool interrupted(void);

#endif

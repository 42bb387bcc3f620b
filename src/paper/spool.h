#ifndef PAPER_SPOOL_H
#define PAPER_SPOOL_H

/* Texts put aside in a file without a name, so that a list of any length is gone through once and
 * laid out twice (to count the pages, and to draw them) in little memory. The file is the clerk's
 * alone and is gone with the process. */

#include "text/arena.h"
#include "text/fault.h"

struct spool;

/* NULL and FAULT_SURROUNDINGS where there is no room for it. */
struct spool *spool_open(struct arena *arena, struct fault *fault);
void spool_close(struct spool *spool);
/* Where the next texts will stand. */
long spool_place(struct spool *spool);
void spool_write(struct spool *spool, const char *const *texts, size_t count);
/* Whether all that was written got there. */
bool spool_sound(struct spool *spool, struct arena *arena, struct fault *fault);
/* Goes on reading there. */
void spool_seek(struct spool *spool, long place);
/* The next count texts, in arena; NULL at the end. */
const char **spool_read(struct spool *spool, size_t count, struct arena *arena);

#endif

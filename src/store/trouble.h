#ifndef STORE_TROUBLE_H
#define STORE_TROUBLE_H

/* What an error of Berkeley DB or of the system means here; decided in this one place. */

#include "store/store.h"

enum trouble {
    TROUBLE_NONE,
    TROUBLE_AGAIN,   /* a deadlock or a lock not granted: undo and try again */
    TROUBLE_FULL,    /* no room on the disk: undo, go on */
    TROUBLE_DISK,    /* reading or writing failed: undo, go on */
    TROUBLE_MEMORY,  /* a table of locks or the like is too small, or no memory */
    TROUBLE_RIGHTS,  /* the files may not be opened */
    TROUBLE_BROKEN,  /* the environment must be opened anew */
    TROUBLE_DAMAGED, /* what is on the disk is not what was written */
};

/* An error of ours beside Berkeley DB's: an entry whose bytes make no sense. */
enum { TROUBLE_BAD_ENTRY = -32000 };

enum trouble trouble_of(int code);
/* The cause behind a code: a cache full of pages that a full disk does not take is reported as a
 * lack of memory. */
int trouble_cause(struct store *store, int code);

/* Fills fault for code; file is the file at work or NULL. After TROUBLE_BROKEN and a damaged page
 * the store is broken from here on. Returns false. */
bool trouble_fault(struct store *store, int code, const char *file, struct arena *arena,
                   struct fault *fault);
/* The same without a store: while opening, or working on the files of a backup. */
bool trouble_plain(int code, const char *file, struct arena *arena, struct fault *fault);

/* Declares the store broken, whatever code is. */
void trouble_break(struct store *store, int code, const char *file);
/* The fault every call has after that. Returns false. */
bool trouble_again(struct store *store, struct arena *arena, struct fault *fault);

#endif

#ifndef STORE_STORE_H
#define STORE_STORE_H

/* The environment: a folder of Berkeley DB files that one process, the keeper, has open. Private
 * memory (DB_PRIVATE), transactions, locks, a log that is kept for the backup, recovery at every
 * start, checksummed pages (DB_CHKSUM) of 4,096 bytes, one database in a file. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "text/arena.h"
#include "text/fault.h"

struct store;
struct table;

struct store_options {
    const char *directory; /* absolute; the files lie in <directory>/store/ */
    size_t cache_bytes;    /* 0: 64 MiB */
    bool create;           /* make it where it is not there yet */
};

/* Recovers, then opens. Sets the process's umask to 007 and leaves it so: log files are made at any
 * time, by whichever thread writes. One store in a process at a time is meant. Refused with a clear
 * fault where the library's version is not the header's (5.3), the folder is another process's (an
 * flock on <directory>/store/owner), a file is damaged, or there is no registry. The caller closes.
 */
struct store *store_open(const struct store_options *options, struct arena *arena,
                         struct fault *fault);
/* Checkpoint and close; false with a fault where the last writes could not be made sure of. A store
 * whose log cannot be written is left as it lies, for the next start to recover. */
bool store_close(struct store *store, struct arena *arena, struct fault *fault);

/* Opens or creates the table NAME.db; the handle lives until store_close. Asked again for a name it
 * returns the same handle. NULL and a fault where it cannot be opened, or was there once and is
 * missing. Not to be called from the body of a transaction. */
struct table *store_table(struct store *store, const char *name, struct arena *arena,
                          struct fault *fault);
const char *table_name(const struct table *table);

/* Makes every transaction committed so far durable; sessions that ask at one moment share one
 * flush of the log. */
bool store_flush(struct store *store, struct arena *arena, struct fault *fault);
/* Writes what a restart would have to replay; the keeper calls it every minute or 128 MB of log
 * (more often slows an import, which changes the same pages again and again), and it does nothing
 * when nothing was written. */
bool store_checkpoint(struct store *store, struct arena *arena, struct fault *fault);
/* True after an error that only a new start can mend (DB_RUNRECOVERY, a damaged page): every
 * further call fails with the same fault, and the keeper ends. */
bool store_broken(const struct store *store);

/* Write transactions since the start: the same number twice, and nothing was written between. */
uint64_t store_commits(struct store *store);

struct store_figures {
    uint64_t commits; /* write transactions since the start */
    uint64_t flushes; /* times the log went to the disk */
    uint64_t retries; /* transactions run again after a deadlock */
    uint64_t cache_bytes, cache_hits, cache_misses;
    uint64_t log_bytes;     /* on the disk */
    uint64_t data_bytes;    /* on the disk */
    uint64_t log_to_replay; /* bytes of log since the last checkpoint */
};
void store_measure(struct store *store, struct store_figures *figures);

#endif

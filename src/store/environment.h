#ifndef STORE_ENVIRONMENT_H
#define STORE_ENVIRONMENT_H

/* What the files of store/ share. Nothing outside store/ includes this, or db.h. */

#include <pthread.h>
#include <stdatomic.h>
#include <sys/types.h>

/* db.h uses two BSD names that POSIX leaves out. */
typedef unsigned int u_int;
typedef unsigned long u_long;
#include <db.h>

#include "store/store.h"
#include "store/transaction.h"
#include "store/trouble.h"
#include "store/turn.h"

enum {
    STORE_PAGE = 4096,         /* a file system block; fixed when a file is made */
    STORE_LOG_FILE = 16 << 20, /* bytes of one log file */
    STORE_LOG_BUFFER = 2 << 20,
    STORE_RESERVE = 8 << 20, /* see reserve.c */
    STORE_MODE = 0660,
    TABLE_NAME_MAX = 80,
};

#define STORE_META "meta" /* settings and counters */
#define STORE_HISTORY "history"

struct table {
    struct table *next;
    struct store *store;
    DB *db;
    char *name;
    char *file; /* name and ".db", for messages */
};

struct store {
    DB_ENV *env;
    char *directory; /* <registry>/store */
    int owner;       /* descriptor that holds the flock */

    pthread_mutex_t tables_lock;
    struct table *tables;
    struct table *meta;

    struct turn writer; /* the one write transaction's */
    pthread_mutex_t reserve_lock;
    bool reserve_held;
    atomic_bool page_refused; /* for want of room a page could not leave the cache */

    pthread_mutex_t flush_lock;
    pthread_cond_t flush_done;
    bool flushing;
    uint64_t durable; /* the last commit that is on the disk */

    pthread_mutex_t backup_lock;
    struct work *copying; /* the backup's, while it runs */

    pthread_mutex_t trouble_lock;
    atomic_bool broken;
    struct fault broken_fault; /* message a constant, arguments owned */
    char told[200];            /* what Berkeley DB said last, and the file it named */
    char told_file[64];

    atomic_uint_fast64_t committed; /* numbers write transactions; raised with writer held */
    atomic_uint_fast64_t flushes;
    atomic_uint_fast64_t retries;
};

struct transaction {
    struct store *store;
    enum transaction_kind kind;
    DB_TXN *txn;
    struct arena *arena;
    struct cursor *cursors;
    struct catalogue *catalogues; /* see runs.h */
    bool wrote;
    int code;         /* the first error of Berkeley DB's in this try */
    const char *file; /* where it happened */
};

static inline void number_write(unsigned char *bytes, uint64_t number)
{
    for (int i = 7; i >= 0; i--, number >>= 8)
        bytes[i] = (unsigned char)number;
}

static inline uint64_t number_read(const unsigned char *bytes)
{
    uint64_t number = 0;
    for (int i = 0; i < 8; i++)
        number = number << 8 | bytes[i];
    return number;
}

/* Notes the first error of a try; returns STORE_FAILED. */
enum store_result transaction_fail(struct transaction *transaction, int code, const char *file);

/* Makes commit number `number` and all before it durable, together with whoever else asks now. */
bool environment_flush(struct store *store, uint64_t number, struct arena *arena,
                       struct fault *fault);

/* After a deadlock of a reader that has no cursor open: it holds nothing that it would miss, so it
 * goes on under a new transaction and only the call at hand is made again. False where that cannot
 * be; try counts from 0. */
bool transaction_renew(struct transaction *transaction, int try);

/* table_put_many for pairs that are in order of their keys already. */
enum store_result table_put_sorted(struct transaction *transaction, struct table *table,
                                   const struct pair *pairs, size_t count);

/* Opens an environment over directory with flags DB_RECOVER or DB_RECOVER_FATAL; 0 or an error. The
 * handle is closed on error. store may be NULL. */
int environment_start(struct store *store, const char *directory, size_t cache_bytes,
                      uint32_t recovery, DB_ENV **env);

/* Makes a folder whose files belong to its group, where it is not there yet; 0 or an error. */
int environment_folder(const char *path);

/* Before and after a start: see logtail.c. */
void log_tail_cut(const char *directory, struct arena *arena);
void log_tail_extend(const char *directory, struct arena *arena);

/* The space kept back for undoing when the disk is full. */
bool reserve_take(struct store *store);    /* true where it is there or could be made */
void reserve_release(struct store *store); /* gives it to the log */

#endif

#ifndef STORE_COPY_H
#define STORE_COPY_H

/* Backup, restore and the check of pages. */

#include "store/store.h"

/* Called with a part of the work done; false stops it. NULL is allowed. */
typedef bool work_progress(void *context, uint64_t done, uint64_t total);

/* A hot copy of the environment into directory (created; refused where it holds anything): data
 * files with DB_ENV->backup, page by page, then the log; then the copy is recovered and verified,
 * and only then named complete (a file "complete" with date, counts and digests). After that, log
 * files that the copy holds and the environment no longer needs are removed. */
bool store_backup(struct store *store, const char *directory, work_progress *progress,
                  void *context, struct arena *arena, struct fault *fault);
/* Puts a complete backup's store into directory/store, which must not exist. */
bool store_restore(const char *backup, const char *directory, work_progress *progress,
                   void *context, struct arena *arena, struct fault *fault);

/* DB->verify of each file of a closed environment (a backup's, or one whose keeper is stopped).
 * Faults are added for what is wrong. */
bool store_verify_files(const char *directory, work_progress *progress, void *context,
                        struct arena *arena, struct faults *faults);

#endif

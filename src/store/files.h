#ifndef STORE_FILES_H
#define STORE_FILES_H

/* Plain work with files for backup and restore. Functions return 0 or an error of the system. */

#include "store/manifest.h"

/* How far a copy has come, told to who asked for it. */
struct work {
    work_progress *progress; /* or NULL */
    void *context;
    uint64_t done, total;
    bool stopped;
};

enum { WORK_STOPPED = -31999 }; /* returned instead of an error when progress said so */

/* Adds done bytes; 0 or WORK_STOPPED. */
int work_add(struct work *work, uint64_t bytes);

/* Names in directory that end in suffix or start with prefix (NULL: any), sorted, without "." and
 * "..". */
struct names {
    char **items;
    size_t count;
};
int files_list(const char *directory, const char *prefix, const char *suffix, struct arena *arena,
               struct names *names);

bool all_zero(const unsigned char *bytes, size_t length);
uint64_t file_size(const char *path); /* 0 where there is none */

/* Copies a file (to may be NULL: only reads), leaving holes where it holds nothing but zeros, and
 * makes sure of it on the disk; size and digest may be NULL. */
int file_copy(const char *from, const char *to, struct work *work, uint64_t *size,
              char digest[DIGEST_TEXT]);
/* Writes a small file whole: under another name first. */
int file_write(const char *path, const char *text, size_t length);
/* Makes sure of the names in a directory. */
int directory_sync(const char *path);
/* Removes the files in directory and the directory. */
void directory_remove(const char *path, struct arena *arena);

/* A bad code from here as a fault; knows WORK_STOPPED. Returns false. */
bool files_fault(int code, const char *path, struct arena *arena, struct fault *fault);

#endif

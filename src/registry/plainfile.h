#ifndef REGISTRY_PLAINFILE_H
#define REGISTRY_PLAINFILE_H

/* The registry's small files: settings, forms and code tables of its own, the list of clerks. */

#include "text/fault.h"

/* The whole file, NUL-terminated, in arena; FAULT_NOT_FOUND where there is none. */
bool plainfile_read(const char *path, char **bytes, size_t *length, struct arena *arena,
                    struct fault *fault);
/* Writes it under another name first, makes it durable, then gives it its name. */
bool plainfile_write(const char *path, const void *bytes, size_t length, struct arena *arena,
                     struct fault *fault);
/* Makes the folder and those above it; true where it is there already. */
bool folder_make(const char *path, unsigned mode, struct arena *arena, struct fault *fault);
/* Nothing there, or a folder with nothing in it. */
bool folder_vacant(const char *path);
/* Copies the plain files of a folder, and of the folders in it, that end in one of the suffixes
 * (ended by NULL; NULL: all). True where from is not there. */
bool folder_copy(const char *from, const char *to, const char *const *suffixes, struct arena *arena,
                 struct fault *fault);
/* Copies one file; true where it is not there. */
bool plainfile_copy(const char *from, const char *to, struct arena *arena, struct fault *fault);

#endif

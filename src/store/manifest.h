#ifndef STORE_MANIFEST_H
#define STORE_MANIFEST_H

/* The file "complete" of a backup: what the copy consists of. Text, a line for each thing:
 *
 *     jumin backup 1
 *     date 2026-11-23T14:31:00Z
 *     count resident 10200
 *     file resident.db 4194304 <BLAKE2b-256, hexadecimal>
 *     end <BLAKE2b-256 of the lines before>
 */

#include "store/copy.h"
#include "text/buffer.h"

#define MANIFEST_NAME "complete"

enum { DIGEST_BYTES = 32, DIGEST_TEXT = 2 * DIGEST_BYTES + 1 };

struct manifest_file {
    const char *name;
    uint64_t bytes;
    char digest[DIGEST_TEXT];
};

struct manifest {
    struct manifest_file *files;
    size_t count;
};

void manifest_begin(struct buffer *text);
void manifest_count(struct buffer *text, const char *name, uint64_t count);
void manifest_file(struct buffer *text, const char *name, uint64_t bytes, const char *digest);
void manifest_end(struct buffer *text);

/* Reads the manifest of backup; false with a fault where it is not there, not whole, or names
 * anything that is no plain file name. */
bool manifest_read(const char *backup, struct arena *arena, struct manifest *manifest,
                   struct fault *fault);

#endif

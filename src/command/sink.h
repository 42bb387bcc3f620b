#ifndef COMMAND_SINK_H
#define COMMAND_SINK_H

/* Where an export goes: standard output, or a file that is there whole or not at all. */

#include <stdio.h>
#include "text/encoding.h"

struct sink {
    FILE *file;
    const char *path;      /* NULL: standard output */
    const char *temporary; /* beside path, renamed at the end; NULL where path is no plain file */
    struct encoder *encoder;
    struct buffer encoded;
    bool safe; /* a terminal looks on: controls are made harmless */
};

/* path NULL: standard output. The caller ends with sink_finish or sink_abandon. */
bool sink_open(struct sink *sink, const char *path, enum encoding encoding, struct arena *arena,
               struct fault *fault);
/* Adds text; false where a character is not in the encoding, which *bad then is. */
bool sink_add(struct sink *sink, const char *text, size_t length, uint32_t *bad);
/* Bytes that are no text, as they are; false with a fault where they could not be written. */
bool sink_bytes(struct sink *sink, const void *bytes, size_t length, struct arena *arena,
                struct fault *fault);
/* Everything added so far goes on; false with a fault where it could not be written. */
bool sink_flush(struct sink *sink, struct arena *arena, struct fault *fault);
/* The file gets its name, or standard output is flushed. False with a fault, and no file, where
 * that failed. */
bool sink_finish(struct sink *sink, struct arena *arena, struct fault *fault);
void sink_abandon(struct sink *sink);

#endif

#ifndef TEXT_PACKING_H
#define TEXT_PACKING_H

/* CBOR (RFC 8949) through libcbor's streaming calls: what records on the disk and messages on the
 * wire are made of. Definite lengths only. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "text/arena.h"
#include "text/buffer.h"

void pack_array(struct buffer *out, size_t count);
void pack_map(struct buffer *out, size_t pairs);
void pack_number(struct buffer *out, int64_t number);
void pack_bool(struct buffer *out, bool value);
void pack_null(struct buffer *out);
void pack_text(struct buffer *out, const char *text); /* NULL is written as null */
void pack_text_length(struct buffer *out, const char *text, size_t length);
void pack_bytes(struct buffer *out, const void *bytes, size_t length);

/* Reading never goes past the end and never trusts a length: the first wrong thing sets failed,
 * and from then on every call returns 0, NULL or false. Texts must be valid UTF-8 without NUL. */
struct unpack {
    const unsigned char *bytes;
    size_t length;
    size_t offset;
    bool failed;
};

struct unpack unpack_start(const void *bytes, size_t length);
bool unpack_done(const struct unpack *in); /* all read, nothing failed */
size_t unpack_array(struct unpack *in);    /* count; no more than the bytes left could hold */
size_t unpack_map(struct unpack *in);
int64_t unpack_number(struct unpack *in);
bool unpack_bool(struct unpack *in);
/* A NUL-terminated copy in arena; NULL for null and for failure. */
const char *unpack_text(struct unpack *in, struct arena *arena);
/* The bytes where they stand (not NUL-terminated); NULL for null and for failure. */
const char *unpack_text_view(struct unpack *in, size_t *length);
const void *unpack_bytes(struct unpack *in, size_t *length);
bool unpack_null(struct unpack *in); /* true, and past it, when null is next */
void unpack_skip(struct unpack *in); /* one item, whatever it is, nested to 16 levels */

#endif

#ifndef TEXT_BUFFER_H
#define TEXT_BUFFER_H

/* A growing run of bytes. data always has a NUL after length, so a buffer of text is a string. */

#include <stddef.h>

struct buffer {
    char *data; /* NULL until the first addition */
    size_t length;
    size_t capacity;
};

void buffer_free(struct buffer *buffer); /* leaves an empty, usable buffer */
void buffer_clear(struct buffer *buffer);
void buffer_reserve(struct buffer *buffer, size_t more);
void buffer_add(struct buffer *buffer, const void *bytes, size_t length);
void buffer_add_text(struct buffer *buffer, const char *text);
void buffer_add_char(struct buffer *buffer, char byte);
void buffer_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Takes length bytes away at the front. */
void buffer_drop(struct buffer *buffer, size_t length);
/* The text, "" when nothing was added; borrowed until the next change. */
const char *buffer_text(const struct buffer *buffer);

#endif

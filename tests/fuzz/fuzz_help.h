#ifndef FUZZ_HELP_H
#define FUZZ_HELP_H

/* What the fuzz targets share: taking an input apart, and saying what does not hold. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "text/arena.h"
#include "text/date.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A property of the program: where it does not hold, the input is a crash. */
#define HOLDS(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);         \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* The day all targets run on. */
static const struct date fuzz_today = {2026, 11, 23};

/* An input that is read from the front. */
struct feed {
    const uint8_t *data;
    size_t size;
};

/* Longer inputs find nothing new and take long. */
static inline struct feed feed_start(const uint8_t *data, size_t size, size_t most)
{
    return (struct feed){data, size < most ? size : most};
}

static inline unsigned feed_byte(struct feed *feed)
{
    if (feed->size == 0)
        return 0;
    feed->size--;
    return *feed->data++;
}

/* One of count choices; seeds write it as a digit or a letter: 0 to 9, a to z are 0 to 35. */
static inline unsigned feed_choice(struct feed *feed, unsigned count)
{
    unsigned byte = feed_byte(feed);
    unsigned choice = byte >= '0' && byte <= '9'   ? byte - '0'
                      : byte >= 'a' && byte <= 'z' ? byte - 'a' + 10
                                                   : byte;
    return choice % count;
}

/* What is before the next separator, or all that is left; the separator is taken as well. */
static inline struct feed feed_until(struct feed *feed, char separator)
{
    const uint8_t *end = feed->size ? memchr(feed->data, separator, feed->size) : NULL;
    struct feed part = {feed->data, end ? (size_t)(end - feed->data) : feed->size};
    size_t taken = part.size + (end != NULL);
    feed->data = taken ? feed->data + taken : feed->data;
    feed->size -= taken;
    return part;
}

/* The bytes with a NUL after them, in memory of exactly that size; a NUL among them ends the text
 * as well. The caller frees. */
static inline char *feed_text(struct feed feed)
{
    char *text = memory_alloc(feed.size + 1);
    if (feed.size)
        memcpy(text, feed.data, feed.size);
    size_t length = strlen(text);
    return memory_resize(text, length + 1);
}

/* The bytes as valid UTF-8 without NUL, in arena: what is broken becomes '?'. */
static inline char *feed_utf8(struct feed feed, struct arena *arena)
{
    char *text = arena_copy_bytes(arena, feed.size ? (const char *)feed.data : "", feed.size);
    for (size_t at = 0; at < feed.size;) {
        uint32_t code;
        size_t size = utf8_decode(text + at, feed.size - at, &code);
        if (code == 0 || (code == UTF8_BAD && size == 1))
            text[at] = '?';
        at += size;
    }
    return text;
}

static inline bool is_utf8(const char *text)
{
    return utf8_valid(text, strlen(text)) == strlen(text);
}

/* Valid, and nothing in it that a terminal obeys. */
static inline bool is_safe(const char *text)
{
    size_t length = strlen(text);
    for (size_t at = 0; at < length;) {
        uint32_t code;
        size_t size = utf8_decode(text + at, length - at, &code);
        if (utf8_is_control(code) || (code == UTF8_BAD && size == 1))
            return false;
        at += size;
    }
    return true;
}

#endif

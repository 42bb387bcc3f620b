#ifndef TEXT_ARENA_H
#define TEXT_ARENA_H

/* Memory that is given back all at once: one arena for a transaction, a request or a screen.
 *
 * Allocation never returns NULL: when the system has no memory left the process says so on
 * standard error and ends with status 4 (nothing acknowledged is lost by that; see store/). */

#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena); /* NULL is allowed */
/* Gives back everything allocated since arena_new, keeping the first block for the next round. */
void arena_reset(struct arena *arena);
/* Bytes handed out since the last reset. */
size_t arena_used(const struct arena *arena);

/* size bytes aligned for any type, zeroed. */
void *arena_alloc(struct arena *arena, size_t size);
/* count * size bytes, zeroed; an overflow ends the process as a lack of memory does. */
void *arena_array(struct arena *arena, size_t count, size_t size);
/* A NUL-terminated copy of text, or of its first length bytes. */
char *arena_copy(struct arena *arena, const char *text);
char *arena_copy_bytes(struct arena *arena, const void *bytes, size_t length);
/* Never for text whose width matters: printf's field widths count bytes. */
char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *arena_vformat(struct arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* malloc, realloc, strdup that end the process when there is no memory; the caller frees. */
void *memory_alloc(size_t size); /* zeroed */
void *memory_resize(void *old, size_t size);
char *memory_copy(const char *text);

#endif

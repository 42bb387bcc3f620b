#include "text/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_GUARDED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_GUARDED 1
#endif
#endif

#ifdef ARENA_GUARDED
#include <sanitizer/asan_interface.h>
enum { ARENA_GAP = 16 };
#else
#define ASAN_POISON_MEMORY_REGION(start, size) ((void)(start), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(start, size) ((void)(start), (void)(size))
enum { ARENA_GAP = 0 };
#endif

enum { ALIGNMENT = 16, FIRST_BLOCK = 16 * 1024, LARGEST_BLOCK = 512 * 1024 };

struct block {
    struct block *earlier;
    size_t size; /* of the room after this header */
    size_t taken;
};

enum { HEADER = (sizeof(struct block) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT };

struct arena {
    struct block *block; /* the newest, where room is taken; NULL until the first allocation */
    struct block *first;
    size_t used;
};

static _Noreturn void memory_gone(void)
{
    static const char words[] = "jumin: no memory left / 内存不足\n";
    ssize_t written = write(STDERR_FILENO, words, sizeof words - 1);
    (void)written;
    _exit(4);
}

void *memory_alloc(size_t size)
{
    void *memory = calloc(1, size ? size : 1);
    if (!memory)
        memory_gone();
    return memory;
}

void *memory_resize(void *old, size_t size)
{
    void *memory = realloc(old, size ? size : 1);
    if (!memory)
        memory_gone();
    return memory;
}

char *memory_copy(const char *text)
{
    char *copy = strdup(text);
    if (!copy)
        memory_gone();
    return copy;
}

struct arena *arena_new(void)
{
    return memory_alloc(sizeof(struct arena));
}

static void block_free(struct block *block)
{
    ASAN_UNPOISON_MEMORY_REGION((char *)block + HEADER, block->size);
    free(block);
}

void arena_reset(struct arena *arena)
{
    while (arena->block != arena->first) {
        struct block *block = arena->block;
        arena->block = block->earlier;
        block_free(block);
    }
    if (arena->first) {
        arena->first->taken = 0;
        ASAN_POISON_MEMORY_REGION((char *)arena->first + HEADER, arena->first->size);
    }
    arena->used = 0;
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    arena_reset(arena);
    if (arena->first)
        block_free(arena->first);
    free(arena);
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}

static void block_add(struct arena *arena, size_t least)
{
    size_t size = FIRST_BLOCK;
    if (arena->block)
        size = arena->block->size < LARGEST_BLOCK / 2 ? arena->block->size * 2 : LARGEST_BLOCK;
    if (size < least)
        size = least;
    struct block *block = malloc(HEADER + size);
    if (!block)
        memory_gone();
    *block = (struct block){.earlier = arena->block, .size = size};
    ASAN_POISON_MEMORY_REGION((char *)block + HEADER, size);
    arena->block = block;
    if (!arena->first)
        arena->first = block;
}

/* Room that is not zeroed. */
static void *arena_take(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        memory_gone();
    size_t whole = (size + ARENA_GAP + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (!arena->block || arena->block->size - arena->block->taken < whole)
        block_add(arena, whole);
    char *room = (char *)arena->block + HEADER + arena->block->taken;
    arena->block->taken += whole;
    arena->used += size;
    ASAN_UNPOISON_MEMORY_REGION(room, size);
    return room;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return memset(arena_take(arena, size), 0, size);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        memory_gone();
    return arena_alloc(arena, count * size);
}

char *arena_copy_bytes(struct arena *arena, const void *bytes, size_t length)
{
    if (length == SIZE_MAX)
        memory_gone();
    char *copy = arena_take(arena, length + 1);
    if (length)
        memcpy(copy, bytes, length);
    copy[length] = '\0';
    return copy;
}

char *arena_copy(struct arena *arena, const char *text)
{
    return arena_copy_bytes(arena, text, strlen(text));
}

char *arena_vformat(struct arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    char room[256];
    int length = vsnprintf(room, sizeof room, format, arguments);
    char *text;
    if (length < 0) {
        text = arena_copy(arena, "");
    } else if ((size_t)length < sizeof room) {
        text = arena_copy_bytes(arena, room, (size_t)length);
    } else {
        text = arena_take(arena, (size_t)length + 1);
        vsnprintf(text, (size_t)length + 1, format, again);
    }
    va_end(again);
    return text;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = arena_vformat(arena, format, arguments);
    va_end(arguments);
    return text;
}

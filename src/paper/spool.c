#include "paper/spool.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct spool {
    FILE *file;
};

static bool no_room(struct arena *arena, struct fault *fault)
{
    return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                     N_("There is no room for the pages in the folder for temporary files: {1}"),
                     strerror(errno ? errno : ENOSPC), NULL);
}

struct spool *spool_open(struct arena *arena, struct fault *fault)
{
    errno = 0;
    FILE *file = tmpfile();
    if (!file) {
        no_room(arena, fault);
        return NULL;
    }
    struct spool *spool = arena_alloc(arena, sizeof *spool);
    spool->file = file;
    return spool;
}

void spool_close(struct spool *spool)
{
    if (spool && spool->file)
        fclose(spool->file);
    if (spool)
        spool->file = NULL;
}

long spool_place(struct spool *spool)
{
    return ftell(spool->file);
}

void spool_write(struct spool *spool, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t length = (uint32_t)strlen(texts[i]);
        fwrite(&length, sizeof length, 1, spool->file);
        fwrite(texts[i], 1, length, spool->file);
    }
}

bool spool_sound(struct spool *spool, struct arena *arena, struct fault *fault)
{
    errno = 0;
    if (fflush(spool->file) == 0 && !ferror(spool->file))
        return true;
    return no_room(arena, fault);
}

void spool_seek(struct spool *spool, long place)
{
    fseek(spool->file, place, SEEK_SET);
}

const char **spool_read(struct spool *spool, size_t count, struct arena *arena)
{
    const char **texts = arena_array(arena, count + 1, sizeof *texts);
    for (size_t i = 0; i < count; i++) {
        uint32_t length;
        if (fread(&length, sizeof length, 1, spool->file) != 1)
            return NULL;
        char *text = arena_alloc(arena, (size_t)length + 1);
        if (fread(text, 1, length, spool->file) != length)
            return NULL;
        texts[i] = text;
    }
    return texts;
}

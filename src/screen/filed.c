#include "screen/filed.h"

#include "client/files.h"
#include "form/stamp.h"
#include "screen/show.h"
#include "text/message.h"

void stamp_tell(struct screen *screen, const struct record *archive)
{
    struct arena *arena = arena_new();
    struct stamp stamp = stamp_of(archive, (int)message_language(), arena);
    const char *words = "";
    for (int i = 0; i < STAMP_PARTS; i++)
        words = arena_format(arena, "%s%s%s %s", words,
                             i == 0              ? ""
                             : i == STAMP_OFFICE ? " / "
                                                 : "  ",
                             message_side(arena, stamp.labels[i]),
                             *stamp.values[i] ? stamp.values[i] : "-");
    notice_show(screen, NOTICE_INFO, N_("Filing stamp: {1}"), words, NULL);
    arena_free(arena);
}

void file_tell(struct screen *screen, const struct record *archive)
{
    struct arena *arena = arena_new();
    const char *path = file_path(screen->client, archive, arena);
    enum file_state state = file_verify(screen->client, archive, arena);
    if (path)
        notice_show(screen, state == FILE_SAME ? NOTICE_INFO : NOTICE_WARNING, N_("{1}: {2}"), path,
                    arena_format(arena, FAULT_TRANSLATE "%s", file_state_words[state]), NULL);
    arena_free(arena);
}

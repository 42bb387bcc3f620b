#include "command/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SINK_MODE = 0600 };

static bool unwritable(const struct sink *sink, struct arena *arena, struct fault *fault)
{
    int error = errno ? errno : EIO;
    bool rights = error == EACCES || error == EPERM;
    if (!sink->path)
        return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                         N_("standard output cannot be written: {1}"), strerror(error), NULL);
    return fault_set(fault, arena, rights ? FAULT_RIGHTS : FAULT_SURROUNDINGS, NULL,
                     N_("{1} cannot be written: {2}"), sink->path, strerror(error), NULL);
}

static FILE *open_new(const char *path)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, SINK_MODE);
    if (descriptor < 0)
        return NULL;
    FILE *file = fdopen(descriptor, "wb");
    if (!file)
        close(descriptor);
    return file;
}

bool sink_open(struct sink *sink, const char *path, enum encoding encoding, struct arena *arena,
               struct fault *fault)
{
    *sink = (struct sink){.path = path, .file = stdout};
    sink->encoder = encoder_new(encoding, arena, fault);
    if (!sink->encoder)
        return false;
    if (!path) {
        sink->safe = isatty(STDOUT_FILENO);
        return true;
    }
    struct stat about;
    /* What is no file (a pipe, /dev/null) is written to, never put aside. */
    bool file = stat(path, &about) != 0 || S_ISREG(about.st_mode);
    if (file)
        sink->temporary = arena_format(arena, "%s.%ld.part", path, (long)getpid());
    errno = 0;
    sink->file = open_new(file ? sink->temporary : path);
    if (sink->file)
        return true;
    unwritable(sink, arena, fault);
    sink_abandon(sink);
    return false;
}

bool sink_add(struct sink *sink, const char *text, size_t length, uint32_t *bad)
{
    return encoder_add(sink->encoder, text, length, &sink->encoded, bad);
}

bool sink_bytes(struct sink *sink, const void *bytes, size_t length, struct arena *arena,
                struct fault *fault)
{
    errno = 0;
    return fwrite(bytes, 1, length, sink->file) == length || unwritable(sink, arena, fault);
}

bool sink_flush(struct sink *sink, struct arena *arena, struct fault *fault)
{
    errno = 0;
    size_t length = sink->encoded.length;
    if (length && fwrite(sink->encoded.data, 1, length, sink->file) != length)
        return unwritable(sink, arena, fault);
    buffer_clear(&sink->encoded);
    return true;
}

static void forget(struct sink *sink)
{
    encoder_free(sink->encoder);
    buffer_free(&sink->encoded);
    sink->encoder = NULL;
    sink->file = NULL;
}

bool sink_finish(struct sink *sink, struct arena *arena, struct fault *fault)
{
    bool right = sink_flush(sink, arena, fault);
    errno = 0;
    if (right && (fflush(sink->file) != 0 || ferror(sink->file)))
        right = unwritable(sink, arena, fault);
    if (right && sink->path) {
        bool kept = !sink->temporary || fsync(fileno(sink->file)) == 0;
        kept = fclose(sink->file) == 0 && kept;
        sink->file = NULL;
        if (!kept || (sink->temporary && rename(sink->temporary, sink->path) != 0))
            right = unwritable(sink, arena, fault);
    }
    if (!right)
        sink_abandon(sink);
    else
        forget(sink);
    return right;
}

void sink_abandon(struct sink *sink)
{
    if (sink->path && sink->file)
        fclose(sink->file);
    if (sink->temporary)
        unlink(sink->temporary);
    forget(sink);
}

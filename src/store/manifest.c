#include "store/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "store/environment.h"
#include "store/files.h"

#define FIRST_LINE "jumin backup 1\n"

enum { MANIFEST_MOST = 1 << 20 };

void manifest_begin(struct buffer *text)
{
    time_t now = time(NULL);
    struct tm day;
    char date[40];
    gmtime_r(&now, &day);
    strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", &day);
    buffer_add_text(text, FIRST_LINE);
    buffer_format(text, "date %s\n", date);
}

void manifest_count(struct buffer *text, const char *name, uint64_t count)
{
    buffer_format(text, "count %s %llu\n", name, (unsigned long long)count);
}

void manifest_file(struct buffer *text, const char *name, uint64_t bytes, const char *digest)
{
    buffer_format(text, "file %s %llu %s\n", name, (unsigned long long)bytes, digest);
}

static void text_digest(const char *text, size_t length, char digest[DIGEST_TEXT])
{
    unsigned char result[DIGEST_BYTES];
    crypto_generichash(result, sizeof result, (const unsigned char *)text, length, NULL, 0);
    sodium_bin2hex(digest, DIGEST_TEXT, result, sizeof result);
}

void manifest_end(struct buffer *text)
{
    char digest[DIGEST_TEXT];
    text_digest(text->data, text->length, digest);
    buffer_format(text, "end %s\n", digest);
}

static int text_read(const char *path, struct buffer *text)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return errno;
    int code = 0;
    for (;;) {
        char block[4096];
        ssize_t got = read(file, block, sizeof block);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            code = errno;
        if (got <= 0 || text->length > MANIFEST_MOST)
            break;
        buffer_add(text, block, (size_t)got);
    }
    close(file);
    return code;
}

/* The last line vouches for all before it. */
static bool text_whole(const struct buffer *text)
{
    char digest[DIGEST_TEXT];
    size_t last = sizeof "end " - 1 + DIGEST_TEXT; /* with the line's end */
    if (text->length < last || strlen(text->data) != text->length)
        return false;
    size_t before = text->length - last;
    text_digest(text->data, before, digest);
    const char *line = text->data + before;
    return strncmp(line, "end ", 4) == 0 && strncmp(line + 4, digest, DIGEST_TEXT - 1) == 0 &&
           line[last - 1] == '\n' && strncmp(text->data, FIRST_LINE, strlen(FIRST_LINE)) == 0;
}

static bool file_line(char *line, struct manifest_file *file)
{
    char *bytes = strchr(line, ' ');
    char *digest = bytes ? strchr(bytes + 1, ' ') : NULL;
    if (!digest)
        return false;
    *bytes++ = '\0';
    *digest++ = '\0';
    char *end;
    errno = 0;
    *file = (struct manifest_file){.name = line, .bytes = strtoull(bytes, &end, 10)};
    if (errno || *end || strlen(digest) != DIGEST_TEXT - 1)
        return false;
    memcpy(file->digest, digest, DIGEST_TEXT);
    return line[0] && line[0] != '.' && !strchr(line, '/');
}

bool manifest_read(const char *backup, struct arena *arena, struct manifest *manifest,
                   struct fault *fault)
{
    *manifest = (struct manifest){0};
    const char *path = arena_format(arena, "%s/" MANIFEST_NAME, backup);
    struct buffer text = {0};
    int code = sodium_init() < 0 ? EIO : text_read(path, &text);
    if (code == ENOENT) {
        buffer_free(&text);
        return fault_set(fault, arena, FAULT_NOT_FOUND, NULL,
                         N_("There is no complete backup in {1}."), backup, NULL);
    }
    if (code) {
        buffer_free(&text);
        return files_fault(code, path, arena, fault);
    }
    bool whole = text.data && text_whole(&text);
    size_t lines = 0;
    for (size_t i = 0; i < text.length; i++)
        lines += text.data[i] == '\n';
    manifest->files = arena_array(arena, lines + 1, sizeof *manifest->files);
    char *rest = whole ? arena_copy(arena, text.data) : NULL;
    for (char *line = rest; whole && *line; line = rest) {
        rest = strchr(line, '\n');
        *rest++ = '\0';
        if (strncmp(line, "file ", 5) == 0)
            whole = file_line(line + 5, &manifest->files[manifest->count++]);
    }
    buffer_free(&text);
    if (!whole)
        return fault_set(fault, arena, FAULT_DAMAGED, NULL,
                         N_("The backup's file {1} is not as it was written."), path, NULL);
    return true;
}

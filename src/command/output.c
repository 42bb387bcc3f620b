#include "command/output.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "text/buffer.h"
#include "text/message.h"
#include "text/utf8.h"
#include "text/width.h"

/* The terminal is one for the process, and so is its encoding. */
static enum encoding terminal = ENCODING_UTF8;

/* A script may close the standard streams; the socket to the keeper must not take their place. What
 * stands there instead fails as a closed one does. */
static void streams_hold(void)
{
    for (int stream = 0; stream <= 2; stream++)
        if (fcntl(stream, F_GETFD) < 0)
            open("/dev/null", stream == 0 ? O_WRONLY : O_RDONLY);
}

void output_start(void)
{
    streams_hold();
    locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
    if (locale) {
        enum encoding named;
        const char *codeset = nl_langinfo_l(CODESET, locale);
        if (encoding_named(codeset, &named) && (named == ENCODING_GB18030 || named == ENCODING_GBK))
            terminal = named;
        else if (strcmp(codeset, "GB2312") == 0)
            terminal = ENCODING_GBK;
        freelocale(locale);
    }
    if (!setlocale(LC_CTYPE, "C.UTF-8") && !setlocale(LC_CTYPE, "zh_CN.UTF-8"))
        setlocale(LC_CTYPE, "en_US.UTF-8");
}

enum encoding output_encoding(void)
{
    return terminal;
}

const char *output_argument(struct arena *arena, const char *bytes)
{
    size_t length = strlen(bytes);
    if (terminal == ENCODING_UTF8 || utf8_valid(bytes, length) == length)
        return bytes;
    struct fault fault;
    struct decoder *decoder = decoder_new(terminal, arena, &fault);
    if (!decoder)
        return bytes;
    struct buffer text = {0};
    decoder_feed(decoder, bytes, length, true, &text);
    decoder_free(decoder);
    const char *copy = arena_copy(arena, buffer_text(&text));
    buffer_free(&text);
    return copy;
}

static void write_encoded(FILE *stream, const char *text, size_t length)
{
    struct arena *arena = arena_new();
    struct fault fault;
    struct encoder *encoder = encoder_new(terminal, arena, &fault);
    struct buffer out = {0};
    size_t at = 0;
    while (encoder && at < length) {
        uint32_t code;
        size_t step = utf8_decode(text + at, length - at, &code);
        if (!encoder_add(encoder, text + at, step, &out, &code))
            buffer_add_char(&out, '?');
        at += step;
    }
    fwrite(buffer_text(&out), 1, out.length, stream);
    buffer_free(&out);
    encoder_free(encoder);
    arena_free(arena);
}

static void write_text(FILE *stream, const char *text)
{
    size_t length = strlen(text);
    bool plain = true;
    if (terminal != ENCODING_UTF8)
        for (size_t i = 0; plain && i < length; i++)
            plain = !(text[i] & 0x80);
    if (plain)
        fwrite(text, 1, length, stream);
    else
        write_encoded(stream, text, length);
}

void output_text(const char *text)
{
    write_text(stdout, text);
}

static bool is_plain(const char *text)
{
    for (; *text; text++)
        if (*text < 0x20 || *text > 0x7e)
            return false;
    return true;
}

void output_value(const char *text)
{
    if (!text)
        return;
    if (is_plain(text)) {
        fputs(text, stdout);
        return;
    }
    struct arena *arena = arena_new();
    write_text(stdout, width_safe(arena, text));
    arena_free(arena);
}

void output_line(const char *text)
{
    output_text(text);
    putchar('\n');
}

void output_row(const char *const *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i)
            putchar('\t');
        output_value(fields[i]);
    }
    putchar('\n');
}

void output_column(const char *text, size_t columns)
{
    struct arena *arena = arena_new();
    write_text(stdout, width_column(arena, text, columns));
    arena_free(arena);
}

bool output_flush(void)
{
    return fflush(stdout) == 0 && !ferror(stdout);
}

bool output_finish(struct arena *arena, struct fault *fault)
{
    errno = 0;
    if (output_flush())
        return true;
    return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                     N_("standard output cannot be written: {1}"), strerror(errno ? errno : EIO),
                     NULL);
}

void output_note(const char *text)
{
    struct arena *arena = arena_new();
    fflush(stdout);
    /* One write for the line, so that two programs on one terminal do not mix theirs. */
    struct buffer line = {0};
    buffer_add_text(&line, "jumin: ");
    for (const char *end; (end = strchr(text, '\n')); text = end + 1) {
        buffer_add_text(&line,
                        width_safe(arena, arena_copy_bytes(arena, text, (size_t)(end - text))));
        buffer_add_char(&line, '\n');
    }
    buffer_add_text(&line, width_safe(arena, text));
    buffer_add_char(&line, '\n');
    write_text(stderr, buffer_text(&line));
    fflush(stderr);
    buffer_free(&line);
    arena_free(arena);
}

void output_status(const char *text)
{
    write_text(stderr, text);
    fflush(stderr);
}

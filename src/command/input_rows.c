#include "command/input.h"

#include <csv.h>
#include <errno.h>
#include <string.h>
#include "text/buffer.h"

enum { BLOCK = 64 * 1024 };

struct reading {
    struct input *input;
    input_visit *visit;
    void *context;
    bool stopped;
    uint64_t rows;
    int end;               /* of the row before */
    struct buffer cells;   /* of the row being read, each with its NUL */
    struct buffer offsets; /* size_t for each cell */
    struct buffer pointers;
    char bad[32]; /* the first bytes that were no character, of this row or one still to come */
    bool has_bad;
    bool filled;        /* a cell holds something */
    struct buffer line; /* of JSON, so far */
};

static void on_cell(void *cell, size_t length, void *context)
{
    struct reading *reading = context;
    size_t offset = reading->cells.length;
    buffer_add(&reading->offsets, &offset, sizeof offset);
    buffer_add(&reading->cells, length ? cell : "", length);
    /* A NUL cannot be in a text: it is as bad as bytes that are no character. */
    for (char *nul; length && (nul = memchr(reading->cells.data + offset, '\0', length));) {
        *nul = '?';
        reading->has_bad = true;
    }
    buffer_add_char(&reading->cells, '\0');
    reading->filled = reading->filled || length > 0;
}

static void row_clear(struct reading *reading)
{
    buffer_clear(&reading->cells);
    buffer_clear(&reading->offsets);
    reading->filled = false;
    if (reading->has_bad)
        reading->bad[0] = '\0';
    reading->has_bad = false;
}

static void on_row(int end, void *context)
{
    struct reading *reading = context;
    size_t count = reading->offsets.length / sizeof(size_t);
    bool second = end == '\n' && reading->end == '\r'; /* of CR LF */
    reading->end = end;
    if (count == 0) { /* an empty line is a row of a spreadsheet, and nobody's */
        reading->rows += !second;
        reading->end = second ? 0 : end;
        return;
    }
    buffer_clear(&reading->pointers);
    for (size_t i = 0; i < count; i++) {
        size_t offset;
        memcpy(&offset, reading->offsets.data + i * sizeof offset, sizeof offset);
        const char *cell = reading->cells.data + offset;
        buffer_add(&reading->pointers, &cell, sizeof cell);
        reading->has_bad = reading->has_bad || strstr(cell, "\xEF\xBF\xBD");
    }
    struct input_row row = {
        .number = ++reading->rows,
        .cells = (const char **)(void *)reading->pointers.data,
        .count = count,
        .blank = !reading->filled,
        .bad = reading->has_bad ? reading->bad : NULL,
    };
    if (!reading->stopped)
        reading->stopped = !reading->visit(reading->context, &row);
    row_clear(reading);
}

static void on_line(struct reading *reading)
{
    struct buffer *line = &reading->line;
    while (line->length && strchr(" \t\r", line->data[line->length - 1]) &&
           line->data[line->length - 1])
        line->data[--line->length] = '\0';
    reading->rows++;
    const char *text = buffer_text(line);
    reading->has_bad = strlen(text) != line->length || strstr(text, "\xEF\xBF\xBD");
    struct input_row row = {
        .number = reading->rows,
        .line = text,
        .blank = line->length == 0,
        .bad = reading->has_bad ? reading->bad : NULL,
    };
    if (!reading->stopped)
        reading->stopped = !reading->visit(reading->context, &row);
    buffer_clear(line);
    row_clear(reading);
}

static void take_lines(struct reading *reading, const char *text, size_t length)
{
    while (length && !reading->stopped) {
        const char *end = memchr(text, '\n', length);
        size_t part = end ? (size_t)(end - text) : length;
        buffer_add(&reading->line, text, part);
        if (!end)
            return;
        on_line(reading);
        text += part + 1;
        length -= part + 1;
    }
}

/* Whose row it is, U+FFFD in the text tells: a line end in UTF-16 may come with the next piece. */
static void note_bad(struct reading *reading, struct decoder *decoder)
{
    size_t offset;
    const char *bytes;
    if (decoder_bad(decoder, &offset, &bytes) == 0)
        return;
    if (!reading->bad[0]) {
        strncpy(reading->bad, bytes, sizeof reading->bad - 1);
        reading->bad[sizeof reading->bad - 1] = '\0';
    }
    decoder_forget(decoder);
}

/* One line of bytes at a time where there are bad ones, so that they are laid to the right row. */
static size_t piece_length(const struct input *input, const char *bytes, size_t length)
{
    const char *end = input->bad ? memchr(bytes, '\n', length) : NULL;
    return end ? (size_t)(end - bytes) + 1 : length;
}

bool input_rows(struct input *input, input_visit *visit, void *context, uint64_t *read,
                struct arena *arena, struct fault *fault)
{
    struct reading reading = {.input = input, .visit = visit, .context = context};
    struct decoder *decoder = decoder_new(input->encoding, arena, fault);
    if (!decoder)
        return false;
    struct csv_parser parser;
    csv_init(&parser, CSV_REPALL_NL);
    csv_set_delim(&parser, (unsigned char)input->separator);
    csv_set_blk_size(&parser, BLOCK);
    struct buffer text = {0};
    char block[BLOCK];
    size_t length;
    uint64_t done = 0;
    rewind(input->file);
    do {
        length = fread(block, 1, sizeof block, input->file);
        size_t at = 0;
        do {
            size_t piece = length ? piece_length(input, block + at, length - at) : 0;
            buffer_clear(&text);
            decoder_feed(decoder, block + at, piece, length == 0, &text);
            note_bad(&reading, decoder);
            at += piece;
            done += piece;
            if (read)
                *read = done;
            if (input->json)
                take_lines(&reading, buffer_text(&text), text.length);
            else
                csv_parse(&parser, buffer_text(&text), text.length, on_cell, on_row, &reading);
        } while (at < length && !reading.stopped);
    } while (length > 0 && !reading.stopped);
    if (!reading.stopped && input->json && reading.line.length)
        on_line(&reading);
    else if (!reading.stopped && !input->json)
        csv_fini(&parser, on_cell, on_row, &reading);
    csv_free(&parser);
    decoder_free(decoder);
    buffer_free(&text);
    buffer_free(&reading.cells);
    buffer_free(&reading.offsets);
    buffer_free(&reading.pointers);
    buffer_free(&reading.line);
    if (ferror(input->file))
        return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL, N_("{1} cannot be read: {2}"),
                         input->name, strerror(errno), NULL);
    return true;
}

#include "command/rejects.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "text/message.h"
#include "text/utf8.h"

/* The rows are people. */
enum { REJECTS_MODE = 0600 };

struct rejects {
    FILE *file;
    const char *path;
    const struct input *input;
    const struct columns *columns;
    struct encoder *encoder;
    struct buffer row;     /* UTF-8 */
    struct buffer encoded; /* what goes out */
    int error;             /* errno of the first thing that could not be written */
};

/* GB18030 has every character; GBK might lack one that stands for bytes that were none. A file that
 * starts with a byte order mark gets one. */
static enum encoding encoding_back(const struct input *input)
{
    switch (input->encoding) {
    case ENCODING_GBK:
        return ENCODING_GB18030;
    case ENCODING_UTF8:
    case ENCODING_UTF8_BOM:
        return input->marked ? ENCODING_UTF8_BOM : ENCODING_UTF8;
    case ENCODING_UTF16LE:
        return input->marked ? ENCODING_UTF16 : ENCODING_UTF16LE;
    default:
        return input->encoding;
    }
}

static void encode(struct rejects *rejects, const char *text, size_t length, struct buffer *out)
{
    uint32_t bad;
    if (encoder_add(rejects->encoder, text, length, out, &bad))
        return;
    for (size_t at = 0; at < length;) {
        uint32_t code;
        size_t step = utf8_decode(text + at, length - at, &code);
        if (!encoder_add(rejects->encoder, text + at, step, out, &bad))
            encoder_add(rejects->encoder, "?", 1, out, &bad);
        at += step;
    }
}

static void row_end(struct rejects *rejects)
{
    buffer_add_text(&rejects->row, rejects->input->returns ? "\r\n" : "\n");
    encode(rejects, buffer_text(&rejects->row), rejects->row.length, &rejects->encoded);
    buffer_clear(&rejects->row);
}

static void cell_add(struct rejects *rejects, const char *cell)
{
    char special[] = {'"', '\r', '\n', rejects->input->separator, '\0'};
    struct buffer *row = &rejects->row;
    if (row->length)
        buffer_add_char(row, rejects->input->separator);
    /* Spaces at the ends are a reader's to drop where no quotes stand around them, and so is an
     * empty first cell. */
    bool quoted = strpbrk(cell, special) || *cell == ' ' ||
                  (*cell && cell[strlen(cell) - 1] == ' ') || (!*cell && !row->length);
    if (!quoted) {
        buffer_add_text(row, cell);
        return;
    }
    cell_quote(row, cell);
}

static void write_out(struct rejects *rejects)
{
    struct buffer *encoded = &rejects->encoded;
    errno = 0;
    if (encoded->length &&
        fwrite(encoded->data, 1, encoded->length, rejects->file) != encoded->length &&
        !rejects->error)
        rejects->error = errno ? errno : EIO;
    buffer_clear(encoded);
}

static void header_make(struct rejects *rejects)
{
    const struct columns *columns = rejects->columns;
    if (rejects->input->json)
        return;
    if (rejects->input->marked && rejects->input->encoding == ENCODING_UTF16BE)
        encode(rejects, "\xEF\xBB\xBF", 3, &rejects->encoded);
    for (size_t i = 0; i < columns->count; i++)
        cell_add(rejects, columns->headers[i]);
    cell_add(rejects, _(columns_reason));
    cell_add(rejects, _(columns_field));
    row_end(rejects);
}

/* Whether the file that is there already starts with the header that would be written now. */
static bool starts_alike(const struct rejects *rejects)
{
    size_t length = rejects->encoded.length;
    char *start = memory_alloc(length);
    rewind(rejects->file);
    bool alike = fread(start, 1, length, rejects->file) == length &&
                 (!length || memcmp(start, rejects->encoded.data, length) == 0);
    free(start);
    return alike;
}

static bool unwritable(const char *path, int error, struct arena *arena, struct fault *fault)
{
    return fault_set(fault, arena, error == EACCES ? FAULT_RIGHTS : FAULT_SURROUNDINGS, NULL,
                     N_("{1} cannot be written: {2}"), path, strerror(error), NULL);
}

struct rejects *rejects_open(const char *path, const struct input *input,
                             const struct columns *columns, bool again, struct arena *arena,
                             struct fault *fault)
{
    int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, REJECTS_MODE);
    FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "r+b");
    if (!file) {
        unwritable(path, errno, arena, fault);
        return NULL;
    }
    if (input_is(input, file)) {
        fclose(file);
        fault_set(fault, arena, FAULT_USAGE, NULL,
                  N_("the rejected rows cannot be written over the file they come from: {1}"), path,
                  NULL);
        return NULL;
    }
    struct encoder *encoder = encoder_new(encoding_back(input), arena, fault);
    if (!encoder) {
        fclose(file);
        return NULL;
    }
    struct rejects *rejects = memory_alloc(sizeof *rejects);
    *rejects = (struct rejects){
        .file = file, .path = path, .input = input, .columns = columns, .encoder = encoder};
    header_make(rejects);
    if (again && starts_alike(rejects)) {
        buffer_clear(&rejects->encoded);
        fseek(file, 0, SEEK_END);
    } else {
        rejects_return(rejects, 0);
        write_out(rejects);
    }
    return rejects;
}

static void add_object(struct rejects *rejects, const char *line, const char *reason,
                       const char *field)
{
    json_t *object = json_loads(line, 0, NULL);
    char *text = NULL;
    if (json_is_object(object)) {
        json_object_set_new(object, "rejected_reason", json_string(reason));
        json_object_set_new(object, "rejected_field", json_string(field));
        text = json_dumps(object, JSON_COMPACT);
    }
    buffer_add_text(&rejects->row, text ? text : line);
    free(text);
    json_decref(object);
}

void rejects_add(struct rejects *rejects, const char *const *cells, size_t count, const char *line,
                 const char *reason, const char *field)
{
    if (line) {
        add_object(rejects, line, reason, field);
    } else {
        for (size_t i = 0; i < rejects->columns->count || (i < count && *cells[i]); i++)
            cell_add(rejects, i < count ? cells[i] : "");
        cell_add(rejects, reason);
        cell_add(rejects, field);
    }
    row_end(rejects);
    write_out(rejects);
}

long rejects_place(struct rejects *rejects)
{
    if (fflush(rejects->file) != 0 && !rejects->error)
        rejects->error = errno;
    return ftell(rejects->file);
}

void rejects_return(struct rejects *rejects, long place)
{
    fflush(rejects->file);
    if ((ftruncate(fileno(rejects->file), place) != 0 ||
         fseek(rejects->file, place, SEEK_SET) != 0) &&
        !rejects->error)
        rejects->error = errno;
}

bool rejects_close(struct rejects *rejects, struct arena *arena, struct fault *fault)
{
    if (!rejects)
        return true;
    errno = 0;
    if (fclose(rejects->file) != 0 && !rejects->error)
        rejects->error = errno ? errno : EIO;
    int error = rejects->error;
    const char *path = rejects->path;
    encoder_free(rejects->encoder);
    buffer_free(&rejects->row);
    buffer_free(&rejects->encoded);
    free(rejects);
    return error ? unwritable(path, error, arena, fault) : true;
}

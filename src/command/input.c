#include "command/input.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "text/buffer.h"

enum { BLOCK = 64 * 1024, CELL_MOST = 1024 * 1024 };

static bool unreadable(const char *path, struct arena *arena, struct fault *fault)
{
    return fault_set(fault, arena, errno == EACCES ? FAULT_RIGHTS : FAULT_USAGE, NULL,
                     N_("{1} cannot be read: {2}"), path, strerror(errno), NULL);
}

/* Standard input and pipes can be read only once. */
static FILE *copy_stream(FILE *stream)
{
    FILE *copy = tmpfile();
    if (!copy)
        return NULL;
    char block[BLOCK];
    size_t length;
    while ((length = fread(block, 1, sizeof block, stream)) > 0)
        if (fwrite(block, 1, length, copy) != length)
            break;
    if (ferror(stream) || ferror(copy) || fflush(copy) != 0) {
        fclose(copy);
        return NULL;
    }
    rewind(copy);
    return copy;
}

static bool open_file(struct input *input, const char *path, struct arena *arena,
                      struct fault *fault)
{
    struct stat about;
    bool standard = strcmp(path, "-") == 0;
    *input = (struct input){.name = path};
    input->file = standard ? copy_stream(stdin) : fopen(path, "rb");
    if (!input->file)
        return unreadable(path, arena, fault);
    if (fseek(input->file, 0, SEEK_CUR) != 0) {
        FILE *copy = copy_stream(input->file);
        fclose(input->file);
        input->file = copy;
        if (!copy)
            return unreadable(path, arena, fault);
    }
    if (fstat(fileno(input->file), &about) != 0)
        return unreadable(path, arena, fault);
    if (S_ISDIR(about.st_mode)) {
        errno = EISDIR;
        return unreadable(path, arena, fault);
    }
    input->size = (uint64_t)about.st_size;
    return true;
}

/* What the first pass looks for. */
struct survey {
    struct input *input;
    crypto_generichash_state hash;
    struct csv_parser parser; /* only asked whether a quoted cell is open */
    bool sniffed, quotes;
    uint64_t line, cell_line; /* being read; where the cell that is open began */
    bool endless;             /* a quoted cell is longer than any cell may be */
};

/* The separator that stands most often in the first line that has one, outside quotes. */
static char find_separator(const char *text, size_t length)
{
    static const char separators[] = "\t,;";
    size_t counts[sizeof separators - 1] = {0};
    bool quoted = false;
    for (size_t i = 0; i < length; i++) {
        const char *place = text[i] ? strchr(separators, text[i]) : NULL;
        if (text[i] == '"')
            quoted = !quoted;
        else if (!quoted && place)
            counts[place - separators]++;
        else if (!quoted && text[i] == '\n' && (counts[0] || counts[1] || counts[2]))
            break;
    }
    size_t best = 1;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        if (counts[i] > counts[best])
            best = i;
    return separators[best];
}

static void sniff(struct survey *survey, const char *text, size_t length)
{
    struct input *input = survey->input;
    const char *line_end = memchr(text, '\n', length);
    size_t blank = 0;
    while (blank < length && strchr(" \t\r\n", text[blank]) && text[blank])
        blank++;
    /* A file that is one array is refused as JSON, and not as a table without its header. */
    input->json = blank < length && (text[blank] == '{' || text[blank] == '[');
    input->separator = find_separator(text, length);
    input->returns = line_end && line_end > text && line_end[-1] == '\r';
    csv_init(&survey->parser, 0);
    csv_set_delim(&survey->parser, (unsigned char)input->separator);
    csv_set_blk_size(&survey->parser, BLOCK);
    survey->sniffed = true;
}

static void follow_quotes(struct survey *survey, const char *text, size_t length)
{
    survey->quotes = survey->quotes || memchr(text, '"', length);
    for (size_t at = 0; at < length && !survey->endless;) {
        const char *end = memchr(text + at, '\n', length - at);
        size_t part = end ? (size_t)(end - text) + 1 - at : length - at;
        if (survey->quotes) {
            csv_parse(&survey->parser, text + at, part, NULL, NULL, NULL);
            survey->endless = survey->parser.entry_pos > CELL_MOST;
        }
        survey->line += end != NULL;
        if (end && survey->parser.entry_pos == 0)
            survey->cell_line = survey->line;
        at += part;
    }
}

static void survey_text(struct survey *survey, const char *text, size_t length)
{
    if (length == 0)
        return;
    if (!survey->sniffed)
        sniff(survey, text, length);
    crypto_generichash_update(&survey->hash, (const unsigned char *)text, length);
    if (!survey->input->json)
        follow_quotes(survey, text, length);
}

static bool survey_file(struct survey *survey, struct arena *arena, struct fault *fault)
{
    struct input *input = survey->input;
    struct decoder *decoder = decoder_new(input->encoding, arena, fault);
    if (!decoder)
        return false;
    crypto_generichash_init(&survey->hash, NULL, 0, crypto_generichash_BYTES);
    struct buffer text = {0};
    char block[BLOCK];
    size_t length;
    rewind(input->file);
    do {
        length = fread(block, 1, sizeof block, input->file);
        buffer_clear(&text);
        decoder_feed(decoder, block, length, length == 0, &text);
        survey_text(survey, buffer_text(&text), text.length);
    } while (length > 0 && !survey->endless);
    size_t offset;
    input->bad = decoder_bad(decoder, &offset, NULL);
    /* A line end ends every cell but one that is open. */
    bool quoted = survey->sniffed && survey->quotes && !survey->endless && !input->json;
    if (quoted)
        csv_parse(&survey->parser, "\n", 1, NULL, NULL, NULL);
    bool open = quoted && survey->parser.entry_pos > 0;
    survey->endless = survey->endless || open;
    decoder_free(decoder);
    buffer_free(&text);
    if (survey->sniffed)
        csv_free(&survey->parser);
    return ferror(input->file) ? unreadable(input->name, arena, fault) : true;
}

/* What people take for a table, and what no table begins with. */
static bool is_workbook(const char *bytes, size_t length)
{
    static const char *const starts[] = {"PK\x03\x04", "\xD0\xCF\x11\xE0"};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (length >= 4 && memcmp(bytes, starts[i], 4) == 0)
            return true;
    return false;
}

static bool detect(struct input *input, enum encoding asked, struct arena *arena,
                   struct fault *fault)
{
    char block[BLOCK];
    size_t length = fread(block, 1, sizeof block, input->file);
    if (length == 0)
        return ferror(input->file) ? unreadable(input->name, arena, fault)
                                   : fault_set(fault, arena, FAULT_DATA, NULL, N_("{1} is empty"),
                                               input->name, NULL);
    if (is_workbook(block, length))
        return fault_set(fault, arena, FAULT_DATA, NULL,
                         N_("{1} is a workbook of a spreadsheet program; save the sheet as CSV "
                            "there and import that"),
                         input->name, NULL);
    enum encoding found = encoding_detect(block, length, length == input->size);
    bool utf16 = found == ENCODING_UTF16LE || found == ENCODING_UTF16BE;
    input->encoding = asked == ENCODING_AUTO    ? found
                      : asked == ENCODING_UTF16 ? (utf16 ? found : ENCODING_UTF16LE)
                                                : asked;
    static const struct {
        const char *bytes;
        size_t length;
    } marks[] = {{"\xEF\xBB\xBF", 3}, {"\xFF\xFE", 2}, {"\xFE\xFF", 2}, {"\x84\x31\x95\x33", 4}};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        input->marked = input->marked || (length >= marks[i].length &&
                                          memcmp(block, marks[i].bytes, marks[i].length) == 0);
    return true;
}

static bool survey_input(struct input *input, struct arena *arena, struct fault *fault)
{
    struct survey survey = {.input = input, .line = 1, .cell_line = 1};
    if (!survey_file(&survey, arena, fault))
        return false;
    unsigned char digest[crypto_generichash_BYTES];
    crypto_generichash_final(&survey.hash, digest, sizeof digest);
    sodium_bin2hex(input->digest, sizeof input->digest, digest, sizeof digest);
    if (survey.endless)
        return fault_set(fault, arena, FAULT_DATA, NULL,
                         N_("{1}, line {2}: a quotation mark is opened here and never closed; "
                            "nothing was imported"),
                         input->name,
                         arena_format(arena, "%llu", (unsigned long long)survey.cell_line), NULL);
    return true;
}

bool input_open(struct input *input, const char *path, enum encoding encoding, struct arena *arena,
                struct fault *fault)
{
    if (!open_file(input, path, arena, fault) || !detect(input, encoding, arena, fault) ||
        !survey_input(input, arena, fault))
        return false;
    /* The first bytes may be ASCII alone, and hanzi in GB18030 come later. */
    if (encoding == ENCODING_AUTO && input->encoding == ENCODING_UTF8 && input->bad) {
        struct input other = *input;
        other.encoding = ENCODING_GB18030;
        if (!survey_input(&other, arena, fault))
            return false;
        if (other.bad == 0)
            *input = other;
    }
    return true;
}

void input_close(struct input *input)
{
    if (input->file)
        fclose(input->file);
    input->file = NULL;
}

bool input_is(const struct input *input, FILE *file)
{
    struct stat one, other;
    return fstat(fileno(file), &one) == 0 && fstat(fileno(input->file), &other) == 0 &&
           one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

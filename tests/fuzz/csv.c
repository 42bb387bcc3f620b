/* Files to be imported, of arbitrary bytes. The first byte chooses the encoding that is named, the
 * second the form; the rest is the file. */

#include <unistd.h>
#include "command/import_row.h"
#include "fuzz_form.h"
#include "text/buffer.h"

enum { SIZE_MOST = 2000, ROWS_MOST = 400 };

/* One file for the whole process, written over each time. */
static char path[] = "/tmp/jumin-fuzz-XXXXXX";
static int file = -1;

static void file_remove(void)
{
    unlink(path);
}

static void file_write(const void *bytes, size_t length)
{
    if (file < 0) {
        file = mkstemp(path);
        HOLDS(file >= 0);
        atexit(file_remove);
    }
    HOLDS(pwrite(file, bytes, length, 0) == (ssize_t)length && ftruncate(file, (off_t)length) == 0);
}

/* What a reading of all rows saw. */
struct sight {
    struct arena *arena;
    const struct form *form;
    struct buffer all;     /* every cell and row, to compare readings */
    uint64_t rows, number; /* of the last */
    bool headed;
    struct columns columns;
    struct import_names unknown;
};

static void see_cells(struct sight *sight, const struct input_row *row)
{
    bool filled = false, lost = false, odd = false;
    for (size_t i = 0; i < row->count; i++) {
        HOLDS(row->cells[i] && is_utf8(row->cells[i]));
        filled = filled || *row->cells[i];
        lost = lost || strstr(row->cells[i], "\xEF\xBF\xBD");
        odd = odd || strchr(row->cells[i], '?'); /* NUL stands so */
        buffer_add_text(&sight->all, row->cells[i]);
        buffer_add_char(&sight->all, '\x1f');
    }
    HOLDS(row->count > 0 && row->blank == !filled);
    HOLDS(row->bad ? lost || odd : !lost);
}

static void see_columns(struct sight *sight, const struct input_row *row)
{
    struct fault fault = {0};
    struct faults notes = {0};
    sight->headed = columns_read(&sight->columns, sight->form, row->cells, row->count, sight->arena,
                                 &notes, &fault);
    HOLDS(sight->headed == (fault.kind == FAULT_NONE));
    fuzz_faults_say(&notes, sight->arena);
    if (sight->headed)
        HOLDS(sight->columns.known > 0 && sight->columns.count <= row->count);
    else
        HOLDS(is_safe(message_fault(sight->arena, &fault)));
}

static void see_item(struct sight *sight, const struct input_row *row)
{
    struct import_item item;
    const char **values = arena_array(sight->arena, sight->columns.count + 1, sizeof *values);
    import_row_read(row, &sight->columns, &sight->unknown, sight->arena, &item, values);
    HOLDS(item.row == row->number && (!row->bad || item.fault));
    if (item.fault) {
        HOLDS(is_safe(message_fault(sight->arena, item.fault)));
        return;
    }
    for (size_t i = 0; i < sight->columns.count; i++)
        HOLDS(!values[i] || (*values[i] && is_utf8(values[i]) && sight->columns.fields[i]));
}

static bool see_row(void *context, const struct input_row *row)
{
    struct sight *sight = context;
    sight->rows++;
    HOLDS(row->number > sight->number && row->number >= sight->rows); /* empty lines are rows */
    sight->number = row->number;
    if (row->line) {
        HOLDS(is_utf8(row->line) && row->count == 0);
        HOLDS(*row->line ? !row->blank : row->blank || row->bad);
        buffer_add_text(&sight->all, row->line);
    } else {
        see_cells(sight, row);
    }
    buffer_add_char(&sight->all, '\x1e');
    if (!sight->headed && row->line) {
        columns_all(&sight->columns, sight->form, sight->arena);
        sight->headed = true;
    }
    if (sight->headed)
        see_item(sight, row);
    else
        see_columns(sight, row);
    return sight->rows < ROWS_MOST;
}

static void read_rows(struct input *input, const struct form *form, struct arena *arena,
                      struct sight *sight)
{
    *sight = (struct sight){.arena = arena, .form = form, .unknown = {.arena = arena}};
    struct fault fault = {0};
    uint64_t done = 0;
    HOLDS(input_rows(input, see_row, sight, &done, arena, &fault));
    HOLDS(done == input->size || sight->rows == ROWS_MOST);
}

static bool same_sight(const struct sight *a, const struct sight *b)
{
    return a->rows == b->rows && a->number == b->number && a->all.length == b->all.length &&
           memcmp(buffer_text(&a->all), buffer_text(&b->all), a->all.length) == 0;
}

/* The same text in another encoding has the same rows and the same digest. */
static void check_encoded(const struct input *input, const struct sight *sight, struct feed feed,
                          enum encoding encoding, struct arena *arena)
{
    struct encoder *encoder = encoder_new(encoding, NULL, NULL);
    struct buffer out = {0};
    uint32_t bad;
    if (encoder_add(encoder, (const char *)feed.data, feed.size, &out, &bad)) {
        struct input other;
        struct sight again;
        struct fault fault = {0};
        file_write(out.data, out.length);
        HOLDS(input_open(&other, path, encoding, arena, &fault));
        HOLDS(strcmp(other.digest, input->digest) == 0 && other.separator == input->separator &&
              other.json == input->json && other.returns == input->returns);
        read_rows(&other, sight->form, arena, &again);
        HOLDS(same_sight(sight, &again));
        buffer_free(&again.all);
        input_close(&other);
    }
    encoder_free(encoder);
    buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum encoding others[] = {ENCODING_GB18030, ENCODING_UTF16LE, ENCODING_UTF16BE,
                                           ENCODING_UTF8_BOM};
    const struct form_set *set = fuzz_forms();
    struct feed feed = feed_start(data, size, SIZE_MOST);
    enum encoding encoding = (enum encoding)feed_choice(&feed, ENCODING_COUNT);
    const struct form *form = set->forms[feed_choice(&feed, set->count)];
    struct arena *arena = arena_new();
    struct input input;
    struct fault fault = {0};
    file_write(feed.data, feed.size);
    if (!input_open(&input, path, encoding, arena, &fault)) {
        HOLDS(fault.kind == FAULT_DATA && is_safe(message_fault(arena, &fault)));
        input_close(&input);
        arena_free(arena);
        return 0;
    }
    HOLDS(input.encoding != ENCODING_AUTO && input.size == feed.size);
    struct sight sight, again;
    read_rows(&input, form, arena, &sight);
    read_rows(&input, form, arena, &again);
    HOLDS(same_sight(&sight, &again));
    input_close(&input);
    if (input.encoding == ENCODING_UTF8 && !input.marked && input.bad == 0 &&
        sight.rows < ROWS_MOST && memchr(feed.data, '\0', feed.size) == NULL)
        check_encoded(&input, &sight, feed, others[feed.size % 4], arena);
    buffer_free(&sight.all);
    buffer_free(&again.all);
    arena_free(arena);
    return 0;
}

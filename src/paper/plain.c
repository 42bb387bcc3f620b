#include <stdlib.h>
#include <string.h>
#include "paper/paper.h"
#include "text/buffer.h"
#include "text/message.h"
#include "text/utf8.h"
#include "text/width.h"

/* A page of characters. Ten to the inch or so, six lines to the inch, as line printers print. */

static const double line_height = 25.4 / 6;

struct plain {
    struct device device;
    unsigned columns;
    size_t rows;    /* of a page */
    uint32_t *page; /* rows * columns; 0: nothing, AFTER: the right half of a wide character */
    double left, top, column; /* millimetres */
    struct buffer text;
    bool failed;
};
enum { AFTER = 0x110000 };

static double plain_advance(struct device *device, uint32_t code, const struct layout_type *type)
{
    (void)type;
    return width_character(code) * ((struct plain *)device)->column;
}

static double plain_line(struct device *device, const struct layout_type *type)
{
    (void)device;
    (void)type;
    return line_height;
}

static size_t column_at(const struct plain *plain, double x)
{
    double column = (x - plain->left) / plain->column + 0.5;
    return column < 0 ? 0 : column > plain->columns ? plain->columns : (size_t)column;
}

/* A blank parts it from the next, but at the right edge. */
static size_t columns_of(const struct plain *plain, double x, double width)
{
    size_t from = column_at(plain, x), to = column_at(plain, x + width);
    if (to < plain->columns && to > from + 1)
        to--;
    return to > from ? to - from : 1;
}

static double plain_room(struct device *device, double x, double width)
{
    struct plain *plain = (struct plain *)device;
    return (double)columns_of(plain, x, width) * plain->column;
}

static bool plain_begin(struct device *device, const struct paper_layout *layout, const char *title,
                        struct arena *arena, struct fault *fault)
{
    struct plain *plain = (struct plain *)device;
    (void)title;
    (void)arena;
    (void)fault;
    plain->left = layout->left;
    plain->top = layout->top;
    plain->column = (layout->paper_width - layout->left - layout->right) / plain->columns;
    double height = layout->paper_height - layout->top - layout->bottom;
    plain->rows = height > line_height ? (size_t)(height / line_height) : 1;
    plain->page = memory_alloc(plain->rows * plain->columns * sizeof *plain->page);
    return true;
}

static size_t row_at(const struct plain *plain, double y)
{
    double row = (y - plain->top) / line_height + 0.5;
    return row < 0 ? 0 : row >= (double)plain->rows ? plain->rows - 1 : (size_t)row;
}

static void plain_text(struct device *device, double x, double y, double width, const char *text,
                       const struct layout_type *type)
{
    struct plain *plain = (struct plain *)device;
    size_t room = columns_of(plain, x, width), used = width_text(text);
    size_t at = column_at(plain, x), spare = room > used ? room - used : 0;
    at += type->align == ALIGN_RIGHT ? spare : type->align == ALIGN_CENTRE ? spare / 2 : 0;
    uint32_t *row = plain->page + row_at(plain, y) * plain->columns;
    for (size_t length = strlen(text); length;) {
        uint32_t code;
        size_t size = utf8_decode(text, length, &code);
        size_t columns = (size_t)width_character(code);
        if (at + columns > plain->columns)
            break;
        if (columns)
            row[at] = code;
        if (columns == 2)
            row[at + 1] = AFTER;
        at += columns;
        text += size;
        length -= size;
    }
}

static void plain_rule(struct device *device, double x1, double y1, double x2, double y2)
{
    struct plain *plain = (struct plain *)device;
    (void)y2;
    uint32_t *row = plain->page + row_at(plain, y1) * plain->columns;
    for (size_t at = column_at(plain, x1); at < column_at(plain, x2); at++)
        row[at] = '-';
}

static void plain_code(struct device *device, double x, double y, double side, const char *payload)
{
    static const struct layout_type type = {.size = 10};
    plain_text(device, x, y, side, payload, &type);
}

static void row_write(struct plain *plain, const uint32_t *row)
{
    size_t end = plain->columns;
    while (end && (!row[end - 1] || row[end - 1] == ' '))
        end--;
    for (size_t i = 0; i < end; i++) {
        char bytes[UTF8_MAX];
        if (row[i] != AFTER)
            buffer_add(&plain->text, bytes, utf8_encode(row[i] ? row[i] : ' ', bytes));
    }
    buffer_add_char(&plain->text, '\n');
}

static void plain_page(struct device *device)
{
    struct plain *plain = (struct plain *)device;
    for (size_t row = 0; row < plain->rows; row++)
        row_write(plain, plain->page + row * plain->columns);
    size_t length = plain->text.length;
    while (length > 1 && plain->text.data[length - 1] == '\n' &&
           plain->text.data[length - 2] == '\n')
        length--;
    plain->failed = plain->failed ||
                    !device->out(device->context, buffer_text(&plain->text), length) ||
                    !device->out(device->context, "\f", 1);
    buffer_clear(&plain->text);
    memset(plain->page, 0, plain->rows * plain->columns * sizeof *plain->page);
}

static bool plain_end(struct device *device, struct arena *arena, struct fault *fault)
{
    (void)arena;
    (void)fault;
    return !((struct plain *)device)->failed;
}

static void plain_free(struct device *device)
{
    struct plain *plain = (struct plain *)device;
    buffer_free(&plain->text);
    free(plain->page);
    free(plain);
}

static const struct device_ops plain_ops = {
    .advance = plain_advance,
    .line = plain_line,
    .room = plain_room,
    .begin = plain_begin,
    .text = plain_text,
    .rule = plain_rule,
    .code = plain_code,
    .page = plain_page,
    .end = plain_end,
    .free = plain_free,
};

struct device *plain_open(unsigned columns, device_write *out, void *context)
{
    struct plain *plain = memory_alloc(sizeof *plain);
    plain->device = (struct device){
        .ops = &plain_ops, .dense = true, .rule = line_height, .out = out, .context = context};
    plain->columns = columns;
    return &plain->device;
}

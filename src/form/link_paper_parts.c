#include <stdlib.h>
#include <string.h>
#include "form/link_paper.h"

/* What is drawn: lines, rows, columns and areas. */

enum { SIZE_LEAST = 4, SIZE_MOST = 96, LENGTH_MOST = 1000 };

static const struct property *said(const struct block *block, enum keyword keyword)
{
    const struct property *property = &block->properties[keyword];
    return property->text ? property : NULL;
}

static bool flag(const struct block *block, enum keyword keyword)
{
    const struct property *property = said(block, keyword);
    return property && strcmp(property->text, "no") != 0;
}

bool paper_number(struct papering *papering, const struct property *at, const char *text,
                  double least, double most, double *number)
{
    struct linker *linker = papering->linker;
    char *end;
    double value = strspn(text, "0123456789.") == strlen(text) ? strtod(text, &end) : -1;
    if (value < least || value > most || *end) {
        link_fault(linker, at, N_("{1}:{2}: '{3}' is no number that can stand here ({4})"), text,
                   arena_format(linker->arena, "%g..%g", least, most));
        return false;
    }
    *number = value;
    return true;
}

static struct layout_type type_read(struct papering *papering, const struct block *block)
{
    static const char *const names[] = {
        [ALIGN_LEFT] = "left", [ALIGN_CENTRE] = "centre", [ALIGN_RIGHT] = "right"};
    struct layout_type type = {.size = papering->layout->size, .bold = flag(block, KEY_BOLD)};
    const struct property *size = said(block, KEY_SIZE), *align = said(block, KEY_ALIGN);
    if (size)
        paper_number(papering, size, size->text, SIZE_LEAST, SIZE_MOST, &type.size);
    if (!align)
        return type;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i], align->text) == 0) {
            type.align = (enum layout_align)i;
            return type;
        }
    link_fault(papering->linker, align,
               N_("{1}:{2}: text stands 'left', 'centre' or 'right', not '{3}'"), align->text,
               NULL);
    return type;
}

/* Fields and whole-page words of lines and areas are those of the record that is printed; of a
 * table, those of the first row of the page's group. */
static struct layout_text own_text(struct papering *papering, const struct property *at)
{
    return paper_text(papering, at, papering->layout->form, papering->layout->rows);
}

static void row_read(struct papering *papering, const struct block *block, struct layout_line *line)
{
    struct linker *linker = papering->linker;
    struct property place = link_place(block);
    size_t count;
    const char **names = draft_words(linker->arena, block->text, &count);
    line->fields = arena_array(linker->arena, count + 1, sizeof *line->fields);
    for (size_t i = 0; i < count; i++) {
        const struct field *field = link_named(linker, papering->layout->form, &place, names[i]);
        if (field)
            line->fields[line->field_count++] = field;
    }
}

static void line_read(struct papering *papering, const struct block *block)
{
    struct paper_layout *layout = papering->layout;
    struct property place = link_place(block);
    struct layout_line line = {
        .place = flag(block, KEY_FOOT)  ? PLACE_FOOT
                 : layout->column_count ? PLACE_TAIL
                                        : PLACE_HEAD,
        .once = flag(block, KEY_ONCE),
        .type = type_read(papering, block),
    };
    if (block->kind == KEY_ROW)
        row_read(papering, block, &line);
    else
        line.text = own_text(papering, &place);
    const struct property *height = said(block, KEY_HEIGHT);
    if (height)
        paper_number(papering, height, height->text, 1, LENGTH_MOST, &line.height);
    layout->lines[layout->line_count++] = line;
}

/* The label of a column that shows one field alone. */
static const char *own_label(const struct layout_text *text)
{
    if (text->side[0].count != 1 || text->side[0].pieces[0].word != WORD_FIELD)
        return NULL;
    const struct layout_piece *piece = &text->side[0].pieces[0];
    const struct field *field = piece->beyond ? piece->beyond : piece->field;
    return field ? field->label : NULL;
}

static void column_read(struct papering *papering, const struct block *block)
{
    enum { WIDTH_LEAST = 4 };
    struct linker *linker = papering->linker;
    struct paper_layout *layout = papering->layout;
    struct property place = link_place(block);
    if (!layout->rows) {
        link_fault(linker, &place, N_("{1}:{2}: '{3}' needs rows, and this layout has none"),
                   "column", NULL);
        return;
    }
    struct paper_column column = {.type = type_read(papering, block), .width = WIDTH_LEAST};
    const struct property *label = said(block, KEY_LABEL), *width = said(block, KEY_WIDTH);
    column.text = paper_text(papering, &place, layout->rows, layout->rows);
    column.label = label ? draft_bilingual(linker->draft, label) : own_label(&column.text);
    if (!column.label && !block->faulty)
        link_fault(linker, &place, N_("{1}:{2}: '{3}' has no label"), block->text, NULL);
    if (width)
        paper_number(papering, width, width->text, WIDTH_LEAST, LENGTH_MOST, &column.width);
    else if (!block->faulty)
        link_fault(linker, &place, N_("{1}:{2}: the column '{3}' has no width (millimetres)"),
                   block->text, NULL);
    layout->columns[layout->column_count++] = column;
}

static void area_read(struct papering *papering, const struct block *block)
{
    struct linker *linker = papering->linker;
    struct paper_layout *layout = papering->layout;
    struct property place = link_place(block);
    struct layout_area area = {.type = type_read(papering, block),
                               .frame = flag(block, KEY_FRAME),
                               .upright = flag(block, KEY_UPRIGHT)};
    double *const numbers[] = {&area.x, &area.y, &area.width, &area.height};
    size_t count;
    const char **words = draft_words(linker->arena, block->text, &count);
    if (count != sizeof numbers / sizeof numbers[0]) {
        link_fault(linker, &place,
                   N_("{1}:{2}: 'area' is followed by four numbers, its place from the left and "
                      "from above, its width and its height, in millimetres"),
                   NULL, NULL);
        return;
    }
    for (size_t i = 0; i < count; i++)
        if (!paper_number(papering, &place, words[i], 0, LENGTH_MOST, numbers[i]))
            return;
    const struct property *text = said(block, KEY_TEXT), *code = said(block, KEY_CODE);
    if (text && code)
        link_fault(linker, code, N_("{1}:{2}: an area holds a 'text' or a 'code', not both"), NULL,
                   NULL);
    area.code = code != NULL;
    if (text || code)
        area.text = own_text(papering, code ? code : text);
    layout->areas[layout->area_count++] = area;
}

void paper_parts(struct papering *papering)
{
    struct draft *draft = papering->linker->draft;
    struct paper_layout *layout = papering->layout;
    struct arena *arena = papering->linker->arena;
    size_t count = 0;
    for (size_t i = 0; i < draft->count; i++)
        count += draft->blocks[i]->owner == papering->block;
    layout->lines = arena_array(arena, count, sizeof *layout->lines);
    layout->columns = arena_array(arena, count, sizeof *layout->columns);
    layout->areas = arena_array(arena, count, sizeof *layout->areas);
    for (size_t i = 0; i < draft->count; i++) {
        const struct block *block = draft->blocks[i];
        if (block->owner != papering->block)
            continue;
        if (block->kind == KEY_COLUMN)
            column_read(papering, block);
        else if (block->kind == KEY_AREA)
            area_read(papering, block);
        else
            line_read(papering, block);
    }
}

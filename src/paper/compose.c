#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "paper/composer.h"
#include "paper/wrap.h"
#include "text/buffer.h"
#include "text/message.h"

/* Tables and sheets: head, rows and tail, page by page. */

static const double between = 1.2; /* millimetres behind a line of text in a head */

void compose_turn(struct composer *composer)
{
    if (composer->draw)
        composer->device->ops->page(composer->device);
    composer->turned++;
}

/* The texts with the numbers of pages in the place of their marks. */
static const char *paged(const struct composer *composer, const char *text)
{
    if (!strpbrk(text, MARK_PAGE MARK_PAGES))
        return text;
    struct buffer out = {0};
    for (; *text; text++)
        if (*text == MARK_PAGE[0])
            buffer_format(&out, "%llu", (unsigned long long)composer->page);
        else if (*text == MARK_PAGES[0])
            buffer_format(&out, "%llu", (unsigned long long)composer->pages);
        else
            buffer_add_char(&out, *text);
    const char *whole = arena_copy(composer->arena, buffer_text(&out));
    buffer_free(&out);
    return whole;
}

static double head_height(const struct composer *composer, const struct layout_type *type)
{
    struct device *device = composer->device;
    return device->ops->line(device, type) + (device->dense ? 0 : between);
}

/* A line that is to be higher than its text has its room above. */
static double space_above(const struct composer *composer, const struct layout_line *line)
{
    double own = head_height(composer, &line->type), space = line->height - own;
    if (space <= 0)
        return 0;
    return composer->device->dense ? own * (double)(size_t)(space / own) : space;
}

static void line_draw(struct composer *composer, const struct layout_line *line, const char *text)
{
    struct device *device = composer->device;
    double width = composer->right - composer->left;
    size_t count;
    const char **lines =
        wrap_text(device, paged(composer, text), device->ops->room(device, composer->left, width),
                  &line->type, composer->arena, &count);
    composer->y += space_above(composer, line);
    compose_lines(composer, composer->left, composer->y, width, lines, count, &line->type);
    composer->y += device->ops->line(device, &line->type) * (double)(count - 1) +
                   head_height(composer, &line->type);
}

static void rule_draw(struct composer *composer)
{
    struct device *device = composer->device;
    if (!device->rule)
        return;
    if (composer->draw)
        device->ops->rule(device, composer->left, composer->y, composer->right, composer->y);
    composer->y += device->rule;
}

/* Labels and values of a record, side by side. */
static void row_cells(struct composer *composer, const struct layout_line *line,
                      const char *const *values, struct cell *cells)
{
    enum { LABEL_MOST = 32 };
    static const double share = 0.4;
    static const struct layout_type centred = {.align = ALIGN_CENTRE};
    struct layout_type *label = arena_alloc(composer->arena, sizeof *label);
    *label = centred;
    label->size = line->type.size;
    double width = (composer->right - composer->left) / (double)line->field_count;
    double name = width * share < LABEL_MOST ? width * share : LABEL_MOST;
    for (size_t i = 0; i < line->field_count; i++) {
        double x = composer->left + width * (double)i;
        cells[2 * i] = (struct cell){.x = x, .width = name, .type = label};
        cells[2 * i + 1] = (struct cell){.x = x + name, .width = width - name, .type = &line->type};
        cell_wrap(composer, &cells[2 * i], message_side(composer->arena, line->fields[i]->label));
        cell_wrap(composer, &cells[2 * i + 1], values[i]);
    }
}

static void row_draw(struct composer *composer, const struct layout_line *line,
                     const char *const *values)
{
    struct cell *cells = arena_array(composer->arena, line->field_count * 2 + 1, sizeof *cells);
    row_cells(composer, line, values, cells);
    double height = cells_height(composer, cells, line->field_count * 2, line->height);
    cells_draw(composer, cells, line->field_count * 2, height, 0, SIZE_MAX);
}

/* Lines of one place, from the texts of the section. measure: nothing is drawn, and their height
 * returned. */
static double lines_pass(struct composer *composer, enum layout_place place, bool measure)
{
    const struct paper_layout *layout = composer->layout;
    bool draw = composer->draw;
    double start = composer->y;
    size_t text = 0;
    composer->draw = draw && !measure;
    for (size_t i = 0; i < layout->line_count; i++) {
        const struct layout_line *line = &layout->lines[i];
        const char *const *texts = composer->texts + text;
        text += line->fields ? line->field_count : 1;
        if (line->place != place || (line->once && !composer->first))
            continue;
        if (line->fields)
            row_draw(composer, line, texts);
        else
            line_draw(composer, line, *texts);
    }
    composer->draw = draw;
    double height = composer->y - start;
    if (measure)
        composer->y = start;
    return height;
}

static void areas_draw(struct composer *composer)
{
    const struct paper_layout *layout = composer->layout;
    size_t first = document_texts(layout) - layout->area_count;
    double lowest = composer->y;
    for (size_t i = 0; i < layout->area_count; i++) {
        const struct layout_area *area = &layout->areas[i];
        double end = composer->top + area->y + area->height;
        lowest = end > lowest ? end : lowest;
        compose_area(composer, composer->left, composer->top, composer->right - composer->left,
                     area, paged(composer, composer->texts[first + i]));
    }
    composer->y = lowest;
}

static void headings_draw(struct composer *composer)
{
    const struct paper_layout *layout = composer->layout;
    if (!layout->column_count)
        return;
    struct cell *cells = arena_array(composer->arena, layout->column_count, sizeof *cells);
    struct layout_type *types = arena_array(composer->arena, layout->column_count, sizeof *types);
    columns_place(composer, cells);
    for (size_t i = 0; i < layout->column_count; i++) {
        const struct paper_column *column = &layout->columns[i];
        types[i] = (struct layout_type){.size = column->type.size,
                                        .bold = true,
                                        .align = composer->device->dense ? column->type.align
                                                                         : ALIGN_CENTRE};
        cells[i].type = &types[i];
        const char *label = message_side(composer->arena, column->label);
        cell_fit(composer, &cells[i], label, &types[i], 6);
        cell_wrap(composer, &cells[i], label);
    }
    double height = cells_height(composer, cells, layout->column_count, layout->row_height);
    cells_draw(composer, cells, layout->column_count, height, 0, SIZE_MAX);
    rule_draw(composer);
}

static void page_begin(struct composer *composer)
{
    composer->page++;
    composer->y = composer->top;
    lines_pass(composer, PLACE_HEAD, false);
    if (composer->first)
        areas_draw(composer);
    headings_draw(composer);
}

static double foot_height(struct composer *composer)
{
    return lines_pass(composer, PLACE_FOOT, true);
}

static void page_end(struct composer *composer)
{
    double height = foot_height(composer);
    composer->y = composer->bottom - height;
    lines_pass(composer, PLACE_FOOT, false);
    compose_turn(composer);
    composer->first = false;
}

static void page_next(struct composer *composer)
{
    page_end(composer);
    page_begin(composer);
}

bool compose_told(struct composer *composer)
{
    enum { OFTEN = 100 };
    const struct paper_job *job = composer->job;
    uint64_t all = composer->document->records;
    if (!composer->draw || !job->progress || ++composer->rows % OFTEN)
        return true;
    return job->progress(job->context, all + composer->rows, all * 2);
}

/* A row, over the end of the page where it is higher than a page. It begins a new one where it does
 * not end before `limit`. */
static void table_row(struct composer *composer, const char *const *texts, double limit, double end)
{
    const struct paper_layout *layout = composer->layout;
    struct device *device = composer->device;
    static const double hair = 1e-6;
    struct cell *cells = arena_array(composer->arena, layout->column_count, sizeof *cells);
    columns_place(composer, cells);
    static const double smallest = 0.75;
    struct layout_type *types = arena_array(composer->arena, layout->column_count, sizeof *types);
    size_t most = 1;
    double tallest = 0;
    for (size_t i = 0; i < layout->column_count; i++) {
        types[i] = layout->columns[i].type;
        cells[i].type = &types[i];
        cell_fit(composer, &cells[i], texts[i], &types[i], types[i].size * smallest);
        cell_wrap(composer, &cells[i], texts[i]);
        most = cells[i].count > most ? cells[i].count : most;
        double line = device->ops->line(device, cells[i].type);
        tallest = line > tallest ? line : tallest;
    }
    double height = cells_height(composer, cells, layout->column_count, layout->row_height);
    if (composer->y + height > limit + hair)
        page_next(composer);
    double edges = device->dense ? 0 : 2 * device->inset;
    for (size_t first = 0; first < most;) {
        double room = end - composer->y - edges;
        size_t lines = room > tallest ? (size_t)((room + hair) / tallest) : 1;
        bool rest = first + lines < most;
        if (first || rest)
            height = tallest * (double)(rest ? lines : most - first) + edges;
        cells_draw(composer, cells, layout->column_count, height, first, lines);
        first += lines;
        if (first < most)
            page_next(composer);
    }
}

/* The last row stands on the page of what follows it. */
static bool section_rows(struct composer *composer, const struct part *section, double tail,
                         double end)
{
    const struct paper_layout *layout = composer->layout;
    struct spool *spool = composer->document->spool;
    if (!layout->column_count)
        return true;
    spool_seek(spool, section->rows_at);
    for (uint64_t i = 0; i < section->row_count; i++) {
        arena_reset(composer->arena);
        const char **texts = spool_read(spool, document_cells(layout), composer->arena);
        if (!texts)
            return false;
        table_row(composer, texts, i + 1 < section->row_count ? end : end - tail, end);
        if (!compose_told(composer))
            return false;
    }
    rule_draw(composer);
    return true;
}

static bool section_compose(struct composer *composer, const struct part *section)
{
    const struct paper_layout *layout = composer->layout;
    arena_reset(composer->own);
    arena_reset(composer->arena);
    spool_seek(composer->document->spool, section->texts_at);
    const char **texts =
        spool_read(composer->document->spool, document_texts(layout), composer->own);
    if (!texts)
        return false;
    composer->texts = texts;
    composer->first = true;
    double end = composer->bottom - foot_height(composer) - composer->device->rule;
    double gap = composer->device->dense || !layout->column_count ? 0 : 2;
    double tail = gap + lines_pass(composer, PLACE_TAIL, true);
    page_begin(composer);
    if (!section_rows(composer, section, tail, end))
        return false;
    if (composer->y + tail > end)
        page_next(composer);
    composer->y += gap;
    lines_pass(composer, PLACE_TAIL, false);
    page_end(composer);
    return true;
}

/* All of it once; pages of a sheet are numbered by themselves. */
static bool pass(struct composer *composer, bool draw)
{
    struct document *document = composer->document;
    bool alone = composer->layout->kind == LAYOUT_SHEET;
    composer->draw = draw;
    composer->turned = 0;
    composer->page = 0;
    for (size_t i = 0; i < document->section_count; i++) {
        struct part *section = &document->sections[i];
        uint64_t before = composer->turned;
        if (alone) {
            composer->page = 0;
            composer->pages = section->pages;
        }
        bool right = composer->layout->kind == LAYOUT_LABELS ? labels_compose(composer, section)
                                                             : section_compose(composer, section);
        if (!right)
            return false;
        section->pages = composer->turned - before;
    }
    composer->pages = composer->turned;
    return true;
}

static bool counts_pages(const struct paper_layout *layout)
{
    for (size_t i = 0; i < layout->line_count; i++)
        for (int side = 0; side < 2; side++)
            for (size_t j = 0; j < layout->lines[i].text.side[side].count; j++)
                if (layout->lines[i].text.side[side].pieces[j].word == WORD_PAGES)
                    return true;
    return false;
}

bool document_compose(struct document *document, const struct paper_job *job, uint64_t *pages,
                      struct arena *arena, struct fault *fault)
{
    const struct paper_layout *layout = document->layout;
    struct composer composer = {.document = document,
                                .layout = layout,
                                .device = job->device,
                                .left = layout->left,
                                .top = layout->top,
                                .right = layout->paper_width - layout->right,
                                .bottom = layout->paper_height - layout->bottom,
                                .own = arena_new(),
                                .arena = arena_new(),
                                .job = job};
    bool right = (!counts_pages(layout) || pass(&composer, false)) && pass(&composer, true);
    *pages = composer.turned;
    arena_free(composer.own);
    arena_free(composer.arena);
    return right || fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                              N_("stopped; nothing was written"), NULL);
}

bool paper_print(const struct paper_job *job, struct arena *arena, struct paper_done *done,
                 struct fault *fault)
{
    struct document document;
    struct device *device = job->device;
    const char *title = message_side(arena, job->layout->label);
    *done = (struct paper_done){0};
    bool right = device->ops->begin(device, job->layout, title, arena, fault) &&
                 document_gather(job, &document, arena, fault);
    if (!right)
        return false;
    right = document_compose(&document, job, &done->pages, arena, fault) &&
            device->ops->end(device, arena, fault);
    done->records = document.records;
    document_free(&document);
    return right;
}

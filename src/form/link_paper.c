#include <stdlib.h>
#include <string.h>
#include "form/fold.h"
#include "form/link_paper.h"

const char *const layout_kind_names[LAYOUT_KINDS] = {
    [LAYOUT_TABLE] = "table", [LAYOUT_SHEET] = "sheet", [LAYOUT_LABELS] = "labels"};

#define OF(kind) (1u << (kind))

/* Which kinds a word is for, and which cannot do without it. */
static const struct word_rule {
    enum keyword keyword;
    const char *word;
    unsigned meant, needed;
} word_rules[] = {
    {KEY_ROWS, "rows", OF(LAYOUT_SHEET) | OF(LAYOUT_LABELS), 0},
    {KEY_GROUP, "group", OF(LAYOUT_TABLE), 0},
    {KEY_HEIGHT, "height", OF(LAYOUT_TABLE) | OF(LAYOUT_SHEET), 0},
    {KEY_CELL, "cell", OF(LAYOUT_LABELS), OF(LAYOUT_LABELS)},
    {KEY_WHEN, "when", OF(LAYOUT_SHEET) | OF(LAYOUT_LABELS), 0},
};

enum { LAYOUT_PLACE_MOST = 9999, LENGTH_MOST = 1000 };

static const struct paper {
    const char *name;
    double width, height;
} papers[] = {
    {"A3", 297, 420}, {"A4", 210, 297}, {"A5", 148, 210}, {"A6", 105, 148}, {"B5", 176, 250}};

static const struct property *said(const struct papering *papering, enum keyword keyword)
{
    const struct property *property = &papering->block->properties[keyword];
    return property->text ? property : NULL;
}

static bool paper_fault(struct papering *papering, const char *message, const char *third)
{
    struct property place = link_place(papering->block);
    if (!papering->block->faulty)
        link_fault(papering->linker, &place, message, third, NULL);
    return false;
}

static bool kind_read(struct papering *papering)
{
    const struct property *kind = said(papering, KEY_KIND);
    if (!kind)
        return paper_fault(papering,
                           N_("{1}:{2}: the layout '{3}' has no 'kind' (table, sheet, labels)"),
                           papering->layout->name);
    for (int i = 0; i < LAYOUT_KINDS; i++)
        if (strcmp(layout_kind_names[i], kind->text) == 0) {
            papering->layout->kind = (enum layout_kind)i;
            return true;
        }
    link_fault(papering->linker, kind,
               N_("{1}:{2}: '{3}' is no kind of layout (table, sheet, labels)"), kind->text, NULL);
    return false;
}

static const struct form *form_read(struct papering *papering, const struct property *at,
                                    const char *name)
{
    const struct form_set *set = papering->linker->set;
    const struct form *form = form_named(set, name);
    if (form)
        return form;
    const char **names = arena_array(papering->linker->arena, set->count + 1, sizeof *names);
    for (unsigned i = 0; i < set->count; i++)
        names[i] = set->forms[i]->name;
    const char *nearest = fold_nearest(name, names, set->count, sizeof *names);
    link_fault(papering->linker, at,
               nearest ? N_("{1}:{2}: no form is called '{3}'; '{4}' perhaps?")
                       : N_("{1}:{2}: no form is called '{3}'"),
               name, nearest);
    return NULL;
}

static void words_check(struct papering *papering)
{
    enum layout_kind kind = papering->layout->kind;
    struct property place = link_place(papering->block);
    for (size_t i = 0; i < sizeof word_rules / sizeof word_rules[0]; i++) {
        const struct word_rule *rule = &word_rules[i];
        const struct property *property = said(papering, rule->keyword);
        if (property && !(rule->meant & OF(kind)))
            link_fault(papering->linker, property,
                       N_("{1}:{2}: '{3}' means nothing for a layout of kind '{4}'"), rule->word,
                       layout_kind_names[kind]);
        if (!property && (rule->needed & OF(kind)) && !papering->block->faulty)
            link_fault(papering->linker, &place, N_("{1}:{2}: a layout of kind '{4}' needs '{3}'"),
                       rule->word, layout_kind_names[kind]);
    }
}

/* rows FORM FIELD …: the one field holds what the record is called, or both have the same in all of
 * them. */
static void rows_read(struct papering *papering)
{
    struct linker *linker = papering->linker;
    struct paper_layout *layout = papering->layout;
    const struct property *rows = said(papering, KEY_ROWS);
    if (layout->kind == LAYOUT_TABLE)
        layout->rows = layout->form;
    if (!rows || layout->kind == LAYOUT_TABLE)
        return;
    size_t count;
    const char **words = draft_words(linker->arena, rows->text, &count);
    const struct form *form = form_read(papering, rows, words[0]);
    if (!form)
        return;
    layout->rows = form;
    layout->match = arena_array(linker->arena, count, sizeof *layout->match);
    size_t found = 0;
    for (size_t i = 1; i < count; i++) {
        const struct field *field = link_named(linker, form, rows, words[i]);
        if (field)
            layout->match[found++] = field;
        bool both = count > 2 || field_named(layout->form, words[i]);
        if (field && field->reference != layout->form && (both || !layout->form->key))
            link_named(linker, layout->form, rows, words[i]);
    }
    if (count < 2)
        link_fault(linker, rows,
                   N_("{1}:{2}: 'rows' is followed by a form and the field by which its records "
                      "belong to the one that is printed"),
                   NULL, NULL);
}

static void queries_read(struct papering *papering)
{
    struct linker *linker = papering->linker;
    struct paper_layout *layout = papering->layout;
    const struct property *where = said(papering, KEY_WHERE), *order = said(papering, KEY_ORDER);
    const struct property *when = said(papering, KEY_WHEN), *group = said(papering, KEY_GROUP);
    const struct form *rows = layout->rows ? layout->rows : layout->form;
    if (where && link_condition(linker, rows, where, true))
        layout->where = where->text;
    if (when && link_condition(linker, layout->form, when, false))
        layout->when = when->text;
    const struct field *field = order ? link_named(linker, rows, order, order->text) : NULL;
    if (field && (field->many || !field->indexes))
        link_fault(linker, order,
                   N_("{1}:{2}: lists can stand only in the order of an indexed field of one "
                      "value, not of '{3}'"),
                   field->name, NULL);
    else if (field)
        layout->order = field->name;
    if (!group)
        return;
    size_t count, found = 0;
    const char **words = draft_words(linker->arena, group->text, &count);
    layout->groups = arena_array(linker->arena, count + 1, sizeof *layout->groups);
    for (size_t i = 0; i < count; i++) {
        const struct field *grouped = link_named(linker, rows, group, words[i]);
        if (grouped)
            layout->groups[found++] = grouped;
    }
}

static void paper_read(struct papering *papering, const struct property *at)
{
    struct paper_layout *layout = papering->layout;
    size_t count;
    const char **words = draft_words(papering->linker->arena, at->text, &count);
    const struct paper *paper = NULL;
    for (size_t i = 0; i < sizeof papers / sizeof papers[0]; i++)
        if (strcmp(papers[i].name, words[0]) == 0)
            paper = &papers[i];
    bool turned = count == 2 && strcmp(words[1], "landscape") == 0;
    bool upright = count == 1 || (count == 2 && strcmp(words[1], "portrait") == 0);
    const char *by = strchr(words[0], 'x');
    if (paper && (turned || upright)) {
        layout->paper_width = turned ? paper->height : paper->width;
        layout->paper_height = turned ? paper->width : paper->height;
    } else if (!paper && by && count == 1) {
        const char *width =
            arena_copy_bytes(papering->linker->arena, words[0], (size_t)(by - words[0]));
        paper_number(papering, at, width, 20, LENGTH_MOST, &layout->paper_width);
        paper_number(papering, at, by + 1, 20, LENGTH_MOST, &layout->paper_height);
    } else {
        link_fault(papering->linker, at,
                   N_("{1}:{2}: paper is A3, A4, A5, A6 or B5, with 'portrait' or 'landscape', or "
                      "200x150 (millimetres), not '{3}'"),
                   at->text, NULL);
    }
}

static void margins_read(struct papering *papering, const struct property *at)
{
    struct paper_layout *layout = papering->layout;
    double *const margins[] = {&layout->top, &layout->right, &layout->bottom, &layout->left};
    size_t count;
    const char **words = draft_words(papering->linker->arena, at->text, &count);
    if (count != sizeof margins / sizeof margins[0]) {
        link_fault(papering->linker, at,
                   N_("{1}:{2}: 'margins' is followed by four numbers: above, right, below, left, "
                      "in millimetres"),
                   NULL, NULL);
        return;
    }
    for (size_t i = 0; i < count; i++)
        paper_number(papering, at, words[i], 0, LENGTH_MOST, margins[i]);
}

/* cell 63x34, or cell thickness:30x250: as wide as a number of the record says. */
static void cell_read(struct papering *papering, const struct property *at)
{
    struct linker *linker = papering->linker;
    struct paper_layout *layout = papering->layout;
    const char *colon = strchr(at->text, ':'), *start = colon ? colon + 1 : at->text;
    const char *by = strchr(start, 'x');
    if (!by) {
        link_fault(linker, at,
                   N_("{1}:{2}: 'cell' is followed by a width and a height, like 63x34 or "
                      "thickness:30x250, not by '{3}'"),
                   at->text, NULL);
        return;
    }
    if (colon)
        layout->cell_field =
            link_named(linker, layout->form, at,
                       arena_copy_bytes(linker->arena, at->text, (size_t)(colon - at->text)));
    paper_number(papering, at, arena_copy_bytes(linker->arena, start, (size_t)(by - start)), 5,
                 LENGTH_MOST, &layout->cell_width);
    paper_number(papering, at, by + 1, 5, LENGTH_MOST, &layout->cell_height);
}

static void measures_read(struct papering *papering)
{
    struct paper_layout *layout = papering->layout;
    const struct property *paper = said(papering, KEY_PAPER);
    const struct property *margins = said(papering, KEY_MARGINS);
    const struct property *size = said(papering, KEY_SIZE), *cell = said(papering, KEY_CELL);
    const struct property *height = said(papering, KEY_HEIGHT);
    if (paper)
        paper_read(papering, paper);
    if (margins)
        margins_read(papering, margins);
    if (size)
        paper_number(papering, size, size->text, 4, 96, &layout->size);
    if (height)
        paper_number(papering, height, height->text, 1, LENGTH_MOST, &layout->row_height);
    if (cell && layout->kind == LAYOUT_LABELS)
        cell_read(papering, cell);
}

/* What stands on the paper must have room there. */
static void room_check(struct papering *papering)
{
    const struct paper_layout *layout = papering->layout;
    double width = layout->paper_width - layout->left - layout->right;
    double height = layout->paper_height - layout->top - layout->bottom;
    double columns = 0;
    for (size_t i = 0; i < layout->column_count; i++)
        columns += layout->columns[i].width;
    double most = columns > layout->cell_width ? columns : layout->cell_width;
    if (most > width + 0.01 || layout->cell_height > height + 0.01)
        paper_fault(papering,
                    N_("{1}:{2}: the paper of '{3}' has not the room for its columns or "
                       "cells"),
                    layout->name);
    double inner = layout->kind == LAYOUT_LABELS ? layout->cell_width : width;
    double lower = layout->kind == LAYOUT_LABELS ? layout->cell_height : height;
    for (size_t i = 0; i < layout->area_count; i++) {
        const struct layout_area *area = &layout->areas[i];
        bool wide = !layout->cell_field && area->x + area->width > inner + 0.01;
        if (wide || area->y + area->height > lower + 0.01)
            paper_fault(papering, N_("{1}:{2}: an area of '{3}' goes over the edge"), layout->name);
    }
    if (layout->kind == LAYOUT_TABLE && !layout->column_count)
        paper_fault(papering, N_("{1}:{2}: the table '{3}' has no columns"), layout->name);
}

static void layout_read(struct papering *papering, unsigned *place)
{
    struct paper_layout *layout = papering->layout;
    const struct property *label = said(papering, KEY_LABEL), *help = said(papering, KEY_HELP);
    const struct property *number = said(papering, KEY_PLACE), *of = said(papering, KEY_OF);
    if (!label)
        paper_fault(papering, N_("{1}:{2}: '{3}' has no label"), layout->name);
    layout->label = label ? draft_bilingual(papering->linker->draft, label) : layout->name;
    layout->help = help ? draft_bilingual(papering->linker->draft, help) : NULL;
    *place = LAYOUT_PLACE_MOST;
    if (number)
        link_number(papering->linker, number, number->text, 1, LAYOUT_PLACE_MOST, place);
    bool kind = kind_read(papering);
    if (!of)
        paper_fault(papering,
                    N_("{1}:{2}: the layout '{3}' does not say which records it is of: 'of' and "
                       "the name of a form"),
                    layout->name);
    layout->form = of ? form_read(papering, of, of->text) : NULL;
    if (!layout->form || !kind)
        return;
    words_check(papering);
    rows_read(papering);
    queries_read(papering);
    measures_read(papering);
    paper_parts(papering);
    room_check(papering);
}

struct placed {
    struct paper_layout *layout;
    unsigned place;
};

static int by_place(const void *a, const void *b)
{
    const struct placed *first = a, *second = b;
    if (first->place != second->place)
        return first->place < second->place ? -1 : 1;
    return strcmp(first->layout->name, second->layout->name);
}

static bool same_folder(const char *a, const char *b)
{
    const char *end_a = strrchr(a, '/'), *end_b = strrchr(b, '/');
    return end_a && end_b && end_a - a == end_b - b && strncmp(a, b, (size_t)(end_a - a)) == 0;
}

/* A layout takes the place of ours of the same name. */
static size_t place_of(struct papering *papering, const struct placed *layouts, size_t count)
{
    struct paper_layout *layout = papering->layout;
    size_t place = 0;
    while (place < count && strcmp(layouts[place].layout->name, layout->name) != 0)
        place++;
    struct property at = link_place(papering->block);
    if (place < count && same_folder(layouts[place].layout->file, layout->file))
        link_fault(papering->linker, &at, N_("{1}:{2}: there is a layout '{3}' already, in {4}"),
                   layout->name, layouts[place].layout->file);
    return place;
}

void draft_layouts(struct draft *draft, const struct form_set *forms, struct layout_set *set)
{
    struct form_set own = *forms; /* what a linker looks names up in; it changes nothing there */
    struct linker linker = {.draft = draft, .arena = draft->arena, .set = &own};
    struct placed *layouts = arena_array(draft->arena, draft->count + 1, sizeof *layouts);
    size_t count = 0;
    for (size_t i = 0; i < draft->count; i++) {
        struct block *block = draft->blocks[i];
        struct property at = link_place(block);
        if (block->kind != KEY_LAYOUT) {
            if (!block->owner)
                link_fault(&linker, &at,
                           N_("{1}:{2}: only layouts stand in a file whose name ends in .layout"),
                           NULL, NULL);
            continue;
        }
        struct paper_layout *layout = arena_alloc(draft->arena, sizeof *layout);
        *layout = (struct paper_layout){.name = block->text,
                                        .file = block->file,
                                        .line = block->line,
                                        .paper_width = 210,
                                        .paper_height = 297,
                                        .top = 15,
                                        .right = 15,
                                        .bottom = 15,
                                        .left = 25,
                                        .size = 10.5};
        struct papering papering = {&linker, block, layout};
        struct placed placed = {layout, 0};
        layout_read(&papering, &placed.place);
        size_t place = place_of(&papering, layouts, count);
        layouts[place] = placed;
        count += place == count;
    }
    if (count)
        qsort(layouts, count, sizeof *layouts, by_place);
    set->layouts = arena_array(draft->arena, count + 1, sizeof *set->layouts);
    for (size_t i = 0; i < count; i++)
        set->layouts[set->count++] = layouts[i].layout;
}

const struct paper_layout *layout_named(const struct layout_set *set, const char *name)
{
    char wanted[FOLD_KEY_MAX], key[FOLD_KEY_MAX];
    size_t length = fold_key(name, strlen(name), FOLD_KEY_LABEL, wanted);
    for (unsigned i = 0; i < set->count; i++)
        if (strcmp(set->layouts[i]->name, name) == 0)
            return set->layouts[i];
    for (unsigned i = 0; length && i < set->count; i++) {
        const char *label = set->layouts[i]->label;
        const char *bar = strchr(label, BILINGUAL[0]);
        if ((fold_key(label, bar ? (size_t)(bar - label) : strlen(label), FOLD_KEY_LABEL, key) &&
             strcmp(key, wanted) == 0) ||
            (bar && fold_key(bar + 1, strlen(bar + 1), FOLD_KEY_LABEL, key) &&
             strcmp(key, wanted) == 0))
            return set->layouts[i];
    }
    return NULL;
}

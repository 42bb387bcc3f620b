#include "screen/found.h"

#include <string.h>
#include "registry/where.h"
#include "text/message.h"

enum { COUNTED_MOST = 500, FORM_COLUMNS = 9, TITLE_COLUMNS = 22, PARTS = 3 };

bool found_ask(struct screen *screen, const struct form *form, const char *text, unsigned limit,
               bool quick, struct found *found)
{
    struct fault fault = {0};
    struct arena *arena = arena_new();
    struct find_answer answer = {0};
    struct find_request request = {.text = text,
                                   .form = form ? form->name : NULL,
                                   .limit = limit,
                                   .counted = quick ? 0 : COUNTED_MOST,
                                   .quick = quick};
    if (!client_find(screen->client, &request, arena, &answer, &fault)) {
        notice_fault(screen, &fault, NULL);
        arena_free(arena);
        return false;
    }
    arena_free(found->arena);
    found->arena = arena;
    found->answer = answer;
    pick_fit(&found->pick, answer.count, found->pick.rows);
    return true;
}

void found_free(struct found *found)
{
    arena_free(found->arena);
    *found = (struct found){0};
}

bool found_more(const struct found *found)
{
    return found->answer.more || found->answer.total > found->answer.count;
}

const char *found_count(const struct found *found, struct arena *arena)
{
    const char *number = show_number(arena, found->answer.total);
    return found->answer.more ? message_fill(arena, N_("more than {1} found"), number, NULL)
                              : message_fill(arena, N_("{1} found"), number, NULL);
}

const char *found_meant(const struct found *found, struct arena *arena)
{
    static const char *const words[FOUND_MEANINGS] = {
        [FOUND_NUMBER] = N_("number of the record"),
        [FOUND_WHOLE] = "{1}",
        [FOUND_START] = N_("{1}, its start"),
        [FOUND_TAIL] = N_("{1}, its end"),
        [FOUND_PART] = N_("{1}, a part"),
        [FOUND_SOUND] = N_("{1} in pinyin"),
        [FOUND_WORDS] = N_("{1}, words of it"),
    };
    const char *meant = "", *born = NULL;
    for (size_t i = 0; i < found->answer.way_count; i++) {
        const struct find_way *way = &found->answer.ways[i];
        if (way->meaning >= FOUND_MEANINGS)
            continue;
        const char *one = message_fill(arena, words[way->meaning], way->label, NULL);
        meant = arena_format(arena, "%s%s%s", meant, *meant ? _("; ") : "", one);
        born = way->born ? way->born : born;
    }
    if (born)
        meant = arena_format(arena, "%s%s%s", meant, _("; "),
                             message_fill(arena, N_("born in {1}"), born, NULL));
    return meant;
}

/* Bytes that the field's values begin with in all the rows of a form that are seen. */
static size_t shared(const struct found *found, const struct form *form, const struct field *field)
{
    const char *first = NULL;
    size_t skip = 0;
    size_t end = found->pick.top + found->pick.rows;
    for (size_t i = found->pick.top; i < found->answer.count && i < end; i++) {
        const struct record *record = found->answer.records[i];
        const char *value = record->form == form ? record->values[field->number] : NULL;
        if (!value)
            continue;
        skip = first ? rows_common(value, first, skip) : strlen(value);
        first = first ? first : value;
    }
    return skip;
}

static const char *title_words(struct screen *screen, const struct found *found,
                               const struct record *record, struct paint *paint, int columns)
{
    const struct field *field = record->form->title;
    const char *words = show_title(screen, record, paint->arena);
    if (!field || field->type != FIELD_TEXT || !record->values[field->number])
        return words;
    return rows_shortened(screen, words, shared(found, record->form, field), columns);
}

/* What stands beside the title; a last text, as an address, without what all share. */
static const char *detail_words(struct screen *screen, const struct found *found,
                                const struct record *record, struct paint *paint, int columns)
{
    const struct form *form = record->form;
    const char *words = where_detail(record, paint->arena);
    const struct field *last = form->detail_count ? form->detail[form->detail_count - 1] : NULL;
    const char *value = last ? record->values[last->number] : NULL;
    size_t length = strlen(words);
    if (!value || last->type != FIELD_TEXT || paint_width(paint, words) <= columns ||
        length < strlen(value) || strcmp(words + length - strlen(value), value) != 0)
        return words;
    const char *before = arena_copy_bytes(paint->arena, words, length - strlen(value));
    return arena_format(paint->arena, "%s%s", before,
                        rows_shortened(screen, value, shared(found, form, last),
                                       columns - paint_width(paint, before)));
}

static void place_columns(struct layout_column columns[PARTS], struct rectangle area)
{
    columns[0] = (struct layout_column){.width = FORM_COLUMNS};
    columns[1] = (struct layout_column){.width = TITLE_COLUMNS, .grow = 2};
    columns[2] = (struct layout_column){.width = TITLE_COLUMNS, .grow = 5};
    layout_columns(columns, PARTS, area.column + ROWS_TEXT, area.columns - ROWS_TEXT - 1);
}

void found_heads(struct screen *screen, struct rectangle area)
{
    struct layout_column columns[PARTS];
    const char *const heads[PARTS] = {_("Kind"), _("Title"), _("Details")};
    place_columns(columns, area);
    for (int i = 0; i < PARTS; i++)
        paint_text(&screen->paint, area.row, columns[i].start, columns[i].columns, ROLE_HEADING,
                   heads[i]);
}

void found_draw(struct screen *screen, struct found *found, struct rectangle area, bool marked)
{
    struct paint *paint = &screen->paint;
    struct layout_column columns[PARTS];
    place_columns(columns, area);
    pick_fit(&found->pick, found->answer.count, (size_t)area.rows);
    for (size_t i = found->pick.top;
         i < found->answer.count && i < found->pick.top + found->pick.rows; i++) {
        const struct record *record = found->answer.records[i];
        int row = area.row + (int)(i - found->pick.top);
        const char *const words[PARTS] = {
            show_label(paint->arena, record->form->label),
            title_words(screen, found, record, paint, columns[1].columns),
            detail_words(screen, found, record, paint, columns[2].columns)};
        for (int part = 0; part < PARTS; part++)
            paint_text(paint, row, columns[part].start, columns[part].columns, ROLE_TEXT,
                       words[part]);
        if (marked)
            pick_mark(paint, &found->pick, i, row, ROWS_MARK);
    }
}

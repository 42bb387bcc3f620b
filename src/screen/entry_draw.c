#include "screen/entry.h"

#include <string.h>
#include "form/missing.h"
#include "text/message.h"
#include "text/width.h"

enum {
    MANY_CODES = 100,
    CODE_NAME_MOST = 20,
    LABEL_LEAST = 8,
    LABEL_MOST = 24,
    IDENTITY = 18,
    GROWS = 40,
    CONDITION = 14
};

static unsigned codes_width(struct entry *entry, const struct field *field)
{
    struct paint *paint = &entry->view.screen->paint;
    unsigned code = 0, name = field->codes->count > MANY_CODES ? CODE_NAME_MOST : 0;
    for (size_t i = 0; i < field->codes->count; i++) {
        const struct code *item = &field->codes->codes[i];
        unsigned length = (unsigned)strlen(item->code);
        code = length > code ? length : code;
        if (field->codes->count > MANY_CODES)
            continue;
        unsigned width = (unsigned)paint_width(paint, item->name[message_language()]);
        name = width > name ? width : name;
    }
    return code + 1 + (name > CODE_NAME_MOST ? CODE_NAME_MOST : name);
}

static unsigned wanted_width(struct entry *entry, const struct field *field)
{
    enum { USUAL = 16, DATE = 10, AGE = 4 };
    unsigned width = field->width                ? field->width
                     : field->type == FIELD_DATE ? DATE
                     : field->type == FIELD_AGE  ? AGE
                                                 : USUAL;
    unsigned least = field->type == FIELD_IDENTITY ? IDENTITY
                     : field->type == FIELD_DATE   ? DATE
                     : field->type == FIELD_CODE   ? codes_width(entry, field)
                                                   : 0;
    return width > least ? width : least;
}

/* Words scroll; what is looked at as a whole must be seen as a whole. */
static unsigned least_width(const struct field *field, unsigned wanted)
{
    enum { SCROLLS = 14, LONG = 30 };
    if (field->type == FIELD_IDENTITY)
        return IDENTITY;
    bool scrolls = field->type == FIELD_CODE || field->type == FIELD_NAME ||
                   field->type == FIELD_REFERENCE || field->type == FIELD_PHONE ||
                   (field->type == FIELD_TEXT && wanted < LONG);
    return scrolls && wanted > SCROLLS ? SCROLLS : wanted;
}

/* Labels leave fourteen columns for a value in half a row; where there are no two to a row, all
 * they need. */
static unsigned label_width(struct entry *entry, int columns)
{
    enum { TWO_TO_A_ROW = 76, LEFT = 22, ALONE = 18 };
    struct paint *paint = &entry->view.screen->paint;
    unsigned most = columns >= TWO_TO_A_ROW ? (unsigned)(columns / 2 - LEFT) : ALONE;
    most = most > LABEL_MOST ? LABEL_MOST : most;
    unsigned width = LABEL_LEAST;
    for (unsigned i = 0; i < entry->form->field_count; i++) {
        unsigned label =
            (unsigned)paint_width(paint, show_label(paint->arena, entry->form->fields[i].label));
        width = label > width ? label : width;
    }
    return width < most ? width : most;
}

static const struct section *section_at(const struct form *form, unsigned field)
{
    for (unsigned i = 0; i < form->section_count; i++)
        if (form->sections[i].first == field && form->sections[i].count > 0)
            return &form->sections[i];
    return NULL;
}

/* Former numbers and the like take no room where there are none. */
static bool has_place(const struct entry *entry, unsigned number)
{
    const struct field *field = &entry->form->fields[number];
    if (entry->mode == ENTRY_ACT && field->computed)
        return false; /* answers, asked for afterwards */
    if (field->type == FIELD_SERIAL && entry->mode != ENTRY_FIND)
        return entry->record->number > 0 && field->of && !entry->record->values[field->of->number];
    return entry->mode == ENTRY_FIND || !field->computed || !field->many ||
           entry->record->values[number];
}

/* Returns the number of pages; pages that the form asks for are made where paged is true. */
static int place(struct entry *entry, struct rectangle area, bool paged)
{
    for (unsigned i = 0; i < entry->form->field_count; i++) {
        const struct section *section = section_at(entry->form, i);
        entry->places[i] = (struct layout_field){
            .shown = has_place(entry, i),
            .section = section && section->label && *section->label,
            .page = paged && section && section->page,
            .wanted = wanted_width(entry, &entry->form->fields[i]),
        };
        struct layout_field *place = &entry->places[i];
        enum field_type type = entry->form->fields[i].type;
        if (entry->mode == ENTRY_FIND && place->wanted < CONDITION)
            place->wanted = CONDITION; /* a range is longer than a value */
        place->least = least_width(&entry->form->fields[i], place->wanted);
        if (entry->subject && &entry->form->fields[i] == entry->form->subject)
            place->wanted = place->least = (unsigned)area.columns;
        if (entry->mode == ENTRY_ACT && entry->form->fields[i].reference &&
            entry->form->fields[i].many)
            place->least = place->wanted; /* names of people, to be seen all */
        if ((type == FIELD_TEXT || type == FIELD_NOTE) && place->wanted >= GROWS)
            place->wanted = (unsigned)area.columns; /* a long one takes what there is */
    }
    return layout_form(entry->places, entry->form->field_count, area.rows, area.columns,
                       label_width(entry, area.columns));
}

/* A terminal that has room for the whole form, and for a message of some lines, shows it at once.
 */
void entry_place(struct entry *entry, struct rectangle area)
{
    enum { SPARE = 2 };
    struct rectangle less = area;
    less.rows -= SPARE;
    entry->pages = place(entry, less, false);
    if (entry->pages > 1)
        entry->pages = place(entry, area, true);
}

/* What the code typed so far means, or would. */
static void draw_suggestion(struct entry *entry, struct paint *paint, int row, int column,
                            int columns)
{
    enum { ROOM_LEAST = 4 };
    const struct field *field = &entry->form->fields[entry->focus];
    const char *text = editor_text(&entry->editor);
    if (field->type != FIELD_CODE || field->many || *text == '\0' || columns < ROOM_LEAST)
        return;
    int language = (int)message_language();
    size_t count;
    const struct code *found = entry_code(entry, field, text, &count);
    if (count != 1)
        return; /* the message line names them */
    const char *name = found->name[language];
    bool whole = strcmp(found->code, text) == 0;
    paint_text(paint, row, column, columns, ROLE_FAINT,
               whole ? name : arena_format(paint->arena, "%s %s", found->code, name));
}

static void draw_focused(struct entry *entry, struct paint *paint, int row,
                         const struct layout_field *place)
{
    struct editor_window window = editor_window(&entry->editor, (unsigned)place->columns);
    paint_editor(paint, row, place->box, place->columns, &window);
    if (window.more_left)
        paint_text(paint, row, place->box - 1, 1, ROLE_WARNING, "<");
    if (window.more_right)
        paint_text(paint, row, place->box + place->columns, 1, ROLE_WARNING, ">");
    paint_cursor(paint, row, place->box + (int)window.caret);
    int after = (int)window.columns + 2;
    draw_suggestion(entry, paint, row, place->box + after, place->columns - after);
}

static const char *shown_value(struct entry *entry, const struct field *field, struct arena *arena)
{
    const char *value = entry->record->values[field->number];
    if (entry->mode == ENTRY_FIND)
        return value ? value : "";
    if (entry->mode == ENTRY_ACT && field->reference && value)
        return entry_referred(entry, field, value, arena);
    const char *words = show_field(entry->view.screen, entry->record, field, arena);
    if (field->type == FIELD_CODE && value && !field->many && !missing_is(value) &&
        strcmp(words, value) != 0)
        return arena_format(arena, "%s %s", value, words);
    return words;
}

static void draw_field(struct entry *entry, struct paint *paint, struct rectangle area,
                       unsigned number)
{
    const struct field *field = &entry->form->fields[number];
    const struct layout_field *place = &entry->places[number];
    int row = area.row + place->row;
    bool asked = entry_asks(entry, number);
    bool focus = number == entry->focus && !entry_reads(entry);
    if (focus || entry->marks[number].faulty)
        paint_text(paint, row, place->label - 4, 1,
                   entry->marks[number].faulty ? ROLE_ERROR : ROLE_CHOSEN,
                   entry->marks[number].faulty ? "!" : ">");
    paint_right(paint, row, place->label - 3, 2, ROLE_LABEL,
                arena_format(paint->arena, "%u", number + 1));
    int label = place->box - LAYOUT_AFTER_LABEL + 1 - place->label;
    paint_text(paint, row, place->label, label, focus ? ROLE_CHOSEN : ROLE_LABEL,
               show_label(paint->arena, field->label));
    if (asked && field->required && entry->mode != ENTRY_FIND)
        paint_text(paint, row, place->box - 2, 1, ROLE_TEXT, "*");
    if (asked) {
        paint_text(paint, row, place->box - 1, 1, ROLE_TEXT, "[");
        paint_text(paint, row, place->box + place->columns, 1, ROLE_TEXT, "]");
    }
    if (focus)
        draw_focused(entry, paint, row, place);
    else
        paint_text(paint, row, place->box, place->columns, ROLE_TEXT,
                   shown_value(entry, field, paint->arena));
}

void entry_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct entry *entry = (struct entry *)view;
    entry_place(entry, area);
    int page = entry->places[entry->focus].page_number;
    paint_cursor(paint, area.row, 0);
    for (unsigned i = 0; i < entry->form->field_count; i++) {
        const struct layout_field *place = &entry->places[i];
        if (!place->shown || place->page_number != page)
            continue;
        if (place->heading >= 0)
            paint_text(paint, area.row + place->heading, 1, area.columns - 2, ROLE_HEADING,
                       show_label(paint->arena, section_at(entry->form, i)->label));
        draw_field(entry, paint, area, i);
    }
}

/* Households are known by their numbers, people by their names. */
static const char *subject_words(const struct entry *entry, struct arena *arena)
{
    const struct record *subject = entry->subject;
    const struct field *key = subject->form->key;
    const char *number = key ? subject->values[key->number] : NULL;
    return household_shows(subject->form) && number
               ? number
               : show_title(entry->view.screen, subject, arena);
}

const char *entry_title(const struct view *view, struct arena *arena)
{
    const struct entry *entry = (const struct entry *)view;
    switch (entry->mode) {
    case ENTRY_NEW:
        return message_fill(arena, N_("New: {1}"), entry->form->label, NULL);
    case ENTRY_FIND:
        return message_fill(arena, N_("Find: {1}"), entry->form->label, NULL);
    case ENTRY_PAST:
        return entry->past;
    case ENTRY_ACT:
        if (!entry->subject)
            return show_label(arena, entry->form->label);
        return message_fill(arena, N_("{1}: {2}"), entry->form->label, subject_words(entry, arena),
                            NULL);
    case ENTRY_VERIFY:
        return message_fill(arena, N_("Second keying: {1}"), entry->form->label, NULL);
    case ENTRY_CHANGE:
    case ENTRY_SHOWN:
        break;
    }
    return show_title(view->screen, entry->base, arena);
}

const char *entry_status(const struct view *view, struct arena *arena)
{
    const struct entry *entry = (const struct entry *)view;
    const char *page = "";
    const char *counters = "";
    if (entry->mode == ENTRY_VERIFY)
        counters = entry_verify_status(entry, arena);
    if (entry->pages > 1)
        page = message_fill(arena, N_("page {1} of {2}"),
                            arena_format(arena, "%d", entry->places[entry->focus].page_number + 1),
                            arena_format(arena, "%d", entry->pages), NULL);
    if (entry->saved > 0 && entry->mode != ENTRY_VERIFY)
        counters =
            message_fill(arena, N_("{1} saved, {2} keys each"), show_number(arena, entry->saved),
                         show_number(arena, entry->strokes_spent / entry->saved), NULL);
    const char *first = "";
    if (entry->doubles > 0)
        first = message_fill(arena, N_("doubles? {1}"), show_number(arena, entry->doubles), NULL);
    else if (entry->mode == ENTRY_CHANGE || entry->mode == ENTRY_SHOWN || entry->mode == ENTRY_PAST)
        first = show_gone(view->screen, entry->base, arena);
    if (!first)
        first = "";
    if (!*page && !*counters && !*first)
        return NULL;
    return arena_format(arena, "%s%s%s%s%s", first, *first && (*page || *counters) ? "  " : "",
                        counters, *page && *counters ? "  " : "", page);
}

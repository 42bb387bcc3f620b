#include "screen/entry.h"

#include <stdlib.h>
#include <string.h>
#include "screen/past.h"
#include "text/message.h"
#include "text/pinyin.h"
#include "text/utf8.h"

static const struct field *focused(const struct entry *entry)
{
    return &entry->form->fields[entry->focus];
}

/* Nothing more can be typed into it: it is as long as this kind of value is. */
static bool is_full(struct entry *entry)
{
    const struct field *field = focused(entry);
    const char *text = editor_text(&entry->editor);
    uint32_t bad;
    if (entry->mode == ENTRY_FIND || field->many ||
        entry->editor.caret < editor_characters(&entry->editor))
        return false;
    const char *code = utf8_clean(entry->arena, text, strlen(text), FOLD_CODE, &bad);
    if (!code)
        return false;
    size_t length = strlen(code);
    size_t digits = strspn(code, "0123456789");
    switch (field->type) {
    case FIELD_IDENTITY:
        return length == 18 && (digits == 18 || (digits == 17 && code[17] == 'X'));
    case FIELD_DATE:
        return (digits == 8 && length == 8) || (length == 10 && code[4] == '-' && code[7] == '-');
    case FIELD_YESNO:
        return length == 1 && (*code == '0' || *code == '1');
    case FIELD_CODE: {
        const struct code *found = code_find(field->codes, code);
        if (!found || strcmp(found->code, code) != 0)
            return false;
        for (size_t i = 0; i < field->codes->count; i++)
            if (strlen(field->codes->codes[i].code) != length)
                return false; /* no fixed width: one learns to press Enter */
        return true;
    }
    case FIELD_TEXT:
        return field->length_most > 0 && field->length_least == field->length_most &&
               utf8_count(text) == field->length_most;
    default:
        return false;
    }
}

static void next(struct entry *entry)
{
    unsigned before = entry->focus;
    if (entry_step(entry, true) || entry->view.screen->top != &entry->view ||
        entry->view.screen->notice.kind == NOTICE_ERROR ||
        entry->view.screen->notice.kind == NOTICE_TROUBLE)
        return;
    const char *key = keymap_first(entry->view.screen->keymap,
                                   entry->mode == ENTRY_FIND ? ACTION_FIND : ACTION_SAVE, true);
    if (entry->focus == before && key)
        notice_show(entry->view.screen, NOTICE_INFO,
                    entry->mode == ENTRY_FIND ? N_("This is the last field: {1} finds.")
                    : entry->mode == ENTRY_ACT
                        ? N_("This is the last field: {1} shows what changes.")
                        : N_("This is the last field: {1} saves."),
                    key, NULL);
}

/* As a condition: one more value where others are named already. */
static const char *either(const struct entry *entry, const char *value)
{
    const struct code_table *codes = focused(entry)->codes;
    const char *text = editor_text(&entry->editor);
    const char *last = strrchr(text, '|');
    if (!codes || !code_find(codes, last ? last + 1 : text))
        return value;
    return arena_format(entry->arena, "%s|%s", text, value);
}

void entry_chosen(struct view *view, const char *value)
{
    struct entry *entry = (struct entry *)view;
    const char *before = entry->record->values[entry->focus];
    if (entry->mode == ENTRY_FIND) {
        entry_type(entry, either(entry, value));
        return;
    }
    if (focused(entry)->many && before)
        value = arena_format(entry->arena, "%s;%s", before, value);
    entry_type(entry, value);
    if (entry->mode == ENTRY_ACT && focused(entry)->many && focused(entry)->reference) {
        if (entry_leave(entry))
            entry_list_values(entry, "");
        return;
    }
    next(entry);
}

/* The field under or over the one with the caret, by where they stand; the pages before and behind
 * when there is none on this one. */
static bool vertical_place(const struct entry *entry, bool down, unsigned *found)
{
    const struct layout_field *here = &entry->places[entry->focus];
    long best = -1;
    for (unsigned i = 0; i < entry->form->field_count; i++) {
        const struct layout_field *there = &entry->places[i];
        if (!there->shown || !entry_asks(entry, i))
            continue;
        enum { PAGE = 100000, ROW = 1000 };
        long distance = (long)(there->page_number - here->page_number) * PAGE +
                        (long)(there->row - here->row) * ROW;
        distance = down ? distance : -distance;
        if (distance < ROW)
            continue;
        distance += labs((long)there->label - here->label);
        if (best < 0 || distance < best) {
            best = distance;
            *found = i;
        }
    }
    return best >= 0;
}

static void move_vertically(struct entry *entry, bool down)
{
    if (!entry_leave(entry))
        return;
    unsigned found;
    if (vertical_place(entry, down, &found))
        entry_focus(entry, found);
    else
        terminal_beep(entry->view.screen->terminal);
}

/* The first field of the next page; on the last page the last field, and so back. */
static void move_page(struct entry *entry, bool down)
{
    if (!entry_leave(entry))
        return;
    int wanted = entry->places[entry->focus].page_number + (down ? 1 : -1);
    unsigned count = entry->form->field_count;
    unsigned first = count, last = count, on_page = count;
    for (unsigned i = 0; i < count; i++) {
        if (!entry_asks(entry, i))
            continue;
        first = first == count ? i : first;
        last = i;
        if (entry->places[i].page_number == wanted && on_page == count)
            on_page = i;
    }
    unsigned to = on_page < count ? on_page : down ? last : first;
    if (to < count)
        entry_focus(entry, to);
}

static bool begins(const char *words, const char *text)
{
    return strncmp(words, text, strlen(text)) == 0;
}

/* In either language, in pinyin or its initials; text is in small letters. */
static bool label_begins(struct arena *arena, const char *label, const char *text)
{
    enum { SPELLING = 128 };
    char spelling[SPELLING], initials[SPELLING];
    const char *mark = strstr(label, BILINGUAL);
    const char *chinese = mark ? arena_copy_bytes(arena, label, (size_t)(mark - label)) : label;
    pinyin_spelling(chinese, PINYIN_TEXT, spelling, sizeof spelling);
    pinyin_initials(chinese, PINYIN_TEXT, initials, sizeof initials);
    return begins(utf8_lower(arena, chinese), text) ||
           (mark && begins(utf8_lower(arena, mark + 1), text)) || begins(spelling, text) ||
           begins(initials, text);
}

static void go_to(struct view *view, const char *typed)
{
    struct entry *entry = (struct entry *)view;
    uint32_t bad;
    const char *text = utf8_clean(entry->arena, typed, strlen(typed), FOLD_TEXT, &bad);
    if (!text || !*text)
        return;
    const char *code = utf8_clean(entry->arena, typed, strlen(typed), FOLD_CODE, &bad);
    unsigned count = entry->form->field_count;
    unsigned found = count;
    if (code && strspn(code, "0123456789") == strlen(code)) {
        unsigned long number = strtoul(code, NULL, 10);
        found = number >= 1 && number <= count ? (unsigned)number - 1 : count;
    } else {
        const struct field *field = field_named(entry->form, text);
        const char *lower = utf8_lower(entry->arena, text);
        found = field ? field->number : count;
        for (unsigned i = 0; i < count && found == count; i++)
            if (label_begins(entry->arena, entry->form->fields[i].label, lower) ||
                strncmp(entry->form->fields[i].name, lower, strlen(lower)) == 0)
                found = i;
    }
    if (found == count)
        notice_show(view->screen, NOTICE_WARNING, N_("There is no field {1}."), text, NULL);
    else if (!entry_asks(entry, found))
        notice_show(view->screen, NOTICE_WARNING, N_("The field {1} is not asked here."),
                    entry->form->fields[found].label, NULL);
    else
        entry_focus(entry, found);
}

static void repeat(struct entry *entry)
{
    const struct record *last = recall_last(entry->view.screen, entry->form);
    const char *value = last ? last->values[entry->focus] : NULL;
    if (!last) {
        notice_show(entry->view.screen, NOTICE_WARNING,
                    N_("No record was saved before this one: there is nothing to repeat."), NULL);
        return;
    }
    entry_type(entry, value);
    next(entry);
}

static void open_values(struct entry *entry)
{
    const struct field *field = focused(entry);
    if (field->type == FIELD_CODE || field->type == FIELD_YESNO || field->type == FIELD_REFERENCE)
        entry_list_values(entry, entry->typed && entry->mode != ENTRY_FIND && !field->many
                                     ? arena_copy(entry->arena, editor_text(&entry->editor))
                                     : "");
    else
        notice_show(entry->view.screen, NOTICE_INFO, N_("This field has no list of values."), NULL);
}

static void leave_form(struct view *view)
{
    view_close(view);
}

static bool edit(struct entry *entry, const struct stroke *stroke)
{
    struct screen *screen = entry->view.screen;
    bool text = stroke->action == ACTION_TEXT;
    bool wipes = entry->replace &&
                 (text || (stroke->action == ACTION_BACKSPACE && entry->editor.caret == 0));
    if (wipes && editor_erase(&entry->editor))
        entry->typed = true;
    enum editor_result result = editor_stroke(&entry->editor, stroke);
    if (result == EDITOR_NOT_MINE)
        return false;
    entry->replace = false;
    if (result == EDITOR_CHANGED || result == EDITOR_FULL)
        entry->typed = true;
    if (result == EDITOR_FULL || (result == EDITOR_EDGE && !wipes))
        terminal_beep(screen->terminal);
    if (text && !stroke->paste && result == EDITOR_CHANGED && is_full(entry))
        next(entry);
    return true;
}

static void day_typed(struct view *view, const char *text)
{
    const struct entry *entry = (const struct entry *)view;
    struct past_day past;
    struct arena *arena = arena_new();
    if (past_typed(view->screen, text, arena, &past))
        past_open(view->screen, entry->form, entry->base->number, &past,
                  entry->mode == ENTRY_PAST ? view : NULL);
    arena_free(arena);
}

/* One day of a record that is kept. */
static void ask_day(struct entry *entry)
{
    char day[DATE_SIZE] = "";
    date_write(&entry->record->day, day);
    struct past_day past = {.day = entry->record->day.year ? day : NULL, .known = entry->known};
    if (entry->mode == ENTRY_CHANGE || entry->mode == ENTRY_SHOWN || entry->mode == ENTRY_PAST)
        past_ask(&entry->view, &past, day_typed);
    else
        terminal_beep(entry->view.screen->terminal);
}

/* Keys that would let fields of the second keying out. */
static bool in_turn(struct entry *entry, enum action action)
{
    switch (action) {
    case ACTION_PREVIOUS:
        entry_verify_back(entry);
        return true;
    case ACTION_UP:
    case ACTION_DOWN:
    case ACTION_PAGE_UP:
    case ACTION_PAGE_DOWN:
    case ACTION_GO_TO:
    case ACTION_REPEAT:
    case ACTION_FIND:
    case ACTION_MENU:
        notice_show(entry->view.screen, NOTICE_INFO,
                    N_("In the second keying the fields come one after another."), NULL);
        return true;
    default:
        return false;
    }
}

bool entry_key(struct view *view, const struct stroke *stroke)
{
    struct entry *entry = (struct entry *)view;
    if (stroke->action == ACTION_AS_OF) {
        ask_day(entry);
        return true;
    }
    if (entry->mode == ENTRY_SHOWN && stroke->action == ACTION_MENU) {
        menu_open(view, entry->base, true);
        return true;
    }
    if (entry_reads(entry)) {
        if (stroke->action == ACTION_PAGE_DOWN || stroke->action == ACTION_PAGE_UP) {
            int wanted = entry->places[entry->focus].page_number +
                         (stroke->action == ACTION_PAGE_DOWN ? 1 : -1);
            for (unsigned i = 0; i < entry->form->field_count; i++)
                if (entry->places[i].page_number == wanted) {
                    entry->focus = i;
                    break;
                }
            return true;
        }
        return stroke->action == ACTION_TEXT || stroke->action == ACTION_SAVE;
    }
    if (entry->mode == ENTRY_VERIFY && in_turn(entry, stroke->action))
        return true;
    switch (stroke->action) {
    case ACTION_ENTER:
    case ACTION_NEXT:
        next(entry);
        return true;
    case ACTION_PREVIOUS:
        if (!entry_step(entry, false))
            terminal_beep(view->screen->terminal);
        return true;
    case ACTION_DOWN:
    case ACTION_UP:
        move_vertically(entry, stroke->action == ACTION_DOWN);
        return true;
    case ACTION_PAGE_DOWN:
    case ACTION_PAGE_UP:
        move_page(entry, stroke->action == ACTION_PAGE_DOWN);
        return true;
    case ACTION_SAVE:
        entry_save(entry);
        return true;
    case ACTION_BACK:
        if (entry_dirty(entry))
            question_open(view,
                          entry->mode == ENTRY_ACT
                              ? N_("This is not done yet. Leave it all the same?")
                              : N_("This is not saved yet. Leave it all the same?"),
                          leave_form);
        else
            view_close(view);
        return true;
    case ACTION_VALUES:
        open_values(entry);
        return true;
    case ACTION_REPEAT:
        repeat(entry);
        return true;
    case ACTION_GO_TO:
        if (entry_leave(entry))
            prompt_open(view, N_("Number or name of the field:"), "", go_to);
        return true;
    case ACTION_FIND:
        if (entry->mode == ENTRY_FIND)
            entry_save(entry);
        else if (entry->mode == ENTRY_ACT)
            open_values(entry);
        else
            entry_open_find(view->screen, entry->form);
        return true;
    case ACTION_MENU:
        if (entry->warned && entry->checkable && entry->mode != ENTRY_ACT)
            entry_check(entry);
        else if (entry->mode == ENTRY_CHANGE)
            menu_open(view, entry->base, true);
        else if (entry->doubles > 0)
            alike_open(view->screen, entry_person(entry));
        else if (entry->mode == ENTRY_ACT)
            terminal_beep(view->screen->terminal);
        else
            notice_show(view->screen, NOTICE_INFO,
                        N_("There are actions on a record once it is saved."), NULL);
        return true;
    default:
        return edit(entry, stroke);
    }
}

#include "screen/composing.h"

#include <stdlib.h>
#include <string.h>
#include "text/message.h"
#include "text/utf8.h"

enum { DIGITS = 9, CANDIDATES_MOST = 1200, PHRASE = 64, PHRASE_SYLLABLES = 112 };

struct composing {
    bool on;
    struct learned *learned;
    struct view *view; /* that the letters are for */
    char letters[SPELLING_LETTERS + 1];
    size_t length;
    size_t first; /* candidate of the page that is shown */
    /* Chosen for the letters before those that wait. */
    char phrase[PHRASE], syllables[PHRASE_SYLLABLES];
    enum compose_place place; /* of its first hanzi */
    unsigned pieces;
    /* Those up to the end of the page, for the letters as they are. */
    struct arena *arena;
    struct candidate candidates[CANDIDATES_MOST];
    size_t count;
};

struct composing *composing_new(void)
{
    struct composing *composing = memory_alloc(sizeof *composing);
    composing->learned = learned_new();
    composing->arena = arena_new();
    return composing;
}

void composing_free(struct composing *composing)
{
    learned_free(composing->learned);
    arena_free(composing->arena);
    free(composing);
}

static bool target_of(const struct screen *screen, struct composing_target *target)
{
    const struct view *view = screen->top;
    return view->ops->composes && view->ops->composes(view, target);
}

/* The character before the caret, 0 at the start. */
static uint32_t before_caret(const struct editor *editor)
{
    if (editor->caret == 0)
        return 0;
    size_t offset = editor->places[editor->caret - 1].offset;
    uint32_t code;
    utf8_decode(editor_text(editor) + offset, editor->text.length - offset, &code);
    return code;
}

/* In a name the hanzi after the first are those of the given name. */
static enum compose_place place_of(const struct composing_target *target)
{
    bool given = target->place == COMPOSE_NAME && utf8_is_hanzi(before_caret(target->editor));
    return given ? COMPOSE_GIVEN : target->place;
}

/* Candidates to the end of the page that starts with first, and one more where there is one. */
static void look(struct screen *screen)
{
    struct composing *composing = screen->composing;
    struct composing_target target;
    size_t most = composing->first + DIGITS + 1;
    composing->count = 0;
    if (!target_of(screen, &target))
        return;
    arena_reset(composing->arena);
    composing->count = compose_candidates(composing->learned, composing->letters, place_of(&target),
                                          composing->arena, composing->candidates,
                                          most < CANDIDATES_MOST ? most : CANDIDATES_MOST);
}

/* Where the candidates stand: behind the letters, which have a few columns of their own so that
 * those do not move with each of them. */
static int letters_columns(const struct composing *composing)
{
    enum { USUAL = 14 };
    struct spelling spelling;
    char divided[2 * SPELLING_LETTERS + 1];
    spelling_start(&spelling, composing->letters);
    spelling_divided(&spelling, divided);
    int columns = (int)strlen(divided) + 2;
    return columns > USUAL ? columns : USUAL;
}

/* How many candidates from first on have a digit and room. */
static size_t shown(struct screen *screen)
{
    enum { DIGIT_AND_SPACE = 2, MORE = 2 };
    struct composing *composing = screen->composing;
    int room = screen->layout.message.columns - 2 - letters_columns(composing) - MORE;
    size_t count = 0;
    while (count < DIGITS && composing->first + count < composing->count) {
        const char *text = composing->candidates[composing->first + count].text;
        room -= paint_width(&screen->paint, text) + DIGIT_AND_SPACE;
        if (room < 0 && count > 0)
            break;
        count++;
    }
    return count;
}

static void drop_letters(struct composing *composing)
{
    composing->length = 0;
    composing->letters[0] = '\0';
    composing->first = 0;
    composing->count = 0;
    composing->phrase[0] = composing->syllables[0] = '\0';
    composing->pieces = 0;
}

static void give_text(struct screen *screen, const char *text)
{
    struct stroke stroke = {.action = ACTION_TEXT, .paste = text};
    screen->top->ops->key(screen->top, &stroke);
}

/* What was chosen piece by piece is offered whole the next time. */
static void add_to_phrase(struct composing *composing, const struct candidate *candidate,
                          enum compose_place place)
{
    size_t text = strlen(composing->phrase), syllables = strlen(composing->syllables);
    if (composing->pieces++ == 0)
        composing->place = place;
    if (text + strlen(candidate->text) >= PHRASE ||
        syllables + 1 + strlen(candidate->syllables) >= PHRASE_SYLLABLES)
        return;
    strcpy(composing->phrase + text, candidate->text);
    if (syllables > 0)
        composing->syllables[syllables++] = ' ';
    strcpy(composing->syllables + syllables, candidate->syllables);
}

static void choose(struct screen *screen, size_t number)
{
    struct composing *composing = screen->composing;
    struct composing_target target;
    const struct candidate *candidate = &composing->candidates[number];
    if (!target_of(screen, &target))
        return;
    enum compose_place place = place_of(&target);
    compose_learn(composing->learned, candidate->text, candidate->syllables, place);
    add_to_phrase(composing, candidate, place);
    size_t used = candidate->letters;
    give_text(screen, candidate->text);
    composing->length -= used;
    memmove(composing->letters, composing->letters + used, composing->length + 1);
    composing->first = 0;
    if (composing->length > 0) {
        look(screen);
        return;
    }
    if (composing->pieces > 1)
        compose_learn(composing->learned, composing->phrase, composing->syllables,
                      composing->place);
    drop_letters(composing);
}

/* The first candidate for all letters that wait; as they are where there is none. */
static void choose_all(struct screen *screen)
{
    struct composing *composing = screen->composing;
    composing->first = 0;
    look(screen);
    while (composing->length > 0 && composing->count > 0)
        choose(screen, 0);
    if (composing->length > 0)
        give_text(screen, composing->letters);
    drop_letters(composing);
}

static bool page(struct screen *screen, bool down)
{
    struct composing *composing = screen->composing;
    size_t here = composing->first;
    if (down) {
        size_t next = here + shown(screen);
        if (next >= composing->count)
            return false;
        composing->first = next;
        look(screen);
        return true;
    }
    if (here == 0)
        return false;
    /* Pages are as long as their words allow: from the first one on. */
    size_t before = 0;
    for (composing->first = 0; composing->first < here; composing->first += shown(screen)) {
        before = composing->first;
        look(screen);
    }
    composing->first = before;
    look(screen);
    return true;
}

static bool add_letter(struct screen *screen, char letter)
{
    struct composing *composing = screen->composing;
    if (composing->length == SPELLING_LETTERS)
        return false;
    composing->view = screen->top;
    composing->letters[composing->length++] = letter;
    composing->letters[composing->length] = '\0';
    composing->first = 0;
    look(screen);
    return true;
}

static bool is_letter(uint32_t key)
{
    return key >= 'a' && key <= 'z';
}

/* A character while letters wait. */
static bool take_character(struct screen *screen, uint32_t key)
{
    struct composing *composing = screen->composing;
    bool done;
    if (key >= 'A' && key <= 'Z')
        key += 'a' - 'A';
    if (is_letter(key) || key == '\'') {
        done = add_letter(screen, (char)key);
    } else if (key == ' ' || (key >= '0' && key <= '9')) {
        size_t number = key == ' ' ? 0 : key - '1';
        done = key != '0' && number < shown(screen);
        if (done)
            choose(screen, composing->first + number);
    } else if (key == '-' || key == '=') {
        done = page(screen, key == '=');
    } else {
        choose_all(screen);
        return false;
    }
    if (!done)
        terminal_beep(screen->terminal);
    return true;
}

static bool take_key(struct screen *screen, const struct stroke *stroke)
{
    struct composing *composing = screen->composing;
    bool done = true;
    switch (stroke->action) {
    case ACTION_TEXT:
        if (!stroke->paste)
            return take_character(screen, key_fold(stroke->key));
        choose_all(screen);
        return false;
    case ACTION_PAGE_UP:
    case ACTION_PAGE_DOWN:
        done = page(screen, stroke->action == ACTION_PAGE_DOWN);
        break;
    case ACTION_BACKSPACE:
        composing->letters[--composing->length] = '\0';
        composing->first = 0;
        look(screen);
        break;
    case ACTION_BACK:
    case ACTION_ERASE:
        drop_letters(composing);
        break;
    case ACTION_ENTER:
        give_text(screen, composing->letters);
        drop_letters(composing);
        break;
    case ACTION_NONE:
    case ACTION_HELP:
    case ACTION_LANGUAGE:
    case ACTION_REDRAW:
        return false;
    case ACTION_LEFT:
    case ACTION_RIGHT:
    case ACTION_WORD_LEFT:
    case ACTION_WORD_RIGHT:
    case ACTION_HOME:
    case ACTION_END:
    case ACTION_DELETE:
    case ACTION_ERASE_END:
    case ACTION_LINE:
        done = false;
        break;
    default: /* goes on with what is first */
        choose_all(screen);
        return false;
    }
    if (!done)
        terminal_beep(screen->terminal);
    return true;
}

/* Chinese signs for those on the keys, where a text in hanzi goes on. */
static const char *sign_for(const struct composing_target *target, uint32_t key)
{
    static const struct {
        char key;
        bool always; /* or only after a hanzi */
        const char *sign;
    } signs[] = {
        {',', false, "，"}, {'.', false, "。"}, {':', false, "："}, {'?', false, "？"},
        {'!', false, "！"}, {'(', false, "（"}, {')', false, "）"}, {'<', true, "《"},
        {'>', true, "》"},  {'\\', true, "、"},
    };
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if ((uint32_t)(unsigned char)signs[i].key == key &&
            (signs[i].always || utf8_is_hanzi(before_caret(target->editor))))
            return signs[i].sign;
    return NULL;
}

static void turn(struct screen *screen)
{
    struct composing *composing = screen->composing;
    if (!composing->on && !terminal_draws_hanzi(screen->terminal)) {
        notice_show(screen, NOTICE_WARNING,
                    N_("This terminal cannot draw hanzi: there is no pinyin input on it."), NULL);
        return;
    }
    composing->on = !composing->on;
    drop_letters(composing);
    notice_show(screen, NOTICE_INFO,
                composing->on ? N_("Pinyin input is on: letters, then a digit or the space bar.")
                              : N_("Pinyin input is off."),
                NULL);
}

/* Letters whose view has been closed are nobody's. */
static void forget_closed(struct screen *screen)
{
    struct composing *composing = screen->composing;
    const struct view *view = screen->top;
    while (view && view != composing->view)
        view = view->below;
    if (!view)
        drop_letters(composing);
}

bool composing_stroke(struct screen *screen, const struct stroke *stroke)
{
    struct composing *composing = screen->composing;
    struct composing_target target;
    if (stroke->action == ACTION_PINYIN) {
        turn(screen);
        return true;
    }
    forget_closed(screen);
    if (!composing->on || !target_of(screen, &target))
        return false;
    if (composing->length > 0)
        return composing->view == screen->top && take_key(screen, stroke);
    if (stroke->action != ACTION_TEXT || stroke->paste)
        return false;
    if (is_letter(stroke->key))
        return add_letter(screen, (char)stroke->key);
    const char *sign = target.signs ? sign_for(&target, stroke->key) : NULL;
    if (sign)
        give_text(screen, sign);
    return sign != NULL;
}

bool composing_waits(const struct screen *screen)
{
    return screen->composing->length > 0 && screen->composing->view == screen->top;
}

void composing_draw(struct screen *screen)
{
    struct composing *composing = screen->composing;
    struct paint *paint = &screen->paint;
    struct rectangle line = screen->layout.message;
    struct spelling spelling;
    char divided[2 * SPELLING_LETTERS + 1];
    forget_closed(screen);
    if (!composing_waits(screen))
        return;
    spelling_start(&spelling, composing->letters);
    spelling_divided(&spelling, divided);
    if (screen->top->ops->questions) /* it has drawn itself there */
        paint_blank(paint, line.row, 0, line.columns, ROLE_TEXT);
    paint_text(paint, line.row, 1, line.columns - 2, ROLE_TEXT, divided);
    paint_cursor(paint, line.row, 1 + (int)strlen(divided));
    struct buffer words = {0};
    size_t count = shown(screen);
    for (size_t i = 0; i < count; i++)
        buffer_format(&words, "%zu%s ", i + 1, composing->candidates[composing->first + i].text);
    if (count == 0)
        buffer_add_text(&words, _("nothing is read so"));
    if (composing->first > 0)
        buffer_add_char(&words, '<');
    if (composing->first + count < composing->count)
        buffer_add_char(&words, '>');
    int column = 1 + letters_columns(composing);
    paint_text(paint, line.row, column, line.columns - 1 - column, ROLE_TEXT, buffer_text(&words));
    buffer_free(&words);
}

const char *composing_mark(const struct screen *screen)
{
    struct composing_target target;
    return screen->composing->on && target_of(screen, &target) ? _("Pinyin") : NULL;
}

void composing_learn(struct screen *screen, const char *text, enum compose_place place)
{
    compose_learn_text(screen->composing->learned, text, place);
}

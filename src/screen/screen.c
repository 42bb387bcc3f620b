#include "screen/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "screen/composing.h"
#include "screen/input.h"
#include "screen/open.h"
#include "screen/scanning.h"
#include "text/message.h"
#include "text/place.h"
#include "text/width.h"

enum {
    TITLES_MOST = 16,
    RESTLESS_MILLISECONDS = 700,
    ANNOUNCEMENTS_AT_ONCE = 64,
    SILENT_WAKES_MOST = 8, /* a descriptor that is readable and gives nothing is left alone */
};

static const struct view *bottom(const struct screen *screen)
{
    const struct view *view = screen->top;
    while (view->below)
        view = view->below;
    return view;
}

static void draw_title(struct screen *screen)
{
    struct paint *paint = &screen->paint;
    struct rectangle line = screen->layout.title;
    const struct view *views[TITLES_MOST];
    size_t count = 0;
    for (const struct view *view = screen->top; view; view = view->below)
        if (view->ops->title && count < TITLES_MOST)
            views[count++] = view;
    paint_blank(paint, line.row, 0, line.columns, ROLE_TITLE);
    /* An overlay leaves the words of the view it lies over; who has none shows those of the first
     * screen. */
    const struct view *speaker = screen->top;
    while (speaker->ops->overlay && speaker->below)
        speaker = speaker->below;
    if (!speaker->ops->status)
        speaker = bottom(screen);
    const char *status = speaker->ops->status ? speaker->ops->status(speaker, paint->arena) : NULL;
    const char *mark = composing_mark(screen);
    if (mark)
        status =
            arena_format(paint->arena, "%s%s%s", mark, status ? "  " : "", status ? status : "");
    int right = status ? paint_width(paint, status) : 0;
    int room = line.columns - 2 - (right ? right + 2 : 0);
    /* The views nearest to the clerk are named; those below as far as there is room. */
    const char *titles[TITLES_MOST];
    size_t named = 0;
    for (int width = 0; named < count; named++) {
        titles[named] = views[named]->ops->title(views[named], paint->arena);
        width += paint_width(paint, titles[named]) + (named > 0 ? 3 : 0);
        if (named > 0 && width > room)
            break;
    }
    int column = 1;
    while (named-- > 0) {
        if (column > 1)
            column += paint_text(paint, line.row, column, room - column, ROLE_TITLE, " > ");
        column += paint_text(paint, line.row, column, room + 1 - column, ROLE_TITLE, titles[named]);
    }
    if (status)
        paint_text(paint, line.row, line.columns - 1 - right, right, ROLE_TITLE, status);
}

/* The next entry of a key bar that has a key, NULL at the end. */
static const char *bar_entry(struct screen *screen, const enum action **action, const char **label)
{
    for (; **action != ACTION_NONE; ++*action) {
        const char *key = keymap_first(screen->keymap, **action, view_takes_text(screen->top));
        if (key && action_table[**action].label) {
            /* The other language is named in itself, for whom it is for. */
            bool to_english = **action == ACTION_LANGUAGE && message_language() == LANGUAGE_CHINESE;
            const char *own = **action == ACTION_ENTER  ? screen->top->ops->enter
                              : **action == ACTION_SAVE ? screen->top->ops->save
                                                        : NULL;
            *label = to_english ? "English" : _(own ? own : action_table[**action].label);
            ++*action;
            return key;
        }
    }
    return NULL;
}

static void draw_bar(struct screen *screen)
{
    struct paint *paint = &screen->paint;
    struct rectangle line = screen->layout.bar;
    const char *key, *label;
    int whole = 0;
    const enum action *action = screen->top->ops->bar;
    while ((key = bar_entry(screen, &action, &label)))
        whole += paint_width(paint, key) + paint_width(paint, label) + 3;
    int gap = whole < line.columns ? 2 : 1;
    int column = 1;
    action = screen->top->ops->bar;
    while ((key = bar_entry(screen, &action, &label))) {
        int width = paint_width(paint, key) + 1 + paint_width(paint, label);
        if (column + width > line.columns - 1)
            break;
        column += paint_text(paint, line.row, column, line.columns, ROLE_KEY, key) + 1;
        column += paint_text(paint, line.row, column, line.columns, ROLE_TEXT, label) + gap;
    }
}

static void draw_view(struct view *view, struct paint *paint, struct rectangle area)
{
    if (view->ops->overlay && view->below)
        draw_view(view->below, paint, area);
    if (view->ops->draw)
        view->ops->draw(view, paint, area);
}

static const char *hint(const struct screen *screen)
{
    struct view *view = screen->top;
    if (view->ops->hint)
        return view->ops->hint(view, screen->paint.arena);
    const struct field *field = view->ops->subject ? view->ops->subject(view) : NULL;
    return field && field->help ? message_side(screen->paint.arena, field->help) : "";
}

static void draw_too_small(struct paint *paint)
{
    const char *words = _("Jumin needs 60 columns and 17 rows: make the window larger.");
    size_t count;
    const char **lines = width_wrap(paint->arena, words, (size_t)paint->columns, &count);
    for (size_t i = 0; i < count && (int)i < paint->rows; i++)
        paint_text(paint, (int)i, 0, paint->columns, ROLE_TEXT, lines[i]);
    paint_cursor(paint, 0, 0);
}

static void draw_message(struct screen *screen)
{
    if (composing_waits(screen))
        composing_draw(screen);
    else if (!screen->top->ops->questions)
        notice_draw(screen, hint(screen));
}

void screen_draw(struct screen *screen)
{
    struct paint *paint = &screen->paint;
    paint_begin(paint);
    screen->layout = layout_screen(paint->rows, paint->columns);
    if (!screen->layout.fits) {
        draw_too_small(paint);
    } else {
        draw_view(screen->top, paint, screen->layout.body);
        draw_title(screen); /* after the view: it may tell what was found out in drawing */
        draw_message(screen);
        draw_bar(screen);
    }
    paint_end(paint);
    terminal_mark_pastes(screen->terminal, view_takes_text(screen->top));
}

static void change_language(struct screen *screen)
{
    enum language next =
        message_language() == LANGUAGE_CHINESE ? LANGUAGE_ENGLISH : LANGUAGE_CHINESE;
    if (next == LANGUAGE_CHINESE && !terminal_draws_hanzi(screen->terminal))
        notice_show(screen, NOTICE_WARNING,
                    N_("This terminal cannot draw hanzi: names are shown as pinyin."), NULL);
    else
        message_set_language(next);
}

static void give_generic(struct screen *screen, enum action action)
{
    switch (action) {
    case ACTION_HELP:
        help_open(screen);
        break;
    case ACTION_LANGUAGE:
        change_language(screen);
        break;
    case ACTION_TEXT: /* no command of this view */
        terminal_beep(screen->terminal);
        break;
    case ACTION_REDRAW:
        terminal_forget(screen->terminal);
        break;
    case ACTION_BACK:
        if (screen->top->below)
            view_close(screen->top);
        break;
    default:
        break;
    }
}

static bool is_letter(uint32_t key)
{
    uint32_t narrow = key_fold(key);
    return (narrow >= 'a' && narrow <= 'z') || (narrow >= 'A' && narrow <= 'Z');
}

/* Whether the topmost view has a use for the key. A letter that is a command elsewhere, and none
 * here, is a letter. */
static bool give_view(struct screen *screen, const struct stroke *stroke)
{
    struct view *view = screen->top;
    if (view->ops->key(view, stroke))
        return true;
    struct stroke letter = *stroke;
    letter.action = ACTION_TEXT;
    return screen->top == view && stroke->action != ACTION_TEXT && !stroke->paste &&
           is_letter(stroke->key) && view->ops->key(view, &letter);
}

/* A label was scanned; whether it was swallowed because an error waits to be cleared. */
static bool give_scan(struct screen *screen, const char *label)
{
    screen->strokes++;
    screen->numbered = false;
    if (screen->notice.kind == NOTICE_ERROR)
        return true;
    notice_clear(screen);
    scanning_take(screen, label);
    return false;
}

/* The same of a key. */
static bool give(struct screen *screen, uint32_t key, const char *paste)
{
    if (key == SPECIAL_RESIZE || !screen->layout.fits)
        return false;
    if (key == SPECIAL_SCAN)
        return give_scan(screen, paste);
    bool text = view_takes_text(screen->top);
    struct stroke stroke = {.key = key, .paste = paste};
    stroke.action =
        paste ? (text ? ACTION_TEXT : ACTION_NONE) : keymap_action(screen->keymap, key, text);
    screen->strokes++;
    bool behind = screen->numbered && stroke.action == ACTION_ENTER;
    screen->numbered = false;
    if (behind)
        return false;
    if (screen->notice.kind == NOTICE_ERROR) {
        if (stroke.action == ACTION_CLEAR)
            notice_clear(screen);
        else if (stroke.action == ACTION_LANGUAGE || stroke.action == ACTION_REDRAW)
            give_generic(screen, stroke.action);
        else
            return true;
        return false;
    }
    if (composing_stroke(screen, &stroke))
        return false;
    if (stroke.action != ACTION_TEXT && stroke.action != ACTION_NONE)
        notice_clear(screen);
    if (!give_view(screen, &stroke))
        give_generic(screen, stroke.action);
    return false;
}

/* All keys there are, then one drawing. */
static void take_keys(struct screen *screen, struct input *input)
{
    bool swallowed = false;
    uint32_t key;
    const char *paste;
    do {
        while (!screen->ended && input_next(input, &key, &paste))
            swallowed |= give(screen, key, paste);
        if (screen->ended || !terminal_read(screen->terminal, &key))
            break;
        input_feed(input, key);
    } while (true);
    if (swallowed)
        terminal_beep(screen->terminal);
}

/* Returns whether there were any. */
static bool take_announcements(struct screen *screen)
{
    struct announcement announcement;
    struct arena *arena = arena_new();
    int count = 0;
    while (count < ANNOUNCEMENTS_AT_ONCE &&
           client_announcement(screen->client, arena, &announcement)) {
        view_announce_all(screen, &announcement);
        count++;
    }
    arena_free(arena);
    return count > 0;
}

int64_t screen_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void settle(struct screen *screen)
{
    if (!screen->ended && screen->top->ops->settle && screen->layout.fits)
        screen->top->ops->settle(screen->top);
}

static void rest(struct screen *screen)
{
    screen->restless = false;
    if (screen->top->ops->idle)
        screen->top->ops->idle(screen->top);
}

static void run(struct screen *screen)
{
    struct input input = {0};
    int silent = 0;
    int64_t since = 0;
    screen_draw(screen);
    settle(screen);
    while (!screen->ended && !terminal_gone(screen->terminal)) {
        if (take_announcements(screen))
            silent = 0;
        if (screen->restless && since == 0)
            since = screen_clock();
        if (screen->restless && screen_clock() - since >= RESTLESS_MILLISECONDS)
            rest(screen);
        if (!screen->restless)
            since = 0;
        settle(screen);
        screen_draw(screen);
        unsigned patience = input_patience(&input, terminal_patience(screen->terminal));
        unsigned wait = patience ? patience : screen->restless ? RESTLESS_MILLISECONDS : 0;
        int other = silent < SILENT_WAKES_MOST ? client_descriptor(screen->client) : -1;
        unsigned came = terminal_wait(screen->terminal, other, wait);
        if (came == 0 && patience)
            input_timeout(&input);
        silent = came & TERMINAL_OTHER ? silent + 1 : silent;
        if (came & TERMINAL_KEYS)
            silent = 0;
        take_keys(screen, &input);
    }
    input_free(&input);
}

/* The file that remaps keys, NULL where there is none. */
static const char *keys_file(const struct screen_options *options, struct arena *arena)
{
    if (options->keys)
        return options->keys;
    const char *named = getenv("JUMIN_KEYS");
    if (named && *named)
        return named;
    const char *base = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");
    if (!(base && *base) && home)
        base = place_join(arena, home, ".config", NULL);
    if (!base)
        return NULL;
    const char *path = place_join(arena, base, "jumin", "keys", NULL);
    return access(path, R_OK) == 0 ? path : NULL;
}

static void start(struct screen *screen, struct arena *arena)
{
    struct fault fault = {0};
    const struct screen_options *options = screen->options;
    if (!terminal_draws_hanzi(screen->terminal)) {
        if (!options->language_forced)
            message_set_language(LANGUAGE_ENGLISH);
        notice_show(screen, NOTICE_WARNING,
                    N_("This terminal cannot draw hanzi: names are shown as pinyin."), NULL);
    }
    home_open(screen);
    const char *keys = keys_file(options, arena);
    if (keys && !keymap_read(screen->keymap, keys, arena, &fault))
        notice_fault(screen, &fault, NULL);
    if (options->form) {
        const struct form *form = form_named(client_forms(screen->client), options->form);
        if (form)
            list_open(screen, form, NULL, 0);
        else
            notice_show(screen, NOTICE_WARNING, N_("There is no record type {1}."), options->form,
                        NULL);
    }
    if (options->find && *options->find)
        results_open(screen, NULL, options->find);
}

int screen_run(struct client *client, const struct screen_options *options)
{
    struct arena *arena = arena_new();
    struct fault fault = {0};
    bool trusted = options->language_forced && message_language() == LANGUAGE_CHINESE;
    struct screen screen = {.client = client, .options = options, .today = date_today()};
    bool ascii = options->ascii || getenv("JUMIN_ASCII");
    screen.terminal = terminal_start(ascii, trusted, arena, &fault);
    if (!screen.terminal) {
        fprintf(stderr, "jumin: %s\n", message_fault(arena, &fault));
        arena_free(arena);
        return fault_status(fault.kind);
    }
    screen.keymap = keymap_new();
    screen.composing = composing_new();
    screen.paint = (struct paint){.terminal = screen.terminal, .arena = arena_new()};
    start(&screen, arena);
    run(&screen);
    screen.ended = true;
    while (screen.top)
        view_close(screen.top);
    notice_clear(&screen);
    recall_free(&screen);
    composing_free(screen.composing);
    free(screen.undo.reason);
    terminal_end(screen.terminal);
    keymap_free(screen.keymap);
    arena_free(screen.paint.arena);
    arena_free(arena);
    return 0;
}

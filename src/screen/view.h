#ifndef SCREEN_VIEW_H
#define SCREEN_VIEW_H

/* Screens as a stack of views: the topmost gets the keys, all hear what other clerks did. A view
 * knows no curses; it draws through paint.h and is given strokes. */

#include "client/client.h"
#include "screen/keys.h"
#include "screen/layout.h"
#include "screen/paint.h"
#include "screen/screen.h"
#include "text/compose.h"

struct view;

/* Where hanzi that are composed of letters go. */
struct composing_target {
    const struct editor *editor;
    enum compose_place place;
    bool signs; /* in running text: Chinese signs too */
};

struct view_ops {
    const char *name;       /* message id: heading of its help */
    const char *about;      /* message id: what is done here, told under it; NULL: keys say it */
    bool overlay;           /* the view below is drawn first, and this one over its lower part */
    bool questions;         /* uses the message line itself */
    const enum action *bar; /* of the key bar, ended by ACTION_NONE */
    /* Its place in the title line, after that of the views below; NULL: none. */
    const char *(*title)(const struct view *view, struct arena *arena);
    /* At the right of the title line, or NULL. */
    const char *(*status)(const struct view *view, struct arena *arena);
    void (*draw)(struct view *view, struct paint *paint, struct rectangle area);
    /* False: not its key. The view may be gone after the call. */
    bool (*key)(struct view *view, const struct stroke *stroke);
    /* A label was scanned (text/label.h; without its mark). NULL, or false: the view has no use for
     * it, and what it is on is opened (screen/scanning.h). */
    bool (*scan)(struct view *view, const char *label);
    /* Characters are text and no commands. NULL: never. */
    bool (*takes_text)(const struct view *view);
    /* All keys of a burst were given: what depends on the last of them only is done now. */
    void (*settle)(struct view *view);
    /* Nothing was keyed for a while after the view set screen->restless. */
    void (*idle)(struct view *view);
    /* The view above it is gone. */
    void (*resume)(struct view *view);
    void (*announce)(struct view *view, const struct announcement *announcement);
    /* For the message line while nothing else is said there. NULL: the help of its field. */
    const char *(*hint)(const struct view *view, struct arena *arena);
    /* The text that has the caret takes composed hanzi (composing.h). NULL: never. */
    bool (*composes)(const struct view *view, struct composing_target *target);
    const char *enter; /* message id: what Enter does here, for the key bar; NULL: the usual */
    const char *save;  /* likewise of the key that saves */
    /* The field that F1 is to explain, or NULL. */
    const struct field *(*subject)(const struct view *view);
    void (*close)(struct view *view);
};

enum notice_kind {
    NOTICE_NONE,
    NOTICE_INFO,
    NOTICE_WARNING,
    NOTICE_TROUBLE, /* the surroundings': said with a beep, keys go on */
    NOTICE_ERROR,   /* the clerk's: keys are swallowed until it is cleared */
};

struct screen {
    struct client *client;
    const struct screen_options *options;
    struct terminal *terminal;
    struct keymap *keymap;
    struct paint paint;
    struct layout layout;
    struct view *top;
    struct date today;
    struct {
        enum notice_kind kind;
        struct fault fault;
        const char *label; /* of the field it is about, or NULL */
        struct arena *arena;
    } notice;
    struct composing *composing;
    struct recall *recall; /* last saved record of each form */
    uint64_t strokes;      /* keys pressed so far */
    uint64_t last_change;  /* what was saved, done or taken back last from here; 0: nothing */
    struct {               /* screen/undo.c: the change to be taken back, and why */
        uint64_t change;
        uint64_t batch; /* screen/batch.c: or the batch, where change is 0 */
        char *reason;
    } undo;
    bool restless; /* a view wants its idle called once */
    bool numbered; /* a number ran a row of a menu: Enter typed behind it is of that number */
    bool ended;
};

/* The first member of every view. */
struct view {
    const struct view_ops *ops;
    struct screen *screen;
    struct view *below;
    struct arena *arena; /* lives as long as the view */
};

/* A view of size bytes (zeroed, a struct view first) on top of the stack. */
void *view_open(struct screen *screen, const struct view_ops *ops, size_t size);
/* Takes the topmost view away, and those above view with it. */
void view_close(struct view *view);
void view_announce_all(struct screen *screen, const struct announcement *announcement);
bool view_takes_text(const struct view *view);

/* Draws at once, for a word before something that takes long. */
void screen_draw(struct screen *screen);

/* Milliseconds that only go forwards. */
int64_t screen_clock(void);

/* The message line. */
void notice_show(struct screen *screen, enum notice_kind kind, const char *message, ...)
    __attribute__((sentinel));
/* A warning, an error of the clerk's, or trouble, as its kind says; beeps for both latter. label:
 * of the field it is about, said before it, or NULL. */
void notice_fault(struct screen *screen, const struct fault *fault, const char *label);
void notice_clear(struct screen *screen);
/* Drawn after the view: a long one takes the lowest rows of the body too. */
void notice_draw(struct screen *screen, const char *otherwise);

/* What was keyed last, form by form, for F5: a copy is kept; NULL where nothing was. */
void recall_keep(struct screen *screen, const struct record *record);
const struct record *recall_last(const struct screen *screen, const struct form *form);
/* The batch of what is keyed of a form until the program ends; SAVE_BATCH_NEW before the first. */
uint64_t recall_batch(const struct screen *screen, const struct form *form);
void recall_keep_batch(struct screen *screen, const struct form *form, uint64_t batch);
void recall_free(struct screen *screen);

#endif

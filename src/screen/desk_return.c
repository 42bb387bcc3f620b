#include <string.h>
#include "screen/desk.h"
#include "screen/scanning.h"
#include "text/message.h"
#include "text/utf8.h"

/* On the message line: "4 2" is four pages counted, in condition 2; nothing typed is all of them,
 * in good condition. */

enum { TEXT_MOST = 40 };

struct asking {
    struct view view;
    const char *pages; /* that were lent, or NULL */
    struct editor editor;
};

static const struct field *parameter(struct screen *screen, const char *name)
{
    const struct form *form = action_named(client_forms(screen->client), "archive.return");
    return form ? field_named(form, name) : NULL;
}

/* The words of what is typed; false where it is no number of pages and no condition, which is said.
 */
static bool read(struct asking *asking, struct arena *arena, const char **pages,
                 const char **condition)
{
    struct screen *screen = asking->view.screen;
    uint32_t bad;
    const char *typed = editor_text(&asking->editor);
    const char *text = utf8_clean(arena, typed, strlen(typed), FOLD_TEXT, &bad);
    size_t digits = text ? strspn(text, "0123456789") : 0;
    const char *rest = text ? text + digits + strspn(text + digits, " ,;") : "";
    const struct field *field = parameter(screen, "condition");
    const struct code *code = *rest && field ? code_find(field->codes, rest) : NULL;
    *pages = digits > 0 ? arena_copy_bytes(arena, text, digits) : NULL;
    *condition = code ? code->code : NULL;
    if (digits <= 5 && (!*rest || code))
        return true;
    notice_show(screen, NOTICE_WARNING,
                N_("Pages counted, then the condition if it is not good: 4, or 4 2."), NULL);
    terminal_beep(screen->terminal);
    return false;
}

/* False: what is typed is wrong, and the question stays. */
static bool finish(struct asking *asking)
{
    struct arena *arena = arena_new();
    const char *pages, *condition;
    bool well = read(asking, arena, &pages, &condition);
    if (well) {
        struct desk *desk = (struct desk *)asking->view.below;
        view_close(&asking->view);
        desk_take_back(desk, pages, condition);
    }
    arena_free(arena);
    return well;
}

static void asking_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct asking *asking = (struct asking *)view;
    const struct desk *desk = (const struct desk *)view->below;
    const char *name = record_value(desk->pending, "archival_code");
    const char *words = asking->pages
                            ? message_fill(paint->arena, N_("{1}, {2} pages. Counted, condition:"),
                                           name ? name : "", asking->pages, NULL)
                            : message_fill(paint->arena, N_("{1} is back. Pages, condition:"),
                                           name ? name : "", NULL);
    (void)area;
    answer_draw(view->screen, paint, words, &asking->editor, 14);
}

static bool asking_key(struct view *view, const struct stroke *stroke)
{
    struct asking *asking = (struct asking *)view;
    if (answer_stroke(view->screen, &asking->editor, stroke))
        return true;
    if (stroke->action == ACTION_VALUES) {
        const struct field *field = parameter(view->screen, "condition");
        const char *all = "";
        struct arena *arena = arena_new();
        for (size_t i = 0; field && i < field->codes->count; i++)
            all =
                arena_format(arena, "%s%s%s %s", all, *all ? "  " : "", field->codes->codes[i].code,
                             field->codes->codes[i].name[message_language()]);
        notice_show(view->screen, NOTICE_INFO, "{1}", all, NULL);
        arena_free(arena);
        return true;
    }
    if (stroke->action != ACTION_ENTER)
        return false;
    finish(asking);
    return true;
}

static bool asking_scan(struct view *view, const char *label)
{
    struct screen *screen = view->screen;
    if (finish((struct asking *)view))
        scanning_take(screen, label);
    return true;
}

static bool asking_takes_text(const struct view *view)
{
    (void)view;
    return true;
}

static void asking_close(struct view *view)
{
    editor_free(&((struct asking *)view)->editor);
}

static const enum action asking_bar[] = {ACTION_ENTER, ACTION_VALUES, ACTION_BACK, ACTION_LANGUAGE,
                                         ACTION_NONE};

static const struct view_ops asking_ops = {
    .name = N_("Pages and condition of what comes back"),
    .overlay = true,
    .questions = true,
    .bar = asking_bar,
    .enter = N_("It is back"),
    .draw = asking_draw,
    .key = asking_key,
    .scan = asking_scan,
    .takes_text = asking_takes_text,
    .close = asking_close,
};

void desk_return_open(struct desk *desk, const char *pages_lent)
{
    struct asking *asking = view_open(desk->view.screen, &asking_ops, sizeof *asking);
    asking->pages = pages_lent ? arena_copy(asking->view.arena, pages_lent) : NULL;
    editor_start(&asking->editor, "", TEXT_MOST, paint_editor_width(desk->view.screen->terminal));
}

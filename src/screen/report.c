#include "screen/report.h"

#include <stdlib.h>
#include <string.h>
#include "text/message.h"
#include "text/utf8.h"

/* Choosing a report, and the period it is made of. */

struct reports {
    struct view view;
    const struct form_set *set;
    struct report_wish wish;
    struct pick pick;
};

struct report_request report_wish_request(const struct report_wish *wish, struct arena *arena)
{
    char text[PERIOD_SIZE];
    period_write(&wish->period, text);
    bool now = wish->present && wish->report->kind != REPORT_SHEET;
    return (struct report_request){.name = wish->report->name,
                                   .period = now ? NULL : arena_copy(arena, text),
                                   .by = wish->by,
                                   .where = wish->where ? arena_copy(arena, wish->where) : NULL};
}

const char *report_title(const struct report_wish *wish, const struct report_answer *answer,
                         struct arena *arena)
{
    const char *label = show_label(arena, wish->report->label);
    if (answer->period)
        label = arena_format(arena, "%s  %s", label, answer->period);
    return wish->where ? arena_format(arena, "%s  %s", label, wish->where) : label;
}

static const char *axis_words(const struct report_wish *wish)
{
    bool known = wish->by == REPORT_DAY_USUAL ? wish->report && wish->report->known
                                              : wish->by == REPORT_DAY_REPORTED;
    return known ? N_("by report day") : N_("by event day");
}

const char *report_wish_words(const struct report_wish *wish, struct arena *arena)
{
    char text[PERIOD_SIZE];
    period_write(&wish->period, text);
    if (wish->present)
        return _("as things are now");
    return message_fill(arena, "{1}  {2}", text,
                        arena_format(arena, FAULT_TRANSLATE "%s", axis_words(wish)), NULL);
}

static void step(struct screen *screen, struct report_wish *wish, int steps)
{
    struct period next = period_step(&wish->period, steps);
    if (date_compare(&next.first, &screen->today) > 0) {
        notice_show(screen, NOTICE_INFO, N_("Later periods have not begun yet."), NULL);
        return;
    }
    wish->period = next;
    wish->present = date_compare(&next.last, &screen->today) >= 0;
}

bool report_wish_key(struct view *view, struct report_wish *wish, enum action action,
                     prompt_done *period, prompt_done *where, bool *changed)
{
    bool known = wish->by == REPORT_DAY_USUAL ? wish->report && wish->report->known
                                              : wish->by == REPORT_DAY_REPORTED;
    *changed = true;
    switch (action) {
    case ACTION_EARLIER:
        step(view->screen, wish, -1);
        return true;
    case ACTION_LATER:
        step(view->screen, wish, 1);
        return true;
    case ACTION_AXIS:
        wish->by = known ? REPORT_DAY_EVENT : REPORT_DAY_REPORTED;
        return true;
    case ACTION_PERIOD:
        *changed = false;
        prompt_open(view, N_("Period (2026-11, 2026-Q4, 2026, a day; empty: now):"), "", period);
        return true;
    case ACTION_NARROW:
        *changed = false;
        if (where)
            prompt_open(view, N_("Only where (sex=2 age=15..49; empty: all):"),
                        wish->where ? wish->where : "", where);
        return where != NULL;
    default:
        *changed = false;
        return false;
    }
}

bool report_wish_type(struct screen *screen, struct report_wish *wish, const char *text)
{
    struct arena *arena = arena_new();
    uint32_t bad;
    struct period period;
    const char *clean = utf8_clean(arena, text, strlen(text), FOLD_CODE, &bad);
    bool read = clean && (!*clean || period_read(clean, &screen->today, &period));
    if (!read) {
        notice_show(screen, NOTICE_WARNING,
                    N_("'{1}' is no period: 2026-11, 2026-Q4, 2026-H2, 2026, or a day."), text,
                    NULL);
    } else if (!*clean) {
        wish->present = true;
        wish->period = period_of(wish->period.kind, &screen->today);
    } else if (date_compare(&period.first, &screen->today) > 0) {
        notice_show(screen, NOTICE_WARNING, N_("The period {1} has not begun yet."), text, NULL);
        read = false;
    } else {
        wish->present = false;
        wish->period = period;
    }
    arena_free(arena);
    return read;
}

bool report_progress(void *context, uint64_t done, uint64_t total)
{
    enum { HUNDRED = 100 };
    struct screen *screen = context;
    struct arena *arena = arena_new();
    uint64_t share = total ? done * HUNDRED / total : 0;
    notice_show(screen, NOTICE_INFO, N_("Counting, {1} done… any key stops it."),
                arena_format(arena, "%u%%", (unsigned)(share < HUNDRED ? share : HUNDRED)), NULL);
    screen_draw(screen);
    notice_clear(screen);
    arena_free(arena);
    return !terminal_pending(screen->terminal);
}

void report_open(struct screen *screen, const struct report_wish *wanted)
{
    struct report_wish own = *wanted, *wish = &own;
    if (own.present && own.report->months)
        own.period = period_of(PERIOD_YEAR, &screen->today);
    struct arena *arena = arena_new();
    struct report_answer answer = {0};
    struct fault fault = {0};
    struct report_request request = report_wish_request(wish, arena);
    if (!client_report(screen->client, &request, report_progress, screen, arena, &answer, &fault)) {
        notice_fault(screen, &fault, NULL);
        arena_free(arena);
    } else if (wish->report->kind == REPORT_LIST) {
        report_lines_open(screen, wish, &answer, arena);
    } else {
        report_grid_open(screen, wish, &answer, arena);
    }
}

void report_open_named(struct screen *screen, const char *name)
{
    struct report_wish wish = {.report = report_named(client_forms(screen->client), name),
                               .present = true,
                               .period = period_of(PERIOD_YEAR, &screen->today)};
    if (wish.report)
        report_open(screen, &wish);
    else
        notice_show(screen, NOTICE_WARNING, N_("There is no report {1}."), name, NULL);
}

static const char *kind_words(enum report_kind kind)
{
    static const char *const words[REPORT_KINDS] = {
        [REPORT_LIST] = N_("list"),       [REPORT_TABLE] = N_("table"), [REPORT_BARS] = N_("bars"),
        [REPORT_PYRAMID] = N_("pyramid"), [REPORT_SHEET] = N_("sheet"),
    };
    return _(words[kind]);
}

static void reports_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    enum { NUMBER = 2, LABEL = 7, KIND = 10 };
    struct reports *reports = (struct reports *)view;
    paint_text(paint, area.row, 2, area.columns - 3, ROLE_HEADING,
               message_fill(paint->arena, N_("Period: {1}"),
                            report_wish_words(&reports->wish, paint->arena), NULL));
    pick_fit(&reports->pick, reports->set->report_count, (size_t)area.rows - 2);
    int label = 0;
    for (unsigned i = 0; i < reports->set->report_count; i++) {
        int width = paint_width(paint, show_label(paint->arena, reports->set->reports[i]->label));
        label = width > label ? width : label;
    }
    label = label < area.columns / 2 ? label : area.columns / 2;
    for (size_t i = reports->pick.top;
         i < reports->pick.count && i < reports->pick.top + reports->pick.rows; i++) {
        const struct report_form *report = reports->set->reports[i];
        int row = area.row + 2 + (int)(i - reports->pick.top);
        int help = LABEL + label + 2 + KIND;
        paint_right(paint, row, 2, NUMBER + 1, ROLE_KEY, show_number(paint->arena, i + 1));
        paint_text(paint, row, LABEL, label, ROLE_TEXT, show_label(paint->arena, report->label));
        paint_text(paint, row, LABEL + label + 2, KIND, ROLE_FAINT, kind_words(report->kind));
        if (report->help)
            paint_text(paint, row, help, area.columns - help - 1, ROLE_FAINT,
                       message_side(paint->arena, report->help));
        pick_mark(paint, &reports->pick, i, row, 0);
    }
}

static void open_chosen(struct reports *reports)
{
    if (reports->pick.chosen >= reports->set->report_count)
        return;
    reports->wish.report = reports->set->reports[reports->pick.chosen];
    report_open(reports->view.screen, &reports->wish);
}

static void period_typed(struct view *view, const char *text)
{
    report_wish_type(view->screen, &((struct reports *)view)->wish, text);
}

/* A number typed is that of a report. */
static void number_typed(struct view *view, const char *text)
{
    struct reports *reports = (struct reports *)view;
    size_t number = (size_t)strtoul(text, NULL, 10);
    if (number < 1 || number > reports->set->report_count) {
        notice_show(view->screen, NOTICE_WARNING, N_("There is no report {1}."), text, NULL);
        return;
    }
    reports->pick.chosen = number - 1;
    open_chosen(reports);
}

static bool reports_key(struct view *view, const struct stroke *stroke)
{
    struct reports *reports = (struct reports *)view;
    uint32_t key = key_fold(stroke->key);
    bool changed;
    if (report_wish_key(view, &reports->wish, stroke->action, period_typed, NULL, &changed) ||
        pick_action(&reports->pick, stroke->action))
        return true;
    if (stroke->action == ACTION_ENTER) {
        open_chosen(reports);
        return true;
    }
    if (stroke->action != ACTION_TEXT || key < '0' || key > '9')
        return false;
    prompt_open(view, N_("Number of the report:"), (char[]){(char)key, '\0'}, number_typed);
    return true;
}

static const char *reports_title(const struct view *view, struct arena *arena)
{
    (void)view;
    (void)arena;
    return _("Reports");
}

static const char *reports_hint(const struct view *view, struct arena *arena)
{
    const struct reports *reports = (const struct reports *)view;
    size_t chosen = reports->pick.chosen;
    if (chosen >= reports->set->report_count)
        return "";
    /* The file is named for whoever wants to copy it. */
    const struct report_form *report = reports->set->reports[chosen];
    const char *help = report->help ? message_side(arena, report->help) : "";
    return arena_format(arena, "%s%s%s", help, *help ? "  " : "", report->file);
}

static const enum action reports_bar[] = {ACTION_HELP,     ACTION_ENTER, ACTION_PERIOD,
                                          ACTION_EARLIER,  ACTION_LATER, ACTION_AXIS,
                                          ACTION_LANGUAGE, ACTION_BACK,  ACTION_NONE};

static const struct view_ops reports_ops = {
    .name = N_("The reports"),
    .bar = reports_bar,
    .title = reports_title,
    .draw = reports_draw,
    .hint = reports_hint,
    .key = reports_key,
};

void reports_open(struct screen *screen)
{
    struct reports *reports = view_open(screen, &reports_ops, sizeof *reports);
    reports->set = client_forms(screen->client);
    reports->wish.present = true;
    reports->wish.period = period_of(PERIOD_MONTH, &screen->today);
}

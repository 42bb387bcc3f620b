#include "screen/open.h"

#include <string.h>
#include "registry/consistency.h"
#include "screen/report.h"
#include "screen/rows.h"
#include "screen/show.h"
#include "text/message.h"

/* What is to be mended in the descriptions of the archive room: how much of each rule, and behind
 * it the findings one by one. Coming back from a record looks again, so that what was mended is
 * gone. */

enum {
    FINDINGS_MOST = 500,
    COUNT_COLUMNS = 8,
    NAME_COLUMNS = 24,
    KEY_COLUMNS = 32,
};

struct quality_view {
    struct view view;
    const char *rule; /* the findings of this one; NULL: the rules */
    struct arena *arena;
    struct quality_answer answer;
    struct fault *rows; /* of a rule: findings, each with its record */
    size_t row_count;
    struct pick pick;
};

static void take(void *context, const struct fault *fault)
{
    struct quality_view *quality = context;
    if (quality->row_count == FINDINGS_MOST || !fault->form)
        return;
    struct fault *row = &quality->rows[quality->row_count++];
    *row = *fault;
    fault_keep(row, quality->arena);
}

/* What is wrong, without the key, which has a column. */
static const char *words_of(const struct fault *row, struct arena *arena)
{
    struct fault fault = *row;
    fault.about = NULL;
    return message_fault(arena, &fault);
}

static bool go_on(void *context, uint64_t done, uint64_t total)
{
    struct quality_view *quality = context;
    return report_progress(quality->view.screen, done, total);
}

static bool ask(struct quality_view *quality)
{
    struct fault fault = {0};
    struct quality_request request = {.rule = quality->rule,
                                      .limit = quality->rule ? FINDINGS_MOST : 0};
    arena_free(quality->arena);
    quality->arena = arena_new();
    quality->answer = (struct quality_answer){0};
    quality->rows = arena_array(quality->arena, FINDINGS_MOST, sizeof *quality->rows);
    quality->row_count = 0;
    if (client_quality(quality->view.screen->client, &request, take, go_on, quality, quality->arena,
                       &quality->answer, &fault))
        return true;
    quality->answer = (struct quality_answer){0};
    notice_fault(quality->view.screen, &fault, NULL);
    return false;
}

static size_t rows_of(const struct quality_view *quality)
{
    return quality->rule ? quality->row_count : quality->answer.count;
}

static const char *rule_name(const struct quality_view *quality, const char *rule)
{
    const struct code_table *names =
        code_table_named(client_forms(quality->view.screen->client), "rule");
    return names ? code_name(names, rule, message_language()) : rule;
}

static uint64_t total_of(const struct quality_view *quality)
{
    uint64_t total = 0;
    for (size_t i = 0; i < quality->answer.count; i++)
        total += quality->answer.counts[i].count;
    return total;
}

/* What a rule asks for, and by which standard. */
static const char *rule_source(const char *id, struct arena *arena)
{
    const struct consistency_rule *rule = consistency_rule_named(id);
    return rule && rule->source ? message_side(arena, rule->source) : "";
}

static void draw_rule(const struct quality_view *quality, struct paint *paint, size_t i, int row,
                      int columns)
{
    const struct quality_count *count = &quality->answer.counts[i];
    const char *number = show_number(paint->arena, count->count);
    enum role role = count->count ? ROLE_TEXT : ROLE_FAINT;
    int at = ROWS_TEXT + COUNT_COLUMNS - (int)strlen(number);
    paint_text(paint, row, at, COUNT_COLUMNS, role, number);
    at = ROWS_TEXT + COUNT_COLUMNS + 2;
    paint_text(paint, row, at, NAME_COLUMNS, role, rule_name(quality, count->rule));
    at += NAME_COLUMNS + 2;
    paint_text(paint, row, at, columns - at, ROLE_FAINT, rule_source(count->rule, paint->arena));
}

static void draw_finding(const struct quality_view *quality, struct paint *paint, size_t i, int row,
                         int columns)
{
    const struct fault *finding = &quality->rows[i];
    int at = ROWS_TEXT + KEY_COLUMNS + 1;
    paint_text(paint, row, ROWS_TEXT, KEY_COLUMNS, ROLE_TEXT, finding->about ? finding->about : "");
    paint_text(paint, row, at, columns - at, ROLE_TEXT, words_of(finding, paint->arena));
}

static const char *foot(const struct quality_view *quality, struct arena *arena)
{
    return message_fill(arena, N_("{1} items looked at, {2} findings"),
                        show_number(arena, quality->answer.records),
                        show_number(arena, total_of(quality)), NULL);
}

static void quality_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct quality_view *quality = (struct quality_view *)view;
    struct rectangle rows = rows_area(area);
    pick_fit(&quality->pick, rows_of(quality), (size_t)rows.rows);
    rows_frame(view->screen, area, foot(quality, paint->arena));
    paint_text(paint, area.row, ROWS_TEXT, area.columns - ROWS_TEXT, ROLE_HEADING,
               quality->rule
                   ? _("What is to be mended; Enter opens it, and coming back looks again")
                   : _("How much there is of each rule; Enter lists it"));
    paint_cursor(paint, rows.row, ROWS_MARK);
    if (rows_of(quality) == 0)
        paint_text(paint, rows.row, ROWS_TEXT, area.columns - ROWS_TEXT, ROLE_TEXT,
                   _("Nothing is left to mend here."));
    size_t end = quality->pick.top + quality->pick.rows;
    for (size_t i = quality->pick.top; i < end && i < rows_of(quality); i++) {
        int row = rows.row + (int)(i - quality->pick.top);
        if (quality->rule)
            draw_finding(quality, paint, i, row, area.columns);
        else
            draw_rule(quality, paint, i, row, area.columns);
        pick_mark(paint, &quality->pick, i, row, ROWS_MARK);
    }
}

static void quality_begin(struct screen *screen, const char *rule);

/* The menu of a record, where what was looked into is marked as checked. */
static void finding_menu(struct quality_view *quality, const struct fault *finding)
{
    struct screen *screen = quality->view.screen;
    struct arena *arena = arena_new();
    struct record *record = NULL;
    struct fault fault = {0};
    struct get_request request = {.form = finding->form, .number = finding->number};
    if (client_get(screen->client, &request, arena, &record, &fault))
        menu_open(&quality->view, record, false);
    else
        notice_fault(screen, &fault, NULL);
    arena_free(arena);
}

static bool quality_key(struct view *view, const struct stroke *stroke)
{
    struct quality_view *quality = (struct quality_view *)view;
    struct screen *screen = view->screen;
    size_t chosen = quality->pick.chosen;
    bool any = chosen < rows_of(quality);
    if (pick_action(&quality->pick, stroke->action))
        return true;
    if (!quality->rule) {
        if (stroke->action != ACTION_ENTER || !any)
            return false;
        quality_begin(screen, quality->answer.counts[chosen].rule);
        return true;
    }
    const struct fault *finding = any ? &quality->rows[chosen] : NULL;
    if (stroke->action == ACTION_ENTER && finding) {
        const struct form *form = form_named(client_forms(screen->client), finding->form);
        if (form)
            record_open(screen, form, finding->number);
        return true;
    }
    if (stroke->action != ACTION_MENU || !finding)
        return false;
    finding_menu(quality, finding);
    return true;
}

static const char *quality_title(const struct view *view, struct arena *arena)
{
    const struct quality_view *quality = (const struct quality_view *)view;
    return arena_copy(arena, quality->rule ? rule_name(quality, quality->rule)
                                           : _("Quality of descriptions"));
}

/* The whole of a finding that the row has no room for. */
static const char *quality_hint(const struct view *view, struct arena *arena)
{
    const struct quality_view *quality = (const struct quality_view *)view;
    return quality->rule && quality->pick.chosen < quality->row_count
               ? words_of(&quality->rows[quality->pick.chosen], arena)
               : NULL;
}

static void quality_resume(struct view *view)
{
    ask((struct quality_view *)view);
}

static void quality_close(struct view *view)
{
    arena_free(((struct quality_view *)view)->arena);
}

static const enum action quality_bar[] = {ACTION_HELP,     ACTION_ENTER, ACTION_MENU,
                                          ACTION_LANGUAGE, ACTION_BACK,  ACTION_NONE};

static const struct view_ops quality_ops = {
    .name = N_("Quality of descriptions"),
    .about = N_("Each rule with how much it found. What was looked into and is right is marked as "
                "checked by an action on the record, and is not listed again until it changes."),
    .bar = quality_bar,
    .title = quality_title,
    .draw = quality_draw,
    .key = quality_key,
    .hint = quality_hint,
    .resume = quality_resume,
    .close = quality_close,
};

static void quality_begin(struct screen *screen, const char *rule)
{
    struct quality_view *quality = view_open(screen, &quality_ops, sizeof *quality);
    quality->rule = rule ? arena_copy(quality->view.arena, rule) : NULL;
    if (!ask(quality))
        view_close(&quality->view);
}

void quality_open(struct screen *screen)
{
    quality_begin(screen, NULL);
}

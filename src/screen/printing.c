#include "screen/printing.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "form/layout.h"
#include "screen/open.h"
#include "screen/pick.h"
#include "screen/show.h"
#include "text/message.h"
#include "text/place.h"

/* One question after the other, each answered by a number: what is printed, by which layout, how.
 * Then the name of the file. */

enum stage { STAGE_WHAT, STAGE_LAYOUT, STAGE_WAY };

static const struct way {
    const char *label; /* message id */
    const char *format, *columns, *suffix;
    bool printer; /* by lp, where there is one */
} ways[] = {
    {N_("PDF, into a file"), "pdf", NULL, "pdf", false},
    {N_("On the printer"), "pdf", NULL, NULL, true},
    {N_("Text of 80 columns, into a file"), "text", "80", "txt", false},
    {N_("Text of 132 columns, into a file"), "text", "132", "txt", false},
    {N_("Text of 80 columns, on the printer"), "text", "80", NULL, true},
};
enum { WAYS = sizeof ways / sizeof ways[0] };

struct printing {
    struct view view;
    struct record *record;
    bool listed;
    const char *query;
    bool all; /* of the list */
    struct layout_set *set;
    const struct paper_layout **layouts;
    size_t layout_count;
    const struct paper_layout *layout;
    const struct way *offered[WAYS];
    const struct way *way;
    const char *path;
    enum stage stage;
    struct pick pick;
};

static struct layout_set *layouts_of(struct screen *screen, struct arena *arena,
                                     struct faults *faults)
{
    struct registry_about about = {0};
    if (!client_about(screen->client, arena, &about, NULL))
        return NULL;
    return layout_set_load(client_forms(screen->client), place_forms(arena),
                           place_join(arena, about.directory, "forms", NULL), arena, faults);
}

bool printing_offered(struct screen *screen, const struct form *form)
{
    struct arena *arena = arena_new();
    struct registry_about about = {0};
    bool offered = client_about(screen->client, arena, &about, NULL) &&
                   layout_there(place_forms(arena),
                                place_join(arena, about.directory, "forms", NULL), form->name);
    arena_free(arena);
    return offered;
}

/* Whether a printer can be reached at all. */
static bool printer_there(void)
{
    const char *path = getenv("PATH");
    struct arena *arena = arena_new();
    bool there = false;
    for (const char *at = path; at && *at && !there;) {
        size_t length = strcspn(at, ":");
        const char *folder = arena_copy_bytes(arena, at, length);
        there = access(place_join(arena, folder, "lp", NULL), X_OK) == 0;
        at += length + (at[length] == ':');
    }
    arena_free(arena);
    return there;
}

/* A sheet or label that is only for some records is not offered for another. */
static bool suits(const struct printing *printing, const struct paper_layout *layout)
{
    if (layout->form != printing->record->form)
        return false;
    if (printing->all || !layout->when)
        return true;
    struct arena *arena = arena_new();
    const struct date *today = &printing->view.screen->today;
    const struct query *when = query_read(layout->form, layout->when, today, arena, NULL);
    bool suits = !when || query_match(when, printing->record, today);
    arena_free(arena);
    return suits;
}

static void stage_begin(struct printing *printing, enum stage stage)
{
    size_t count = 0;
    if (stage == STAGE_WHAT)
        count = 2;
    for (unsigned i = 0; stage == STAGE_LAYOUT && i < printing->set->count; i++)
        if (suits(printing, printing->set->layouts[i]))
            printing->layouts[count++] = printing->set->layouts[i];
    for (size_t i = 0; stage == STAGE_WAY && i < WAYS; i++)
        if (!ways[i].printer || printer_there())
            printing->offered[count++] = &ways[i];
    printing->stage = stage;
    printing->pick = (struct pick){.count = count};
}

static const char *row_label(const struct printing *printing, size_t row, struct arena *arena)
{
    switch (printing->stage) {
    case STAGE_WHAT:
        return row == 0 ? _("This record") : _("All that the list shows");
    case STAGE_LAYOUT:
        return show_label(arena, printing->layouts[row]->label);
    default:
        return _(printing->offered[row]->label);
    }
}

static const char *row_help(const struct printing *printing, size_t row, struct arena *arena)
{
    if (printing->stage == STAGE_WHAT && row == 0)
        return show_title(printing->view.screen, printing->record, arena);
    if (printing->stage == STAGE_LAYOUT && printing->layouts[row]->help)
        return show_label(arena, printing->layouts[row]->help);
    return "";
}

static const char *question_of(const struct printing *printing, struct arena *arena)
{
    if (printing->stage == STAGE_WHAT)
        return _("Print");
    if (printing->stage == STAGE_LAYOUT)
        return message_fill(arena, N_("Print: {1}"),
                            printing->all
                                ? _("All that the list shows")
                                : show_title(printing->view.screen, printing->record, arena),
                            NULL);
    return message_fill(arena, N_("Print: {1}"), show_label(arena, printing->layout->label), NULL);
}

static void printing_draw(struct view *view, struct paint *paint, struct rectangle body)
{
    enum { LABEL = 6, LABEL_COLUMNS = 32 };
    int label_columns = 0;
    struct printing *printing = (struct printing *)view;
    struct rectangle area = layout_lower(body, (int)printing->pick.count + 3);
    for (int row = area.row; row < area.row + area.rows; row++)
        paint_blank(paint, row, 0, area.columns, ROLE_TEXT);
    paint_rule(paint, area.row, 0, area.columns);
    paint_text(paint, area.row + 1, 1, area.columns - 2, ROLE_CHOSEN,
               question_of(printing, paint->arena));
    pick_fit(&printing->pick, printing->pick.count, (size_t)area.rows - 2);
    for (size_t i = 0; i < printing->pick.count; i++) {
        int width = paint_width(paint, row_label(printing, i, paint->arena));
        label_columns = width > label_columns ? width : label_columns;
    }
    label_columns = label_columns > LABEL_COLUMNS ? LABEL_COLUMNS : label_columns;
    size_t end = printing->pick.top + printing->pick.rows;
    for (size_t i = printing->pick.top; i < printing->pick.count && i < end; i++) {
        int row = area.row + 2 + (int)(i - printing->pick.top);
        const char *help = row_help(printing, i, paint->arena);
        int label = *help ? label_columns : area.columns - LABEL - 1;
        paint_right(paint, row, 2, 2, ROLE_KEY, show_number(paint->arena, i + 1));
        paint_text(paint, row, LABEL, label, ROLE_TEXT, row_label(printing, i, paint->arena));
        if (*help)
            paint_text(paint, row, LABEL + label + 2, area.columns - LABEL - label - 3, ROLE_FAINT,
                       help);
        pick_mark(paint, &printing->pick, i, row, 0);
    }
}

/* The view goes before the work begins, and what is said stays. */
static void print_now(struct printing *printing, bool replace)
{
    struct screen *screen = printing->view.screen;
    struct arena *arena = arena_new();
    const struct record *record = printing->record;
    const struct field *key = record->form->key;
    const char *value = key ? record->values[key->number] : NULL;
    struct print_order order = {
        .layout = arena_copy(arena, printing->layout->name),
        .key = printing->all ? NULL
               : value       ? arena_copy(arena, value)
                             : arena_format(arena, "@%" PRIu64, record->number),
        .query = printing->query ? arena_copy(arena, printing->query) : NULL,
        .format = printing->way->format,
        .columns = printing->way->columns,
        .path = printing->path ? arena_copy(arena, printing->path) : NULL,
        .replace = replace,
    };
    view_close(&printing->view);
    print_run(screen, &order);
    arena_free(arena);
}

static void replace_now(struct view *view)
{
    print_now((struct printing *)view, true);
}

static void path_typed(struct view *view, const char *text)
{
    struct printing *printing = (struct printing *)view;
    text += strspn(text, " ");
    if (!*text)
        return;
    printing->path = place_typed(view->arena, text);
    if (access(printing->path, F_OK) == 0)
        question_open(view, N_("There is such a file already. Replace it?"), replace_now);
    else
        print_now(printing, false);
}

static void way_chosen(struct printing *printing, const struct way *way)
{
    char day[DATE_SIZE];
    printing->way = way;
    printing->path = NULL;
    if (way->printer) {
        print_now(printing, false);
        return;
    }
    date_write(&printing->view.screen->today, day);
    prompt_open_words(
        &printing->view, N_("Print into the file:"),
        arena_format(printing->view.arena, "~/%s-%s.%s", printing->layout->name, day, way->suffix),
        path_typed);
}

static void choose(struct printing *printing)
{
    size_t row = printing->pick.chosen;
    switch (printing->stage) {
    case STAGE_WHAT:
        printing->all = row == 1;
        stage_begin(printing, STAGE_LAYOUT);
        break;
    case STAGE_LAYOUT:
        printing->layout = printing->layouts[row];
        stage_begin(printing, STAGE_WAY);
        break;
    case STAGE_WAY:
        way_chosen(printing, printing->offered[row]);
        break;
    }
}

static bool printing_key(struct view *view, const struct stroke *stroke)
{
    struct printing *printing = (struct printing *)view;
    uint32_t key = key_fold(stroke->key);
    if (stroke->action == ACTION_TEXT && !stroke->paste && key >= '1' && key <= '9') {
        if (key - '1' >= printing->pick.count)
            return false;
        printing->pick.chosen = key - '1';
        choose(printing);
        return true;
    }
    if (stroke->action == ACTION_ENTER && printing->pick.count > 0) {
        choose(printing);
        return true;
    }
    return pick_action(&printing->pick, stroke->action);
}

static void printing_close(struct view *view)
{
    layout_set_free(((struct printing *)view)->set);
}

static const enum action printing_bar[] = {ACTION_HELP, ACTION_ENTER, ACTION_LANGUAGE, ACTION_BACK,
                                           ACTION_NONE};

static const struct view_ops printing_ops = {
    .name = N_("Printing"),
    .overlay = true,
    .bar = printing_bar,
    .enter = N_("Choose"),
    .draw = printing_draw,
    .key = printing_key,
    .close = printing_close,
};

void printing_open(struct view *owner, const struct record *record, bool listed, const char *query)
{
    struct screen *screen = owner->screen;
    struct printing *printing = view_open(screen, &printing_ops, sizeof *printing);
    struct arena *arena = printing->view.arena;
    struct faults faults = {0};
    struct fault fault = {0};
    printing->record = record_copy(record, arena);
    printing->listed = listed;
    printing->query = query ? arena_copy(arena, query) : NULL;
    printing->set = layouts_of(screen, arena, &faults);
    if (!printing->set || faults_errors(&faults)) {
        if (printing->set)
            form_set_refuse(&faults, arena, &fault);
        notice_fault(screen, &fault, NULL);
        view_close(&printing->view);
        return;
    }
    printing->layouts = arena_array(arena, printing->set->count, sizeof *printing->layouts);
    stage_begin(printing, listed ? STAGE_WHAT : STAGE_LAYOUT);
}

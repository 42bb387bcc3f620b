#include "screen/open.h"

#include <stdlib.h>
#include <string.h>
#include "client/members.h"
#include "screen/past.h"
#include "screen/rows.h"
#include "text/message.h"

/* A household on one screen: its own fields above, its members below, the head first. */

#define ADDRESS_FIELD "address"
#define STATUS_FIELD "status"

struct household {
    struct view view;
    const struct form *members_form;
    struct arena *arena; /* of what was read */
    struct record *record;
    struct record **members;
    struct past_day past; /* the day that is shown */
    struct pick pick;     /* row 0 is the household itself */
    bool stale;
    bool unread; /* the members could not be asked for: whether there are any is not known */
};

bool household_shows(const struct form *form)
{
    return strcmp(form->name, HOUSEHOLD_FORM) == 0;
}

static bool read_members(struct household *household, struct fault *fault)
{
    struct screen *screen = household->view.screen;
    const char *number = record_value(household->record, NUMBER_FIELD);
    household->pick.count = 1;
    if (!household->members_form || !number)
        return true;
    struct list_request request = {.form = household->members_form->name,
                                   .limit = MEMBERS_MOST,
                                   .as_of = household->past.day,
                                   .known = household->past.known};
    request.query =
        related_query(household->members_form, NUMBER_FIELD, household->record, household->arena);
    if (!request.query)
        return true;
    household->members = arena_array(household->arena, MEMBERS_MOST, sizeof *household->members);
    size_t count = 0;
    struct list_answer answer = {0};
    while (count < MEMBERS_MOST && !answer.finished) {
        request.limit = MEMBERS_MOST - (unsigned)count;
        household->unread =
            !client_list(screen->client, &request, household->arena, &answer, fault);
        if (household->unread)
            return false;
        for (size_t i = 0; i < answer.count && count < MEMBERS_MOST; i++)
            household->members[count++] = answer.rows[i].record;
        if (count > 0)
            household->members_form = household->members[0]->form;
        request.after = answer.stopped;
        if (answer.count > 0 && !answer.stopped.number)
            request.after = answer.rows[answer.count - 1].place;
        if (!answer.finished && answer.count == 0 && terminal_pending(screen->terminal))
            break;
    }
    members_sort(household->members, count);
    household->pick.count = 1 + count;
    return true;
}

static uint64_t chosen_number(const struct household *household)
{
    size_t chosen = household->pick.chosen;
    return chosen > 0 && chosen < household->pick.count ? household->members[chosen - 1]->number
                                                        : 0;
}

static void household_settle(struct view *view)
{
    struct household *household = (struct household *)view;
    if (!household->stale)
        return;
    household->stale = false;
    struct fault fault = {0};
    struct arena *old = household->arena;
    uint64_t number = household->record->number;
    uint64_t chosen = chosen_number(household);
    struct arena *arena = arena_new();
    struct record *record = NULL;
    struct get_request request = {.form = HOUSEHOLD_FORM, .number = number};
    if (!client_get(view->screen->client, &request, arena, &record, &fault)) {
        notice_fault(view->screen, &fault, NULL);
        arena_free(arena);
        return;
    }
    household->arena = arena;
    household->record = record;
    if (!read_members(household, &fault))
        notice_fault(view->screen, &fault, NULL);
    for (size_t i = 1; i < household->pick.count; i++)
        if (household->members[i - 1]->number == chosen)
            household->pick.chosen = i;
    if (household->pick.chosen >= household->pick.count)
        household->pick.chosen = household->pick.count - 1;
    arena_free(old);
}

/* A member that is referred to is called by name. */
static const char *field_words(struct household *household, const struct field *field,
                               struct paint *paint)
{
    const char *value = household->record->values[field->number];
    const struct form *members = household->members_form;
    for (size_t i = 1; value && members && field->reference == members && members->key &&
                       i < household->pick.count;
         i++) {
        const struct record *member = household->members[i - 1];
        const char *key = member->values[members->key->number];
        if (key && strcmp(key, value) == 0)
            return show_title(household->view.screen, member, paint->arena);
    }
    return show_field(household->view.screen, household->record, field, paint->arena);
}

/* The household's fields that hold something, two to a row; returns the rows used. */
static int draw_fields(struct household *household, struct paint *paint, struct rectangle area)
{
    enum { LABEL_MOST = 18 };
    const struct form *form = household->record->form;
    int label = 4;
    for (unsigned i = 0; i < form->field_count; i++) {
        int width = paint_width(paint, show_label(paint->arena, form->fields[i].label));
        label = width > label ? width : label;
    }
    label = label > LABEL_MOST ? LABEL_MOST : label;
    int most = area.rows > 12 ? (area.rows - 4) / 2 : 4;
    int half = area.columns / 2;
    int row = 0;
    bool right = false;
    for (unsigned i = 0; i < form->field_count && row < most; i++) {
        const char *text = field_words(household, &form->fields[i], paint);
        if (!*text)
            continue;
        bool wide = paint_width(paint, text) > half - label - 4;
        if (wide && right) {
            row++;
            right = false;
            if (row >= most)
                break;
        }
        int column = right ? half : 2;
        int room = (wide ? area.columns : column + half - 2) - column - label - 2;
        paint_text(paint, area.row + row, column, label, ROLE_LABEL,
                   show_label(paint->arena, form->fields[i].label));
        paint_text(paint, area.row + row, column + label + 1, room, ROLE_TEXT, text);
        if (right || wide)
            row++;
        right = !right && !wide;
    }
    return row + right;
}

/* Whether one of the members is there no more. */
static bool has_gone(const struct household *household)
{
    for (size_t i = 1; i < household->pick.count; i++)
        if (!member_registered(household->members[i - 1]))
            return true;
    return false;
}

/* The columns of the members' lists, without what they share, and how they are related; gone: the
 * status stands where it is seen. */
static size_t member_columns(const struct form *form, bool gone, struct list_column *columns)
{
    enum { RELATION_COLUMNS = 10, STATUS_COLUMNS = 8 };
    const struct field *relation = field_named(form, RELATION_FIELD);
    const struct field *status = field_named(form, STATUS_FIELD);
    size_t count = 0;
    for (unsigned i = 0; i < form->column_count && count + 3 < ROWS_COLUMNS_MOST; i++) {
        const struct field *field = form->columns[i].field;
        if (strcmp(field->name, NUMBER_FIELD) == 0 || strcmp(field->name, ADDRESS_FIELD) == 0 ||
            field == relation || field == status)
            continue;
        columns[count++] = form->columns[i];
        if (i == 0 && relation)
            columns[count++] = (struct list_column){relation, RELATION_COLUMNS};
        if (i == 0 && status && gone)
            columns[count++] = (struct list_column){status, STATUS_COLUMNS};
    }
    if (status && !gone)
        columns[count++] = (struct list_column){status, STATUS_COLUMNS};
    return count;
}

static void household_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct household *household = (struct household *)view;
    struct screen *screen = view->screen;
    int used = draw_fields(household, paint, area);
    if (household->pick.chosen == 0) {
        paint_text(paint, area.row, 0, 1, ROLE_TEXT, ">");
        paint_cursor(paint, area.row, 0);
    }
    struct rectangle below = area;
    below.row = area.row + used + 1;
    below.rows = area.row + area.rows - below.row;
    paint_rule(paint, area.row + used, 0, area.columns);
    const struct form *form = household->members_form;
    if (!form || below.rows < 2)
        return;
    struct list_column columns[ROWS_COLUMNS_MOST];
    struct rows_layout layout =
        rows_layout_of(screen, columns, member_columns(form, has_gone(household), columns), below);
    rows_header(screen, &layout, below.row);
    size_t rows = (size_t)below.rows - 1;
    size_t top = household->pick.chosen > rows ? household->pick.chosen - rows : 0;
    if (household->pick.count == 1 && !household->unread)
        paint_text(paint, below.row + 1, ROWS_TEXT, area.columns - ROWS_TEXT, ROLE_TEXT,
                   household->past.day ? _("Nobody lived here on this day.")
                                       : _("Nobody lives here yet: n adds a member."));
    for (size_t i = top; i + 1 < household->pick.count && i < top + rows; i++) {
        int row = below.row + 1 + (int)(i - top);
        rows_record(screen, household->members[i], &layout, row);
        pick_mark(paint, &household->pick, i + 1, row, ROWS_MARK);
    }
    household->pick.rows = rows;
}

static void copy_shared(struct record *member, const struct record *household, struct arena *arena)
{
    static const char *const shared[] = {NUMBER_FIELD, ADDRESS_FIELD, "grid"};
    for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++) {
        const struct field *field = field_named(member->form, shared[i]);
        const char *value = record_value(household, shared[i]);
        if (field && value && !member->values[field->number])
            record_put(member, field, arena_copy(arena, value));
    }
}

void household_share(struct screen *screen, struct record *member, struct arena *arena)
{
    const char *number = record_value(member, NUMBER_FIELD);
    struct record *household = NULL;
    struct get_request request = {.form = HOUSEHOLD_FORM, .key = number};
    if (number && client_get(screen->client, &request, arena, &household, NULL))
        copy_shared(member, household, arena);
}

static void add_member(struct household *household)
{
    const struct form *form = household->members_form;
    if (!form)
        return;
    struct arena *arena = arena_new();
    struct record *preset = record_new(form, arena);
    copy_shared(preset, household->record, arena);
    const struct field *relation = field_named(form, RELATION_FIELD);
    if (household->pick.count == 1 && !household->unread && relation && *members_head(form))
        record_put(preset, relation, members_head(form));
    entry_open_new(household->view.screen, form, preset);
    arena_free(arena);
}

static void day_typed(struct view *view, const char *text)
{
    const struct household *household = (const struct household *)view;
    struct past_day past;
    struct arena *arena = arena_new();
    if (past_typed(view->screen, text, arena, &past))
        past_open(view->screen, household->record->form, household->record->number, &past,
                  household->past.day ? view : NULL);
    arena_free(arena);
}

/* A household, or a member, as it was. */
static bool past_key(struct household *household, const struct record *record,
                     const struct stroke *stroke)
{
    struct screen *screen = household->view.screen;
    struct arena *arena = arena_new();
    bool mine = past_refuses(screen, stroke->action);
    if (stroke->action == ACTION_ENTER) {
        entry_open_past(screen, record,
                        past_title(arena, &household->past, show_title(screen, record, arena)));
        mine = true;
    }
    arena_free(arena);
    return mine;
}

static bool household_key(struct view *view, const struct stroke *stroke)
{
    struct household *household = (struct household *)view;
    household_settle(view);
    if (pick_action(&household->pick, stroke->action))
        return true;
    size_t chosen = household->pick.chosen;
    const struct record *record = chosen == 0 ? household->record : household->members[chosen - 1];
    if (household->past.day && past_key(household, record, stroke))
        return true;
    switch (stroke->action) {
    case ACTION_AS_OF:
        past_ask(view, &household->past, day_typed);
        return true;
    case ACTION_ENTER:
        entry_open_change(view->screen, record);
        return true;
    case ACTION_ADD:
        add_member(household);
        return true;
    case ACTION_MENU:
        menu_open(view, record, chosen == 0);
        return true;
    case ACTION_FIND:
        entry_open_find(view->screen, household->record->form);
        return true;
    default:
        return false;
    }
}

static const char *household_title(const struct view *view, struct arena *arena)
{
    const struct household *household = (const struct household *)view;
    const char *number = record_value(household->record, NUMBER_FIELD);
    const char *named =
        message_fill(arena, "{1} {2}", household->record->form->label,
                     number ? number : show_title(view->screen, household->record, arena), NULL);
    return household->past.day ? past_title(arena, &household->past, named) : named;
}

static const char *household_status(const struct view *view, struct arena *arena)
{
    const struct household *household = (const struct household *)view;
    size_t members = 0;
    for (size_t i = 1; i < household->pick.count; i++)
        members += member_registered(household->members[i - 1]);
    return message_fill(arena, N_("members: {1}"), show_number(arena, members), NULL);
}

static void household_resume(struct view *view)
{
    ((struct household *)view)->stale = true;
}

static void household_announce(struct view *view, const struct announcement *announcement)
{
    struct household *household = (struct household *)view;
    bool seen = announcement->number == household->record->number &&
                strcmp(announcement->form, HOUSEHOLD_FORM) == 0;
    for (size_t i = 1; i < household->pick.count && !announcement->many; i++)
        seen |= announcement->number == household->members[i - 1]->number &&
                strcmp(announcement->form, MEMBER_FORM) == 0;
    if (seen)
        household->stale = true;
    else if (announcement->many || strcmp(announcement->form, MEMBER_FORM) == 0)
        view->screen->restless = true;
}

static void household_close(struct view *view)
{
    arena_free(((struct household *)view)->arena);
}

static const enum action household_bar[] = {ACTION_HELP, ACTION_ENTER, ACTION_ADD,
                                            ACTION_MENU, ACTION_AS_OF, ACTION_LANGUAGE,
                                            ACTION_BACK, ACTION_NONE};
static const enum action past_bar[] = {ACTION_HELP,     ACTION_ENTER, ACTION_AS_OF,
                                       ACTION_LANGUAGE, ACTION_BACK,  ACTION_NONE};

static const struct view_ops household_ops = {
    .name = N_("A household and its members"),
    .bar = household_bar,
    .title = household_title,
    .status = household_status,
    .draw = household_draw,
    .key = household_key,
    .settle = household_settle,
    .idle = household_resume,
    .resume = household_resume,
    .announce = household_announce,
    .close = household_close,
};

static const struct view_ops past_ops = {
    .name = N_("A household as it was"),
    .bar = past_bar,
    .title = household_title,
    .status = household_status,
    .draw = household_draw,
    .key = household_key,
    .close = household_close,
};

static void open_household(struct screen *screen, const struct view_ops *ops,
                           const struct record *record, const struct past_day *past)
{
    struct household *household = view_open(screen, ops, sizeof *household);
    struct fault fault = {0};
    household->members_form = form_named(client_forms(screen->client), MEMBER_FORM);
    household->arena = arena_new();
    household->record = record_copy(record, household->arena);
    household->past = past_copy(household->view.arena, past);
    if (!read_members(household, &fault))
        notice_fault(screen, &fault, NULL);
    household->pick.chosen = household->pick.count > 1;
}

void household_open(struct screen *screen, const struct record *record)
{
    open_household(screen, &household_ops, record, &(struct past_day){0});
}

void household_open_past(struct screen *screen, const struct record *household,
                         const struct past_day *past)
{
    open_household(screen, &past_ops, household, past);
}

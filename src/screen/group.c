#include "screen/open.h"

#include <stdlib.h>
#include <string.h>
#include "client/members.h"
#include "screen/group_kinds.h"
#include "screen/past.h"
#include "screen/rows.h"
#include "text/message.h"

/* A record on one screen with those that belong to it: its own fields above, the others below. */

struct group {
    struct view view;
    const struct group_kind *kind;
    const struct form *members_form;
    struct arena *arena; /* of what was read */
    struct record *record;
    const char **words; /* of fields that refer to people: their names */
    struct record **members;
    struct past_day past; /* the day that is shown */
    struct pick pick;     /* row 0 is the record itself */
    uint64_t people;      /* who live in its households */
    bool stale;
    bool unread; /* the members could not be asked for: whether there are any is not known */
};

/* The names of those a field refers to. */
static const char *names_of(struct group *group, const struct field *field, const char *value)
{
    struct screen *screen = group->view.screen;
    struct arena *arena = group->arena;
    const char *names = NULL;
    for (const char *at = value; at;) {
        const char *end = strchr(at, MANY_SEPARATOR);
        struct record *record = NULL;
        struct get_request request = {.form = field->reference->name,
                                      .key = end ? arena_copy_bytes(arena, at, (size_t)(end - at))
                                                 : at};
        const char *name = client_get(screen->client, &request, arena, &record, NULL)
                               ? show_title(screen, record, arena)
                               : request.key;
        names = names ? arena_format(arena, "%s; %s", names, name) : name;
        at = end ? end + 1 : NULL;
    }
    return names;
}

static void read_words(struct group *group)
{
    const struct form *form = group->record->form;
    group->words = arena_array(group->arena, form->field_count + 1, sizeof(char *));
    for (unsigned i = 0; i < form->field_count; i++) {
        const struct field *field = &form->fields[i];
        const char *value = group->record->values[i];
        if (value && field->type == FIELD_REFERENCE && field->reference &&
            field->reference->title != field->reference->key &&
            strcmp(field->reference->name, MEMBER_FORM) == 0)
            group->words[i] = names_of(group, field, value);
    }
}

/* How many registered people belong to the households that live there. */
static bool read_people(struct group *group, struct fault *fault)
{
    struct arena *arena = group->arena;
    const struct form *people = form_named(client_forms(group->view.screen->client), MEMBER_FORM);
    const struct field *number = people ? field_named(people, NUMBER_FIELD) : NULL;
    const struct field *status = people ? field_named(people, "status") : NULL;
    size_t count = group->pick.count - 1;
    struct query_value *homes = arena_array(arena, count + 1, sizeof *homes);
    struct query_value present = {.low = members_present(people)};
    struct query_part parts[] = {
        {.field = number, .operator= QUERY_IS, .values = homes},
        {.field = status, .operator= QUERY_IS, .values = &present, .count = 1}};
    struct query query = {.form = people, .parts = parts, .count = 2};
    group->people = 0;
    for (size_t i = 0; i < count; i++)
        if (group->kind->counts(group->members[i]))
            homes[parts[0].count++].low = record_value(group->members[i], NUMBER_FIELD);
    if (!number || !status || !present.low || parts[0].count == 0)
        return true;
    struct count_request request = {.form = MEMBER_FORM,
                                    .query = query_write(&query, arena),
                                    .as_of = group->past.day,
                                    .known = group->past.known};
    struct count_answer answer = {0};
    if (!client_count(group->view.screen->client, &request, NULL, NULL, arena, &answer, fault))
        return false;
    group->people = answer.total;
    return true;
}

static bool read_members(struct group *group, struct fault *fault)
{
    struct screen *screen = group->view.screen;
    group->pick.count = 1;
    read_words(group);
    if (!group->members_form)
        return true;
    struct list_request request = {.form = group->members_form->name,
                                   .limit = MEMBERS_MOST,
                                   .as_of = group->past.day,
                                   .known = group->past.known};
    request.query =
        related_query(group->members_form, group->kind->field, group->record, group->arena);
    if (!request.query)
        return true;
    group->members = arena_array(group->arena, MEMBERS_MOST, sizeof *group->members);
    size_t count = 0;
    struct list_answer answer = {0};
    while (count < MEMBERS_MOST && !answer.finished) {
        request.limit = MEMBERS_MOST - (unsigned)count;
        group->unread = !client_list(screen->client, &request, group->arena, &answer, fault);
        if (group->unread)
            return false;
        for (size_t i = 0; i < answer.count && count < MEMBERS_MOST; i++)
            group->members[count++] = answer.rows[i].record;
        if (count > 0)
            group->members_form = group->members[0]->form;
        request.after = answer.stopped;
        if (answer.count > 0 && !answer.stopped.number)
            request.after = answer.rows[answer.count - 1].place;
        if (!answer.finished && answer.count == 0 && terminal_pending(screen->terminal))
            break;
    }
    group->kind->sort(group->members, count);
    group->pick.count = 1 + count;
    return !group->kind->people || read_people(group, fault);
}

static uint64_t chosen_number(const struct group *group)
{
    size_t chosen = group->pick.chosen;
    return chosen > 0 && chosen < group->pick.count ? group->members[chosen - 1]->number : 0;
}

static void group_settle(struct view *view)
{
    struct group *group = (struct group *)view;
    if (!group->stale)
        return;
    group->stale = false;
    struct fault fault = {0};
    struct arena *old = group->arena;
    uint64_t number = group->record->number;
    uint64_t chosen = chosen_number(group);
    struct arena *arena = arena_new();
    struct record *record = NULL;
    struct get_request request = {.form = group->kind->form, .number = number};
    if (!client_get(view->screen->client, &request, arena, &record, &fault)) {
        notice_fault(view->screen, &fault, NULL);
        arena_free(arena);
        return;
    }
    group->arena = arena;
    group->record = record;
    if (!read_members(group, &fault))
        notice_fault(view->screen, &fault, NULL);
    for (size_t i = 1; i < group->pick.count; i++)
        if (group->members[i - 1]->number == chosen)
            group->pick.chosen = i;
    if (group->pick.chosen >= group->pick.count)
        group->pick.chosen = group->pick.count - 1;
    arena_free(old);
}

static const char *field_words(struct group *group, const struct field *field, struct paint *paint)
{
    const char *omit = group->kind->omit;
    if (omit && strcmp(field->name, omit) == 0)
        return "";
    return group->words[field->number]
               ? group->words[field->number]
               : show_field(group->view.screen, group->record, field, paint->arena);
}

/* The record's fields that hold something, two to a row; returns the rows used. */
static int draw_fields(struct group *group, struct paint *paint, struct rectangle area)
{
    enum { LABEL_MOST = 18 };
    const struct form *form = group->record->form;
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
        const char *text = field_words(group, &form->fields[i], paint);
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
static bool has_gone(const struct group *group)
{
    for (size_t i = 1; i < group->pick.count; i++)
        if (!group->kind->counts(group->members[i - 1]))
            return true;
    return false;
}

static void group_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct group *group = (struct group *)view;
    struct screen *screen = view->screen;
    int used = draw_fields(group, paint, area);
    if (group->pick.chosen == 0) {
        paint_text(paint, area.row, 0, 1, ROLE_TEXT, ">");
        paint_cursor(paint, area.row, 0);
    }
    struct rectangle below = area;
    below.row = area.row + used + 1;
    below.rows = area.row + area.rows - below.row;
    paint_rule(paint, area.row + used, 0, area.columns);
    const struct form *form = group->members_form;
    if (!form || below.rows < 2)
        return;
    struct list_column columns[ROWS_COLUMNS_MOST];
    struct rows_layout layout = rows_layout_of(
        screen, columns, group_columns(group->kind, form, has_gone(group), columns), below);
    rows_header(screen, &layout, below.row);
    size_t rows = (size_t)below.rows - 1;
    size_t top = group->pick.chosen > rows ? group->pick.chosen - rows : 0;
    if (group->pick.count == 1 && !group->unread)
        paint_text(paint, below.row + 1, ROWS_TEXT, area.columns - ROWS_TEXT, ROLE_TEXT,
                   group->past.day ? _("Nobody lived here on this day.") : _(group->kind->nobody));
    for (size_t i = top; i + 1 < group->pick.count && i < top + rows; i++) {
        int row = below.row + 1 + (int)(i - top);
        rows_record(screen, group->members[i], &layout, row);
        pick_mark(paint, &group->pick, i + 1, row, ROWS_MARK);
    }
    group->pick.rows = rows;
}

static void add_member(struct group *group)
{
    const struct form *form = group->members_form;
    if (!form)
        return;
    struct arena *arena = arena_new();
    struct record *preset = record_new(form, arena);
    group_share(group->record, preset, arena);
    const struct field *relation = field_named(form, RELATION_FIELD);
    if (group->pick.count == 1 && !group->unread && relation && *members_head(form))
        record_put(preset, relation, members_head(form));
    entry_open_new(group->view.screen, form, preset);
    arena_free(arena);
}

static void day_typed(struct view *view, const char *text)
{
    const struct group *group = (const struct group *)view;
    struct past_day past;
    struct arena *arena = arena_new();
    if (past_typed(view->screen, text, arena, &past))
        past_open(view->screen, group->record->form, group->record->number, &past,
                  group->past.day ? view : NULL);
    arena_free(arena);
}

/* The record, or a member, as it was. */
static bool past_key(struct group *group, const struct record *record, const struct stroke *stroke)
{
    struct screen *screen = group->view.screen;
    struct arena *arena = arena_new();
    bool mine = past_refuses(screen, stroke->action);
    if (stroke->action == ACTION_ENTER) {
        entry_open_past(screen, record, group->past.known,
                        past_title(arena, &group->past, show_title(screen, record, arena)));
        mine = true;
    }
    arena_free(arena);
    return mine;
}

static bool group_key(struct view *view, const struct stroke *stroke)
{
    struct group *group = (struct group *)view;
    group_settle(view);
    if (pick_action(&group->pick, stroke->action))
        return true;
    size_t chosen = group->pick.chosen;
    const struct record *record = chosen == 0 ? group->record : group->members[chosen - 1];
    if (group->past.day && past_key(group, record, stroke))
        return true;
    switch (stroke->action) {
    case ACTION_AS_OF:
        past_ask(view, &group->past, day_typed);
        return true;
    case ACTION_ENTER:
        if (chosen > 0 && group_shows(record->form))
            group_open(view->screen, record);
        else
            entry_open_change(view->screen, record);
        return true;
    case ACTION_ADD:
        add_member(group);
        return true;
    case ACTION_MENU:
        menu_open(view, record, chosen == 0);
        return true;
    case ACTION_FIND:
        entry_open_find(view->screen, group->record->form);
        return true;
    default:
        return false;
    }
}

static const char *group_title(const struct view *view, struct arena *arena)
{
    const struct group *group = (const struct group *)view;
    const struct field *key = group->record->form->key;
    const char *number = key ? group->record->values[key->number] : NULL;
    const char *named =
        message_fill(arena, "{1} {2}", group->record->form->label,
                     number ? number : show_title(view->screen, group->record, arena), NULL);
    return group->past.day ? past_title(arena, &group->past, named) : named;
}

static const char *group_status(const struct view *view, struct arena *arena)
{
    const struct group *group = (const struct group *)view;
    size_t members = 0;
    for (size_t i = 1; i < group->pick.count; i++)
        members += group->kind->counts(group->members[i - 1]);
    return message_fill(arena, group->kind->count, show_number(arena, members),
                        show_number(arena, group->people), NULL);
}

static void group_resume(struct view *view)
{
    ((struct group *)view)->stale = true;
}

static void group_announce(struct view *view, const struct announcement *announcement)
{
    struct group *group = (struct group *)view;
    bool seen = announcement->number == group->record->number &&
                strcmp(announcement->form, group->kind->form) == 0;
    for (size_t i = 1; i < group->pick.count && !announcement->many; i++)
        seen |= announcement->number == group->members[i - 1]->number &&
                strcmp(announcement->form, group->kind->members) == 0;
    if (seen)
        group->stale = true;
    else if (announcement->many || strcmp(announcement->form, group->kind->members) == 0)
        view->screen->restless = true;
}

static void group_close(struct view *view)
{
    arena_free(((struct group *)view)->arena);
}

static const enum action group_bar[] = {ACTION_HELP,  ACTION_ENTER,    ACTION_ADD,  ACTION_MENU,
                                        ACTION_AS_OF, ACTION_LANGUAGE, ACTION_BACK, ACTION_NONE};
static const enum action past_bar[] = {ACTION_HELP,     ACTION_ENTER, ACTION_AS_OF,
                                       ACTION_LANGUAGE, ACTION_BACK,  ACTION_NONE};

#define GROUP_OPS(words)                                                                           \
    {                                                                                              \
        .name = words, .bar = group_bar, .title = group_title, .status = group_status,             \
        .draw = group_draw, .key = group_key, .settle = group_settle, .idle = group_resume,        \
        .resume = group_resume, .announce = group_announce, .close = group_close,                  \
    }
#define PAST_OPS(words)                                                                            \
    {                                                                                              \
        .name = words, .bar = past_bar, .title = group_title, .status = group_status,              \
        .draw = group_draw, .key = group_key, .close = group_close,                                \
    }

/* Now, and on a day of the past. */
static const struct view_ops group_ops[][2] = {
    [GROUP_HOUSEHOLD] = {GROUP_OPS(N_("A household and its members")),
                         PAST_OPS(N_("A household as it was"))},
    [GROUP_ROOM] = {GROUP_OPS(N_("A room and the households in it")),
                    PAST_OPS(N_("A room as it was"))},
    [GROUP_BUILDING] = {GROUP_OPS(N_("A building and its rooms")),
                        PAST_OPS(N_("A building as it was"))},
};

void group_open_past(struct screen *screen, const struct record *record,
                     const struct past_day *past)
{
    const struct group_kind *kind = group_kind_of(record->form);
    struct group *group =
        view_open(screen, &group_ops[kind->place][past->day != NULL], sizeof *group);
    struct fault fault = {0};
    group->kind = kind;
    group->members_form = form_named(client_forms(screen->client), kind->members);
    group->arena = arena_new();
    group->record = record_copy(record, group->arena);
    group->past = past_copy(group->view.arena, past);
    if (!read_members(group, &fault))
        notice_fault(screen, &fault, NULL);
    group->pick.chosen = group->pick.count > 1;
}

void group_open(struct screen *screen, const struct record *record)
{
    group_open_past(screen, record, &(struct past_day){0});
}

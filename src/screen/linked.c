#include <string.h>
#include "screen/open.h"
#include "screen/pick.h"
#include "screen/show.h"
#include "text/message.h"

/* What a record is linked with, both ways: those it refers to, and those that refer to it. */

enum { FIRST_OF_EACH = 50, LINKS_MOST = 2000, VALUE_BYTES = 200 };

struct link {
    const struct form *form; /* the one that has the field */
    const struct field *field;
    struct record *record; /* NULL: there is none, or not any more */
    const char *value;     /* of such a one */
    bool more;             /* the list of all of them that refer */
};

struct linked {
    struct view view;
    struct record *record;
    struct link *links;
    size_t count;
    struct pick pick;
};

static void add(struct linked *linked, struct link link)
{
    if (linked->count < LINKS_MOST)
        linked->links[linked->count++] = link;
}

/* Those that a field of the record names. */
static void add_named(struct linked *linked, const struct field *field)
{
    struct arena *arena = linked->view.arena;
    for (const char *at = linked->record->values[field->number]; at;) {
        const char *end = field->many ? strchr(at, MANY_SEPARATOR) : NULL;
        const char *value = arena_copy_bytes(arena, at, end ? (size_t)(end - at) : strlen(at));
        struct link link = {.form = linked->record->form, .field = field, .value = value};
        struct get_request request = {.form = field->reference->name, .key = value};
        if (!client_get(linked->view.screen->client, &request, arena, &link.record, NULL))
            link.record = NULL;
        add(linked, link);
        at = end ? end + 1 : NULL;
    }
}

/* Those whose field names the record. */
static void add_naming(struct linked *linked, const struct form *form, const struct field *field)
{
    struct arena *arena = linked->view.arena;
    struct list_request request = {.form = form->name,
                                   .query = related_query(form, field->name, linked->record, arena),
                                   .order = "",
                                   .limit = FIRST_OF_EACH + 1};
    struct list_answer answer = {0};
    if (!request.query || !client_list(linked->view.screen->client, &request, arena, &answer, NULL))
        return;
    for (size_t i = 0; i < answer.count && i < FIRST_OF_EACH; i++)
        add(linked, (struct link){.form = form, .field = field, .record = answer.rows[i].record});
    if (answer.count > FIRST_OF_EACH)
        add(linked, (struct link){.form = form, .field = field, .more = true});
}

/* Written by rules for every deed: they have lists and time lines of their own. */
static bool of_itself(const struct form *form)
{
    static const char *const names[] = {"event",   "residence",    "double",
                                        "checked", "verification", "keying_error"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(form->name, names[i]) == 0)
            return true;
    return form->derived;
}

static void look(struct linked *linked)
{
    const struct form_set *set = client_forms(linked->view.screen->client);
    const struct form *own = linked->record->form;
    linked->links = arena_array(linked->view.arena, LINKS_MOST, sizeof *linked->links);
    linked->count = 0;
    for (unsigned i = 0; i < own->field_count; i++)
        if (own->fields[i].reference && linked->record->values[i])
            add_named(linked, &own->fields[i]);
    for (unsigned i = 0; i < set->count; i++) {
        const struct form *form = set->forms[i];
        for (unsigned j = 0; j < form->field_count && !of_itself(form); j++)
            if (form->fields[j].reference == own && form->fields[j].indexes)
                add_naming(linked, form, &form->fields[j]);
    }
}

static const char *kind_words(const struct linked *linked, const struct link *link,
                              struct arena *arena)
{
    const char *field = show_label(arena, link->field->label);
    if (link->form == linked->record->form && link->record &&
        link->record->form != linked->record->form)
        return field;
    return arena_format(arena, "%s: %s", show_label(arena, link->form->label), field);
}

static void linked_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct linked *linked = (struct linked *)view;
    struct layout_column columns[] = {
        {.width = 22, .grow = 1}, {.width = 24, .grow = 3}, {.width = 24, .grow = 2}};
    layout_columns(columns, 3, area.column + 2, area.columns - 3);
    const char *const heads[] = {_("Link"), _("Record"), _("Details")};
    for (int i = 0; i < 3; i++)
        paint_text(paint, area.row, columns[i].start, columns[i].columns, ROLE_HEADING, heads[i]);
    pick_fit(&linked->pick, linked->count, (size_t)area.rows - 1);
    for (size_t i = linked->pick.top; i < linked->count && i < linked->pick.top + linked->pick.rows;
         i++) {
        const struct link *link = &linked->links[i];
        const char *words[] = {
            kind_words(linked, link, paint->arena),
            link->record ? show_title(view->screen, link->record, paint->arena)
            : link->more ? _("and more: Enter lists all")
                         : link->value,
            link->record ? record_detail(link->record, (int)message_language(), paint->arena)
            : link->more ? ""
                         : _("not there"),
        };
        int row = area.row + 1 + (int)(i - linked->pick.top);
        for (int part = 0; part < 3; part++)
            paint_text(paint, row, columns[part].start, columns[part].columns, ROLE_TEXT,
                       words[part]);
        pick_mark(paint, &linked->pick, i, row, 0);
    }
}

static bool linked_key(struct view *view, const struct stroke *stroke)
{
    struct linked *linked = (struct linked *)view;
    if (pick_action(&linked->pick, stroke->action))
        return true;
    const struct link *link = linked->count ? &linked->links[linked->pick.chosen] : NULL;
    if (stroke->action == ACTION_MENU && link && link->record) {
        menu_open(view, link->record, false);
        return true;
    }
    if (stroke->action != ACTION_ENTER || !link)
        return false;
    if (link->more)
        related_open(view->screen, linked->record, link->form->name, link->field->name);
    else if (link->record)
        record_open(view->screen, link->record->form, link->record->number);
    return true;
}

static const char *linked_title(const struct view *view, struct arena *arena)
{
    const struct linked *linked = (const struct linked *)view;
    return message_fill(arena, N_("Links of {1}"), show_title(view->screen, linked->record, arena),
                        NULL);
}

static const enum action linked_bar[] = {ACTION_HELP,      ACTION_ENTER, ACTION_MENU,
                                         ACTION_PAGE_DOWN, ACTION_BACK,  ACTION_LANGUAGE,
                                         ACTION_NONE};

static const struct view_ops linked_ops = {
    .name = N_("What a record is linked with"),
    .bar = linked_bar,
    .title = linked_title,
    .draw = linked_draw,
    .key = linked_key,
};

void linked_open(struct screen *screen, const struct record *record)
{
    struct linked *linked = view_open(screen, &linked_ops, sizeof *linked);
    linked->record = record_copy(record, linked->view.arena);
    look(linked);
    if (linked->count > 0)
        return;
    view_close(&linked->view);
    notice_show(screen, NOTICE_INFO, N_("It is linked with nothing."), NULL);
}

#include "command/show_life.h"

#include <string.h>
#include "client/members.h"
#include "client/timeline.h"
#include "command/json.h"
#include "command/output.h"
#include "command/print.h"
#include "text/message.h"
#include "text/width.h"

/* Of each member, in this order; those that the form has. */
static const char *const shown[] = {"name", RELATION_FIELD, "sex", "birth_date", "status"};
enum { SHOWN = sizeof shown / sizeof shown[0] };

static void members_array(json_t *object, struct record **members, size_t count,
                          struct arena *arena)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *member = json_object();
        json_object_set_new(member, json_key, json_string(record_key(members[i], arena)));
        for (size_t j = 0; j < SHOWN; j++) {
            const struct field *field = field_named(members[i]->form, shown[j]);
            if (field)
                json_field(member, members[i], field, arena);
        }
        json_array_append_new(array, member);
    }
    json_object_set_new(object, json_members, array);
}

static void print_members(struct record **members, size_t count, struct arena *arena)
{
    enum { INDENT = 2, GAP = 2 };
    size_t widths[SHOWN] = {0};
    const char *(*cells)[SHOWN] = arena_array(arena, count, sizeof *cells);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < SHOWN; j++) {
            const struct field *field = field_named(members[i]->form, shown[j]);
            cells[i][j] = field ? record_display(members[i], field, message_language(), arena) : "";
            cells[i][j] = width_safe(arena, cells[i][j]);
            size_t width = width_text(cells[i][j]);
            widths[j] = width > widths[j] ? width : widths[j];
        }
    output_line(_("Members"));
    for (size_t i = 0; i < count; i++) {
        output_column("", INDENT);
        for (size_t j = 0; j + 1 < SHOWN; j++)
            output_column(cells[i][j], widths[j] + GAP);
        output_line(cells[i][SHOWN - 1]);
    }
}

bool show_members(struct client *client, const struct record *household, const struct as_of *as_of,
                  json_t *object, struct arena *arena, struct fault *fault)
{
    struct record **members;
    size_t count;
    if (strcmp(household->form->name, HOUSEHOLD_FORM) != 0)
        return true;
    if (!client_members(client, household, as_of->day, as_of->known, arena, &members, &count,
                        fault))
        return false;
    if (object)
        members_array(object, members, count, arena);
    else if (count > 0)
        print_members(members, count, arena);
    return true;
}

static void print_line(const struct timeline *timeline, const struct timeline_line *line,
                       struct arena *arena)
{
    char day[DATE_SIZE];
    date_write(&line->day, day);
    const char *papers = timeline_papers(line, arena);
    const char *words = timeline_what(timeline, line, arena);
    if (line->name)
        words = message_fill(arena, N_("{1}: {2}"), words, line->name, NULL);
    if (*papers)
        words = message_fill(arena, N_("{1} ({2})"), words, papers, NULL);
    print_field(arena_copy(arena, day), DATE_SIZE - 1, words, arena);
}

static void values_object(json_t *object, const struct timeline_line *line)
{
    json_t *fields = json_object();
    for (unsigned i = 0; line->before && i < line->record->form->field_count; i++) {
        const char *before = line->before->values[i];
        const char *after = line->record->values[i];
        if (timeline_differs(line, i))
            json_object_set_new(fields, line->record->form->fields[i].name,
                                json_pack("[s?,s?]", before, after));
    }
    json_object_set_new(object, "fields", fields);
    json_object_set_new(object, "author", json_string(line->by->author));
    json_object_set_new(object, "action", json_string(line->by->action));
    json_object_set_new(object, "change", json_integer((json_int_t)line->by->change));
}

/* Of an event, beside who, when and what. */
static const char *const told[] = {"household_no", "from_place", "to_place", "informant",
                                   "reported_on"};

static void line_object(const struct timeline_line *line, struct arena *arena)
{
    char day[DATE_SIZE];
    date_write(&line->day, day);
    const char *papers = timeline_papers(line, arena);
    json_t *object = json_object();
    json_object_set_new(object, "day", json_string(day));
    json_object_set_new(object, "what", json_string(timeline_kind_names[line->kind]));
    if (line->kind == TIMELINE_EVENT)
        json_object_set_new(object, "kind", json_string(record_value(line->record, "kind")));
    if (line->resident)
        json_object_set_new(object, "resident", json_string(line->resident));
    if (line->name)
        json_object_set_new(object, "name", json_string(line->name));
    if (*papers)
        json_object_set_new(object, line->kind == TIMELINE_EVENT ? "document" : "reason",
                            json_string(papers));
    for (size_t i = 0; line->kind == TIMELINE_EVENT && i < sizeof told / sizeof told[0]; i++)
        if (record_value(line->record, told[i]))
            json_object_set_new(object, told[i], json_string(record_value(line->record, told[i])));
    if (line->kind == TIMELINE_CHANGE)
        values_object(object, line);
    json_line(object);
    json_decref(object);
}

bool show_timeline(struct client *client, const struct get_request *request, bool json,
                   struct arena *arena, struct fault *fault)
{
    struct timeline timeline;
    if (!timeline_read(client, request, arena, &timeline, fault))
        return false;
    for (size_t i = 0; i < timeline.count; i++)
        if (json)
            line_object(&timeline.lines[i], arena);
        else
            print_line(&timeline, &timeline.lines[i], arena);
    return true;
}

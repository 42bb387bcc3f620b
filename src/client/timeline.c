#include "client/timeline.h"

#include <stdlib.h>
#include <string.h>
#include "client/members.h"
#include "text/message.h"
#include "text/same.h"

#define EVENT_FORM "event"
#define RESIDENCE_FORM "residence"

const char *const timeline_kind_names[] = {
    [TIMELINE_CHANGE] = "change",
    [TIMELINE_EVENT] = "event",
    [TIMELINE_CAME] = "came",
    [TIMELINE_WENT] = "went",
};

struct timeline_name {
    struct timeline_name *next;
    const char *reference;
    const struct record *person;
};

/* A time that somebody belonged to the household. */
struct span {
    const char *resident, *name;
    const char *from; /* NULL: not known */
    const char *to;   /* NULL: still there */
};

struct reading {
    struct client *client;
    struct timeline *timeline;
    struct arena *arena;
    struct fault *fault;
    struct span *spans;
    size_t span_count, span_capacity;
};

static const char *key_of(const struct record *record, struct arena *arena)
{
    const struct field *key = record->form->key;
    const char *value = key ? record->values[key->number] : NULL;
    return value ? value : arena_format(arena, "@%llu", (unsigned long long)record->number);
}

static const char *value_or(const struct record *record, const char *field, const char *otherwise)
{
    const char *value = record_value(record, field);
    return value ? value : otherwise;
}

static void *grown(struct arena *arena, const void *items, size_t count, size_t *capacity,
                   size_t size)
{
    if (count < *capacity)
        return (void *)items;
    *capacity = *capacity ? *capacity * 2 : 32;
    void *more = arena_array(arena, *capacity, size);
    if (count > 0)
        memcpy(more, items, count * size);
    return more;
}

static void add_line(struct reading *reading, const struct timeline_line *line, const char *day)
{
    struct timeline *timeline = reading->timeline;
    struct date today = date_today();
    struct timeline_line dated = *line;
    if (day && !date_read(day, &today, &dated.day))
        return;
    timeline->lines = grown(reading->arena, timeline->lines, timeline->count, &timeline->capacity,
                            sizeof *timeline->lines);
    dated.order = timeline->count;
    timeline->lines[timeline->count++] = dated;
}

/* Whatever the query finds, page after page. */
static bool each(struct reading *reading, const char *form_name, const char *field_name,
                 const char *value, void (*take)(struct reading *, const struct record *))
{
    const struct form *form = form_named(client_forms(reading->client), form_name);
    const struct field *field = form ? field_named(form, field_name) : NULL;
    if (!field || !value)
        return true;
    struct query_value wanted = {.low = value};
    struct query_part part = {.field = field, .operator= QUERY_IS, .values = &wanted, .count = 1};
    struct query query = {.form = form, .parts = &part, .count = 1};
    struct list_request request = {
        .form = form_name, .query = query_write(&query, reading->arena), .order = "", .limit = 500};
    struct list_answer answer = {0};
    while (!answer.finished) {
        if (!client_list(reading->client, &request, reading->arena, &answer, reading->fault))
            return false;
        for (size_t i = 0; i < answer.count; i++)
            take(reading, answer.rows[i].record);
        request.after = answer.stopped;
        if (answer.count > 0 && !answer.stopped.number)
            request.after = answer.rows[answer.count - 1].place;
    }
    return true;
}

static void take_event(struct reading *reading, const struct record *event)
{
    struct timeline_line line = {.kind = TIMELINE_EVENT,
                                 .record = event,
                                 .resident = record_value(event, "resident"),
                                 .name = record_value(event, "name")};
    add_line(reading, &line, record_value(event, "event_day"));
}

/* Whether an event of this person on the day is among the lines. */
static bool has_event(const struct timeline *timeline, const char *resident, const char *day)
{
    for (size_t i = 0; i < timeline->count; i++) {
        const struct timeline_line *line = &timeline->lines[i];
        if (line->kind == TIMELINE_EVENT && text_same(line->resident, resident) &&
            text_same(record_value(line->record, "event_day"), day))
            return true;
    }
    return false;
}

/* Whether the version came with an event of its person; one whose record was changed since (a
 * household number) is told by its day. */
static bool is_of_event(const struct timeline *timeline, const struct history_row *row)
{
    char day[DATE_SIZE];
    date_write(&row->note.day, day);
    for (size_t i = 0; i < timeline->count; i++) {
        const struct record *event = timeline->lines[i].record;
        if (timeline->lines[i].kind == TIMELINE_EVENT &&
            (event->version > 1 ? text_same(record_value(event, "event_day"), day)
                                : event->change == row->note.change))
            return true;
    }
    return false;
}

static void add_span(struct reading *reading, const struct span *span)
{
    reading->spans = grown(reading->arena, reading->spans, reading->span_count,
                           &reading->span_capacity, sizeof *reading->spans);
    reading->spans[reading->span_count++] = *span;
}

static void take_residence(struct reading *reading, const struct record *residence)
{
    struct span span = {
        .resident = value_or(residence, "resident", ""),
        .name = value_or(residence, "name", ""),
        .from = record_value(residence, "from"),
        .to = value_or(residence, "to", ""),
    };
    add_span(reading, &span);
}

static void take_member(struct reading *reading, const struct record *member)
{
    struct span span = {
        .resident = key_of(member, reading->arena),
        .name = record_title(member, LANGUAGE_CHINESE, reading->arena),
        .from = record_value(member, "since"),
    };
    add_span(reading, &span);
}

/* Whether a time of the same person in the household ends where this one begins, or, ends false,
 * begins where it ends: then nobody came or went. */
static bool goes_on(const struct reading *reading, const struct span *span, bool ends)
{
    for (size_t i = 0; i < reading->span_count; i++) {
        const struct span *other = &reading->spans[i];
        if (other != span && strcmp(other->resident, span->resident) == 0 &&
            (ends ? text_same(other->to, span->from) : text_same(other->from, span->to)))
            return true;
    }
    return false;
}

static void add_spans(struct reading *reading)
{
    for (size_t i = 0; i < reading->span_count; i++) {
        const struct span *span = &reading->spans[i];
        struct timeline_line line = {
            .kind = TIMELINE_CAME, .resident = span->resident, .name = span->name};
        if (span->from && !goes_on(reading, span, true) &&
            !has_event(reading->timeline, span->resident, span->from))
            add_line(reading, &line, span->from);
        line.kind = TIMELINE_WENT;
        if (span->to && !goes_on(reading, span, false) &&
            !has_event(reading->timeline, span->resident, span->to))
            add_line(reading, &line, span->to);
    }
}

/* Remembers the person that a value refers to. */
static void name_person(struct reading *reading, const struct field *field, const char *value)
{
    struct timeline *timeline = reading->timeline;
    for (const struct timeline_name *name = timeline->names; name; name = name->next)
        if (strcmp(name->reference, value) == 0)
            return;
    struct get_request request = {.form = field->reference->name, .key = value};
    struct record *person = NULL;
    struct fault ignored = {0};
    client_get(reading->client, &request, reading->arena, &person, &ignored);
    struct timeline_name *name = arena_alloc(reading->arena, sizeof *name);
    *name = (struct timeline_name){timeline->names, value, person};
    timeline->names = name;
}

bool timeline_differs(const struct timeline_line *line, unsigned i)
{
    const char *before = line->before ? line->before->values[i] : NULL;
    return !text_same(before, line->record->values[i]);
}

static void add_version(struct reading *reading, const struct history_row *row,
                        const struct record *before, const struct date *made)
{
    const struct form *form = row->record->form;
    bool household = strcmp(form->name, HOUSEHOLD_FORM) == 0;
    struct timeline_line line = {.kind = TIMELINE_CHANGE,
                                 .day = row->note.day,
                                 .record = row->record,
                                 .before = before,
                                 .by = &row->note};
    bool of_import = before && row->note.batch && date_compare(&row->note.day, made) == 0;
    if (row->note.undoes || row->note.undone || of_import ||
        (!household && is_of_event(reading->timeline, row)))
        return;
    for (unsigned i = 0; i < form->field_count; i++) {
        const struct field *field = &form->fields[i];
        if (!timeline_differs(&line, i) || !field->reference ||
            strcmp(field->reference->name, MEMBER_FORM) != 0 || field->many)
            continue;
        if (row->record->values[i])
            name_person(reading, field, row->record->values[i]);
        if (before && before->values[i])
            name_person(reading, field, before->values[i]);
    }
    add_line(reading, &line, NULL);
}

static bool read_versions(struct reading *reading, const struct get_request *request,
                          struct history_answer *history)
{
    if (!client_history(reading->client, request, reading->arena, history, reading->fault))
        return false;
    if (history->count > 0)
        reading->timeline->record = history->rows[0].record;
    return history->count > 0;
}

static bool is_making(const struct timeline_line *line)
{
    return line->kind == TIMELINE_CHANGE && !line->before;
}

static int line_compare(const void *a, const void *b)
{
    const struct timeline_line *one = a;
    const struct timeline_line *other = b;
    int order = date_compare(&one->day, &other->day);
    if (order == 0)
        order = is_making(other) - is_making(one);
    return order ? order : (one->order > other->order) - (one->order < other->order);
}

bool timeline_read(struct client *client, const struct get_request *request, struct arena *arena,
                   struct timeline *timeline, struct fault *fault)
{
    *timeline = (struct timeline){.arena = arena};
    struct reading reading = {client, timeline, arena, fault, NULL, 0, 0};
    struct history_answer history = {0};
    if (!read_versions(&reading, request, &history))
        return false;
    const struct record *record = timeline->record;
    if (strcmp(record->form->name, HOUSEHOLD_FORM) == 0) {
        const char *number = record_value(record, NUMBER_FIELD);
        if (!each(&reading, EVENT_FORM, NUMBER_FIELD, number, take_event) ||
            !each(&reading, RESIDENCE_FORM, NUMBER_FIELD, number, take_residence) ||
            !each(&reading, MEMBER_FORM, NUMBER_FIELD, number, take_member))
            return false;
        add_spans(&reading);
    } else if (!each(&reading, EVENT_FORM, record->form->name, key_of(record, arena), take_event)) {
        return false;
    }
    for (size_t i = history.count; i-- > 0;)
        add_version(&reading, &history.rows[i],
                    i + 1 < history.count ? history.rows[i + 1].record : NULL,
                    &history.rows[history.count - 1].note.day);
    if (timeline->count > 1)
        qsort(timeline->lines, timeline->count, sizeof *timeline->lines, line_compare);
    return true;
}

static const char *value_words(const struct timeline *timeline, const struct record *record,
                               const struct field *field, struct arena *arena)
{
    const char *value = record ? record->values[field->number] : NULL;
    for (const struct timeline_name *name = timeline->names; name && value; name = name->next)
        if (field->reference && name->person && strcmp(name->reference, value) == 0)
            return record_title(name->person, message_language(), arena);
    return record ? field_display(field, value, message_language(), arena) : "";
}

/* "Address: 1 → 2; Phone: 3" */
static const char *changes(const struct timeline *timeline, const struct timeline_line *line,
                           struct arena *arena)
{
    const struct form *form = line->record->form;
    const char *words = "";
    for (unsigned i = 0; i < form->field_count; i++) {
        const struct field *field = &form->fields[i];
        if (!field_type_kept(field->type) || (field->computed && field->many) ||
            !timeline_differs(line, i))
            continue;
        const char *before = value_words(timeline, line->before, field, arena);
        const char *after = value_words(timeline, line->record, field, arena);
        const char *change = arena_format(
            arena, "%s%s%s", before, line->before && *before ? " → " : "", *after ? after : "-");
        words = arena_format(
            arena, "%s%s%s", words, *words ? "; " : "",
            message_fill(arena, N_("{1}: {2}"), message_side(arena, field->label), change, NULL));
    }
    return words;
}

/* "Moved out → Guangzhou" */
static const char *event_words(const struct record *event, struct arena *arena)
{
    const struct field *kind = field_named(event->form, "kind");
    const char *words = kind ? record_display(event, kind, message_language(), arena) : "";
    const char *to = value_or(event, "to_place", "");
    const char *from = value_or(event, "from_place", "");
    return arena_format(arena, "%s%s%s%s%s", words, *from ? " ← " : "", from, *to ? " → " : "", to);
}

const char *timeline_what(const struct timeline *timeline, const struct timeline_line *line,
                          struct arena *arena)
{
    switch (line->kind) {
    case TIMELINE_CAME:
        return _("came to the household");
    case TIMELINE_WENT:
        return _("left the household");
    case TIMELINE_EVENT:
        return event_words(line->record, arena);
    case TIMELINE_CHANGE:
        break;
    }
    if (!line->before)
        return _("registered");
    if (line->record->removed != line->before->removed)
        return line->record->removed ? _("removed") : _("put back");
    return changes(timeline, line, arena);
}

const char *timeline_papers(const struct timeline_line *line, struct arena *arena)
{
    if (line->kind == TIMELINE_CHANGE)
        return line->by->reason ? line->by->reason : "";
    if (line->kind != TIMELINE_EVENT)
        return "";
    const char *document = value_or(line->record, "document", "");
    const char *number = value_or(line->record, "document_no", "");
    return arena_format(arena, "%s%s%s", document, *document && *number ? " " : "", number);
}

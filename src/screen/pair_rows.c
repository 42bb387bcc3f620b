#include "form/missing.h"
#include "screen/pair.h"
#include "screen/show.h"
#include "text/buffer.h"
#include "text/message.h"
#include "text/same.h"

enum { EXTRA_ROWS = 8, PAST_MOST = 3 };

const char *pair_key(const struct record *record, struct arena *arena)
{
    return arena_format(arena, "@%llu", (unsigned long long)record->number);
}

static struct pair_row *row_add(struct pair *pair, const char *label)
{
    struct pair_row *row = &pair->rows[pair->pick.count++];
    row->label = label;
    row->values[0] = row->values[1] = "";
    return row;
}

/* The side whose value is kept as long as nobody chooses: that of the one that stays, the other
 * where it has none; of several values those of both. */
static enum pair_choice usual(const struct pair *pair, const struct field *field)
{
    const char *own = missing_none(pair->sides[pair->stays]->values[field->number]);
    const char *other = missing_none(pair->sides[!pair->stays]->values[field->number]);
    if (field->many && own && other && !text_same(own, other))
        return PAIR_BOTH;
    return (own ? pair->stays : !pair->stays) ? PAIR_RIGHT : PAIR_LEFT;
}

static void add_fields(struct pair *pair)
{
    const struct form *form = pair->sides[0]->form;
    for (unsigned i = 0; i < form->field_count; i++) {
        const struct field *field = &form->fields[i];
        const char *left = pair->sides[0]->values[i];
        const char *right = pair->sides[1]->values[i];
        if (!left && !right)
            continue;
        struct pair_row *row = row_add(pair, show_label(pair->view.arena, field->label));
        for (int side = 0; side < 2; side++)
            row->values[side] =
                arena_copy(pair->view.arena, show_field(pair->view.screen, pair->sides[side], field,
                                                        pair->view.arena));
        row->field = field->computed ? NULL : field;
        row->differs = !text_same(left, right);
        row->choice = usual(pair, field);
    }
}

/* Whose household it is. */
static const char *head_of(struct pair *pair, const struct record *record)
{
    struct screen *screen = pair->view.screen;
    struct arena *arena = pair->view.arena;
    struct record *household = NULL, *head = NULL;
    const char *no = record_value(record, "household_no");
    struct get_request get = {.form = "household", .key = no};
    if (!no || !client_get(screen->client, &get, arena, &household, NULL))
        return "";
    struct get_request person = {.form = record->form->name,
                                 .key = record_value(household, "head")};
    if (!person.key || !client_get(screen->client, &person, arena, &head, NULL))
        return "";
    return show_title(screen, head, arena);
}

/* The residences that are over, newest last, in a line. */
static const char *past_of(struct pair *pair, const struct record *record)
{
    struct screen *screen = pair->view.screen;
    struct arena *arena = pair->view.arena;
    const struct form *form = form_named(client_forms(screen->client), "residence");
    const char *query =
        form && record->number ? related_query(form, "resident", record, arena) : NULL;
    struct list_answer answer = {0};
    struct list_request request = {
        .form = "residence", .query = query, .order = "", .limit = PAST_MOST};
    if (!query || !client_list(screen->client, &request, arena, &answer, NULL))
        return "";
    struct buffer words = {0};
    for (size_t i = 0; i < answer.count; i++) {
        const struct record *period = answer.rows[i].record;
        const char *parts[] = {record_value(period, "household_no"), record_value(period, "from"),
                               record_value(period, "to")};
        buffer_format(&words, "%s%s %s..%s", i ? "; " : "", parts[0] ? parts[0] : "",
                      parts[1] ? parts[1] : "", parts[2] ? parts[2] : "");
    }
    if (!answer.finished)
        buffer_add_text(&words, "; …");
    const char *text = arena_copy(arena, buffer_text(&words));
    buffer_free(&words);
    return text;
}

static const char *changed_of(struct pair *pair, const struct record *record)
{
    struct arena *arena = pair->view.arena;
    struct history_answer answer = {0};
    struct get_request request = {.form = record->form->name, .number = record->number};
    if (!record->number ||
        !client_history(pair->view.screen->client, &request, arena, &answer, NULL) ||
        answer.count == 0)
        return "";
    const struct change_note *note = &answer.rows[0].note;
    return arena_format(arena, "%s %s", show_time(arena, note->time), note->author);
}

static const char *number_of(struct pair *pair, const struct record *record)
{
    return record->number ? pair_key(record, pair->view.arena) : "";
}

/* What is no field of theirs and tells them apart. */
static const struct extra {
    const char *label; /* message id */
    const char *(*of)(struct pair *pair, const struct record *record);
    bool first; /* before the fields */
} extras[] = {
    {N_("Record"), number_of, true},
    {N_("Head of household"), head_of, false},
    {N_("Lived before"), past_of, false},
    {N_("Last change"), changed_of, false},
};

static void add_extras(struct pair *pair, bool first)
{
    for (size_t i = 0; i < sizeof extras / sizeof extras[0]; i++) {
        if (extras[i].first != first)
            continue;
        struct pair_row row = {.label = _(extras[i].label)};
        for (int side = 0; side < 2; side++)
            row.values[side] = extras[i].of(pair, pair->sides[side]);
        row.differs = !first && !text_same(row.values[0], row.values[1]);
        if (*row.values[0] || *row.values[1])
            pair->rows[pair->pick.count++] = row;
    }
}

void pair_rows(struct pair *pair)
{
    const struct form *form = pair->sides[0]->form;
    size_t chosen = pair->pick.chosen;
    pair->rows = arena_array(pair->view.arena, form->field_count + EXTRA_ROWS, sizeof *pair->rows);
    pair->pick.count = 0;
    add_extras(pair, true);
    add_fields(pair);
    add_extras(pair, false);
    pair->pick.chosen = chosen < pair->pick.count ? chosen : 0;
}

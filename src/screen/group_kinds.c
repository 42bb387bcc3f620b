#include "screen/group_kinds.h"

#include <stdlib.h>
#include <string.h>
#include "client/members.h"
#include "screen/open.h"
#include "text/message.h"

static bool counts_always(const struct record *member)
{
    (void)member;
    return true;
}

static int text_order(const char *a, const char *b)
{
    a = a ? a : "";
    b = b ? b : "";
    size_t one = strlen(a), other = strlen(b);
    return one != other ? (one > other) - (one < other) : strcmp(a, b);
}

static int room_order(const void *a, const void *b)
{
    const struct record *one = *(struct record *const *)a;
    const struct record *other = *(struct record *const *)b;
    int order = text_order(record_value(one, "unit"), record_value(other, "unit"));
    return order ? order : text_order(record_value(one, "room"), record_value(other, "room"));
}

/* Entrance by entrance, storey by storey. */
static void rooms_sort(struct record **rooms, size_t count)
{
    if (count > 1)
        qsort(rooms, count, sizeof *rooms, room_order);
}

static void entered(struct record **members, size_t count)
{
    (void)members;
    (void)count;
}

static const struct group_kind kinds[] = {
    {.place = GROUP_HOUSEHOLD,
     .form = HOUSEHOLD_FORM,
     .members = MEMBER_FORM,
     .field = NUMBER_FIELD,
     .omit = "home",
     .shared = {{NUMBER_FIELD, NUMBER_FIELD}, {"address", "address"}, {"grid", "grid"}},
     .extra = {{RELATION_FIELD, 10}},
     .sort = members_sort,
     .counts = member_registered,
     .count = N_("members: {1}"),
     .nobody = N_("Nobody lives here yet: n adds a member.")},
    {.place = GROUP_ROOM,
     .form = "room",
     .members = HOUSEHOLD_FORM,
     .field = "home",
     .shared = {{"building", "building"},
                {"unit", "unit"},
                {"room", "room"},
                {"grid", "grid"},
                {"address", "address"}},
     .extra = {{"head", 18}, {"tenure", 14}},
     .sort = entered,
     .counts = member_registered,
     .people = true,
     .count = N_("households: {1}, people: {2}"),
     .nobody = N_("No household lives here: n adds one.")},
    {.place = GROUP_BUILDING,
     .form = "building",
     .members = "room",
     .field = "building",
     .shared = {{"number", "building"}, {"grid", "grid"}},
     .sort = rooms_sort,
     .counts = counts_always,
     .count = N_("rooms: {1}"),
     .nobody = N_("No rooms yet: n adds one.")},
};

const struct group_kind *group_kind_of(const struct form *form)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i].form, form->name) == 0)
            return &kinds[i];
    return NULL;
}

bool group_shows(const struct form *form)
{
    return group_kind_of(form) != NULL;
}

void group_share(const struct record *record, struct record *member, struct arena *arena)
{
    const struct group_kind *kind = group_kind_of(record->form);
    for (size_t i = 0; i < SHARED_MOST && kind->shared[i].from; i++) {
        const struct field *field = field_named(member->form, kind->shared[i].to);
        const char *value = record_value(record, kind->shared[i].from);
        if (field && value && !member->values[field->number])
            record_put(member, field, arena_copy(arena, value));
    }
}

static bool is_shared(const struct group_kind *kind, const char *field)
{
    bool shared = strcmp(field, kind->field) == 0;
    for (size_t i = 0; i < SHARED_MOST && kind->shared[i].to; i++)
        shared = shared || strcmp(field, kind->shared[i].to) == 0;
    for (size_t i = 0; i < EXTRA_MOST && kind->extra[i].field; i++)
        shared = shared || strcmp(field, kind->extra[i].field) == 0;
    return shared;
}

size_t group_columns(const struct group_kind *kind, const struct form *form, bool gone,
                     struct list_column columns[ROWS_COLUMNS_MOST])
{
    enum { STATUS_COLUMNS = 8 };
    const struct field *status = field_named(form, STATUS_FIELD);
    size_t count = 0;
    for (unsigned i = 0; i < form->column_count && count + EXTRA_MOST + 2 < ROWS_COLUMNS_MOST;
         i++) {
        const struct field *field = form->columns[i].field;
        if (is_shared(kind, field->name) || field == status)
            continue;
        columns[count++] = form->columns[i];
        for (size_t j = 0; i == 0 && j < EXTRA_MOST && kind->extra[j].field; j++) {
            const struct field *extra = field_named(form, kind->extra[j].field);
            if (extra)
                columns[count++] = (struct list_column){extra, kind->extra[j].width};
        }
        if (i == 0 && status && gone)
            columns[count++] = (struct list_column){status, STATUS_COLUMNS};
    }
    if (status && !gone)
        columns[count++] = (struct list_column){status, STATUS_COLUMNS};
    return count;
}

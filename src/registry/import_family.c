#include <string.h>
#include "registry/household.h"
#include "registry/import_writing.h"

/* Rules between the members of a household (registry/consistency.h) put to the rows of an import.
 * Of a household that is in the store already, the head is at hand; all its members are read only
 * for a husband or wife, of whom there must be one, and not where the household came by this
 * import, which remembers them. What this misses `verify` tells. */

enum { MEMBERS_MOST = 500 };

void relatives_add(struct writing *writing, struct home *home, const struct record *record,
                   struct import_row *row)
{
    struct relatives *relatives = &home->relatives;
    if (relatives->count + 1 >= relatives->capacity) { /* with room for one that is looked at */
        size_t capacity = relatives->capacity ? relatives->capacity * 2 : 8;
        struct member *persons = arena_array(writing->arena, capacity, sizeof *persons);
        struct import_row **rows = arena_array(writing->arena, capacity, sizeof *rows);
        if (relatives->count > 0) {
            memcpy(persons, relatives->persons, relatives->count * sizeof *persons);
            memcpy(rows, relatives->rows, relatives->count * sizeof *rows);
        }
        relatives->persons = persons;
        relatives->rows = rows;
        relatives->capacity = capacity;
    }
    relatives->persons[relatives->count] = member_of(&writing->registry->trade, record);
    relatives->rows[relatives->count++] = row;
}

static bool known(const struct home *home, uint64_t number)
{
    for (size_t i = 0; i < home->relatives.count; i++)
        if (home->relatives.persons[i].record->number == number)
            return true;
    return false;
}

/* Reads the members that are in the store. */
static bool read_all(struct writing *writing, struct home *home)
{
    const struct registry *registry = writing->registry;
    const struct trade *trade = &registry->trade;
    struct numbers numbers = {0};
    home->relatives.all = true;
    if (home->number == 0)
        return true;
    enum store_result result =
        lookup_all(writing->transaction, registry, trade->resident.household_no,
                   trade->resident.form, home->no, MEMBERS_MOST, writing->arena, &numbers);
    for (size_t i = 0; i < numbers.count && result != STORE_FAILED; i++) {
        struct record *member = NULL;
        if (known(home, numbers.items[i]))
            continue;
        result = record_load(writing->transaction, registry, trade->resident.form, numbers.items[i],
                             writing->arena, &member, writing->fault);
        if (result == STORE_OK && resident_present(trade, member))
            relatives_add(writing, home, member, NULL);
    }
    if (result == STORE_FAILED)
        writing->failed = true;
    return !writing->failed;
}

/* Whether the husband or wife of the head would be known: everybody came by this import. */
static bool is_own(const struct writing *writing, const struct home *home)
{
    const struct import *import = writing->import;
    return home->old && home->old->batch > 0 && home->old->batch == import->state.batch &&
           home->old->change != writing->change && !import->resumed;
}

struct taking {
    struct writing *writing;
    struct import_row *row;
    const struct home *home;
    bool refused;
};

static void take(void *context, const struct finding *finding)
{
    struct taking *taking = context;
    const struct relatives *relatives = &taking->home->relatives;
    struct import_row *row = taking->row;
    if (finding->rule->hard)
        taking->refused = true;
    for (size_t i = 0; i < relatives->count && !finding->rule->hard; i++)
        if (relatives->persons[i].record == finding->subject && relatives->rows[i])
            row = relatives->rows[i];
    struct fault fault = finding_fault(finding, row->record, taking->writing->arena);
    writing_fault(taking->writing, row, &fault);
}

bool relatives_take(struct writing *writing, struct import_row *row, struct home *home)
{
    const struct trade *trade = &writing->registry->trade;
    struct relatives *relatives = &home->relatives;
    if (home->record && household_collective(home->record))
        return true;
    struct member person = member_of(trade, row->record);
    if (person.kind == RELATION_SPOUSE && !relatives->all && !is_own(writing, home) &&
        !read_all(writing, home))
        return false;
    struct family family = {.no = home->no, .household = home->record};
    /* The row stands behind the others while it is looked at. */
    relatives_add(writing, home, row->record, row);
    relatives->count--;
    family.persons = relatives->persons;
    family.count = relatives->count + 1;
    family_order(&family);
    struct taking taking = {writing, row, home, false};
    struct judging judging = {
        .trade = trade,
        .limits = &writing->registry->settings.limits,
        .today = &writing->import->today,
        .arena = writing->arena,
        .family = &family,
        .found = take,
        .context = &taking,
    };
    consistency_family(&judging, &family.persons[relatives->count]);
    return !taking.refused;
}

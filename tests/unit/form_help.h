#ifndef FORM_HELP_H
#define FORM_HELP_H

/* What tests of src/form/ share: our own forms loaded once, a day that stands still. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include "form/check.h"
#include "form/query.h"
#include "form/record.h"
#include "text/identity.h"
#include "text/message.h"

static const struct date today = {2026, 11, 23};

struct world {
    struct arena *arena;
    struct form_set *set;
    const struct form *resident, *household, *archive, *grid;
};

static inline void print_faults(struct arena *arena, const struct faults *faults)
{
    for (size_t i = 0; i < faults->count; i++)
        print_message("%s: %s\n", faults->items[i].field ? faults->items[i].field : "-",
                      message_fault(arena, &faults->items[i]));
}

/* The numbers that a registry's catalogue would give. */
static inline void set_tags(struct form_set *set)
{
    for (unsigned i = 0; i < set->count; i++) {
        set->forms[i]->type = (uint16_t)(i + 1);
        for (unsigned j = 0; j < set->forms[i]->field_count; j++)
            set->forms[i]->fields[j].tag = (uint16_t)(j + 1);
    }
}

static inline int world_make(void **state)
{
    static struct world world;
    struct faults faults = {0};
    world.arena = arena_new();
    world.set = form_set_load("forms", NULL, world.arena, &faults);
    print_faults(world.arena, &faults);
    if (faults.count)
        return -1;
    set_tags(world.set);
    world.resident = form_named(world.set, "resident");
    world.household = form_named(world.set, "household");
    world.archive = form_named(world.set, "archive");
    world.grid = form_named(world.set, "grid");
    *state = &world;
    return 0;
}

static inline int world_end(void **state)
{
    struct world *world = *state;
    form_set_free(world->set);
    arena_free(world->arena);
    return 0;
}

static inline const struct field *field_of(const struct form *form, const char *name)
{
    const struct field *field = field_named(form, name);
    assert_non_null(field);
    return field;
}

/* A citizen number of 17 digits with its check character. */
static inline const char *citizen(struct arena *arena, const char *digits17)
{
    return arena_format(arena, "%s%c", digits17, identity_check(digits17));
}

#endif

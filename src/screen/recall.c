#include "screen/view.h"

#include <stdlib.h>
#include <string.h>

struct recall {
    struct recall *next;
    struct arena *arena;
    const struct record *record;
};

void recall_keep(struct screen *screen, const struct record *record)
{
    struct recall *recall = screen->recall;
    while (recall && strcmp(recall->record->form->name, record->form->name) != 0)
        recall = recall->next;
    if (!recall) {
        recall = memory_alloc(sizeof *recall);
        recall->next = screen->recall;
        screen->recall = recall;
    }
    struct arena *arena = arena_new();
    recall->record = record_copy(record, arena);
    arena_free(recall->arena);
    recall->arena = arena;
}

const struct record *recall_last(const struct screen *screen, const struct form *form)
{
    for (const struct recall *recall = screen->recall; recall; recall = recall->next)
        if (recall->record->form == form)
            return recall->record;
    return NULL;
}

void recall_free(struct screen *screen)
{
    while (screen->recall) {
        struct recall *next = screen->recall->next;
        arena_free(screen->recall->arena);
        free(screen->recall);
        screen->recall = next;
    }
}

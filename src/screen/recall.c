#include "screen/view.h"

#include <stdlib.h>
#include <string.h>

struct recall {
    struct recall *next;
    char *form; /* its name: forms may be read anew */
    struct arena *arena;
    const struct record *record; /* the last one, or NULL */
    uint64_t batch;              /* 0: none yet */
};

static struct recall *recall_of(const struct screen *screen, const struct form *form)
{
    struct recall *recall = screen->recall;
    while (recall && strcmp(recall->form, form->name) != 0)
        recall = recall->next;
    return recall;
}

static struct recall *recall_make(struct screen *screen, const struct form *form)
{
    struct recall *recall = recall_of(screen, form);
    if (recall)
        return recall;
    recall = memory_alloc(sizeof *recall);
    recall->form = memory_copy(form->name);
    recall->next = screen->recall;
    screen->recall = recall;
    return recall;
}

uint64_t recall_batch(const struct screen *screen, const struct form *form)
{
    const struct recall *recall = recall_of(screen, form);
    return recall && recall->batch > 0 ? recall->batch : SAVE_BATCH_NEW;
}

void recall_keep_batch(struct screen *screen, const struct form *form, uint64_t batch)
{
    recall_make(screen, form)->batch = batch;
}

void recall_keep(struct screen *screen, const struct record *record)
{
    struct recall *recall = recall_make(screen, record->form);
    struct arena *arena = arena_new();
    recall->record = record_copy(record, arena);
    arena_free(recall->arena);
    recall->arena = arena;
}

const struct record *recall_last(const struct screen *screen, const struct form *form)
{
    const struct recall *recall = recall_of(screen, form);
    return recall && recall->record && recall->record->form == form ? recall->record : NULL;
}

void recall_free(struct screen *screen)
{
    while (screen->recall) {
        struct recall *next = screen->recall->next;
        arena_free(screen->recall->arena);
        free(screen->recall->form);
        free(screen->recall);
        screen->recall = next;
    }
}

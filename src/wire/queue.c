#include "wire/queue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void queue_start(struct queue *queue)
{
    *queue = (struct queue){0};
    pthread_mutex_init(&queue->lock, NULL);
}

void queue_end(struct queue *queue)
{
    pthread_mutex_destroy(&queue->lock);
    free(queue->items);
}

/* Whether what is waiting already says as much. */
static bool said(const struct queue *queue, const struct announcement *announcement)
{
    for (size_t i = 0; i < queue->count; i++)
        if (queue->items[i].many && strcmp(queue->items[i].form, announcement->form) == 0)
            return true;
    return false;
}

/* Of each form one announcement stays, which says "many". */
static void condense(struct queue *queue)
{
    size_t kept = 0;
    for (size_t i = 0; i < queue->count; i++) {
        size_t same = 0;
        while (same < kept && strcmp(queue->items[same].form, queue->items[i].form) != 0)
            same++;
        if (same < kept)
            continue;
        queue->items[kept] = queue->items[i];
        queue->items[kept].many = true;
        queue->items[kept].number = 0;
        queue->items[kept++].version = 0;
    }
    queue->count = kept;
}

static void append(struct queue *queue, const struct announcement *announcement)
{
    if (queue->count == queue->capacity) {
        queue->capacity = queue->capacity ? queue->capacity * 2 : 8;
        queue->items = memory_resize(queue->items, queue->capacity * sizeof(struct announced));
    }
    struct announced *item = &queue->items[queue->count++];
    *item = (struct announced){.form = announcement->form,
                               .number = announcement->number,
                               .version = announcement->version,
                               .many = announcement->many};
    snprintf(item->author, sizeof item->author, "%s",
             announcement->author ? announcement->author : "");
}

bool queue_add(struct queue *queue, const struct announcement *announcement)
{
    pthread_mutex_lock(&queue->lock);
    bool empty = queue->count == 0;
    if (!said(queue, announcement)) {
        if (queue->count == QUEUE_MOST)
            condense(queue);
        if (!said(queue, announcement) && queue->count < QUEUE_MOST)
            append(queue, announcement);
    }
    pthread_mutex_unlock(&queue->lock);
    return empty;
}

bool queue_next(struct queue *queue, struct arena *arena, struct announcement *announcement)
{
    pthread_mutex_lock(&queue->lock);
    bool any = queue->count > 0;
    if (any) {
        const struct announced *item = &queue->items[0];
        *announcement = (struct announcement){.form = item->form,
                                              .number = item->number,
                                              .version = item->version,
                                              .many = item->many,
                                              .author = arena_copy(arena, item->author)};
        queue->count--;
        memmove(queue->items, queue->items + 1, queue->count * sizeof *queue->items);
    }
    pthread_mutex_unlock(&queue->lock);
    return any;
}

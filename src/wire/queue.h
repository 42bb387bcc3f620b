#ifndef WIRE_QUEUE_H
#define WIRE_QUEUE_H

/* Announcements that wait to be told: in the keeper to a session, in a client to its screen. Any
 * thread adds. Never more than QUEUE_MOST: then one for each form says "many". */

#include <pthread.h>
#include "registry/service.h"

enum { QUEUE_MOST = 256 };

struct announced {
    const char *form; /* borrowed: the name in a form set that outlives the queue */
    uint64_t number;
    uint32_t version;
    bool many;
    char author[64];
};

struct queue {
    pthread_mutex_t lock;
    struct announced *items;
    size_t count, capacity;
};

void queue_start(struct queue *queue);
void queue_end(struct queue *queue);
/* True when the queue was empty: its session needs to be woken. */
bool queue_add(struct queue *queue, const struct announcement *announcement);
/* Takes the first, its texts copied into arena; false when there is none. */
bool queue_next(struct queue *queue, struct arena *arena, struct announcement *announcement);

#endif

#ifndef STORE_TURN_H
#define STORE_TURN_H

/* A lock that is given in the order of asking: an import that asks again at once after each of its
 * transactions must not keep a clerk's save waiting. */

#include <pthread.h>
#include <stdint.h>

struct turn {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    uint64_t next, served;
};

void turn_init(struct turn *turn);
void turn_destroy(struct turn *turn);
void turn_take(struct turn *turn);
void turn_give(struct turn *turn);

#endif

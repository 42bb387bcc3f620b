#include "store/turn.h"

void turn_init(struct turn *turn)
{
    pthread_mutex_init(&turn->lock, NULL);
    pthread_cond_init(&turn->changed, NULL);
    turn->next = turn->served = 0;
}

void turn_destroy(struct turn *turn)
{
    pthread_cond_destroy(&turn->changed);
    pthread_mutex_destroy(&turn->lock);
}

void turn_take(struct turn *turn)
{
    pthread_mutex_lock(&turn->lock);
    uint64_t own = turn->next++;
    while (turn->served != own)
        pthread_cond_wait(&turn->changed, &turn->lock);
    pthread_mutex_unlock(&turn->lock);
}

void turn_give(struct turn *turn)
{
    pthread_mutex_lock(&turn->lock);
    turn->served++;
    pthread_cond_broadcast(&turn->changed);
    pthread_mutex_unlock(&turn->lock);
}

#ifndef KEEPER_INSIDE_H
#define KEEPER_INSIDE_H

/* What the threads of a keeper share. The door (the thread of keeper_run) lets sessions in; the
 * steward opens and closes the registry and writes checkpoints; each session has its own thread. */

#include <pthread.h>
#include <stdatomic.h>
#include "keeper/keeper.h"
#include "keeper/rights.h"
#include "registry/registry.h"
#include "wire/channel.h"
#include "wire/queue.h"

enum keeper_state {
    KEEPER_OPENING, /* the registry is being opened: sessions wait */
    KEEPER_SERVING,
    KEEPER_RESTARTING, /* the forms changed: sessions end, then it is opened again */
    KEEPER_ENDING,
    KEEPER_FAILED, /* it could not be opened, or the store is broken: fault says why */
};

struct keeper {
    struct keeper_options options; /* with every default filled in */
    pthread_mutex_t lock;          /* guards what follows */
    pthread_cond_t changed;        /* state, attached or session_count is another */
    _Atomic(enum keeper_state) state;
    atomic_bool wrote;         /* something, since the last checkpoint */
    struct registry *registry; /* stays while a session is attached */
    unsigned attached;         /* sessions that use the registry */
    struct session *sessions;
    unsigned session_count;
    uint64_t last_session;
    struct progress opening;
    bool failure_told;   /* a client has heard why */
    int64_t quiet_since; /* when the last session ended (channel_clock) */
    int wake;            /* an eventfd: the door looks at the state again */
    struct arena *arena; /* of fault */
    struct fault fault;
};

/* Changes the state, unless it ends already, and wakes everybody. */
void keeper_become(struct keeper *keeper, enum keeper_state state);
/* From SERVING to RESTARTING; nothing in any other state. */
void keeper_restart(struct keeper *keeper);
/* KEEPER_FAILED; the fault is copied. */
void keeper_fail(struct keeper *keeper, const struct fault *fault);
/* Waits, with the lock held, until something changes or the time is over. */
void keeper_wait(struct keeper *keeper, unsigned milliseconds);

/* Steward: runs until the keeper ends and the registry is closed. */
void *steward_run(void *keeper);

struct session {
    struct session *next;
    struct keeper *keeper;
    struct channel channel;
    int wake; /* an eventfd: announcements wait, or the state is another */
    uint64_t number;
    struct peer peer;
    enum role role;
    bool watch;
    bool attached;
    struct queue queue;
    struct arena *arena; /* of the request */

    struct import *import; /* NULL: none is going on */
    uint64_t import_batch;
    size_t import_fields;
    bool imported; /* the memory that took is given back at the end */

    uint64_t running; /* id and verb of the request being worked on */
    enum verb_number running_verb;
    int64_t told;   /* when progress was last sent */
    bool stopped;   /* the client does not want it any more */
    bool gone;      /* the client has gone */
    bool end_asked; /* the client wants the keeper to end */
};

/* Starts the thread of a session for a connected socket, or refuses it with a fault. */
void session_admit(struct keeper *keeper, int socket);
void session_wake(struct session *session);
/* Writes everything that is to go out; false when the client has gone or does not read. */
bool session_send(struct session *session);
/* A service_progress for the running request. */
bool session_progress(void *session, uint64_t done, uint64_t total);

/* Does what a message asks and adds the answer to what goes out; false ends the session. */
bool work_do(struct session *session, struct message *message);

#endif

#ifndef CLIENT_INSIDE_H
#define CLIENT_INSIDE_H

#include "client/client.h"
#include "wire/channel.h"
#include "wire/queue.h"

enum { IMPORT_AHEAD = 4 };

/* Form sets, the newest first: records of an older one may still be in use. */
struct forms_kept {
    struct form_set *set;
    struct forms_kept *older;
};

struct client {
    const char *directory;
    const char *kind;
    bool watch;
    int64_t patience; /* milliseconds */
    struct arena *arena;
    struct forms_kept *forms;
    struct channel channel;
    uint64_t last_id;
    bool met;       /* there was a session before: announcements may have been missed */
    int64_t looked; /* when a lost keeper was last looked for */
    struct queue queue;

    size_t import_fields;
    uint64_t import_ids[IMPORT_AHEAD];
    unsigned import_waiting;
};

/* What a request may bring beside its answer. */
struct asking {
    service_progress *progress; /* or NULL */
    void (*report)(void *context, const struct fault *fault);
    void *context;
    bool brief; /* the time is over after silence, whatever comes meanwhile */
};

/* A session with the keeper: connects, starts one (unless only is set) where there is none, says
 * hello, and takes newer forms from the disk where the keeper has them. */
bool session_begin(struct client *client, bool only, struct arena *arena, struct fault *fault);
/* The session is lost: answers of an import will not come. */
void session_lose(struct client *client);

enum reply {
    REPLY_ANSWER,
    REPLY_FAULT, /* the keeper refused: fault says why */
    REPLY_LOST,  /* no keeper any more; fault is not set */
};
/* Waits for the answer to id. silence: milliseconds without a sign of life. */
enum reply reply_wait(struct client *client, uint64_t id, enum verb_number verb,
                      const struct asking *asking, int64_t silence, struct arena *arena,
                      void *answer, struct fault *fault);
/* Puts an announcement that came into the queue. */
void announcement_take(struct client *client, struct message *message, struct arena *arena);
/* Sends what is to go out, taking in what comes meanwhile; false when the keeper is lost. */
bool reply_flush(struct client *client);

#endif

#ifndef WIRE_CHANNEL_H
#define WIRE_CHANNEL_H

/* Messages over a socket: each is a length of four bytes, big-endian, and so many bytes of CBOR, an
 * array [kind, id, verb, body]. Nothing here waits: the owner polls. Memory grows with the bytes
 * that came, not with the length that was announced. */

#include "wire/verb.h"

enum { MESSAGE_MOST = 8 * 1024 * 1024 };

enum message_kind {
    MESSAGE_ASK,      /* client: verb, the shape it asks with */
    MESSAGE_ANSWER,   /* keeper: same id and verb, the shape it answers with */
    MESSAGE_FAULT,    /* keeper, instead of an answer; id 0: the whole session is refused */
    MESSAGE_PROGRESS, /* keeper, before the answer */
    MESSAGE_REPORT,   /* keeper, before the answer of verify: a fault that was found */
    MESSAGE_ANNOUNCE, /* keeper, at any time; id 0 */
    MESSAGE_STOP,     /* client: the request of this id is not wanted any more; it is answered all
                         the same */
    MESSAGE_KINDS
};

struct message {
    enum message_kind kind;
    uint64_t id;
    enum verb_number verb;
    struct unpack body; /* borrowed from the channel until the next channel_fill or channel_next */
};

struct channel {
    int socket; /* not blocking; -1: closed */
    struct buffer in;
    size_t in_taken;
    struct buffer out;
    size_t out_sent;
};

enum channel_result {
    CHANNEL_OK,
    CHANNEL_WAIT,    /* nothing more for now */
    CHANNEL_GONE,    /* the other side closed, or the socket failed */
    CHANNEL_GARBLED, /* what came is no message; the session is over */
};

/* Takes the descriptor over and makes it not blocking and close-on-exec. */
void channel_start(struct channel *channel, int descriptor);
void channel_close(struct channel *channel);

/* Reads what is there. OK when something came. */
enum channel_result channel_fill(struct channel *channel);
/* The next whole message of at most so many bytes, from what was read. */
enum channel_result channel_next(struct channel *channel, size_t most, struct message *message);
/* The same, but the message stays the next. */
enum channel_result channel_peek(struct channel *channel, size_t most, struct message *message);
/* Whether part of a message has come. */
bool channel_half(const struct channel *channel);

/* Adds a message to what goes out; shape may be NULL for no body. False, with nothing added, when a
 * record is of a form the set lacks or the message is longer than MESSAGE_MOST. */
bool channel_add(struct channel *channel, enum message_kind kind, uint64_t id,
                 enum verb_number verb, const struct shape *shape, const void *body,
                 const struct form_set *forms);
/* Writes what can be written: OK when all is out. Never raises SIGPIPE. */
enum channel_result channel_flush(struct channel *channel);
bool channel_unsent(const struct channel *channel);

/* Unpacks the body strictly: true when it is of this shape and nothing follows. */
bool message_body(struct message *message, const struct shape *shape, const struct form_set *forms,
                  struct arena *arena, void *into);

/* Gives back memory above keep bytes where a buffer is empty. */
void channel_trim(struct channel *channel, size_t keep);

/* Milliseconds of a clock that is never set. */
int64_t channel_clock(void);

#endif

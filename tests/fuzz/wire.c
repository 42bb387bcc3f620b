/* What a keeper and a client may be sent. The first byte chooses a verb, the second what the rest
 * is: bytes of a connection, or the body of a request, an answer or a message nobody asked for. */

#include "fuzz_form.h"
#include "wire/channel.h"
#include "wire/queue.h"

enum { SIZE_MOST = 2000, MESSAGES_MOST = 60 };

/* A body that is understood says the same once it is packed and unpacked again. */
static void check_body(struct unpack body, const struct shape *shape, const struct form_set *forms,
                       struct arena *arena)
{
    struct message message = {.body = body}, again = {.body = {.length = 0}};
    void *into = shape ? arena_alloc(arena, shape->size) : NULL;
    void *second = shape ? arena_alloc(arena, shape->size) : NULL;
    bool understood = message_body(&message, shape, forms, arena, into);
    HOLDS(!understood || unpack_done(&message.body));
    if (!shape || !understood)
        return;
    struct buffer out = {0}, more = {0};
    HOLDS(shape_pack(shape, into, forms, &out));
    again.body = unpack_start(out.data, out.length);
    HOLDS(message_body(&again, shape, forms, arena, second));
    HOLDS(shape_pack(shape, second, forms, &more));
    HOLDS(more.length == out.length && memcmp(more.data, out.data, out.length) == 0);
    buffer_free(&out);
    buffer_free(&more);
}

static void check_message(const struct message *message, const struct form_set *forms,
                          struct arena *arena)
{
    const struct verb *verb = verb_of(message->verb);
    HOLDS(verb && message->kind < MESSAGE_KINDS);
    const struct shape *const shapes[MESSAGE_KINDS] = {
        [MESSAGE_ASK] = verb->asks,      [MESSAGE_ANSWER] = verb->answers,
        [MESSAGE_FAULT] = &shape_fault,  [MESSAGE_PROGRESS] = &shape_progress,
        [MESSAGE_REPORT] = &shape_fault, [MESSAGE_ANNOUNCE] = &shape_announcement,
    };
    check_body(message->body, shapes[message->kind], forms, arena);
}

/* Everything that came is one whole message after another, until one is cut off or none. */
static void run_connection(struct feed feed, size_t most, const struct form_set *forms,
                           struct arena *arena)
{
    struct channel channel = {.socket = -1};
    buffer_add(&channel.in, feed.data, feed.size);
    enum channel_result result = CHANNEL_OK;
    for (int count = 0; count < MESSAGES_MOST && result == CHANNEL_OK; count++) {
        struct message message = {0}, peeked = {0};
        size_t before = channel.in_taken;
        result = channel_peek(&channel, most, &peeked);
        HOLDS(channel.in_taken == before);
        HOLDS(channel_next(&channel, most, &message) == result);
        if (result != CHANNEL_OK)
            break;
        HOLDS(channel.in_taken > before && channel.in_taken <= channel.in.length);
        HOLDS(channel.in_taken - before <= most + 4 && peeked.id == message.id);
        check_message(&message, forms, arena);
    }
    HOLDS(result != CHANNEL_GONE);
    channel_trim(&channel, 0);
    channel_close(&channel);
}

/* A body in a message of its own: what is added is what comes out. */
static void run_body(struct feed feed, unsigned verb_number, enum message_kind kind,
                     const struct form_set *forms, struct arena *arena)
{
    struct message message = {
        .kind = kind,
        .verb = (enum verb_number)verb_number,
        .body = unpack_start(feed.data, feed.size),
    };
    check_message(&message, forms, arena);
    struct announcement announcement = {0};
    if (kind != MESSAGE_ANNOUNCE ||
        !message_body(&message, &shape_announcement, forms, arena, &announcement))
        return;
    struct channel channel = {.socket = -1}, other = channel;
    HOLDS(channel_add(&channel, kind, 0, message.verb, &shape_announcement, &announcement, forms));
    buffer_add(&other.in, channel.out.data, channel.out.length);
    struct announcement same;
    HOLDS(channel_next(&other, MESSAGE_MOST, &message) == CHANNEL_OK && !channel_half(&other));
    HOLDS(message_body(&message, &shape_announcement, forms, arena, &same));
    HOLDS(same.number == announcement.number && same.version == announcement.version &&
          same.many == announcement.many && !same.form == !announcement.form);
    channel_close(&channel);
    channel_close(&other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct form_set *forms = fuzz_forms();
    struct feed feed = feed_start(data, size, SIZE_MOST);
    unsigned verb = feed_choice(&feed, VERB_NUMBERS);
    unsigned kind = feed_choice(&feed, MESSAGE_KINDS + 1);
    struct arena *arena = arena_new();
    HOLDS(!verb_of(VERB_NUMBERS) && *verb_of(verb)->name);
    if (kind == MESSAGE_KINDS)
        run_connection(feed, verb % 2 ? MESSAGE_MOST : 500, forms, arena);
    else
        run_body(feed, verb, (enum message_kind)kind, forms, arena);
    arena_free(arena);
    return 0;
}

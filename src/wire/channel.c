#include "wire/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { HEAD = 4, MESSAGE_MEMBERS = 4, READ_LEAST = 4 * 1024, READ_MOST = 256 * 1024 };

void channel_start(struct channel *channel, int descriptor)
{
    *channel = (struct channel){.socket = descriptor};
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    int flags = fcntl(descriptor, F_GETFL);
    fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
}

void channel_close(struct channel *channel)
{
    if (channel->socket >= 0)
        close(channel->socket);
    buffer_free(&channel->in);
    buffer_free(&channel->out);
    *channel = (struct channel){.socket = -1};
}

enum channel_result channel_fill(struct channel *channel)
{
    if (channel->socket < 0)
        return CHANNEL_GONE;
    if (channel->in_taken) {
        buffer_drop(&channel->in, channel->in_taken);
        channel->in_taken = 0;
    }
    size_t room = channel->in.length;
    if (room < READ_LEAST)
        room = READ_LEAST;
    if (room > READ_MOST)
        room = READ_MOST;
    buffer_reserve(&channel->in, room);
    room = channel->in.capacity - channel->in.length - 1;
    for (;;) {
        ssize_t got = recv(channel->socket, channel->in.data + channel->in.length, room, 0);
        if (got > 0) {
            channel->in.length += (size_t)got;
            channel->in.data[channel->in.length] = '\0';
            return CHANNEL_OK;
        }
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return CHANNEL_WAIT;
        return CHANNEL_GONE;
    }
}

static bool message_read(const void *bytes, size_t length, struct message *message)
{
    struct unpack in = unpack_start(bytes, length);
    if (unpack_array(&in) != MESSAGE_MEMBERS)
        return false;
    int64_t kind = unpack_number(&in);
    int64_t id = unpack_number(&in);
    int64_t verb = unpack_number(&in);
    if (in.failed || kind < 0 || kind >= MESSAGE_KINDS || id < 0 || verb < 0 ||
        verb >= VERB_NUMBERS)
        return false;
    *message = (struct message){.kind = (enum message_kind)kind,
                                .id = (uint64_t)id,
                                .verb = (enum verb_number)verb,
                                .body = in};
    return true;
}

/* The message at the front, and how many bytes it takes. */
static enum channel_result message_front(struct channel *channel, size_t most,
                                         struct message *message, size_t *whole)
{
    size_t left = channel->in.length - channel->in_taken;
    if (left < HEAD)
        return CHANNEL_WAIT;
    const unsigned char *front = (unsigned char *)channel->in.data + channel->in_taken;
    size_t length =
        (size_t)front[0] << 24 | (size_t)front[1] << 16 | (size_t)front[2] << 8 | (size_t)front[3];
    if (length == 0 || length > most)
        return CHANNEL_GARBLED;
    if (left < HEAD + length)
        return CHANNEL_WAIT;
    *whole = HEAD + length;
    return message_read(front + HEAD, length, message) ? CHANNEL_OK : CHANNEL_GARBLED;
}

enum channel_result channel_next(struct channel *channel, size_t most, struct message *message)
{
    size_t whole = 0;
    enum channel_result result = message_front(channel, most, message, &whole);
    if (result == CHANNEL_OK)
        channel->in_taken += whole;
    return result;
}

enum channel_result channel_peek(struct channel *channel, size_t most, struct message *message)
{
    size_t whole;
    return message_front(channel, most, message, &whole);
}

bool channel_half(const struct channel *channel)
{
    return channel->in.length > channel->in_taken;
}

bool message_body(struct message *message, const struct shape *shape, const struct form_set *forms,
                  struct arena *arena, void *into)
{
    if (shape)
        return shape_unpack(shape, &message->body, forms, arena, into) &&
               unpack_done(&message->body);
    return unpack_null(&message->body) && unpack_done(&message->body);
}

bool channel_add(struct channel *channel, enum message_kind kind, uint64_t id,
                 enum verb_number verb, const struct shape *shape, const void *body,
                 const struct form_set *forms)
{
    struct buffer *out = &channel->out;
    size_t start = out->length;
    buffer_add(out, "\0\0\0", HEAD);
    pack_array(out, MESSAGE_MEMBERS);
    pack_number(out, (int64_t)kind);
    pack_number(out, (int64_t)id);
    pack_number(out, (int64_t)verb);
    bool packed = true;
    if (shape)
        packed = shape_pack(shape, body, forms, out);
    else
        pack_null(out);
    size_t length = out->length - start - HEAD;
    if (!packed || length > MESSAGE_MOST) {
        out->length = start;
        out->data[start] = '\0';
        return false;
    }
    unsigned char *head = (unsigned char *)out->data + start;
    head[0] = (unsigned char)(length >> 24);
    head[1] = (unsigned char)(length >> 16);
    head[2] = (unsigned char)(length >> 8);
    head[3] = (unsigned char)length;
    return true;
}

enum channel_result channel_flush(struct channel *channel)
{
    while (channel_unsent(channel)) {
        if (channel->socket < 0)
            return CHANNEL_GONE;
        ssize_t sent = send(channel->socket, channel->out.data + channel->out_sent,
                            channel->out.length - channel->out_sent, MSG_NOSIGNAL);
        if (sent >= 0)
            channel->out_sent += (size_t)sent;
        else if (errno == EAGAIN || errno == EWOULDBLOCK)
            return CHANNEL_WAIT;
        else if (errno != EINTR)
            return CHANNEL_GONE;
    }
    buffer_clear(&channel->out);
    channel->out_sent = 0;
    return CHANNEL_OK;
}

bool channel_unsent(const struct channel *channel)
{
    return channel->out_sent < channel->out.length;
}

void channel_trim(struct channel *channel, size_t keep)
{
    if (channel->in_taken == channel->in.length) {
        buffer_clear(&channel->in);
        channel->in_taken = 0;
        if (channel->in.capacity > keep)
            buffer_free(&channel->in);
    }
    if (!channel_unsent(channel)) {
        buffer_clear(&channel->out);
        channel->out_sent = 0;
        if (channel->out.capacity > keep)
            buffer_free(&channel->out);
    }
}

int64_t channel_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Messages over a socket: whole ones come out as they went in, in whatever pieces they travel, and
 * what is no message ends the session. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include "wire/address.h"
#include "wire/channel.h"
#include "wire/queue.h"
#include "wire_help.h"

struct line {
    struct channel channel;
    int far; /* the other end, as a plain blocking socket */
};

static void line_open(struct line *line)
{
    int ends[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    channel_start(&line->channel, ends[0]);
    line->far = ends[1];
}

static void line_close(struct line *line)
{
    channel_close(&line->channel);
    if (line->far >= 0)
        close(line->far);
}

static void write_all(int far, const void *bytes, size_t length)
{
    assert_int_equal(write(far, bytes, length), (ssize_t)length);
}

/* The bytes of a message as another channel would send them. */
static struct buffer message_bytes(enum message_kind kind, uint64_t id, enum verb_number verb,
                                   const struct shape *shape, const void *body)
{
    struct channel packer = {.socket = -1};
    assert_true(channel_add(&packer, kind, id, verb, shape, body, &help_forms));
    return packer.out;
}

static void a_message_comes_whole_however_it_travels(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct get_request get = {"resident", "430724", 0}, back;
    const struct shape *shape = verb_of(VERB_GET)->asks;
    struct buffer bytes = message_bytes(MESSAGE_ASK, 300, VERB_GET, shape, &get);
    struct line line;
    struct message message;
    line_open(&line);
    for (size_t i = 0; i < bytes.length; i++) {
        assert_int_equal(channel_next(&line.channel, MESSAGE_MOST, &message), CHANNEL_WAIT);
        assert_int_equal(channel_half(&line.channel), i > 0);
        write_all(line.far, bytes.data + i, 1);
        assert_int_equal(channel_fill(&line.channel), CHANNEL_OK);
    }
    assert_int_equal(channel_fill(&line.channel), CHANNEL_WAIT);
    assert_int_equal(channel_peek(&line.channel, MESSAGE_MOST, &message), CHANNEL_OK);
    assert_int_equal(channel_next(&line.channel, MESSAGE_MOST, &message), CHANNEL_OK);
    assert_int_equal(message.kind, MESSAGE_ASK);
    assert_int_equal(message.id, 300);
    assert_int_equal(message.verb, VERB_GET);
    assert_true(message_body(&message, shape, &help_forms, arena, &back));
    assert_string_equal(back.key, "430724");
    assert_false(channel_half(&line.channel));

    /* Three at once. */
    for (int i = 0; i < 3; i++)
        write_all(line.far, bytes.data, bytes.length);
    assert_int_equal(channel_fill(&line.channel), CHANNEL_OK);
    for (int i = 0; i < 3; i++)
        assert_int_equal(channel_next(&line.channel, MESSAGE_MOST, &message), CHANNEL_OK);
    assert_int_equal(channel_next(&line.channel, MESSAGE_MOST, &message), CHANNEL_WAIT);
    close(line.far);
    line.far = -1;
    assert_int_equal(channel_fill(&line.channel), CHANNEL_GONE);
    buffer_free(&bytes);
    line_close(&line);
    arena_free(arena);
}

static void garbled(const void *bytes, size_t length, size_t most)
{
    struct line line;
    struct message message;
    line_open(&line);
    write_all(line.far, bytes, length);
    assert_int_equal(channel_fill(&line.channel), CHANNEL_OK);
    assert_int_equal(channel_next(&line.channel, most, &message), CHANNEL_GARBLED);
    assert_true(line.channel.in.capacity <= 8192);
    line_close(&line);
}

static void what_is_no_message_is_told_at_once(void **state)
{
    (void)state;
    garbled("\xff\xff\xff\xff", 4, MESSAGE_MOST); /* 4 GB */
    garbled("\x00\x80\x00\x01", 4, MESSAGE_MOST); /* a byte above 8 MB */
    garbled("\x00\x00\x00\x00", 4, MESSAGE_MOST); /* nothing */
    garbled("GET / HTTP/1.1\r\n\r\n", 18, MESSAGE_MOST);
    garbled("\x00\x00\x10\x01", 4, 4096);                        /* more than the owner wants */
    garbled("\x00\x00\x00\x05\x84\x07\x01\x01\xf6", 9, 99);      /* no such kind */
    garbled("\x00\x00\x00\x05\x84\x00\x20\x01\xf6", 9, 99);      /* id -1 */
    garbled("\x00\x00\x00\x06\x84\x00\x01\x18\xff\xf6", 10, 99); /* no such verb */
    garbled("\x00\x00\x00\x05\x85\x00\x01\x01\xf6", 9, 99);      /* five members */
    garbled("\x00\x00\x00\x01\x84", 5, 99);
}

static void bodies_are_read_whole(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct message message = {.body = unpack_start("\xf6\x00", 2)};
    assert_false(message_body(&message, NULL, NULL, arena, NULL));
    message.body = unpack_start("\xf6", 1);
    assert_true(message_body(&message, NULL, NULL, arena, NULL));
    message.body = unpack_start("\x82\x01\x02\x03", 4);
    struct progress progress;
    assert_false(message_body(&message, &shape_progress, NULL, arena, &progress));
    arena_free(arena);
}

static void what_does_not_fit_is_not_begun(void **state)
{
    (void)state;
    struct channel channel = {.socket = -1};
    char *text = malloc(MESSAGE_MOST + 1);
    memset(text, 'a', MESSAGE_MOST);
    text[MESSAGE_MOST] = '\0';
    struct backup_request body = {"/srv/copy"};
    const struct shape *shape = verb_of(VERB_BACKUP)->asks;
    assert_true(channel_add(&channel, MESSAGE_ASK, 1, VERB_BACKUP, shape, &body, NULL));
    size_t length = channel.out.length;
    body.directory = text;
    assert_false(channel_add(&channel, MESSAGE_ASK, 2, VERB_BACKUP, shape, &body, NULL));
    assert_int_equal(channel.out.length, length);
    free(text);
    channel_close(&channel);
}

/* A reader that stops leaves the writer with what is unsent, and nothing is lost when it goes on.
 */
static void writing_waits_for_the_reader(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct line line;
    line_open(&line);
    char *text = malloc(1000001);
    memset(text, 'b', 1000000);
    text[1000000] = '\0';
    struct backup_request body = {text};
    const struct shape *shape = verb_of(VERB_BACKUP)->asks;
    for (uint64_t id = 1; id <= 5; id++)
        assert_true(channel_add(&line.channel, MESSAGE_ASK, id, VERB_BACKUP, shape, &body, NULL));
    assert_int_equal(channel_flush(&line.channel), CHANNEL_WAIT);
    assert_true(channel_unsent(&line.channel));
    struct channel reader;
    channel_start(&reader, line.far);
    line.far = -1;
    uint64_t wanted = 1;
    while (wanted <= 5) {
        struct message message;
        enum channel_result result = channel_next(&reader, MESSAGE_MOST, &message);
        if (result == CHANNEL_OK) {
            struct backup_request back;
            assert_int_equal(message.id, wanted++);
            assert_true(message_body(&message, shape, NULL, arena, &back));
            assert_string_equal(back.directory, text);
            continue;
        }
        assert_int_equal(result, CHANNEL_WAIT);
        channel_flush(&line.channel);
        assert_int_equal(channel_fill(&reader), CHANNEL_OK);
    }
    assert_false(channel_unsent(&line.channel));
    channel_trim(&reader, 4096);
    assert_int_equal(reader.in.capacity, 0);
    channel_close(&reader);
    assert_true(channel_add(&line.channel, MESSAGE_ASK, 6, VERB_STOP, NULL, NULL, NULL));
    assert_int_equal(channel_flush(&line.channel), CHANNEL_GONE); /* and no SIGPIPE */
    free(text);
    line_close(&line);
    arena_free(arena);
}

static void announcements_that_wait_stay_few(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct queue queue;
    struct announcement told;
    queue_start(&queue);
    assert_true(queue_add(&queue, &(struct announcement){"resident", 1, 1, "wang", false}));
    assert_false(queue_add(&queue, &(struct announcement){"household", 2, 1, NULL, false}));
    assert_true(queue_next(&queue, arena, &told));
    assert_int_equal(told.number, 1);
    assert_string_equal(told.author, "wang");
    assert_true(queue_next(&queue, arena, &told));
    assert_string_equal(told.form, "household");
    assert_false(queue_next(&queue, arena, &told));
    for (uint64_t i = 1; i <= 3 * QUEUE_MOST; i++) {
        const char *form = i % 2 ? "resident" : "household";
        queue_add(&queue, &(struct announcement){form, i, 1, "wang", false});
    }
    size_t many = 0;
    while (queue_next(&queue, arena, &told)) {
        assert_true(told.many);
        assert_int_equal(told.number, 0);
        many++;
    }
    assert_int_equal(many, 2);
    queue_end(&queue);
    arena_free(arena);
}

static void a_long_path_is_reached(void **state)
{
    (void)state;
    char folder[400] = "/tmp/jumin-wire-XXXXXX";
    assert_non_null(mkdtemp(folder));
    size_t top = strlen(folder);
    assert_int_equal(address_connect(folder), -1);
    assert_int_equal(errno, ENOENT);
    for (int level = 0; level < 4; level++) {
        snprintf(folder + strlen(folder), sizeof folder - strlen(folder),
                 "/a-folder-with-a-name-of-fifty-characters-or-so-%d", level);
        assert_int_equal(mkdir(folder, 0700), 0);
    }
    int door = address_listen(folder, 5);
    assert_true(door >= 0);
    int near = address_connect(folder);
    assert_true(near >= 0);
    close(near);
    /* Stale: there is a socket and nobody listens. */
    close(door);
    assert_int_equal(address_connect(folder), -1);
    assert_int_equal(errno, ECONNREFUSED);
    door = address_listen(folder, 5);
    assert_true(door >= 0);
    close(door);
    char path[500];
    struct stat status;
    snprintf(path, sizeof path, "%s/%s", folder, ADDRESS_SOCKET);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0660);
    unlink(path);
    while (strlen(folder) >= top) {
        assert_int_equal(rmdir(folder), 0);
        *strrchr(folder, '/') = '\0';
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_comes_whole_however_it_travels),
        cmocka_unit_test(what_is_no_message_is_told_at_once),
        cmocka_unit_test(bodies_are_read_whole),
        cmocka_unit_test(what_does_not_fit_is_not_begun),
        cmocka_unit_test(writing_waits_for_the_reader),
        cmocka_unit_test(announcements_that_wait_stay_few),
        cmocka_unit_test(a_long_path_is_reached),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

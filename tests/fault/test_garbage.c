/* Clients that send anything: bytes that are no messages, and messages that were altered. The
 * keeper lives through all of them, and somebody who saves people beside them notices nothing. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "form/form.h"
#include "site.h"
#include "text/place.h"
#include "wire/address.h"
#include "wire/channel.h"

enum { PEOPLE = 400, NOISES = 300, ALTERED = 20000, NOISE_BYTES = 512 };

struct scene {
    struct site site;
    struct arena *arena;
    struct form_set *forms;
    struct channel channel;
};

static void reach(struct scene *scene)
{
    int descriptor = address_connect(scene->site.registry);
    assert_true(descriptor >= 0);
    channel_start(&scene->channel, descriptor);
}

/* What comes until the keeper has nothing more to say, or has closed; false when it has. */
static bool listen_on(struct scene *scene, int milliseconds)
{
    for (;;) {
        struct message message;
        enum channel_result result;
        while ((result = channel_next(&scene->channel, MESSAGE_MOST, &message)) == CHANNEL_OK)
            milliseconds = 0;
        assert_int_equal(result, CHANNEL_WAIT);
        struct pollfd polled = {.fd = scene->channel.socket, .events = POLLIN};
        if (poll(&polled, 1, milliseconds) == 0)
            return true;
        if (channel_fill(&scene->channel) == CHANNEL_GONE)
            return false;
    }
}

static void make_noise(struct scene *scene)
{
    char noise[NOISE_BYTES];
    size_t length = 1 + site_random(&scene->site, NOISE_BYTES);
    for (size_t i = 0; i < length; i++)
        noise[i] = (char)site_random(&scene->site, 256);
    reach(scene);
    buffer_add(&scene->channel.out, noise, length);
    channel_flush(&scene->channel);
    listen_on(scene, 0);
    channel_close(&scene->channel);
}

static void greet(struct scene *scene)
{
    struct hello hello = {.protocol = WIRE_PROTOCOL,
                          .program = JUMIN_VERSION,
                          .kind = "garbage",
                          .watch = true,
                          .digest = scene->forms->digest};
    reach(scene);
    channel_add(&scene->channel, MESSAGE_ASK, 1, VERB_HELLO, verb_of(VERB_HELLO)->asks, &hello,
                NULL);
    channel_flush(&scene->channel);
    assert_true(listen_on(scene, 10000));
}

/* A sound request of any kind. */
static void request_add(struct scene *scene, uint32_t kind)
{
    struct record *record = record_new(form_named(scene->forms, "resident"), scene->arena);
    record_put_named(record, "name", "无名");
    struct get_request get = {"resident", "430724197001010010", 0};
    struct save_request save = {.record = record, .token = "token"};
    struct list_request list = {"resident", "sex=2 age=20..30", "name", false, {"l", 3}, 20,
                                true,       "2026-03-01",       true};
    struct count_request count = {.form = "resident", .query = "name=李*", .by = "sex"};
    struct find_request find = {.text = "lihua", .limit = 20};
    struct as_of_request as_of = {get, {2026, 11, 23}, true};
    const char *texts[] = {"李", "1", "张", NULL};
    const char *fields[] = {"name", "sex"};
    struct import_start start = {.form = "resident",
                                 .source = "digest",
                                 .name = "file",
                                 .check = true,
                                 .fields = fields,
                                 .field_count = 2};
    struct rows_request rows = {.first = 1, .texts = texts, .text_count = 4, .count = 2};
    const struct {
        enum verb_number verb;
        const void *body;
    } requests[] = {
        {VERB_GET, &get},     {VERB_SAVE, &save},          {VERB_LIST, &list},
        {VERB_COUNT, &count}, {VERB_FIND, &find},          {VERB_HISTORY, &get},
        {VERB_AS_OF, &as_of}, {VERB_IMPORT_BEGIN, &start}, {VERB_IMPORT_ROWS, &rows},
        {VERB_ABOUT, NULL},   {VERB_REMOVE, &save},
    };
    size_t chosen = kind % (sizeof requests / sizeof requests[0]);
    assert_true(channel_add(&scene->channel, MESSAGE_ASK, 9, requests[chosen].verb,
                            verb_of(requests[chosen].verb)->asks, requests[chosen].body,
                            scene->forms));
}

/* Bytes after the length are changed, so that the message is whole. */
static void send_altered(struct scene *scene)
{
    enum { HEAD = 4, FRONT = 4 };
    struct buffer *out = &scene->channel.out;
    request_add(scene, site_random(&scene->site, 1000));
    uint32_t changes = 1 + site_random(&scene->site, 3);
    for (uint32_t i = 0; i < changes; i++) {
        size_t least = site_random(&scene->site, 8) ? HEAD + FRONT : HEAD;
        uint32_t place = site_random(&scene->site, (uint32_t)(out->length - least));
        out->data[least + place] = (char)site_random(&scene->site, 256);
    }
    bool whole = channel_flush(&scene->channel) == CHANNEL_OK;
    if (!whole || !listen_on(scene, 2)) {
        channel_close(&scene->channel);
        greet(scene);
    }
}

static void the_keeper_lives_through_anything(void **state)
{
    (void)state;
    static const char *const words[] = {"save", "resident", NULL};
    struct scene *scene = calloc(1, sizeof *scene);
    struct site *site = &scene->site;
    struct faults faults = {0};
    site_make(site, 99);
    scene->arena = arena_new();
    scene->forms = form_set_load(place_forms(scene->arena),
                                 place_join(scene->arena, site->registry, "forms", NULL),
                                 scene->arena, &faults);
    assert_int_equal(site_run(site, "count", "resident", NULL), 0);
    pid_t keeper = site_keeper(site);
    assert_true(keeper > 0);

    int in, out;
    struct buffer lines = {0};
    pid_t saver = site_start(site, &in, &out, words);
    for (unsigned number = 0; number < PEOPLE; number++)
        person_line(number, &lines);
    size_t part = lines.length / (NOISES + ALTERED / 10) + 1, sent = 0;
    greet(scene);
    for (int i = 0; i < NOISES + ALTERED / 10; i++) {
        size_t more = lines.length - sent < part ? lines.length - sent : part;
        assert_int_equal(write(in, lines.data + sent, more), more);
        sent += more;
        if (i % 2 == 0 && i / 2 < NOISES) {
            channel_close(&scene->channel);
            make_noise(scene);
            greet(scene);
        }
        for (int altered = 0; altered < ALTERED / (NOISES + ALTERED / 10); altered++)
            send_altered(scene);
        arena_reset(scene->arena);
    }
    assert_int_equal(sent, lines.length);
    close(in);
    channel_close(&scene->channel);
    unsigned answers = 0;
    char block[4096];
    for (ssize_t length; (length = read(out, block, sizeof block)) > 0;)
        for (ssize_t i = 0; i < length; i++)
            answers += block[i] == '\n';
    close(out);
    assert_int_equal(site_wait(saver), 0);
    assert_int_equal(answers, PEOPLE);
    assert_int_equal(site_keeper(site), keeper);
    site_verify(site);
    buffer_free(&lines);
    form_set_free(scene->forms);
    arena_free(scene->arena);
    site_clear(site);
    free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_keeper_lives_through_anything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

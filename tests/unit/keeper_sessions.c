/* Sessions of the keeper: what each may do, and that a bad one does not disturb the others. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "keeper_fake.h"

#include <pwd.h>

static struct record *person(struct house *house, uint64_t number)
{
    struct record *record = record_new(house->set->forms[0], house->arena);
    record->number = number;
    record->values[0] = "乙";
    return record;
}

static void what_is_asked_is_answered(void **state)
{
    (void)state;
    struct house house;
    struct channel caller;
    struct fault fault = {0};
    house_build(&house);
    house_open(&house, (struct keeper_options){0});
    caller_open(&house, &caller, false);
    assert_served(&house, &caller);

    struct registry_about about;
    assert_true(ask(&house, &caller, VERB_ABOUT, NULL, &about, &fault));
    assert_int_equal(about.sessions, 1);
    struct get_request get = {"person", NULL, 404};
    struct record_answer found;
    assert_false(ask(&house, &caller, VERB_GET, &get, &found, &fault));
    assert_int_equal(fault.kind, FAULT_NOT_FOUND);
    assert_string_equal(fault.arguments[0], "404");
    struct save_request save = {.record = person(&house, 3), .token = "t"};
    struct save_answer saved;
    assert_true(ask(&house, &caller, VERB_SAVE, &save, &saved, &fault));
    assert_true(saved.saved);
    save.record = NULL;
    assert_false(ask(&house, &caller, VERB_SAVE, &save, &saved, &fault));
    assert_int_equal(fault.kind, FAULT_USAGE);
    struct backup_request backup = {"copies/here"};
    assert_false(ask(&house, &caller, VERB_BACKUP, &backup, NULL, &fault));
    assert_int_equal(fault.kind, FAULT_USAGE);
    backup.directory = "/full";
    assert_false(ask(&house, &caller, VERB_BACKUP, &backup, NULL, &fault));
    assert_int_equal(fault.kind, FAULT_SURROUNDINGS);
    struct verify_answer verified;
    assert_true(ask(&house, &caller, VERB_VERIFY, NULL, &verified, &fault));
    assert_int_equal(verified.wrong, 3);
    channel_close(&caller);
    house_clear(&house);
}

static void an_import_is_one_of_the_session(void **state)
{
    (void)state;
    struct house house;
    struct channel caller;
    struct fault fault = {0};
    house_build(&house);
    house_open(&house, (struct keeper_options){0});
    caller_open(&house, &caller, false);
    const char *texts[] = {"甲", "1", "乙", NULL};
    struct rows_request rows = {
        .batch = 6, .first = 1, .texts = texts, .text_count = 4, .count = 2};
    struct import_answer answer;
    assert_false(ask(&house, &caller, VERB_IMPORT_ROWS, &rows, &answer, &fault));
    assert_int_equal(fault.kind, FAULT_SURROUNDINGS);
    const char *fields[] = {"name", "sex"};
    struct import_start start = {.form = "person", .fields = fields, .field_count = 2};
    struct import_begun begun;
    assert_true(ask(&house, &caller, VERB_IMPORT_BEGIN, &start, &begun, &fault));
    assert_true(ask(&house, &caller, VERB_IMPORT_ROWS, &rows, &answer, &fault));
    assert_int_equal(answer.counts.added, 2);
    /* Values that are not whole rows end it. */
    rows.text_count = 3;
    assert_false(ask(&house, &caller, VERB_IMPORT_ROWS, &rows, &answer, &fault));
    assert_int_equal(stage->import_ends, 1);
    rows.text_count = 4;
    assert_false(ask(&house, &caller, VERB_IMPORT_ROWS, &rows, &answer, &fault));
    assert_true(ask(&house, &caller, VERB_IMPORT_BEGIN, &start, &begun, &fault));
    rows.last = true;
    assert_true(ask(&house, &caller, VERB_IMPORT_ROWS, &rows, &answer, &fault));
    WAIT_FOR(stage->import_ends == 2);
    /* So does the end of the session. */
    assert_true(ask(&house, &caller, VERB_IMPORT_BEGIN, &start, &begun, &fault));
    channel_close(&caller);
    WAIT_FOR(stage->import_ends == 3);
    house_clear(&house);
}

static void send_bytes(struct channel *channel, const void *bytes, size_t length)
{
    buffer_add(&channel->out, bytes, length);
    channel_flush(channel);
}

static void bad_clients_are_dropped_and_others_served(void **state)
{
    (void)state;
    struct house house;
    struct channel good, bad;
    house_build(&house);
    house_open(&house, (struct keeper_options){.patience = 1});
    caller_open(&house, &good, false);
    static const struct {
        bool greet;
        const char *bytes;
        size_t length;
    } evils[] = {
        {false, "GET / HTTP/1.1\r\n\r\n", 18},
        {false, "\xff\xff\xff\xff", 4},
        {false, "\x00\x00\x10\x01", 4},                     /* long for a first message */
        {false, "\x00\x00\x00\x05\x84\x00\x01\x01\xf6", 9}, /* no hello first */
        {false, "", 0},                                     /* silence */
        {false, "\x00\x00", 2},                             /* half a message, then silence */
        {true, "\xff\xff\xff\xff", 4},
        {true, "\x00\x80\x00\x01", 4},
        {true, "\x00\x00\x00\x05\x84\x01\x02\x01\xf6", 9}, /* an answer */
        {true, "\x00\x00\x00\x05\x84\x00\x02\x00\xf6", 9}, /* hello again */
        {true, "\x00\x10\x00\x00\x84\x00", 6},             /* half a message, then silence */
    };
    for (size_t i = 0; i < sizeof evils / sizeof evils[0]; i++) {
        if (evils[i].greet)
            caller_open(&house, &bad, false);
        else
            caller_reach(&house, &bad);
        send_bytes(&bad, evils[i].bytes, evils[i].length);
        assert_served(&house, &good);
        assert_dropped(&bad);
    }
    assert_served(&house, &good);
    channel_close(&good);
    house_clear(&house);
}

static void a_client_that_does_not_read_is_dropped(void **state)
{
    (void)state;
    struct house house;
    struct channel good, bad;
    house_build(&house);
    house_open(&house, (struct keeper_options){.patience = 1});
    caller_open(&house, &good, false);
    caller_open(&house, &bad, false);
    struct list_request list = {.form = "person", .limit = 1000};
    ask_send(&house, &bad, 5, VERB_LIST, &list);
    struct registry_about about;
    struct fault fault;
    do
        assert_true(ask(&house, &good, VERB_ABOUT, NULL, &about, &fault));
    while (about.sessions == 2);
    assert_served(&house, &good);
    channel_close(&bad);
    channel_close(&good);
    house_clear(&house);
}

static void what_cannot_be_read_is_refused_and_the_session_goes_on(void **state)
{
    (void)state;
    struct house house;
    struct channel caller;
    struct fault fault = {0};
    house_build(&house);
    house_open(&house, (struct keeper_options){0});
    caller_open(&house, &caller, false);
    /* get with a key that is no UTF-8 */
    send_bytes(&caller, "\x00\x00\x00\x0f\x84\x00\x05\x02\x83\x66person\x61\xff\x00", 19);
    assert_false(answer_take(&house, &caller, 5, NULL, &fault));
    assert_int_equal(fault.kind, FAULT_USAGE);
    assert_served(&house, &caller);
    /* more than this verb takes */
    char *text = arena_alloc(house.arena, 200001);
    memset(text, 'a', 200000);
    struct get_request get = {text, NULL, 0};
    struct record_answer found;
    assert_false(ask(&house, &caller, VERB_GET, &get, &found, &fault));
    assert_int_equal(fault.kind, FAULT_USAGE);
    assert_served(&house, &caller);
    channel_close(&caller);
    house_clear(&house);
}

/* A page that is longer than a message may be comes with fewer rows. */
static void long_pages_are_made_shorter(void **state)
{
    (void)state;
    struct house house;
    struct channel caller;
    struct fault fault;
    house_build(&house);
    house_open(&house, (struct keeper_options){0});
    caller_open(&house, &caller, false);
    struct list_request list = {.form = "person", .limit = 4000};
    struct list_answer answer;
    assert_true(ask(&house, &caller, VERB_LIST, &list, &answer, &fault));
    assert_int_equal(answer.count, 2000);
    assert_false(answer.finished);
    channel_close(&caller);
    house_clear(&house);
}

/* What the door says to one it does not let in: a fault without a question. */
static void assert_refused(struct house *house, unsigned limit)
{
    struct channel caller;
    struct message message;
    struct fault_body body;
    caller_reach(house, &caller);
    assert_int_equal(take(&caller, &message), CHANNEL_OK);
    assert_int_equal(message.kind, MESSAGE_FAULT);
    assert_int_equal(message.id, 0);
    assert_true(message_body(&message, &shape_fault, NULL, house->arena, &body));
    assert_int_equal(body.fault.kind, FAULT_SURROUNDINGS);
    assert_int_equal(atoi(body.fault.arguments[0]), limit);
    assert_dropped(&caller);
}

static void two_hundred_sessions_and_no_more(void **state)
{
    (void)state;
    enum { MOST = 200 };
    static struct channel callers[MOST];
    struct house house;
    house_build(&house);
    house_open(&house, (struct keeper_options){.user_sessions = 1000});
    for (int i = 0; i < MOST; i++)
        caller_open(&house, &callers[i], i % 2);
    for (int i = 0; i < 20; i++)
        assert_refused(&house, MOST);
    for (int i = 0; i < MOST; i += 50)
        assert_served(&house, &callers[i]);
    channel_close(&callers[7]);
    struct registry_about about;
    struct fault fault;
    do
        assert_true(ask(&house, &callers[0], VERB_ABOUT, NULL, &about, &fault));
    while (about.sessions == MOST);
    caller_open(&house, &callers[7], false);
    assert_refused(&house, MOST);
    for (int i = 0; i < MOST; i++)
        channel_close(&callers[i]);
    house_clear(&house);
}

static void a_user_has_sixty_four_at_most(void **state)
{
    (void)state;
    enum { MOST = 64 };
    static struct channel callers[MOST];
    struct house house;
    house_build(&house);
    house_open(&house, (struct keeper_options){0});
    for (int i = 0; i < MOST; i++)
        caller_open(&house, &callers[i], false);
    assert_refused(&house, MOST);
    for (int i = 0; i < MOST; i++)
        channel_close(&callers[i]);
    house_clear(&house);
}

static const char *my_name(void)
{
    const struct passwd *entry = getpwuid(getuid());
    assert_non_null(entry);
    return entry->pw_name;
}

static bool hello_fault(struct house *house, struct fault *fault)
{
    struct channel caller;
    struct hello_answer answer;
    caller_reach(house, &caller);
    hello_send(house, &caller, false);
    bool welcome = answer_take(house, &caller, 1, &answer, fault);
    if (welcome)
        assert_string_equal(answer.user, my_name());
    channel_close(&caller);
    return !welcome;
}

static void clerks_have_the_rights_of_their_role(void **state)
{
    (void)state;
    struct house house;
    struct channel caller;
    struct fault fault = {0};
    house_build(&house);
    house_open(&house, (struct keeper_options){0});
    const char *clerks = place_join(house.arena, house.folder, "clerks", NULL);
    assert_false(hello_fault(&house, &fault));

    file_write(clerks, "# the room\nsomebody-else admin\n");
    assert_true(hello_fault(&house, &fault));
    assert_int_equal(fault.kind, FAULT_RIGHTS);
    assert_string_equal(fault.arguments[0], my_name());
    file_write(clerks, "somebody-else admin\nwang\n");
    assert_true(hello_fault(&house, &fault));
    assert_int_equal(fault.kind, FAULT_RIGHTS);
    assert_string_equal(fault.arguments[1], "2");

    static const struct {
        const char *role;
        bool saves, stops;
    } roles[] = {{"read", false, false}, {"write", true, false}, {"admin", true, true}};
    for (size_t i = 0; i < 3; i++) {
        file_write(clerks,
                   arena_format(house.arena, "x read\n\n%s\t%s # me\n", my_name(), roles[i].role));
        caller_open(&house, &caller, false);
        assert_served(&house, &caller);
        struct save_request save = {.record = person(&house, 3)};
        struct save_answer saved;
        const char *fields[] = {"name"};
        struct import_start start = {.form = "person", .fields = fields, .field_count = 1};
        struct import_begun begun;
        struct backup_request backup = {"/copy"};
        assert_int_equal(ask(&house, &caller, VERB_SAVE, &save, &saved, &fault), roles[i].saves);
        assert_int_equal(ask(&house, &caller, VERB_REMOVE, &save, &saved, &fault), roles[i].saves);
        assert_int_equal(ask(&house, &caller, VERB_IMPORT_BEGIN, &start, &begun, &fault),
                         roles[i].saves);
        assert_int_equal(ask(&house, &caller, VERB_BACKUP, &backup, NULL, &fault), roles[i].stops);
        assert_int_equal(ask(&house, &caller, VERB_STOP, NULL, NULL, &fault), roles[i].stops);
        if (!roles[i].stops)
            assert_int_equal(fault.kind, FAULT_RIGHTS);
        channel_close(&caller);
    }
    assert_int_equal(house_wait(&house), 0);
    house_clear(&house);
}

static void take_announcement(struct house *house, struct channel *channel,
                              struct announcement *told)
{
    struct message message;
    assert_int_equal(take(channel, &message), CHANNEL_OK);
    assert_int_equal(message.kind, MESSAGE_ANNOUNCE);
    assert_true(message_body(&message, &shape_announcement, NULL, house->arena, told));
}

static void changes_are_announced_to_the_others(void **state)
{
    (void)state;
    struct house house;
    struct channel writer, watcher, sleeper;
    struct fault fault;
    house_build(&house);
    house_open(&house, (struct keeper_options){.patience = 1});
    caller_open(&house, &writer, true);
    caller_open(&house, &watcher, true);
    caller_open(&house, &sleeper, false);
    struct save_request save = {.record = person(&house, 3)};
    struct save_answer saved;
    struct announcement told;
    assert_true(ask(&house, &writer, VERB_SAVE, &save, &saved, &fault));
    take_announcement(&house, &watcher, &told);
    assert_string_equal(told.form, "person");
    assert_int_equal(told.number, 3);
    assert_int_equal(told.version, 1);
    assert_string_equal(told.author, my_name());
    assert_false(told.many);
    /* Nothing was said to the one who made it, nor to one who does not watch: what they hear next
     * is the answer to what they ask. */
    struct message message;
    ask_send(&house, &writer, 9, VERB_ABOUT, NULL);
    assert_int_equal(take(&writer, &message), CHANNEL_OK);
    assert_int_equal(message.kind, MESSAGE_ANSWER);
    ask_send(&house, &sleeper, 9, VERB_ABOUT, NULL);
    assert_int_equal(take(&sleeper, &message), CHANNEL_OK);
    assert_int_equal(message.kind, MESSAGE_ANSWER);

    /* A screen that is stopped for a while is not dropped; it hears that there was much. */
    enum { CHANGES = 10000 };
    for (int i = 0; i < CHANGES; i++)
        assert_true(ask(&house, &writer, VERB_SAVE, &save, &saved, &fault));
    int heard = 0;
    do {
        take_announcement(&house, &watcher, &told);
        heard++;
    } while (!told.many && heard < CHANGES);
    assert_true(told.many);
    assert_served(&house, &writer);
    channel_close(&writer);
    channel_close(&watcher);
    channel_close(&sleeper);
    house_clear(&house);
}

static void long_work_tells_how_far_it_is_and_can_be_stopped(void **state)
{
    (void)state;
    struct house house;
    struct channel caller;
    struct fault fault = {0};
    struct message message;
    house_build(&house);
    house_open(&house, (struct keeper_options){0});
    caller_open(&house, &caller, false);
    struct count_request count = {.form = "person"};
    struct count_answer counted;
    ask_send(&house, &caller, 20, VERB_COUNT, &count);
    assert_int_equal(take(&caller, &message), CHANNEL_OK);
    assert_int_equal(message.kind, MESSAGE_PROGRESS);
    assert_int_equal(message.id, 20);
    assert_true(channel_add(&caller, MESSAGE_STOP, 20, VERB_COUNT, NULL, NULL, NULL));
    assert_false(answer_take(&house, &caller, 20, &counted, &fault));
    assert_int_equal(fault.kind, FAULT_DATA);
    assert_int_equal(stage->stopped, 1);
    assert_served(&house, &caller);

    /* A client that goes away stops it as well. */
    ask_send(&house, &caller, 21, VERB_COUNT, &count);
    WAIT_FOR(stage->working == 2);
    channel_close(&caller);
    WAIT_FOR(stage->stopped == 2);

    stage->go = true;
    caller_open(&house, &caller, false);
    assert_true(ask(&house, &caller, VERB_COUNT, &count, &counted, &fault));
    assert_int_equal(counted.total, 10200);
    channel_close(&caller);
    house_clear(&house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_asked_is_answered),
        cmocka_unit_test(an_import_is_one_of_the_session),
        cmocka_unit_test(bad_clients_are_dropped_and_others_served),
        cmocka_unit_test(a_client_that_does_not_read_is_dropped),
        cmocka_unit_test(what_cannot_be_read_is_refused_and_the_session_goes_on),
        cmocka_unit_test(long_pages_are_made_shorter),
        cmocka_unit_test(two_hundred_sessions_and_no_more),
        cmocka_unit_test(a_user_has_sixty_four_at_most),
        cmocka_unit_test(clerks_have_the_rights_of_their_role),
        cmocka_unit_test(changes_are_announced_to_the_others),
        cmocka_unit_test(long_work_tells_how_far_it_is_and_can_be_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

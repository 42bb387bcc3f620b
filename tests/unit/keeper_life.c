/* The life of a keeper: one for a registry, ended by a signal, a wish or idleness, opened again
 * with other forms, and given up when the store is broken. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "keeper_fake.h"

#include <sys/file.h>

static bool exists(struct house *house, const char *name)
{
    return access(place_join(house->arena, house->folder, name, NULL), F_OK) == 0;
}

static void a_signal_ends_it_cleanly(void **state)
{
    (void)state;
    static const int signals[] = {SIGTERM, SIGINT, SIGHUP};
    for (size_t i = 0; i < 3; i++) {
        struct house house;
        struct channel caller;
        house_build(&house);
        house_open(&house, (struct keeper_options){0});
        caller_open(&house, &caller, false);
        assert_true(exists(&house, ADDRESS_SOCKET));
        kill(house.keeper, signals[i]);
        assert_int_equal(house_wait(&house), 0);
        assert_dropped(&caller);
        assert_false(exists(&house, ADDRESS_SOCKET));
        assert_int_equal(stage->opened, 1);
        assert_int_equal(stage->closed, 1);
        house_clear(&house);
    }
}

static void what_runs_is_finished_first(void **state)
{
    (void)state;
    struct house house;
    struct channel saver, counter, idler;
    struct fault fault = {0};
    house_build(&house);
    house_open(&house, (struct keeper_options){0});
    caller_open(&house, &saver, false);
    caller_open(&house, &counter, false);
    caller_open(&house, &idler, false);
    struct record *record = record_new(house.set->forms[0], house.arena);
    record->number = 1;
    struct save_request save = {.record = record};
    ask_send(&house, &saver, 9, VERB_SAVE, &save);
    WAIT_FOR(stage->working == 1);
    struct count_request count = {.form = "person"};
    struct count_answer counted;
    ask_send(&house, &counter, 8, VERB_COUNT, &count);
    WAIT_FOR(stage->working == 2);
    kill(house.keeper, SIGTERM);
    assert_dropped(&idler);
    /* A count is not waited for; the clerk is told why there is no number. */
    assert_false(answer_take(&house, &counter, 8, &counted, &fault));
    assert_int_equal(fault.kind, FAULT_SURROUNDINGS);
    assert_dropped(&counter);
    assert_int_equal(stage->closed, 0);
    stage->go = true;
    struct save_answer saved;
    assert_true(answer_take(&house, &saver, 9, &saved, &fault));
    assert_true(saved.saved);
    assert_dropped(&saver);
    assert_int_equal(house_wait(&house), 0);
    assert_int_equal(stage->closed, 1);
    house_clear(&house);
}

static void a_registry_has_one_keeper(void **state)
{
    (void)state;
    struct house house;
    house_build(&house);
    house_open(&house, (struct keeper_options){0});
    struct keeper_options options = {
        .directory = house.folder, .forms = house.forms, .ready = -1, .on_demand = true};
    struct fault fault = {0};
    struct channel caller;
    caller_open(&house, &caller, false);
    channel_close(&caller);
    assert_true(keeper_run(&options, house.arena, &fault));
    options.on_demand = false;
    assert_false(keeper_run(&options, house.arena, &fault));
    assert_int_equal(fault.kind, FAULT_SURROUNDINGS);
    assert_int_equal(atol(fault.arguments[0]), house.keeper);
    assert_int_equal(stage->opened, 1);
    options.directory = "/nowhere/at/all";
    assert_false(keeper_run(&options, house.arena, &fault));
    assert_int_equal(fault.kind, FAULT_NOT_FOUND);
    house_clear(&house);
}

/* Killed, it leaves a socket nobody listens on; the next one takes its place. */
static void a_stale_socket_is_replaced(void **state)
{
    (void)state;
    struct house house;
    struct channel caller;
    int status;
    house_build(&house);
    house_open(&house, (struct keeper_options){0});
    kill(house.keeper, SIGKILL);
    assert_int_equal(waitpid(house.keeper, &status, 0), house.keeper);
    assert_true(exists(&house, ADDRESS_SOCKET));
    house_open(&house, (struct keeper_options){.on_demand = true});
    caller_open(&house, &caller, false);
    assert_served(&house, &caller);
    channel_close(&caller);
    house_clear(&house);
}

/* One started by a client waits for one that is about to end. */
/* A registry was removed and made anew in its folder, and has a keeper of its own. */
static void the_socket_of_another_stays(void **state)
{
    (void)state;
    struct house house;
    house_build(&house);
    house_open(&house, (struct keeper_options){0});
    const char *path = place_join(house.arena, house.folder, ADDRESS_SOCKET, NULL);
    const char *moved = place_join(house.arena, house.folder, "moved", NULL);
    assert_int_equal(rename(path, moved), 0);
    FILE *another = fopen(path, "w");
    assert_non_null(another);
    fclose(another);
    kill(house.keeper, SIGTERM);
    assert_int_equal(house_wait(&house), 0);
    assert_true(exists(&house, ADDRESS_SOCKET));
    unlink(path);
    unlink(moved);
    house_clear(&house);
}

static void the_next_one_waits_for_the_lock(void **state)
{
    (void)state;
    struct house house;
    struct channel caller;
    house_build(&house);
    int lock = open(place_join(house.arena, house.folder, ADDRESS_LOCK, NULL),
                    O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_int_equal(flock(lock, LOCK_EX), 0);
    pid_t holder = fork();
    if (holder == 0) {
        poll(NULL, 0, 50);
        _exit(0); /* the lock is held by both until the last of them closes it */
    }
    close(lock);
    house_open(&house, (struct keeper_options){.on_demand = true});
    caller_open(&house, &caller, false);
    channel_close(&caller);
    assert_int_equal(waitpid(holder, NULL, 0), holder);
    house_clear(&house);
}

static void an_idle_one_ends_by_itself(void **state)
{
    (void)state;
    struct house house;
    struct channel caller;
    house_build(&house);
    house_open(&house, (struct keeper_options){.on_demand = true, .idle = 1});
    caller_open(&house, &caller, false);
    channel_close(&caller);
    assert_int_equal(house_wait(&house), 0);
    assert_int_equal(stage->closed, 1);
    house_clear(&house);
}

static void an_idle_one_ends_its_own_work_first(void **state)
{
    (void)state;
    struct house house;
    struct channel caller;
    house_build(&house);
    stage->busy = true;
    house_open(&house, (struct keeper_options){.on_demand = true, .idle = 1});
    caller_open(&house, &caller, false);
    channel_close(&caller);
    WAIT_FOR(stage->busy_asked > 2);
    assert_int_equal(stage->closed, 0);
    stage->busy = false;
    assert_int_equal(house_wait(&house), 0);
    assert_int_equal(stage->closed, 1);
    house_clear(&house);
}

static void changed_forms_are_taken_over(void **state)
{
    (void)state;
    struct house house;
    struct channel old, fresh;
    struct fault fault = {0};
    house_build(&house);
    house_open(&house, (struct keeper_options){0});
    caller_open(&house, &old, false);
    const char *other = place_join(house.arena, house.folder, "forms", "other.form", NULL);

    /* With faults the old ones stay in force. */
    file_write(other, "form other\n  nonsense\n");
    struct hello hello = {.protocol = WIRE_PROTOCOL, .program = "test", .digest = "other"};
    struct hello_answer welcome;
    caller_reach(&house, &fresh);
    assert_true(
        channel_add(&fresh, MESSAGE_ASK, 1, VERB_HELLO, verb_of(VERB_HELLO)->asks, &hello, NULL));
    assert_false(answer_take(&house, &fresh, 1, &welcome, &fault));
    assert_int_equal(fault.kind, FAULT_DATA);
    channel_close(&fresh);
    assert_served(&house, &old);

    /* A client with other forms than the disk has is told so. */
    remove(other);
    caller_reach(&house, &fresh);
    assert_true(
        channel_add(&fresh, MESSAGE_ASK, 1, VERB_HELLO, verb_of(VERB_HELLO)->asks, &hello, NULL));
    assert_false(answer_take(&house, &fresh, 1, &welcome, &fault));
    assert_int_equal(fault.kind, FAULT_STALE);
    channel_close(&fresh);
    assert_served(&house, &old);
    assert_int_equal(stage->opened, 1);

    /* New ones that are sound: the registry is opened with them, and the others come again. */
    char *text = arena_copy(house.arena, form_person);
    memcpy(strstr(text, "person"), "friend", 6);
    file_write(other, text);
    forms_read(&house);
    assert_int_equal(house.set->count, 2);
    caller_open(&house, &fresh, false);
    assert_int_equal(stage->opened, 2);
    assert_int_equal(stage->closed, 1);
    assert_served(&house, &fresh);
    assert_dropped(&old);
    caller_open(&house, &old, false);
    assert_served(&house, &old);
    assert_int_equal(stage->opened, 2);
    channel_close(&old);
    channel_close(&fresh);
    house_clear(&house);
}

static void another_version_is_told_apart(void **state)
{
    (void)state;
    struct house house;
    struct channel caller;
    struct fault fault = {0};
    struct hello_answer welcome;
    house_build(&house);
    house_open(&house, (struct keeper_options){0});
    caller_reach(&house, &caller);
    /* [0, 1, hello, [99, {}]]: what may follow is not known */
    buffer_add(&caller.out, "\x00\x00\x00\x08\x84\x00\x01\x00\x82\x18\x63\xa0", 12);
    assert_false(answer_take(&house, &caller, 1, &welcome, &fault));
    assert_int_equal(fault.kind, FAULT_SURROUNDINGS);
    channel_close(&caller);
    house_clear(&house);
}

/* Where the registry cannot be opened the client that had the keeper started hears why. */
static void a_failed_opening_is_told(void **state)
{
    (void)state;
    struct house house;
    struct channel caller;
    struct fault fault = {0};
    struct hello_answer welcome;
    house_build(&house);
    stage->open_fails = true;
    house_open(&house, (struct keeper_options){.on_demand = true});
    caller_reach(&house, &caller);
    hello_send(&house, &caller, false);
    assert_false(answer_take(&house, &caller, 1, &welcome, &fault));
    assert_int_equal(fault.kind, FAULT_DAMAGED);
    assert_string_equal(fault.arguments[1], "resident.db");
    assert_dropped(&caller);
    assert_int_equal(house_wait(&house), 4);
    house_clear(&house);
}

static void a_broken_store_ends_it(void **state)
{
    (void)state;
    struct house house;
    struct channel caller, other;
    struct fault fault = {0};
    house_build(&house);
    house_open(&house, (struct keeper_options){0});
    caller_open(&house, &caller, false);
    caller_open(&house, &other, false);
    assert_served(&house, &caller);
    stage->broken = true;
    struct get_request get = {"person", NULL, 5};
    struct record_answer found;
    assert_false(ask(&house, &caller, VERB_GET, &get, &found, &fault));
    assert_int_equal(fault.kind, FAULT_DAMAGED);
    assert_dropped(&caller);
    assert_dropped(&other);
    assert_int_equal(house_wait(&house), 4);
    assert_int_equal(stage->closed, 1);
    house_clear(&house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signal_ends_it_cleanly),
        cmocka_unit_test(what_runs_is_finished_first),
        cmocka_unit_test(a_registry_has_one_keeper),
        cmocka_unit_test(a_stale_socket_is_replaced),
        cmocka_unit_test(the_socket_of_another_stays),
        cmocka_unit_test(the_next_one_waits_for_the_lock),
        cmocka_unit_test(an_idle_one_ends_by_itself),
        cmocka_unit_test(an_idle_one_ends_its_own_work_first),
        cmocka_unit_test(changed_forms_are_taken_over),
        cmocka_unit_test(another_version_is_told_apart),
        cmocka_unit_test(a_failed_opening_is_told),
        cmocka_unit_test(a_broken_store_ends_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A client finds its keeper, starts one, and goes on when it is lost. This program is its own
 * keeper: a client starts it again as `keeper -r DIR --on-demand --ready FD`. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "client/client.h"
#include "keeper_fake.h"

#include <sys/file.h>

static int keeper_program(int count, char **arguments)
{
    struct keeper_options options = {.ready = -1, .forms = getenv("JUMIN_FORMS")};
    for (int i = 2; i < count; i++) {
        if (strcmp(arguments[i], "-r") == 0)
            options.directory = arguments[++i];
        else if (strcmp(arguments[i], "--ready") == 0)
            options.ready = atoi(arguments[++i]);
        else if (strcmp(arguments[i], "--on-demand") == 0)
            options.on_demand = true;
        else
            return 2;
    }
    stage_open(options.directory);
    if (stage->start_fails) {
        fputs("first\nthe disk is full\n", stderr);
        return 4;
    }
    struct arena *arena = arena_new();
    struct fault fault = {0};
    bool well = keeper_run(&options, arena, &fault);
    arena_free(arena);
    return well ? 0 : fault_status(fault.kind);
}

static void house_ready(struct house *house)
{
    house_build(house);
    setenv("JUMIN_FORMS", house->forms, 1);
}

static struct client *open_client(struct house *house, bool watch, struct fault *fault)
{
    struct client_options options = {.directory = house->folder, .kind = "test", .watch = watch};
    return client_open(&options, house->arena, fault);
}

static struct client *opened(struct house *house, bool watch)
{
    struct fault fault = {0};
    struct client *client = open_client(house, watch, &fault);
    assert_non_null(client);
    return client;
}

static void assert_works(struct house *house, struct client *client)
{
    struct get_request get = {"person", NULL, 5};
    struct record *record;
    struct fault fault = {0};
    assert_true(client_get(client, &get, house->arena, &record, &fault));
    assert_int_equal(record->number, 5);
    assert_ptr_equal(record->form, client_forms(client)->forms[0]);
}

/* The process that has the lock of the registry, as it wrote itself down. */
static pid_t keeper_process(struct house *house)
{
    FILE *file = fopen(place_join(house->arena, house->folder, ADDRESS_LOCK, NULL), "r");
    long process = 0;
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%ld", &process), 1);
    fclose(file);
    return (pid_t)process;
}

/* Waits until nobody has the registry. */
static void keeper_gone(struct house *house)
{
    int lock = open(place_join(house->arena, house->folder, ADDRESS_LOCK, NULL), O_RDONLY);
    assert_true(lock >= 0);
    assert_int_equal(flock(lock, LOCK_SH), 0);
    close(lock);
}

static void house_leave(struct house *house, struct client *client)
{
    struct fault fault = {0};
    assert_true(client_stop_keeper(client, house->arena, &fault));
    client_close(client);
    house_clear(house);
}

static void without_a_registry_there_is_no_client(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct fault fault = {0};
    struct client_options options = {.directory = "/nowhere/at/all"};
    assert_null(client_open(&options, arena, &fault));
    assert_int_equal(fault.kind, FAULT_NOT_FOUND);
    assert_string_equal(fault.arguments[0], "/nowhere/at/all");
    arena_free(arena);
}

static void a_keeper_is_started_where_there_is_none(void **state)
{
    (void)state;
    struct house house;
    struct fault fault = {0};
    int pipes[2];
    char byte;
    house_ready(&house);
    assert_int_equal(pipe(pipes), 0);
    struct client *client = opened(&house, false);
    assert_works(&house, client);
    assert_int_equal(stage->opened, 1);
    /* It is a process of its own and keeps nothing of ours open. */
    assert_int_not_equal(getsid(keeper_process(&house)), getsid(0));
    close(pipes[1]);
    assert_int_equal(read(pipes[0], &byte, 1), 0);
    close(pipes[0]);
    /* Told to end it ends, and is started again when it is needed. */
    assert_true(client_stop_keeper(client, house.arena, &fault));
    assert_int_equal(stage->closed, 1);
    assert_works(&house, client);
    assert_int_equal(stage->opened, 2);
    house_leave(&house, client);
}

static void twenty_clients_at_once_start_one_keeper(void **state)
{
    (void)state;
    enum { CLIENTS = 20 };
    struct house house;
    int starts[2];
    house_ready(&house);
    assert_int_equal(pipe(starts), 0);
    pid_t processes[CLIENTS];
    fflush(NULL);
    for (int i = 0; i < CLIENTS; i++) {
        processes[i] = fork();
        if (processes[i] == 0) {
            char byte;
            close(starts[1]);
            if (read(starts[0], &byte, 1) < 0)
                _exit(2);
            struct fault fault = {0};
            struct client *client = open_client(&house, false, &fault);
            struct get_request get = {"person", NULL, 5};
            struct record *record;
            bool well = client && client_get(client, &get, house.arena, &record, &fault);
            if (client)
                client_close(client);
            form_set_free(house.set);
            arena_free(house.arena);
            exit(well ? 0 : 1);
        }
    }
    close(starts[0]);
    close(starts[1]); /* now */
    for (int i = 0; i < CLIENTS; i++) {
        int status;
        assert_int_equal(waitpid(processes[i], &status, 0), processes[i]);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
    }
    assert_int_equal(stage->opened, 1);
    house_leave(&house, opened(&house, false));
}

static void a_lost_keeper_is_replaced(void **state)
{
    (void)state;
    struct house house;
    house_ready(&house);
    struct client *client = opened(&house, false);
    for (int i = 0; i < 5; i++) {
        kill(keeper_process(&house), SIGKILL);
        assert_works(&house, client);
    }
    assert_int_equal(stage->opened, 6);
    house_leave(&house, client);
}

static void a_saving_whose_answer_was_lost_is_done_once(void **state)
{
    (void)state;
    struct house house;
    struct fault fault = {0};
    struct save_answer saved;
    house_ready(&house);
    struct client *client = opened(&house, false);
    struct record *record = record_new(client_forms(client)->forms[0], house.arena);
    record->number = 8;
    record->values[0] = "丙";
    struct save_request save = {.record = record};
    stage->die_after_save = true;
    assert_true(client_save(client, &save, house.arena, &saved, &fault));
    assert_true(saved.saved);
    assert_int_equal(saved.number, 8);
    assert_int_equal(stage->opened, 2);
    assert_int_equal(stage->saves, 1);
    assert_int_equal(strlen(stage->tokens[0]), 32);
    /* Another saving is another. */
    assert_true(client_save(client, &save, house.arena, &saved, &fault));
    assert_int_equal(stage->saves, 2);
    assert_string_not_equal(stage->tokens[0], stage->tokens[1]);
    house_leave(&house, client);
}

static void an_import_is_begun_again_by_its_caller(void **state)
{
    (void)state;
    struct house house;
    struct fault fault = {0};
    house_ready(&house);
    struct client *client = opened(&house, false);
    const char *fields[] = {"name", NULL};
    struct import_start start = {.form = "person", .fields = fields, .field_count = 2};
    struct import_begun begun;
    assert_true(client_import_begin(client, &start, house.arena, &begun, &fault));
    const char *texts[2000] = {"甲"};
    struct import_rows rows = {.batch = begun.batch, .first = 1, .values = texts, .count = 1000};
    struct import_answer answer;
    for (unsigned i = 0; i < 4; i++) {
        assert_int_equal(client_import_waiting(client), i);
        assert_true(client_import_send(client, &rows, &fault));
    }
    assert_false(client_import_send(client, &rows, &fault));
    assert_int_equal(fault.kind, FAULT_USAGE);
    struct registry_about about;
    assert_false(client_about(client, house.arena, &about, &fault));
    for (unsigned i = 4; i > 0; i--) {
        assert_int_equal(client_import_waiting(client), i);
        assert_true(client_import_answer(client, house.arena, &answer, &fault));
        assert_int_equal(answer.counts.added, 1000);
    }
    kill(keeper_process(&house), SIGKILL);
    /* Either sending tells that it is lost, or waiting for the answer does. */
    bool lost = !client_import_send(client, &rows, &fault) ||
                !client_import_answer(client, house.arena, &answer, &fault);
    assert_true(lost);
    assert_int_equal(fault.kind, FAULT_SURROUNDINGS);
    assert_int_equal(client_import_waiting(client), 0);
    assert_false(client_import_send(client, &rows, &fault));
    assert_true(client_import_begin(client, &start, house.arena, &begun, &fault));
    rows.last = true;
    assert_true(client_import_send(client, &rows, &fault));
    assert_true(client_import_answer(client, house.arena, &answer, &fault));
    house_leave(&house, client);
}

/* Waits at the screen's descriptor until something is announced. */
static void wait_announcement(struct house *house, struct client *client, struct announcement *told)
{
    while (!client_announcement(client, house->arena, told)) {
        struct pollfd polled = {.fd = client_descriptor(client), .events = POLLIN};
        assert_int_equal(poll(&polled, 1, 10000), 1);
    }
}

static void screens_hear_of_changes_and_of_what_they_missed(void **state)
{
    (void)state;
    struct house house;
    struct fault fault = {0};
    struct announcement told;
    struct save_answer saved;
    house_ready(&house);
    struct client *screen = opened(&house, true);
    struct client *writer = opened(&house, false);
    assert_false(client_announcement(screen, house.arena, &told));
    struct record *record = record_new(client_forms(writer)->forms[0], house.arena);
    record->number = 8;
    struct save_request save = {.record = record};
    assert_true(client_save(writer, &save, house.arena, &saved, &fault));
    wait_announcement(&house, screen, &told);
    assert_int_equal(told.number, 8);
    assert_string_equal(told.form, "person");
    assert_false(client_announcement(screen, house.arena, &told));
    /* One that comes along with an answer is not lost. */
    assert_true(client_save(writer, &save, house.arena, &saved, &fault));
    assert_works(&house, screen);
    wait_announcement(&house, screen, &told);
    assert_int_equal(told.number, 8);

    kill(keeper_process(&house), SIGKILL);
    assert_works(&house, writer); /* a new keeper */
    assert_works(&house, screen);
    wait_announcement(&house, screen, &told);
    assert_true(told.many);
    assert_string_equal(told.form, "person");
    client_close(screen);
    house_leave(&house, writer);
}

static void a_keeper_that_cannot_start_says_why(void **state)
{
    (void)state;
    struct house house;
    struct fault fault = {0};
    house_ready(&house);
    stage->start_fails = true;
    assert_null(open_client(&house, false, &fault));
    assert_int_equal(fault.kind, FAULT_SURROUNDINGS);
    assert_string_equal(fault.arguments[1], "the disk is full");
    stage->start_fails = false;
    /* One that starts and cannot open its registry tells it over the socket. */
    stage->open_fails = true;
    assert_null(open_client(&house, false, &fault));
    assert_int_equal(fault.kind, FAULT_DAMAGED);
    stage->open_fails = false;
    keeper_gone(&house);
    house_leave(&house, opened(&house, false));
}

static void clerks_without_a_role_are_not_let_in(void **state)
{
    (void)state;
    struct house house;
    struct fault fault = {0};
    house_ready(&house);
    const char *clerks = place_join(house.arena, house.folder, "clerks", NULL);
    file_write(clerks, "nobody-here admin\n");
    assert_null(open_client(&house, false, &fault));
    assert_int_equal(fault.kind, FAULT_RIGHTS);
    remove(clerks);
    house_leave(&house, opened(&house, false));
}

static bool stop_at_once(void *context, uint64_t done, uint64_t total)
{
    (void)done;
    (void)total;
    ++*(int *)context;
    return false;
}

static void count_report(void *context, const struct fault *fault)
{
    assert_int_equal(fault->kind, FAULT_DAMAGED);
    ++*(int *)context;
}

static void long_work_can_be_stopped(void **state)
{
    (void)state;
    struct house house;
    struct fault fault = {0};
    struct count_request count = {.form = "person"};
    struct count_answer counted;
    int times = 0;
    uint64_t wrong;
    house_ready(&house);
    struct client *client = opened(&house, false);
    assert_false(client_count(client, &count, stop_at_once, &times, house.arena, &counted, &fault));
    assert_int_equal(fault.kind, FAULT_DATA);
    assert_int_equal(times, 1);
    assert_int_equal(stage->stopped, 1);
    times = 0;
    assert_true(client_verify(client, count_report, NULL, &times, house.arena, &wrong, &fault));
    assert_int_equal(wrong, 3);
    assert_int_equal(times, 3);
    assert_false(client_backup(client, "/full", NULL, NULL, house.arena, &fault));
    assert_int_equal(fault.kind, FAULT_SURROUNDINGS);
    house_leave(&house, client);
}

static void new_forms_are_taken_over_in_passing(void **state)
{
    (void)state;
    struct house house;
    struct fault fault = {0};
    struct save_answer saved;
    house_ready(&house);
    struct client *old = opened(&house, false);
    struct get_request get = {"person", NULL, 5};
    struct record *record;
    assert_true(client_get(old, &get, house.arena, &record, &fault));
    const struct form_set *before = client_forms(old);

    /* A field is put before the one there was. */
    const char *own = place_join(house.arena, house.folder, "ours", "person.form", NULL);
    char *longer = arena_alloc(house.arena, sizeof form_person + 200);
    const char *field = strstr(form_person, "field name");
    snprintf(longer, sizeof form_person + 200,
             "%.*sfield nick\n  label 绰号 | Nickname\n  type text\n\n%s",
             (int)(field - form_person), form_person, field);
    file_write(own, longer);
    struct client *fresh = opened(&house, false);
    assert_int_equal(client_forms(fresh)->forms[0]->field_count, 2);
    assert_int_equal(stage->opened, 2);

    /* The clerk at the old one saves what was read before. */
    struct save_request save = {.record = record};
    assert_true(client_save(old, &save, house.arena, &saved, &fault));
    assert_ptr_not_equal(client_forms(old), before);
    assert_string_equal(client_forms(old)->digest, client_forms(fresh)->digest);
    assert_string_equal(record_value(record, "name"), "甲");
    assert_works(&house, old);
    client_close(old);
    house_leave(&house, fresh);
}

static void a_long_path_is_no_hindrance(void **state)
{
    (void)state;
    struct house house;
    house_ready(&house);
    const char *folder = place_join(
        house.arena, house.folder,
        "a-folder-whose-name-alone-is-longer-than-the-address-of-a-unix-socket-may-be-which-is-one-"
        "hundred-and-eight-bytes-with-its-end",
        NULL);
    assert_int_equal(mkdir(folder, 0700), 0);
    file_write(place_join(house.arena, folder, "registry.conf", NULL), "");
    struct client_options options = {.directory = folder};
    struct fault fault = {0};
    struct client *client = client_open(&options, house.arena, &fault);
    assert_non_null(client);
    assert_works(&house, client);
    assert_true(client_stop_keeper(client, house.arena, &fault));
    client_close(client);
    static const char *const files[] = {"registry.conf", "stage", ADDRESS_LOCK, ADDRESS_START,
                                        ADDRESS_LOG};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        assert_int_equal(remove(place_join(house.arena, folder, files[i], NULL)), 0);
    assert_int_equal(rmdir(folder), 0);
    house_clear(&house);
}

int main(int count, char **arguments)
{
    if (count > 1 && strcmp(arguments[1], "keeper") == 0)
        return keeper_program(count, arguments);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_registry_there_is_no_client),
        cmocka_unit_test(a_keeper_is_started_where_there_is_none),
        cmocka_unit_test(twenty_clients_at_once_start_one_keeper),
        cmocka_unit_test(a_lost_keeper_is_replaced),
        cmocka_unit_test(a_saving_whose_answer_was_lost_is_done_once),
        cmocka_unit_test(an_import_is_begun_again_by_its_caller),
        cmocka_unit_test(screens_hear_of_changes_and_of_what_they_missed),
        cmocka_unit_test(a_keeper_that_cannot_start_says_why),
        cmocka_unit_test(clerks_without_a_role_are_not_let_in),
        cmocka_unit_test(long_work_can_be_stopped),
        cmocka_unit_test(new_forms_are_taken_over_in_passing),
        cmocka_unit_test(a_long_path_is_no_hindrance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#ifndef KEEPER_FAKE_H
#define KEEPER_FAKE_H

/* A registry without a store, for tests of the keeper alone: it stands in for the functions of
 * registry/ and does what the stage says. The stage is memory that the test and the keeper, which
 * runs in a process of its own, share. Also a raw client, which can misbehave. */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "keeper/keeper.h"
#include "registry/registry.h"
#include "store/store.h"
#include "text/place.h"
#include "wire/address.h"
#include "wire/channel.h"

struct stage {
    atomic_int opened, closed; /* how often */
    atomic_bool open_fails;
    atomic_bool broken;
    atomic_int working; /* requests that hold on */
    atomic_int stopped; /* counts that were told to stop */
    atomic_bool go;     /* those that hold on may go on */
    atomic_int import_ends;
    atomic_int saves; /* done, each token once */
    char tokens[8][40];
    atomic_bool die_after_save; /* the keeper is killed before it answers; once */
    atomic_bool start_fails;    /* keeper_program ends before it listens */
    atomic_bool busy;           /* the registry has work of its own */
    atomic_int busy_asked;      /* how often it was asked whether it has */
};
static struct stage *stage;

struct registry {
    struct form_set *forms;
    registry_announce *announce;
    void *context;
};

/* Waits for a condition of the stage; the test fails when it never comes. */
#define WAIT_FOR(condition)                                                                        \
    do {                                                                                           \
        for (int turns = 0; !(condition); turns++) {                                               \
            assert_true(turns < 10000);                                                            \
            poll(NULL, 0, 1);                                                                      \
        }                                                                                          \
    } while (0)

/* Maps the stage of a folder, made by the first who comes. */
static void stage_open(const char *folder)
{
    char path[600];
    snprintf(path, sizeof path, "%s/stage", folder);
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0 || ftruncate(file, sizeof *stage) != 0)
        abort();
    stage = mmap(NULL, sizeof *stage, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (stage == MAP_FAILED)
        abort();
    close(file);
}

static void hold_on(void)
{
    atomic_fetch_add(&stage->working, 1);
    while (!stage->go)
        poll(NULL, 0, 1);
}

/* The last one, so that one which is left as it lies is no leak. */
static struct registry *volatile opened_last;

struct registry *registry_open(const char *directory, const char *forms, size_t cache_bytes,
                               service_progress *progress, void *context, struct arena *arena,
                               struct fault *fault)
{
    (void)cache_bytes;
    (void)progress;
    (void)context;
    struct faults faults = {0};
    if (stage->open_fails) {
        fault_set(fault, arena, FAULT_DAMAGED, NULL, "page {1} of {2} is damaged", "7",
                  "resident.db", NULL);
        return NULL;
    }
    struct registry *registry = calloc(1, sizeof *registry);
    registry->forms =
        form_set_load(forms, place_join(arena, directory, "forms", NULL), arena, &faults);
    if (faults_errors(&faults))
        abort();
    stage->opened++;
    opened_last = registry;
    return registry;
}

bool registry_busy(const struct registry *registry)
{
    (void)registry;
    atomic_fetch_add(&stage->busy_asked, 1);
    return stage->busy;
}

bool registry_close(struct registry *registry, struct arena *arena, struct fault *fault)
{
    form_set_free(registry->forms);
    free(registry);
    opened_last = NULL;
    stage->closed++;
    return !stage->broken ||
           fault_set(fault, arena, FAULT_DAMAGED, NULL, "the store is broken", NULL);
}

const struct form_set *registry_forms(const struct registry *registry)
{
    return registry->forms;
}

struct store *registry_store(struct registry *registry)
{
    (void)registry;
    return NULL;
}

bool store_broken(const struct store *store)
{
    (void)store;
    return stage->broken;
}

void store_measure(struct store *store, struct store_figures *figures)
{
    (void)store;
    *figures = (struct store_figures){0};
}

bool store_checkpoint(struct store *store, struct arena *arena, struct fault *fault)
{
    (void)store;
    return !stage->broken ||
           fault_set(fault, arena, FAULT_DAMAGED, NULL, "the store is broken", NULL);
}

bool registry_about(struct registry *registry, struct arena *arena, struct registry_about *about,
                    struct fault *fault)
{
    (void)fault;
    *about = (struct registry_about){.community = "430724001006",
                                     .name = "朝阳街社区",
                                     .counts = arena_array(arena, registry->forms->count, 8)};
    return true;
}

static struct record *some_record(struct registry *registry, uint64_t number, struct arena *arena)
{
    struct record *record = record_new(registry->forms->forms[0], arena);
    record->number = number;
    record->version = 1;
    record->values[0] = "甲";
    return record;
}

bool registry_get(struct registry *registry, const struct get_request *request, struct arena *arena,
                  struct record **record, struct fault *fault)
{
    if (stage->broken)
        return fault_set(fault, arena, FAULT_DAMAGED, NULL, "the store is broken", NULL);
    if (request->number == 404)
        return fault_set(fault, arena, FAULT_NOT_FOUND, NULL, "there is no {1}", "404", NULL);
    *record = some_record(registry, request->number, arena);
    return true;
}

/* Whether a saving with this token was done before. */
static bool token_known(const char *token)
{
    for (int i = 0; i < stage->saves && i < 8; i++)
        if (strcmp(stage->tokens[i], token) == 0)
            return true;
    return false;
}

/* A record under number 1 holds on. */
bool registry_save(struct registry *registry, const struct author *author,
                   const struct save_request *request, struct arena *arena,
                   struct save_answer *answer, struct fault *fault)
{
    (void)arena;
    (void)fault;
    if (request->record->number == 1)
        hold_on();
    struct announcement told = {.form = request->record->form->name,
                                .number = request->record->number,
                                .version = request->record->version + 1,
                                .author = author->user};
    if (!request->token || !token_known(request->token)) {
        if (request->token && stage->saves < 8)
            strcpy(stage->tokens[stage->saves], request->token);
        stage->saves++;
    }
    if (atomic_exchange(&stage->die_after_save, false))
        kill(getpid(), SIGKILL);
    answer->saved = true;
    answer->number = told.number;
    answer->version = told.version;
    registry->announce(registry->context, author, &told);
    return true;
}

bool registry_act(struct registry *registry, const struct author *author,
                  const struct act_request *request, struct arena *arena, struct act_answer *answer,
                  struct fault *fault)
{
    (void)registry;
    (void)author;
    (void)request;
    (void)arena;
    (void)fault;
    *answer = (struct act_answer){.done = true, .change = 1};
    return true;
}

bool registry_judge(struct registry *registry, const struct judge_request *request,
                    struct arena *arena, struct judge_answer *answer, struct fault *fault)
{
    (void)registry, (void)request, (void)arena, (void)fault;
    *answer = (struct judge_answer){0};
    return true;
}

bool registry_where(struct registry *registry, const struct where_request *request,
                    struct arena *arena, struct where_answer *answer, struct fault *fault)
{
    (void)registry, (void)request, (void)arena, (void)fault;
    *answer = (struct where_answer){0};
    return true;
}

bool registry_shelves(struct registry *registry, const struct shelves_request *request,
                      struct arena *arena, struct shelves_answer *answer, struct fault *fault)
{
    (void)registry, (void)request, (void)arena, (void)fault;
    *answer = (struct shelves_answer){0};
    return true;
}

bool registry_tree(struct registry *registry, const struct tree_request *request,
                   struct arena *arena, struct tree_answer *answer, struct fault *fault)
{
    (void)registry, (void)request, (void)arena, (void)fault;
    *answer = (struct tree_answer){.finished = true};
    return true;
}

bool registry_undo_batch(struct registry *registry, const struct author *author,
                         const struct undo_batch_request *request, service_progress *progress,
                         void *context, struct arena *arena, struct undo_batch_answer *answer,
                         struct fault *fault)
{
    (void)registry, (void)author, (void)progress, (void)context, (void)arena, (void)fault;
    *answer = (struct undo_batch_answer){.changes = request->batch};
    return true;
}

bool registry_undo(struct registry *registry, const struct author *author,
                   const struct undo_request *request, struct arena *arena,
                   struct act_answer *answer, struct fault *fault)
{
    (void)registry;
    (void)author;
    (void)request;
    (void)arena;
    (void)fault;
    *answer = (struct act_answer){.done = true, .change = 1};
    return true;
}

bool registry_doubles(struct registry *registry, const struct doubles_request *request,
                      struct arena *arena, struct doubles_answer *answer, struct fault *fault)
{
    (void)registry;
    (void)request;
    (void)arena;
    (void)fault;
    *answer = (struct doubles_answer){0};
    return true;
}

bool registry_doubles_scan(struct registry *registry, const struct author *author,
                           const struct double_scan *request, service_progress *progress,
                           void *context, struct arena *arena, struct double_scanned *answer,
                           struct fault *fault)
{
    (void)registry;
    (void)author;
    (void)request;
    (void)progress;
    (void)context;
    (void)arena;
    (void)fault;
    *answer = (struct double_scanned){.people = 1};
    return true;
}

bool registry_remove(struct registry *registry, const struct author *author,
                     const struct save_request *request, struct arena *arena,
                     struct save_answer *answer, struct fault *fault)
{
    return registry_save(registry, author, request, arena, answer, fault);
}

bool registry_make_report(struct registry *registry, const struct report_request *request,
                          service_progress *progress, void *context, struct arena *arena,
                          struct report_answer *answer, struct fault *fault)
{
    (void)registry;
    (void)request;
    (void)progress;
    (void)context;
    (void)arena;
    (void)fault;
    *answer = (struct report_answer){0};
    return true;
}

bool registry_report_names(struct registry *registry, const struct report_names_request *request,
                           service_progress *progress, void *context, struct arena *arena,
                           struct report_names_answer *answer, struct fault *fault)
{
    (void)registry;
    (void)request;
    (void)progress;
    (void)context;
    (void)arena;
    (void)fault;
    *answer = (struct report_names_answer){.finished = true};
    return true;
}

/* As many rows as were asked for, each of 4,000 bytes. */
bool registry_list(struct registry *registry, const struct list_request *request,
                   struct arena *arena, struct list_answer *answer, struct fault *fault)
{
    (void)fault;
    char *text = arena_alloc(arena, 4001);
    memset(text, 'x', 4000);
    answer->rows = arena_array(arena, request->limit, sizeof *answer->rows);
    answer->count = request->limit;
    for (size_t i = 0; i < answer->count; i++) {
        answer->rows[i].record = some_record(registry, i + 1, arena);
        answer->rows[i].record->values[0] = text;
        answer->rows[i].place = (struct list_place){"", i + 1};
    }
    answer->stopped.term = "";
    return true;
}

/* Goes on until it is stopped, or may go on. */
bool registry_count(struct registry *registry, const struct count_request *request,
                    service_progress *progress, void *context, struct arena *arena,
                    struct count_answer *answer, struct fault *fault)
{
    (void)registry;
    (void)request;
    stage->working++;
    for (uint64_t i = 0; !stage->go; i++) {
        poll(NULL, 0, 1);
        if (!progress(context, i, 1000000)) {
            stage->stopped++;
            return fault_set(fault, arena, FAULT_DATA, NULL, "stopped", NULL);
        }
    }
    answer->total = 10200;
    return true;
}

bool registry_find(struct registry *registry, const struct find_request *request,
                   struct arena *arena, struct find_answer *answer, struct fault *fault)
{
    (void)registry;
    (void)request;
    (void)arena;
    (void)fault;
    answer->count = 0;
    return true;
}

bool registry_history(struct registry *registry, const struct get_request *request,
                      struct arena *arena, struct history_answer *answer, struct fault *fault)
{
    (void)registry;
    (void)request;
    (void)arena;
    (void)fault;
    answer->count = 0;
    return true;
}

bool registry_as_of(struct registry *registry, const struct get_request *request,
                    const struct date *day, bool known, struct arena *arena, struct record **record,
                    struct fault *fault)
{
    (void)day;
    (void)known;
    return registry_get(registry, request, arena, record, fault);
}

bool registry_import_begin(struct registry *registry, const struct author *author,
                           const struct import_start *start, struct arena *arena,
                           struct import **import, struct import_begun *begun, struct fault *fault)
{
    (void)registry;
    (void)author;
    (void)start;
    (void)arena;
    (void)fault;
    *import = calloc(1, 1);
    begun->batch = 6;
    return true;
}

bool registry_import_rows(struct import *import, const struct import_rows *rows,
                          struct arena *arena, struct import_answer *answer, struct fault *fault)
{
    (void)import;
    (void)arena;
    (void)fault;
    answer->counts.added = rows->count;
    return true;
}

void registry_import_end(struct import *import)
{
    stage->import_ends++;
    free(import);
}

bool registry_verify(struct registry *registry, registry_report *report, service_progress *progress,
                     void *context, struct arena *arena, uint64_t *wrong, struct fault *fault)
{
    (void)registry;
    (void)progress;
    (void)fault;
    for (*wrong = 0; *wrong < 3; ++*wrong) {
        struct fault found = {0};
        fault_set(&found, arena, FAULT_DAMAGED, NULL, "record {1} is wrong", "5", NULL);
        report(context, &found);
    }
    return true;
}

bool registry_quality(struct registry *registry, const struct quality_request *request,
                      registry_report *report, service_progress *progress, void *context,
                      struct arena *arena, struct quality_answer *answer, struct fault *fault)
{
    (void)registry;
    (void)request;
    (void)progress;
    (void)fault;
    struct fault found = {0};
    fault_set(&found, arena, FAULT_DATA, NULL, "item {1} lacks something", "5", NULL);
    report(context, &found);
    answer->records = 5;
    return true;
}

bool registry_backup(struct registry *registry, const char *directory, service_progress *progress,
                     void *context, struct arena *arena, struct fault *fault)
{
    (void)registry;
    (void)progress;
    (void)context;
    return strcmp(directory, "/full") != 0 ||
           fault_set(fault, arena, FAULT_SURROUNDINGS, NULL, "the disk is full", NULL);
}

void registry_on_change(struct registry *registry, registry_announce *announce, void *context)
{
    registry->announce = announce;
    registry->context = context;
}

/* A folder with two forms, its keeper, and what both were made with. */
struct house {
    struct arena *arena;
    char folder[64];
    const char *forms;
    struct form_set *set;
    pid_t keeper;
};

static void file_write(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static const char form_person[] = "form person\n  label 人 | Person\n  title name\n\n"
                                  "section 人 | Person\n\n"
                                  "field name\n  label 姓名 | Name\n  type text\n  width 24\n";

static void forms_read(struct house *house)
{
    struct faults faults = {0};
    if (house->set)
        form_set_free(house->set);
    house->set = form_set_load(house->forms, place_join(house->arena, house->folder, "forms", NULL),
                               house->arena, &faults);
    assert_int_equal(faults_errors(&faults), 0);
}

static void house_build(struct house *house)
{
    *house = (struct house){.arena = arena_new()};
    strcpy(house->folder, "/tmp/jumin-keeper-XXXXXX");
    assert_non_null(mkdtemp(house->folder));
    house->forms = place_join(house->arena, house->folder, "ours", NULL);
    assert_int_equal(mkdir(house->forms, 0700), 0);
    assert_int_equal(mkdir(place_join(house->arena, house->folder, "forms", NULL), 0700), 0);
    file_write(place_join(house->arena, house->forms, "person.form", NULL), form_person);
    forms_read(house);
    file_write(place_join(house->arena, house->folder, "registry.conf", NULL), "");
    stage_open(house->folder);
}

/* Starts a keeper and waits until it listens; in the child keeper_run's fault is the exit status.
 */
static inline void house_open(struct house *house, struct keeper_options options)
{
    int pipes[2];
    char byte;
    assert_int_equal(pipe(pipes), 0);
    options.directory = house->folder;
    options.forms = house->forms;
    options.ready = pipes[1];
    fflush(NULL);
    house->keeper = fork();
    if (house->keeper == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* nothing stays behind a failed test */
        close(pipes[0]);
        struct fault fault = {0};
        struct arena *arena = arena_new();
        bool well = keeper_run(&options, arena, &fault);
        arena_free(arena);
        arena_free(house->arena);
        if (house->set)
            form_set_free(house->set);
        exit(well ? 0 : fault_status(fault.kind));
    }
    close(pipes[1]);
    assert_int_equal(read(pipes[0], &byte, 1), 1);
    close(pipes[0]);
}

/* The exit status of the keeper, which has been told to end or ends by itself. */
static int house_wait(struct house *house)
{
    int status;
    assert_int_equal(waitpid(house->keeper, &status, 0), house->keeper);
    assert_true(WIFEXITED(status));
    house->keeper = 0;
    return WEXITSTATUS(status);
}

static void house_clear(struct house *house)
{
    if (house->keeper) {
        kill(house->keeper, SIGTERM);
        assert_int_equal(house_wait(house), 0);
    }
    static const char *const files[] = {
        "ours/person.form", "forms/other.form", "ours",         "forms",       "clerks",   "stage",
        "registry.conf",    ADDRESS_LOCK,       ADDRESS_SOCKET, ADDRESS_START, ADDRESS_LOG};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        remove(place_join(house->arena, house->folder, files[i], NULL));
    assert_int_equal(rmdir(house->folder), 0);
    form_set_free(house->set);
    arena_free(house->arena);
    munmap(stage, sizeof *stage);
}

/* Waits for a message of the keeper; GONE when it closed, WAIT when nothing came for ten seconds.
 */
static enum channel_result take(struct channel *channel, struct message *message)
{
    for (;;) {
        enum channel_result result = channel_flush(channel);
        if (result == CHANNEL_GONE)
            result = CHANNEL_OK; /* what was said before it closed can be read all the same */
        result = channel_next(channel, MESSAGE_MOST, message);
        if (result != CHANNEL_WAIT)
            return result;
        struct pollfd polled = {.fd = channel->socket,
                                .events = channel_unsent(channel) ? POLLIN | POLLOUT : POLLIN};
        if (poll(&polled, 1, 10000) == 0)
            return CHANNEL_WAIT;
        if ((polled.revents & ~POLLOUT) && channel_fill(channel) == CHANNEL_GONE)
            return CHANNEL_GONE;
    }
}

static void caller_reach(struct house *house, struct channel *channel)
{
    int descriptor = address_connect(house->folder);
    assert_true(descriptor >= 0);
    channel_start(channel, descriptor);
}

static void hello_send(struct house *house, struct channel *channel, bool watch)
{
    struct hello hello = {.protocol = WIRE_PROTOCOL,
                          .program = "test",
                          .kind = "test",
                          .watch = watch,
                          .digest = house->set->digest};
    assert_true(
        channel_add(channel, MESSAGE_ASK, 1, VERB_HELLO, verb_of(VERB_HELLO)->asks, &hello, NULL));
}

/* A session that is welcome. */
static inline void caller_open(struct house *house, struct channel *channel, bool watch)
{
    struct message message;
    caller_reach(house, channel);
    hello_send(house, channel, watch);
    do
        assert_int_equal(take(channel, &message), CHANNEL_OK);
    while (message.kind == MESSAGE_PROGRESS);
    assert_int_equal(message.kind, MESSAGE_ANSWER);
    assert_int_equal(message.id, 1);
}

static void ask_send(struct house *house, struct channel *channel, uint64_t id,
                     enum verb_number verb, const void *body)
{
    assert_true(channel_add(channel, MESSAGE_ASK, id, verb, verb_of(verb)->asks, body, house->set));
    assert_int_not_equal(channel_flush(channel), CHANNEL_GONE);
}

/* Takes messages until the answer or the fault of id; *fault, in the house's arena, is set where it
 * is one. */
static bool answer_take(struct house *house, struct channel *channel, uint64_t id, void *answer,
                        struct fault *fault)
{
    struct message message;
    do
        assert_int_equal(take(channel, &message), CHANNEL_OK);
    while (message.kind != MESSAGE_ANSWER && message.kind != MESSAGE_FAULT);
    assert_int_equal(message.id, id);
    if (message.kind == MESSAGE_ANSWER) {
        assert_true(message_body(&message, verb_of(message.verb)->answers, house->set, house->arena,
                                 answer));
        return true;
    }
    struct fault_body body;
    assert_true(message_body(&message, &shape_fault, NULL, house->arena, &body));
    *fault = body.fault;
    return false;
}

static inline bool ask(struct house *house, struct channel *channel, enum verb_number verb,
                       const void *body, void *answer, struct fault *fault)
{
    ask_send(house, channel, 77, verb, body);
    return answer_take(house, channel, 77, answer, fault);
}

/* That the session is alive: a record is asked for and comes. */
static inline void assert_served(struct house *house, struct channel *channel)
{
    struct get_request get = {"person", NULL, 5};
    struct record_answer found;
    struct fault fault;
    assert_true(ask(house, channel, VERB_GET, &get, &found, &fault));
    assert_int_equal(found.record->number, 5);
}

static inline void assert_dropped(struct channel *channel)
{
    struct message message;
    assert_int_equal(take(channel, &message), CHANNEL_GONE);
    channel_close(channel);
}

#endif

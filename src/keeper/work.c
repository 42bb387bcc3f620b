#define _GNU_SOURCE /* syscall */
#include "keeper/inside.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "store/store.h"

enum { LIST_MOST = 5000, FIND_MOST = 1000, IMPORT_PRIORITY = 5 };

static struct author author_of(const struct session *session)
{
    return (struct author){
        .user = session->peer.user, .uid = session->peer.uid, .session = session->number};
}

static struct registry *registry_of(const struct session *session)
{
    return session->keeper->registry;
}

static bool do_about(struct session *session, void *request, void *answer, struct fault *fault)
{
    (void)request;
    struct registry_about *about = answer;
    if (!registry_about(registry_of(session), session->arena, about, fault))
        return false;
    pthread_mutex_lock(&session->keeper->lock);
    about->sessions = session->keeper->session_count;
    about->user = session->peer.user;
    pthread_mutex_unlock(&session->keeper->lock);
    return true;
}

static bool do_get(struct session *session, void *request, void *answer, struct fault *fault)
{
    struct record_answer *found = answer;
    return registry_get(registry_of(session), request, session->arena, &found->record, fault);
}

static bool record_missing(struct session *session, const struct save_request *request,
                           struct fault *fault)
{
    if (request->record)
        return false;
    fault_set(fault, session->arena, FAULT_USAGE, NULL, N_("No record was given."), NULL);
    return true;
}

static bool do_save(struct session *session, void *request, void *answer, struct fault *fault)
{
    struct author author = author_of(session);
    return !record_missing(session, request, fault) &&
           registry_save(registry_of(session), &author, request, session->arena, answer, fault);
}

static bool do_judge(struct session *session, void *request, void *answer, struct fault *fault)
{
    const struct judge_request *judge = request;
    if (!judge->record || !judge->field)
        return fault_set(fault, session->arena, FAULT_USAGE, NULL, N_("No record was given."),
                         NULL);
    return registry_judge(registry_of(session), judge, session->arena, answer, fault);
}

static bool do_remove(struct session *session, void *request, void *answer, struct fault *fault)
{
    struct author author = author_of(session);
    return !record_missing(session, request, fault) &&
           registry_remove(registry_of(session), &author, request, session->arena, answer, fault);
}

static bool do_act(struct session *session, void *request, void *answer, struct fault *fault)
{
    const struct act_request *act = request;
    struct author author = author_of(session);
    if (!act->parameters)
        return fault_set(fault, session->arena, FAULT_USAGE, NULL, N_("No record was given."),
                         NULL);
    return registry_act(registry_of(session), &author, act, session->arena, answer, fault);
}

static bool do_undo(struct session *session, void *request, void *answer, struct fault *fault)
{
    struct author author = author_of(session);
    return registry_undo(registry_of(session), &author, request, session->arena, answer, fault);
}

static bool do_undo_batch(struct session *session, void *request, void *answer, struct fault *fault)
{
    struct author author = author_of(session);
    return registry_undo_batch(registry_of(session), &author, request, session_progress, session,
                               session->arena, answer, fault);
}

static bool do_list(struct session *session, void *request, void *answer, struct fault *fault)
{
    struct list_request *list = request;
    if (list->limit > LIST_MOST)
        list->limit = LIST_MOST;
    return registry_list(registry_of(session), list, session->arena, answer, fault);
}

/* Where a page is longer than a message may be. */
static bool list_less(void *request)
{
    struct list_request *list = request;
    list->limit /= 2;
    return list->limit > 0;
}

static bool do_count(struct session *session, void *request, void *answer, struct fault *fault)
{
    return registry_count(registry_of(session), request, session_progress, session, session->arena,
                          answer, fault);
}

static bool do_where(struct session *session, void *request, void *answer, struct fault *fault)
{
    return registry_where(registry_of(session), request, session->arena, answer, fault);
}

static bool do_shelves(struct session *session, void *request, void *answer, struct fault *fault)
{
    return registry_shelves(registry_of(session), request, session->arena, answer, fault);
}

static bool do_tree(struct session *session, void *request, void *answer, struct fault *fault)
{
    return registry_tree(registry_of(session), request, session->arena, answer, fault);
}

static bool do_find(struct session *session, void *request, void *answer, struct fault *fault)
{
    struct find_request *find = request;
    if (find->limit > FIND_MOST)
        find->limit = FIND_MOST;
    return registry_find(registry_of(session), find, session->arena, answer, fault);
}

static bool do_history(struct session *session, void *request, void *answer, struct fault *fault)
{
    return registry_history(registry_of(session), request, session->arena, answer, fault);
}

static bool do_as_of(struct session *session, void *request, void *answer, struct fault *fault)
{
    const struct as_of_request *asked = request;
    struct record_answer *found = answer;
    return registry_as_of(registry_of(session), &asked->get, &asked->day, asked->known,
                          session->arena, &found->record, fault);
}

static bool do_report(struct session *session, void *request, void *answer, struct fault *fault)
{
    return registry_make_report(registry_of(session), request, session_progress, session,
                                session->arena, answer, fault);
}

static bool report_less(void *request)
{
    enum { LINES_USUAL = 500 };
    struct report_request *report = request;
    report->limit = (report->limit ? report->limit : LINES_USUAL) / 2;
    return report->limit > 0;
}

static bool do_report_names(struct session *session, void *request, void *answer,
                            struct fault *fault)
{
    return registry_report_names(registry_of(session), request, session_progress, session,
                                 session->arena, answer, fault);
}

static void import_end(struct session *session)
{
    if (session->import)
        registry_import_end(session->import);
    session->import = NULL;
}

/* An import leaves the processor to the screens: this thread's share becomes smaller, for good,
 * because raising it again takes a privilege. */
static void yield_to_screens(void)
{
    setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), IMPORT_PRIORITY);
}

static bool do_import_begin(struct session *session, void *request, void *answer,
                            struct fault *fault)
{
    const struct import_start *start = request;
    struct import_begun *begun = answer;
    struct author author = author_of(session);
    import_end(session);
    if (!registry_import_begin(registry_of(session), &author, start, session->arena,
                               &session->import, begun, fault)) {
        session->import = NULL;
        return false;
    }
    session->import_batch = begun->batch;
    session->import_fields = start->field_count;
    session->imported = true;
    yield_to_screens();
    return true;
}

static bool do_import_rows(struct session *session, void *request, void *answer,
                           struct fault *fault)
{
    const struct rows_request *asked = request;
    if (!session->import || asked->batch != session->import_batch)
        return fault_set(fault, session->arena, FAULT_SURROUNDINGS, NULL,
                         N_("No import is going on: begin it again."), NULL);
    bool whole = session->import_fields
                     ? asked->text_count % session->import_fields == 0 &&
                           asked->text_count / session->import_fields == asked->count
                     : asked->text_count == 0;
    struct import_rows rows = {.batch = asked->batch,
                               .first = asked->first,
                               .values = asked->texts,
                               .count = asked->count,
                               .last = asked->last};
    bool done =
        whole ? registry_import_rows(session->import, &rows, session->arena, answer, fault)
              : fault_set(fault, session->arena, FAULT_USAGE, NULL,
                          N_("These rows have not as many values as the import has fields."), NULL);
    if (!done || asked->last)
        import_end(session);
    return done;
}

static void report(void *context, const struct fault *fault)
{
    struct session *session = context;
    struct fault_body body = {*fault};
    if (session->gone)
        return;
    channel_add(&session->channel, MESSAGE_REPORT, session->running, session->running_verb,
                &shape_fault, &body, NULL);
    session->gone = !session_send(session);
}

static bool do_verify(struct session *session, void *request, void *answer, struct fault *fault)
{
    (void)request;
    struct verify_answer *verified = answer;
    return registry_verify(registry_of(session), report, session_progress, session, session->arena,
                           &verified->wrong, fault);
}

static bool do_quality(struct session *session, void *request, void *answer, struct fault *fault)
{
    return registry_quality(registry_of(session), request, report, session_progress, session,
                            session->arena, answer, fault);
}

static bool do_backup(struct session *session, void *request, void *answer, struct fault *fault)
{
    (void)answer;
    const struct backup_request *asked = request;
    if (!asked->directory || asked->directory[0] != '/')
        return fault_set(fault, session->arena, FAULT_USAGE, NULL,
                         N_("The folder of a backup is given by its whole path, from / on."), NULL);
    return registry_backup(registry_of(session), asked->directory, session_progress, session,
                           session->arena, fault);
}

static bool do_doubles(struct session *session, void *request, void *answer, struct fault *fault)
{
    const struct doubles_request *asked = request;
    if (!asked->record)
        return fault_set(fault, session->arena, FAULT_USAGE, NULL, N_("No record was given."),
                         NULL);
    return registry_doubles(registry_of(session), asked, session->arena, answer, fault);
}

static bool do_doubles_scan(struct session *session, void *request, void *answer,
                            struct fault *fault)
{
    struct author author = author_of(session);
    yield_to_screens();
    return registry_doubles_scan(registry_of(session), &author, request, session_progress, session,
                                 session->arena, answer, fault);
}

static bool do_stop(struct session *session, void *request, void *answer, struct fault *fault)
{
    (void)request;
    (void)answer;
    (void)fault;
    session->end_asked = true;
    return true;
}

static const struct work {
    enum role role; /* needed at least */
    bool (*run)(struct session *session, void *request, void *answer, struct fault *fault);
    bool (*less)(void *request); /* asks for less where the answer was too long; false: cannot */
} works[VERB_NUMBERS] = {
    [VERB_ABOUT] = {.role = ROLE_READ, .run = do_about},
    [VERB_GET] = {.role = ROLE_READ, .run = do_get},
    [VERB_SAVE] = {.role = ROLE_WRITE, .run = do_save},
    [VERB_REMOVE] = {.role = ROLE_WRITE, .run = do_remove},
    [VERB_LIST] = {.role = ROLE_READ, .run = do_list, .less = list_less},
    [VERB_COUNT] = {.role = ROLE_READ, .run = do_count},
    [VERB_FIND] = {.role = ROLE_READ, .run = do_find},
    [VERB_HISTORY] = {.role = ROLE_READ, .run = do_history},
    [VERB_AS_OF] = {.role = ROLE_READ, .run = do_as_of},
    [VERB_IMPORT_BEGIN] = {.role = ROLE_WRITE, .run = do_import_begin},
    [VERB_IMPORT_ROWS] = {.role = ROLE_WRITE, .run = do_import_rows},
    [VERB_VERIFY] = {.role = ROLE_READ, .run = do_verify},
    [VERB_QUALITY] = {.role = ROLE_READ, .run = do_quality},
    [VERB_BACKUP] = {.role = ROLE_ADMIN, .run = do_backup},
    [VERB_REPORT] = {.role = ROLE_READ, .run = do_report, .less = report_less},
    [VERB_REPORT_NAMES] = {.role = ROLE_READ, .run = do_report_names},
    [VERB_STOP] = {.role = ROLE_ADMIN, .run = do_stop},
    [VERB_ACT] = {.role = ROLE_WRITE, .run = do_act},
    [VERB_UNDO] = {.role = ROLE_WRITE, .run = do_undo},
    [VERB_DOUBLES] = {.role = ROLE_READ, .run = do_doubles},
    [VERB_DOUBLES_SCAN] = {.role = ROLE_WRITE, .run = do_doubles_scan},
    [VERB_UNDO_BATCH] = {.role = ROLE_WRITE, .run = do_undo_batch},
    [VERB_JUDGE] = {.role = ROLE_READ, .run = do_judge},
    [VERB_WHERE] = {.role = ROLE_READ, .run = do_where},
    [VERB_SHELVES] = {.role = ROLE_READ, .run = do_shelves},
    [VERB_TREE] = {.role = ROLE_READ, .run = do_tree},
};

static void *room_for(const struct shape *shape, struct arena *arena)
{
    return shape ? arena_alloc(arena, shape->size) : NULL;
}

static bool allowed(struct session *session, const struct message *message, const struct verb *verb,
                    struct fault *fault)
{
    if (session->role < works[message->verb].role)
        return fault_set(fault, session->arena, FAULT_RIGHTS, NULL,
                         N_("{1} has no right to this ({2}) in this registry."), session->peer.user,
                         verb->name, NULL);
    if (verb->most && message->body.length > verb->most)
        return fault_set(fault, session->arena, FAULT_USAGE, NULL,
                         N_("The request is too long ({1})."), verb->name, NULL);
    return true;
}

static bool stopped(struct session *session, struct fault *fault)
{
    if (atomic_load(&session->keeper->state) == KEEPER_ENDING)
        return fault_set(fault, session->arena, FAULT_SURROUNDINGS, NULL,
                         N_("The keeper was told to end before this was done."), NULL);
    return fault_set(fault, session->arena, FAULT_DATA, NULL, N_("Stopped before the end."), NULL);
}

/* The steward sees to a checkpoint. */
static void note_writing(struct keeper *keeper)
{
    if (atomic_exchange(&keeper->wrote, true))
        return;
    pthread_mutex_lock(&keeper->lock);
    pthread_cond_broadcast(&keeper->changed);
    pthread_mutex_unlock(&keeper->lock);
}

/* Runs the request and packs its answer; false with a fault where either could not be done. */
static bool answer_add(struct session *session, struct message *message, const struct verb *verb,
                       struct fault *fault)
{
    const struct form_set *forms = registry_forms(registry_of(session));
    const struct work *work = &works[message->verb];
    void *request = room_for(verb->asks, session->arena);
    if (!message_body(message, verb->asks, forms, session->arena, request))
        return fault_set(fault, session->arena, FAULT_USAGE, NULL,
                         N_("The keeper cannot read this request ({1}): its text is not valid "
                            "UTF-8, or it was garbled."),
                         verb->name, NULL);
    do {
        void *answer = room_for(verb->answers, session->arena);
        if (work->role == ROLE_WRITE)
            note_writing(session->keeper);
        bool done = work->run(session, request, answer, fault);
        if (session->stopped)
            return stopped(session, fault);
        if (!done)
            return false;
        if (channel_add(&session->channel, MESSAGE_ANSWER, message->id, message->verb,
                        verb->answers, answer, forms))
            return true;
    } while (work->less && work->less(request));
    return fault_set(fault, session->arena, FAULT_DATA, NULL,
                     N_("The answer is too long ({1}): ask for less."), verb->name, NULL);
}

bool work_do(struct session *session, struct message *message)
{
    if (message->kind == MESSAGE_STOP)
        return true;
    if (message->kind != MESSAGE_ASK || !works[message->verb].run)
        return false;
    const struct verb *verb = verb_of(message->verb);
    struct fault_body body = {{0}};
    session->running = message->id;
    session->running_verb = message->verb;
    session->told = channel_clock();
    session->stopped = false;
    if (!allowed(session, message, verb, &body.fault) ||
        !answer_add(session, message, verb, &body.fault)) {
        channel_add(&session->channel, MESSAGE_FAULT, message->id, message->verb, &shape_fault,
                    &body, NULL);
        if (store_broken(registry_store(registry_of(session))))
            keeper_fail(session->keeper, &body.fault);
    }
    return !session->gone;
}

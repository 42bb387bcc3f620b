#ifndef CLIENT_CLIENT_H
#define CLIENT_CLIENT_H

/* A session with the keeper of a registry. Starts a keeper where there is none, finds a new one
 * when the old is lost, and asks again; what was acknowledged stays so, and nothing is done twice
 * (each saving has a token). One thread uses one client. */

#include "registry/service.h"

struct client;

struct client_options {
    const char *directory; /* absolute path of the registry */
    const char *kind;      /* "screen", "import", …: shown in the list of sessions */
    bool watch;            /* announcements wanted */
    unsigned patience;     /* seconds to wait for a keeper; 0: 10 */
};

/* NULL and a fault: no registry there (FAULT_NOT_FOUND, saying how to make one), no right to
 * (FAULT_RIGHTS), a keeper of another version, no keeper to be had (FAULT_SURROUNDINGS). */
struct client *client_open(const struct client_options *options, struct arena *arena,
                           struct fault *fault);
void client_close(struct client *client);

/* The forms of this registry, as the keeper has them: same digest. They stay valid until
 * client_close; after a keeper with other forms took over, client_forms gives the new ones and
 * older records keep theirs. */
const struct form_set *client_forms(struct client *client);

/* Each asks and waits for the answer. False: fault says why. */
bool client_about(struct client *client, struct arena *arena, struct registry_about *about,
                  struct fault *fault);
bool client_get(struct client *client, const struct get_request *request, struct arena *arena,
                struct record **record, struct fault *fault);
bool client_save(struct client *client, const struct save_request *request, struct arena *arena,
                 struct save_answer *answer, struct fault *fault);
bool client_remove(struct client *client, const struct save_request *request, struct arena *arena,
                   struct save_answer *answer, struct fault *fault);
bool client_act(struct client *client, const struct act_request *request, struct arena *arena,
                struct act_answer *answer, struct fault *fault);
bool client_undo(struct client *client, const struct undo_request *request, struct arena *arena,
                 struct act_answer *answer, struct fault *fault);
/* Asked again of the next keeper where one was lost: what was taken back stays so. */
bool client_judge(struct client *client, const struct judge_request *request, struct arena *arena,
                  struct judge_answer *answer, struct fault *fault);
bool client_undo_batch(struct client *client, const struct undo_batch_request *request,
                       service_progress *progress, void *context, struct arena *arena,
                       struct undo_batch_answer *answer, struct fault *fault);
bool client_list(struct client *client, const struct list_request *request, struct arena *arena,
                 struct list_answer *answer, struct fault *fault);
bool client_where(struct client *client, const struct where_request *request, struct arena *arena,
                  struct where_answer *answer, struct fault *fault);
bool client_shelves(struct client *client, const struct shelves_request *request,
                    struct arena *arena, struct shelves_answer *answer, struct fault *fault);
bool client_tree(struct client *client, const struct tree_request *request, struct arena *arena,
                 struct tree_answer *answer, struct fault *fault);
bool client_count(struct client *client, const struct count_request *request,
                  service_progress *progress, void *context, struct arena *arena,
                  struct count_answer *answer, struct fault *fault);
bool client_report(struct client *client, const struct report_request *request,
                   service_progress *progress, void *context, struct arena *arena,
                   struct report_answer *answer, struct fault *fault);
bool client_report_names(struct client *client, const struct report_names_request *request,
                         service_progress *progress, void *context, struct arena *arena,
                         struct report_names_answer *answer, struct fault *fault);
bool client_find(struct client *client, const struct find_request *request, struct arena *arena,
                 struct find_answer *answer, struct fault *fault);
bool client_history(struct client *client, const struct get_request *request, struct arena *arena,
                    struct history_answer *answer, struct fault *fault);
bool client_as_of(struct client *client, const struct get_request *request, const struct date *day,
                  bool known, struct arena *arena, struct record **record, struct fault *fault);

/* Who may be the person of the record; and the scan of all residents (registry/registry.h). */
bool client_doubles(struct client *client, const struct doubles_request *request,
                    struct arena *arena, struct doubles_answer *answer, struct fault *fault);
bool client_doubles_scan(struct client *client, const struct double_scan *request,
                         service_progress *progress, void *context, struct arena *arena,
                         struct double_scanned *answer, struct fault *fault);

bool client_import_begin(struct client *client, const struct import_start *start,
                         struct arena *arena, struct import_begun *begun, struct fault *fault);
/* Rows may be sent ahead: client_import_send returns when they are on their way, at most four calls
 * unanswered; client_import_answer takes the answers in the order of sending. When the keeper is
 * lost in between, both say FAULT_SURROUNDINGS and the caller begins again: begun->rows_done tells
 * from where. Nothing else is asked while answers are waiting. */
bool client_import_send(struct client *client, const struct import_rows *rows, struct fault *fault);
bool client_import_answer(struct client *client, struct arena *arena, struct import_answer *answer,
                          struct fault *fault);
unsigned client_import_waiting(const struct client *client);

bool client_verify(struct client *client, void (*report)(void *context, const struct fault *fault),
                   service_progress *progress, void *context, struct arena *arena, uint64_t *wrong,
                   struct fault *fault);
/* What is to be mended in the descriptions of the archive room: report is called with each finding,
 * which leads to its record (struct fault.form, number; about: its key). */
bool client_quality(struct client *client, const struct quality_request *request,
                    void (*report)(void *context, const struct fault *fault),
                    service_progress *progress, void *context, struct arena *arena,
                    struct quality_answer *answer, struct fault *fault);
bool client_backup(struct client *client, const char *directory, service_progress *progress,
                   void *context, struct arena *arena, struct fault *fault);
/* Has the keeper end as SIGTERM does: requests that run are finished, then every session is closed.
 * Returns when it has let go of the registry. Used by tests, and before a restore. */
bool client_stop_keeper(struct client *client, struct arena *arena, struct fault *fault);

/* For a screen's poll(): the descriptor that becomes readable with an announcement, -1 while there
 * is no keeper; and the next announcement, false when none is waiting. Those that came along with
 * an answer are taken in already, so client_announcement is asked until it says false before each
 * poll(). It also looks for a new keeper, once a second at most, where the old one is lost; "many"
 * of each form then stands for what may have been missed. */
int client_descriptor(const struct client *client);
bool client_announcement(struct client *client, struct arena *arena,
                         struct announcement *announcement);

#endif

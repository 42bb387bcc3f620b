#ifndef REGISTRY_REGISTRY_H
#define REGISTRY_REGISTRY_H

/* A registry: its forms, its store, and the rules of the trade. Thread-safe: any number of sessions
 * call it at once. Every function returns false and fills fault where it could not do what was
 * asked; answers live in the arena. */

#include "registry/service.h"

struct registry;

struct author {
    const char *user; /* login name, from the kernel */
    uint32_t uid;
    uint64_t session; /* number of the session, so that announcements spare it */
};

/* Makes the folder directory (mode 2770) with registry.conf (community, name, the fonds where it is
 * not NULL), forms/, forms/codes/ and an empty store. Refused where there is a registry already, or
 * the code is not 12 digits. */
bool registry_create(const char *directory, const char *community, const char *name,
                     const char *fonds, struct arena *arena, struct fault *fault);
/* The folder of the registry's own forms and code tables: what form_set_load takes as its own. */
const char *registry_own_forms(const char *directory, struct arena *arena);

/* Loads forms (ours, then the registry's own), opens the store, gives new forms and fields their
 * numbers, and builds the index of fields that are indexed anew (progress may be NULL). */
struct registry *registry_open(const char *directory, const char *forms, size_t cache_bytes,
                               service_progress *progress, void *context, struct arena *arena,
                               struct fault *fault);
bool registry_close(struct registry *registry, struct arena *arena, struct fault *fault);
/* Whether work of its own is still to be done or being done: after an import the index is put in
 * order and those who came are looked through for doubles. */
bool registry_busy(const struct registry *registry);
const struct form_set *registry_forms(const struct registry *registry);
struct store;
struct store *registry_store(struct registry *registry);

bool registry_about(struct registry *registry, struct arena *arena, struct registry_about *about,
                    struct fault *fault);

/* The record, or FAULT_NOT_FOUND. */
bool registry_get(struct registry *registry, const struct get_request *request, struct arena *arena,
                  struct record **record, struct fault *fault);

/* Adds or changes by all rules, in one durable transaction. False only for a fault of the
 * surroundings; what the clerk must mend is in answer->faults. */
bool registry_save(struct registry *registry, const struct author *author,
                   const struct save_request *request, struct arena *arena,
                   struct save_answer *answer, struct fault *fault);
/* What rules between records, and warnings of the form, have to say of a field: a look that changes
 * nothing and waits for nobody. Quiet where a warning was marked as checked. */
bool registry_judge(struct registry *registry, const struct judge_request *request,
                    struct arena *arena, struct judge_answer *answer, struct fault *fault);
/* Takes a record out of every list and index; its history stays. Refused where others refer to it.
 */
bool registry_remove(struct registry *registry, const struct author *author,
                     const struct save_request *request, struct arena *arena,
                     struct save_answer *answer, struct fault *fault);

/* Does an action of the table in registry/actions.h by all rules, in one durable transaction, or
 * says what it would change. False as for registry_save. */
bool registry_act(struct registry *registry, const struct author *author,
                  const struct act_request *request, struct arena *arena, struct act_answer *answer,
                  struct fault *fault);
/* Takes a change back, field by field, by a change of its own, with the day of what it takes back.
 * Refused where a later change stands on it. FAULT_NOT_FOUND where there is no such change. */
bool registry_undo(struct registry *registry, const struct author *author,
                   const struct undo_request *request, struct arena *arena,
                   struct act_answer *answer, struct fault *fault);

/* FAULT_NOT_FOUND where there is no such batch. */
bool registry_undo_batch(struct registry *registry, const struct author *author,
                         const struct undo_batch_request *request, service_progress *progress,
                         void *context, struct arena *arena, struct undo_batch_answer *answer,
                         struct fault *fault);

bool registry_list(struct registry *registry, const struct list_request *request,
                   struct arena *arena, struct list_answer *answer, struct fault *fault);
/* FAULT_NOT_FOUND where nothing has the code. */
bool registry_where(struct registry *registry, const struct where_request *request,
                    struct arena *arena, struct where_answer *answer, struct fault *fault);
bool registry_shelves(struct registry *registry, const struct shelves_request *request,
                      struct arena *arena, struct shelves_answer *answer, struct fault *fault);
/* FAULT_USAGE where the form has no tree. */
bool registry_tree(struct registry *registry, const struct tree_request *request,
                   struct arena *arena, struct tree_answer *answer, struct fault *fault);
bool registry_count(struct registry *registry, const struct count_request *request,
                    service_progress *progress, void *context, struct arena *arena,
                    struct count_answer *answer, struct fault *fault);
/* A report by its name. FAULT_USAGE where there is none, or the period or the query is none. */
bool registry_make_report(struct registry *registry, const struct report_request *request,
                          service_progress *progress, void *context, struct arena *arena,
                          struct report_answer *answer, struct fault *fault);
/* Those behind one of its numbers: as many as the number says. */
bool registry_report_names(struct registry *registry, const struct report_names_request *request,
                           service_progress *progress, void *context, struct arena *arena,
                           struct report_names_answer *answer, struct fault *fault);
bool registry_find(struct registry *registry, const struct find_request *request,
                   struct arena *arena, struct find_answer *answer, struct fault *fault);
bool registry_history(struct registry *registry, const struct get_request *request,
                      struct arena *arena, struct history_answer *answer, struct fault *fault);
/* The record as it was at the end of a day, or, with known, as it was known then (registry/past.h);
 * FAULT_NOT_FOUND where it was not there. */
bool registry_as_of(struct registry *registry, const struct get_request *request,
                    const struct date *day, bool known, struct arena *arena, struct record **record,
                    struct fault *fault);

/* Residents who may be one person (registry/likeness.h): the scan, which waits for another, and
 * those of one person, quick enough for each field that is keyed. */
bool registry_doubles_scan(struct registry *registry, const struct author *author,
                           const struct double_scan *request, service_progress *progress,
                           void *context, struct arena *arena, struct double_scanned *answer,
                           struct fault *fault);
bool registry_doubles(struct registry *registry, const struct doubles_request *request,
                      struct arena *arena, struct doubles_answer *answer, struct fault *fault);

/* Imports: begin, then rows in order, in transactions of some hundred rows; each transaction keeps
 * how far the import came, so that it goes on where it was cut off and does nothing twice. The rows
 * of a call are durable when the call with `last` returns, or after registry_flush. One session
 * works at one import at a time. */
struct import;
bool registry_import_begin(struct registry *registry, const struct author *author,
                           const struct import_start *start, struct arena *arena,
                           struct import **import, struct import_begun *begun, struct fault *fault);
bool registry_import_rows(struct import *import, const struct import_rows *rows,
                          struct arena *arena, struct import_answer *answer, struct fault *fault);
void registry_import_end(struct import *import); /* also when it was cut off */

/* Walks everything: every record can be read and obeys its form, every index entry has its record
 * and the other way round, references lead somewhere, households have one head who is a living
 * registered member, archival codes fit their parts, counts agree. Pages: see store/copy.h, done on
 * a backup. report is called for each thing that is wrong. Repairs nothing. */
typedef void registry_report(void *context, const struct fault *fault);
bool registry_verify(struct registry *registry, registry_report *report, service_progress *progress,
                     void *context, struct arena *arena, uint64_t *wrong, struct fault *fault);

/* What is to be mended in the descriptions of archive items (registry/quality.h). */
bool registry_quality(struct registry *registry, const struct quality_request *request,
                      registry_report *report, service_progress *progress, void *context,
                      struct arena *arena, struct quality_answer *answer, struct fault *fault);

/* A hot copy into a folder of its own, which only the keeper's account may enter. */
bool registry_backup(struct registry *registry, const char *directory, service_progress *progress,
                     void *context, struct arena *arena, struct fault *fault);
/* Into a folder without a registry. */
bool registry_restore(const char *backup, const char *directory, service_progress *progress,
                      void *context, struct arena *arena, struct fault *fault);

/* Called after a change is durable, from the thread that made it; must not block. */
typedef void registry_announce(void *context, const struct author *author,
                               const struct announcement *announcement);
void registry_on_change(struct registry *registry, registry_announce *announce, void *context);

#endif

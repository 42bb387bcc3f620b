#include "screen/work_list.h"

#include "text/message.h"

void work_list_save(struct screen *screen, const struct form *form, const char *query,
                    const char *name)
{
    const struct form *searches = form_named(client_forms(screen->client), WORK_LIST_FORM);
    struct fault fault = {0};
    struct save_answer answer = {0};
    struct arena *arena = arena_new();
    if (!searches) {
        notice_show(screen, NOTICE_WARNING, N_("There is no record type {1}."), WORK_LIST_FORM,
                    NULL);
        arena_free(arena);
        return;
    }
    struct record *record = record_start(searches, NULL, &screen->today, arena);
    record_put_named(record, "name", name);
    record_put_named(record, "form", form->name);
    record_put_named(record, "query", query);
    struct save_request request = {.record = record, .token = ""};
    if (!client_save(screen->client, &request, arena, &answer, &fault)) {
        notice_fault(screen, &fault, NULL);
    } else if (!answer.saved) {
        for (size_t i = 0; i < answer.faults.count; i++)
            if (!answer.faults.items[i].warning) {
                notice_fault(screen, &answer.faults.items[i], NULL);
                break;
            }
    } else {
        notice_show(screen, NOTICE_INFO, N_("Saved: {1} stands on the first screen now."), name,
                    NULL);
    }
    arena_free(arena);
}

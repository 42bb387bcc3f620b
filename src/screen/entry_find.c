#include "screen/entry.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "text/message.h"

/* So many are shown at once; more only when asked for again. */
enum { SHOWN_AT_ONCE = 2000, SAY_AFTER_SECONDS = 1 };

bool entry_condition(struct entry *entry, const struct field *field, const char *text)
{
    struct fault fault = {0};
    struct query query = {.form = entry->form};
    if (query_add(&query, field, text, &entry->view.screen->today, entry->arena, &fault))
        return true;
    if (fault.kind != FAULT_SURROUNDINGS)
        fault.kind = FAULT_DATA;
    notice_fault(entry->view.screen, &fault, field->label);
    return false;
}

struct counting {
    struct screen *screen;
    time_t start, said;
};

/* Says how far it is once a second; a key stops it once that was said. */
static bool counting(void *context, uint64_t done, uint64_t total)
{
    struct counting *state = context;
    time_t now = time(NULL);
    if (now - state->start < SAY_AFTER_SECONDS)
        return true;
    if (state->said && terminal_pending(state->screen->terminal))
        return false;
    if (now == state->said)
        return true;
    state->said = now;
    struct arena *arena = arena_new();
    notice_show(state->screen, NOTICE_INFO, N_("Counting… {1} of {2}; any key stops it."),
                show_number(arena, done), show_number(arena, total), NULL);
    screen_draw(state->screen);
    notice_clear(state->screen);
    arena_free(arena);
    return true;
}

static const char *conditions(struct entry *entry, struct arena *arena)
{
    struct fault fault = {0};
    struct query query = {.form = entry->form};
    for (unsigned i = 0; i < entry->form->field_count; i++) {
        const char *text = entry->record->values[i];
        if (text && !query_add(&query, &entry->form->fields[i], text, &entry->view.screen->today,
                               arena, &fault)) {
            fault.kind = FAULT_DATA;
            entry_focus(entry, i);
            notice_fault(entry->view.screen, &fault, entry->form->fields[i].label);
            return NULL;
        }
    }
    return query_write(&query, arena);
}

static void show_found(struct entry *entry, const char *query, uint64_t total, struct arena *arena)
{
    struct screen *screen = entry->view.screen;
    struct list_request request = {.form = entry->form->name, .query = query, .limit = 1};
    struct list_answer answer = {0};
    struct fault fault = {0};
    if (total == 1 && client_list(screen->client, &request, arena, &answer, &fault) &&
        answer.count == 1)
        record_open(screen, entry->form, answer.rows[0].record->number);
    else
        list_open(screen, entry->form, query, total);
}

void entry_find(struct entry *entry)
{
    struct screen *screen = entry->view.screen;
    struct arena *arena = arena_new();
    const char *query = conditions(entry, arena);
    struct counting state = {.screen = screen, .start = time(NULL)};
    struct count_request request = {.form = entry->form->name, .query = query};
    struct count_answer answer = {0};
    struct fault fault = {0};
    bool again = query && entry->counted && strcmp(query, entry->counted) == 0;
    if (!query) {
        arena_free(arena);
        return;
    }
    if (!client_count(screen->client, &request, counting, &state, arena, &answer, &fault)) {
        if (state.said && fault.kind != FAULT_SURROUNDINGS)
            notice_show(screen, NOTICE_WARNING, N_("Counting was broken off."), NULL);
        else
            notice_fault(screen, &fault, NULL);
    } else if (answer.total == 0) {
        notice_show(screen, NOTICE_WARNING,
                    N_("Nothing meets these conditions; * stands for any characters."), NULL);
    } else if (answer.total > SHOWN_AT_ONCE && !again) {
        entry->counted = arena_copy(entry->arena, query);
        notice_show(screen, NOTICE_INFO, N_("{1} found: {2} again shows them."),
                    show_number(arena, answer.total),
                    keymap_first(screen->keymap, ACTION_FIND, true), NULL);
    } else {
        show_found(entry, query, answer.total, arena);
    }
    arena_free(arena);
}

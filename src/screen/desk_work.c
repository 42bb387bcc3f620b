#include <string.h>
#include "screen/desk.h"
#include "screen/scanning.h"
#include "text/message.h"
#include "text/utf8.h"

/* forms/codes/archive_state.tsv, box_state.tsv */
#define IN_PLACE "1"
#define ON_LOAN "2"

static bool is(const struct record *record, const char *field, const char *value)
{
    const char *kept = record_value(record, field);
    return kept && strcmp(kept, value) == 0;
}

static const char *reference_value(const struct record *record, struct arena *arena)
{
    const struct field *key = record->form->key;
    const char *value = key ? record->values[key->number] : NULL;
    return value ? value : arena_format(arena, "@%llu", (unsigned long long)record->number);
}

static bool is_box(const struct record *record)
{
    return strcmp(record->form->name, "box") == 0;
}

/* A line about the pending record: the one that is tried again, or a new one. */
static struct desk_line *line_for(struct desk *desk)
{
    struct arena *arena = desk->view.arena;
    struct desk_line *line = desk->retried;
    desk->retried = NULL;
    if (!line && desk->count == desk->capacity) {
        size_t capacity = desk->capacity ? desk->capacity * 2 : 32;
        struct desk_line **lines = arena_array(arena, capacity, sizeof(struct desk_line *));
        if (desk->count > 0)
            memcpy(lines, desk->lines, desk->count * sizeof(struct desk_line *));
        desk->lines = lines;
        desk->capacity = capacity;
    }
    if (!line) {
        line = arena_alloc(arena, sizeof *line);
        desk->lines[desk->count++] = line;
    }
    const char *title = record_value(desk->pending, "title");
    const char *own = arena_copy(arena, reference_value(desk->pending, arena));
    *line = (struct desk_line){
        .name = own,
        .title = title ? arena_copy(arena, title) : "",
        .form = desk->pending->form,
        .number = desk->pending->number,
    };
    desk->pick.chosen = 0;
    return line;
}

static struct record *pending_take(struct desk *desk, const struct record *record)
{
    struct arena *arena = desk->view.arena;
    struct record *copy = record_copy(record, arena);
    for (unsigned i = 0; i < copy->form->field_count; i++)
        if (copy->values[i])
            copy->values[i] = arena_copy(arena, copy->values[i]);
    return desk->pending = copy;
}

static const struct record *parameters_keep(struct desk *desk, const struct record *parameters)
{
    struct arena *arena = desk->view.arena;
    struct record *copy = record_copy(parameters, arena);
    for (unsigned i = 0; i < copy->form->field_count; i++)
        if (copy->values[i])
            copy->values[i] = arena_copy(arena, copy->values[i]);
    return copy;
}

/* The slip and the day of what was lent, from the loan among what changed. */
static void learn_slip(struct desk *desk, const struct act_answer *answer, struct desk_line *line)
{
    for (size_t i = 0; i < answer->effect_count; i++) {
        const struct record *after = answer->effects[i].after;
        const char *slip = record_value(after, "slip"), *due = record_value(after, "due_on");
        if (strcmp(after->form->name, "loan") != 0 || !slip)
            continue;
        const char *name = record_value(after, "reader");
        desk->slip = arena_copy(desk->view.arena, slip);
        desk->name = name ? arena_copy(desk->view.arena, name) : NULL;
        line->due = due ? arena_copy(desk->view.arena, due) : NULL;
    }
}

static void keep_faults(struct desk *desk, struct desk_line *line, const struct faults *faults,
                        bool warnings)
{
    for (size_t i = 0; i < faults->count; i++) {
        if (faults->items[i].warning && !warnings)
            continue;
        struct fault *fault = faults_add(&line->faults, desk->view.arena);
        *fault = faults->items[i];
        fault->field = NULL;
        fault_keep(fault, desk->view.arena);
    }
}

static void answered(struct view *owner, const struct act_answer *answer, const char *const *codes);

/* Does it, and says in a line what became of it. token: of an earlier try whose answer was lost. */
static void act(struct desk *desk, const struct record *parameters, bool lending, const char *token)
{
    struct screen *screen = desk->view.screen;
    struct arena *arena = arena_new();
    struct act_answer answer = {0};
    struct fault fault = {0};
    struct deed deed = {.parameters = parameters_keep(desk, parameters)};
    if (token)
        memcpy(deed.token, token, sizeof deed.token);
    bool asked = deed_ask(screen, &deed, false, arena, &answer, &fault);
    if (asked && !answer.done && faults_errors(&answer.faults) == 0 && answer.question_count > 0) {
        desk->reader = deed.parameters;
        questions_open(&desk->view, &answer, answered);
        arena_free(arena);
        return;
    }
    struct desk_line *line = line_for(desk);
    line->deed = deed;
    if (asked && answer.done) {
        line->state = lending ? DESK_LENT : DESK_BACK;
        line->change = answer.change;
        *(lending ? &desk->lent : &desk->back) += 1;
        keep_faults(desk, line, &answer.faults, true);
        if (lending)
            learn_slip(desk, &answer, line);
        deed_done(screen, &answer, answer.change);
    } else {
        line->state = DESK_REFUSED;
        line->again = !asked;
        if (asked)
            keep_faults(desk, line, &answer.faults, false);
        else
            keep_faults(desk, line, &(struct faults){&fault, 1, 1}, true);
        terminal_beep(screen->terminal);
    }
    arena_free(arena);
}

/* Lending. */

static struct record *start(struct desk *desk, const char *action, struct arena *arena)
{
    const struct form *form = action_named(client_forms(desk->view.screen->client), action);
    if (!form) {
        notice_show(desk->view.screen, NOTICE_WARNING, N_("There is no action {1}."), action, NULL);
        return NULL;
    }
    return record_start(form, NULL, &desk->view.screen->today, arena);
}

/* The pending record with the reader of the slip. */
static struct record *lending_of(struct desk *desk, struct arena *arena)
{
    static const char *const shared[] = {"resident", "reader",       "reader_document",
                                         "phone",    "organisation", "purpose",
                                         "remarks",  "purpose_note", "approved_by"};
    bool box = is_box(desk->pending);
    struct record *parameters = start(desk, box ? "box.lend" : "archive.lend", arena);
    if (!parameters)
        return NULL;
    record_put_named(parameters, box ? "box" : "item", reference_value(desk->pending, arena));
    for (size_t i = 0; desk->reader && i < sizeof shared / sizeof shared[0]; i++) {
        const struct field *field = field_named(parameters->form, shared[i]);
        if (field)
            record_put(parameters, field, record_value(desk->reader, shared[i]));
    }
    if (desk->slip)
        record_put_named(parameters, "slip", desk->slip);
    return parameters;
}

static void reader_ready(struct view *owner, const struct record *parameters)
{
    struct desk *desk = (struct desk *)owner;
    desk->reader = parameters_keep(desk, parameters);
    act(desk, parameters, true, NULL);
}

static void answered(struct view *owner, const struct act_answer *answer, const char *const *codes)
{
    struct desk *desk = (struct desk *)owner;
    struct arena *arena = arena_new();
    struct record *parameters = record_copy(desk->reader, arena);
    for (size_t i = 0; i < answer->question_count; i++) {
        const struct field *field = field_named(parameters->form, answer->questions[i].parameter);
        const char *before = field ? parameters->values[field->number] : NULL;
        if (field)
            record_put(parameters, field,
                       arena_format(arena, "%s%s%s:%s", before ? before : "",
                                    before ? (char[]){MANY_SEPARATOR, 0} : "",
                                    answer->questions[i].key, codes[i]));
    }
    act(desk, parameters, true, NULL);
    arena_free(arena);
}

static void lend(struct desk *desk, bool ask)
{
    struct arena *arena = arena_new();
    struct record *parameters = lending_of(desk, arena);
    if (parameters && (ask || !desk->reader))
        entry_open_ask(&desk->view, parameters, desk->pending, "resident", reader_ready);
    else if (parameters)
        act(desk, parameters, true, NULL);
    arena_free(arena);
}

/* Taking back. */

void desk_take_back(struct desk *desk, const char *pages, const char *condition)
{
    struct arena *arena = arena_new();
    bool box = is_box(desk->pending);
    struct record *parameters = start(desk, box ? "box.return" : "archive.return", arena);
    if (parameters) {
        record_put_named(parameters, box ? "box" : "item", reference_value(desk->pending, arena));
        if (pages && !box)
            record_put_named(parameters, "pages_returned", pages);
        if (condition)
            record_put_named(parameters, "condition", condition);
        act(desk, parameters, false, NULL);
    }
    arena_free(arena);
}

/* What was lent as a whole comes back as a whole: an item of a lent volume means the volume. */
static void mean_volume(struct desk *desk, struct arena *arena)
{
    struct screen *screen = desk->view.screen;
    struct record *loan = NULL, *whole = NULL;
    const char *number = record_value(desk->pending, "loan");
    if (!number)
        return;
    struct get_request get = {.form = "loan", .key = number};
    if (!client_get(screen->client, &get, arena, &loan, NULL))
        return;
    struct get_request item = {.form = "archive", .key = record_value(loan, "item")};
    if (item.key && client_get(screen->client, &item, arena, &whole, NULL) &&
        whole->number != desk->pending->number) {
        notice_show(screen, NOTICE_INFO, N_("{1} was lent with its volume {2}."),
                    reference_value(desk->pending, arena), reference_value(whole, arena), NULL);
        pending_take(desk, whole);
    }
}

static void take(struct desk *desk, const struct record *record)
{
    struct arena *arena = arena_new();
    pending_take(desk, record);
    if (is_box(record) && is(record, "state", ON_LOAN)) {
        desk_take_back(desk, NULL, NULL);
    } else if (is(record, "state", ON_LOAN)) {
        mean_volume(desk, arena);
        desk_return_open(desk, record_value(desk->pending, "pages"));
    } else {
        lend(desk, false);
    }
    arena_free(arena);
}

/* Finding what is meant. */

static bool get(struct desk *desk, const char *form, const char *key, struct arena *arena,
                struct record **record)
{
    const struct get_request request = {.form = form, .key = key};
    struct fault fault = {0};
    if (client_get(desk->view.screen->client, &request, arena, record, &fault))
        return true;
    if (fault.kind != FAULT_NOT_FOUND)
        notice_fault(desk->view.screen, &fault, NULL);
    return false;
}

static void chosen(struct view *owner, const char *value)
{
    struct desk *desk = (struct desk *)owner;
    struct arena *arena = arena_new();
    struct record *record = NULL;
    if (get(desk, "archive", value, arena, &record))
        take(desk, record);
    arena_free(arena);
}

/* Words that mean one item, or a list to choose from. */
static void find(struct desk *desk, const char *text, struct arena *arena)
{
    struct screen *screen = desk->view.screen;
    struct find_request request = {.text = text, .form = "archive", .limit = 2};
    struct find_answer found = {0};
    struct fault fault = {0};
    const struct form *loans = form_named(client_forms(screen->client), "loan");
    const struct field *field = loans ? field_named(loans, "item") : NULL;
    if (!client_find(screen->client, &request, arena, &found, &fault))
        notice_fault(screen, &fault, NULL);
    else if (found.count == 1)
        take(desk, found.records[0]);
    else if (found.count > 1 && field)
        values_open(&desk->view, field, text, chosen);
    else {
        notice_show(screen, NOTICE_WARNING, N_("Nothing found for {1}."), text, NULL);
        terminal_beep(screen->terminal);
    }
}

void desk_take(struct desk *desk, const char *typed)
{
    struct screen *screen = desk->view.screen;
    struct arena *arena = arena_new();
    struct record *record = NULL;
    uint32_t bad;
    const char *text = utf8_clean(arena, typed, strlen(typed), FOLD_CODE, &bad);
    const char *words = utf8_clean(arena, typed, strlen(typed), FOLD_TEXT, &bad);
    desk->retried = NULL;
    if (text && *text == '%')
        text++;
    if (!text || !*text || !words)
        ;
    else if (scanning_slip(text, arena)) {
        scanning_open(screen, text);
    } else if (get(desk, "archive", text, arena, &record) ||
               (screen->notice.kind == NOTICE_NONE && get(desk, "box", text, arena, &record))) {
        take(desk, record);
    } else if (screen->notice.kind == NOTICE_NONE && get(desk, "shelf", text, arena, &record)) {
        record_open(screen, record->form, record->number);
    } else if (screen->notice.kind == NOTICE_NONE) {
        find(desk, words, arena);
    }
    arena_free(arena);
}

void desk_retry(struct desk *desk, struct desk_line *line)
{
    struct arena *arena = arena_new();
    struct record *record = NULL;
    const struct get_request request = {.form = line->form->name, .number = line->number};
    struct fault fault = {0};
    bool lending = strstr(line->deed.parameters->form->name, ".lend") != NULL;
    if (!client_get(desk->view.screen->client, &request, arena, &record, &fault)) {
        notice_fault(desk->view.screen, &fault, NULL);
    } else {
        pending_take(desk, record);
        desk->retried = line;
        if (line->again) /* perhaps it was done: the same try once more */
            act(desk, line->deed.parameters, lending, line->deed.token);
        else if (lending)
            lend(desk, true);
        else
            take(desk, record);
    }
    arena_free(arena);
}

void desk_finish(struct desk *desk)
{
    struct screen *screen = desk->view.screen;
    struct arena *arena = arena_new();
    if (desk->slip)
        notice_show(screen, NOTICE_INFO, N_("Slip {1}: {2} lent. {3} came back."), desk->slip,
                    show_number(arena, desk->lent), show_number(arena, desk->back), NULL);
    else if (desk->back > 0)
        notice_show(screen, NOTICE_INFO, N_("{1} came back."), show_number(arena, desk->back),
                    NULL);
    desk->reader = NULL;
    desk->slip = NULL;
    desk->retried = NULL;
    desk->lent = desk->back = desk->count = 0;
    desk->below = false;
    arena_free(arena);
}

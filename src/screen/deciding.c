#include "screen/deciding.h"

#include <stdlib.h>
#include <string.h>
#include "screen/deed.h"
#include "screen/open.h"
#include "text/message.h"

enum { KINDS = 4 };
static const char decisions[KINDS + 1] = "0123"; /* forms/codes/appraisal_decision.tsv */

void deciding_keep(char **place, const char *text)
{
    char *copy = text && text[strspn(text, " ")] ? memory_copy(text) : NULL;
    free(*place);
    *place = copy;
}

static void ask_until(struct appraising *appraising);
static void ask_representatives(struct appraising *appraising);

static struct record *parameters_of(struct appraising *appraising, struct arena *arena)
{
    struct screen *screen = appraising->view.screen;
    const struct form *action = action_named(client_forms(screen->client), "appraisal.decide");
    const char decision[2] = {appraising->pending, 0};
    if (!action)
        return NULL;
    struct record *parameters = record_start(action, NULL, &screen->today, arena);
    const struct {
        const char *name, *value;
    } given[] = {
        {"appraisal", record_value(appraising->appraisal, "appraisal_no")},
        {"decision", arena_copy(arena, decision)},
        {"reason", appraising->reason},
        {"keep_until", appraising->pending == decisions[2] ? appraising->until : NULL},
        {"group", appraising->group},
        {"representatives", appraising->representatives},
        {"query", appraising->rest ? appraising->condition : NULL},
        {"rest", appraising->rest ? "1" : NULL},
        {"lines",
         appraising->rest
             ? NULL
             : arena_format(
                   arena, "@%llu",
                   (unsigned long long)appraising->rows[appraising->pick.chosen].record->number)},
    };
    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        if (given[i].value)
            record_put_named(parameters, given[i].name, arena_copy(arena, given[i].value));
    return parameters;
}

/* Rows that were decided show it. */
static void take_effects(struct appraising *appraising, const struct act_answer *answer)
{
    for (size_t i = 0; i < answer->effect_count; i++) {
        const struct act_effect *effect = &answer->effects[i];
        if (effect->after->form == appraising->appraisal->form)
            appraising->appraisal = record_copy(effect->after, appraising->own);
        if (effect->after->form != appraising->form)
            continue;
        const char *was = effect->before ? record_value(effect->before, "decision") : NULL;
        appraising->undecided -= was && *was == decisions[0] && appraising->undecided > 0;
        for (size_t j = 0; j < appraising->pick.count; j++)
            if (appraising->rows[j].record->number == effect->after->number)
                appraising->rows[j].record = record_copy(effect->after, appraising->page);
    }
}

/* What the registry wants to know besides is asked, and the decision tried again. */
static bool ask_for(struct appraising *appraising, const struct faults *faults)
{
    static const struct {
        const char *field;
        void (*ask)(struct appraising *appraising);
    } questions[] = {
        {"group", deciding_ask_group},
        {"representatives", ask_representatives},
        {"keep_until", ask_until},
        {"reason", deciding_ask_reason},
    };
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
        for (size_t j = 0; j < faults->count; j++)
            if (!faults->items[j].warning && faults->items[j].field &&
                strcmp(faults->items[j].field, questions[i].field) == 0) {
                notice_fault(appraising->view.screen,
                             &(struct fault){.kind = FAULT_DATA,
                                             .warning = true,
                                             .message = faults->items[j].message,
                                             .arguments = {faults->items[j].arguments[0]}},
                             NULL);
                questions[i].ask(appraising);
                return true;
            }
    return false;
}

static void decide(struct appraising *appraising)
{
    struct screen *screen = appraising->view.screen;
    struct arena *arena = arena_new();
    struct act_answer answer = {0};
    struct fault fault = {0};
    struct deed deed = {.parameters = parameters_of(appraising, arena)};
    bool asked = deed.parameters && deed_ask(screen, &deed, false, arena, &answer, &fault);
    if (!deed.parameters || !asked)
        notice_fault(screen, &fault, NULL);
    else if (answer.done) {
        bool rest = appraising->rest;
        screen->last_change = answer.change;
        take_effects(appraising, &answer);
        for (size_t i = 0; i < answer.faults.count; i++)
            notice_fault(screen, &answer.faults.items[i], NULL);
        appraising->pending = 0;
        if (rest)
            deciding_load(appraising);
        else
            deciding_next(appraising);
    } else if (!ask_for(appraising, &answer.faults)) {
        for (size_t i = 0; i < answer.faults.count; i++)
            if (!answer.faults.items[i].warning)
                notice_fault(screen, &answer.faults.items[i], NULL);
    }
    arena_free(arena);
}

void deciding_begin(struct appraising *appraising, char decision, bool rest)
{
    appraising->pending = decision;
    appraising->rest = rest;
    if (!appraising->reason)
        deciding_ask_reason(appraising);
    else if (decision == decisions[2])
        ask_until(appraising);
    else
        decide(appraising);
}

static void reason_given(struct view *view, const char *text)
{
    struct appraising *appraising = (struct appraising *)view;
    deciding_keep(&appraising->reason, text);
    if (!appraising->reason)
        appraising->pending = 0;
    if (appraising->pending)
        deciding_begin(appraising, appraising->pending, appraising->rest);
}

void deciding_ask_reason(struct appraising *appraising)
{
    prompt_open_words(&appraising->view, N_("Reason of the decision:"),
                      appraising->reason ? appraising->reason : "", reason_given);
}

static void until_given(struct view *view, const char *text)
{
    struct appraising *appraising = (struct appraising *)view;
    deciding_keep(&appraising->until, text);
    if (appraising->until && appraising->pending)
        decide(appraising);
}

static void ask_until(struct appraising *appraising)
{
    prompt_open(&appraising->view, N_("Kept to the end of which year:"),
                appraising->until ? appraising->until : "", until_given);
}

static void representatives_given(struct view *view, const char *text)
{
    struct appraising *appraising = (struct appraising *)view;
    deciding_keep(&appraising->representatives, text);
    if (appraising->representatives && appraising->pending)
        decide(appraising);
}

static const char *named(const struct appraising *appraising, const char *keyed, const char *field)
{
    const char *kept = record_value(appraising->appraisal, field);
    return keyed ? keyed : kept ? kept : "";
}

static void ask_representatives(struct appraising *appraising)
{
    prompt_open_words(&appraising->view, N_("Residents' representatives, parted by semicolons:"),
                      named(appraising, appraising->representatives, "representatives"),
                      representatives_given);
}

static void group_given(struct view *view, const char *text)
{
    struct appraising *appraising = (struct appraising *)view;
    deciding_keep(&appraising->group, text);
    if (appraising->group)
        ask_representatives(appraising);
}

void deciding_ask_group(struct appraising *appraising)
{
    prompt_open_words(&appraising->view, N_("Members of the group, parted by semicolons:"),
                      named(appraising, appraising->group, "group"), group_given);
}

static void rest_confirmed(struct view *view)
{
    struct appraising *appraising = (struct appraising *)view;
    deciding_begin(appraising, appraising->pending, true);
}

static void rest_as(struct view *view, const char *text)
{
    struct appraising *appraising = (struct appraising *)view;
    struct arena *arena = arena_new();
    if (text[0] >= '1' && text[0] <= '3' && text[1] == 0) {
        appraising->pending = text[0];
        const struct field *field = field_named(appraising->form, "decision");
        question_open(view,
                      message_fill(arena, N_("Decide all {1} undecided lines here: {2}?"),
                                   show_number(arena, appraising->undecided),
                                   field && field->codes
                                       ? code_name(field->codes, text, (int)message_language())
                                       : text,
                                   NULL),
                      rest_confirmed);
    } else if (*text) {
        notice_show(view->screen, NOTICE_WARNING,
                    N_("1 destroys, 2 keeps longer, 3 keeps for good."), NULL);
    }
    arena_free(arena);
}

void deciding_ask_rest(struct appraising *appraising)
{
    prompt_open(&appraising->view, N_("All undecided lines (1 destroy, 2 longer, 3 for good):"), "",
                rest_as);
}

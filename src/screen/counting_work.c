#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "screen/counting.h"
#include "screen/deed.h"
#include "text/label.h"
#include "text/message.h"

/* What a scan asks of the registry, and what it came to. */

enum { LISTED_MOST = 100 };

static const char *number_of(const struct counting *counting)
{
    return record_value(counting->stocktake, "stocktake_no");
}

static uint64_t counted(struct counting *counting, const char *tally, struct arena *arena)
{
    struct screen *screen = counting->view.screen;
    struct fault fault = {0};
    struct count_answer answer = {0};
    const char *query = arena_format(arena, "tally=\"%s%s\"", number_of(counting), tally);
    struct count_request request = {.form = counting->line->name, .query = query};
    if (!client_count(screen->client, &request, NULL, NULL, arena, &answer, &fault))
        notice_fault(screen, &fault, NULL);
    return answer.total;
}

static void list(struct counting *counting)
{
    struct screen *screen = counting->view.screen;
    struct arena *arena = arena_new();
    struct fault fault = {0};
    struct list_answer answer = {0};
    struct list_request request = {.form = counting->line->name, .order = "", .limit = LISTED_MOST};
    if (counting->place)
        request.query =
            arena_format(arena, "shelf=\"%s/%s\" result=1", number_of(counting), counting->place);
    if (counting->place && !client_list(screen->client, &request, arena, &answer, &fault)) {
        notice_fault(screen, &fault, NULL);
        arena_free(arena);
        return;
    }
    arena_free(counting->page);
    counting->page = arena;
    counting->missing = answer;
}

void counting_load(struct counting *counting)
{
    struct arena *arena = arena_new();
    counting->open = 0;
    for (int i = 1; i <= COUNTING_RESULTS; i++) {
        uint64_t settled = counted(counting, arena_format(arena, ".%d", i), arena);
        uint64_t open = counted(counting, arena_format(arena, "!%d", i), arena);
        counting->tally[i] = settled + open;
        counting->open += open;
    }
    arena_free(arena);
    list(counting);
}

static int result_of(const struct record *line)
{
    const char *result = record_value(line, "result");
    return result && *result >= '1' && *result <= '6' ? *result - '0' : 0;
}

static bool open_by(const struct record *line)
{
    const char *tally = record_value(line, "tally");
    return tally && strchr(tally, '!');
}

/* The sums follow what changed, so that they need not be counted again. */
static void tally_follow(struct counting *counting, const struct act_effect *effect)
{
    if (effect->before && !effect->before->removed) {
        counting->tally[result_of(effect->before)]--;
        counting->open -= open_by(effect->before);
    }
    if (!effect->after->removed) {
        counting->tally[result_of(effect->after)]++;
        counting->open += open_by(effect->after);
    }
}

static enum counting_verdict verdict_of(const struct act_effect *effect)
{
    static const enum counting_verdict verdicts[COUNTING_RESULTS + 1] = {
        COUNTING_NOTHING, COUNTING_NOTHING,    COUNTING_FOUND,  COUNTING_MISPLACED,
        COUNTING_LATER,   COUNTING_UNEXPECTED, COUNTING_ON_LOAN};
    const char *settlement = record_value(effect->after, "settlement");
    int result = result_of(effect->after);
    if (result == 3 && settlement)
        return COUNTING_BACK;
    return result == 5 && settlement ? COUNTING_FOUND : verdicts[result];
}

/* Of several the one that wants the clerk's eye most. */
static bool graver(enum counting_verdict one, enum counting_verdict other)
{
    static const int weights[COUNTING_VERDICTS] = {
        [COUNTING_FOUND] = 1,   [COUNTING_BACK] = 2,      [COUNTING_LATER] = 3,
        [COUNTING_ON_LOAN] = 4, [COUNTING_MISPLACED] = 5, [COUNTING_UNEXPECTED] = 6,
    };
    return weights[one] > weights[other];
}

static void scan_keep(struct counting *counting, const struct counting_scan *scan)
{
    memmove(&counting->scans[1], &counting->scans[0],
            (COUNTING_SCANS - 1) * sizeof counting->scans[0]);
    counting->scans[0] = *scan;
    if (counting->scan_count < COUNTING_SCANS)
        counting->scan_count++;
}

static bool act(struct counting *counting, const char *code, struct arena *arena,
                struct act_answer *answer)
{
    struct screen *screen = counting->view.screen;
    struct fault fault = {0};
    char token[TOKEN_SIZE];
    struct record *parameters = record_start(counting->scan, NULL, &screen->today, arena);
    record_put_named(parameters, "stocktake", number_of(counting));
    record_put_named(parameters, "place", counting->place);
    record_put_named(parameters, "codes", code);
    deed_token(screen, token);
    struct act_request request = {.parameters = parameters, .token = token};
    if (client_act(screen->client, &request, arena, answer, &fault))
        return true;
    notice_fault(screen, &fault, NULL);
    return false;
}

/* A fault of the scan: an error that "nothing would change" behind a warning says no more. */
static void say(struct counting *counting, const struct act_answer *answer)
{
    const struct fault *said = NULL;
    for (size_t i = 0; i < answer->faults.count; i++)
        if (!said || (!said->warning && answer->faults.items[i].warning))
            said = &answer->faults.items[i];
    if (!said)
        return;
    struct fault warning = *said;
    warning.warning = true; /* the next scan may come at once: no key is swallowed */
    notice_fault(counting->view.screen, &warning, NULL);
    terminal_beep(counting->view.screen->terminal);
}

static void scan_take(struct counting *counting, const char *code, const struct act_answer *answer)
{
    struct counting_scan scan = {.verdict = COUNTING_NOTHING};
    snprintf(scan.code, sizeof scan.code, "%s", code);
    for (size_t i = 0; i < answer->effect_count; i++) {
        const struct act_effect *effect = &answer->effects[i];
        if (effect->after->form != counting->line || !answer->done)
            continue;
        const char *full = record_value(effect->after, "code");
        enum counting_verdict verdict = verdict_of(effect);
        tally_follow(counting, effect);
        const char *about =
            record_value(effect->after, verdict == COUNTING_MISPLACED ? "expected_at" : "title");
        if (scan.lines++ == 0 && full)
            snprintf(scan.code, sizeof scan.code, "%s", full);
        snprintf(scan.about, sizeof scan.about, "%s", about && scan.lines == 1 ? about : "");
        if (scan.verdict == COUNTING_NOTHING || graver(verdict, scan.verdict))
            scan.verdict = verdict;
    }
    if (scan.lines > 1)
        snprintf(scan.code, sizeof scan.code, "%s", code);
    scan.change = answer->done ? answer->change : 0;
    scan_keep(counting, &scan);
    if (answer->faults.count == 0)
        notice_clear(counting->view.screen);
    say(counting, answer);
    if (answer->faults.count == 0 && graver(scan.verdict, COUNTING_LATER))
        terminal_beep(counting->view.screen->terminal);
}

/* The shelf that a code names, by its number or its label, in arena; NULL: it names none. */
static const char *shelf_of(struct counting *counting, const char *code, struct arena *arena)
{
    struct screen *screen = counting->view.screen;
    struct record *shelf = NULL;
    struct fault fault = {0};
    struct list_answer answer = {0};
    const char *plain = code[0] == LABEL_MARK ? code + 1 : code;
    struct get_request get = {.form = "shelf", .key = plain};
    if (plain[0] != '@' && client_get(screen->client, &get, arena, &shelf, &fault))
        return record_value(shelf, "shelf_no");
    struct list_request request = {
        .form = counting->line->name,
        .query = arena_format(arena, "shelf=\"%s/%s\"", number_of(counting), plain),
        .order = "",
        .limit = 1};
    if (strpbrk(plain, "\"*?|") || !client_list(screen->client, &request, arena, &answer, &fault))
        return NULL;
    return answer.count > 0 ? plain : NULL;
}

void counting_take(struct counting *counting, const char *code)
{
    struct arena *arena = arena_new();
    const char *shelf = shelf_of(counting, code, arena);
    struct act_answer answer = {0};
    if (shelf) {
        free(counting->place);
        counting->place = memory_copy(shelf);
        notice_clear(counting->view.screen);
        list(counting);
    } else if (act(counting, code, arena, &answer)) {
        scan_take(counting, code, &answer);
        list(counting);
    }
    arena_free(arena);
}

void counting_take_back(struct counting *counting)
{
    struct screen *screen = counting->view.screen;
    struct arena *arena = arena_new();
    struct act_answer answer = {0};
    struct fault fault = {0};
    size_t i = 0;
    while (i < counting->scan_count &&
           (!counting->scans[i].change || counting->scans[i].taken_back))
        i++;
    if (i == counting->scan_count) {
        notice_show(screen, NOTICE_WARNING, N_("There is no scan to take back."), NULL);
    } else {
        char token[TOKEN_SIZE];
        deed_token(screen, token);
        struct undo_request request = {
            .change = counting->scans[i].change, .reason = _("scanned by mistake"), .token = token};
        if (!client_undo(screen->client, &request, arena, &answer, &fault))
            notice_fault(screen, &fault, NULL);
        else
            say(counting, &answer);
        counting->scans[i].taken_back = answer.done;
        if (answer.done)
            notice_clear(screen);
        counting_load(counting);
    }
    arena_free(arena);
}

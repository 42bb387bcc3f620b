#include <stdlib.h>
#include <string.h>
#include "client/client.h"
#include "command/invocation.h"
#include "command/json.h"
#include "command/output.h"
#include "text/message.h"

/* How well who keys: sums over the records that were keyed a second time. */

enum part { KEYED, VERIFIED, PARTS };

/* One clerk, and what came of what was keyed, or keyed again. */
struct score {
    const char *clerk;
    enum part part;
    uint64_t records, standing, fields, errors;
};

struct board {
    struct client *client;
    struct arena *arena;
    struct score *scores;
    size_t count, capacity;
};

static struct score *score_of(struct board *board, const char *clerk, enum part part)
{
    for (size_t i = 0; i < board->count; i++)
        if (board->scores[i].part == part && strcmp(board->scores[i].clerk, clerk) == 0)
            return &board->scores[i];
    if (board->count == board->capacity) {
        size_t capacity = 2 * board->capacity + 16;
        struct score *more = arena_array(board->arena, capacity, sizeof *more);
        if (board->count > 0)
            memcpy(more, board->scores, board->count * sizeof *more);
        board->scores = more;
        board->capacity = capacity;
    }
    board->scores[board->count] =
        (struct score){.clerk = arena_copy(board->arena, clerk), .part = part};
    return &board->scores[board->count++];
}

static const char *text_of(const struct record *record, const char *name)
{
    const char *value = record_value(record, name);
    return value ? value : "";
}

static uint64_t number_of(const struct record *record, const char *name)
{
    return strtoull(text_of(record, name), NULL, 10);
}

/* Whether the record still is as it was verified. */
static bool stands(struct board *board, const struct record *verification, struct arena *page)
{
    struct record *record = NULL;
    struct fault fault = {0};
    struct get_request request = {.form = text_of(verification, "record_type"),
                                  .key = text_of(verification, "record")};
    return form_named(client_forms(board->client), request.form) &&
           client_get(board->client, &request, page, &record, &fault) &&
           record->version == number_of(verification, "at_version");
}

static void add(struct board *board, const struct record *verification, struct arena *page)
{
    static const struct {
        enum part part;
        const char *clerk, *errors;
    } sides[] = {{KEYED, "clerk", "keyer_errors"}, {VERIFIED, "verifier", "verifier_errors"}};
    bool standing = stands(board, verification, page);
    for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++) {
        struct score *score = score_of(board, text_of(verification, sides[i].clerk), sides[i].part);
        score->records++;
        score->standing += standing;
        score->fields += number_of(verification, "fields");
        score->errors += number_of(verification, sides[i].errors);
    }
}

static bool read_all(struct board *board, const char *query, struct fault *fault)
{
    enum { PAGE = 500 };
    struct list_place after = {"", 0};
    for (bool finished = false; !finished;) {
        struct arena *page = arena_new();
        struct list_answer answer = {0};
        struct list_request request = {
            .form = "verification", .query = query, .order = "", .after = after, .limit = PAGE};
        if (!client_list(board->client, &request, page, &answer, fault)) {
            arena_free(page);
            return false;
        }
        for (size_t i = 0; i < answer.count; i++)
            add(board, answer.rows[i].record, page);
        finished = answer.finished;
        after.number =
            answer.count > 0 ? answer.rows[answer.count - 1].place.number : answer.stopped.number;
        arena_free(page);
    }
    return true;
}

static int compare(const void *left, const void *right)
{
    const struct score *a = left, *b = right;
    int clerks = strcmp(a->clerk, b->clerk);
    return clerks ? clerks : (int)a->part - (int)b->part;
}

static const char *words(struct arena *arena, uint64_t number)
{
    return arena_format(arena, "%llu", (unsigned long long)number);
}

/* Errors in a thousand fields, with one decimal. */
static const char *rate_words(struct arena *arena, const struct score *score)
{
    uint64_t tenths =
        score->fields ? (score->errors * 10000 + score->fields / 2) / score->fields : 0;
    return arena_format(arena, "%llu.%llu", (unsigned long long)(tenths / 10),
                        (unsigned long long)(tenths % 10));
}

static void print(const struct board *board)
{
    static const char *const parts[PARTS] = {"keyed", "verified"};
    struct arena *arena = board->arena;
    for (size_t i = 0; i < board->count; i++) {
        const struct score *score = &board->scores[i];
        const char *row[] = {score->clerk,
                             parts[score->part],
                             words(arena, score->records),
                             words(arena, score->standing),
                             words(arena, score->fields),
                             words(arena, score->errors),
                             rate_words(arena, score)};
        output_row(row, sizeof row / sizeof row[0]);
    }
}

int command_keying(struct invocation *invocation)
{
    int status = STATUS_DONE;
    struct fault fault = {0};
    const char *query = invocation_option(invocation, "where");
    struct client *client = invocation_open(invocation, "keying", &status);
    if (!client)
        return status;
    struct board board = {.client = client, .arena = invocation->arena};
    const struct form *form = form_named(client_forms(client), "verification");
    if (!form)
        fault_set(&fault, invocation->arena, FAULT_USAGE, NULL, N_("There is no record type {1}."),
                  "verification", NULL);
    if (form && (!query || invocation_query(invocation, form, query, &fault)) &&
        read_all(&board, query, &fault)) {
        if (board.count > 0)
            qsort(board.scores, board.count, sizeof *board.scores, compare);
        print(&board);
    } else {
        status = invocation_fault(invocation, &fault);
    }
    client_close(client);
    return status;
}

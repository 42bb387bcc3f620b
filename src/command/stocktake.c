/* stocktake: the list of a stocktake to take along, and what a pocket scanner wrote read back. */

#include <string.h>
#include "client/client.h"
#include "command/input.h"
#include "command/invocation.h"
#include "command/output.h"
#include "command/walk.h"
#include "text/label.h"
#include "text/message.h"

enum { CODES_MOST = 40, CODES_BYTES = 3000, RESULTS = 6 };

static const char *text_of(const struct record *record, const char *field)
{
    const char *value = record_value(record, field);
    return value ? value : "";
}

/* On paper: the shelf once, then a box to tick for each; what is counted already has its word. */
static void put_ticks(const struct record *line, const char **shelf, struct arena *kept,
                      struct arena *arena)
{
    const char *place = text_of(line, "expected_at"), *box = text_of(line, "expected_box");
    const char *result = text_of(line, "result");
    if (!*shelf || strcmp(*shelf, place) != 0) {
        output_text(*shelf ? "\n" : "");
        output_line(*place ? message_fill(arena, N_("Shelf {1}"), place, NULL) : _("In no place"));
        *shelf = arena_copy(kept, place);
    }
    output_text(strcmp(result, "1") == 0 ? "[ ] " : "[x] ");
    output_value(text_of(line, "code"));
    output_text("  ");
    output_value(text_of(line, "title"));
    if (*box)
        output_value(message_fill(arena, N_(" (box {1})"), box, NULL));
    if (strcmp(result, "1") != 0) {
        output_text("  ");
        output_value(record_display(line, field_named(line->form, "result"),
                                    (int)message_language(), arena));
    }
    output_text("\n");
}

static void put_cell(const char *text, bool last)
{
    bool quoted = strpbrk(text, ",\"\r\n") != NULL;
    output_text(quoted ? "\"" : "");
    for (; *text; text++) {
        const char one[] = {*text, quoted && *text == '"' ? '"' : '\0', '\0'};
        output_text(one);
    }
    output_text(quoted ? "\"" : "");
    output_text(last ? "\r\n" : ",");
}

static void put_cells(const struct record *line, const struct form *form, struct arena *arena)
{
    static const char *const columns[] = {"expected_at", "expected_box", "code",
                                          "title",       "result",       "found_at"};
    size_t count = sizeof columns / sizeof *columns;
    for (size_t i = 0; i < count; i++) {
        const struct field *field = field_named(form, columns[i]);
        put_cell(line ? record_display(line, field, (int)message_language(), arena)
                      : message_side(arena, field->label),
                 i + 1 == count);
    }
}

struct listing {
    struct arena *kept, *arena; /* of the list, of the page */
    const char *shelf;          /* the last one, or NULL */
    bool csv;
};

static bool put_page(void *context, const struct list_answer *page, struct fault *fault)
{
    struct listing *listing = context;
    (void)fault;
    for (size_t i = 0; i < page->count; i++) {
        const struct record *line = page->rows[i].record;
        if (listing->csv)
            put_cells(line, line->form, listing->arena);
        else
            put_ticks(line, &listing->shelf, listing->kept, listing->arena);
    }
    return true;
}

static bool put_list(struct invocation *invocation, struct client *client, const char *number,
                     bool csv, struct fault *fault)
{
    const struct form *form = form_named(client_forms(client), "stocktake_line");
    struct listing listing = {.kept = invocation->arena, .arena = arena_new(), .csv = csv};
    struct walk walk = {
        .client = client,
        .request = {.form = form->name,
                    .query = arena_format(invocation->arena, "stocktake=\"%s\"", number),
                    .order = ""},
        .arena = listing.arena,
        .page = put_page,
        .context = &listing};
    if (csv)
        put_cells(NULL, form, invocation->arena);
    bool done = walk_pages(&walk, fault);
    if (!done)
        fault_keep(fault, invocation->arena);
    arena_free(listing.arena);
    return done;
}

struct reading {
    struct invocation *invocation;
    struct client *client;
    const char *number, *place;
    const char *codes[CODES_MOST];
    uint64_t rows[CODES_MOST];
    size_t count, bytes;
    uint64_t results[RESULTS + 1], already, faults;
    struct fault fault;
};

static bool is_already(const struct fault *fault)
{
    return strcmp(fault->message, N_("{1}: counted here already.")) == 0;
}

static uint64_t row_of(const struct reading *reading, const struct fault *fault, size_t first,
                       size_t count)
{
    const char *code = fault->arguments[0];
    for (size_t i = first; code && i < first + count; i++)
        if (strcasecmp(reading->codes[i], code) == 0)
            return reading->rows[i];
    return reading->rows[first];
}

static void say(struct reading *reading, const struct fault *fault, uint64_t row)
{
    struct arena *arena = reading->invocation->arena;
    output_note(message_fill(arena, N_("line {1}: {2}"),
                             arena_format(arena, "%llu", (unsigned long long)row),
                             message_fault(arena, fault), NULL));
    reading->faults++;
}

static bool ask(struct reading *reading, size_t first, size_t count, struct act_answer *answer)
{
    struct arena *arena = reading->invocation->arena;
    const struct form *action = action_named(client_forms(reading->client), "stocktake.scan");
    struct date today = date_today();
    struct record *parameters = record_start(action, NULL, &today, arena);
    const char *codes = reading->codes[first];
    for (size_t i = first + 1; i < first + count; i++)
        codes = arena_format(arena, "%s%c%s", codes, MANY_SEPARATOR, reading->codes[i]);
    record_put_named(parameters, "stocktake", reading->number);
    record_put_named(parameters, "place", reading->place);
    record_put_named(parameters, "codes", codes);
    struct act_request request = {.parameters = parameters};
    *answer = (struct act_answer){0};
    return client_act(reading->client, &request, arena, answer, &reading->fault);
}

static void take_answer(struct reading *reading, const struct act_answer *answer, size_t first,
                        size_t count)
{
    for (size_t i = 0; i < answer->effect_count && answer->done; i++) {
        const struct record *line = answer->effects[i].after;
        const char *result = record_value(line, "result");
        if (strcmp(line->form->name, "stocktake_line") == 0 && result && *result >= '1' &&
            *result <= '6')
            reading->results[*result - '0']++;
    }
    bool warned = false;
    for (size_t i = 0; i < answer->faults.count; i++) {
        const struct fault *fault = &answer->faults.items[i];
        warned = warned || fault->warning;
        if (fault->warning && is_already(fault))
            reading->already++;
        else if (fault->warning)
            say(reading, fault, row_of(reading, fault, first, count));
    }
    /* Behind a warning, that nothing would change says no more. */
    for (size_t i = 0; i < answer->faults.count && !warned && !answer->done; i++)
        say(reading, &answer->faults.items[i], reading->rows[first]);
}

/* Those read so far are counted; where one of them is refused, each by itself. */
static bool take(struct reading *reading)
{
    struct act_answer answer;
    size_t count = reading->count;
    reading->count = reading->bytes = 0;
    if (count == 0)
        return true;
    if (!ask(reading, 0, count, &answer))
        return false;
    bool alone = !answer.done && faults_errors(&answer.faults) > 0 && count > 1;
    if (!alone)
        take_answer(reading, &answer, 0, count);
    for (size_t i = 0; alone && i < count; i++) {
        if (!ask(reading, i, 1, &answer))
            return false;
        take_answer(reading, &answer, i, 1);
    }
    return true;
}

/* The shelf that a line names, by its number or its label; NULL: it names none. */
static const char *shelf_of(struct reading *reading, const char *code)
{
    struct arena *arena = reading->invocation->arena;
    const char *plain = code[0] == LABEL_MARK ? code + 1 : code;
    struct record *shelf = NULL;
    struct fault fault = {0};
    struct list_answer answer = {0};
    struct get_request get = {.form = "shelf", .key = plain};
    if (plain[0] != '@' && client_get(reading->client, &get, arena, &shelf, &fault))
        return record_value(shelf, "shelf_no");
    struct list_request request = {
        .form = "stocktake_line",
        .query = arena_format(arena, "shelf=\"%s/%s\"", reading->number, plain),
        .order = "",
        .limit = 1};
    bool there = !strpbrk(plain, "\"*?|") &&
                 client_list(reading->client, &request, arena, &answer, &fault) && answer.count > 0;
    return there ? plain : NULL;
}

static bool row_take(void *context, const struct input_row *row)
{
    struct reading *reading = context;
    struct arena *arena = reading->invocation->arena;
    if (row->blank || row->count == 0 || !*row->cells[0])
        return true;
    const char *code = arena_copy(arena, row->cells[0]);
    const char *shelf = shelf_of(reading, code);
    if (shelf) {
        bool well = take(reading);
        reading->place = shelf;
        return well;
    }
    size_t length = strlen(code) + 1;
    if ((reading->count == CODES_MOST || reading->bytes + length > CODES_BYTES) && !take(reading))
        return false;
    reading->codes[reading->count] = code;
    reading->rows[reading->count++] = row->number;
    reading->bytes += length;
    return true;
}

static const char *number_words(struct arena *arena, uint64_t number)
{
    return arena_format(arena, "%llu", (unsigned long long)number);
}

static int read_file(struct invocation *invocation, struct client *client, const char *number,
                     const char *path)
{
    struct arena *arena = invocation->arena;
    struct reading reading = {.invocation = invocation,
                              .client = client,
                              .number = number,
                              .place = invocation_option(invocation, "place")};
    struct input input;
    if (!input_open(&input, path, ENCODING_AUTO, arena, &reading.fault))
        return invocation_fault(invocation, &reading.fault);
    bool done = input_rows(&input, row_take, &reading, NULL, arena, &reading.fault) &&
                reading.fault.kind == FAULT_NONE && take(&reading);
    input_close(&input);
    if (!done)
        return invocation_fault(invocation, &reading.fault);
    output_line(message_fill(
        arena, N_("{1} found, {2} misplaced, {3} unexpected, {4} on loan"),
        number_words(arena, reading.results[2]), number_words(arena, reading.results[3]),
        number_words(arena, reading.results[5]), number_words(arena, reading.results[6]), NULL));
    output_line(message_fill(arena, N_("{1} counted before, {2} found later, {3} not taken"),
                             number_words(arena, reading.already),
                             number_words(arena, reading.results[4]),
                             number_words(arena, reading.faults), NULL));
    return reading.faults > 0 ? STATUS_REFUSED : STATUS_DONE;
}

int command_stocktake(struct invocation *invocation)
{
    int status = STATUS_DONE;
    struct fault fault = {0};
    const char *path = invocation_option(invocation, "read");
    const char *format = invocation_option(invocation, "format");
    struct client *client = invocation_open(invocation, "stocktake", &status);
    if (!client)
        return status;
    struct record *stocktake = NULL;
    struct get_request request = {.form = "stocktake", .key = invocation->operands[0]};
    if (!client_get(client, &request, invocation->arena, &stocktake, &fault))
        status = invocation_fault(invocation, &fault);
    else if (path)
        status = read_file(invocation, client, text_of(stocktake, "stocktake_no"), path);
    else if (!put_list(invocation, client, text_of(stocktake, "stocktake_no"),
                       format && strcmp(format, "csv") == 0, &fault))
        status = invocation_fault(invocation, &fault);
    client_close(client);
    return status;
}

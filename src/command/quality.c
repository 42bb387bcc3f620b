#include <string.h>
#include "client/client.h"
#include "command/invocation.h"
#include "command/json.h"
#include "command/output.h"
#include "command/progress.h"
#include "text/message.h"

/* What is to be mended in the descriptions of the archive room: a list to work off. */

enum { LIMIT_USUAL = 1000, LIMIT_MOST = 10000000 };

struct listing {
    const struct invocation *invocation;
    const struct form_set *forms;
    bool json;
    struct progress progress;
    struct arena *arena; /* emptied after each line */
};

static const char *number_words(struct arena *arena, uint64_t number)
{
    return arena_format(arena, "%llu", (unsigned long long)number);
}

static const char *field_words(const struct listing *listing, const struct fault *found)
{
    const struct form *form = found->form ? form_named(listing->forms, found->form) : NULL;
    const struct field *field = form && found->field ? field_named(form, found->field) : NULL;
    return field ? message_side(listing->arena, field->label) : "";
}

static void report(void *context, const struct fault *fault)
{
    struct listing *listing = context;
    struct fault found = *fault;
    found.about = NULL;
    progress_end(&listing->progress);
    const char *words = message_fault(listing->arena, &found);
    const char *key = fault->about ? fault->about : "";
    const char *rule = fault->rule ? fault->rule : "";
    if (listing->json) {
        json_t *object = json_object();
        json_object_set_new(object, "rule", json_string(rule));
        json_object_set_new(object, "form", json_string(fault->form ? fault->form : ""));
        json_object_set_new(object, "key", json_string(key));
        json_object_set_new(object, "number", json_integer((json_int_t)fault->number));
        json_object_set_new(object, "field", json_string(fault->field ? fault->field : ""));
        json_object_set_new(object, "words", json_string(words));
        json_line(object);
        json_decref(object);
    } else {
        const char *row[] = {rule, key, field_words(listing, fault), words};
        output_row(row, sizeof row / sizeof row[0]);
    }
    arena_reset(listing->arena);
}

static bool show(void *context, uint64_t done, uint64_t total)
{
    struct listing *listing = context;
    return progress_show(&listing->progress, done, total);
}

/* With --counts: each rule, its name and how much there is. */
static void print_counts(const struct listing *listing, const struct quality_answer *answer)
{
    const struct code_table *names = code_table_named(listing->forms, "rule");
    for (size_t i = 0; i < answer->count; i++) {
        const char *row[] = {
            answer->counts[i].rule,
            number_words(listing->arena, answer->counts[i].count),
            names ? code_name(names, answer->counts[i].rule, message_language()) : "",
        };
        output_row(row, sizeof row / sizeof row[0]);
    }
}

static uint64_t sum_of(const struct quality_answer *answer)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < answer->count; i++)
        sum += answer->counts[i].count;
    return sum;
}

static bool list(struct listing *listing, struct client *client, bool *empty, struct fault *fault)
{
    const struct invocation *invocation = listing->invocation;
    bool counts = invocation_flag(invocation, "counts");
    uint64_t limit;
    if (!invocation_number(invocation, "limit", 1, LIMIT_MOST, LIMIT_USUAL, &limit, fault))
        return false;
    struct quality_request request = {
        .rule = invocation_option(invocation, "rule"),
        .where = invocation_option(invocation, "where"),
        .limit = counts ? 0 : (unsigned)limit,
    };
    struct quality_answer answer = {0};
    interrupt_watch();
    listing->progress = progress_start(_("Quality"));
    bool done =
        client_quality(client, &request, report, show, listing, invocation->arena, &answer, fault);
    progress_end(&listing->progress);
    if (!done)
        return false;
    if (counts)
        print_counts(listing, &answer);
    *empty = sum_of(&answer) == 0;
    output_note(message_fill(invocation->arena, N_("{1} items looked at, {2} findings"),
                             number_words(invocation->arena, answer.records),
                             number_words(invocation->arena, sum_of(&answer)), NULL));
    return true;
}

int command_quality(struct invocation *invocation)
{
    int status = STATUS_DONE;
    struct client *client = invocation_open(invocation, "quality", &status);
    if (!client)
        return status;
    const char *format = invocation_option(invocation, "format");
    const struct form *form = invocation_form(invocation, client, "archive", &status);
    if (form) {
        struct fault fault = {0};
        bool empty = true;
        struct listing listing = {
            .invocation = invocation,
            .forms = client_forms(client),
            .json = format && strcmp(format, "json") == 0,
            .arena = arena_new(),
        };
        if (!invocation_query(invocation, form, invocation_option(invocation, "where"), &fault) ||
            !list(&listing, client, &empty, &fault))
            status = invocation_fault(invocation, &fault);
        else if (!empty)
            status = STATUS_REFUSED;
        arena_free(listing.arena);
    }
    client_close(client);
    return status;
}

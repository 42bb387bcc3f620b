#include <string.h>
#include "client/client.h"
#include "command/invocation.h"
#include "command/json.h"
#include "command/output.h"
#include "command/progress.h"
#include "text/buffer.h"
#include "text/message.h"

/* Residents who may be one person: the list that the scan made, or those of one resident. */

enum { LIMIT_USUAL = 1000, LIMIT_MOST = 1000000, PAGE = 500, OF_ONE_MOST = 100 };

struct listing {
    struct invocation *invocation;
    struct client *client;
    bool json;
    uint64_t limit;
    struct arena *arena; /* emptied after each page */
};

static const char *number_words(struct arena *arena, uint64_t number)
{
    return arena_format(arena, "%llu", (unsigned long long)number);
}

static void print_pair(const struct listing *listing, const struct record *pair)
{
    static const char *const columns[] = {"score",     "band",       "left",   "right",
                                          "left_name", "right_name", "matched"};
    const char *shown[sizeof columns / sizeof columns[0]];
    if (listing->json) {
        json_t *object = json_record(pair, listing->arena);
        json_line(object);
        json_decref(object);
        return;
    }
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        const struct field *field = field_named(pair->form, columns[i]);
        shown[i] = field ? record_display(pair, field, message_language(), listing->arena) : "";
    }
    output_row(shown, sizeof shown / sizeof shown[0]);
}

static bool list_all(struct listing *listing, const struct form *form, struct fault *fault)
{
    const char *where = invocation_option(listing->invocation, "where");
    struct list_request request = {
        .form = form->name, .query = where ? where : "state=1", .after = {.term = ""}};
    struct list_answer page = {0};
    struct buffer term = {0};
    bool well = invocation_query(listing->invocation, form, where, fault);
    while (well && !page.finished && listing->limit > 0) {
        arena_reset(listing->arena);
        page = (struct list_answer){0};
        request.limit = listing->limit < PAGE ? (unsigned)listing->limit : PAGE;
        well = client_list(listing->client, &request, listing->arena, &page, fault);
        for (size_t i = 0; i < page.count; i++)
            print_pair(listing, page.rows[i].record);
        listing->limit -= page.count;
        const struct list_place *place =
            page.count ? &page.rows[page.count - 1].place : &page.stopped;
        if (!page.finished && page.stopped.number)
            place = &page.stopped;
        buffer_clear(&term);
        buffer_add_text(&term, place->term ? place->term : "");
        request.after = (struct list_place){.term = buffer_text(&term), .number = place->number};
    }
    buffer_free(&term);
    return well;
}

static const char *code_words(const struct form_set *set, const char *table, const char *codes,
                              struct arena *arena)
{
    const struct form *form = form_named(set, "double");
    const struct field *field = form ? field_named(form, table) : NULL;
    return field && codes ? field_display(field, codes, message_language(), arena)
           : codes        ? codes
                          : "";
}

static void print_row(const struct listing *listing, const struct record *record,
                      const struct double_row *row)
{
    struct arena *arena = listing->arena;
    const struct form_set *set = client_forms(listing->client);
    if (listing->json) {
        json_t *object = json_object();
        json_object_set_new(object, "score", json_integer((json_int_t)row->score));
        json_object_set_new(object, "band", json_string(row->band));
        json_object_set_new(object, "matched", json_string(row->matched ? row->matched : ""));
        json_object_set_new(object, "state", json_string(row->state ? row->state : ""));
        json_object_set_new(object, "record", json_record(row->record, arena));
        json_line(object);
        json_decref(object);
        return;
    }
    const char *shown[] = {
        number_words(arena, row->score),
        code_words(set, "band", row->band, arena),
        record_key(record, arena),
        record_key(row->record, arena),
        record_title(record, message_language(), arena),
        record_title(row->record, message_language(), arena),
        code_words(set, "matched", row->matched, arena),
    };
    output_row(shown, sizeof shown / sizeof shown[0]);
}

static bool list_one(struct listing *listing, const char *key, struct fault *fault)
{
    struct arena *arena = listing->invocation->arena;
    struct get_request get = {.form = "resident", .key = key};
    struct record *record = NULL;
    struct doubles_answer answer = {0};
    if (!client_get(listing->client, &get, arena, &record, fault))
        return false;
    struct doubles_request request = {
        .record = record,
        .limit = listing->limit < OF_ONE_MOST ? (unsigned)listing->limit : OF_ONE_MOST};
    if (!client_doubles(listing->client, &request, arena, &answer, fault))
        return false;
    for (size_t i = 0; i < answer.count; i++)
        print_row(listing, record, &answer.rows[i]);
    return true;
}

static bool scan(struct listing *listing, struct fault *fault)
{
    struct arena *arena = listing->invocation->arena;
    struct double_scan request = {0};
    struct double_scanned scanned = {0};
    interrupt_watch();
    struct progress progress = progress_start(_("Doubles"));
    bool well = client_doubles_scan(listing->client, &request, progress_show, &progress, arena,
                                    &scanned, fault);
    progress_end(&progress);
    if (well)
        output_note(message_fill(
            arena, N_("{1} residents, {2} pairs judged: {3} doubles open, {4} of them new"),
            number_words(arena, scanned.people), number_words(arena, scanned.pairs),
            number_words(arena, scanned.open), number_words(arena, scanned.opened), NULL));
    return well;
}

static int doubles(struct listing *listing)
{
    const struct invocation *invocation = listing->invocation;
    struct fault fault = {0};
    int status = STATUS_DONE;
    const struct form *form = invocation_form(invocation, listing->client, "double", &status);
    if (!form)
        return status;
    bool well = !invocation_flag(invocation, "scan") || scan(listing, &fault);
    if (well && invocation->operand_count > 0)
        well = list_one(listing, invocation->operands[0], &fault);
    else if (well)
        well = list_all(listing, form, &fault);
    return well ? STATUS_DONE : invocation_fault(invocation, &fault);
}

int command_doubles(struct invocation *invocation)
{
    struct fault fault = {0};
    int status = STATUS_DONE;
    struct listing listing = {.invocation = invocation};
    if (!invocation_number(invocation, "limit", 1, LIMIT_MOST, LIMIT_USUAL, &listing.limit, &fault))
        return invocation_fault(invocation, &fault);
    const char *format = invocation_option(invocation, "format");
    listing.json = format && strcmp(format, "json") == 0;
    listing.client = invocation_open(invocation, "doubles", &status);
    if (!listing.client)
        return status;
    listing.arena = arena_new();
    status = doubles(&listing);
    arena_free(listing.arena);
    client_close(listing.client);
    return status;
}

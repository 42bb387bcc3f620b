/* The one line: from a key to its answer, by kind of text, as it is typed and when Enter is
 * pressed. Times are those of the client: asking, finding, and taking the answer apart. */

#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "client/client.h"
#include "text/message.h"
#include "text/pinyin.h"
#include "text/utf8.h"

enum {
    TEXTS = 60,      /* of each kind */
    TYPED_ROWS = 10, /* under the line (screen/home.c) */
    ENTER_ROWS = 50, /* of the list of results (screen/results.c) */
    COUNTED = 500,
    TIMES_MOST = 20000,
};

enum kind {
    KIND_OF_NAME,
    KIND_OF_NAME_PART,
    KIND_OF_PINYIN,
    KIND_OF_INITIALS,
    KIND_OF_MIXED,
    KIND_OF_NUMBER,
    KIND_OF_LAST_FOUR,
    KIND_OF_LAST_FOUR_YEAR,
    KIND_OF_NAME_YEAR,
    KIND_OF_PHONE,
    KIND_OF_PHONE_END,
    KIND_OF_PHONE_MIDDLE,
    KIND_OF_HOUSEHOLD,
    KIND_OF_ROOM,
    KIND_OF_ARCHIVE,
    KIND_OF_ARCHIVE_PARTS,
    KIND_OF_TITLE,
    KINDS
};

static const char *const kinds[KINDS] = {
    "name",
    "end of a name",
    "pinyin",
    "initials",
    "zhangxm",
    "ID number",
    "last four",
    "last four, year",
    "name and year",
    "phone",
    "end of phone",
    "middle of phone",
    "household",
    "room 3-2-501",
    "archival code",
    "parts of an archival code",
    "words of a title",
};

static double times[TIMES_MOST];
static size_t timed;
static uint64_t state = 88172645463325252u;

static uint64_t random_below(uint64_t limit)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return 1 + state % limit;
}

/* One record in every so many that has the field. */
static const char *some_value(struct client *client, const char *form, uint64_t records,
                              const char *field, struct record **record, struct arena *arena)
{
    for (int tries = 0; tries < 100; tries++) {
        struct fault fault = {0};
        struct get_request request = {.form = form, .number = random_below(records)};
        const char *value = NULL;
        if (client_get(client, &request, arena, record, &fault))
            value = record_value(*record, field);
        if (value && *value)
            return value;
    }
    *record = NULL;
    return NULL;
}

static const char *spelled(const char *name, bool initials, struct arena *arena)
{
    char text[256];
    (initials ? pinyin_initials : pinyin_spelling)(name, PINYIN_NAME, text, sizeof text);
    return arena_copy(arena, text);
}

static const char *phone_of(struct client *client, uint64_t people, struct arena *arena)
{
    struct record *person;
    for (int tries = 0; tries < 100; tries++) {
        const char *phone = some_value(client, "resident", people, "phone", &person, arena);
        if (phone && strlen(phone) == 11)
            return phone;
    }
    return NULL;
}

static const char *mixed(const char *name, struct arena *arena)
{
    uint32_t code;
    size_t first = utf8_decode(name, strlen(name), &code);
    return arena_format(arena, "%s%s", spelled(arena_copy_bytes(arena, name, first), false, arena),
                        spelled(name + first, true, arena));
}

static const char *text_of(struct client *client, enum kind kind, const uint64_t *counts,
                           struct arena *arena)
{
    struct record *record;
    const char *name, *value, *day;
    uint64_t people = counts[0];
    switch (kind) {
    case KIND_OF_NAME:
    case KIND_OF_NAME_PART:
    case KIND_OF_PINYIN:
    case KIND_OF_INITIALS:
    case KIND_OF_MIXED:
    case KIND_OF_NAME_YEAR:
        name = some_value(client, "resident", people, "name", &record, arena);
        if (!name)
            return NULL;
        day = record_value(record, "birth_date");
        return kind == KIND_OF_NAME        ? name
               : kind == KIND_OF_NAME_PART ? name + 3
               : kind == KIND_OF_NAME_YEAR
                   ? arena_format(arena, "%s %.4s", name, day ? day : "1980")
               : kind == KIND_OF_MIXED ? mixed(name, arena)
                                       : spelled(name, kind == KIND_OF_INITIALS, arena);
    case KIND_OF_NUMBER:
    case KIND_OF_LAST_FOUR:
    case KIND_OF_LAST_FOUR_YEAR:
        value = some_value(client, "resident", people, "id_number", &record, arena);
        if (!value || kind == KIND_OF_NUMBER)
            return value;
        value += strlen(value) - 4;
        day = record_value(record, "birth_date");
        return kind == KIND_OF_LAST_FOUR ? value
                                         : arena_format(arena, "%s %.4s", value, day ? day : "");
    case KIND_OF_PHONE:
        return phone_of(client, people, arena);
    case KIND_OF_PHONE_END:
        value = phone_of(client, people, arena);
        return value ? value + 6 : NULL;
    case KIND_OF_PHONE_MIDDLE:
        value = phone_of(client, people, arena);
        return value ? arena_copy_bytes(arena, value + 4, 5) : NULL;
    case KIND_OF_HOUSEHOLD:
        return some_value(client, "household", counts[1], "household_no", &record, arena);
    case KIND_OF_ROOM:
        value = some_value(client, "household", counts[1], "room", &record, arena);
        return value ? arena_format(arena, "%s-%s-%s", record_value(record, "building"),
                                    record_value(record, "unit"), value)
                     : NULL;
    case KIND_OF_ARCHIVE:
        return some_value(client, "archive", counts[2], "archival_code", &record, arena);
    case KIND_OF_ARCHIVE_PARTS:
        value = some_value(client, "archive", counts[2], "year", &record, arena);
        return value ? arena_format(arena, "%s %s %s", record_value(record, "category"), value,
                                    record_value(record, "item"))
                     : NULL;
    case KIND_OF_TITLE:
        value = some_value(client, "archive", counts[2], "title", &record, arena);
        return value && strlen(value) > 24 ? arena_copy_bytes(arena, value + 12, 12) : value;
    default:
        return NULL;
    }
}

static void ask(struct client *client, const char *text, bool typed)
{
    struct arena *arena = arena_new();
    struct find_request request = {.text = text,
                                   .limit = typed ? TYPED_ROWS : ENTER_ROWS,
                                   .counted = typed ? 0 : COUNTED,
                                   .quick = typed};
    struct find_answer answer = {0};
    struct fault fault = {0};
    double start = bench_now();
    client_find(client, &request, arena, &answer, &fault);
    if (timed < TIMES_MOST)
        times[timed++] = bench_now() - start;
    arena_free(arena);
}

/* Each key in turn, from where the first screen asks. */
static void type(struct client *client, const char *text)
{
    char part[256];
    size_t length = strlen(text), characters = 0;
    for (size_t at = 0; at < length && at < sizeof part - 4;) {
        uint32_t code;
        at += utf8_decode(text + at, length - at, &code);
        memcpy(part, text, at);
        part[at] = '\0';
        if (++characters > 1 || utf8_is_hanzi(code))
            ask(client, part, true);
    }
}

/* Size 0: a round that warms what a keeper has warm. */
static void report(const char *kind, const char *what, unsigned long long size)
{
    char name[128];
    double most = 16;
    if (size == 0) {
        timed = 0;
        return;
    }
    snprintf(name, sizeof name, "%s, %s at %llu, median", kind, what, size);
    bench_report(name, timed ? bench_percentile(times, timed, 0.5) * 1e3 : 0, "ms", 0);
    snprintf(name, sizeof name, "%s, %s at %llu, 99 %%", kind, what, size);
    bench_report(name, timed ? bench_percentile(times, timed, 0.99) * 1e3 : 0, "ms", most);
    timed = 0;
}

static void measure(struct client *client, const struct registry_about *about,
                    unsigned long long size)
{
    for (int kind = 0; kind < KINDS; kind++) {
        struct arena *arena = arena_new();
        const char *texts[TEXTS];
        size_t count = 0;
        for (int i = 0; i < TEXTS; i++) {
            const char *text = text_of(client, (enum kind)kind, about->counts, arena);
            if (text && *text)
                texts[count++] = text;
        }
        for (size_t i = 0; i < count; i++)
            type(client, texts[i]);
        report(kinds[kind], "each key", size);
        for (size_t i = 0; i < count; i++)
            ask(client, texts[i], false);
        report(kinds[kind], "Enter", size);
        arena_free(arena);
    }
}

void bench_finds(uint64_t residents)
{
    struct arena *arena = arena_new();
    struct fault fault = {0};
    const char *registry = bench_registry(residents);
    struct registry_about about = {0};
    struct client *client = client_open(
        &(struct client_options){.directory = registry, .kind = "bench", .patience = 120}, arena,
        &fault);
    if (!client || !client_about(client, arena, &about, &fault)) {
        bench_note("  %s: %s", registry, message_fault(arena, &fault));
    } else {
        bench_await_rest(registry);
        measure(client, &about, 0);
        measure(client, &about, residents);
    }
    client_close(client);
    bench_stop_keeper(registry);
    arena_free(arena);
}

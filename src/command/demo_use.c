#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "command/demo.h"
#include "command/invocation.h"
#include "form/record.h"
#include "text/message.h"

/* What is done with archives, by the actions that clerks have: filed off, lent, held, counted,
 * appraised. Where the community is too small to have something for an action, it is left out. */

enum { PICKED_MOST = 24 };

struct using
{
    struct demo *demo;
    struct arena *arena; /* of one action and what is read for it */
    struct fault *fault;
};

/* Fields and values by turns, NULL ends them; a value NULL is left out. */
static bool act(struct using *using, const char *name, ...)
{
    struct client *client = using->demo->client;
    const struct form *action = action_named(client_forms(client), name);
    struct record *parameters = record_start(action, NULL, &invent_day, using->arena);
    va_list rest;
    va_start(rest, name);
    for (const char *field; (field = va_arg(rest, const char *));) {
        const char *value = va_arg(rest, const char *);
        if (value)
            record_put_named(parameters, field, value);
    }
    va_end(rest);
    struct act_request request = {.parameters = parameters};
    struct act_answer answer = {0};
    if (!client_act(client, &request, using->arena, &answer, using->fault))
        return false;
    if (answer.done)
        return true;
    const struct fault *said = NULL;
    for (size_t i = 0; i < answer.faults.count && !said; i++)
        if (!answer.faults.items[i].warning)
            said = &answer.faults.items[i];
    struct arena *arena = using->demo->invocation->arena;
    return fault_set(using->fault, arena, FAULT_SURROUNDINGS, NULL, N_("{1}: {2}"), name,
                     said ? arena_copy(arena, message_fault(arena, said)) : "", NULL);
}

static const char *day(const struct using *using, int before)
{
    struct date date = date_from_days(date_days(&invent_day) - before);
    char *text = arena_alloc(using->arena, DATE_SIZE);
    date_write(&date, text);
    return text;
}

struct picked {
    const struct record *records[PICKED_MOST];
    size_t count;
};

static bool pick(struct using *using, const char *form, const char *query, size_t most,
                 struct picked *picked)
{
    struct list_request request = {
        .form = form, .query = query, .limit = (unsigned)(most < PICKED_MOST ? most : PICKED_MOST)};
    struct list_answer answer = {0};
    picked->count = 0;
    if (!client_list(using->demo->client, &request, using->arena, &answer, using->fault))
        return false;
    for (size_t i = 0; i < answer.count; i++)
        picked->records[picked->count++] = answer.rows[i].record;
    return true;
}

static const char *code(const struct picked *picked, size_t i)
{
    return record_value(picked->records[i], "archival_code");
}

static const char *number_of(const struct using *using, const struct record *record)
{
    return arena_format(using->arena, "@%llu", (unsigned long long)record->number);
}

/* --- shelves and accessions ------------------------------------------------------------------ */

static bool build_shelves(struct using *using)
{
    return act(using, "shelf.build", "storeroom", "01", "section", "A", "rows", "1..2", "bays",
               "1..2", "racks", "1..2", "shelves", "1..6", "kind", "1", "length", "850", NULL) &&
           act(using, "shelf.build", "storeroom", "02", "section", "B", "rows", "1", "bays", "1..2",
               "racks", "1..2", "shelves", "1..5", "kind", "3", "length", "850", NULL);
}

static bool file_off(struct using *using)
{
    struct picked accessions;
    if (!pick(using, "accession", "state=2", PICKED_MOST, &accessions))
        return false;
    for (size_t i = 0; i < accessions.count; i++) {
        const struct record *accession = accessions.records[i];
        const char *filed = record_value(accession, "received_on");
        struct date received = {0};
        date_read(filed, NULL, &received);
        long done = date_days(&received) + 18;
        char text[DATE_SIZE];
        struct date date = date_from_days(done);
        date_write(&date, text);
        bool small = done <= date_days(&invent_day) &&
                     strcmp(record_value(accession, "office"), "工作站") != 0;
        if ((small || date.year < invent_day.year) &&
            !act(using, "accession.file_off", "accession", record_value(accession, "accession_no"),
                 "event_day", text, "filed_by", "陈芳", NULL))
            return false;
    }
    return true;
}

/* --- use ------------------------------------------------------------------------------------- */

struct reader {
    const char *reader, *document, *organisation, *phone, *purpose;
};
static const struct reader readers[] = {
    {"何桂英", NULL, NULL, "13873600211", "2"},
    {"罗文斌", NULL, "安福街道民政办", "07365821120", "1"},
    {"彭建军", NULL, NULL, "13873600213", "3"},
    {"谢玉兰", NULL, "县地方志办公室", "07365822233", "4"},
    {"邓立新", NULL, "县人民法院", "07365823341", "6"},
    {"肖雅琴", NULL, "湖南文理学院", "13873600216", "5"},
};
enum { READERS = sizeof readers / sizeof *readers };

static bool use(struct using *using, const char *action, const char *item, unsigned who, int before,
                const char *field, const char *value, const char *due)
{
    const struct demo *demo = using->demo;
    const struct reader *reader = &readers[who % READERS];
    /* Every third reader lives here. */
    const char *resident = who % 3 == 0 && demo->holder_count > 0
                               ? demo->holders[who % demo->holder_count].id_number
                               : NULL;
    return act(using, action, "item", item, "event_day", day(using, before), "resident", resident,
               "reader", resident ? NULL : reader->reader, "organisation",
               resident ? NULL : reader->organisation, "phone", resident ? NULL : reader->phone,
               "purpose", reader->purpose, "approved_by", "王志强", field, value, "due_on", due,
               NULL);
}

static bool give_back(struct using *using, const struct record *item, int before, bool torn)
{
    return act(using, "archive.return", "item", record_value(item, "archival_code"), "event_day",
               day(using, before), "pages_returned", record_value(item, "pages"), "condition",
               torn ? "2" : "1", "remarks", torn ? "封面有折痕" : NULL, NULL);
}

/* Half a year of it: read, copied, certified, lent and brought back. */
static bool use_items(struct using *using)
{
    static const char *const queries[] = {"category=ZY year=2022", "category=WS year=2021 access=1",
                                          "category=KJ", "category=KU year=2020"};
    enum { QUERIES = sizeof queries / sizeof *queries, EACH = 10, APART = 4 };
    int before = EACH * QUERIES * APART + 12;
    unsigned who = 0;
    for (size_t i = 0; i < QUERIES; i++) {
        struct picked items;
        if (!pick(using, "archive", queries[i], EACH, &items))
            return false;
        for (size_t j = 0; j < items.count; j++, who++, before -= APART) {
            const char *item = code(&items, j);
            bool done =
                who % 5 < 2    ? use(using, "archive.consult", item, who, before, "use", "1", NULL)
                : who % 5 == 2 ? use(using, "archive.copy", item, who, before, "copies", "4", NULL)
                : who % 10 == 3
                    ? use(using, "archive.certify", item, who, before, "result", "证明内容属实",
                          NULL)
                    : use(using, "archive.lend", item, who, before, "remarks", NULL, NULL) &&
                          give_back(using, items.records[j], before - 4, who % 20 == 9);
            if (!done)
                return false;
        }
    }
    return true;
}

/* What is out on the day: one just lent, one renewed, two overdue, one long with a court; somebody
 * waits for one of them. */
static bool lend_items(struct using *using)
{
    static const int before[] = {3, 9, 24, 17, 12};
    enum { OUT = sizeof before / sizeof *before, RENEWED = 1, COURT = 4 };
    struct picked items;
    if (!pick(using, "archive", "category=WS year=2023 access=1 state=1", OUT, &items))
        return false;
    for (size_t i = 0; i < items.count; i++) {
        const char *due = i == COURT ? day(using, -180) : NULL;
        if (!use(using, "archive.lend", code(&items, i), (unsigned)i + (i == COURT ? 0 : 7),
                 before[i], "remarks", i == COURT ? "诉讼取证，延长借期" : NULL, due))
            return false;
        if (i == RENEWED && !act(using, "archive.renew", "item", code(&items, i), "event_day",
                                 day(using, 3), "reason", "尚未抄录完", NULL))
            return false;
    }
    return items.count < 3 ||
           use(using, "archive.reserve", code(&items, 2), 5, 5, "remarks", NULL, NULL);
}

static bool hold_items(struct using *using)
{
    struct picked items;
    if (!pick(using, "archive", "category=ZY year=2019 state=1", 1, &items) ||
        (items.count > 0 &&
         !act(using, "archive.hold", "item", code(&items, 0), "event_day", day(using, 40), "kind",
              "1", "reason", "家庭财产纠纷诉讼，法院调取", "ordered_by", "县人民法院",
              "document_no", "（2026）湘0724民初518号", "until", day(using, -120), NULL)))
        return false;
    const char *slip = NULL;
    if (!pick(using, "archive", "category=KU year=2022 state=1", 4, &items))
        return false;
    for (size_t i = 0; i < items.count; i++)
        slip = slip ? arena_format(using->arena, "%s%c%s", slip, MANY_SEPARATOR, code(&items, i))
                    : code(&items, i);
    return !slip || act(using, "archive.hold", "items", slip, "event_day", day(using, 210), "kind",
                        "3", "reason", "2022年度财务审计", "ordered_by", "街道审计组", "until",
                        day(using, 15), NULL);
}

/* --- appraisal and counting ------------------------------------------------------------------ */

static const char *people(const struct using *using, const char *a, const char *b, const char *c)
{
    return c ? arena_format(using->arena, "%s%c%s%c%s", a, MANY_SEPARATOR, b, MANY_SEPARATOR, c)
             : arena_format(using->arena, "%s%c%s", a, MANY_SEPARATOR, b);
}

static bool decide(struct using *using, const char *appraisal, const char *lines,
                   const char *decision, const char *keep_until, const char *reason, int before)
{
    return act(using, "appraisal.decide", "appraisal", appraisal, "lines", lines, "rest",
               lines ? NULL : "1", "decision", decision, "keep_until", keep_until, "reason", reason,
               "event_day", day(using, before), "decided_by", "鉴定小组", "group",
               people(using, "王志强", "刘敏", "陈芳"), "representatives",
               people(using, "何桂英", "彭建军", NULL), NULL);
}

/* What ended first is destroyed but for what is kept longer; what ended next is proposed. */
static bool appraise(struct using *using)
{
    struct picked ended;
    if (!pick(using, "archive", "ends<=2016", 3, &ended))
        return false;
    if (ended.count == 3 &&
        (!act(using, "appraisal.propose", "title", "2016年前到期档案鉴定", "ends", "2016",
              "event_day", day(using, 120), "proposed_by", "陈芳", NULL) ||
         !decide(using, "2026-0001", code(&ended, 1), "2", "2031", "仍有查考需要", 112) ||
         !decide(using, "2026-0001", NULL, "1", NULL, "期满，无继续保存价值", 112) ||
         !act(using, "appraisal.approve", "appraisal", "2026-0001", "approved_by", "王志强",
              "approval_no", "朝阳居〔2026〕8号", "event_day", day(using, 106), NULL) ||
         !act(using, "appraisal.execute", "appraisal", "2026-0001", "event_day", day(using, 100),
              "place", "县档案馆指定纸厂", "method", "1", "witnesses",
              people(using, "刘敏", "何桂英", NULL), "leave_out", "1", NULL)))
        return false;
    if (!pick(using, "archive", "ends<=2017 state=1 keep_until=", 2, &ended))
        return false;
    return ended.count < 2 ||
           (act(using, "appraisal.propose", "title", "2017年到期档案鉴定", "ends", "2017",
                "event_day", day(using, 8), "proposed_by", "陈芳", NULL));
}

static bool settle(struct using *using)
{
    static const char MISPLACED[] =
        "3"; /* stocktake_result.tsv; what else there is was not found */
    struct picked lines;
    if (!pick(using, "stocktake_line", "stocktake=2026-0001 tally=*!*", PICKED_MOST, &lines))
        return false;
    for (size_t i = 0; i < lines.count; i++) {
        bool missing = strcmp(record_value(lines.records[i], "result"), MISPLACED) != 0;
        if (!act(using, "stocktake.settle", "line", number_of(using, lines.records[i]),
                 "settlement", missing ? "3" : "1", "reason",
                 missing ? "夹在后排，重新找到" : "插错层，已归位", "found_at",
                 missing ? record_value(lines.records[i], "expected_at") : NULL, "event_day",
                 day(using, 42), NULL))
            return false;
    }
    return true;
}

/* The first bay by boxes: one stands on the wrong shelf, one is not found at first. */
static bool count_bay(struct using *using)
{
    enum { SHELVES = 12 };
    struct picked boxes;
    const char *strayed = NULL;
    if (!pick(using, "box", "location=01-A-01-01-01-01", 3, &boxes))
        return false;
    if (boxes.count < 3)
        return true;
    if (!act(using, "stocktake.open", "place", "01-A-01-01", "unit", "2", "event_day",
             day(using, 43), "counted_by", "陈芳", NULL))
        return false;
    for (unsigned i = 0; i < SHELVES; i++) {
        char shelf[64];
        const char *codes = strayed;
        invent_shelf(0, i, shelf);
        if (!pick(using, "box", arena_format(using->arena, "location=%s", shelf), PICKED_MOST,
                  &boxes))
            return false;
        strayed = NULL;
        for (size_t j = 0; j < boxes.count; j++) {
            const char *box = record_value(boxes.records[j], "box_no");
            if (i == 0 && j == 1)
                strayed = box;
            else if (i != 0 || j != 2)
                codes =
                    codes ? arena_format(using->arena, "%s%c%s", codes, MANY_SEPARATOR, box) : box;
        }
        if (codes && !act(using, "stocktake.scan", "stocktake", "2026-0001", "place", shelf,
                          "codes", codes, "event_day", day(using, 43), NULL))
            return false;
    }
    return settle(using) && act(using, "stocktake.close", "stocktake", "2026-0001", "event_day",
                                day(using, 42), "counted_by", "陈芳", "witnesses", "刘敏", NULL);
}

static bool run(struct demo *demo, bool (*const *steps)(struct using *), struct fault *fault)
{
    struct using using = {.demo = demo, .arena = arena_new(), .fault = fault};
    bool done = true;
    for (; *steps && done; steps++) {
        done = (*steps)(&using);
        arena_reset(using.arena);
    }
    arena_free(using.arena);
    return done;
}

bool demo_build_shelves(struct demo *demo, struct fault *fault)
{
    return run(demo, (bool (*const[])(struct using *)){build_shelves, NULL}, fault);
}

bool demo_use_room(struct demo *demo, struct fault *fault)
{
    static bool (*const steps[])(struct using *) = {file_off,   appraise,   count_bay, use_items,
                                                    lend_items, hold_items, NULL};
    return run(demo, steps, fault);
}

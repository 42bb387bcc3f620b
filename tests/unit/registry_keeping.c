/* Holds, appraisal, destruction, transfer: and every way in which somebody may try what may not be.
 */

#include <pthread.h>
#include "registry_help.h"
#include "registry/change.h"
#include "registry/inside.h"
#include "registry/keeping.h"

/* The room: what is permanent, lent, missing, not at its end, destroyed before our time, and what
 * may go. */
static const char *const items[] = {
    "fonds=J001 category=WS year=2000 retention=Y office=BGS item=1 title=选举结果 pages=9",
    "fonds=J001 category=WS year=2005 retention=D10 office=BGS item=1 title=借出的 state=2",
    "fonds=J001 category=WS year=2005 retention=D10 office=BGS item=2 title=丢失的 state=5",
    "fonds=J001 category=WS year=2020 retention=D30 office=BGS item=1 title=未到期 pages=3",
    "fonds=J001 category=WS year=2005 retention=D10 office=BGS item=3 title=销毁的 state=4",
    "fonds=J001 category=WS year=2005 retention=D10 office=BGS item=4 title=可销毁 pages=4 box=B1",
    "fonds=J001 category=WS year=2006 retention=D10 office=BGS item=1 title=也可销毁 pages=5",
    "fonds=J001 category=WS year=2006 retention=D10 office=BGS item=2 title=要延长 pages=6",
    "fonds=J001 category=WS year=2006 retention=D10 office=BGS item=3 title=要永久 pages=7",
};
enum { PERMANENT = 1, LENT, MISSING, EARLY, GONE, READY, READY_TOO, LONGER, FOR_GOOD };

static void room_make(struct office *office)
{
    for (size_t i = 0; i < sizeof items / sizeof *items; i++)
        assert_int_equal(office_add(office, "archive", items[i]), i + 1);
    office->author.user = "wang";
}

static const char *value(struct office *office, uint64_t number, const char *field)
{
    return office_value(office, "archive",
                        arena_format(office->arena, "@%llu", (unsigned long long)number), field);
}

/* Without the batches that tries at an import leave. */
static const char *room_state(struct office *office)
{
    const char *state = office_state(office);
    const char *batch = strstr(state, "\nbatch @");
    const char *after = batch;
    while (after && strncmp(after, "\nbatch @", 8) == 0)
        after = strchr(after + 1, '\n');
    return batch ? arena_format(office->arena, "%.*s%s", (int)(batch - state), state, after)
                 : state;
}

/* The number of the change. */
static uint64_t must(struct office *office, const char *action, const char *values)
{
    struct act_answer answer;
    if (!office_act(office, action, values, false, &answer))
        fail_msg("%s %s: %s", action, values, office_answered(office, &answer, false));
    return answer.change;
}

static const char *refusal(struct office *office, const char *action, const char *values)
{
    struct act_answer answer;
    const char *before = office_state(office);
    if (office_act(office, action, values, false, &answer))
        fail_msg("%s %s is done", action, values);
    assert_string_equal(office_state(office), before);
    return office_answered(office, &answer, false);
}

#define GROUP "group=甲 group=乙 group=丙 representatives=居民代表丁"

static void propose(struct office *office)
{
    must(office, "appraisal.propose", "proposed_by=王五 event_day=2026-03-01");
}

static void decide(struct office *office)
{
    must(office, "appraisal.decide",
         "appraisal=2026-0001 lines=J001-WS·2006-D10-BGS-0002 decision=2 keep_until=2036 "
         "reason=还有用 event_day=2026-04-01 " GROUP);
    must(office, "appraisal.decide",
         "appraisal=2026-0001 lines=@4 decision=3 reason=有史料价值 event_day=2026-04-01");
    must(office, "appraisal.decide",
         "appraisal=2026-0001 rest=1 decision=1 reason=无保存价值 event_day=2026-04-02");
}

static void approve(struct office *office)
{
    must(office, "appraisal.approve",
         "appraisal=2026-0001 approved_by=赵主任 approval_no=朝社〔2026〕3号 event_day=2026-05-01");
}

#define EXECUTE                                                                                    \
    "appraisal=2026-0001 place=县造纸厂 method=1 witnesses=戊 witnesses=己 event_day=2026-06-01"

static void an_appraisal_is_carried_out(void **state)
{
    struct office *office = *state;
    struct act_answer answer;
    room_make(office);
    assert_true(office_act(office, "appraisal.propose", "proposed_by=王五 event_day=2026-03-01",
                           false, &answer));
    const char *said = office_answered(office, &answer, true);
    assert_says(said, "借出的 is lent");
    assert_says(said, "丢失的 is missing");
    assert_int_equal(office_count(office, "appraisal_item", ""), 4);
    assert_string_equal(value(office, READY, "appraisal"), "2026-0001");
    assert_string_equal(value(office, PERMANENT, "appraisal"), "");
    decide(office);
    assert_string_equal(office_value(office, "appraisal", "2026-0001", "state"), "3");
    assert_string_equal(office_value(office, "appraisal", "2026-0001", "decided_on"), "2026-04-02");
    approve(office);
    must(office, "appraisal.execute", EXECUTE);
    assert_string_equal(value(office, READY, "state"), "4");
    assert_string_equal(value(office, READY, "appraisal"), "2026-0001");
    assert_string_equal(value(office, READY, "box"), "");
    assert_string_equal(value(office, READY, "place_before"), "B1");
    assert_string_equal(value(office, LONGER, "state"), "1");
    assert_string_equal(value(office, LONGER, "keep_until"), "2036");
    assert_string_equal(value(office, LONGER, "ends"), "2037");
    assert_string_equal(value(office, LONGER, "appraisal"), "");
    /* Kept for good, with the code that is stamped on it. */
    assert_string_equal(value(office, FOR_GOOD, "retention"), "Y");
    assert_string_equal(value(office, FOR_GOOD, "ends"), "");
    assert_string_equal(value(office, FOR_GOOD, "archival_code"), "J001-WS·2006-D10-BGS-0003");
    struct record *appraisal = office_get(office, "appraisal", "2026-0001");
    assert_string_equal(record_value(appraisal, "destroyed"), "2");
    assert_string_equal(record_value(appraisal, "prolonged"), "1");
    assert_string_equal(record_value(appraisal, "kept"), "1");
    assert_string_equal(record_value(appraisal, "pages"), "9");
    assert_int_equal(office_count(office, "appraisal_item", "destroyed_on=2026-06-01"), 2);
    assert_true(office_change(office, "archive", FOR_GOOD, "remarks=看过"));
    assert_string_equal(value(office, FOR_GOOD, "archival_code"), "J001-WS·2006-D10-BGS-0003");
    /* What was destroyed is found, and nothing of it is altered but remarks. */
    assert_true(office_change(office, "archive", READY, "remarks=查过"));
    assert_false(office_change(office, "archive", READY, "title=别的"));
    assert_says(office_said(office, false), "is destroyed (2026-0001)");
    assert_well(office);
}

/* Each step asks for what it needs, and for the step before it. */
static void steps_are_not_left_out(void **state)
{
    static const struct {
        const char *action, *parameters, *said;
    } refusals[] = {
        {"appraisal.approve", "appraisal=2026-0001 approved_by=赵 approval_no=1",
         "lines are not decided yet"},
        {"appraisal.execute", EXECUTE, "not at this point"},
        {"appraisal.decide", "appraisal=2026-0001 rest=1 decision=1 reason=旧", "at least 3"},
        {"appraisal.decide",
         "appraisal=2026-0001 rest=1 decision=1 reason=旧 group=甲 group=乙 group=甲 "
         "representatives=丁",
         "at least 3"},
        {"appraisal.decide",
         "appraisal=2026-0001 rest=1 decision=1 reason=旧 group=甲 group=乙 group=丙",
         "representatives"},
        {"appraisal.decide", "appraisal=2026-0001 rest=1 decision=1 " GROUP, "reason"},
        {"appraisal.decide", "appraisal=2026-0001 rest=1 decision=0 reason=旧 " GROUP, "Decide"},
        {"appraisal.decide", "appraisal=2026-0001 rest=1 decision=2 reason=旧 " GROUP, "2026"},
        {"appraisal.decide",
         "appraisal=2026-0001 rest=1 decision=2 keep_until=2025 reason=旧 " GROUP, "2026"},
        {"appraisal.decide", "appraisal=2026-0001 lines=@99 decision=1 reason=旧 " GROUP,
         "no line @99"},
        {"appraisal.decide", "appraisal=2026-0001 decision=1 reason=旧 " GROUP, "which lines"},
        {"appraisal.decide", "appraisal=2026-0009 rest=1 decision=1 reason=旧 " GROUP,
         "There is no"},
        {"appraisal.withdraw", "appraisal=2026-0001", "reason"},
    };
    static const struct {
        const char *action, *parameters, *said;
    } later[] = {
        {"appraisal.approve", "appraisal=2026-0001 approved_by=王五 approval_no=1",
         "王五 proposed"},
        {"appraisal.approve", "appraisal=2026-0001 approved_by=赵", "approval_no"},
        {"appraisal.approve",
         "appraisal=2026-0001 approved_by=赵 approval_no=1 event_day=2026-03-31", "lies before"},
        {"appraisal.execute", EXECUTE, "not at this point"},
    };
    static const struct {
        const char *action, *parameters, *said;
    } last[] = {
        {"appraisal.decide", "appraisal=2026-0001 rest=1 decision=1 reason=旧",
         "not at this point"},
        {"appraisal.execute",
         "appraisal=2026-0001 place=厂 method=1 witnesses=戊 event_day=2026-06-01", "2 witnesses"},
        {"appraisal.execute",
         "appraisal=2026-0001 place=厂 method=1 witnesses=戊 witnesses=戊 event_day=2026-06-01",
         "2 witnesses"},
        {"appraisal.execute",
         "appraisal=2026-0001 place=厂 method=1 witnesses=戊 witnesses=己 event_day=2026-04-30",
         "lies before"},
    };
    struct office *office = *state;
    room_make(office);
    propose(office);
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
        assert_says(refusal(office, refusals[i].action, refusals[i].parameters), refusals[i].said);
    decide(office);
    for (size_t i = 0; i < sizeof later / sizeof *later; i++)
        assert_says(refusal(office, later[i].action, later[i].parameters), later[i].said);
    approve(office);
    for (size_t i = 0; i < sizeof last / sizeof *last; i++)
        assert_says(refusal(office, last[i].action, last[i].parameters), last[i].said);
    must(office, "appraisal.execute", EXECUTE);
    assert_says(refusal(office, "appraisal.execute", EXECUTE), "not at this point");
    assert_says(refusal(office, "appraisal.withdraw", "appraisal=2026-0001 reason=x"),
                "not at this point");
}

static bool remove_item(struct office *office, const char *form, uint64_t number)
{
    struct save_request request = {
        .record = office_number(office, form, number), .token = "", .reason = "x"};
    assert_true(registry_remove(office->registry, &office->author, &request, office->arena,
                                &office->answer, &office->fault));
    return office->answer.saved;
}

static bool import_row(struct office *office, const char *form, const char *const *names,
                       const char *const *values, size_t count, const char **said)
{
    static unsigned files;
    const char **fields = arena_array(office->arena, count, sizeof *fields);
    memcpy(fields, names, count * sizeof *fields);
    struct import_start start = {.form = form,
                                 .source = arena_format(office->arena, "%u", ++files),
                                 .name = "catalogue.csv",
                                 .on_duplicate = DUPLICATE_UPDATE,
                                 .fields = fields,
                                 .field_count = count};
    struct import *import;
    struct import_begun begun;
    struct import_answer answer = {0};
    *said = "";
    if (!registry_import_begin(office->registry, &office->author, &start, office->arena, &import,
                               &begun, &office->fault)) {
        *said = message_fault(office->arena, &office->fault);
        return false;
    }
    struct import_rows rows = {
        .batch = begun.batch, .first = 1, .values = values, .count = 1, .last = true};
    if (!registry_import_rows(import, &rows, office->arena, &answer, &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    registry_import_end(import);
    for (size_t i = 0; i < answer.fault_count; i++)
        *said = arena_format(office->arena, "%s%s; ", *said,
                             message_fault(office->arena, &answer.faults[i].fault));
    return answer.counts.updated + answer.counts.added > 0;
}

/* Every item, by every way of saving, importing and removing. */
static void nobody_keys_the_end_of_an_item(void **state)
{
    static const char *const names[] = {"archival_code", "state"};
    struct office *office = *state;
    room_make(office);
    must(office, "archive.hold", "item=@7 kind=1 reason=诉讼");
    const char *before = room_state(office);
    for (uint64_t number = PERMANENT; number <= FOR_GOOD; number++) {
        const char *said;
        const char *code = value(office, number, "archival_code");
        for (const char *to = "1234567"; *to; to++) {
            if (value(office, number, "state")[0] == *to)
                continue;
            const char *given = arena_format(office->arena, "state=%c", *to);
            assert_false(office_change(office, "archive", number, given));
            const char *values[] = {code, given + strlen("state=")};
            assert_false(import_row(office, "archive", names, values, 2, &said));
        }
        assert_false(remove_item(office, "archive", number));
        assert_string_not_equal(office_said(office, false), "");
    }
    assert_string_equal(room_state(office), before);
    /* Nor is anything of the registers keyed, imported or removed. */
    static const char *const ledgers[] = {"hold", "appraisal", "appraisal_item", "transfer"};
    propose(office);
    must(office, "transfer.list", "receiver=县档案馆");
    before = room_state(office);
    for (size_t i = 0; i < sizeof ledgers / sizeof *ledgers; i++) {
        static const char *const fields[] = {"state", "decision"};
        assert_false(remove_item(office, ledgers[i], 1));
        assert_says(office_said(office, false), "kept for ever");
        for (size_t j = 0; j < 2; j++) {
            struct record *record = office_number(office, ledgers[i], 1);
            if (!field_named(record->form, fields[j]))
                continue;
            record_put_named(record, fields[j], "5");
            assert_false(office_save_record(office, record, ""));
        }
    }
    assert_string_equal(room_state(office), before);
}

/* What is listed stays as it is listed; what may not go is not listed; and what comes in between
 * stops it. */
static void what_may_not_go_is_not_proposed(void **state)
{
    static const struct {
        const char *parameters, *said;
    } refusals[] = {
        {"items=@1", "is permanent"},
        {"items=@2", "is lent"},
        {"items=@3", "is missing"},
        {"items=@4", "until the end of 2050"},
        {"items=@5", "is destroyed already"},
        {"items=@7", "is on hold (2026-0001)"},
        {"year=2000", ""},
        {"ends=2025 category=KJ", ""},
    };
    struct office *office = *state;
    struct act_answer answer;
    room_make(office);
    must(office, "archive.hold", "item=@7 kind=1 reason=诉讼");
    assert_string_equal(value(office, READY_TOO, "holds"), "1");
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        assert_false(
            office_act(office, "appraisal.propose", refusals[i].parameters, false, &answer));
        assert_says(office_answered(office, &answer, true), refusals[i].said);
        assert_says(office_answered(office, &answer, false), "free to go");
    }
    propose(office);
    assert_false(office_act(office, "appraisal.propose", "items=@6", false, &answer));
    assert_says(office_answered(office, &answer, true), "is in appraisal 2026-0001");
    static const char *const altered[] = {"year=2010", "retention=Y", "title=别的",
                                          "item=77",   "office=别处", "pages=99"};
    for (size_t i = 0; i < sizeof altered / sizeof *altered; i++) {
        assert_false(office_change(office, "archive", READY, altered[i]));
        assert_says(office_said(office, false), "is in appraisal 2026-0001");
    }
    assert_true(office_change(office, "archive", READY, "remarks=在鉴定"));
    assert_says(refusal(office, "archive.correct", "item=@6 year=2012 reason=录错 approved_by=赵"),
                "is in appraisal");
    assert_says(
        refusal(office, "archive.strike", "item=@6 double_of=@7 reason=重复 approved_by=赵"),
        "is in appraisal");
}

static void what_comes_between_stops_it(void **state)
{
    struct office *office = *state;
    room_make(office);
    propose(office);
    decide(office);
    approve(office);
    must(office, "archive.hold", "item=@6 kind=3 reason=审计");
    const char *said = refusal(office, "appraisal.execute", EXECUTE);
    assert_says(said, "可销毁 is on hold (2026-0001)");
    assert_says(said, "leave_out: 1 items may not be destroyed");
    must(office, "appraisal.execute", EXECUTE " leave_out=1");
    assert_string_equal(value(office, READY, "state"), "1");
    assert_string_equal(value(office, READY, "appraisal"), "");
    assert_string_equal(value(office, READY_TOO, "state"), "4");
    assert_string_equal(office_value(office, "appraisal", "2026-0001", "left"), "1");
    assert_string_equal(office_value(office, "appraisal", "2026-0001", "destroyed"), "1");
    assert_well(office);
}

/* Year or retention altered just before. */
static void a_period_is_not_shortened_by_keying(void **state)
{
    static const char *const names[] = {"archival_code", "retention"};
    struct office *office = *state;
    struct act_answer answer;
    const char *said;
    room_make(office);
    static const struct {
        uint64_t number;
        const char *values;
    } shorter[] = {
        {PERMANENT, "retention=D10"}, {PERMANENT, "retention="}, {EARLY, "year=1990"},
        {EARLY, "retention=D10"},     {EARLY, "retention="},
    };
    for (size_t i = 0; i < sizeof shorter / sizeof *shorter; i++) {
        struct record *record = office_number(office, "archive", shorter[i].number);
        if (strchr(shorter[i].values, '=')[1])
            office_put(office, record, shorter[i].values);
        else
            record_put_named(record, "retention", NULL);
        assert_false(office_save_record(office, record, ""));
        assert_says(office_said(office, false), "shortened by a correction alone");
    }
    const char *values[] = {value(office, PERMANENT, "archival_code"), "D10"};
    assert_false(import_row(office, "archive", names, values, 2, &said));
    /* Who keyed it today may put it right. */
    office->author.user = "li";
    assert_true(office_change(office, "archive", EARLY, "retention=D10"));
    assert_true(office_change(office, "archive", EARLY, "retention=D30"));
    office->author.user = "wang";
    assert_says(refusal(office, "archive.correct", "item=@1 retention=D10 reason=录错"),
                "approved_by");
    must(office, "archive.correct", "item=@1 retention=D10 reason=录错 approved_by=赵主任");
    assert_string_equal(value(office, PERMANENT, "archival_code"), "J001-WS·2000-D10-BGS-0001");
    assert_true(office_act(office, "appraisal.propose", "items=@1", false, &answer));
    assert_says(office_answered(office, &answer, true), "its period was shortened before (Y, #");
    assert_string_not_equal(office_value(office, "appraisal_item", "@1", "note"), "");
    assert_well(office);
}

static uint64_t last_change(struct office *office, const char *form, uint64_t number)
{
    return office_number(office, form, number)->change;
}

static const char *undone(struct office *office, uint64_t change)
{
    struct act_answer answer;
    const char *before = office_state(office);
    if (office_undo(office, change, &answer))
        fail_msg("change %llu is taken back", (unsigned long long)change);
    assert_string_equal(office_state(office), before);
    return office_answered(office, &answer, false);
}

static void taking_back_is_no_way_in(void **state)
{
    struct office *office = *state;
    struct act_answer answer;
    room_make(office);
    uint64_t made = last_change(office, "archive", READY);
    assert_true(office_change(office, "archive", READY, "title=改过的"));
    uint64_t retitled = last_change(office, "archive", READY);
    uint64_t held = must(office, "archive.hold", "item=@7 kind=1 reason=诉讼");
    assert_says(undone(office, held), "kept for ever");
    uint64_t released = must(office, "hold.release", "hold=2026-0001 released_by=判决");
    assert_string_equal(value(office, READY_TOO, "holds"), "");
    assert_true(office_undo(office, released, &answer)); /* the hold stands again */
    assert_string_equal(value(office, READY_TOO, "holds"), "1");
    must(office, "hold.release", "hold=2026-0001 released_by=判决");
    uint64_t proposed = must(office, "appraisal.propose", "proposed_by=王五 event_day=2026-03-01");
    assert_says(undone(office, proposed), "kept for ever");
    assert_says(undone(office, retitled), "is in appraisal");
    decide(office);
    uint64_t decided = last_change(office, "appraisal_item", 1);
    approve(office);
    uint64_t approved = last_change(office, "appraisal", 1);
    assert_string_not_equal(undone(office, decided), "");
    assert_true(office_undo(office, approved, &answer)); /* not carried out yet */
    assert_string_equal(office_value(office, "appraisal", "2026-0001", "state"), "3");
    assert_says(refusal(office, "appraisal.execute", EXECUTE), "not at this point");
    approve(office);
    uint64_t executed = must(office, "appraisal.execute", EXECUTE);
    assert_string_not_equal(undone(office, executed), "");
    assert_string_not_equal(undone(office, last_change(office, "archive", LONGER)), "");
    assert_string_not_equal(undone(office, retitled), "");
    assert_string_not_equal(undone(office, made), "");
    assert_string_not_equal(undone(office, proposed), "");
    assert_well(office);
}

static void holds_stop_everything(void **state)
{
    struct office *office = *state;
    struct act_answer answer;
    room_make(office);
    must(office, "archive.hold", "items=@1 items=@6 kind=1 reason=诉讼 event_day=2026-01-01");
    must(office, "archive.hold", "item=@6 kind=3 reason=审计 until=2026-12-31");
    assert_string_equal(value(office, READY, "holds"), "2");
    assert_string_equal(office_value(office, "hold", "2026-0001", "until"), "2026-06-30");
    assert_string_equal(office_value(office, "hold", "2026-0002", "slip"), "2026-0001");
    assert_false(office_act(office, "transfer.list", "receiver=县档案馆", false, &answer));
    assert_says(office_answered(office, &answer, true), "is on hold (2026-0001)");
    assert_says(refusal(office, "archive.hold", "item=@5 kind=1 reason=诉讼"), "Nothing of it");
    assert_says(refusal(office, "archive.hold", "item=@6 kind=1"), "reason");
    assert_says(refusal(office, "archive.hold", "kind=1 reason=诉讼"), "which items");
    assert_says(refusal(office, "hold.release", "hold=2026-0001"), "released_by");
    assert_says(
        refusal(office, "hold.release", "hold=2026-0001 released_by=判决 event_day=2025-12-31"),
        "before it began");
    must(office, "hold.release", "hold=2026-0001 released_by=判决 together=1");
    assert_string_equal(value(office, PERMANENT, "holds"), "");
    assert_string_equal(value(office, READY, "holds"), "1");
    assert_says(refusal(office, "hold.release", "hold=2026-0001 released_by=判决"),
                "released already");
    assert_well(office);
}

static void a_transfer_is_handed_over(void **state)
{
    struct office *office = *state;
    struct act_answer answer;
    room_make(office);
    office_add(office, "archive",
               "fonds=J001 category=WS year=2001 retention=Y office=BGS item=1 title=涉密的 "
               "security=3 access=2");
    office_add(office, "archive",
               "fonds=J001 category=WS year=2020 retention=Y office=BGS item=1 title=未满十年");
    assert_true(office_act(office, "transfer.list", "receiver=县档案馆", false, &answer));
    assert_says(office_answered(office, &answer, true), "涉密的 is secret");
    assert_string_equal(value(office, PERMANENT, "transfer"), "2026-0001");
    assert_false(office_change(office, "archive", PERMANENT, "title=别的"));
    assert_says(office_said(office, false), "is in transfer 2026-0001");
    assert_false(office_act(office, "transfer.list", "items=@11", false, &answer));
    assert_says(office_answered(office, &answer, true), "is not due before 2031");
    assert_false(office_act(office, "transfer.list", "items=@6", false, &answer));
    assert_says(office_answered(office, &answer, true), "is not permanent");
    must(office, "archive.hold", "item=@1 kind=1 reason=诉讼");
    assert_says(
        refusal(office, "transfer.hand_over", "transfer=2026-0001 handed_by=甲 received_by=乙"),
        "is on hold");
    must(office, "hold.release", "hold=2026-0001 released_by=判决");
    assert_says(refusal(office, "transfer.hand_over", "transfer=2026-0001 handed_by=甲"),
                "received_by");
    uint64_t handed =
        must(office, "transfer.hand_over", "transfer=2026-0001 handed_by=甲 received_by=乙");
    assert_string_equal(value(office, PERMANENT, "state"), "3");
    assert_string_not_equal(undone(office, handed), "");
    assert_false(office_change(office, "archive", PERMANENT, "title=别的"));
    assert_true(office_change(office, "archive", PERMANENT, "remarks=已移交"));
    assert_says(refusal(office, "transfer.withdraw", "transfer=2026-0001 reason=x"),
                "handed over already");
    must(office, "transfer.list", "items=@10 secret_approved_by=赵主任");
    must(office, "transfer.withdraw", "transfer=2026-0002 reason=暂缓");
    assert_string_equal(value(office, 10, "transfer"), "");
    assert_well(office);
}

static void volumes_go_as_a_whole(void **state)
{
    static const char *const volume[] = {
        "fonds=J001 category=KU year=2000 retention=D10 volume=1 title=凭证",
        "fonds=J001 category=KU year=2000 retention=D10 volume=1 item=1 title=凭证一 pages=2",
        "fonds=J001 category=KU year=2000 retention=D10 volume=1 item=2 title=凭证二 pages=3",
    };
    struct office *office = *state;
    struct act_answer answer;
    for (size_t i = 0; i < 3; i++)
        office_add(office, "archive", volume[i]);
    office->author.user = "wang";
    must(office, "archive.hold", "item=@1 kind=5 reason=未了债务");
    assert_string_equal(value(office, 3, "holds"), "1");
    must(office, "hold.release", "hold=2026-0001 released_by=已清偿");
    must(office, "hold.release", "hold=2026-0002 released_by=已清偿");
    /* One item of it is still held: none goes. */
    assert_false(office_act(office, "appraisal.propose", "items=@2", false, &answer));
    assert_says(office_answered(office, &answer, true), "凭证二 is on hold (2026-0003)");
    must(office, "hold.release", "hold=2026-0003 released_by=已清偿");
    must(office, "appraisal.propose", "items=@2 proposed_by=王五");
    assert_int_equal(office_count(office, "appraisal_item", ""), 3);
    assert_says(office_refused(office, "archive",
                               "fonds=J001 category=KU year=2000 retention=D10 volume=1 item=3 "
                               "title=凭证三"),
                "its volume is dealt with in appraisal or transfer 2026-0001");
    assert_true(office_act(office, "appraisal.decide",
                           "appraisal=2026-0001 lines=@2 decision=3 reason=留 " GROUP, false,
                           &answer));
    assert_says(office_answered(office, &answer, true), "2 lines more");
    must(office, "appraisal.approve", "appraisal=2026-0001 approved_by=赵 approval_no=1");
    must(office, "appraisal.execute",
         "appraisal=2026-0001 place=厂 method=1 witnesses=戊 witnesses=己");
    assert_int_equal(office_count(office, "archive", "retention=Y"), 3);
    assert_well(office);
}

static void a_double_is_struck(void **state)
{
    struct office *office = *state;
    room_make(office);
    office_add(office, "archive",
               "fonds=J001 category=WS year=2000 retention=Y office=BGS item=2 title=选举结果");
    office_add(office, "archive",
               "fonds=J001 category=WS year=2000 retention=D10 office=BGS item=2 title=选举结果");
    assert_says(
        refusal(office, "archive.strike", "item=@1 double_of=@11 reason=重复 approved_by=赵"),
        "not kept as long");
    assert_says(
        refusal(office, "archive.strike", "item=@1 double_of=@6 reason=重复 approved_by=赵"),
        "is no double");
    assert_says(
        refusal(office, "archive.strike", "item=@1 double_of=@1 reason=重复 approved_by=赵"),
        "Name the other");
    uint64_t struck =
        must(office, "archive.strike", "item=@10 double_of=@1 reason=重复 approved_by=赵");
    assert_int_equal(office_count(office, "archive", "title=选举结果"), 2);
    struct act_answer answer;
    assert_true(office_undo(office, struck, &answer));
    assert_int_equal(office_count(office, "archive", "title=选举结果"), 3);
    assert_well(office);
}

/* A registry's own forms and tables cannot open what the guard keeps shut. */
static void own_forms_open_nothing(void **state)
{
    static const char forms[] = "extend archive\n"
                                "change state\n  required no\n"
                                "extend appraisal.execute\n"
                                "change witnesses\n  required no\n"
                                "change place\n  required no\n"
                                "extend appraisal.approve\n"
                                "change approved_by\n  required no\n";
    static const char table[] = "code\tzh\ten\tfrom\tto\talso\tyears\n"
                                "Y\t永久\tPermanent\t\t\t\t1\n"
                                "D30\t30年\t30 years\t\t\t\t1\n";
    static const struct {
        uint64_t number;
        const char *values;
    } tries[] = {
        {READY, "holds=0"},     {READY, "holds=3"},         {READY, "appraisal=2026-0001"},
        {READY, "state=4"},     {EARLY, "keep_until=1990"}, {READY_TOO, "keep_until=2099"},
        {PERMANENT, "state=4"},
    };
    struct office *office = *state;
    struct act_answer answer;
    room_make(office);
    office_close(office);
    const char *folder = registry_own_forms(office->directory, office->arena);
    const struct {
        const char *path, *text;
    } files[] = {
        {place_join(office->arena, folder, "ours.form", NULL), forms},
        {place_join(office->arena, folder, "codes", "retention.tsv", NULL), table},
    };
    for (size_t i = 0; i < 2; i++) {
        FILE *file = fopen(files[i].path, "w");
        assert_non_null(file);
        fputs(files[i].text, file);
        assert_int_equal(fclose(file), 0);
    }
    office_open(office);
    must(office, "archive.hold", "item=@7 kind=1 reason=诉讼");
    const char *before = room_state(office);
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++)
        assert_false(office_change(office, "archive", tries[i].number, tries[i].values) &&
                     strcmp(before, room_state(office)) != 0);
    must(office, "hold.release", "hold=2026-0001 released_by=判决");
    assert_false(office_act(office, "appraisal.propose", "items=@1", false, &answer));
    assert_says(office_answered(office, &answer, true), "is permanent");
    assert_false(office_act(office, "appraisal.propose", "items=@4", false, &answer));
    assert_says(office_answered(office, &answer, true), "until the end of 2050");
    propose(office);
    decide(office);
    assert_says(refusal(office, "appraisal.approve", "appraisal=2026-0001 approval_no=1"),
                "approved_by");
    approve(office);
    assert_says(refusal(office, "appraisal.execute", "appraisal=2026-0001 method=1"), "witnesses");
}

/* Links follow what they lead to, also those of what was destroyed. */
static void links_of_what_is_gone_follow(void **state)
{
    struct office *office = *state;
    struct act_answer answer;
    office_add(office, "resident",
               arena_format(office->arena, "name=张三 id_number=%s", office_person(office, 1)));
    office_add(office, "resident", "name=张三 sex=1 birth_date=1980-05-03");
    room_make(office);
    assert_true(office_change(office, "archive", READY, "residents=@2"));
    propose(office);
    decide(office);
    approve(office);
    must(office, "appraisal.execute", EXECUTE);
    assert_true(
        office_act(office, "resident.merge", "resident=@2 into=@1 reason=重复", false, &answer));
    assert_string_equal(value(office, READY, "residents"), office_person(office, 1));
    assert_well(office);
}

static void a_batch_leaves_what_is_dealt_with(void **state)
{
    static const char *const names[] = {"archival_code", "title"};
    static const char *const values[] = {"J001-WS·2004-D10-BGS-0001", "旧通知"};
    static const char *const retitled[] = {"J001-WS·2004-D10-BGS-0001", "改过的旧通知"};
    struct office *office = *state;
    const char *said;
    struct undo_batch_answer answer = {0};
    room_make(office);
    assert_true(import_row(office, "archive", names, values, 2, &said));
    uint64_t number = office_get(office, "archive", values[0])->number;
    assert_true(import_row(office, "archive", names, retitled, 2, &said));
    propose(office);
    decide(office);
    for (uint64_t batch = 1; batch <= 2; batch++) {
        struct undo_batch_request request = {.batch = batch, .reason = "wrong file"};
        assert_true(registry_undo_batch(office->registry, &office->author, &request, NULL, NULL,
                                        office->arena, &answer, &office->fault));
        assert_int_equal(answer.left, 1);
    }
    assert_string_equal(value(office, number, "title"), "改过的旧通知");
    assert_well(office);
}

/* Two clerks at once: whoever comes second is told. */
struct clerk {
    struct office *office;
    const char *action, *values;
    bool done;
};

static void *work(void *context)
{
    struct clerk *clerk = context;
    struct office own = *clerk->office;
    struct act_answer answer;
    own.arena = arena_new();
    clerk->done = office_act(&own, clerk->action, clerk->values, false, &answer);
    arena_free(own.arena);
    return NULL;
}

static void both(struct office *office, struct clerk clerks[2])
{
    pthread_t threads[2];
    for (int i = 0; i < 2; i++) {
        clerks[i].office = office;
        assert_int_equal(pthread_create(&threads[i], NULL, work, &clerks[i]), 0);
    }
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
}

static void two_clerks_do_not_both_have_it(void **state)
{
    struct office *office = *state;
    room_make(office);
    propose(office);
    decide(office);
    approve(office);
    struct clerk clerks[] = {
        {.action = "appraisal.execute", .values = EXECUTE},
        {.action = "archive.hold", .values = "item=@6 kind=1 reason=诉讼"},
    };
    both(office, clerks);
    assert_true(clerks[0].done != clerks[1].done);
    assert_string_equal(value(office, READY, "state"), clerks[0].done ? "4" : "1");
    assert_string_equal(value(office, READY, "holds"), clerks[0].done ? "" : "1");
    if (!clerks[0].done)
        must(office, "appraisal.execute", EXECUTE " leave_out=1");
    struct clerk twice[] = {
        {.action = "archive.hold", .values = "item=@1 kind=1 reason=诉讼"},
        {.action = "transfer.list", .values = "receiver=县档案馆 items=@1"},
    };
    both(office, twice);
    assert_true(twice[0].done);
    assert_well(office);
    struct clerk same[] = {
        {.action = "hold.release",
         .values = clerks[0].done ? "hold=2026-0001 released_by=判决"
                                  : "hold=2026-0002 released_by=判决"},
        {.action = "hold.release",
         .values = clerks[0].done ? "hold=2026-0001 released_by=判决"
                                  : "hold=2026-0002 released_by=判决"},
    };
    both(office, same);
    assert_true(same[0].done != same[1].done);
    assert_well(office);
}

/* What verify has to say of records that came past the rules. */
struct breaking {
    struct registry *registry;
    const struct author *author;
    const char *form;
    uint64_t number;
    const char *field, *value;
};

static bool break_body(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    const struct breaking *breaking = context;
    struct change change = {
        .registry = breaking->registry,
        .transaction = transaction,
        .arena = arena,
        .author = breaking->author,
        .today = date_today(),
        .day = date_today(),
        .time = date_now(),
        .action = "save",
        .fault = fault,
    };
    struct record *record = change_edit(
        &change, form_named(breaking->registry->forms, breaking->form), breaking->number);
    record_put_named(record, breaking->field, breaking->value);
    return change_apply(&change);
}

static void verify_finds_what_does_not_add_up(void **state)
{
    static const struct {
        const char *form;
        uint64_t number;
        const char *field, *value, *said;
    } breaks[] = {
        {"archive", READY, "state", "1", "which is not so"},
        {"archive", PERMANENT, "state", "4", "by no appraisal"},
        {"archive", PERMANENT, "state", "3", "in no transfer"},
        {"archive", LONGER, "appraisal", "2026-0001", "which is over"},
        {"archive", READY, "retention", "Y", "is permanent, and destroyed"},
        {"archive", PERMANENT, "holds", "2", "counts 2 holds, and 1 stand"},
        {"archive", PERMANENT, "holds", NULL, "does not count it"},
        {"appraisal_item", 1, "destroyed_on", NULL, "no line that says so"},
        {"appraisal", 1, "destroyed", "7", "Destroyed does not add up, it is 2"},
        {"appraisal", 1, "pages", "1", "it is 9"},
    };
    struct office *office = *state;
    room_make(office);
    propose(office);
    decide(office);
    approve(office);
    must(office, "appraisal.execute", EXECUTE);
    must(office, "archive.hold", "item=@1 kind=1 reason=诉讼");
    assert_well(office);
    for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++) {
        struct record *before = office_number(office, breaks[i].form, breaks[i].number);
        struct breaking breaking = {office->registry, &office->author, breaks[i].form,
                                    breaks[i].number, breaks[i].field, breaks[i].value};
        assert_true(transaction_run(registry_store(office->registry), TRANSACTION_WRITE, break_body,
                                    &breaking, office->arena, &office->fault));
        assert_true(office_wrong(office) > 0);
        assert_says(office->told, breaks[i].said);
        breaking.value = record_value(before, breaks[i].field);
        assert_true(transaction_run(registry_store(office->registry), TRANSACTION_WRITE, break_body,
                                    &breaking, office->arena, &office->fault));
        assert_well(office);
    }
}

#define READER " reader=李明 reader_document=X1 purpose=1 approved_by=赵主任"

/* Lending, by the desk and by what is taken back. */
static void what_is_dealt_with_is_not_lent(void **state)
{
    struct office *office = *state;
    struct act_answer answer;
    room_make(office);
    must(office, "archive.hold", "item=@4 kind=1 reason=诉讼");
    assert_says(refusal(office, "archive.lend", "item=@4" READER), "on hold");
    must(office, "archive.lend", "item=@1" READER);
    assert_says(refusal(office, "archive.lend", "item=@1" READER), "is lent to 李明");
    uint64_t returned = must(office, "archive.return", "item=@1");
    must(office, "archive.hold", "item=@1 kind=1 reason=诉讼");
    assert_says(undone(office, returned), "is on hold");
    must(office, "archive.lend", "item=@6" READER);
    assert_false(office_act(office, "appraisal.propose", "items=@6", false, &answer));
    assert_says(office_answered(office, &answer, true), "is lent: 李明");
    returned = must(office, "archive.return", "item=@6");
    propose(office);
    assert_says(undone(office, returned), "is in appraisal");
    assert_says(refusal(office, "archive.lend", "item=@6" READER), "is in appraisal 2026-0001");
    decide(office);
    approve(office);
    assert_says(refusal(office, "archive.lend", "item=@6" READER), "is in appraisal 2026-0001");
    must(office, "appraisal.execute", EXECUTE);
    assert_string_not_equal(refusal(office, "archive.lend", "item=@6" READER), "");
    assert_string_not_equal(undone(office, returned), "");
    assert_well(office);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_appraisal_is_carried_out, office_setup, office_teardown),
        cmocka_unit_test_setup_teardown(steps_are_not_left_out, office_setup, office_teardown),
        cmocka_unit_test_setup_teardown(nobody_keys_the_end_of_an_item, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(what_may_not_go_is_not_proposed, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(what_comes_between_stops_it, office_setup, office_teardown),
        cmocka_unit_test_setup_teardown(a_period_is_not_shortened_by_keying, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(taking_back_is_no_way_in, office_setup, office_teardown),
        cmocka_unit_test_setup_teardown(holds_stop_everything, office_setup, office_teardown),
        cmocka_unit_test_setup_teardown(a_transfer_is_handed_over, office_setup, office_teardown),
        cmocka_unit_test_setup_teardown(volumes_go_as_a_whole, office_setup, office_teardown),
        cmocka_unit_test_setup_teardown(a_double_is_struck, office_setup, office_teardown),
        cmocka_unit_test_setup_teardown(what_is_dealt_with_is_not_lent, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(own_forms_open_nothing, office_setup, office_teardown),
        cmocka_unit_test_setup_teardown(links_of_what_is_gone_follow, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(a_batch_leaves_what_is_dealt_with, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(two_clerks_do_not_both_have_it, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(verify_finds_what_does_not_add_up, office_setup,
                                        office_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

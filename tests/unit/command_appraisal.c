/* Holds, appraisal and destruction as scripts do them; and what a script, an import or a raw
 * message may try. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "client/client.h"
#include "command_help.h"

static const char catalogue[] = "archival_code,title,pages\n"
                                "J001-WS·2000-Y-BGS-0001,选举结果,9\n"
                                "J001-WS·2005-D10-BGS-0001,旧通知,4\n"
                                "J001-WS·2005-D10-BGS-0002,冻结的,5\n";
static const char permanent[] = "J001-WS·2000-Y-BGS-0001";
static const char ready[] = "J001-WS·2005-D10-BGS-0001";
static const char held[] = "J001-WS·2005-D10-BGS-0002";

static void room_start(struct place *place)
{
    registry_start(place, "registry");
    file_write(place_file(place, "room.csv"), catalogue, sizeof catalogue - 1);
    EXPECT(place, 0, "import", "archive", place_file(place, "room.csv"));
    EXPECT(place, 0, "act", "archive.hold", "item=J001-WS·2005-D10-BGS-0002", "kind=1",
           "reason=诉讼");
}

static void destroy(struct place *place)
{
    EXPECT(place, 0, "act", "appraisal.propose", "proposed_by=王五", "event_day=2026-03-01");
    EXPECT(place, 0, "act", "appraisal.decide", "appraisal=2026-0001", "rest=1", "decision=1",
           "reason=无保存价值", "group=甲;乙;丙", "representatives=丁", "event_day=2026-03-02");
    EXPECT(place, 1, "act", "appraisal.approve", "appraisal=2026-0001", "approved_by=王五",
           "approval_no=3号", "event_day=2026-03-03");
    EXPECT(place, 0, "act", "appraisal.approve", "appraisal=2026-0001", "approved_by=赵主任",
           "approval_no=3号", "event_day=2026-03-03");
    EXPECT(place, 1, "act", "appraisal.execute", "appraisal=2026-0001", "place=造纸厂", "method=1",
           "witnesses=戊", "event_day=2026-03-04");
    EXPECT(place, 0, "act", "appraisal.execute", "appraisal=2026-0001", "place=造纸厂", "method=1",
           "witnesses=戊;己", "event_day=2026-03-04");
}

static void assert_count(struct place *place, const char *query, const char *count)
{
    EXPECT(place, 0, "count", "archive", "--where", query);
    assert_string_equal(place_out(place), count);
}

static void an_item_is_destroyed_and_stays_described(void **state)
{
    struct place *place = *state;
    room_start(place);
    destroy(place);
    assert_count(place, "state=4", "1\n");
    EXPECT(place, 0, "-l", "en", "find", "旧通知");
    assert_non_null(strstr(place_out(place), "Destroyed"));
    EXPECT(place, 0, "-l", "en", "show", "archive", ready);
    assert_non_null(strstr(place_out(place), "2026-0001"));
    EXPECT(place, 0, "report", "destroyed", "--period", "2026");
    assert_non_null(strstr(place_out(place), ready));
    EXPECT(place, 0, "report", "archive_ends");
    EXPECT(place, 0, "report", "archive_due", "--where", "ends<=2031");
    EXPECT(place, 0, "report", "holds_review");
    EXPECT(place, 0, "verify");
    /* And it is the same in a copy that is brought back. */
    EXPECT(place, 0, "backup", place_file(place, "copy"));
    const char *copy = place_file(place, "copy");
    keeper_stop(place);
    place_use(place, "second");
    EXPECT(place, 0, "restore", copy);
    keeper_start(place);
    assert_count(place, "state=4", "1\n");
    EXPECT(place, 1, "act", "appraisal.withdraw", "appraisal=2026-0001", "reason=x");
    EXPECT(place, 0, "verify");
}

static void scripts_and_imports_are_refused(void **state)
{
    static const char *const objects[] = {
        "{\"key\":\"J001-WS·2000-Y-BGS-0001\",\"version\":1,\"state\":\"4\"}\n",
        "{\"key\":\"J001-WS·2005-D10-BGS-0001\",\"version\":1,\"state\":\"销毁\"}\n",
        "{\"key\":\"J001-WS·2005-D10-BGS-0001\",\"version\":1,\"state\":\"借出\"}\n",
        "{\"key\":\"J001-WS·2005-D10-BGS-0002\",\"version\":2,\"state\":\"3\"}\n",
    };
    static const char sheet[] = "archival_code,state,holds,appraisal\n"
                                "J001-WS·2000-Y-BGS-0001,4,,\n"
                                "J001-WS·2005-D10-BGS-0001,销毁,,2026-0001\n"
                                "J001-WS·2005-D10-BGS-0002,3,0,\n";
    struct place *place = *state;
    room_start(place);
    for (size_t i = 0; i < sizeof objects / sizeof *objects; i++) {
        assert_int_equal(RUN_WITH(place, objects[i], "save", "archive"), 1);
        assert_non_null(strstr(place_out(place), "error"));
    }
    file_write(place_file(place, "sheet.csv"), sheet, sizeof sheet - 1);
    EXPECT(place, 1, "import", "archive", "--on-duplicate", "update",
           place_file(place, "sheet.csv"));
    assert_int_equal(RUN_WITH(place,
                              "{\"item\":\"J001-WS·2005-D10-BGS-0001\",\"decision\":\"1\"}\n",
                              "save", "appraisal_item"),
                     1);
    assert_int_equal(
        RUN_WITH(place, "{\"key\":\"2026-0001\",\"version\":1,\"released_on\":\"2026-01-01\"}\n",
                 "save", "hold"),
        1);
    assert_count(place, "state=1", "3\n");
    assert_count(place, "holds=1", "1\n");
    EXPECT(place, 0, "verify");
}

/* What no program of ours would send. */
static void raw_messages_are_refused(void **state)
{
    struct place *place = *state;
    room_start(place);
    struct arena *arena = arena_new();
    struct fault fault = {0};
    struct client_options options = {.directory = place->registry, .kind = "raw"};
    struct client *client = client_open(&options, arena, &fault);
    assert_non_null(client);
    static const char *const codes[] = {permanent, ready, held};
    for (size_t i = 0; i < 3; i++) {
        struct record *record = NULL;
        struct save_answer answer = {0};
        struct get_request get = {.form = "archive", .key = codes[i]};
        assert_true(client_get(client, &get, arena, &record, &fault));
        record_put_named(record, "state", "4");
        record_put_named(record, "holds", NULL);
        record_put_named(record, "appraisal", "2026-0001");
        record_put_named(record, "keep_until", "1999");
        record_put_named(record, "ends", "1999");
        struct save_request save = {.record = record, .token = "raw", .checked = "right"};
        assert_true(client_save(client, &save, arena, &answer, &fault));
        assert_false(answer.saved);
        /* Marked as removed, it is saved as if it were not. */
        assert_true(client_get(client, &get, arena, &record, &fault));
        record->removed = true;
        save.token = "removed";
        assert_true(client_save(client, &save, arena, &answer, &fault));
        assert_true(client_get(client, &get, arena, &record, &fault));
        assert_false(record->removed);
    }
    client_close(client);
    arena_free(arena);
    assert_count(place, "state=1", "3\n");
    assert_count(place, "holds=1", "1\n");
    EXPECT(place, 0, "verify");
}

static int set_up(void **state)
{
    *state = place_new();
    return 0;
}

static int tear_down(void **state)
{
    place_free(*state);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_item_is_destroyed_and_stays_described),
        TEST(scripts_and_imports_are_refused),
        TEST(raw_messages_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

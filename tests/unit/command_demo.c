/* An invented community has an archive room that was used, and nothing in it is wrong. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "command_help.h"

#define DEMO(place, residents)                                                                     \
    EXPECT(place, 0, "demo", "--residents", residents, "--seed", "5", "--community", "430724001006")

static int set_up(void **state)
{
    *state = place_new();
    place_use(*state, "registry");
    return 0;
}

static int tear_down(void **state)
{
    place_free(*state);
    return 0;
}

static unsigned count(struct place *place, const char *form, const char *query)
{
    EXPECT(place, 0, "-l", "en", "count", form, "--where", query);
    return (unsigned)strtoul(place_out(place), NULL, 10);
}

static void the_room_is_lived_in(void **state)
{
    struct place *place = *state;
    static const struct {
        const char *form, *query;
        unsigned least;
    } there[] = {{"storeroom", "", 2},
                 {"shelf", "", 60},
                 {"office", "categories!= since!=", 6},
                 {"box", "location!=", 80},
                 {"accession", "state=1", 1},
                 {"accession", "state=2", 1},
                 {"accession", "state=3", 5},
                 {"archive", "volume!= item=", 12},
                 {"archive", "volume!= item!=", 36},
                 {"archive", "residents!= households!=", 1},
                 {"archive", "meetings!=", 1},
                 {"archive", "accession!=", 20},
                 {"archive", "state=2", 3},
                 {"archive", "state=4", 1},
                 {"archive", "holds!=", 2},
                 {"meeting", "", 20},
                 {"loan", "state=1", 1},
                 {"loan", "state=2", 3},
                 {"loan", "returned_on!=", 3},
                 {"hold", "released_on=", 2},
                 {"climate", "out!=0", 5},
                 {"climate", "measure!=", 5},
                 {"inspection", "latest=1", 16},
                 {"inspection", "result!=1 done_on=", 2},
                 {"storeroom_visit", "", 30},
                 {"stocktake", "state=2", 1},
                 {"stocktake_line", "settlement!=", 2},
                 {"appraisal", "executed_on!=", 1},
                 {"appraisal_item", "destroyed_on!=", 1}};
    DEMO(place, "2000");
    for (size_t i = 0; i < sizeof there / sizeof *there; i++) {
        unsigned found = count(place, there[i].form, there[i].query);
        if (found < there[i].least)
            fail_msg("%s %s: %u", there[i].form, there[i].query, found);
    }
    EXPECT(place, 0, "-l", "en", "verify");
    assert_null(strstr(place_out(place), "warning"));
    assert_null(strstr(place_err(place), "warning"));
    EXPECT(place, 0, "-l", "en", "quality");
}

static void even_the_smallest(void **state)
{
    struct place *place = *state;
    DEMO(place, "1");
    EXPECT(place, 0, "-l", "en", "verify");
    assert_null(strstr(place_err(place), "warning"));
}

static void the_same_seed_makes_the_same_registry(void **state)
{
    struct place *place = *state;
    static const char *const forms[] = {"box",        "accession",      "archive", "loan",
                                        "stocktake",  "appraisal",      "hold",    "climate",
                                        "inspection", "storeroom_visit"};
    enum { FORMS = sizeof forms / sizeof *forms };
    struct buffer first[FORMS] = {{0}};
    DEMO(place, "300");
    for (size_t i = 0; i < FORMS; i++) {
        EXPECT(place, 0, "export", forms[i]);
        buffer_add(&first[i], place->out.data, place->out.length);
        assert_true(first[i].length > 100);
    }
    setenv("JUMIN_TODAY", "2027-02-03", 1);
    place_use(place, "again");
    DEMO(place, "300");
    for (size_t i = 0; i < FORMS; i++) {
        EXPECT(place, 0, "export", forms[i]);
        assert_int_equal(place->out.length, first[i].length);
        assert_memory_equal(place->out.data, first[i].data, first[i].length);
        buffer_free(&first[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_room_is_lived_in, set_up, tear_down),
        cmocka_unit_test_setup_teardown(even_the_smallest, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_same_seed_makes_the_same_registry, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

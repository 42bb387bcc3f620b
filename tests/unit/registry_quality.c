/* The quality of descriptions: each rule finds what it should, and nothing where all is well. */

#include "registry_help.h"
#include "registry/sorter.h"

/* An item that lacks nothing. */
#define WHOLE                                                                                      \
    "fonds=J001 category=WS year=2019 retention=D30 office=BGS creator=社区 date=2019-03-15 "    \
    "pages=5 "

static void told(void *context, const struct fault *fault)
{
    struct office *office = context;
    char line[400];
    struct fault found = *fault;
    found.about = NULL;
    snprintf(line, sizeof line, "%s %s %s\n", fault->rule, fault->about,
             message_fault(office->arena, &found));
    strncat(office->told, line, sizeof office->told - strlen(office->told) - 1);
    assert_non_null(fault->form);
    assert_true(fault->number > 0);
}

/* What is to be mended, "rule code words" a line. */
static const char *quality_of(struct office *office, const char *rule, const char *where,
                              struct quality_answer *answer)
{
    struct quality_request request = {.rule = rule, .where = where, .limit = 100};
    office->told[0] = '\0';
    if (!registry_quality(office->registry, &request, told, NULL, office, office->arena, answer,
                          &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    return office->told;
}

static const char *quality(struct office *office)
{
    struct quality_answer answer;
    return quality_of(office, NULL, NULL, &answer);
}

static void what_is_whole_is_quiet(void **state)
{
    struct office *office = *state;
    office_add(office, "archive", WHOLE "title=一 document_no=1号");
    assert_string_equal(office_said(office, true), "");
    office_add(office, "archive", WHOLE "title=二 document_no=2号");
    office_add(office, "archive",
               "fonds=J001 category=ZY year=2019 retention=Y volume=1 title=卷 creator=社区 "
               "date=2019-01 date_to=2019-12 items_within=2 pages=30");
    office_add(office, "archive",
               "fonds=J001 category=ZY year=2019 retention=Y volume=1 item=1 title=甲 creator=社区 "
               "date=2019-01-05 pages=14 page_no=1-14");
    office_add(office, "archive",
               "fonds=J001 category=ZY year=2019 retention=Y volume=1 item=2 title=乙 creator=社区 "
               "date=2019-12-31 pages=16 page_no=15-30");
    assert_string_equal(quality(office), "");
    assert_well(office);
    assert_int_equal(office->warned, 0);
}

static void each_level_has_its_required_elements(void **state)
{
    struct office *office = *state;
    office_add(office, "archive", "fonds=J001 category=WS year=2019 retention=Y title=一");
    assert_string_equal(office_said(office, true), ""); /* not while it is keyed */
    office_add(office, "archive",
               "fonds=J001 category=ZY year=2019 retention=Y volume=1 title=卷 creator=社区 "
               "date=2019-01");
    assert_string_equal(quality(office),
                        "archive.required J001-WS·2019-Y-0001 Date is not filled in; DA/T 18-2022 "
                        "requires it of every description at the level Item.\n"
                        "archive.required J001-WS·2019-Y-0001 Creator is not filled in; DA/T "
                        "18-2022 requires it of every description at the level Item.\n"
                        "archive.required J001-ZY·2019·Y-001 Until is not filled in; DA/T 18-2022 "
                        "requires it of every description at the level Volume.\n"
                        "archive.required J001-ZY·2019·Y-001 Items within is not filled in; DA/T "
                        "18-2022 requires it of every description at the level Volume.\n");
    /* As warnings: nothing is wrong. */
    assert_well(office);
    assert_int_equal(office->warned, 4);
}

static void dates_lie_in_the_year_and_in_order(void **state)
{
    struct office *office = *state;
#define SERIES "fonds=J001 category=WS year=2019 retention=D30 creator=社区 pages=1 "
    office_add(office, "archive", SERIES "title=一 date=2020-01-31");
    office_add(office, "archive", SERIES "title=二 date=2020-02-01");
    assert_says(office_said(office, true), "date: The date 2020-02-01 does not lie in the year");
    office_add(office, "archive", SERIES "title=三 date=2018-12-31");
    office_add(office, "archive", SERIES "title=四 date=2019");
    office_add(office, "archive", SERIES "title=五 date=2019-05 date_inferred=1");
    office_add(office, "archive",
               "fonds=J001 category=ZY year=2019 retention=Y volume=1 title=卷 creator=社区 "
               "date=2019-05-01 date_to=2019-04-30 items_within=1");
    assert_string_equal(
        quality(office),
        "archive.date_year J001-WS·2019-D30-0002 The date 2020-02-01 does not lie in the year 2019."
        "\narchive.date_year J001-WS·2019-D30-0003 The date 2018-12-31 does not lie in the year "
        "2019.\narchive.date_inferred J001-WS·2019-D30-0005 The date 2019-05 was inferred: the "
        "right one is still to be found.\narchive.date_order J001-ZY·2019·Y-001 The last date, "
        "2019-04-30, is before the first, 2019-05-01.\n");
}

static void doubles_are_found_within_a_year_and_office(void **state)
{
    struct office *office = *state;
    office_add(office, "archive", WHOLE "title=通知 document_no=社发1号");
    office_add(office, "archive", WHOLE "title=公告 document_no=社发1号");
    office_add(office, "archive", WHOLE "title=通知 document_no=社发3号");
    office_add(office, "archive",
               "fonds=J001 category=WS year=2019 retention=D30 office=CW creator=社区 "
               "date=2019-03-15 title=通知 document_no=社发1号");
    office_add(office, "archive",
               "fonds=J001 category=WS year=2019 retention=D30 office=BGS creator=社区 "
               "date=2019-04-15 title=通知 document_no=社发4号");
    assert_string_equal(
        quality_of(office, "archive.document_double", NULL, &(struct quality_answer){0}),
        "archive.document_double J001-WS·2019-D30-BGS-0002 "
        "J001-WS·2019-D30-BGS-0001 of the same year and office has the document "
        "number 社发1号 too.\n");
    assert_string_equal(
        quality_of(office, "archive.title_double", NULL, &(struct quality_answer){0}),
        "archive.title_double J001-WS·2019-D30-BGS-0003 J001-WS·2019-D30-BGS-0001 of the same year "
        "and office has the same title and date.\n");
}

static void gaps_are_found_in_each_series(void **state)
{
    struct office *office = *state;
    office_add(office, "archive", WHOLE "title=一 item=3");
    office_add(office, "archive", WHOLE "title=二 item=4");
    office_add(office, "archive", WHOLE "title=三 item=9");
    assert_string_equal(
        quality(office),
        "archive.gap J001-WS·2019-D30-BGS-0003 Before this one the numbers 1 to 2 are missing.\n"
        "archive.gap J001-WS·2019-D30-BGS-0009 Before this one the numbers 5 to 8 are missing.\n");
    struct quality_answer answer;
    assert_string_equal(quality_of(office, NULL, "year=2018", &answer), "");
    assert_int_equal(answer.records, 3);
    /* One is looked into and right; the other stays. */
    struct act_answer acted;
    assert_true(office_act(office, "archive.check_warning",
                           "archive=J001-WS·2019-D30-BGS-0003 rule=archive.gap note=缺失已查",
                           false, &acted));
    assert_string_equal(
        quality(office),
        "archive.gap J001-WS·2019-D30-BGS-0009 Before this one the numbers 5 to 8 are missing.\n");
    assert_well(office);
    assert_int_equal(office->warned, 1);
    assert_true(office_undo(office, acted.change, &acted));
    quality_of(office, "archive.gap", NULL, &answer);
    assert_int_equal(answer.count, 15);
    for (size_t i = 0; i < answer.count; i++)
        assert_int_equal(answer.counts[i].count,
                         strcmp(answer.counts[i].rule, "archive.gap") == 0 ? 2 : 0);
}

static void a_warning_of_an_item_is_marked_as_checked(void **state)
{
    struct office *office = *state;
    struct act_answer acted;
    uint64_t number = office_add(office, "archive", WHOLE "title=一 date=2017-03-15");
    assert_says(quality(office), "archive.date_year");
    assert_true(office_act(office, "archive.check_warning",
                           "archive=J001-WS·2019-D30-BGS-0001 note=办结年度", false, &acted));
    assert_string_equal(quality(office), "");
    assert_true(office_change(office, "archive", number, "date=2016-03-15"));
    assert_says(office_said(office, true), "does not lie in the year");
    assert_says(quality(office), "archive.date_year");
    assert_well(office);
}

static void volumes_add_up(void **state)
{
    struct office *office = *state;
#define VOLUME "fonds=J001 category=ZY year=2019 retention=Y creator=社区 "
    office_add(office, "archive",
               VOLUME "volume=1 title=卷一 date=2019-02 date_to=2019-06 items_within=3 pages=30");
    office_add(office, "archive", VOLUME "volume=1 item=1 title=甲 date=2019-01-05 pages=14");
    office_add(office, "archive",
               VOLUME "volume=1 item=2 title=乙 date=2019-06-30 pages=15 page_no=15-30");
    office_add(office, "archive", VOLUME "volume=2 item=1 title=丙 date=2019-06-30 pages=15");
    assert_string_equal(
        quality(office),
        "archive.page_run J001-ZY·2019·Y-001-002 The page numbers 15-30 make 16 pages, and 15 are "
        "given.\n"
        "archive.volume_absent J001-ZY·2019·Y-002-001 Volume 2, in which it lies, is not "
        "described.\n"
        "archive.volume_items J001-ZY·2019·Y-001 3 items are said to be in the volume, and 2 are "
        "described.\n"
        "archive.volume_pages J001-ZY·2019·Y-001 The volume has 30 pages, and its items together "
        "have 29.\n"
        "archive.volume_dates J001-ZY·2019·Y-001 The volume's dates are 2019-02 to 2019-06, and "
        "those of its items 2019-01-05 to 2019-06-30.\n");
}

static void boxes_hold_what_they_take_where_they_stand(void **state)
{
    struct office *office = *state;
    office_add(office, "box", "box_no=B1 location=01-A-01-01-01-01 capacity=10");
    office_add(office, "box", "box_no=B2 location=01-A-01-01-01-01 thickness=20");
    office_add(office, "archive", WHOLE "title=一 box=B1");
    assert_string_equal(quality(office), "");
    office_add(office, "archive", WHOLE "title=二 box=B1 location=01-A-01-01-01-02");
    office_add(office, "archive", WHOLE "title=三 box=B1");
    office_add(office, "archive", WHOLE "title=四 box=B2");
    const char *place = quality_of(office, "archive.box_place", NULL, &(struct quality_answer){0});
    assert_string_equal(place, "archive.box_place J001-WS·2019-D30-BGS-0002 It is said to be at "
                               "01-A-01-01-01-02, and its box B1 stands at 01-A-01-01-01-01.\n");
    const char *pages = quality_of(office, "archive.box_pages", NULL, &(struct quality_answer){0});
    assert_string_equal(pages, "archive.box_pages B1 Box B1 takes 10 pages, and 15 are in it.\n");
}

static void more_entries_than_memory_come_out_in_order(void **state)
{
    enum { ENTRIES = 500000 };
    (void)state;
    struct sorter *sorter = sorter_new();
    struct sorter_entry entry, last = {0, 0, 0};
    uint64_t value = 7, sum = 0, count = 0;
    for (uint64_t i = 1; i <= ENTRIES; i++) {
        value = value * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        entry = (struct sorter_entry){value >> 48, value >> 40 & 0xff, i};
        assert_true(sorter_add(sorter, &entry));
        sum += i;
    }
    assert_true(sorter_begin(sorter));
    while (sorter_next(sorter, &entry)) {
        assert_true(
            entry.group > last.group ||
            (entry.group == last.group &&
             (entry.what > last.what || (entry.what == last.what && entry.number > last.number))));
        last = entry;
        count++;
        sum -= entry.number;
    }
    assert_false(sorter_failed(sorter, NULL, NULL));
    assert_int_equal(count, ENTRIES);
    assert_int_equal(sum, 0);
    sorter_free(sorter);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, office_setup, office_teardown)
    const struct CMUnitTest tests[] = {
        TEST(what_is_whole_is_quiet),
        TEST(each_level_has_its_required_elements),
        TEST(dates_lie_in_the_year_and_in_order),
        TEST(doubles_are_found_within_a_year_and_office),
        TEST(gaps_are_found_in_each_series),
        TEST(a_warning_of_an_item_is_marked_as_checked),
        TEST(volumes_add_up),
        TEST(boxes_hold_what_they_take_where_they_stand),
        cmocka_unit_test(more_entries_than_memory_come_out_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Invented people: believable, and the same for the same seed. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "command/invent.h"
#include "text/identity.h"
#include "text/utf8.h"

enum { HOUSEHOLDS = 6000 };

static struct invention *start(uint64_t seed)
{
    return invention_new(seed, "430724001006", "朝阳街社区", "湖南省常德市临澧县", "安福街道");
}

static void the_same_seed_invents_the_same_people(void **state)
{
    (void)state;
    struct invention *one = start(7), *same = start(7), *other = start(8);
    unsigned different = 0;
    for (uint64_t i = 0; i < 300; i++) {
        static struct invented_household a, b, c;
        invent_household(one, i, INVENT_MEMBERS, &a);
        invent_household(same, i, INVENT_MEMBERS, &b);
        invent_household(other, i, INVENT_MEMBERS, &c);
        assert_memory_equal(&a, &b, sizeof a);
        different += strcmp(a.members[0].name, c.members[0].name) != 0;
    }
    assert_true(different > 250);
    /* One known person stands for all machines. */
    static struct invented_household first;
    invent_household(one, 0, INVENT_MEMBERS, &first);
    invent_id_numbers(one, &first);
    assert_string_equal(first.members[0].name, "马金英");
    assert_string_equal(first.members[0].id_number, "432425197710238949");
    invention_free(one);
    invention_free(same);
    invention_free(other);
}

static int age_of(const struct invented_person *person)
{
    return date_age(&person->birth, &invent_day);
}

static void check_household(const struct invented_household *household)
{
    unsigned heads = 0;
    const struct invented_person *head = NULL;
    assert_in_range(household->size, 1, 7);
    for (unsigned i = 0; i < household->size; i++)
        if (strcmp(household->members[i].relation, "02") == 0) {
            head = &household->members[i];
            heads++;
        }
    if (strcmp(household->kind, "2") == 0) { /* a dormitory has no head */
        assert_int_equal(heads, 0);
        return;
    }
    assert_int_equal(heads, 1);
    assert_true(age_of(head) >= 18);
    assert_true(household->registered_on.year >= head->birth.year + 20 ||
                date_age(&head->birth, &invent_day) < 21);
    assert_string_equal(head->status, "1");
    for (unsigned i = 0; i < household->size; i++) {
        const struct invented_person *person = &household->members[i];
        char kind = person->relation[0];
        int age = age_of(person);
        assert_in_range(age, 0, 110);
        assert_int_equal(utf8_valid(person->name, strlen(person->name)), strlen(person->name));
        assert_true(utf8_count(person->name) >= 2);
        if (kind == '2')
            assert_int_equal(person->sex, '1');
        if (kind == '3')
            assert_int_equal(person->sex, '2');
        if ((kind == '2' || kind == '3') && strcmp(person->relation, "38") != 0)
            assert_true(age_of(head) - age >= 16);
        if (kind == '5')
            assert_true(age - age_of(head) >= 12);
        if (kind == '4')
            assert_true(age_of(head) - age >= 34);
        if (person->marital[0] == '2')
            assert_true(age >= 20);
        bool here = strcmp(person->status, "1") == 0;
        assert_int_equal(person->since.year > 0, here);
        assert_true(!here || date_compare(&person->birth, &person->since) <= 0);
        assert_true(!here || date_compare(&person->since, &invent_day) <= 0);
        bool away = strcmp(person->residence_type, "3") == 0;
        assert_int_equal(person->lives_at[0] != '\0', away);
        assert_int_equal(person->lives_since.year > 0, away);
        assert_true(person->permit_expires.year == 0 || strchr("25", person->residence_type[0]));
        const char *dot = strstr(person->name, "·");
        assert_null(dot ? strstr(dot + 2, "·") : NULL);
        assert_true(!dot || strcmp(person->ethnicity, "05") == 0);
        if (person->occupation && strcmp(person->occupation, "教师") == 0) {
            assert_non_null(strchr("123", person->education[0]));
            assert_non_null(person->employer);
            assert_true(strstr(person->employer, "学") != NULL);
        }
    }
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void households_fit_together(void **state)
{
    (void)state;
    struct invention *invention = start(1);
    enum { MOST = HOUSEHOLDS * INVENT_MEMBERS };
    char(*numbers)[36] = calloc(MOST, sizeof *numbers);
    unsigned people = 0, ages[12] = {0}, women = 0, sizes[8] = {0}, minorities = 0, former = 0;
    unsigned others = 0, papers = 0;
    for (uint64_t i = 0; i < HOUSEHOLDS; i++) {
        static struct invented_household household;
        invent_household(invention, i, INVENT_MEMBERS, &household);
        invent_id_numbers(invention, &household);
        check_household(&household);
        sizes[household.size]++;
        for (unsigned j = 0; j < household.size; j++) {
            const struct invented_person *person = &household.members[j];
            others += strcmp(person->status, "1") != 0;
            if (!person->id_type || strcmp(person->id_type, "111") != 0) {
                papers++;
                continue;
            }
            struct identity identity = identity_read(person->id_number, &invent_day);
            assert_int_equal(identity.verdict, IDENTITY_OK);
            assert_int_equal(identity.sex, person->sex);
            assert_int_equal(date_compare(&identity.birth, &person->birth), 0);
            if (strncmp(person->id_number, "4324", 4) == 0) {
                assert_true(person->birth.year <= 1987);
                former++;
            }
            if (strncmp(person->id_number, "439005", 6) == 0)
                assert_in_range(person->birth.year, 1988, 1994);
            ages[age_of(person) / 10]++;
            women += person->sex == '2';
            minorities += strcmp(person->ethnicity, "01") != 0;
            memcpy(numbers[people++], person->id_number, sizeof *numbers);
        }
    }
    qsort(numbers, people, sizeof *numbers, compare_texts);
    for (unsigned i = 1; i < people; i++)
        assert_string_not_equal(numbers[i - 1], numbers[i]);
    free(numbers);
    invention_free(invention);
    /* Not uniform noise: a pyramid with few of the very old, every size of household, both sexes.
     */
    assert_true(ages[8] * 3 < ages[3]);
    assert_true(ages[9] * 4 < ages[7]);
    for (int i = 0; i <= 7; i++)
        assert_true(ages[i] * 100 / people >= 5);
    for (int i = 1; i <= 5; i++)
        assert_true(sizes[i] > HOUSEHOLDS / 50);
    assert_true(sizes[6] > 0);
    assert_in_range(women * 100 / people, 44, 56);
    assert_in_range(minorities * 100 / people, 3, 12);
    assert_true(former * 100 / people > 20);
    assert_in_range(others * 1000 / people, 5, 50);
    assert_in_range(papers * 1000 / people, 1, 20);
}

static void rooms_fit_their_buildings(void **state)
{
    (void)state;
    struct invention *invention = start(1);
    struct invented_room room;
    static struct invented_household household;
    struct invented_building building;
    unsigned owned = 0, rented = 0, outside = 0;
    for (uint64_t i = 0; i < 3600; i++) {
        invent_household(invention, i, INVENT_MEMBERS, &household);
        invent_building(invention, i / INVENT_BUILDING_HOMES, &building);
        assert_string_equal(household.building, building.number);
        assert_true(atoi(household.unit) <= atoi(building.units));
        assert_true(household.room[0] < building.storeys[0]); /* above them it is empty */
        if (strcmp(household.tenure, "2") != 0)
            continue;
        rented++;
        outside += invent_rented_room(invention, &household, i, &room);
        assert_string_equal(room.room, household.room);
        assert_true(date_compare(&room.let_from, &room.let_to) < 0);
    }
    assert_in_range(outside * 100 / rented, 35, 65);
    for (uint64_t i = 0; i < 600; i++) {
        invent_empty_room(invention, i, &room);
        invent_building(invention, i / INVENT_BUILDING_EMPTY, &building);
        assert_string_equal(room.building, building.number);
        assert_string_equal(room.grid, building.grid);
        assert_int_equal(room.room[0], building.storeys[0]);
        owned += room.owner_name[0] != '\0';
    }
    assert_in_range(owned, 200, 400);
    invention_free(invention);
}

static void some_have_a_second_document(void **state)
{
    (void)state;
    struct invention *invention = start(1);
    unsigned documents = 0, former = 0, people = 0;
    for (uint64_t i = 0; i < 2000; i++) {
        static struct invented_household household;
        struct invented_document document;
        invent_household(invention, i, INVENT_MEMBERS, &household);
        invent_id_numbers(invention, &household);
        for (unsigned j = 0; j < household.size; j++) {
            people++;
            if (!invent_document(invention, &household, i, j, &document))
                continue;
            documents++;
            former += document.state[0] == '2';
            assert_in_range(age_of(&household.members[j]), 18, 70);
            assert_true(date_compare(&document.from, &document.to) < 0);
            assert_int_equal(strlen(document.number), 9);
        }
    }
    assert_in_range(documents * 100 / people, 2, 8);
    assert_true(former > 0 && former < documents / 4);
    invention_free(invention);
}

static void numbers_are_one_persons_in_any_county(void **state)
{
    (void)state;
    /* Its county is among those that people come from. */
    struct invention *invention =
        invention_new(77, "430702001004", "马家吉社区", "湖南省常德市武陵区", "启明街道");
    enum { MOST = 20000 * INVENT_MEMBERS };
    char(*numbers)[36] = calloc(MOST, sizeof *numbers);
    unsigned people = 0;
    for (uint64_t i = 0; i < 20000; i++) {
        static struct invented_household household;
        invent_household(invention, i, INVENT_MEMBERS, &household);
        invent_id_numbers(invention, &household);
        for (unsigned j = 0; j < household.size; j++)
            if (household.members[j].id_number[0])
                memcpy(numbers[people++], household.members[j].id_number, sizeof *numbers);
    }
    qsort(numbers, people, sizeof *numbers, compare_texts);
    for (unsigned i = 1; i < people; i++)
        assert_string_not_equal(numbers[i - 1], numbers[i]);
    free(numbers);
    invention_free(invention);
}

static void a_last_household_may_be_cut_short(void **state)
{
    (void)state;
    struct invention *invention = start(3);
    for (uint64_t i = 0; i < 200; i++) {
        static struct invented_household household;
        invent_household(invention, i, 1, &household);
        assert_int_equal(household.size, 1);
        assert_string_equal(household.members[0].relation, "02");
    }
    invention_free(invention);
}

static void the_archive_room_spans_years_and_categories(void **state)
{
    (void)state;
    unsigned accounts = 0, years[2030 - 2000] = {0};
    for (uint64_t i = 0; i < 4000; i++) {
        struct invented_item item;
        invent_item(1, "430724001006", "朝阳街社区", i, 4000, &item);
        int year = atoi(item.year);
        assert_in_range(year, 2004, 2025);
        years[year - 2000]++;
        accounts += strcmp(item.category, "KU") == 0;
        assert_null(strchr(item.title, '{'));
        assert_non_null(item.title[0] ? item.title : NULL);
        assert_memory_equal(item.date, item.year, 4);
        if (strstr(item.title, "夏季"))
            assert_in_range(atoi(item.date + 5), 6, 8);
    }
    /* No two are alike: an import would take the second for the first sent twice. */
    static struct invented_item items[2 * 22];
    struct invented_boxes boxes = {0};
    for (uint64_t i = 0; i < 4000; i++) {
        struct invented_item *item = &items[i % 44];
        invent_item(1, "430724001006", "朝阳街社区", i, 4000, item);
        invent_box(&boxes, item);
        for (uint64_t j = 0; j < 44 && j < i; j++)
            if (&items[j] != item)
                assert_true(memcmp(&items[j], item, sizeof *item) != 0);
    }
    assert_true(accounts > 200);
    for (int year = 2004; year <= 2025; year++)
        assert_true(years[year - 2000] > 100);
}

/* What stands in a box is of one series and year, and no more than it takes; no shelf is full, and
 * nothing has the title and date, or the document number, of another. */
static void boxes_hold_what_they_say(void **state)
{
    enum { ITEMS = 4000 };
    static struct invented_item items[ITEMS];
    static struct invented_box made[ITEMS + 1];
    static unsigned pages[ITEMS + 1], millimetres[2][64];
    struct invented_boxes boxes = {0};
    (void)state;
    for (unsigned i = 0; i < ITEMS; i++) {
        struct invented_item *item = &items[i];
        invent_item(1, "430724001006", "朝阳街社区", i, ITEMS, item);
        const struct invented_box *fresh = invent_box(&boxes, item);
        unsigned number = (unsigned)atoi(item->box);
        if (fresh)
            made[number] = *fresh;
        assert_true(item->location[0]);
        if (strcmp(item->category, "SW") == 0)
            continue;
        const struct invented_box *box = &made[number];
        assert_string_equal(box->location, item->location);
        assert_string_equal(box->category, item->category);
        assert_string_equal(box->retention, item->retention);
        assert_string_equal(box->office, item->office);
        assert_string_equal(box->year, item->year);
        pages[number] += (unsigned)atoi(item->pages);
        assert_true(pages[number] <= box->thickness * 10);
        for (unsigned j = i; j-- > 0 && strcmp(items[j].year, item->year) == 0;) {
            assert_false(strcmp(items[j].title, item->title) == 0 &&
                         strcmp(items[j].date, item->date) == 0);
            assert_false(item->document_no[0] &&
                         strcmp(items[j].document_no, item->document_no) == 0);
        }
    }
    for (unsigned i = 1; i <= boxes.count; i++) {
        char shelf[64];
        unsigned room = made[i].location[1] == '2', at = 0;
        while (invent_shelf(room, at, shelf) && strcmp(shelf, made[i].location) != 0)
            at++;
        assert_string_equal(shelf, made[i].location);
        millimetres[room][at] += made[i].thickness;
        assert_true(millimetres[room][at] <= 850);
    }
}

static void volumes_add_up(void **state)
{
    struct invented_item item;
    unsigned pages = 0, volumes = 0;
    (void)state;
    for (unsigned i = 0; invent_volume("430724001006", "朝阳街社区", i, &item); i++) {
        assert_string_equal(item.category, "KU");
        if (!item.number[0]) {
            assert_int_equal(pages, 0);
            assert_true(item.items_within[0] && item.date_to[0]);
            pages = (unsigned)atoi(item.pages);
            volumes++;
        } else {
            pages -= (unsigned)atoi(item.pages);
        }
    }
    assert_int_equal(pages, 0);
    assert_int_equal(volumes, 12);
}

/* Twice a day, in each store room; what is out of range says what was done. */
static void readings_are_of_every_half_day(void **state)
{
    struct invented_reading reading;
    unsigned count = 0, out = 0;
    (void)state;
    for (; invent_reading(1, count, &reading); count++) {
        double temperature = strtod(reading.temperature, NULL);
        double humidity = strtod(reading.humidity, NULL);
        bool outside = temperature > 24 || temperature < 14 || humidity > 60 || humidity < 45;
        assert_true(!outside || reading.measure);
        assert_true(date_compare(&reading.day, &invent_day) <= 0);
        out += outside;
    }
    assert_int_equal(count, 2 * 2 * 90);
    assert_in_range(out, 5, 90);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_invents_the_same_people),
        cmocka_unit_test(households_fit_together),
        cmocka_unit_test(rooms_fit_their_buildings),
        cmocka_unit_test(some_have_a_second_document),
        cmocka_unit_test(numbers_are_one_persons_in_any_county),
        cmocka_unit_test(a_last_household_may_be_cut_short),
        cmocka_unit_test(the_archive_room_spans_years_and_categories),
        cmocka_unit_test(boxes_hold_what_they_say),
        cmocka_unit_test(volumes_add_up),
        cmocka_unit_test(readings_are_of_every_half_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

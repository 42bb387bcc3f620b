/* Citizen identity numbers judged by part, against tests/data/id_numbers.tsv. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "text/identity.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct date today = {2026, 11, 23};

static FILE *open_data(void)
{
    const char *tree = getenv("JUMIN_TREE");
    char path[4096];
    snprintf(path, sizeof path, "%s/tests/data/id_numbers.tsv", tree ? tree : ".");
    return fopen(path, "r");
}

/* Cuts line at tabs and its end into parts; returns how many there are. */
static size_t split(char *line, char **parts, size_t most)
{
    size_t count = 0;
    line[strcspn(line, "\n")] = '\0';
    while (line && count < most) {
        parts[count++] = line;
        line = strchr(line, '\t');
        if (line)
            *line++ = '\0';
    }
    return count;
}

static void numbers_of_the_file_are_judged_by_part(void **state)
{
    (void)state;
    FILE *file = open_data();
    assert_non_null(file);
    char line[512];
    size_t judged = 0, seen[IDENTITY_VERDICTS] = {0};
    while (fgets(line, sizeof line, file)) {
        char *parts[5];
        if (line[0] == '#')
            continue;
        assert_int_equal(split(line, parts, COUNT(parts)), COUNT(parts));
        struct identity identity = identity_read(parts[0], &today);
        char birth[DATE_SIZE], sex[2] = {identity.sex, '\0'}, found[600], expected[600];
        date_write(&identity.birth, birth);
        snprintf(found, sizeof found, "%s %s %s %s %s", parts[0],
                 identity_verdict_name(identity.verdict), birth, sex, identity.region);
        snprintf(expected, sizeof expected, "%s %s %s %s %s", parts[0], parts[1], parts[2],
                 parts[3], parts[4]);
        assert_string_equal(found, expected);
        judged++;
        seen[identity.verdict]++;

        bool whole = identity.verdict == IDENTITY_OK || identity.verdict == IDENTITY_CHECKSUM;
        assert_int_equal(strlen(identity.number), whole ? 18 : 0);
        assert_int_equal(identity.place != 0, identity.verdict == IDENTITY_CHARACTER);
        if (identity.verdict == IDENTITY_OK) {
            assert_int_equal(identity.number[17], identity.expected);
            struct identity again = identity_read(identity.number, &today);
            assert_int_equal(again.verdict, IDENTITY_OK);
            assert_string_equal(again.number, identity.number);
            assert_false(again.upgraded);
        }
    }
    fclose(file);
    assert_true(judged >= 300);
    for (size_t i = 0; i < IDENTITY_VERDICTS; i++)
        assert_true(seen[i] >= 30);
}

static void parts_are_told(void **state)
{
    (void)state;
    /* The numbers that GB 11643-1999 itself gives as examples. */
    assert_int_equal(identity_check("11010519491231002"), 'X');
    assert_int_equal(identity_check("44052418800101001"), '4');

    struct identity identity = identity_read("11010519491231002x", &today);
    assert_int_equal(identity.verdict, IDENTITY_OK);
    assert_string_equal(identity.number, "11010519491231002X");
    assert_int_equal(identity.sex, '2');
    assert_string_equal(identity.region, "110105");

    identity = identity_read("110105194912310021", &today);
    assert_int_equal(identity.verdict, IDENTITY_CHECKSUM);
    assert_int_equal(identity.expected, 'X');
    assert_string_equal(identity.number, "110105194912310021");

    identity = identity_read("11010519491231O02X", &today);
    assert_int_equal(identity.verdict, IDENTITY_CHARACTER);
    assert_int_equal(identity.place, 15);
    assert_int_equal(identity.expected, 0);
    assert_int_equal(identity.birth.year, 1949);

    identity = identity_read("110105491231002", &today);
    assert_int_equal(identity.verdict, IDENTITY_OK);
    assert_true(identity.upgraded);
    assert_string_equal(identity.number, "11010519491231002X");
}

/* The error a check character is there for: a wrong digit, or two neighbours exchanged. */
static void one_slip_is_always_found(void **state)
{
    (void)state;
    const char *number = "110105194912310029";
    char base[19];
    memcpy(base, number, 18);
    base[18] = '\0';
    base[17] = identity_check(base);
    for (int place = 0; place < 17; place++) {
        for (char digit = '0'; digit <= '9'; digit++) {
            char slip[19];
            memcpy(slip, base, sizeof slip);
            slip[place] = digit;
            bool same = digit == base[place];
            assert_int_equal(identity_read(slip, &today).verdict == IDENTITY_OK, same);
        }
        if (place < 16 && base[place] != base[place + 1]) {
            char slip[19];
            memcpy(slip, base, sizeof slip);
            slip[place] = base[place + 1];
            slip[place + 1] = base[place];
            assert_int_not_equal(identity_read(slip, &today).verdict, IDENTITY_OK);
        }
    }
}

static void garbage_is_a_verdict_not_a_crash(void **state)
{
    (void)state;
    static const char *const garbage[] = {
        "",
        " ",
        "\xFF\xFE",
        "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF",
        "张三张三张三张三张三张三张三张三张三",
        "XXXXXXXXXXXXXXXXXX",
        "\x01\x02",
    };
    for (size_t i = 0; i < COUNT(garbage); i++) {
        struct identity identity = identity_read(garbage[i], &today);
        assert_int_not_equal(identity.verdict, IDENTITY_OK);
        assert_string_equal(identity.number, "");
    }
    assert_int_equal(identity_read("张三张三张三张三张三张三张三张三张三", &today).verdict,
                     IDENTITY_CHARACTER);
    assert_string_equal(identity_verdict_name(IDENTITY_VERDICTS), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_the_file_are_judged_by_part),
        cmocka_unit_test(parts_are_told),
        cmocka_unit_test(one_slip_is_always_found),
        cmocka_unit_test(garbage_is_a_verdict_not_a_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

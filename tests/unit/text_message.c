/* The clerk's language: catalogues, both-language texts, faults as sentences. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <libintl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include "text/buffer.h"
#include "text/message.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* In the order of their bytes, as a catalogue has them. */
static const char *const catalogue[][2] = {
    {"", "Content-Type: text/plain; charset=UTF-8\n"},
    {"Household", "户"},
    {"Save", "保存"},
    {"column\004Sex", "性"},
    {"{1} is not in {2}", "{2}里没有{1}"},
};

static void add_word(struct buffer *out, uint32_t word)
{
    buffer_add(out, &word, sizeof word);
}

/* A .mo file: a head, the places of ids and of texts, the strings. */
static void write_catalogue(const char *path)
{
    struct buffer file = {0}, strings = {0};
    enum { HEAD = 28 };
    uint32_t count = COUNT(catalogue), base = HEAD + 16 * count;
    const uint32_t head[] = {0x950412DE, 0, count, HEAD, HEAD + 8 * count, 0, base};
    for (size_t i = 0; i < COUNT(head); i++)
        add_word(&file, head[i]);
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < count; i++) {
            uint32_t length = (uint32_t)strlen(catalogue[i][side]);
            add_word(&file, length);
            add_word(&file, base + (uint32_t)strings.length);
            buffer_add(&strings, catalogue[i][side], length + 1);
        }
    }
    buffer_add(&file, strings.data, strings.length);
    FILE *stream = fopen(path, "w");
    assert_non_null(stream);
    assert_int_equal(fwrite(file.data, 1, file.length, stream), file.length);
    fclose(stream);
    buffer_free(&file);
    buffer_free(&strings);
}

static char folder[] = "/tmp/jumin-message-XXXXXX";
static char path[200];

static int make_catalogue(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/zh_CN", folder);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/zh_CN/LC_MESSAGES", folder);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/zh_CN/LC_MESSAGES/jumin.mo", folder);
    write_catalogue(path);
    return 0;
}

static int remove_catalogue(void **state)
{
    (void)state;
    unlink(path);
    for (int level = 0; level < 3; level++) {
        *strrchr(path, '/') = '\0';
        rmdir(path);
    }
    return 0;
}

static void language_comes_by_name_or_environment(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool known;
        enum language language;
    } cases[] = {
        {"zh_CN", true, LANGUAGE_CHINESE},
        {"zh", true, LANGUAGE_CHINESE},
        {"zh_CN.UTF-8", true, LANGUAGE_CHINESE},
        {"zh-Hans", true, LANGUAGE_CHINESE},
        {"en", true, LANGUAGE_ENGLISH},
        {"en_US", true, LANGUAGE_ENGLISH},
        {"fr", false, 0},
        {"english", false, 0},
        {"zhong", false, 0},
        {"", false, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(message_start(cases[i].name), cases[i].known);
        if (cases[i].known)
            assert_int_equal(message_language(), cases[i].language);
    }
    unsetenv("LC_ALL");
    unsetenv("LC_MESSAGES");
    setenv("LANG", "zh_CN.GB18030", 1);
    assert_true(message_start(NULL));
    assert_int_equal(message_language(), LANGUAGE_CHINESE);
    setenv("LC_ALL", "C.UTF-8", 1);
    assert_true(message_start(NULL));
    assert_int_equal(message_language(), LANGUAGE_ENGLISH);
    setenv("LC_ALL", "", 1);
    setenv("LC_MESSAGES", "zh_TW.UTF-8", 1);
    assert_true(message_start(NULL));
    assert_int_equal(message_language(), LANGUAGE_CHINESE);
    unsetenv("LC_MESSAGES");
    unsetenv("LANG");
    assert_true(message_start(NULL));
    assert_int_equal(message_language(), LANGUAGE_ENGLISH);
}

static void language_changes_in_place(void **state)
{
    (void)state;
    assert_true(message_start("zh_CN"));
    bindtextdomain("jumin", folder);
    for (int i = 0; i < 3; i++) {
        message_set_language(LANGUAGE_CHINESE);
        assert_string_equal(_("Save"), "保存");
        assert_string_equal(message_context("column", "Sex"), "性");
        assert_string_equal(message_context("key", "Sex"), "Sex");
        assert_string_equal(_("not translated"), "not translated");
        assert_string_equal(_(""), "");
        message_set_language(LANGUAGE_ENGLISH);
        assert_string_equal(_("Save"), "Save");
        assert_string_equal(message_context("column", "Sex"), "Sex");
    }
}

static void texts_have_two_sides(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    static const char *const cases[][3] = {
        /* text, in Chinese, in English */
        {"居民\x1f"
         "Resident",
         "居民", "Resident"},
        {"朝阳街", "朝阳街", "朝阳街"},
        {"居民\x1f", "居民", "居民"},
        {"\x1f"
         "Resident",
         "Resident", "Resident"},
        {"", "", ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        message_set_language(LANGUAGE_CHINESE);
        assert_string_equal(message_side(arena, cases[i][0]), cases[i][1]);
        message_set_language(LANGUAGE_ENGLISH);
        assert_string_equal(message_side(arena, cases[i][0]), cases[i][2]);
    }
    arena_free(arena);
}

static void faults_become_sentences(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct fault fault = {0};
    assert_string_equal(message_fault(arena, &fault), "");
    bindtextdomain("jumin", folder);

    fault_set(&fault, arena, FAULT_DATA, NULL, "{1} is not in {2}", "张三",
              FAULT_TRANSLATE "Household", NULL);
    message_set_language(LANGUAGE_ENGLISH);
    assert_string_equal(message_fault(arena, &fault), "张三 is not in Household");
    message_set_language(LANGUAGE_CHINESE);
    assert_string_equal(message_fault(arena, &fault), "户里没有张三");

    fault_set(&fault, arena, FAULT_DATA, NULL,
              "{1} 不对\x1f"
              "{1} is wrong",
              "性别\x1f"
              "Sex",
              NULL);
    assert_string_equal(message_fault(arena, &fault), "性别 不对");
    message_set_language(LANGUAGE_ENGLISH);
    assert_string_equal(message_fault(arena, &fault), "Sex is wrong");

    fault_set(&fault, arena, FAULT_DATA, NULL, "{1}{2}{3}{5}{0}{x}{", "{2}", "\x1B[2J\nz", NULL);
    assert_string_equal(message_fault(arena, &fault), "{2}\xEF\xBF\xBD[2J z{5}{0}{x}{");

    /* A whole file keyed by mistake does not scroll away what is said of it. */
    char *whole = arena_alloc(arena, 100001);
    memset(whole, 'x', 100000);
    whole[100000] = '\0';
    const char *cut = message_fill(arena, "{1} is not in {2}", whole, "张三", NULL);
    assert_true(strlen(cut) < 2500);
    assert_non_null(strstr(cut, "xxx~ is not in 张三"));

    message_set_language(LANGUAGE_CHINESE);
    assert_string_equal(message_fill(arena, "{1} is not in {2}", "甲", "乙", NULL), "乙里没有甲");
    assert_string_equal(message_fill(arena, "", NULL), "");
    message_set_language(LANGUAGE_ENGLISH);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(language_comes_by_name_or_environment),
        cmocka_unit_test(language_changes_in_place),
        cmocka_unit_test(texts_have_two_sides),
        cmocka_unit_test(faults_become_sentences),
    };
    return cmocka_run_group_tests(tests, make_catalogue, remove_catalogue);
}

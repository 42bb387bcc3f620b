#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "command/invocation.h"
#include "text/message.h"

static int nothing(struct invocation *invocation)
{
    (void)invocation;
    return STATUS_DONE;
}

static const char *const colours[] = {"red", "green", NULL};
static const struct command commands[] = {
    {
        .name = "paint",
        .operands = {{.name = "FORM", .kind = ARGUMENT_FORM},
                     {.name = "FILE", .kind = ARGUMENT_PATH}},
        .options = {{.name = "colour",
                     .letter = 'c',
                     .kind = ARGUMENT_CHOICE,
                     .value = "COLOUR",
                     .choices = colours},
                    {.name = "times", .kind = ARGUMENT_TEXT, .value = "N"},
                    {.name = "check"}},
        .run = nothing,
    },
    {
        .name = "gather",
        .operands = {{.name = "WORD", .kind = ARGUMENT_TEXT, .optional = true, .many = true}},
        .options = {{.name = "name", .kind = ARGUMENT_TEXT, .value = "NAME", .required = true}},
        .run = nothing,
    },
    {.name = NULL},
};

struct room {
    struct invocation invocation;
    enum invocation_wish wish;
    struct fault fault;
};

static bool read_words(struct room *room, const char *const *words)
{
    *room = (struct room){.invocation = {.commands = commands, .arena = arena_new()}};
    return invocation_read(&room->invocation, words, &room->wish, &room->fault);
}
#define READ(room, ...) read_words(room, (const char *const[]){__VA_ARGS__, NULL})

static const char *said(struct room *room)
{
    assert_int_equal(room->fault.kind, FAULT_USAGE);
    return message_fault(room->invocation.arena, &room->fault);
}

static void options_stand_anywhere(void **state)
{
    (void)state;
    struct room room;
    assert_true(READ(&room, "-r", "/x", "paint", "--colour=red", "resident", "--check", "a.csv",
                     "--times", "3", "-l", "zh_CN"));
    struct invocation *invocation = &room.invocation;
    assert_string_equal(invocation->command->name, "paint");
    assert_string_equal(invocation->directory, "/x");
    assert_string_equal(invocation->language, "zh_CN");
    assert_int_equal(invocation->operand_count, 2);
    assert_string_equal(invocation->operands[0], "resident");
    assert_string_equal(invocation->operands[1], "a.csv");
    assert_string_equal(invocation_option(invocation, "colour"), "red");
    assert_true(invocation_flag(invocation, "check"));
    uint64_t times;
    assert_true(invocation_number(invocation, "times", 1, 9, 1, &times, &room.fault));
    assert_int_equal(times, 3);
    arena_free(invocation->arena);
}

static void letters_take_values(void **state)
{
    (void)state;
    struct room room;
    assert_true(READ(&room, "paint", "-cgreen", "resident", "-", "-r/y"));
    assert_string_equal(invocation_option(&room.invocation, "colour"), "green");
    assert_string_equal(room.invocation.operands[1], "-");
    assert_string_equal(room.invocation.directory, "/y");
    arena_free(room.invocation.arena);
}

static void two_dashes_end_the_options(void **state)
{
    (void)state;
    struct room room;
    assert_true(READ(&room, "gather", "--name", "张三", "--", "--name", "-x"));
    assert_int_equal(room.invocation.operand_count, 2);
    assert_string_equal(room.invocation.operands[0], "--name");
    arena_free(room.invocation.arena);
}

static void nearest_word_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *words[4], *expected;
    } cases[] = {
        {{"piant", NULL}, "there is no command piant; did you mean paint?"},
        {{"zzzzzz", NULL}, "there is no command zzzzzz; see jumin --help"},
        {{"paint", "--chek", NULL}, "there is no option --chek; did you mean --check?"},
        {{"paint", "--langauge", NULL}, "there is no option --langauge; did you mean --language?"},
        {{"paint", "--wholly", NULL}, "there is no option --wholly; see --help"},
        {{"paint", "--colour", "blue", NULL}, "--colour is one of red, green"},
        {{"paint", "--colour", NULL}, "--colour needs a value: COLOUR"},
        {{"paint", "--check=yes", NULL}, "--check takes no value"},
        {{"paint", "--check", "--check", NULL}, "--check is given twice"},
        {{"paint", "resident", NULL}, "FILE is missing after paint; see --help"},
        {{"gather", "x", NULL}, "--name NAME is missing; see --help"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct room room;
        assert_false(read_words(&room, cases[i].words));
        assert_string_equal(said(&room), cases[i].expected);
        arena_free(room.invocation.arena);
    }
    struct room room;
    assert_false(READ(&room, "paint", "a", "b", "c"));
    assert_string_equal(said(&room), "c is one word too many for paint; see --help");
    arena_free(room.invocation.arena);
}

static void numbers_have_bounds(void **state)
{
    (void)state;
    static const char *const wrong[] = {"0", "10", "-1", "1x", "", "99999999999999999999", " 3"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct room room;
        uint64_t number;
        assert_true(READ(&room, "paint", "a", "b", "--times", wrong[i]));
        assert_false(invocation_number(&room.invocation, "times", 1, 9, 1, &number, &room.fault));
        assert_int_equal(room.fault.kind, FAULT_USAGE);
        arena_free(room.invocation.arena);
    }
}

static void help_asks_for_nothing_else(void **state)
{
    (void)state;
    struct room room;
    assert_true(READ(&room, "gather", "--help"));
    assert_int_equal(room.wish, WISH_HELP);
    assert_string_equal(room.invocation.command->name, "gather");
    arena_free(room.invocation.arena);
    assert_true(READ(&room, "help", "gather"));
    assert_int_equal(room.wish, WISH_HELP);
    assert_string_equal(room.invocation.command->name, "gather");
    arena_free(room.invocation.arena);
    assert_true(READ(&room, "--version"));
    assert_int_equal(room.wish, WISH_VERSION);
    arena_free(room.invocation.arena);
    static const char *const empty[] = {NULL};
    assert_true(read_words(&room, empty));
    assert_int_equal(room.wish, WISH_RUN);
    assert_null(room.invocation.command);
    arena_free(room.invocation.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_stand_anywhere),     cmocka_unit_test(letters_take_values),
        cmocka_unit_test(two_dashes_end_the_options), cmocka_unit_test(nearest_word_is_named),
        cmocka_unit_test(numbers_have_bounds),        cmocka_unit_test(help_asks_for_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

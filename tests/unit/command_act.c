/* act and undo as scripts use them: each action shown, done and taken back from the command line.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "../data/action_scenes.h"
#include "command_help.h"
#include "text/identity.h"

enum { WORDS_MOST = 30 };

static void people_save(struct place *place)
{
    struct arena *arena = arena_new();
    struct buffer lines = {0};
    for (size_t i = 0; i < sizeof scene_people / sizeof scene_people[0]; i++) {
        char *text = arena_copy(arena, scene_people[i]);
        buffer_add_text(&lines, "{");
        for (char *word = strtok(text, " "); word; word = strtok(NULL, " ")) {
            char *sign = strchr(word, '=');
            *sign = 0;
            buffer_format(&lines, "%s\"%s\":\"%s\"", lines.data[lines.length - 1] == '{' ? "" : ",",
                          word, sign + 1);
        }
        buffer_add_text(&lines, "}\n");
    }
    if (RUN_WITH(place, buffer_text(&lines), "save", "resident") != 0)
        fail_msg("%s%s", place_out(place), place_err(place));
    buffer_free(&lines);
    arena_free(arena);
}

static const char *with_number(struct arena *arena, const char *text)
{
    static const char digits[] = "43072119800503007";
    const char *place = strstr(text, "{ID}");
    return place ? arena_format(arena, "%.*s%s%c%s", (int)(place - text), text, digits,
                                identity_check(digits), place + 4)
                 : text;
}

/* act ACTION with the scene's parameters, and what stands before them. */
static int act(struct place *place, struct arena *arena, const char *action, const char *parameters,
               const char *option)
{
    const char *words[WORDS_MOST] = {"act", action};
    size_t count = 2;
    if (option)
        words[count++] = option;
    char *text = arena_copy(arena, with_number(arena, parameters));
    for (char *word = strtok(text, " "); word && count + 1 < WORDS_MOST; word = strtok(NULL, " "))
        words[count++] = word;
    return place_run_words(place, NULL, words);
}

static const char *exported(struct place *place, struct arena *arena)
{
    static const char *const forms[] = {"resident", "household", "event", "grid"};
    const char *all = "";
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        EXPECT(place, 0, "export", forms[i], "--format", "tsv");
        all = arena_format(arena, "%s%s", all, place_out(place));
    }
    return all;
}

/* The number in the last line, "change N". */
static const char *change_number(struct place *place, struct arena *arena)
{
    const char *last = strstr(place_out(place), "\nchange ");
    while (last && strstr(last + 1, "\nchange "))
        last = strstr(last + 1, "\nchange ");
    if (!last)
        fail_msg("no number of a change in\n%s", place_out(place));
    return arena_copy_bytes(arena, last + 8, strcspn(last + 8, "\n"));
}

static void play(struct place *place, const struct scene *scene, struct arena *arena)
{
    const char *first = NULL;
    if (scene->first) {
        assert_int_equal(act(place, arena, scene->first, scene->first_parameters, NULL), 0);
        first = change_number(place, arena);
    }
    const char *before = exported(place, arena);
    if (act(place, arena, scene->action, scene->parameters, "--preview") != 0)
        fail_msg("%s: %s", scene->action, place_err(place));
    assert_true(strstr(place_out(place), "changed: ") || strstr(place_out(place), "new: "));
    assert_string_equal(exported(place, arena), before);
    if (act(place, arena, scene->action, scene->parameters, NULL) != 0)
        fail_msg("%s: %s", scene->action, place_err(place));
    const char *number = change_number(place, arena);
    if (strcmp(exported(place, arena), before) == 0)
        fail_msg("%s changed nothing", scene->action);
    EXPECT(place, 0, "undo", number, "--reason", "a test");
    if (strcmp(exported(place, arena), before) != 0)
        fail_msg("%s leaves traces:\n%s\n%s", scene->action, before, exported(place, arena));
    if (first)
        EXPECT(place, 0, "undo", first, "--reason", "a test");
}

static void each_action_from_the_command_line(void **state)
{
    struct place *place = *state;
    registry_start(place, "scenes");
    people_save(place);
    for (size_t i = 0; i < sizeof scenes / sizeof scenes[0]; i++) {
        struct arena *arena = arena_new();
        play(place, &scenes[i], arena);
        arena_free(arena);
    }
    EXPECT(place, 0, "verify");
}

static void wrong_words_are_named(void **state)
{
    struct place *place = *state;
    registry_start(place, "wrong");
    people_save(place);
    EXPECT(place, 2, "act");
    EXPECT(place, 2, "act", "resident.deth", "resident=@1");
    assert_non_null(strstr(place_err(place), "did you mean resident.death?"));
    EXPECT(place, 2, "act", "resident.death", "resident");
    assert_non_null(strstr(place_err(place), "field=value"));
    EXPECT(place, 2, "act", "resident.death", "=@1");
    assert_non_null(strstr(place_err(place), "field=value"));
    EXPECT(place, 2, "act", "resident.death", "resident=@1", "resident=@2");
    assert_non_null(strstr(place_err(place), "resident is given twice"));
    EXPECT(place, 2, "act", "resident.death", "colour=red");
    assert_non_null(strstr(place_err(place), "asks for no colour"));
    EXPECT(place, 1, "act", "resident.death", "resident=@1");
    assert_non_null(strstr(place_err(place), "New head (new_head): Household H1 loses its head"));
    EXPECT(place, 1, "act", "household.change_head", "household=H1", "new_head=@3");
    assert_non_null(strstr(place_err(place), "relations=@4:CODE (perhaps 12)"));
    EXPECT(place, 2, "undo", "x", "--reason", "y");
    EXPECT(place, 2, "undo", "1");
    EXPECT(place, 1, "undo", "4711", "--reason", "y");
    assert_non_null(strstr(place_err(place), "There is no change 4711"));
}

static void actions_and_their_parameters_are_listed(void **state)
{
    struct place *place = *state;
    registry_start(place, "lists");
    EXPECT(place, 0, "act", "--list");
    for (size_t i = 0; i < sizeof scenes / sizeof scenes[0]; i++)
        assert_non_null(strstr(place_out(place), scenes[i].action));
    assert_null(strstr(place_out(place), "resident.report"));
    EXPECT(place, 0, "-l", "zh_CN", "act", "--list", "resident.death");
    assert_non_null(strstr(place_out(place), "resident\t居民\treference resident\t必填"));
    /* What is reported with every event is asked by each. */
    assert_non_null(strstr(place_out(place), "informant\t申报人\tname"));
}

static void scripts_get_objects(void **state)
{
    struct place *place = *state;
    registry_start(place, "objects");
    people_save(place);
    EXPECT(place, 0, "act", "resident.lose", "resident=@7", "--format", "json");
    assert_non_null(strstr(place_out(place), "\"form\":\"resident\""));
    assert_non_null(strstr(place_out(place), "\"status\":\"4\""));
    assert_non_null(strstr(place_out(place), "{\"change\":12}"));
    EXPECT(place, 0, "show", "resident", "@7", "--history", "--format", "json");
    assert_non_null(strstr(place_out(place), "\"action\":\"loss\""));
    EXPECT(place, 0, "undo", "12", "--reason", "found at home", "--format", "json");
    EXPECT(place, 0, "show", "resident", "@7", "--history", "--format", "json");
    assert_non_null(strstr(place_out(place), "\"undoes\":12"));
    assert_non_null(strstr(place_out(place), "\"undone\":13"));
    assert_non_null(strstr(place_out(place), "found at home"));
    EXPECT(place, 0, "undo", "13", "--reason", "not found", "--preview");
    assert_non_null(strstr(place_out(place), "new: Event")); /* removed by 13 */
}

static int setup(void **state)
{
    *state = place_new();
    return 0;
}

static int teardown(void **state)
{
    place_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_action_from_the_command_line),
        cmocka_unit_test(wrong_words_are_named),
        cmocka_unit_test(actions_and_their_parameters_are_listed),
        cmocka_unit_test(scripts_get_objects),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

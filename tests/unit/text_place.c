/* Where the program's own files and the registry are. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "text/place.h"

static void parts_are_joined(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    assert_string_equal(place_join(arena, "a", "b", "c.form", NULL), "a/b/c.form");
    assert_string_equal(place_join(arena, "/", "b", NULL), "/b");
    assert_string_equal(place_join(arena, "a/", "b", NULL), "a/b");
    assert_string_equal(place_join(arena, "a", NULL), "a");
    arena_free(arena);
}

static void the_build_tree_is_found_from_a_test_program(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    unsetenv("JUMIN_FORMS");
    const char *program = place_program(arena);
    assert_int_equal(program[0], '/');
    assert_int_equal(access(program, X_OK), 0);
    assert_int_equal(access(place_join(arena, place_forms(arena), "codes", NULL), F_OK), 0);
    assert_non_null(strstr(place_catalogue(arena), "/build/locale"));
    setenv("JUMIN_FORMS", "/elsewhere/forms", 1);
    assert_string_equal(place_forms(arena), "/elsewhere/forms");
    unsetenv("JUMIN_FORMS");
    arena_free(arena);
}

static void the_registry_is_the_one_named_first(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    setenv("HOME", "/home/clerk", 1);
    unsetenv("XDG_DATA_HOME");
    unsetenv("JUMIN_REGISTRY");
    assert_string_equal(place_registry(arena, NULL), "/home/clerk/.local/share/jumin");
    setenv("XDG_DATA_HOME", "relative", 1);
    assert_string_equal(place_registry(arena, NULL), "/home/clerk/.local/share/jumin");
    setenv("XDG_DATA_HOME", "/data", 1);
    assert_string_equal(place_registry(arena, NULL), "/data/jumin");
    setenv("JUMIN_REGISTRY", "/srv/registry", 1);
    assert_string_equal(place_registry(arena, NULL), "/srv/registry");
    assert_string_equal(place_registry(arena, ""), "/srv/registry");
    assert_string_equal(place_registry(arena, "/given"), "/given");
    char here[4096];
    assert_non_null(getcwd(here, sizeof here));
    assert_string_equal(place_registry(arena, "given"), place_join(arena, here, "given", NULL));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_joined),
        cmocka_unit_test(the_build_tree_is_found_from_a_test_program),
        cmocka_unit_test(the_registry_is_the_one_named_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

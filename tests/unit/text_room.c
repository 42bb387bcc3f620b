/* Rooms as people write them. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "text/room.h"

static void rooms_are_taken_apart(void **state)
{
    static const struct {
        const char *text, *parts;
    } cases[] = {
        {"3-2-501", "3/2/501"},
        {"3栋2单元501", "3/2/501"},
        {"3栋2单元501室", "3/2/501"},
        {"03幢02单元0501号", "3/2/501"},
        {"3号楼501", "3//501"},
        {"3-501", "3//501"},
        {"3栋", "3//"},
        {"3栋2单元", "3/2/"},
        {"a座1201", "a//1201"},
        {"a座-1201室", "a//1201"},
        {"12/1/0301", "12/1/301"},
        {"501", NULL},
        {"501室", NULL},
        {"2单元501", NULL},
        {"3-", NULL},
        {"3--501", NULL},
        {"3栋栋", NULL},
        {"1-2-3-4", NULL},
        {"0736-7221234", NULL},
        {"朝阳街3栋501", "朝阳街3//501"},
        {"", NULL},
        {"3栋4栋", NULL},
        {"朝阳3-2-501", "朝阳3/2/501"},
        {"阳光小区3栋501", "阳光小区3//501"},
        {"张小明", NULL},
        {"张-明", NULL},
    };
    struct arena *arena = arena_new();
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct room room;
        bool read = room_read(cases[i].text, &room, arena);
        const char *parts = arena_format(arena, "%s/%s/%s", room.building ? room.building : "",
                                         room.unit ? room.unit : "", room.room ? room.room : "");
        if (read != (cases[i].parts != NULL) || (read && strcmp(parts, cases[i].parts) != 0))
            fail_msg("%s is %s", cases[i].text, read ? parts : "no room");
    }
    arena_free(arena);
}

static void parts_lose_what_they_are(void **state)
{
    static const char *const cases[][2] = {{"03栋", "3"},    {"A座", "a"},   {"第2单元", "2"},
                                           {"501室", "501"}, {"0", "0"},     {"门", "门"},
                                           {"东门", "东"},   {"12A", "12a"}, {"3号楼", "3"}};
    struct arena *arena = arena_new();
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(room_part(cases[i][0], arena), cases[i][1]);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rooms_are_taken_apart),
        cmocka_unit_test(parts_lose_what_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

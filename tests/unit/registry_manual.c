/* The manual pages and the README know every command, action, report, layout and setting, and
 * forms/README.md every word of the form language. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include "registry/actions.h"
#include "text/arena.h"

static const struct {
    const char *path, *commands, *actions; /* and the headings of two of its parts */
} manuals[] = {
    {"locale/en/jumin.1", "\n.SH COMMANDS\n", "\n.SH ACTIONS\n"},
    {"locale/zh_CN/jumin.1", "\n.SH 命令\n", "\n.SH 操作\n"},
};
enum { MANUALS = sizeof manuals / sizeof *manuals };

static char *file_text(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("%s cannot be read", path);
    fseek(file, 0, SEEK_END);
    size_t length = (size_t)ftell(file);
    rewind(file);
    char *text = arena_array(arena, length + 1, 1);
    assert_int_equal(fread(text, 1, length, file), length);
    fclose(file);
    return text;
}

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/* word stands by itself between start and end; a manual writes - as \-. */
static bool says(const char *start, const char *end, const char *word)
{
    char written[128];
    size_t length = 0;
    for (const char *at = word; *at && length < sizeof written - 2; at++) {
        if (*at == '-')
            written[length++] = '\\';
        written[length++] = *at;
    }
    written[length] = '\0';
    for (const char *at = start; (at = strstr(at, written)) && at < end; at++)
        if ((at == start || !letter(at[-1])) && !letter(at[length]))
            return true;
    return false;
}

/* The part of a manual under a heading of its own, to the next: .SH, or .B record. of the actions.
 */
static const char *part_of(const char *text, const char *heading, const char *next,
                           const char **end)
{
    const char *start = strstr(text, heading);
    if (!start)
        return NULL;
    start += strlen(heading);
    *end = strstr(start, next);
    if (!*end)
        *end = start + strlen(start);
    return start;
}

static void actions_stand_in_the_manuals(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    size_t count;
    const struct action_entry *entries = action_entries(&count);
    for (size_t m = 0; m < MANUALS; m++) {
        const char *text = file_text(arena, manuals[m].path);
        const char *end, *actions = part_of(text, manuals[m].actions, "\n.SH", &end);
        for (size_t i = 0; i < count; i++) {
            const char *dot = strchr(entries[i].name, '.');
            char heading[64];
            snprintf(heading, sizeof heading, "\n.B %.*s", (int)(dot + 1 - entries[i].name),
                     entries[i].name);
            const char *start = part_of(actions, heading, "\n.TP\n", &end);
            if (!start || !says(start, end, dot + 1))
                fail_msg("%s does not know the action %s", manuals[m].path, entries[i].name);
        }
    }
    arena_free(arena);
}

static void reports_and_layouts_stand_in_the_manuals(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    for (size_t m = 0; m < MANUALS; m++) {
        const char *text = file_text(arena, manuals[m].path);
        DIR *folder = opendir("forms");
        assert_non_null(folder);
        for (struct dirent *entry; (entry = readdir(folder));) {
            const char *dot = strrchr(entry->d_name, '.');
            if (!dot || (strcmp(dot, ".report") != 0 && strcmp(dot, ".layout") != 0))
                continue;
            char name[64];
            snprintf(name, sizeof name, "%.*s", (int)(dot - entry->d_name), entry->d_name);
            if (!says(text, text + strlen(text), name))
                fail_msg("%s does not know %s", manuals[m].path, entry->d_name);
        }
        closedir(folder);
    }
    arena_free(arena);
}

/* What follows before, up to the next quotation mark, in every line of a source file. */
static const char *quoted_after(const char **at, const char *before, struct arena *arena)
{
    const char *found = strstr(*at, before);
    if (!found)
        return NULL;
    found += strlen(before);
    size_t length = strcspn(found, "\"");
    *at = found + length;
    return arena_copy_bytes(arena, found, length);
}

static void commands_stand_in_the_manuals_and_the_readme(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const char *readme = file_text(arena, "README.md");
    const char *chinese = strstr(readme, "\n# 居民 Jumin");
    assert_non_null(chinese);
    const char *at = file_text(arena, "src/main.c");
    size_t count = 0;
    for (const char *name; (name = quoted_after(&at, "\n        .name = \"", arena)); count++) {
        for (size_t m = 0; m < MANUALS; m++) {
            const char *text = file_text(arena, manuals[m].path);
            const char *end, *start = part_of(text, manuals[m].commands, "\n.SH", &end);
            assert_non_null(start);
            if (!says(start, end, name))
                fail_msg("%s does not know the command %s", manuals[m].path, name);
        }
        char row[64];
        snprintf(row, sizeof row, "`%s", name);
        const char *english = strstr(readme, row);
        if (!english || english > chinese || !strstr(chinese, row))
            fail_msg("README.md does not know the command %s in both languages", name);
    }
    assert_true(count > 20);
    arena_free(arena);
}

static void settings_stand_in_the_manuals_and_the_readme(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const char *readme = file_text(arena, "README.md");
    const char *chinese = strstr(readme, "\n# 居民 Jumin");
    const char *at = file_text(arena, "src/registry/settings.c");
    size_t count = 0;
    for (const char *key; (key = quoted_after(&at, "\n    {\"", arena)); count++) {
        for (size_t m = 0; m < MANUALS; m++) {
            const char *text = file_text(arena, manuals[m].path);
            if (!says(text, text + strlen(text), key))
                fail_msg("%s does not know the setting %s", manuals[m].path, key);
        }
        if (strcmp(key, "created") == 0)
            continue; /* written by init, and nobody's to change */
        if (!says(readme, chinese, key) || !says(chinese, chinese + strlen(chinese), key))
            fail_msg("README.md does not know the setting %s in both languages", key);
    }
    assert_true(count > 30);
    arena_free(arena);
}

/* As `word` or `word ARGUMENT` in both halves of the file. */
static void the_form_language_stands_in_its_readme(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const char *readme = file_text(arena, "forms/README.md");
    const char *chinese = strstr(readme, "\n# 表单");
    assert_non_null(chinese);
    const char *at = file_text(arena, "src/form/draft.c");
    size_t count = 0;
    for (const char *word; (word = quoted_after(&at, "{.word = \"", arena)); count++) {
        char plain[64], more[64];
        snprintf(plain, sizeof plain, "`%s`", word);
        snprintf(more, sizeof more, "`%s ", word);
        const char *first = strstr(readme, plain), *second = strstr(readme, more);
        if (!((first && first < chinese) || (second && second < chinese)) ||
            !(strstr(chinese, plain) || strstr(chinese, more)))
            fail_msg("forms/README.md does not know the word %s in both languages", word);
    }
    assert_true(count > 50);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(actions_stand_in_the_manuals),
        cmocka_unit_test(reports_and_layouts_stand_in_the_manuals),
        cmocka_unit_test(commands_stand_in_the_manuals_and_the_readme),
        cmocka_unit_test(settings_stand_in_the_manuals_and_the_readme),
        cmocka_unit_test(the_form_language_stands_in_its_readme),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

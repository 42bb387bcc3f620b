/* The folders of src/ include only downwards, and each foreign library stays in its folder. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const char *const layers[] = {"text",   "store",  "form",  "registry", "wire",
                                     "keeper", "client", "paper", "screen",   "command"};
enum { LAYERS = sizeof layers / sizeof *layers };

/* A header and the only folder that may include it; text/ is below all and lists what it wraps. */
static const struct {
    const char *header;
    const char *folder;
} confined[] = {
    {"<db.h>", "store"},
    {"<curses.h>", "screen"},
    {"<ncurses.h>", "screen"},
    {"<term.h>", "screen"},
    {"<ncursesw/curses.h>", "screen"},
    {"<form.h>", NULL},
    {"<panel.h>", NULL},
    {"<menu.h>", NULL},
    {"<iconv.h>", "text"},
    {"<libintl.h>", "text"},
    {"<utf8proc.h>", "text"},
    {"<cbor.h>", "text"},
    {"<csv.h>", "command"},
    {"<cairo-pdf.h>", "paper"},
    {"<fontconfig/fontconfig.h>", "paper"},
    {"<pango/pangocairo.h>", "paper"},
    {"<qrencode.h>", "paper"},
};

static int rank(const char *folder, size_t length)
{
    for (int i = 0; i < LAYERS; i++)
        if (strlen(layers[i]) == length && strncmp(layers[i], folder, length) == 0)
            return i;
    return -1;
}

static int wrong_in(const char *folder, const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "src/%s/%s", folder, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    char line[1024];
    int wrong = 0;
    int own = rank(folder, strlen(folder));
    for (int number = 1; fgets(line, sizeof line, file); number++) {
        if (strncmp(line, "#include", 8) != 0)
            continue;
        const char *what = line + 8 + strspn(line + 8, " ");
        const char *slash = strchr(what, '/');
        if (*what == '"' && slash) {
            int other = rank(what + 1, (size_t)(slash - what - 1));
            if (other < 0 || other > own) {
                print_error("%s:%d: includes upwards: %s", path, number, line);
                wrong++;
            }
        }
        for (size_t i = 0; i < sizeof confined / sizeof *confined; i++)
            if (strncmp(what, confined[i].header, strlen(confined[i].header)) == 0 &&
                (!confined[i].folder || strcmp(confined[i].folder, folder) != 0)) {
                print_error("%s:%d: not for this folder: %s", path, number, line);
                wrong++;
            }
    }
    fclose(file);
    return wrong;
}

static void includes_go_downwards(void **state)
{
    (void)state;
    int wrong = 0, files = 0;
    for (int i = 0; i < LAYERS; i++) {
        char path[64];
        snprintf(path, sizeof path, "src/%s", layers[i]);
        DIR *directory = opendir(path);
        assert_non_null(directory);
        for (struct dirent *entry; (entry = readdir(directory));) {
            const char *dot = strrchr(entry->d_name, '.');
            if (dot && (strcmp(dot, ".c") == 0 || strcmp(dot, ".h") == 0)) {
                wrong += wrong_in(layers[i], entry->d_name);
                files++;
            }
        }
        closedir(directory);
    }
    assert_int_equal(wrong, 0);
    assert_true(files > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(includes_go_downwards)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

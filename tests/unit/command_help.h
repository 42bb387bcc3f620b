#ifndef TESTS_UNIT_COMMAND_HELP_H
#define TESTS_UNIT_COMMAND_HELP_H

/* Runs build/jumin, as a clerk or a script does, in a folder of its own with a keeper of its own.
 */

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "text/arena.h"
#include "text/buffer.h"

struct place {
    char folder[64];
    char program[PATH_MAX];
    char registry[PATH_MAX];
    pid_t keeper;           /* 0: none */
    struct buffer out, err; /* of the last run */
};

/* Good until it was called some more times. */
static inline const char *place_file(const struct place *place, const char *name)
{
    static char paths[16][PATH_MAX];
    static size_t next;
    char *path = paths[next++ % 16];
    snprintf(path, PATH_MAX, "%.63s/%s", place->folder, name);
    return path;
}

static inline void file_write(const char *path, const void *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static inline void file_read(const char *path, struct buffer *into)
{
    char block[8192];
    size_t length;
    buffer_clear(into);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    while ((length = fread(block, 1, sizeof block, file)) > 0)
        buffer_add(into, block, length);
    fclose(file);
}

static inline void redirect(const char *path, int flags, int descriptor)
{
    int opened = open(path, flags, 0600);
    if (opened < 0 || dup2(opened, descriptor) < 0)
        _exit(126);
    close(opened);
}

static inline void place_exec(struct place *place, const char *const *words)
{
    const char *arguments[32] = {"jumin", "-r", place->registry};
    size_t count = 3;
    for (; *words && count < 31; words++)
        arguments[count++] = *words;
    execv(place->program, (char *const *)(void *)arguments);
    _exit(127);
}

/* Runs the program with words after -r REGISTRY; input (NULL: none) is its standard input. Returns
 * its exit status; what it wrote is in place->out and place->err. */
static inline int place_run_words(struct place *place, const char *input, const char *const *words)
{
    char in_path[PATH_MAX], out_path[PATH_MAX], err_path[PATH_MAX];
    strcpy(in_path, place_file(place, "in"));
    strcpy(out_path, place_file(place, "out"));
    strcpy(err_path, place_file(place, "err"));
    file_write(in_path, input ? input : "", input ? strlen(input) : 0);
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        redirect(in_path, O_RDONLY, STDIN_FILENO);
        redirect(out_path, O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
        redirect(err_path, O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
        place_exec(place, words);
    }
    int status;
    while (waitpid(child, &status, 0) < 0)
        assert_int_equal(errno, EINTR);
    file_read(out_path, &place->out);
    file_read(err_path, &place->err);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}
#define RUN(place, ...) place_run_words(place, NULL, (const char *const[]){__VA_ARGS__, NULL})
#define RUN_WITH(place, input, ...)                                                                \
    place_run_words(place, input, (const char *const[]){__VA_ARGS__, NULL})

/* What was expected, with everything that was said where it is not so. */
#define EXPECT(place, expected, ...)                                                               \
    do {                                                                                           \
        int given = RUN(place, __VA_ARGS__);                                                       \
        if (given != (expected))                                                                   \
            fail_msg("status %d, not %d\n%s%s", given, expected, buffer_text(&(place)->out),       \
                     buffer_text(&(place)->err));                                                  \
    } while (0)

static inline const char *place_out(struct place *place)
{
    return buffer_text(&place->out);
}

static inline const char *place_err(struct place *place)
{
    return buffer_text(&place->err);
}

static inline void place_use(struct place *place, const char *registry)
{
    strcpy(place->registry, place_file(place, registry));
}

/* A keeper that ends with the test, not after some time without work. */
static inline void keeper_start(struct place *place)
{
    int ready[2];
    assert_int_equal(pipe(ready), 0);
    fflush(NULL);
    place->keeper = fork();
    assert_true(place->keeper >= 0);
    if (place->keeper == 0) {
        char number[12];
        snprintf(number, sizeof number, "%d", ready[1]);
        close(ready[0]);
        place_exec(place, (const char *const[]){"keeper", "--ready", number, NULL});
    }
    close(ready[1]);
    char byte;
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
}

static inline void keeper_stop(struct place *place)
{
    if (place->keeper <= 0)
        return;
    int status;
    kill(place->keeper, SIGTERM);
    waitpid(place->keeper, &status, 0);
    place->keeper = 0;
}

/* A new registry under this name, with its keeper. */
static inline void registry_start(struct place *place, const char *name)
{
    keeper_stop(place);
    place_use(place, name);
    EXPECT(place, 0, "init", "--community", "430724001006", "--name", "朝阳街社区");
    keeper_start(place);
}

static inline struct place *place_new(void)
{
    struct place *place = memory_alloc(sizeof *place);
    strcpy(place->folder, "/tmp/jumin-command-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    /* Of the sanitizers' build only the tests may be there. */
    static const char *const programs[] = {"/../jumin", "/../../jumin"};
    char self[PATH_MAX] = "";
    assert_true(readlink("/proc/self/exe", self, sizeof self - 1) > 0);
    *strrchr(self, '/') = '\0';
    for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
        snprintf(place->program, sizeof place->program, "%.3000s%s", self, programs[i]);
        if (access(place->program, X_OK) == 0)
            break;
    }
    assert_int_equal(setenv("JUMIN_TODAY", "2026-11-23", 1), 0);
    assert_int_equal(setenv("LC_ALL", "C.UTF-8", 1), 0);
    return place;
}

static inline int remove_one(const char *path, const struct stat *status, int flag,
                             struct FTW *walk)
{
    (void)status;
    (void)flag;
    (void)walk;
    return remove(path);
}

static inline void place_free(struct place *place)
{
    keeper_stop(place);
    nftw(place->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    buffer_free(&place->out);
    buffer_free(&place->err);
    free(place);
}

#endif

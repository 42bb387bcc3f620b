#include "site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>
#include "text/identity.h"
#include "wire/address.h"

enum { WORDS = 32 };

static const char *program(void)
{
    const char *given = getenv("JUMIN_PROGRAM");
    return given ? given : "build/jumin";
}

uint32_t site_random(struct site *site, uint32_t limit)
{
    site->seed = site->seed * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)(site->seed >> 8) * limit >> 24);
}

/* After fork(): the program in place of this one. */
static _Noreturn void become(struct site *site, const char *const *words)
{
    const char *arguments[WORDS] = {"jumin", "-l", "en", "-r", site->registry};
    size_t count = 5;
    while (*words && count < WORDS - 1)
        arguments[count++] = *words++;
    execv(program(), (char *const *)(void *)arguments);
    _exit(127);
}

pid_t site_start(struct site *site, int *in, int *out, const char *const *words)
{
    int to[2], from[2];
    assert_int_equal(pipe(to), 0);
    assert_int_equal(pipe(from), 0);
    fcntl(to[1], F_SETFD, FD_CLOEXEC);
    fcntl(from[0], F_SETFD, FD_CLOEXEC);
    fflush(NULL);
    pid_t process = fork();
    assert_true(process >= 0);
    if (process == 0) {
        char path[256];
        snprintf(path, sizeof path, "%s/errors", site->folder);
        int errors = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
        dup2(to[0], STDIN_FILENO);
        dup2(from[1], STDOUT_FILENO);
        dup2(errors, STDERR_FILENO);
        close(to[0]);
        close(from[1]);
        close(errors);
        become(site, words);
    }
    close(to[0]);
    close(from[1]);
    *in = to[1];
    *out = from[0];
    return process;
}

int site_wait(pid_t process)
{
    int status;
    assert_int_equal(waitpid(process, &status, 0), process);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static void read_all(int descriptor, struct buffer *into)
{
    char block[65536];
    ssize_t length;
    buffer_clear(into);
    while ((length = read(descriptor, block, sizeof block)) > 0)
        buffer_add(into, block, (size_t)length);
    close(descriptor);
}

int site_run(struct site *site, ...)
{
    const char *words[WORDS] = {NULL};
    char path[256];
    va_list list;
    va_start(list, site);
    for (size_t i = 0; i < WORDS - 1 && (words[i] = va_arg(list, const char *)); i++)
        ;
    va_end(list);
    snprintf(path, sizeof path, "%s/errors", site->folder);
    unlink(path);
    int in, out;
    pid_t process = site_start(site, &in, &out, words);
    close(in);
    read_all(out, &site->out);
    int status = site_wait(process);
    int errors = open(path, O_RDONLY);
    if (errors >= 0)
        read_all(errors, &site->err);
    return status;
}

void site_make(struct site *site, uint32_t seed)
{
    *site = (struct site){.seed = seed};
    strcpy(site->folder, "/tmp/jumin-fault-XXXXXX");
    assert_non_null(mkdtemp(site->folder));
    snprintf(site->registry, sizeof site->registry, "%s/registry", site->folder);
    assert_int_equal(
        site_run(site, "init", "--community", "430724001006", "--name", "朝阳街社区", NULL), 0);
}

/* The lock file of the keeper: locked while there is one. */
static int lock_open(struct site *site)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", site->registry, ADDRESS_LOCK);
    return open(path, O_RDONLY | O_CLOEXEC);
}

pid_t site_keeper(struct site *site)
{
    char text[32] = "";
    int lock = lock_open(site);
    if (lock < 0)
        return 0;
    bool held = flock(lock, LOCK_SH | LOCK_NB) != 0;
    ssize_t length = held ? read(lock, text, sizeof text - 1) : 0;
    close(lock);
    return length > 0 ? (pid_t)atol(text) : 0;
}

static void keeper_gone(struct site *site)
{
    int lock = lock_open(site);
    if (lock < 0)
        return;
    assert_int_equal(flock(lock, LOCK_SH), 0);
    close(lock);
}

bool site_kill(struct site *site)
{
    pid_t keeper = site_keeper(site);
    return keeper > 0 && kill(keeper, SIGKILL) == 0;
}

void site_stop(struct site *site)
{
    pid_t keeper = site_keeper(site);
    if (keeper > 0)
        kill(keeper, SIGTERM);
    keeper_gone(site);
}

static int take_away(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status;
    (void)kind;
    (void)place;
    return remove(path);
}

void site_clear(struct site *site)
{
    site_stop(site);
    assert_int_equal(nftw(site->folder, take_away, 16, FTW_DEPTH | FTW_PHYS), 0);
    buffer_free(&site->out);
    buffer_free(&site->err);
}

/* Born on one of 1,000 days, the 1st to the 1,000th of the sequence. */
void person_id(unsigned number, char id[PERSON_ID])
{
    struct date first = {1970, 1, 1};
    struct date birth = date_from_days(date_days(&first) + (long)(number / 1000));
    snprintf(id, PERSON_ID, "430724%04d%02d%02d%03u", birth.year, birth.month, birth.day,
             number % 1000);
    id[17] = identity_check(id);
    id[18] = '\0';
}

long person_number(const char *id)
{
    struct date first = {1970, 1, 1}, birth;
    unsigned sequence;
    char again[PERSON_ID];
    if (strlen(id) != 18 ||
        sscanf(id, "430724%4d%2d%2d%3u", &birth.year, &birth.month, &birth.day, &sequence) != 4)
        return -1;
    long number = (date_days(&birth) - date_days(&first)) * 1000 + (long)sequence;
    if (number < 0 || number >= 1000000)
        return -1;
    person_id((unsigned)number, again);
    return strcmp(again, id) == 0 ? number : -1;
}

/* Five to a household, the first of whom is its head. */
void person_line(unsigned number, struct buffer *out)
{
    char id[PERSON_ID];
    person_id(number, id);
    buffer_format(out,
                  "{\"name\":\"李%s\",\"id_number\":\"%s\",\"household_no\":\"%06u\","
                  "\"relation\":\"%s\",\"phone\":\"1390736%04u\",\"remarks\":\"第%u人\"}\n",
                  number % 2 ? "华" : "国庆", id, number / 5, number % 5 ? "97" : "01",
                  number % 10000, number);
}

void site_verify(struct site *site)
{
    int status = site_run(site, "verify", NULL);
    if (status != 0)
        fail_msg("verify ended with %d: %s%s", status, buffer_text(&site->out),
                 buffer_text(&site->err));
}

size_t site_people(struct site *site, bool *there, size_t count)
{
    size_t records = 0;
    int status =
        site_run(site, "export", "resident", "--fields", "id_number", "--format", "tsv", NULL);
    if (status != 0)
        fail_msg("export ended with %d: %s", status, buffer_text(&site->err));
    char *rest, *line = strtok_r(site->out.data, "\r\n", &rest); /* the heading */
    while (line && (line = strtok_r(NULL, "\r\n", &rest))) {
        long number = person_number(line);
        assert_true(number >= 0 && (size_t)number < count);
        assert_false(there[number]);
        there[number] = true;
        records++;
    }
    return records;
}

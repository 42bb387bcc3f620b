/* The keeper and its clients are killed at random while people are saved: everybody whose saving
 * was acknowledged is there, nobody twice, and every client that was spared goes on by itself. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "site.h"

enum { SAVERS = 4, KILLS = 100, PEOPLE = 100000, AHEAD = 4, ACKNOWLEDGED_MOST = 40 };

struct saver {
    pid_t process;
    int in, out;
    struct buffer answers; /* of which a line has come in part */
    unsigned sent[AHEAD];  /* people without an answer, the first sent first */
    unsigned waiting;
};

struct scene {
    struct site site;
    struct saver savers[SAVERS];
    unsigned next; /* the next person */
    bool acknowledged[PEOPLE], sent[PEOPLE];
    unsigned acknowledgements;
};

static void saver_start(struct scene *scene, struct saver *saver)
{
    static const char *const words[] = {"save", "resident", NULL};
    *saver = (struct saver){0};
    saver->process = site_start(&scene->site, &saver->in, &saver->out, words);
}

static void saver_feed(struct scene *scene, struct saver *saver)
{
    struct buffer lines = {0};
    while (saver->waiting < AHEAD) {
        assert_true(scene->next < PEOPLE);
        scene->sent[scene->next] = true;
        saver->sent[saver->waiting++] = scene->next;
        person_line(scene->next++, &lines);
    }
    size_t done = 0;
    while (done < lines.length) {
        ssize_t written = write(saver->in, lines.data + done, lines.length - done);
        assert_true(written > 0 || errno == EINTR);
        done += written > 0 ? (size_t)written : 0;
    }
    buffer_free(&lines);
}

static void answer_take(struct scene *scene, struct saver *saver, const char *line)
{
    char wanted[64], id[PERSON_ID];
    assert_true(saver->waiting > 0);
    unsigned number = saver->sent[0];
    person_id(number, id);
    snprintf(wanted, sizeof wanted, "ok %s 1", id);
    assert_string_equal(line, wanted);
    scene->acknowledged[number] = true;
    scene->acknowledgements++;
    saver->waiting--;
    memmove(saver->sent, saver->sent + 1, saver->waiting * sizeof saver->sent[0]);
}

/* What has come; false at the end. */
static bool saver_read(struct scene *scene, struct saver *saver)
{
    char block[4096];
    ssize_t length = read(saver->out, block, sizeof block);
    if (length <= 0)
        return false;
    buffer_add(&saver->answers, block, (size_t)length);
    for (char *end; (end = memchr(saver->answers.data, '\n', saver->answers.length));) {
        *end = '\0';
        answer_take(scene, saver, saver->answers.data);
        buffer_drop(&saver->answers, (size_t)(end - saver->answers.data) + 1);
    }
    return true;
}

static void savers_work(struct scene *scene, unsigned until)
{
    while (scene->acknowledgements < until) {
        struct pollfd polled[SAVERS];
        for (int i = 0; i < SAVERS; i++) {
            saver_feed(scene, &scene->savers[i]);
            polled[i] = (struct pollfd){.fd = scene->savers[i].out, .events = POLLIN};
        }
        if (poll(polled, SAVERS, 60000) <= 0)
            fail_msg("nothing was acknowledged for a minute");
        for (int i = 0; i < SAVERS; i++)
            if (polled[i].revents && !saver_read(scene, &scene->savers[i]))
                fail_msg("a client gave up: status %d", site_wait(scene->savers[i].process));
    }
}

/* One is killed with savings on the way, and another comes in its place. */
static void saver_kill(struct scene *scene, struct saver *saver)
{
    kill(saver->process, SIGKILL);
    while (saver_read(scene, saver))
        ;
    assert_int_equal(site_wait(saver->process), 1000 + SIGKILL);
    close(saver->in);
    close(saver->out);
    buffer_free(&saver->answers);
    saver_start(scene, saver);
}

static void savers_end(struct scene *scene)
{
    for (int i = 0; i < SAVERS; i++) {
        struct saver *saver = &scene->savers[i];
        close(saver->in);
        while (saver_read(scene, saver))
            ;
        assert_int_equal(site_wait(saver->process), 0);
        assert_int_equal(saver->waiting, 0);
        close(saver->out);
        buffer_free(&saver->answers);
    }
}

static void what_was_acknowledged_is_there(void **state)
{
    (void)state;
    struct scene *scene = calloc(1, sizeof *scene);
    signal(SIGPIPE, SIG_IGN);
    site_make(&scene->site, 20261123);
    for (int i = 0; i < SAVERS; i++)
        saver_start(scene, &scene->savers[i]);
    for (int kills = 0; kills < KILLS;) {
        savers_work(scene,
                    scene->acknowledgements + 1 + site_random(&scene->site, ACKNOWLEDGED_MOST));
        kills += site_kill(&scene->site);
        if (site_random(&scene->site, 10) == 0)
            saver_kill(scene, &scene->savers[site_random(&scene->site, SAVERS)]);
    }
    savers_end(scene);

    bool *there = calloc(PEOPLE, sizeof *there);
    size_t records = site_people(&scene->site, there, PEOPLE);
    unsigned unanswered = 0;
    for (unsigned number = 0; number < scene->next; number++) {
        if (scene->acknowledged[number] && !there[number])
            fail_msg("person %u was acknowledged and is not there", number);
        unanswered += there[number] && !scene->acknowledged[number];
    }
    assert_true(records == scene->acknowledgements + unanswered);
    site_verify(&scene->site);
    free(there);
    site_clear(&scene->site);
    free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_acknowledged_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Actions from the screen: what each would change, doing it, taking it back; questions, refusals, a
 * lost keeper. */

#include "community.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../data/action_scenes.h"

enum { WORDS_MOST = 30, ROW_MOST = 60 };

static const char *const languages[2] = {"zh_CN", "en"};
static const char *const changes[2] = {"变更预览", "What changes"};
static const char *const asked_back[2] = {"待答问题", "Questions"};
static const char *const done[2] = {"已办理：", "Done: "};
static const char *const taken_back[2] = {"已撤销：", "Taken back: "};
static const char *const last_back[2] = {"撤销刚才的操作", "Take back what was done last"};
static const char *const reason_line[2] = {"撤销的理由：", "Reason for taking it back:"};
static const char *const history_row[2] = {"变更历史：谁、何时、改了什么",
                                           "History: who changed what, and when"};
static const char *const refused[2] = {"不能办理", "Cannot be done"};
static const char *const event_day[2] = {"死亡日期", "Died on"};
static const char *const new_head[2] = {"新户主", "New head"};
static const char *const death[2] = {"死亡登记", "Death"};

/* "name=张强 sex=1" as the object that save reads. */
static void object_of(const char *words, char *out, size_t size)
{
    char text[512];
    size_t length = (size_t)snprintf(out, size, "{");
    snprintf(text, sizeof text, "%s", words);
    for (char *word = strtok(text, " "); word; word = strtok(NULL, " ")) {
        char *sign = strchr(word, '=');
        *sign = '\0';
        length += (size_t)snprintf(out + length, size - length, "%s\"%s\":\"%s\"",
                                   length > 1 ? "," : "", word, sign + 1);
    }
    snprintf(out + length, size - length, "}");
}

static int start(void **state)
{
    community_empty(state);
    setenv("JUMIN_TODAY", "2026-11-15", 1); /* the scenes are of that November */
    community_kill_keeper(*state);
    for (size_t i = 0; i < sizeof scene_people / sizeof scene_people[0]; i++) {
        char object[1024];
        object_of(scene_people[i], object, sizeof object);
        community_save(*state, "resident", object);
    }
    return 0;
}

/* The name of resident @n. */
static const char *name_of(const char *reference)
{
    static char name[64];
    size_t number = strtoul(reference + 1, NULL, 10);
    const char *text = scene_people[number - 1] + strlen("name=");
    snprintf(name, sizeof name, "%.*s", (int)strcspn(text, " "), text);
    return name;
}

/* All records there are, to be freed. */
static char *exported(const struct community *community)
{
    static const char *const forms[] = {"resident", "household", "event", "residence", "grid"};
    char *all = calloc(1, 1);
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        char *one = community_run(community, NULL, NULL,
                                  (const char *[]){"export", forms[i], "--format", "tsv", NULL});
        all = realloc(all, strlen(all) + strlen(one) + 1);
        strcat(all, one);
        free(one);
    }
    return all;
}

/* Column `wanted` of the line of `act --list [ACTION]` that begins with name. */
static const char *listed(const struct community *community, int language, const char *action,
                          const char *name, int wanted)
{
    static char cell[128];
    const char *const arguments[] = {"-l", languages[language], "act", "--list", action, NULL};
    char *text = community_run(community, NULL, NULL, arguments);
    const char *at = text;
    while (at && (strncmp(at, name, strlen(name)) != 0 || at[strlen(name)] != '\t'))
        at = (at = strchr(at, '\n')) ? at + 1 : NULL;
    for (int i = 0; at && i < wanted; i++)
        at = strchr(at, '\t') + 1;
    snprintf(cell, sizeof cell, "%.*s", at ? (int)strcspn(at, "\t\n") : 0, at ? at : "");
    free(text);
    return cell;
}

static bool is_elsewhere(struct terminal *terminal, const void *context)
{
    int row, column;
    terminal_caret(terminal, &row, &column);
    return row != *(const int *)context;
}

static bool is_marked_text(struct terminal *terminal, const void *text)
{
    int row, column;
    terminal_caret(terminal, &row, &column);
    return strcmp(terminal_cell(terminal, row, column), ">") == 0 &&
           strstr(terminal_row(terminal, row), text);
}

/* Waits until the cursor is on the mark of a row that holds text; the row. */
static int await_marked_text(struct terminal *terminal, const char *text)
{
    int row, column;
    terminal_await_that(terminal, text, is_marked_text, text);
    terminal_caret(terminal, &row, &column);
    return row;
}

/* From the first screen: the record's own screen, with the cursor on it. */
static void open_subject(struct terminal *terminal, const char *reference)
{
    if (*reference == '@') {
        terminal_send(terminal, name_of(reference));
        terminal_send(terminal, ENTER);
        terminal_await_row(terminal, 0, name_of(reference));
        return;
    }
    char title[32];
    terminal_send(terminal, reference);
    terminal_send(terminal, ENTER);
    await_marked_text(terminal, reference);
    terminal_send(terminal, ENTER);
    snprintf(title, sizeof title, " %s", reference);
    terminal_await_row(terminal, 0, title);
    for (int row = await_marker(terminal); row > 1; row = await_marker(terminal)) {
        terminal_send(terminal, UP);
        terminal_await_that(terminal, "the cursor to move", is_elsewhere, &row);
    }
}

/* From there to the first screen. */
static void leave_subject(struct terminal *terminal, int language, const char *reference)
{
    terminal_send(terminal, F3);
    if (*reference != '@') {
        terminal_await_row(terminal, 0, language ? "Found: " : "查找结果：");
        terminal_send(terminal, F3);
    }
    await_home(terminal);
}

/* A field of the parameters, as typed. */
static void fill(struct terminal *terminal, const char *name, const char *value)
{
    terminal_send(terminal, F6);
    terminal_send(terminal, name);
    terminal_send(terminal, ENTER ERASE);
    terminal_send(terminal, value);
}

/* Answers "@4:12" and the like, whichever is asked; a question takes two rows. */
static void answer(struct terminal *terminal, int language, const char *const *answers)
{
    terminal_await_row(terminal, 0, asked_back[language]);
    for (int i = 0; answers[i]; i++) {
        int row = 1 + 2 * i;
        await_marked_row(terminal, row);
        const char *line = terminal_row(terminal, row);
        const char *code = NULL;
        for (int j = 0; answers[j]; j++)
            if (strstr(line, name_of(answers[j])))
                code = strchr(answers[j], ':') + 1;
        assert_non_null(code);
        terminal_send(terminal, code);
        terminal_send(terminal, ENTER);
    }
    terminal_send(terminal, F2);
}

/* Fills the parameters of a scene, but for the subject, and asks for what changes. */
static void prepare(struct terminal *terminal, int language, const struct scene *scene,
                    bool on_record)
{
    static const char digits[] = "43072119800503007";
    char text[512], members[128] = "";
    const char *answers[WORDS_MOST] = {NULL};
    int count = 0;
    snprintf(text, sizeof text, "%s", scene->parameters);
    bool subject = on_record;
    for (char *word = strtok(text, " "); word; word = strtok(NULL, " ")) {
        char *value = strchr(word, '=');
        *value++ = '\0';
        if (strcmp(word, "relations") == 0)
            answers[count++] = value;
        else if (strcmp(word, "members") == 0)
            snprintf(members + strlen(members), sizeof members - strlen(members), "%s%s",
                     *members ? ";" : "", value);
        else if (!subject)
            fill(terminal, word, strcmp(value, "{ID}") == 0 ? id_number(digits) : value);
        subject = false;
    }
    if (*members)
        fill(terminal, "members", members);
    terminal_send(terminal, F2);
    if (count > 0)
        answer(terminal, language, answers);
}

static void assert_expected(const struct community *community, const char *expected)
{
    char form[32], key[32], field[32], value[64] = "";
    if (sscanf(expected, "%31s %31s %31[^=]=%63[^\n]", form, key, field, value) < 3 ||
        strcmp(form, "event") == 0 || strcmp(key, "@12") == 0 ||
        strcmp(field, "former_numbers") == 0) /* several values */
        return; /* the numbers of new records depend on what was tried before */
    community_assert_field(community, form, key, field,
                           strcmp(value, "{ID}") == 0 ? id_number("43072119800503007") : value);
}

static void take_last_back(struct terminal *terminal, int language)
{
    choose_action(terminal, last_back[language]);
    terminal_await(terminal, reason_line[language]);
    terminal_send(terminal, "试办\r");
    terminal_await_row(terminal, 0, changes[language]);
    terminal_send(terminal, F2);
    terminal_await(terminal, taken_back[language]);
}

/* Does an action from the command line; the number of its change. */
static char *act(const struct community *community, const char *action, const char *parameters)
{
    static char number[16];
    const char *words[WORDS_MOST] = {"-l", "en", "act", action};
    char text[512];
    int count = 4;
    snprintf(text, sizeof text, "%s", parameters);
    for (char *word = strtok(text, " "); word; word = strtok(NULL, " "))
        words[count++] = word;
    char *answer_text = community_run(community, NULL, NULL, words);
    const char *line = answer_text;
    for (const char *next = line; (next = strstr(next, "change ")); next++)
        line = next;
    snprintf(number, sizeof number, "%.*s", (int)strspn(line + 7, "0123456789"), line + 7);
    free(answer_text);
    return number;
}

static void undo(const struct community *community, const char *number)
{
    free(community_run(community, NULL, NULL,
                       (const char *[]){"undo", number, "--reason", "a test", NULL}));
}

static void play(const struct community *community, struct terminal *terminal, int language,
                 const struct scene *scene)
{
    char first[16] = "", label[128], said[256];
    const char *subject = strchr(scene->parameters, '=') + 1;
    char reference[16];
    snprintf(reference, sizeof reference, "%.*s", (int)strcspn(subject, " "), subject);
    bool on_record = strncmp(scene->parameters, "resident=", 9) == 0 ||
                     strncmp(scene->parameters, "household=", 10) == 0;
    if (scene->first)
        snprintf(first, sizeof first, "%s", act(community, scene->first, scene->first_parameters));
    char *before = exported(community);
    snprintf(label, sizeof label, "%s", listed(community, language, NULL, scene->action, 1));
    if (on_record)
        open_subject(terminal, reference);
    choose_action(terminal, label);
    terminal_await_row(terminal, 0, label);
    terminal_await_gone(terminal, history_row[language]);
    prepare(terminal, language, scene, on_record);
    terminal_await_row(terminal, 0, changes[language]);
    char *previewed = exported(community);
    assert_string_equal(previewed, before);
    terminal_send(terminal, F2);
    snprintf(said, sizeof said, "%s%s", done[language], label);
    terminal_await(terminal, said);
    for (int i = 0; i < 9 && scene->expected[i]; i++)
        assert_expected(community, scene->expected[i]);
    char *after = exported(community);
    assert_string_not_equal(after, before);
    if (on_record)
        leave_subject(terminal, language, reference);
    take_last_back(terminal, language);
    char *undone = exported(community);
    if (strcmp(undone, before) != 0)
        fail_msg("%s leaves traces:\n%s\n%s", scene->action, before, undone);
    free(before);
    free(previewed);
    free(after);
    free(undone);
    if (scene->first)
        undo(community, first);
}

static void each_action(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        for (size_t i = 0; i < sizeof scenes / sizeof scenes[0]; i++)
            play(*state, terminal, language, &scenes[i]);
        community_leave(terminal);
    }
}

/* The parameters of the death of 张建国, who heads H1. */
static struct terminal *open_death(const struct community *community, int language)
{
    struct terminal *terminal = community_open(community, languages[language], NULL);
    open_subject(terminal, "@1");
    choose_action(terminal, death[language]);
    await_focus(terminal, event_day[language]);
    return terminal;
}

static void leave_death(struct terminal *terminal, int language)
{
    terminal_send(terminal, F3);
    terminal_await(terminal, language ? "y yes" : "y 是");
    terminal_send(terminal, "y");
    await_focus(terminal, language ? "Name" : "姓名");
    leave_subject(terminal, language, "@1");
    community_leave(terminal);
}

static void refusal_stands_at_its_field(void **state)
{
    static const char *const early[2] = {"申报日期早于发生日期", "Reported before it happened"};
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_death(*state, language);
        char *before = exported(*state);
        /* A household loses its head. */
        terminal_send(terminal, F2);
        terminal_await(terminal, language ? "! New head: " : "! 新户主：");
        await_focus(terminal, new_head[language]);
        assert_true(field_marked(terminal, new_head[language]));
        terminal_send(terminal, F2); /* swallowed until it is cleared */
        terminal_send(terminal, F8 "无此人\r");
        terminal_await(terminal, language ? "There is no Resident 无此人." : "没有居民 无此人");
        await_focus(terminal, new_head[language]);
        terminal_send(terminal, F8 "王秀英\r"); /* takes the place of what was wrong */
        terminal_await(terminal, language ? "New head: 王秀英" : "新户主：王秀英");
        go_to_field(terminal, "reported_on", language ? "Reported on" : "申报日期");
        terminal_send(terminal, "20260101" F2);
        terminal_await(terminal, early[language]);
        terminal_send(terminal, F8);
        terminal_await_gone(terminal, early[language]);
        /* What was keyed is there still. */
        go_to_field(terminal, "reason", language ? "Reason" : "说明");
        await_field_begins(terminal, new_head[language], "王秀英");
        char *after = exported(*state);
        assert_string_equal(after, before);
        free(before);
        free(after);
        leave_death(terminal, language);
    }
}

static void give_reason(struct terminal *terminal, int language)
{
    terminal_await(terminal, reason_line[language]);
    terminal_send(terminal, "误报\r");
}

static void history_takes_back(void **state)
{
    for (int language = 0; language < 2; language++) {
        char first[16], second[16], words[64];
        char *before = exported(*state);
        snprintf(first, sizeof first, "%s",
                 act(*state, "resident.rename", "resident=@3 new_name=张刚 event_day=2026-11-08"));
        snprintf(second, sizeof second, "%s",
                 act(*state, "resident.rename", "resident=@3 new_name=张毅 event_day=2026-11-09"));
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        terminal_send(terminal, "张毅\r");
        terminal_await_row(terminal, 0, "张毅");
        choose_action(terminal, history_row[language]);
        terminal_await(terminal, language ? "on 2026-11-09: " : "2026-11-09：");
        int row = await_marked_text(terminal, second);
        /* A later change stands on the first one. */
        terminal_send(terminal, DOWN);
        await_marked_row(terminal, row + 1);
        terminal_send(terminal, "u");
        give_reason(terminal, language);
        terminal_await_row(terminal, 0, refused[language]);
        terminal_await(terminal, second);
        terminal_send(terminal, F2); /* in vain */
        terminal_send(terminal, F3);
        await_marked_row(terminal, row + 1);
        /* So the later one goes first. */
        terminal_send(terminal, UP);
        await_marked_row(terminal, row);
        terminal_send(terminal, F10);
        give_reason(terminal, language);
        terminal_await_row(terminal, 0, changes[language]);
        terminal_await(terminal, "张毅 -> 张刚");
        terminal_send(terminal, F2);
        terminal_await(terminal, taken_back[language]);
        snprintf(words, sizeof words, "x %s", second);
        terminal_await(terminal, words);
        undo(*state, first);
        char *after = exported(*state);
        assert_string_equal(after, before);
        free(before);
        free(after);
        terminal_end(terminal);
    }
}

static void event_takes_back(void **state)
{
    for (int language = 0; language < 2; language++) {
        char *before = exported(*state);
        act(*state, "resident.lose", "resident=@7 event_day=2026-11-08");
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        int row = terminal_find(terminal, language ? "Event" : "事件", NULL);
        assert_true(row > 0);
        char number[8];
        snprintf(number, sizeof number, "%ld\r", strtol(terminal_row(terminal, row), NULL, 10));
        terminal_send(terminal, number);
        await_marked_text(terminal, "2026-11-08");
        terminal_send(terminal, ENTER);
        terminal_await_row(terminal, 0, "张建军");
        terminal_await(terminal, "2026-11-08");
        terminal_send(terminal, "x"); /* nothing can be typed into it */
        choose_action(terminal, language ? "Take this back" : "撤销此事");
        give_reason(terminal, language);
        terminal_await_row(terminal, 0, changes[language]);
        terminal_send(terminal, F2);
        terminal_await(terminal, taken_back[language]);
        char *after = exported(*state);
        assert_string_equal(after, before);
        free(before);
        free(after);
        terminal_end(terminal);
    }
}

/* The registry's folder is away while it is asked, and while it is done. */
static void lost_keeper_keeps_what_was_keyed(void **state)
{
    const struct community *community = *state;
    char away[128];
    snprintf(away, sizeof away, "%s-away", community->registry);
    for (int language = 0; language < 2; language++) {
        char *before = exported(community);
        struct terminal *terminal = open_death(community, language);
        terminal_send(terminal, "20261102");
        await_focus(terminal, new_head[language]);
        terminal_send(terminal, "@2\r");
        await_field_begins(terminal, new_head[language], "王秀英");
        community_kill_keeper(community);
        assert_int_equal(rename(community->registry, away), 0);
        terminal_send(terminal, F2);
        terminal_await(terminal, language ? "Not asked: " : "未能查询：");
        await_field(terminal, event_day[language], "2026-11-02");
        await_field_begins(terminal, new_head[language], "王秀英");
        assert_int_equal(rename(away, community->registry), 0);
        terminal_send(terminal, F2);
        terminal_await_row(terminal, 0, changes[language]);
        community_kill_keeper(community);
        assert_int_equal(rename(community->registry, away), 0);
        terminal_send(terminal, F2);
        terminal_await(terminal, language ? "Not done: " : "未办理：");
        assert_int_equal(rename(away, community->registry), 0);
        terminal_resize(terminal, 17, 60);
        terminal_await_row(terminal, 16, "F9");
        terminal_resize(terminal, 24, 80);
        terminal_await_row(terminal, 23, "F9");
        terminal_send(terminal, F2);
        terminal_await(terminal, done[language]);
        community_assert_field(community, "resident", "@1", "status", "3");
        community_assert_field(community, "resident", "@2", "relation", "02");
        /* The screen below shows it. */
        terminal_send(terminal, PAGE_DOWN);
        await_field_begins(terminal, language ? "State" : "状态", "3 ");
        leave_subject(terminal, language, "@1");
        take_last_back(terminal, language);
        char *after = exported(community);
        assert_string_equal(after, before);
        free(before);
        free(after);
        community_leave(terminal);
    }
}

/* The row of the menu with this number, or -1. */
static int numbered_row(struct terminal *terminal, const char *number)
{
    for (int row = 0; row < 24; row++)
        if (terminal_find_in(terminal, row, number, 2) == 2 &&
            strcmp(terminal_cell(terminal, row, 5), " ") == 0)
            return row;
    return -1;
}

static bool has_number(struct terminal *terminal, const void *number)
{
    return numbered_row(terminal, number) >= 0;
}

/* What another clerk changed after the preview is shown before it is done. */
static void other_change_is_shown_first(void **state)
{
    for (int language = 0; language < 2; language++) {
        char *before = exported(*state);
        struct terminal *terminal = open_death(*state, language);
        terminal_send(terminal, "20261102@2\r" F2);
        terminal_await_row(terminal, 0, changes[language]);
        terminal_await(terminal, language ? "First marriage -> Widowed" : "初婚 -> 丧偶");
        char renamed[16];
        snprintf(renamed, sizeof renamed, "%s",
                 act(*state, "resident.rename", "resident=@2 new_name=王秀兰"));
        terminal_send(terminal, F2);
        terminal_await(terminal, language ? "changed meanwhile" : "其间");
        terminal_await(terminal, language ? "Resident 王秀兰" : "居民 王秀兰");
        community_assert_field(*state, "resident", "@1", "status", "1");
        terminal_send(terminal, F2);
        terminal_await(terminal, done[language]);
        community_assert_field(*state, "resident", "@1", "status", "3");
        leave_subject(terminal, language, "@1");
        take_last_back(terminal, language);
        undo(*state, renamed);
        char *after = exported(*state);
        assert_string_equal(after, before);
        free(before);
        free(after);
        community_leave(terminal);
    }
}

/* Among the actions of a household is moving into it. */
static void household_takes_somebody_in(void **state)
{
    for (int language = 0; language < 2; language++) {
        char *before = exported(*state);
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        open_subject(terminal, "H2");
        choose_action(terminal, language ? "Moving in" : "迁入登记");
        await_field_begins(terminal, language ? "Household number" : "户号", "H2  ");
        fill(terminal, "name", "陈晨");
        fill(terminal, "sex", "2");
        fill(terminal, "birth_date", "19990909");
        fill(terminal, "residence_type", "2");
        fill(terminal, "relation", "99");
        terminal_send(terminal, F2);
        terminal_await_row(terminal, 0, changes[language]);
        terminal_send(terminal, F2);
        terminal_await(terminal, done[language]);
        terminal_await(terminal, "陈晨"); /* in the household below */
        leave_subject(terminal, language, "H2");
        take_last_back(terminal, language);
        char *after = exported(*state);
        assert_string_equal(after, before);
        free(before);
        free(after);
        community_leave(terminal);
    }
}

/* Whoever the cursor is on in a list is nobody to who moves in. */
static void moving_in_is_about_nobody_at_hand(void **state)
{
    struct terminal *terminal = community_open(*state, "en", NULL);
    terminal_send(terminal, "@1" ENTER);
    await_marked_text(terminal, name_of("@1"));
    choose_action(terminal, "Moving in");
    terminal_await_row(terminal, 0, "> Moving in");
    assert_null(strstr(terminal_row(terminal, 0), name_of("@1")));
    terminal_send(terminal, F3 F3);
    await_home(terminal);
    community_leave(terminal);
}

/* What was saved by hand can be taken back like an action. */
static void saved_is_taken_back(void **state)
{
    for (int language = 0; language < 2; language++) {
        char *before = exported(*state);
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        open_subject(terminal, "@8");
        fill(terminal, "phone", "13912345678");
        terminal_send(terminal, F2);
        await_home(terminal);
        community_assert_field(*state, "resident", "@8", "name", "赵静");
        take_last_back(terminal, language);
        char *after = exported(*state);
        assert_string_equal(after, before);
        free(before);
        free(after);
        community_leave(terminal);
    }
}

/* Names as pinyin, the whole way. */
static void terminal_without_hanzi(void **state)
{
    const struct terminal_options options = {.type = "linux"};
    struct terminal *terminal = community_open(*state, NULL, &options);
    terminal_send(terminal, "zhangjianguo\r");
    terminal_await_row(terminal, 0, "Zhang Jianguo");
    choose_action(terminal, death[1]);
    await_focus(terminal, event_day[1]);
    terminal_await_row(terminal, 0, "Death: Zhang Jianguo");
    terminal_send(terminal, "20261102@2\r");
    await_field_begins(terminal, new_head[1], "Wang Xiuying");
    terminal_send(terminal, F2);
    terminal_await_row(terminal, 0, changes[1]);
    terminal_await(terminal, "changed: Resident Wang Xiuying");
    terminal_end(terminal);
}

static bool is_below(struct terminal *terminal, const void *names)
{
    const char *const *two = names;
    return terminal_find(terminal, two[0], NULL) > terminal_find(terminal, two[1], NULL);
}

/* In a household, and they are not counted among its members. */
static void the_dead_stand_last(void **state)
{
    for (int language = 0; language < 2; language++) {
        char number[16];
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        open_subject(terminal, "H1");
        terminal_await(terminal, language ? "members: 7" : "成员 7 人");
        terminal_await_that(terminal, "the oldest first", is_below,
                            (const char *const[]){"张浩", "张建军"});
        snprintf(number, sizeof number, "%s",
                 act(*state, "resident.death", "resident=@7 event_day=2026-11-02"));
        terminal_await(terminal, language ? "members: 6" : "成员 6 人");
        terminal_await_that(terminal, "the dead last", is_below,
                            (const char *const[]){"张建军", "张浩"});
        leave_subject(terminal, language, "H1");
        community_leave(terminal);
        undo(*state, number);
    }
}

static void numbers_of_two_digits(void **state)
{
    struct terminal *terminal = community_open(*state, "en", NULL);
    open_subject(terminal, "@7");
    terminal_send(terminal, F10);
    terminal_await_that(terminal, "ten rows", has_number, "10  ");
    char tenth[8], second[8];
    int row = numbered_row(terminal, "10  ");
    snprintf(tenth, sizeof tenth, "%.6s", terminal_row(terminal, row) + 6);
    snprintf(second, sizeof second, "%.6s", terminal_row(terminal, row - 8) + 6);
    terminal_send(terminal, "1"); /* of 1 or of 10: waits */
    await_marked_row(terminal, row - 9);
    terminal_send(terminal, "0");
    terminal_await_row(terminal, 0, tenth);
    terminal_await_row(terminal, 23, "F2 Preview");
    terminal_send(terminal, F3);
    terminal_await_row(terminal, 23, "F2 Save");
    terminal_send(terminal, F10 "02");
    terminal_await_row(terminal, 0, second);
    terminal_await_row(terminal, 23, "F2 Preview");
    int caret_row, caret_column;
    terminal_caret(terminal, &caret_row, &caret_column);
    terminal_send(terminal, F3);
    terminal_await_row(terminal, 23, "F2 Save");
    /* Enter out of habit behind the number passes over no field. */
    terminal_send(terminal, F10 "02" ENTER F9);
    terminal_await_row(terminal, 23, "F2 预览");
    terminal_send(terminal, F9);
    terminal_await_row(terminal, 23, "F2 Preview");
    terminal_await_caret(terminal, caret_row, caret_column);
    terminal_end(terminal);
}

static void assert_rows_cost_little(struct terminal *terminal, const char *first, int moves)
{
    int row = await_marked_text(terminal, first);
    size_t start_bytes = terminal_bytes(terminal);
    for (int i = 1; i <= moves; i++) {
        terminal_send(terminal, DOWN);
        await_marked_row(terminal, row + i);
    }
    for (int i = moves - 1; i >= 0; i--) {
        terminal_send(terminal, UP);
        await_marked_row(terminal, row + i);
    }
    size_t bytes = terminal_bytes(terminal) - start_bytes;
    if (bytes > (size_t)2 * (size_t)moves * ROW_MOST)
        fail_msg("%zu bytes for %d rows", bytes, 2 * moves);
}

static void rows_cost_little(void **state)
{
    static const char *const kinds[] = {"xterm-256color", "vt100"};
    enum { MOVES = 8 };
    for (int kind = 0; kind < 2; kind++) {
        const struct terminal_options options = {.type = kinds[kind]};
        struct terminal *terminal = community_open(*state, "zh_CN", &options);
        open_subject(terminal, "@1");
        terminal_send(terminal, F10);
        terminal_await(terminal, death[0]);
        assert_rows_cost_little(terminal, " 1  ", MOVES);
        terminal_send(terminal, F3);
        terminal_await_gone(terminal, death[0]);
        choose_action(terminal, death[0]);
        await_focus(terminal, event_day[0]);
        terminal_send(terminal, "20261102@2\r" F2);
        terminal_await_row(terminal, 0, changes[0]);
        assert_rows_cost_little(terminal, "* 更改：居民 张建国", MOVES);
        terminal_end(terminal);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refusal_stands_at_its_field),
        cmocka_unit_test(lost_keeper_keeps_what_was_keyed),
        cmocka_unit_test(history_takes_back),
        cmocka_unit_test(event_takes_back),
        cmocka_unit_test(other_change_is_shown_first),
        cmocka_unit_test(household_takes_somebody_in),
        cmocka_unit_test(moving_in_is_about_nobody_at_hand),
        cmocka_unit_test(saved_is_taken_back),
        cmocka_unit_test(terminal_without_hanzi),
        cmocka_unit_test(the_dead_stand_last),
        cmocka_unit_test(numbers_of_two_digits),
        cmocka_unit_test(rows_cost_little),
        cmocka_unit_test(each_action),
    };
    return cmocka_run_group_tests(tests, start, community_end);
}

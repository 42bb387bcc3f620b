/* Printing from a record and from a list: asked for by numbers, into a file, never over another. */

#include "community.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int start(void **state)
{
    int status = community_empty(state);
    for (int i = 1; i <= 40; i++)
        community_save_one(*state, "archive",
                           "{\"fonds\":\"J006\",\"category\":\"WS\",\"year\":\"2019\","
                           "\"retention\":\"Y\",\"office\":\"居委会\",\"item\":\"%d\","
                           "\"title\":\"关于第%d号事项的通知\",\"pages\":\"2\"}",
                           i, i);
    return status;
}

/* The list of the archive's items, from the first screen. */
static struct terminal *open_list(const struct community *community, const char *language)
{
    struct terminal *terminal = community_open(community, language, NULL);
    terminal_send(terminal, "3\r");
    terminal_await(terminal, strcmp(language, "en") == 0 ? "of 40" : "共 40");
    await_marker(terminal);
    return terminal;
}

/* By the number that stands before it. */
static void choose(struct terminal *terminal, const char *label)
{
    terminal_await(terminal, label);
    const char *line = terminal_row(terminal, terminal_find(terminal, label, NULL));
    char number[16];
    snprintf(number, sizeof number, "%ld", strtol(line + strspn(line, " >"), NULL, 10));
    terminal_send(terminal, number);
}

static void leave(struct terminal *terminal)
{
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

static long size_of(const struct community *community, const char *name)
{
    char path[256];
    struct stat about;
    snprintf(path, sizeof path, "%s/%s", community->path, name);
    return stat(path, &about) == 0 ? (long)about.st_size : -1;
}

static void begins_with(const struct community *community, const char *name, const char *bytes)
{
    char path[256], begin[16] = "";
    snprintf(path, sizeof path, "%s/%s", community->path, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_true(fread(begin, 1, strlen(bytes), file) == strlen(bytes));
    fclose(file);
    assert_string_equal(begin, bytes);
}

static void a_whole_list_is_printed(void **state)
{
    struct community *community = *state;
    struct terminal *terminal = open_list(community, "en");
    choose_action(terminal, "Print");
    choose(terminal, "All that the list shows");
    terminal_await(terminal, "Print: All that the list shows");
    choose(terminal, "Catalogue of filed documents  ");
    terminal_await(terminal, "Print: Catalogue of filed documents");
    terminal_send(terminal, "1");
    terminal_await(terminal, "Print into the file: ~/filing_catalogue-" TODAY ".pdf");
    terminal_send(terminal, ENTER);
    terminal_await(terminal, "Pages: ");
    begins_with(community, "filing_catalogue-" TODAY ".pdf", "%PDF-");
    leave(terminal);
}

static void one_record_is_printed_as_text(void **state)
{
    struct community *community = *state;
    struct terminal *terminal = open_list(community, "zh_CN");
    choose_action(terminal, "打印");
    terminal_await(terminal, "列表中的全部");
    terminal_send(terminal, "1");
    terminal_await(terminal, "打印：关于第1号");
    choose(terminal, "档案标签  ");
    terminal_await(terminal, "打印：档案标签");
    choose(terminal, "80列文本，存成文件");
    terminal_await(terminal, "打印到文件");
    terminal_send(terminal, ERASE "one.txt" ENTER);
    terminal_await(terminal, "共 1 页，已写入");
    assert_true(size_of(community, "one.txt") > 20);
    leave(terminal);
}

static void nothing_is_written_over(void **state)
{
    struct community *community = *state;
    char path[256];
    snprintf(path, sizeof path, "%s/kept.pdf", community->path);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("kept", file);
    fclose(file);
    struct terminal *terminal = open_list(community, "en");
    choose_action(terminal, "Print");
    terminal_await(terminal, "This record");
    terminal_send(terminal, "1");
    terminal_await(terminal, "Print: 关于第1号");
    choose(terminal, "Item labels  ");
    terminal_await(terminal, "Print: Item labels");
    terminal_send(terminal, "1");
    terminal_await(terminal, "Print into the file");
    terminal_send(terminal, ERASE "kept.pdf" ENTER);
    terminal_await(terminal, "Replace it?");
    terminal_send(terminal, "n");
    terminal_await(terminal, "Print: Item labels");
    begins_with(community, "kept.pdf", "kept");
    terminal_send(terminal, "1");
    terminal_await(terminal, "Print into the file");
    terminal_send(terminal, ERASE "kept.pdf" ENTER);
    terminal_await(terminal, "Replace it?");
    terminal_send(terminal, "y");
    terminal_await(terminal, "Pages: 1, in ");
    begins_with(community, "kept.pdf", "%PDF-");
    leave(terminal);
}

static void what_goes_wrong_is_said(void **state)
{
    struct community *community = *state;
    struct terminal *terminal = open_list(community, "en");
    choose_action(terminal, "Print");
    terminal_await(terminal, "This record");
    terminal_send(terminal, "2");
    terminal_await(terminal, "Print: All that the list shows");
    choose(terminal, "Catalogue of volumes  ");
    terminal_await(terminal, "PDF, into a file");
    terminal_send(terminal, "1");
    terminal_await(terminal, "Print into the file");
    terminal_send(terminal, ENTER);
    terminal_await(terminal, "There is nothing to print");
    choose_action(terminal, "Print");
    terminal_await(terminal, "This record");
    terminal_send(terminal, "1");
    terminal_await(terminal, "Print: 关于第1号");
    choose(terminal, "Item labels  ");
    terminal_await(terminal, "PDF, into a file");
    terminal_send(terminal, "1");
    terminal_await(terminal, "Print into the file");
    terminal_send(terminal, ERASE "/nowhere/at/all.pdf" ENTER);
    terminal_await(terminal, "cannot be written");
    leave(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_list_is_printed),
        cmocka_unit_test(one_record_is_printed_as_text),
        cmocka_unit_test(nothing_is_written_over),
        cmocka_unit_test(what_goes_wrong_is_said),
    };
    return cmocka_run_group_tests(tests, start, community_end);
}

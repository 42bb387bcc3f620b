#define _GNU_SOURCE
#include "community.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ARGUMENTS_MOST = 32 };

static const char *program(void)
{
    const char *named = getenv("JUMIN_PROGRAM");
    return named ? named : "build/jumin";
}

static struct community *start(void)
{
    struct community *community = calloc(1, sizeof *community);
    assert_non_null(community);
    strcpy(community->path, "/tmp/jumin-terminal-XXXXXX");
    assert_non_null(mkdtemp(community->path));
    snprintf(community->registry, sizeof community->registry, "%s/registry", community->path);
    setenv("HOME", community->path, 1);
    setenv("JUMIN_TODAY", TODAY, 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("TZ", "UTC", 1);
    static const char *const unset[] = {"JUMIN_REGISTRY", "JUMIN_KEYS", "JUMIN_ASCII",
                                        "NO_COLOR",       "LANGUAGE",   "XDG_CONFIG_HOME"};
    for (size_t i = 0; i < sizeof unset / sizeof unset[0]; i++)
        unsetenv(unset[i]);
    return community;
}

int community_demo_of(void **state, int residents)
{
    char number[16];
    snprintf(number, sizeof number, "%d", residents);
    struct community *community = start();
    *state = community;
    free(community_run(
        community, NULL, NULL,
        (const char *[]){"-l", "en", "demo", "--residents", number, "--seed", "1", NULL}));
    return 0;
}

int community_demo(void **state)
{
    enum { RESIDENTS = 600 };
    return community_demo_of(state, RESIDENTS);
}

int community_empty(void **state)
{
    struct community *community = start();
    *state = community;
    free(community_run(community, NULL, NULL,
                       (const char *[]){"-l", "en", "init", "--community", COMMUNITY, "--name",
                                        "朝阳街社区", NULL}));
    return 0;
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *place)
{
    (void)about;
    (void)kind;
    (void)place;
    return remove(path);
}

/* Ends the keeper, and returns when it has let go of its lock. */
static void end_keeper(const struct community *community, int by)
{
    char path[sizeof community->registry + 16];
    snprintf(path, sizeof path, "%s/keeper.lock", community->registry);
    int lock = open(path, O_RDWR | O_CLOEXEC);
    if (lock < 0)
        return;
    char number[16] = {0};
    bool running = flock(lock, LOCK_EX | LOCK_NB) != 0;
    if (running && pread(lock, number, sizeof number - 1, 0) > 0 && atoi(number) > 1)
        kill(atoi(number), by);
    if (running)
        while (flock(lock, LOCK_EX) != 0 && errno == EINTR)
            ;
    close(lock);
}

void community_kill_keeper(const struct community *community)
{
    end_keeper(community, SIGKILL);
}

int community_end(void **state)
{
    struct community *community = *state;
    if (!community)
        return 0;
    end_keeper(community, SIGTERM);
    nftw(community->path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(community);
    return 0;
}

struct terminal *community_open(const struct community *community, const char *language,
                                const struct terminal_options *options)
{
    static const struct terminal_options usual = {0};
    const char *arguments[] = {"-r", community->registry, language ? "-l" : NULL, language, NULL};
    struct terminal *terminal = terminal_start(options ? options : &usual, arguments);
    int rows = options && options->rows ? options->rows : 24;
    terminal_await_row(terminal, rows - 1, "F9");
    return terminal;
}

static bool shows_question(struct terminal *terminal, const void *context)
{
    (void)context;
    return terminal_shows(terminal, "y 是") || terminal_shows(terminal, "y yes");
}

void community_leave(struct terminal *terminal)
{
    community_leave_by(terminal, F3);
}

void community_leave_by(struct terminal *terminal, const char *back)
{
    terminal_send(terminal, back);
    terminal_await_that(terminal, "the question whether to leave", shows_question, NULL);
    terminal_send(terminal, "y");
    assert_int_equal(terminal_finish(terminal), 0);
}

static void child(const char *const *words, int in, int out)
{
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    int nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, STDERR_FILENO);
    execv(words[0], (char *const *)(uintptr_t)words);
    _exit(127);
}

char *community_run(const struct community *community, const char *input, int *status,
                    const char *const *arguments)
{
    const char *words[ARGUMENTS_MOST + 4] = {program(), "-r", community->registry};
    for (int i = 0; i < ARGUMENTS_MOST && arguments[i]; i++)
        words[i + 3] = arguments[i];
    FILE *in = tmpfile(), *out = tmpfile();
    assert_true(in && out);
    if (input)
        fputs(input, in);
    fflush(in);
    lseek(fileno(in), 0, SEEK_SET);
    pid_t process = fork();
    assert_true(process >= 0);
    if (process == 0)
        child(words, fileno(in), fileno(out));
    int ended;
    while (waitpid(process, &ended, 0) < 0)
        assert_int_equal(errno, EINTR);
    assert_true(WIFEXITED(ended));
    if (status)
        *status = WEXITSTATUS(ended);
    else
        assert_int_equal(WEXITSTATUS(ended), 0);
    fseek(out, 0, SEEK_END);
    size_t length = (size_t)ftell(out);
    rewind(out);
    char *text = calloc(1, length + 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, length, out), length);
    fclose(in);
    fclose(out);
    return text;
}

void community_save(const struct community *community, const char *form, const char *objects)
{
    int status;
    char *answer = community_run(community, objects, &status,
                                 (const char *[]){"-l", "en", "save", form, NULL});
    if (status != 0)
        fail_msg("save: %s", answer);
    free(answer);
}

char *community_show(const struct community *community, const char *form, const char *key)
{
    int status;
    char *text =
        community_run(community, NULL, &status,
                      (const char *[]){"-l", "en", "show", form, key, "--format", "json", NULL});
    if (status == 0)
        return text;
    free(text);
    return NULL;
}

void community_assert_field(const struct community *community, const char *form, const char *key,
                            const char *field, const char *value)
{
    char *text = community_show(community, form, key);
    if (!text)
        fail_msg("there is no %s %s", form, key);
    json_t *record = json_loads(text, 0, NULL);
    assert_non_null(record);
    json_t *found = json_object_get(record, field);
    char number[32];
    const char *is = json_is_string(found) ? json_string_value(found) : "";
    if (json_is_integer(found)) {
        snprintf(number, sizeof number, "%lld", (long long)json_integer_value(found));
        is = number;
    }
    if (strcmp(is, value) != 0)
        fail_msg("%s %s: %s is '%s', not '%s'; %s", form, key, field, is, value, text);
    json_decref(record);
    free(text);
}

const char *id_number(const char *seventeen)
{
    static char number[19];
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    assert_int_equal(strlen(seventeen), 17);
    for (int i = 0; i < 17; i++)
        sum += (seventeen[i] - '0') * weights[i];
    snprintf(number, sizeof number, "%s%c", seventeen, "10X98765432"[sum % 11]);
    return number;
}

void community_save_one(const struct community *community, const char *form, const char *format,
                        ...)
{
    char object[4096];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(object, sizeof object, format, arguments);
    va_end(arguments);
    community_save(community, form, object);
}

long community_count(const struct community *community, const char *form, const char *query)
{
    const char *arguments[] = {"-l", "en", "count", form, query ? "--where" : NULL, query, NULL};
    char *text = community_run(community, NULL, NULL, arguments);
    long count = strtol(text, NULL, 10);
    free(text);
    return count;
}

struct box {
    int row, label, start, end; /* columns of the label, after the [ and of the ] */
};

/* The end of a box: the text in it may hold such a character too, but with text behind it. */
static bool is_closing(struct terminal *terminal, int row, int column)
{
    int rows, columns;
    terminal_size(terminal, &rows, &columns);
    const char *cell = terminal_cell(terminal, row, column);
    return (*cell == ']' || *cell == '>') &&
           (column + 1 >= columns || *terminal_cell(terminal, row, column + 1) == ' ');
}

/* A label with its number before it and its box behind it. */
static bool find_box(struct terminal *terminal, const char *label, struct box *box)
{
    int rows, columns;
    terminal_size(terminal, &rows, &columns);
    for (int row = 0; row < rows; row++) {
        int at = -1;
        while ((at = terminal_find_in(terminal, row, label, at + 1)) >= 0) {
            bool numbered = at > 1 && strpbrk(terminal_cell(terminal, row, at - 2), "0123456789");
            int column = at;
            for (size_t bytes = 0; bytes < strlen(label); column++)
                bytes += strlen(terminal_cell(terminal, row, column));
            const char *cell = terminal_cell(terminal, row, column);
            while (column < columns && (*cell == '\0' || *cell == ' ' || *cell == '*'))
                cell = terminal_cell(terminal, row, ++column);
            if (column >= columns || !strpbrk(terminal_cell(terminal, row, column), "[<"))
                continue;
            int end = column + 1;
            while (end < columns && !is_closing(terminal, row, end))
                end++;
            if (numbered && end < columns) {
                *box = (struct box){row, at, column + 1, end};
                return true;
            }
        }
    }
    return false;
}

const char *field_text(struct terminal *terminal, const char *label)
{
    static char text[1024];
    struct box box;
    size_t length = 0, end = 0;
    if (!find_box(terminal, label, &box))
        return NULL;
    for (int column = box.start; column < box.end; column++) {
        const char *cell = terminal_cell(terminal, box.row, column);
        size_t bytes = strlen(cell);
        assert_true(length + bytes < sizeof text);
        memcpy(text + length, cell, bytes);
        length += bytes;
        if (bytes > 0 && *cell != ' ')
            end = length;
    }
    text[end] = '\0';
    return text;
}

struct wish {
    const char *label, *text;
};

static bool has_text(struct terminal *terminal, const void *context)
{
    const struct wish *wish = context;
    const char *text = field_text(terminal, wish->label);
    return text && strcmp(text, wish->text) == 0;
}

void await_field(struct terminal *terminal, const char *label, const char *text)
{
    char what[512];
    snprintf(what, sizeof what, "%s = %s", label, text);
    terminal_await_that(terminal, what, has_text, &(struct wish){label, text});
}

struct scrolling {
    const char *label;
    bool left, right;
};

static bool is_scrolled(struct terminal *terminal, const void *context)
{
    const struct scrolling *wish = context;
    struct box box;
    if (!find_box(terminal, wish->label, &box))
        return false;
    bool left = *terminal_cell(terminal, box.row, box.start - 1) == '<';
    bool right = *terminal_cell(terminal, box.row, box.end) == '>';
    return left == wish->left && right == wish->right;
}

void await_scrolled(struct terminal *terminal, const char *label, bool left, bool right)
{
    terminal_await_that(terminal, "marks of what does not fit", is_scrolled,
                        &(struct scrolling){label, left, right});
}

static bool has_focus(struct terminal *terminal, const void *context)
{
    enum { MARK_BEFORE = 4 };
    const struct wish *wish = context;
    struct box box;
    int row, column;
    if (!find_box(terminal, wish->label, &box))
        return false;
    terminal_caret(terminal, &row, &column);
    int rows,
        columns; /* the key bar is drawn after all else: with it, nothing is of another screen */
    terminal_size(terminal, &rows, &columns);
    if (!strstr(terminal_row(terminal, rows - 1), "F4"))
        return false;
    const char *mark = terminal_cell(terminal, box.row, box.label - MARK_BEFORE);
    return row == box.row && column >= box.start && column <= box.end &&
           (strcmp(mark, ">") == 0 || strcmp(mark, "!") == 0);
}

void await_focus(struct terminal *terminal, const char *label)
{
    char what[512];
    snprintf(what, sizeof what, "the caret in %s", label);
    terminal_await_that(terminal, what, has_focus, &(struct wish){label, NULL});
}

static bool begins(struct terminal *terminal, const void *context)
{
    const struct wish *wish = context;
    const char *text = field_text(terminal, wish->label);
    return text && strncmp(text, wish->text, strlen(wish->text)) == 0;
}

void await_field_begins(struct terminal *terminal, const char *label, const char *text)
{
    char what[512];
    snprintf(what, sizeof what, "%s = %s...", label, text);
    terminal_await_that(terminal, what, begins, &(struct wish){label, text});
}

void go_to_field(struct terminal *terminal, const char *field, const char *label)
{
    terminal_send(terminal, F6);
    terminal_send(terminal, field);
    terminal_send(terminal, ENTER);
    await_focus(terminal, label);
}

/* Whole: the key bar is its own and the caret, which comes last, is in the line. */
static bool is_home(struct terminal *terminal, const void *context)
{
    enum { LINE = 2 };
    (void)context;
    int rows, columns, row, column;
    terminal_size(terminal, &rows, &columns);
    terminal_caret(terminal, &row, &column);
    const char *bar = terminal_row(terminal, rows - 1);
    return row == LINE && strstr(bar, "F7") && !strstr(bar, "F10") && !strstr(bar, "F4") &&
           strstr(terminal_row(terminal, 0), COMMUNITY) &&
           strchr(terminal_row(terminal, LINE), '[');
}

void await_home(struct terminal *terminal)
{
    terminal_await_that(terminal, "the first screen", is_home, NULL);
}

bool field_marked(struct terminal *terminal, const char *label)
{
    enum { MARK_BEFORE = 4 };
    struct box box;
    return find_box(terminal, label, &box) &&
           strcmp(terminal_cell(terminal, box.row, box.label - MARK_BEFORE), "!") == 0;
}

/* context: a row, or NULL for any. */
static bool is_marked(struct terminal *terminal, const void *context)
{
    const int *wanted = context;
    int row, column;
    terminal_caret(terminal, &row, &column);
    return (wanted ? *wanted == row : row > 0) &&
           strcmp(terminal_cell(terminal, row, column), ">") == 0;
}

void await_marked_row(struct terminal *terminal, int row)
{
    terminal_await_that(terminal, "the caret on the marked row", is_marked, &row);
}

int await_marker(struct terminal *terminal)
{
    int row, column;
    terminal_await_that(terminal, "the caret on a marked row", is_marked, NULL);
    terminal_caret(terminal, &row, &column);
    return row;
}

static bool on_first_row(struct terminal *terminal, const void *context)
{
    (void)context;
    int row, column;
    terminal_caret(terminal, &row, &column);
    return column == 0 && terminal_find_in(terminal, row, " 1  ", 2) == 2;
}

static bool off_row(struct terminal *terminal, const void *context)
{
    int row, column;
    terminal_caret(terminal, &row, &column);
    return row != *(const int *)context && is_marked(terminal, NULL);
}

void choose_action(struct terminal *terminal, const char *label)
{
    terminal_send(terminal, F10);
    choose_row(terminal, label);
}

void choose_row(struct terminal *terminal, const char *label)
{
    enum { NAME = 6, ROWS_MOST = 60 };
    terminal_await_that(terminal, "the first row of the menu", on_first_row, NULL);
    int row = await_marker(terminal);
    for (int i = 0; i < ROWS_MOST; i++) {
        if (terminal_find_in(terminal, row, label, NAME) == NAME) {
            terminal_send(terminal, ENTER);
            return;
        }
        terminal_send(terminal, DOWN);
        terminal_await_that(terminal, "the next row of the menu", off_row, &row);
        row = await_marker(terminal);
    }
    terminal_print(terminal);
    fail_msg("the menu has no %s", label);
}

bool list_range(struct terminal *terminal, struct range *range)
{
    int rows, columns;
    terminal_size(terminal, &rows, &columns);
    for (int row = 0; row < rows; row++) {
        char line[1024] = ""; /* without the commas in long numbers */
        for (const char *at = terminal_row(terminal, row); *at; at++)
            if (*at != ',' && strlen(line) + 1 < sizeof line)
                strncat(line, at, 1);
        for (const char *at = strpbrk(line, "123456789"); at;
             at = strpbrk(at + strspn(at, "0123456789"), "123456789"))
            if (sscanf(at, "%ld-%ld，共 %ld", &range->first, &range->last, &range->total) == 3 ||
                sscanf(at, "%ld-%ld of %ld", &range->first, &range->last, &range->total) == 3)
                return true;
    }
    return false;
}

struct page {
    long first;
    struct range *range;
};

static bool is_page(struct terminal *terminal, const void *context)
{
    const struct page *page = context;
    return list_range(terminal, page->range) && page->range->first == page->first &&
           is_marked(terminal, NULL);
}

struct range await_page(struct terminal *terminal, long first)
{
    struct range range = {0};
    char what[64];
    snprintf(what, sizeof what, "the page from %ld on", first);
    terminal_await_that(terminal, what, is_page, &(struct page){first, &range});
    return range;
}

void open_entry(struct terminal *terminal, const char *label)
{
    char number[8];
    int column;
    terminal_await(terminal, label);
    const char *row = terminal_row(terminal, terminal_find(terminal, label, &column));
    const char *at = strstr(row, label);
    while (at > row && at[-1] == ' ')
        at--;
    const char *end = at;
    while (at > row && at[-1] >= '0' && at[-1] <= '9')
        at--;
    snprintf(number, sizeof number, "%.*s\r", (int)(end - at), at);
    terminal_send(terminal, number);
}

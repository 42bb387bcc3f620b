/* Titles in a large archive room: words in any order, in hanzi and in pinyin, with a year, a
 * category and an office in the one line; each key as it is typed, and Enter. Branches of the tree
 * too. */

#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "client/client.h"
#include "text/message.h"
#include "text/pinyin.h"
#include "text/utf8.h"

enum { TEXTS = 40, ROWS_TYPED = 10, ROWS_ENTER = 50, COUNTED = 500, TIMES_MOST = 20000 };

static const char *const words[] = {
    "会议", "记录", "通知", "报告", "总结", "党员", "换届", "选举", "文明", "治理", "消防",
    "安全", "检查", "低保", "救助", "名册", "老年", "体检", "志愿", "服务", "卫生", "整治",
    "垃圾", "分类", "物业", "业主", "调解", "协议", "普查", "维修", "改造", "验收", "财务",
    "报表", "预算", "决算", "审批", "请示", "批复", "居民", "代表", "计划", "社区", "环境"};
static const char *const offices[] = {"办公室", "居委会", "综治", "民政", "党委", "工作站"};
static const char *const categories[] = {"WS", "WS", "WS", "KU", "ZY", "ZP"};
static const char *const retentions[] = {"Y", "D30", "D10"};
#define COUNT_OF(items) (sizeof(items) / sizeof *(items))

static double times[TIMES_MOST];
static size_t timed;
static uint64_t state = 88172645463325252u;

static uint64_t below(uint64_t limit)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state % limit;
}

static const char *word(void)
{
    return words[below(COUNT_OF(words))];
}

static void write_items(const char *path, uint64_t items)
{
    FILE *file = fopen(path, "w");
    if (!file)
        return;
    fputs("全宗号,门类,年度,保管期限,机构(问题),题名,页数\n", file);
    for (uint64_t i = 0; i < items; i++)
        fprintf(file, "J006,%s,%d,%s,%s,关于%s%s%s%s工作的%s,%d\n",
                categories[below(COUNT_OF(categories))], 1966 + (int)below(60),
                retentions[below(COUNT_OF(retentions))], offices[below(COUNT_OF(offices))], word(),
                word(), word(), word(), word(), 1 + (int)below(60));
    fclose(file);
}

static const char *archive_of(uint64_t items)
{
    static char path[4096];
    char marker[4200], csv[4200];
    char *here = realpath("build", NULL);
    snprintf(path, sizeof path, "%s/bench/titles-%llu", here, (unsigned long long)items);
    snprintf(marker, sizeof marker, "%s/made", path);
    snprintf(csv, sizeof csv, "%s.csv", path);
    free(here);
    if (access(marker, F_OK) == 0)
        return path;
    bench_run((const char *const[]){"rm", "-rf", path, NULL}, NULL);
    write_items(csv, items);
    bench_run((const char *const[]){"build/jumin", "-r", path, "init", "--community",
                                    "430724001006", "--name", "x", NULL},
              NULL);
    bench_report(
        "import of archive items",
        bench_run((const char *const[]){"build/jumin", "-r", path, "import", "archive", csv, NULL},
                  NULL),
        "s", 0);
    FILE *file = fopen(marker, "w");
    if (file)
        fclose(file);
    return path;
}

static void note(double start)
{
    if (timed < TIMES_MOST)
        times[timed++] = bench_now() - start;
}

static void ask(struct client *client, const char *text, bool typed)
{
    struct arena *arena = arena_new();
    struct find_request request = {.text = text,
                                   .limit = typed ? ROWS_TYPED : ROWS_ENTER,
                                   .counted = typed ? 0 : COUNTED,
                                   .quick = typed};
    struct find_answer answer = {0};
    struct fault fault = {0};
    double start = bench_now();
    client_find(client, &request, arena, &answer, &fault);
    note(start);
    arena_free(arena);
}

static void type(struct client *client, const char *text)
{
    char part[256];
    size_t length = strlen(text), characters = 0;
    for (size_t at = 0; at < length && at < sizeof part - 4;) {
        uint32_t code;
        at += utf8_decode(text + at, length - at, &code);
        memcpy(part, text, at);
        part[at] = '\0';
        if (++characters > 1 || utf8_is_hanzi(code))
            ask(client, part, true);
    }
}

static const char *const kinds[] = {
    "two words",          "three words",          "word and year",       "word, year, category",
    "word, office, year", "word in pinyin, year", "two words in pinyin", "initials, year"};

static const char *spelled(bool initials, struct arena *arena)
{
    char text[64];
    (initials ? pinyin_initials : pinyin_spelling)(word(), PINYIN_TEXT, text, sizeof text);
    return arena_copy(arena, text);
}

static const char *text_of(size_t kind, struct arena *arena)
{
    int year = 1966 + (int)below(60);
    switch (kind) {
    case 0:
        return arena_format(arena, "%s %s", word(), word());
    case 1:
        return arena_format(arena, "%s %s %s", word(), word(), word());
    case 2:
        return arena_format(arena, "%s %d", word(), year);
    case 3:
        return arena_format(arena, "%d %s %s", year, word(),
                            categories[below(COUNT_OF(categories))]);
    case 4:
        return arena_format(arena, "%s %s %d", word(), offices[below(COUNT_OF(offices))], year);
    case 5:
        return arena_format(arena, "%s %d", spelled(false, arena), year);
    case 6:
        return arena_format(arena, "%s %s", spelled(false, arena), spelled(false, arena));
    default:
        return arena_format(arena, "%s %d", spelled(true, arena), year);
    }
}

static void report(const char *kind, const char *what, uint64_t items)
{
    char name[128];
    snprintf(name, sizeof name, "%s, %s at %llu, median", kind, what, (unsigned long long)items);
    bench_report(name, timed ? bench_percentile(times, timed, 0.5) * 1e3 : 0, "ms", 0);
    snprintf(name, sizeof name, "%s, %s at %llu, 99 %%", kind, what, (unsigned long long)items);
    bench_report(name, timed ? bench_percentile(times, timed, 0.99) * 1e3 : 0, "ms", 16);
    timed = 0;
}

/* Opens every branch on the way down, and the items of the last. */
static void open_branches(struct client *client)
{
    const char *path[FORM_TREE_MOST] = {"J006"};
    for (int i = 0; i < TEXTS; i++) {
        struct arena *arena = arena_new();
        struct tree_answer answer = {0};
        struct fault fault = {0};
        size_t count = 0;
        do {
            struct tree_request request = {.form = "archive", .path = path, .path_count = count};
            double start = bench_now();
            if (!client_tree(client, &request, arena, &answer, &fault))
                break;
            if (!answer.field) {
                struct list_request list = {.form = "archive", .query = answer.query, .limit = 100};
                struct list_answer listed = {0};
                client_list(client, &list, arena, &listed, &fault);
            }
            note(start);
            for (size_t at = 0; at < answer.path_count; at++)
                path[at] = arena_copy(arena, answer.path[at]);
            count = answer.path_count;
            if (answer.field && answer.count > 0)
                path[count++] = answer.rows[below(answer.count)].value;
        } while (answer.field && answer.count > 0);
        arena_free(arena);
    }
}

void bench_titles(uint64_t items)
{
    struct arena *arena = arena_new();
    struct fault fault = {0};
    const char *registry = archive_of(items);
    struct client *client = client_open(
        &(struct client_options){.directory = registry, .kind = "bench", .patience = 120}, arena,
        &fault);
    if (!client) {
        bench_note("  %s: %s", registry, message_fault(arena, &fault));
        arena_free(arena);
        return;
    }
    bench_await_rest(registry);
    for (size_t kind = 0; kind < COUNT_OF(kinds); kind++) {
        const char *texts[TEXTS];
        for (size_t i = 0; i < TEXTS; i++) {
            texts[i] = text_of(kind, arena);
            ask(client, texts[i], false); /* what a keeper has warm */
        }
        timed = 0;
        for (size_t i = 0; i < TEXTS; i++)
            type(client, texts[i]);
        report(kinds[kind], "each key", items);
        for (size_t i = 0; i < TEXTS; i++)
            ask(client, texts[i], false);
        report(kinds[kind], "Enter", items);
    }
    open_branches(client);
    timed = 0;
    open_branches(client);
    report("branch of the tree", "open", items);
    client_close(client);
    bench_stop_keeper(registry);
    arena_free(arena);
}

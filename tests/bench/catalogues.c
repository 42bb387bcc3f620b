/* A catalogue of archive items in and out: with codes, boxes and places; without numbers, which are
 * given on the way; and alike in everything but date and pages. Then printed and exported, and the
 * exported file, which is GB18030, imported again. */

#include "bench.h"

#include <stdio.h>

enum { YEARS = 30, OFFICES = 5, BOX_ITEMS = 30, ROW_BOXES = 200 };

static const char *const offices[OFFICES] = {"居委会", "党支部", "居务监督委员会", "妇联",
                                             "调解委员会"};
static const char *const retentions[] = {"Y", "D30", "D10"};
static const char room[] = "build/bench/catalogue", again[] = "build/bench/catalogue-again";

enum kind { CODED, NUMBERED, EQUAL };

static void write_row(FILE *file, enum kind kind, uint64_t i, uint64_t items)
{
    uint64_t turn = i / OFFICES, group = i * YEARS / items;
    int year = 1990 + (int)group;
    const char *office = offices[i % OFFICES], *retention = retentions[turn % 3];
    uint64_t first = (items * group / YEARS) / (OFFICES * 3);
    uint64_t box = i / BOX_ITEMS + 1;
    if (kind == CODED)
        fprintf(file, "J001-WS·%d-%s-%s-%llu,", year, retention, office,
                (unsigned long long)(turn / 3 - first + 1));
    else
        fprintf(file, "J001,WS,%d,%s,%s,", year, retention, office);
    if (kind == EQUAL)
        fputs("低保申请表", file);
    else
        fprintf(file, "关于第%llu号事项的通知", (unsigned long long)i);
    fprintf(file, ",%s,%d%02d%02d,%d", office, year, (int)(i * 7 % 12) + 1, (int)(i * 13 % 28) + 1,
            (int)(i % 997) + 1);
    if (kind == CODED)
        fprintf(file, ",%llu,01-A-%02llu-%02llu-01-%02llu", (unsigned long long)box,
                (unsigned long long)(box / ROW_BOXES + 1), (unsigned long long)(box / 20 % 10 + 1),
                (unsigned long long)(box % 6 + 1));
    fputc('\n', file);
}

static double import_into(const char *registry, const char *file)
{
    bench_stop_keeper(registry);
    bench_run((const char *const[]){"rm", "-rf", registry, NULL}, NULL);
    bench_run((const char *const[]){"build/jumin", "-r", registry, "init", "--community",
                                    "430724001006", "--name", "朝阳街社区", NULL},
              NULL);
    return bench_run(
        (const char *const[]){"build/jumin", "-r", registry, "import", "archive", file, NULL},
        NULL);
}

static double import_kind(enum kind kind, uint64_t items)
{
    static const char path[] = "build/bench/catalogue.csv";
    FILE *file = fopen(path, "w");
    if (!file)
        return 0;
    fputs(kind == CODED ? "档号,题名,责任者,日期,页数,盒号,存放位置\n"
                        : "全宗号,门类,年度,保管期限,机构,题名,责任者,日期,页数\n",
          file);
    for (uint64_t i = 0; i < items; i++)
        write_row(file, kind, i, items);
    fclose(file);
    return import_into(room, path);
}

static double give(const char *const *what, const char *output)
{
    const char *arguments[16] = {"build/jumin", "-r", room};
    size_t count = 3;
    remove(output);
    while (*what)
        arguments[count++] = *what++;
    arguments[count++] = "--output";
    arguments[count] = output;
    return bench_run(arguments, NULL);
}

void bench_catalogues(uint64_t items)
{
    bench_note("  %llu archive items\n", (unsigned long long)items);
    bench_report("import of items without numbers", import_kind(NUMBERED, items), "s", 0);
    bench_report("import of items with equal titles", import_kind(EQUAL, items), "s", 0);
    bench_report("import of items with codes and boxes", import_kind(CODED, items), "s", 0);
    int keeper = bench_keeper(room);
    if (keeper > 0)
        bench_report("keeper after it, with its cache", bench_resident(keeper), "MB", 32 + 64);
    bench_report(
        "catalogue printed as PDF",
        give((const char *const[]){"print", "filing_catalogue", NULL}, "build/bench/catalogue.pdf"),
        "s", 0);
    bench_report("catalogue printed as text",
                 give((const char *const[]){"print", "filing_catalogue", "--format", "text", NULL},
                      "build/bench/catalogue.txt"),
                 "s", 0);
    bench_report("EAD 3 exported",
                 give((const char *const[]){"export", "archive", "--format", "ead3", NULL},
                      "build/bench/catalogue.xml"),
                 "s", 0);
    bench_report("descriptions exported in GB18030",
                 give((const char *const[]){"export", "archive", "--layout", "description", NULL},
                      "build/bench/catalogue-out.csv"),
                 "s", 0);
    bench_report("the same imported again", import_into(again, "build/bench/catalogue-out.csv"),
                 "s", 0);
    bench_report("verify",
                 bench_run((const char *const[]){"build/jumin", "-r", room, "verify", NULL}, NULL),
                 "s", 0);
    bench_stop_keeper(room);
    bench_stop_keeper(again);
}

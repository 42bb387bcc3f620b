/* The import of a GB18030 file with every check and index, beside sqlite3's .import of the same
 * file into a table with the same indexes, which checks nothing; taken in turns. */

#include "bench.h"

#include <stdio.h>
#include <string.h>

/* One index of sqlite's for each field that resident.form indexes; where the form has several kinds
 * of terms for a field (a name from each character on, pinyin, the last four digits) sqlite gets
 * one index more for the tails and none for the others. */
static const char indexes[] = "create unique index i1 on r(id_number) where id_number <> '';\n"
                              "create index i2 on r(substr(id_number, -4));\n"
                              "create index i3 on r(name);\n"
                              "create index i4 on r(former_name);\n"
                              "create index i5 on r(phone);\n"
                              "create index i6 on r(substr(phone, -4));\n"
                              "create index i7 on r(household_no);\n"
                              "create index i8 on r(grid);\n"
                              "create index i9 on r(birth_date);\n";

static double sqlite_import(const char *file)
{
    char header[4096] = "", script[8192];
    FILE *csv = fopen(file, "r");
    if (!csv || !fgets(header, sizeof header, csv))
        return 0;
    fclose(csv);
    header[strcspn(header, "\r\n")] = '\0';
    snprintf(script, sizeof script, "create table r(%s);\n%s.mode csv\n.import --skip 1 %s r\n",
             header, indexes, file);
    FILE *commands = fopen("build/bench/import.sql", "w");
    if (!commands)
        return 0;
    fputs(script, commands);
    fclose(commands);
    remove("build/bench/import.sqlite");
    return bench_run((const char *const[]){"sqlite3", "-init", "build/bench/import.sql",
                                           "build/bench/import.sqlite", "select count(*) from r;",
                                           NULL},
                     NULL);
}

static double jumin_import(const char *file)
{
    const char *registry = "build/bench/import";
    bench_stop_keeper(registry);
    bench_run((const char *const[]){"rm", "-rf", registry, NULL}, NULL);
    bench_run((const char *const[]){"build/jumin", "-r", registry, "init", "--community",
                                    "430724001006", "--name", "朝阳街社区", NULL},
              NULL);
    return bench_run(
        (const char *const[]){"build/jumin", "-r", registry, "import", "resident", file, NULL},
        NULL);
}

void bench_imports(uint64_t residents)
{
    const char *file = bench_file(residents);
    double best_jumin = 1e9, best_sqlite = 1e9;
    for (int round = 0; round < 2; round++) {
        double took = sqlite_import(file);
        best_sqlite = took < best_sqlite ? took : best_sqlite;
        took = jumin_import(file);
        best_jumin = took < best_jumin ? took : best_jumin;
    }
    char name[128];
    snprintf(name, sizeof name, "import of %llu residents by sqlite3",
             (unsigned long long)residents);
    bench_report(name, best_sqlite, "s", 0);
    snprintf(name, sizeof name, "import of %llu residents by jumin", (unsigned long long)residents);
    bench_report(name, best_jumin, "s", best_sqlite);
    int keeper = bench_keeper("build/bench/import");
    if (keeper > 0)
        bench_report("keeper after the import, with its cache", bench_resident(keeper), "MB",
                     32 + 64);
    bench_stop_keeper("build/bench/import");
}

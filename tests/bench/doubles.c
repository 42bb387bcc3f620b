/* Doubles planted among invented people, and people who are like each other and are not doubles:
 * how many the scan finds, what it brings up wrongly, and how long it takes beside one sort of the
 * same people. */

#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "client/client.h"
#include "command/invent.h"
#include "text/identity.h"
#include "text/pinyin.h"
#include "text/utf8.h"
#include "text/variant.h"

#define REGISTRY "build/bench/doubles"
#define FILE_NAME "build/bench/doubles.csv"

enum {
    EACH = 200 /* of a kind */,
    DROPPED_MOST = 20,
    HANZI_FIRST = 0x4E00,
    HANZI_LAST = 0x9FA5,
    NAME_BYTES = 64
};

/* A row of the file. */
struct row {
    char name[NAME_BYTES], former[NAME_BYTES];
    char sex;
    char birth[DATE_SIZE];
    const char *id_type;
    char number[20], phone[16], household[20];
    const char *relation, *address, *ethnicity, *residence;
};

struct planting {
    struct chance chance;
    FILE *file;
    uint64_t rows;
    uint32_t traditional[HANZI_LAST - HANZI_FIRST + 1];
    struct pair {
        uint64_t left, right;
        size_t kind;
        bool found;
    } * pairs;
    size_t pair_count, pair_capacity;
    uint64_t dropped[DROPPED_MOST]; /* rows that the import did not let in */
    size_t dropped_count;
};

static void write_row(struct planting *planting, const struct row *row)
{
    fprintf(planting->file, "%s,%s,%c,%s,%s,%s,%s,%s,%s,%s,%s,%s\n", row->name, row->former,
            row->sex, row->birth, row->id_type ? row->id_type : "", row->number, row->phone,
            row->household, row->household[0] && row->relation ? row->relation : "",
            row->address ? row->address : "", row->ethnicity ? row->ethnicity : "",
            row->residence ? row->residence : "");
    planting->rows++;
}

/* The characters of a name, and back. */
static size_t characters_of(const char *name, uint32_t *codes, size_t most)
{
    size_t count = 0;
    for (size_t left = strlen(name); left > 0 && count < most; count++) {
        size_t size = utf8_decode(name, left, &codes[count]);
        name += size;
        left -= size;
    }
    return count;
}

static void name_put(char *name, const uint32_t *codes, size_t count)
{
    size_t length = 0;
    for (size_t i = 0; i < count; i++)
        length += utf8_encode(codes[i], name + length);
    name[length] = '\0';
}

static bool alike(uint32_t a, uint32_t b)
{
    const char *one = pinyin_reading(a);
    const char *other = pinyin_reading(b);
    return one && other && strcmp(one, other) == 0;
}

/* Another character that sounds the same, 0 where there is none. */
static uint32_t homophone(struct planting *planting, uint32_t code)
{
    uint32_t start = HANZI_FIRST + chance_below(&planting->chance, HANZI_LAST - HANZI_FIRST + 1);
    for (uint32_t i = 0; i <= HANZI_LAST - HANZI_FIRST; i++) {
        uint32_t other = HANZI_FIRST + (start + i) % (HANZI_LAST - HANZI_FIRST + 1);
        if (alike(code, other) && variant_simplified(other) == other && other != code)
            return other;
    }
    return 0;
}

static bool is_three_hanzi(const uint32_t *codes, size_t count)
{
    return count == 3 && utf8_is_hanzi(codes[0]) && utf8_is_hanzi(codes[1]) &&
           utf8_is_hanzi(codes[2]) && codes[1] != codes[2];
}

static void change_digit(struct planting *planting, char *digits, size_t place)
{
    char digit;
    do
        digit = (char)('0' + chance_below(&planting->chance, 10));
    while (digit == digits[place]);
    digits[place] = digit;
}

/* Some day of a year. */
static void birth_put(struct planting *planting, struct row *row, int year)
{
    struct date date = {.year = year,
                        .month = 1 + (int)chance_below(&planting->chance, 12),
                        .day = 1 + (int)chance_below(&planting->chance, 28)};
    date_write(&date, row->birth);
}

static bool born_in_number(const struct row *row)
{
    return strlen(row->number) == 18 && strlen(row->birth) == 10;
}

static void number_check(char *number)
{
    number[17] = identity_check(number);
}

/* Another number of the same region and birth date. */
static void number_sequence(struct planting *planting, struct row *row)
{
    unsigned sequence = 901 + 2 * chance_below(&planting->chance, 45) + (row->sex == '2');
    row->number[14] = (char)('0' + sequence / 100);
    row->number[15] = (char)('0' + sequence / 10 % 10);
    row->number[16] = (char)('0' + sequence % 10);
    number_check(row->number);
}

/* What a second registration of a person leaves out or has anew: it comes from another sheet. */
static void register_again(struct planting *planting, struct row *copy)
{
    unsigned draw = chance_below(&planting->chance, 10);
    copy->number[0] = '\0';
    copy->id_type = NULL;
    copy->former[0] = '\0';
    if (draw < 3)
        copy->phone[0] = '\0';
    else if (draw < 5)
        snprintf(copy->phone, sizeof copy->phone, "139%08u",
                 chance_below(&planting->chance, 100000000));
    if (chance_one_in(&planting->chance, 2))
        copy->household[0] = '\0';
    copy->relation = "97";
    if (chance_one_in(&planting->chance, 3))
        copy->address = NULL;
}

/* Each makes of a copy (registered again already) what its kind is; false where this person does
 * not do for it. */
typedef bool distort(struct planting *planting, const struct row *row, struct row *copy);

static bool same(struct planting *planting, const struct row *row, struct row *copy)
{
    (void)planting;
    (void)copy;
    return strlen(row->birth) == 10;
}

static bool traditional(struct planting *planting, const struct row *row, struct row *copy)
{
    uint32_t codes[16] = {0};
    size_t count = characters_of(row->name, codes, 16);
    bool changed = false;
    for (size_t i = 0; i < count; i++) {
        uint32_t other = codes[i] >= HANZI_FIRST && codes[i] <= HANZI_LAST
                             ? planting->traditional[codes[i] - HANZI_FIRST]
                             : 0;
        changed = changed || other;
        codes[i] = other ? other : codes[i];
    }
    name_put(copy->name, codes, count);
    return changed;
}

static bool reordered(struct planting *planting, const struct row *row, struct row *copy)
{
    uint32_t codes[16] = {0};
    size_t count = characters_of(row->name, codes, 16);
    (void)planting;
    if (!is_three_hanzi(codes, count))
        return false;
    name_put(copy->name, (const uint32_t[]){codes[0], codes[2], codes[1]}, 3);
    return true;
}

static bool sounded(struct planting *planting, const struct row *row, struct row *copy)
{
    uint32_t codes[16] = {0};
    size_t count = characters_of(row->name, codes, 16);
    uint32_t other = count > 1 ? homophone(planting, codes[count - 1]) : 0;
    if (!other)
        return false;
    codes[count - 1] = other;
    name_put(copy->name, codes, count);
    return true;
}

static bool lost(struct planting *planting, const struct row *row, struct row *copy)
{
    static const uint32_t signs[] = {'?', 0xFF1F, 0x25A1};
    uint32_t codes[16] = {0};
    size_t count = characters_of(row->name, codes, 16);
    if (!is_three_hanzi(codes, count))
        return false;
    codes[1 + chance_below(&planting->chance, 2)] = signs[chance_below(&planting->chance, 3)];
    name_put(copy->name, codes, count);
    return true;
}

static bool spelled(struct planting *planting, const struct row *row, struct row *copy)
{
    uint32_t codes[16] = {0};
    size_t count = characters_of(row->name, codes, 16);
    (void)planting;
    const char *reading = count > 1 ? pinyin_reading(codes[count - 1]) : NULL;
    if (!reading || !utf8_is_hanzi(codes[0]))
        return false;
    name_put(copy->name, codes, count - 1);
    strcat(copy->name, reading);
    return true;
}

static bool swapped(struct planting *planting, const struct row *row, struct row *copy)
{
    (void)planting;
    if (strlen(row->birth) != 10 || strcmp(row->birth + 8, "12") > 0 ||
        strncmp(row->birth + 8, row->birth + 5, 2) == 0)
        return false;
    memcpy(copy->birth + 5, row->birth + 8, 2);
    memcpy(copy->birth + 8, row->birth + 5, 2);
    return true;
}

static bool misdated(struct planting *planting, const struct row *row, struct row *copy)
{
    static const int places[] = {3, 9};
    if (strlen(row->birth) != 10 || row->birth[8] == '3' || strcmp(row->birth, "2010") > 0)
        return false;
    change_digit(planting, copy->birth, (size_t)places[chance_below(&planting->chance, 2)]);
    return strcmp(copy->birth + 8, "00") != 0 && strcmp(copy->birth + 5, "02-29") != 0;
}

static bool number_region(struct planting *planting, const struct row *row, struct row *copy)
{
    if (!born_in_number(row))
        return false;
    strcpy(copy->number, row->number);
    copy->number[5] = copy->number[5] == '1' ? '2' : '1';
    (void)planting;
    number_check(copy->number);
    return true;
}

static bool number_day(struct planting *planting, const struct row *row, struct row *copy)
{
    if (!born_in_number(row) || row->birth[8] == '3' || strncmp(row->birth + 5, "02", 2) == 0)
        return false;
    strcpy(copy->number, row->number);
    change_digit(planting, copy->number, 13);
    if (strncmp(copy->number + 12, "00", 2) == 0)
        return false;
    copy->birth[9] = copy->number[13];
    number_check(copy->number);
    return true;
}

static bool unborn(struct planting *planting, const struct row *row, struct row *copy)
{
    (void)planting;
    if (!row->phone[0])
        return false;
    strcpy(copy->phone, row->phone);
    copy->birth[0] = '\0';
    return true;
}

static bool year_known(struct planting *planting, const struct row *row, struct row *copy)
{
    (void)planting;
    if (!row->phone[0] || strlen(row->birth) != 10)
        return false;
    strcpy(copy->phone, row->phone);
    copy->birth[4] = '\0';
    return true;
}

static bool mistyped(struct planting *planting, const struct row *row, struct row *copy)
{
    uint32_t codes[16] = {0};
    size_t count = characters_of(row->name, codes, 16);
    if (!is_three_hanzi(codes, count) || !row->phone[0] || strlen(row->birth) != 10)
        return false;
    codes[2] = HANZI_FIRST + chance_below(&planting->chance, 2000);
    name_put(copy->name, codes, count);
    strcpy(copy->phone, row->phone);
    return true;
}

static bool renamed(struct planting *planting, const struct row *row, struct row *copy)
{
    (void)planting;
    if (!row->former[0] || strlen(row->birth) != 10)
        return false;
    strcpy(copy->name, row->former);
    return true;
}

static bool sounded_and_swapped(struct planting *planting, const struct row *row, struct row *copy)
{
    return sounded(planting, row, copy) && swapped(planting, row, copy);
}

/* Who is not one person. Each makes another person of the copy. */
static bool twins(struct planting *planting, const struct row *row, struct row *copy)
{
    uint32_t codes[16] = {0};
    size_t count = characters_of(row->name, codes, 16);
    if (!is_three_hanzi(codes, count) || !born_in_number(row))
        return false;
    *copy = *row;
    copy->relation = "97";
    codes[2] = HANZI_FIRST + chance_below(&planting->chance, 5000);
    name_put(copy->name, codes, count);
    number_sequence(planting, copy);
    copy->former[0] = '\0';
    return true;
}

static bool infant_twins(struct planting *planting, const struct row *row, struct row *copy)
{
    uint32_t codes[16] = {0};
    size_t count = characters_of(row->name, codes, 16);
    if (row->number[0] || !is_three_hanzi(codes, count) || strlen(row->birth) != 10)
        return false;
    *copy = *row;
    copy->relation = "97";
    codes[2] = HANZI_FIRST + chance_below(&planting->chance, 5000);
    name_put(copy->name, codes, count);
    return true;
}

static bool cousins(struct planting *planting, const struct row *row, struct row *copy)
{
    if (!born_in_number(row))
        return false;
    int year = atoi(row->birth) - 4 + (int)chance_below(&planting->chance, 4) * 2;
    birth_put(planting, copy, year == atoi(row->birth) ? year + 1 : year);
    strcpy(copy->number, row->number);
    memcpy(copy->number + 6, copy->birth, 4);
    memcpy(copy->number + 10, copy->birth + 5, 2);
    memcpy(copy->number + 12, copy->birth + 8, 2);
    number_sequence(planting, copy);
    copy->address = row->address;
    snprintf(copy->phone, sizeof copy->phone, "137%08u",
             chance_below(&planting->chance, 100000000));
    return strcmp(copy->birth, "2026") < 0;
}

static bool cousins_without(struct planting *planting, const struct row *row, struct row *copy)
{
    bool well = cousins(planting, row, copy);
    copy->number[0] = '\0';
    return well;
}

static bool fathers(struct planting *planting, const struct row *row, struct row *copy)
{
    if (!sounded(planting, row, copy) || !born_in_number(row) || atoi(row->birth) > 1995)
        return false;
    char name[NAME_BYTES];
    strcpy(name, copy->name);
    *copy = *row;
    copy->relation = "97";
    strcpy(copy->name, name);
    copy->former[0] = '\0';
    birth_put(planting, copy, atoi(row->birth) + 25);
    memcpy(copy->number + 6, copy->birth, 4);
    memcpy(copy->number + 10, copy->birth + 5, 2);
    memcpy(copy->number + 12, copy->birth + 8, 2);
    number_sequence(planting, copy);
    return true;
}

static bool strangers(struct planting *planting, const struct row *row, struct row *copy)
{
    if (!born_in_number(row))
        return false;
    strcpy(copy->number, row->number);
    copy->number[2] = copy->number[2] == '0' ? '1' : '0';
    copy->number[3] = '1';
    copy->number[4] = '0';
    copy->number[5] = '3';
    number_sequence(planting, copy);
    snprintf(copy->phone, sizeof copy->phone, "137%08u",
             chance_below(&planting->chance, 100000000));
    copy->household[0] = '\0';
    copy->address = NULL;
    return true;
}

static const struct kind {
    const char *name;
    distort *distort;
    bool twice; /* one person, registered twice */
} kinds[] = {
    {"the same, without number", same, true},
    {"traditional hanzi", traditional, true},
    {"characters in another order", reordered, true},
    {"a character that sounds the same", sounded, true},
    {"a character lost (? or □)", lost, true},
    {"a character as pinyin", spelled, true},
    {"former name", renamed, true},
    {"a character of the name mistyped", mistyped, true},
    {"day and month swapped", swapped, true},
    {"a digit of the date off", misdated, true},
    {"year of birth alone, same phone", year_known, true},
    {"no birth date, same phone", unborn, true},
    {"number mistyped in its region", number_region, true},
    {"number mistyped in its date", number_day, true},
    {"sounds the same, date swapped", sounded_and_swapped, true},
    {"twins", twins, false},
    {"twins without numbers", infant_twins, false},
    {"cousins of one name", cousins, false},
    {"cousins of one name, one without number", cousins_without, false},
    {"father and son of like names", fathers, false},
    {"strangers of one name and birth date", strangers, false},
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

static void pair_add(struct planting *planting, uint64_t left, size_t kind)
{
    if (planting->pair_count == planting->pair_capacity) {
        planting->pair_capacity = planting->pair_capacity ? planting->pair_capacity * 2 : 1024;
        planting->pairs =
            memory_resize(planting->pairs, planting->pair_capacity * sizeof *planting->pairs);
    }
    planting->pairs[planting->pair_count++] =
        (struct pair){.left = left, .right = planting->rows, .kind = kind};
}

static void plant(struct planting *planting, const struct row *row, uint64_t left, size_t *done)
{
    size_t first = chance_below(&planting->chance, KINDS);
    for (size_t i = 0; i < KINDS; i++) {
        size_t kind = (first + i) % KINDS;
        struct row copy = *row;
        if (done[kind] >= EACH)
            continue;
        register_again(planting, &copy);
        if (!kinds[kind].distort(planting, row, &copy))
            continue;
        write_row(planting, &copy);
        pair_add(planting, left, kind);
        done[kind]++;
        return;
    }
}

static struct row row_of(const struct invented_household *household,
                         const struct invented_person *person)
{
    struct row row = {
        .sex = person->sex,
        .id_type = person->id_type,
        .relation = person->relation,
        .address = household->address,
        .ethnicity = person->ethnicity,
        .residence = person->residence_type,
    };
    snprintf(row.name, sizeof row.name, "%s", person->name);
    snprintf(row.former, sizeof row.former, "%s", person->former_name);
    snprintf(row.number, sizeof row.number, "%s", person->id_number);
    snprintf(row.phone, sizeof row.phone, "%s", person->phone);
    snprintf(row.household, sizeof row.household, "%s", household->number);
    date_write(&person->birth, row.birth);
    return row;
}

static void write_file(struct planting *planting, uint64_t residents)
{
    struct invention *invention =
        invention_new(1, "430724001006", "朝阳街社区", "湖南省常德市临澧县", "安福街道");
    size_t done[KINDS] = {0};
    uint64_t every = residents / (KINDS * EACH) / 2;
    planting->file = fopen(FILE_NAME, "w");
    fputs("name,former_name,sex,birth_date,id_type,id_number,phone,household_no,relation,address,"
          "ethnicity,residence_type\n",
          planting->file);
    for (uint64_t i = 0; planting->rows < residents; i++) {
        struct invented_household household;
        invent_household(invention, i, INVENT_MEMBERS, &household);
        invent_id_numbers(invention, &household);
        for (unsigned j = 0; j < household.size; j++) {
            struct row row = row_of(&household, &household.members[j]);
            write_row(planting, &row);
            bool rare = row.former[0] || !row.number[0];
            if (rare || chance_one_in(&planting->chance, every ? (unsigned)every : 1))
                plant(planting, &row, planting->rows, done);
        }
    }
    fclose(planting->file);
    invention_free(invention);
}

/* Rows that the import says it left out: people who by chance have a number that is taken. */
static void read_dropped(struct planting *planting, const char *file)
{
    char line[1024];
    unsigned long long row;
    FILE *said = fopen(file, "r");
    while (said && fgets(line, sizeof line, said))
        if (sscanf(line, "jumin: row %llu: rejected", &row) == 1 &&
            planting->dropped_count < DROPPED_MOST && strstr(line, "rejected"))
            planting->dropped[planting->dropped_count++] = row;
    if (said)
        fclose(said);
}

/* The record number of a row of the file. */
static uint64_t number_of(const struct planting *planting, uint64_t row)
{
    uint64_t before = 0;
    for (size_t i = 0; i < planting->dropped_count; i++)
        before += planting->dropped[i] < row;
    return row - before;
}

static int pair_order(const void *a, const void *b)
{
    const struct pair *one = a;
    const struct pair *other = b;
    if (one->left != other->left)
        return one->left < other->left ? -1 : 1;
    return (one->right > other->right) - (one->right < other->right);
}

/* What the scan found, against what was planted; returns pairs of which nothing is known. */
static uint64_t read_found(struct planting *planting, const char *file, bool show)
{
    char line[1024];
    uint64_t others = 0;
    FILE *found = fopen(file, "r");
    while (found && fgets(line, sizeof line, found)) {
        unsigned long long left, right;
        char band[64];
        if (sscanf(line, "%*d\t%63[^\t]\t@%llu\t@%llu", band, &left, &right) != 3)
            continue;
        struct pair wanted = {.left = left, .right = right};
        struct pair *pair = bsearch(&wanted, planting->pairs, planting->pair_count,
                                    sizeof *planting->pairs, pair_order);
        if (pair)
            pair->found = true;
        else
            others++;
        if (show && (!pair || !kinds[pair->kind].twice))
            fprintf(stderr, "    %s: %s", pair ? kinds[pair->kind].name : "?", line);
    }
    if (found)
        fclose(found);
    return others;
}

static void report(const struct planting *planting, uint64_t others)
{
    size_t all = 0, all_found = 0, false_found = 0;
    for (size_t kind = 0; kind < KINDS; kind++) {
        size_t planted = 0, found = 0;
        char name[128];
        for (size_t i = 0; i < planting->pair_count; i++) {
            planted += planting->pairs[i].kind == kind;
            found += planting->pairs[i].kind == kind && planting->pairs[i].found;
        }
        snprintf(name, sizeof name, "%s: %s", kinds[kind].twice ? "found" : "not doubles",
                 kinds[kind].name);
        bench_report(name, planted ? 100.0 * (double)found / (double)planted : 0, "%", 0);
        if (kinds[kind].twice)
            all += planted, all_found += found;
        else
            false_found += found;
    }
    bench_report("doubles planted", (double)all, "pairs", 0);
    bench_report("doubles found (recall)", all ? 100.0 * (double)all_found / (double)all : 0, "%",
                 0);
    bench_report("brought up wrongly: planted look-alikes", (double)false_found, "pairs", 0);
    bench_report("brought up wrongly: of the others", (double)others, "pairs", 0);
    bench_report("precision",
                 100.0 * (double)all_found / (double)(all_found + false_found + others), "%", 0);
}

void bench_doubles(uint64_t residents)
{
    static struct planting planting;
    planting = (struct planting){.chance = chance_start(7, 1, 1)};
    for (uint32_t code = HANZI_FIRST; code <= HANZI_LAST; code++) {
        uint32_t simple = variant_simplified(code);
        if (simple != code && simple >= HANZI_FIRST && simple <= HANZI_LAST)
            planting.traditional[simple - HANZI_FIRST] = code;
    }
    bench_stop_keeper(REGISTRY);
    bench_run((const char *const[]){"rm", "-rf", REGISTRY, NULL}, NULL);
    bench_run((const char *const[]){"build/jumin", "-r", REGISTRY, "init", "--community",
                                    "430724001006", "--name", "朝阳街社区", NULL},
              NULL);
    write_file(&planting, residents);
    bench_run((const char *const[]){"sh", "-c",
                                    "build/jumin -l en -r " REGISTRY " import resident " FILE_NAME
                                    " > " FILE_NAME ".said 2>&1; true",
                                    NULL},
              NULL);
    read_dropped(&planting, FILE_NAME ".said");
    for (size_t i = 0; i < planting.pair_count; i++) {
        planting.pairs[i].left = number_of(&planting, planting.pairs[i].left);
        planting.pairs[i].right = number_of(&planting, planting.pairs[i].right);
    }
    bench_await_rest(REGISTRY);
    double sort = bench_run((const char *const[]){"env", "LC_ALL=C", "sort", "-o",
                                                  "build/bench/doubles.sorted", FILE_NAME, NULL},
                            NULL);
    double scan = bench_run((const char *const[]){"build/jumin", "-r", REGISTRY, "doubles",
                                                  "--scan", "--limit", "1000000", NULL},
                            "build/bench/doubles.found");
    double again = bench_run((const char *const[]){"build/jumin", "-r", REGISTRY, "doubles",
                                                   "--scan", "--limit", "1000000", NULL},
                             "build/bench/doubles.found");
    qsort(planting.pairs, planting.pair_count, sizeof *planting.pairs, pair_order);
    uint64_t others =
        read_found(&planting, "build/bench/doubles.found", getenv("BENCH_VERBOSE") != NULL);
    char name[128];
    snprintf(name, sizeof name, "one sort of %llu people (sort of their file)",
             (unsigned long long)planting.rows);
    bench_report(name, sort, "s", 0);
    snprintf(name, sizeof name, "scan for doubles of %llu people, and its list read",
             (unsigned long long)planting.rows);
    bench_report(name, scan < again ? scan : again, "s", 0);
    report(&planting, others);
    struct arena *arena = arena_new();
    char *whole = realpath(REGISTRY, NULL);
    struct client_options options = {.directory = whole, .kind = "bench"};
    struct fault fault = {0};
    struct client *client = client_open(&options, arena, &fault);
    if (client) {
        bench_report("doubles of who is keyed, 99 %",
                     bench_doubles_time(client, planting.rows - planting.dropped_count) * 1e3, "ms",
                     16);
        client_close(client);
    }
    free(whole);
    arena_free(arena);
    free(planting.pairs);
    bench_stop_keeper(REGISTRY);
}

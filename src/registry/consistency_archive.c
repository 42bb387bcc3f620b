#include "registry/consistency_archive.h"

#include <stdlib.h>
#include <string.h>
#include "registry/consistency_rules.h"
#include "registry/keeping.h"
#include "text/message.h"

enum { LOOKED = 4, MONTHS = 12 };

/* Where a finding is said, and the values of its subject that it stands on. */
static const struct {
    const char *rule;
    const char *looked[LOOKED];
} looks[] = {
    {"archive.date_inferred", {"date", "date_inferred"}},
    {"archive.date_order", {"date_to", "date"}},
    {"archive.date_year", {"date", "year", "date_to"}},
    {"archive.page_run", {"page_no", "pages"}},
    {"archive.box_place", {"location", "box"}},
    {"archive.box_pages", {"capacity", "thickness"}},
    {"archive.code_double", {"archival_code"}},
    {"archive.document_double", {"document_no", "year", "office"}},
    {"archive.title_double", {"title", "date", "year", "office"}},
    {"archive.gap", {"archival_code"}},
    {"archive.volume_absent", {"archival_code"}},
    {"archive.volume_items", {"items_within"}},
    {"archive.volume_pages", {"pages"}},
    {"archive.volume_dates", {"date", "date_to"}},
};

static void look_at(struct finding *finding, const struct record *record, const char *name)
{
    const struct field *field = field_named(record->form, name);
    if (field && finding->looked_count < LOOKED_MOST)
        finding->looked[finding->looked_count++] = (struct looked){record, field};
}

struct finding archive_finding(const char *rule, const struct record *record, const char *first,
                               const char *second, const char *third, const char *fourth)
{
    struct finding finding = {
        .rule = consistency_rule_named(rule),
        .subject = record,
        .arguments = {first, second, third, fourth},
    };
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++)
        for (size_t j = 0; strcmp(looks[i].rule, rule) == 0 && j < LOOKED && looks[i].looked[j];
             j++)
            look_at(&finding, record, looks[i].looked[j]);
    if (finding.looked_count > 0)
        finding.field = finding.looked[0].field;
    return finding;
}

static void find(const struct judging *judging, const char *rule, const struct record *record,
                 const char *first, const char *second, const char *third)
{
    struct finding finding = archive_finding(rule, record, first, second, third, NULL);
    judging->found(judging->context, &finding);
}

static bool is_volume(const struct record *record)
{
    const char *level = record_value(record, "level");
    return level && strcmp(level, ITEM_LEVEL_VOLUME) == 0;
}

/* --- required elements, DA/T 18-2022 ---------------------------------------------------------- */

enum { OF_VOLUMES = 1, OF_ITEMS = 2, OF_ALL = OF_VOLUMES | OF_ITEMS };

static const struct {
    const char *field;
    unsigned levels;
} required[] = {
    {"title", OF_ALL},       {"date", OF_ALL},
    {"creator", OF_ALL},     {"retention", OF_ALL},
    {"access", OF_ALL},      {"archival_code", OF_ALL},
    {"date_to", OF_VOLUMES}, {"items_within", OF_VOLUMES},
};

/* The code is built of its parts, and the number is given at the end. */
static bool code_comes(const struct record *record)
{
    return record_value(record, "category") && record_value(record, "year") &&
           record_value(record, "retention");
}

/* What a level is called, in both languages. */
static const char *level_name(const struct judging *judging, const struct record *record)
{
    const struct field *field = field_named(record->form, "level");
    const struct code *code =
        field && field->codes ? code_find(field->codes, is_volume(record) ? "1" : "2") : NULL;
    return code ? arena_format(judging->arena, "%s" BILINGUAL "%s", code->name[0], code->name[1])
                : "";
}

void describe_required(const struct judging *judging, const struct record *record)
{
    unsigned level = is_volume(record) ? OF_VOLUMES : OF_ITEMS;
    for (size_t i = 0; i < sizeof required / sizeof *required; i++) {
        const struct field *field = field_named(record->form, required[i].field);
        if (!(required[i].levels & level) || !field || record_value(record, required[i].field) ||
            (strcmp(field->name, "archival_code") == 0 && code_comes(record)))
            continue;
        struct finding finding = archive_finding("archive.required", record, field->label,
                                                 level_name(judging, record), NULL, NULL);
        finding.field = field;
        look_at(&finding, record, field->name);
        judging->found(judging->context, &finding);
    }
}

/* --- dates ------------------------------------------------------------------------------------ */

static bool date_of(const struct record *record, const char *name, struct date *date)
{
    const char *value = record_value(record, name);
    return value && date_read(value, NULL, date);
}

static int month_of(const struct date *date)
{
    return date->year * MONTHS + date->month - 1;
}

/* A document of next January may be filed with the year before. */
void describe_date_year(const struct judging *judging, const struct record *record)
{
    const struct limits *limits = judging->limits;
    const char *year = record_value(record, "year");
    struct date from, to;
    if (!year || !date_of(record, "date", &from))
        return;
    if (!date_of(record, "date_to", &to))
        to = from;
    int first = atoi(year) * MONTHS - (int)limits->filing_months_before;
    int last = atoi(year) * MONTHS + MONTHS - 1 + (int)limits->filing_months_after;
    from = date_first(&from);
    to = date_last(&to);
    if (month_of(&to) < first || month_of(&from) > last)
        find(judging, "archive.date_year", record, record_value(record, "date"), year, NULL);
}

void describe_date_order(const struct judging *judging, const struct record *record)
{
    struct date from, to;
    if (!date_of(record, "date", &from) || !date_of(record, "date_to", &to))
        return;
    from = date_first(&from);
    to = date_last(&to);
    if (date_compare(&to, &from) < 0)
        find(judging, "archive.date_order", record, record_value(record, "date"),
             record_value(record, "date_to"), NULL);
}

void describe_date_inferred(const struct judging *judging, const struct record *record)
{
    const char *inferred = record_value(record, "date_inferred");
    const char *date = record_value(record, "date");
    if (date && inferred && *inferred == '1')
        find(judging, "archive.date_inferred", record, date, NULL, NULL);
}

/* --- pages and boxes -------------------------------------------------------------------------- */

/* "16-30": from 16 to 30; "16": both. False where it is neither. */
static bool page_run_read(const char *text, unsigned *first, unsigned *last)
{
    char *end;
    *first = (unsigned)strtoul(text, &end, 10);
    *last = *end == '-' ? (unsigned)strtoul(end + 1, &end, 10) : *first;
    return *end == '\0' && *first > 0 && *last >= *first;
}

void describe_page_run(const struct judging *judging, const struct record *record)
{
    const char *run = record_value(record, "page_no");
    const char *pages = record_value(record, "pages");
    unsigned first, last;
    if (!run || !pages || !strchr(run, '-'))
        return; /* where it begins alone */
    unsigned count = page_run_read(run, &first, &last) ? last - first + 1 : 0;
    if ((unsigned)atoi(pages) != count)
        find(judging, "archive.page_run", record, run, arena_format(judging->arena, "%u", count),
             pages);
}

void consistency_box(struct judging *judging, const struct record *record, const struct record *box)
{
    const char *place = record_value(record, "location");
    const char *stands = box ? record_value(box, "location") : NULL;
    if (place && stands && strcmp(place, stands) != 0 && item_kept(judging->trade, record))
        find(judging, "archive.box_place", record, place, record_value(record, "box"), stands);
}

unsigned box_capacity(const struct record *box)
{
    const char *capacity = record_value(box, "capacity");
    const char *thickness = record_value(box, "thickness");
    return capacity    ? (unsigned)atoi(capacity)
           : thickness ? (unsigned)atoi(thickness) * PAGES_A_MILLIMETRE
                       : 0;
}

void consistency_archive(struct judging *judging, const struct record *record)
{
    size_t count;
    const struct consistency_rule *rules = consistency_rules(&count);
    if (!item_kept(judging->trade, record))
        return;
    for (size_t i = 0; i < count; i++) {
        judging->rule = &rules[i];
        if (rules[i].kind == RULE_ARCHIVE && rules[i].describe)
            rules[i].describe(judging, record);
    }
}

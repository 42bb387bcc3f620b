#include <stdlib.h>
#include <string.h>
#include "form/check.h"
#include "form/fold.h"
#include "form/link_report.h"

const char *const report_kind_names[REPORT_KINDS] = {
    [REPORT_LIST] = "list",       [REPORT_TABLE] = "table", [REPORT_BARS] = "bars",
    [REPORT_PYRAMID] = "pyramid", [REPORT_SHEET] = "sheet",
};

#define OF(kind) (1u << (kind))
enum {
    LISTS = OF(REPORT_LIST),
    TABLES = OF(REPORT_TABLE) | OF(REPORT_BARS) | OF(REPORT_PYRAMID),
    SHEETS = OF(REPORT_SHEET),
};

/* Which kinds a word is for, and which cannot do without it. */
static const struct word_rule {
    enum keyword keyword;
    const char *word;
    unsigned meant, needed;
} word_rules[] = {
    {KEY_DURING, "during", LISTS | TABLES, 0},
    {KEY_ROWS, "rows", TABLES | SHEETS, TABLES},
    {KEY_COLUMNS, "columns", TABLES & ~OF(REPORT_BARS), OF(REPORT_PYRAMID)},
    {KEY_BANDS, "bands", TABLES | SHEETS, 0},
    {KEY_LIST, "list", LISTS, LISTS},
    {KEY_ORDER, "order", LISTS, 0},
    {KEY_GROUP, "group", LISTS, 0},
    {KEY_SUM, "sum", LISTS, 0},
    {KEY_MONTHS, "months", SHEETS, 0},
};

enum { ORDER_MOST = 8, GROUPS_MOST = 3, REPORT_PLACE_MOST = 9999 };

struct placed {
    struct report_form *report;
    unsigned place;
};

const struct property *report_said(const struct reporting *reporting, enum keyword keyword)
{
    const struct property *property = &reporting->block->properties[keyword];
    return property->text ? property : NULL;
}

bool report_numeric(const struct field *field)
{
    return field->type == FIELD_AGE || field->type == FIELD_NUMBER || field->type == FIELD_DECIMAL;
}

static bool kind_read(struct reporting *reporting)
{
    const struct property *kind = report_said(reporting, KEY_KIND);
    struct property place = {reporting->block->text, reporting->block->file,
                             reporting->block->line};
    if (!kind) {
        if (!reporting->block->faulty)
            link_fault(reporting->linker, &place,
                       N_("{1}:{2}: the report '{3}' has no 'kind' (list, table, bars, pyramid, "
                          "sheet)"),
                       place.text, NULL);
        return false;
    }
    for (int i = 0; i < REPORT_KINDS; i++)
        if (strcmp(report_kind_names[i], kind->text) == 0) {
            reporting->report->kind = (enum report_kind)i;
            return true;
        }
    link_fault(reporting->linker, kind,
               N_("{1}:{2}: '{3}' is no kind of report (list, table, bars, pyramid, sheet)"),
               kind->text, NULL);
    return false;
}

static bool form_read(struct reporting *reporting)
{
    struct linker *linker = reporting->linker;
    const struct property *of = report_said(reporting, KEY_OF);
    struct property place = {reporting->block->text, reporting->block->file,
                             reporting->block->line};
    if (!of) {
        if (!reporting->block->faulty)
            link_fault(linker, &place,
                       N_("{1}:{2}: the report '{3}' does not say which records it is of: 'of' "
                          "and the name of a form"),
                       place.text, NULL);
        return false;
    }
    reporting->report->form = form_named(linker->set, of->text);
    if (reporting->report->form)
        return true;
    const char **names = arena_array(linker->arena, linker->set->count + 1, sizeof *names);
    for (unsigned i = 0; i < linker->set->count; i++)
        names[i] = linker->set->forms[i]->name;
    const char *nearest = fold_nearest(of->text, names, linker->set->count, sizeof *names);
    link_fault(linker, of,
               nearest ? N_("{1}:{2}: no form is called '{3}'; '{4}' perhaps?")
                       : N_("{1}:{2}: no form is called '{3}'"),
               of->text, nearest);
    return false;
}

static void words_check(struct reporting *reporting)
{
    enum report_kind kind = reporting->report->kind;
    struct property place = {reporting->block->text, reporting->block->file,
                             reporting->block->line};
    for (size_t i = 0; i < sizeof word_rules / sizeof word_rules[0]; i++) {
        const struct word_rule *rule = &word_rules[i];
        const struct property *property = report_said(reporting, rule->keyword);
        if (property && !(rule->meant & OF(kind)))
            link_fault(reporting->linker, property,
                       N_("{1}:{2}: '{3}' means nothing for a report of kind '{4}'"), rule->word,
                       report_kind_names[kind]);
        if (!property && (rule->needed & OF(kind)) && !reporting->block->faulty)
            link_fault(reporting->linker, &place, N_("{1}:{2}: a report of kind '{4}' needs '{3}'"),
                       rule->word, report_kind_names[kind]);
    }
}

static void list_read(struct reporting *reporting)
{
    struct linker *linker = reporting->linker;
    struct report_form *report = reporting->report;
    const struct property *list = report_said(reporting, KEY_LIST);
    if (!list)
        return;
    size_t count;
    const char **words = draft_words(linker->arena, list->text, &count);
    report->list = arena_array(linker->arena, count, sizeof *report->list);
    for (size_t i = 0; i < count; i++) {
        const char *colon = strchr(words[i], ':');
        const char *name =
            colon ? arena_copy_bytes(linker->arena, words[i], (size_t)(colon - words[i]))
                  : words[i];
        const struct field *field = link_named(linker, report->form, list, name);
        if (!field)
            continue;
        struct list_column column = {field, field->width};
        if (!colon || link_number(linker, list, colon + 1, 1, 200, &column.width))
            report->list[report->list_count++] = column;
    }
}

static void order_read(struct reporting *reporting)
{
    struct linker *linker = reporting->linker;
    struct report_form *report = reporting->report;
    const struct property *order = report_said(reporting, KEY_ORDER);
    if (!order)
        return;
    size_t count;
    const char **words = draft_words(linker->arena, order->text, &count);
    if (count > ORDER_MOST) {
        link_fault(linker, order, N_("{1}:{2}: '{3}' takes at most {4} fields"), "order",
                   arena_format(linker->arena, "%d", ORDER_MOST));
        return;
    }
    report->order = arena_array(linker->arena, count, sizeof *report->order);
    for (size_t i = 0; i < count; i++) {
        bool descending = words[i][0] == '-';
        const struct field *field = link_named(linker, report->form, order, words[i] + descending);
        if (field)
            report->order[report->order_count++] = (struct report_order){field, descending};
    }
}

static void groups_read(struct reporting *reporting)
{
    struct linker *linker = reporting->linker;
    struct report_form *report = reporting->report;
    const struct property *group = report_said(reporting, KEY_GROUP);
    if (!group)
        return;
    size_t count;
    const char **words = draft_words(linker->arena, group->text, &count);
    if (count > GROUPS_MOST) {
        link_fault(linker, group, N_("{1}:{2}: '{3}' takes at most {4} fields"), "group",
                   arena_format(linker->arena, "%d", GROUPS_MOST));
        return;
    }
    report->groups = arena_array(linker->arena, count, sizeof *report->groups);
    for (size_t i = 0; i < count; i++) {
        const struct field *field = link_named(linker, report->form, group, words[i]);
        if (field)
            report->groups[report->group_count++] = field;
    }
}

static bool listed(const struct report_form *report, const struct field *field)
{
    for (unsigned i = 0; i < report->list_count; i++)
        if (report->list[i].field == field)
            return true;
    return false;
}

static void sums_read(struct reporting *reporting)
{
    struct linker *linker = reporting->linker;
    struct report_form *report = reporting->report;
    const struct property *sum = report_said(reporting, KEY_SUM);
    if (!sum)
        return;
    size_t count;
    const char **words = draft_words(linker->arena, sum->text, &count);
    report->sums = arena_array(linker->arena, count, sizeof *report->sums);
    for (size_t i = 0; i < count; i++) {
        const struct field *field = link_named(linker, report->form, sum, words[i]);
        if (!field)
            continue;
        if (!report_numeric(field) && field->type != FIELD_YESNO)
            link_fault(linker, sum, N_("{1}:{2}: '{3}' is no number that can be added up"),
                       field->name, NULL);
        else if (!listed(report, field))
            link_fault(linker, sum, N_("{1}:{2}: '{3}' is added up, and no column of 'list'"),
                       field->name, NULL);
        else
            report->sums[report->sum_count++] = field;
    }
}

static void rest_read(struct reporting *reporting)
{
    struct linker *linker = reporting->linker;
    struct report_form *report = reporting->report;
    const struct property *where = report_said(reporting, KEY_WHERE);
    const struct property *during = report_said(reporting, KEY_DURING);
    const struct property *by = report_said(reporting, KEY_BY);
    if (where && link_condition(linker, report->form, where, report->kind != REPORT_SHEET))
        report->where = where->text;
    if (during)
        report->during = link_named(linker, report->form, during, during->text);
    if (report->during && report->during->type != FIELD_DATE) {
        link_fault(linker, during, N_("{1}:{2}: 'during' is followed by a date, and '{3}' is none"),
                   during->text, NULL);
        report->during = NULL;
    }
    if (by && strcmp(by->text, "event") != 0 && strcmp(by->text, "report") != 0)
        link_fault(linker, by,
                   N_("{1}:{2}: a report goes by the day of the 'event' or of the 'report', not "
                      "by '{3}'"),
                   by->text, NULL);
    report->known = by && strcmp(by->text, "report") == 0;
    const struct property *months = report_said(reporting, KEY_MONTHS);
    report->months = months && strcmp(months->text, "no") != 0;
    if (report->months && report_said(reporting, KEY_ROWS))
        link_fault(linker, months,
                   N_("{1}:{2}: the rows of a sheet go by 'rows' or by 'months', not by both"),
                   NULL, NULL);
}

static void report_read(struct reporting *reporting, unsigned *place)
{
    struct linker *linker = reporting->linker;
    struct report_form *report = reporting->report;
    const struct property *label = report_said(reporting, KEY_LABEL);
    const struct property *help = report_said(reporting, KEY_HELP);
    const struct property *number = report_said(reporting, KEY_PLACE);
    struct property at = {reporting->block->text, reporting->block->file, reporting->block->line};
    if (!label && !reporting->block->faulty)
        link_fault(linker, &at, N_("{1}:{2}: '{3}' has no label"), report->name, NULL);
    report->label = label ? draft_bilingual(linker->draft, label) : report->name;
    report->help = help ? draft_bilingual(linker->draft, help) : NULL;
    *place = REPORT_PLACE_MOST;
    if (number)
        link_number(linker, number, number->text, 1, REPORT_PLACE_MOST, place);
    bool kind = kind_read(reporting);
    if (!form_read(reporting) || !kind)
        return;
    words_check(reporting);
    rest_read(reporting);
    report_axes(reporting);
    list_read(reporting);
    order_read(reporting);
    groups_read(reporting);
    sums_read(reporting);
}

static bool same_folder(const char *a, const char *b)
{
    const char *end_a = strrchr(a, '/'), *end_b = strrchr(b, '/');
    return end_a && end_b && end_a - a == end_b - b && strncmp(a, b, (size_t)(end_a - a)) == 0;
}

/* The place of a report of this name that was read before, or count. */
static size_t place_of(const struct placed *reports, size_t count, const char *name)
{
    size_t place = 0;
    while (place < count && strcmp(reports[place].report->name, name) != 0)
        place++;
    return place;
}

static int by_place(const void *a, const void *b)
{
    const struct placed *first = a, *second = b;
    if (first->place != second->place)
        return first->place < second->place ? -1 : 1;
    return strcmp(first->report->name, second->report->name);
}

void draft_reports(struct draft *draft, struct form_set *set)
{
    struct linker linker = {.draft = draft, .arena = draft->arena, .set = set};
    struct placed *reports = arena_array(draft->arena, draft->count + 1, sizeof *reports);
    size_t count = 0;
    for (size_t i = 0; i < draft->count; i++) {
        struct block *block = draft->blocks[i];
        if (block->kind != KEY_REPORT)
            continue;
        struct report_form *report = arena_alloc(draft->arena, sizeof *report);
        *report =
            (struct report_form){.name = block->text, .file = block->file, .line = block->line};
        struct reporting reporting = {&linker, block, report};
        struct placed placed = {report, 0};
        report_read(&reporting, &placed.place);
        size_t place = place_of(reports, count, block->text);
        struct property at = {block->text, block->file, block->line};
        /* The registry's own report stands in for ours of the same name. */
        if (place < count && same_folder(reports[place].report->file, block->file))
            link_fault(&linker, &at, N_("{1}:{2}: there is a report '{3}' already, in {4}"),
                       block->text, reports[place].report->file);
        else
            reports[place] = placed;
        count += place == count;
    }
    if (count)
        qsort(reports, count, sizeof *reports, by_place);
    set->reports = arena_array(draft->arena, count + 1, sizeof *set->reports);
    for (size_t i = 0; i < count; i++)
        set->reports[set->report_count++] = reports[i].report;
}

const struct report_form *report_named(const struct form_set *set, const char *name)
{
    char wanted[FOLD_KEY_MAX], key[FOLD_KEY_MAX];
    size_t length = fold_key(name, strlen(name), FOLD_KEY_LABEL, wanted);
    for (unsigned i = 0; i < set->report_count; i++)
        if (strcmp(set->reports[i]->name, name) == 0)
            return set->reports[i];
    for (unsigned i = 0; length && i < set->report_count; i++) {
        const char *label = set->reports[i]->label;
        const char *bar = strchr(label, BILINGUAL[0]);
        if ((fold_key(label, bar ? (size_t)(bar - label) : strlen(label), FOLD_KEY_LABEL, key) &&
             strcmp(key, wanted) == 0) ||
            (bar && fold_key(bar + 1, strlen(bar + 1), FOLD_KEY_LABEL, key) &&
             strcmp(key, wanted) == 0))
            return set->reports[i];
    }
    return NULL;
}

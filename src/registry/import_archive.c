#include "registry/import_archive.h"

#include <string.h>
#include "text/message.h"
#include "text/utf8.h"

enum { PAGES_DIGITS_MOST = 5 };

static void tell(const struct import_cells *cells, const struct field *field, bool note,
                 const char *message, const char *first, const char *second)
{
    struct fault *fault = faults_add(cells->faults, cells->arena);
    *fault = (struct fault){.kind = FAULT_DATA,
                            .warning = true,
                            .note = note,
                            .message = message,
                            .field = field->name,
                            .arguments = {first, second}};
}

static const char *refuse(const struct import_cells *cells, const struct field *field,
                          const char *message, const char *first, const char *second)
{
    fault_set(faults_add(cells->faults, cells->arena), cells->arena, FAULT_DATA, field->name,
              message, first, second, NULL);
    return NULL;
}

/* The text as it is taken, with a note where it is another. */
static const char *taken(const struct import_cells *cells, const struct field *field,
                         const char *text, const char *meant)
{
    if (strcmp(text, meant) != 0)
        tell(cells, field, true, N_("{1} is taken as {2}"), text, meant);
    return meant;
}

static const char *folded(const struct import_cells *cells, const char *text)
{
    const char *clean = utf8_clean(cells->arena, text, strlen(text), FOLD_CODE, NULL);
    return clean ? clean : text;
}

static bool starts(const char *text, const char *word)
{
    return strncmp(text, word, strlen(word)) == 0;
}

/* What rooms write into a cell that has nothing to say. */
static bool says_nothing(const char *text)
{
    static const char *const words[] = {"无", "/", "-", "--", "—", "——"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(text, words[i]) == 0)
            return true;
    return false;
}

/* The further fields that a cell speaks of stay as a column of their own has them. */
static void put_beside(const struct import_cells *cells, struct import_row *row, const char *name,
                       const char *value)
{
    const struct field *field = field_named(row->record->form, name);
    struct faults faults = {0};
    if (!field || row->given[field->number])
        return;
    const char *read = field_read(field, value, strlen(value), cells->today, cells->arena, &faults);
    if (read && faults_errors(&faults) == 0)
        row->record->values[field->number] = row->given[field->number] = read;
}

/* --- numbers with what they count ------------------------------------------------------------- */

static const char *const year_units[] = {"年度", "年", NULL};
static const char *const count_units[] = {"号", "件", "卷", "份", NULL};
static const char *const page_units[] = {"页", "张", "P", NULL};

static const char *without_unit(const struct import_cells *cells, const char *text,
                                const char *const *units)
{
    const char *number = starts(text, "第") ? text + strlen("第") : text;
    number = starts(number, "共") ? number + strlen("共") : number;
    size_t length = strlen(number);
    size_t digits = strspn(number, "0123456789");
    for (; *units; units++)
        if (digits > 0 && strcmp(number + digits, *units) == 0)
            return arena_copy_bytes(cells->arena, number, digits);
    return digits > 0 && digits == length ? number : text;
}

static const char *read_year(const struct import_cells *cells, struct import_row *row,
                             const struct field *field, const char *text)
{
    (void)row;
    return taken(cells, field, text, without_unit(cells, folded(cells, text), year_units));
}

/* 0001 is the number 1, and not told. */
static const char *read_count(const struct import_cells *cells, struct import_row *row,
                              const struct field *field, const char *text)
{
    (void)row;
    const char *clean = folded(cells, text);
    if (says_nothing(clean))
        return NULL;
    return taken(cells, field, text, without_unit(cells, clean, count_units));
}

/* A run of pages "1-15": the number of its first and of its last. */
static bool page_run(const struct import_cells *cells, const char *text, const char **first,
                     const char **last)
{
    static const char *const to[] = {"-", "~", "—", "–", "至", NULL};
    const char *start = without_unit(cells, text, page_units);
    size_t digits = strspn(start, "0123456789");
    if (digits == 0 || digits > PAGES_DIGITS_MOST)
        return false;
    for (const char *const *word = to; *word; word++) {
        if (!starts(start + digits, *word))
            continue;
        const char *end = without_unit(cells, start + digits + strlen(*word), page_units);
        if (strspn(end, "0123456789") != strlen(end) || !*end || strlen(end) > PAGES_DIGITS_MOST)
            return false;
        *first = arena_copy_bytes(cells->arena, start, digits);
        *last = end;
        return true;
    }
    return false;
}

static unsigned number_of(const char *digits)
{
    unsigned number = 0;
    for (; *digits; digits++)
        number = number * 10 + (unsigned)(*digits - '0');
    return number;
}

static const char *read_pages(const struct import_cells *cells, struct import_row *row,
                              const struct field *field, const char *text)
{
    const char *clean = folded(cells, text);
    const char *first, *last;
    if (says_nothing(clean))
        return NULL;
    if (!page_run(cells, clean, &first, &last))
        return taken(cells, field, text, without_unit(cells, clean, page_units));
    if (number_of(last) < number_of(first))
        return refuse(cells, field, N_("the pages {1} end before they begin"), text, NULL);
    row->page_run = arena_format(cells->arena, "%s-%s", first, last);
    const char *count = arena_format(cells->arena, "%u", number_of(last) - number_of(first) + 1);
    tell(cells, field, true, N_("the pages {1} are {2} pages"), text, count);
    return count;
}

static const char *read_page_no(const struct import_cells *cells, struct import_row *row,
                                const struct field *field, const char *text)
{
    const char *clean = folded(cells, text);
    const char *first, *last;
    if (says_nothing(clean))
        return NULL;
    if (!page_run(cells, clean, &first, &last))
        return without_unit(cells, clean, page_units);
    if (number_of(last) < number_of(first))
        return refuse(cells, field, N_("the pages {1} end before they begin"), text, NULL);
    put_beside(cells, row, "pages",
               arena_format(cells->arena, "%u", number_of(last) - number_of(first) + 1));
    return arena_format(cells->arena, "%s-%s", first, last);
}

/* --- dates ------------------------------------------------------------------------------------ */

/* One date: 00 for a month or a day that is not known is left out. */
static const char *date_meant(const struct import_cells *cells, const char *text)
{
    enum { WHOLE = 8, MONTH = 6, YEAR = 4 };
    size_t digits = strspn(text, "0123456789");
    if (digits == WHOLE && !text[digits]) {
        size_t kept = strcmp(text + MONTH, "00") != 0      ? WHOLE
                      : strncmp(text + YEAR, "00", 2) != 0 ? MONTH
                                                           : YEAR;
        return arena_copy_bytes(cells->arena, text, kept);
    }
    if (digits == MONTH && !text[digits] && strcmp(text + YEAR, "00") == 0)
        return arena_copy_bytes(cells->arena, text, YEAR);
    return text;
}

static bool is_date(const struct import_cells *cells, const char *text)
{
    struct date date;
    return date_read(text, cells->today, &date);
}

/* Where a text of two dates is parted: after the first; NULL where it is no such text. */
static const char *dates_part(const struct import_cells *cells, const char *text,
                              const char **second)
{
    static const char *const to[] = {"至", "~", "—", "–", "-", NULL};
    for (const char *const *word = to; *word; word++)
        for (const char *at = strstr(text, *word); at; at = strstr(at + 1, *word)) {
            const char *first =
                date_meant(cells, arena_copy_bytes(cells->arena, text, (size_t)(at - text)));
            const char *last = date_meant(cells, at + strlen(*word));
            if (!is_date(cells, first) || !is_date(cells, last))
                continue;
            *second = last;
            return first;
        }
    return NULL;
}

/* Text within [ ], which DA/T 18 puts around inferred dates. */
static const char *within_brackets(const struct import_cells *cells, const char *text)
{
    static const char *const pairs[][2] = {{"[", "]"}, {"〔", "〕"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        size_t open = strlen(pairs[i][0]), close = strlen(pairs[i][1]), length = strlen(text);
        if (length > open + close && starts(text, pairs[i][0]) &&
            strcmp(text + length - close, pairs[i][1]) == 0)
            return arena_copy_bytes(cells->arena, text + open, length - open - close);
    }
    return NULL;
}

static const char *read_date(const struct import_cells *cells, struct import_row *row,
                             const struct field *field, const char *text)
{
    const char *clean = folded(cells, text);
    const char *inferred = within_brackets(cells, clean);
    const char *second = NULL;
    if (says_nothing(clean))
        return NULL;
    if (inferred)
        clean = inferred;
    const char *meant = date_meant(cells, clean);
    const char *first = is_date(cells, meant) ? NULL : dates_part(cells, clean, &second);
    if (first) {
        put_beside(cells, row, "date_to", second);
        meant = first;
    }
    if (!is_date(cells, meant))
        return text; /* refused as any date is */
    if (inferred)
        put_beside(cells, row, "date_inferred", "1");
    if (first)
        tell(cells, field, true, N_("{1} is taken as the dates from {2} on"), text, meant);
    else if (inferred || meant != clean)
        taken(cells, field, text, meant);
    return meant;
}

/* --- words ------------------------------------------------------------------------------------ */

static const char *read_retention(const struct import_cells *cells, struct import_row *row,
                                  const struct field *field, const char *text)
{
    const char *clean = folded(cells, text);
    bool is_long = strcmp(clean, "长期") == 0;
    (void)row;
    if (!is_long && strcmp(clean, "短期") != 0)
        return text;
    const char *setting = is_long ? "retention_long" : "retention_short";
    const char *meant =
        is_long ? cells->settings->retention_long : cells->settings->retention_short;
    if (!meant)
        return refuse(
            cells, field,
            N_("'{1}' is a period of before 2006 and no number of years: write 永久, 30年 "
               "or 10年, or decide it for all of them by {2} in registry.conf"),
            text, setting);
    tell(cells, field, false, N_("'{1}' is kept as {2}, as registry.conf says"), text, meant);
    return meant;
}

/* Line ends within a title are those of a narrow column: between hanzi nothing stands for them. */
static const char *read_title(const struct import_cells *cells, struct import_row *row,
                              const struct field *field, const char *text)
{
    (void)row;
    if (!strpbrk(text, "\r\n"))
        return text;
    char *line = arena_alloc(cells->arena, strlen(text) + 1);
    size_t length = 0;
    for (const char *at = text; *at; at++) {
        bool end = *at == '\r' || *at == '\n';
        if (!end) {
            line[length++] = *at;
            continue;
        }
        at += strspn(at + 1, "\r\n \t");
        bool wide =
            length > 0 && (unsigned char)line[length - 1] >= 0x80 && (unsigned char)at[1] >= 0x80;
        if (!wide && length > 0 && at[1])
            line[length++] = ' ';
    }
    line[length] = '\0';
    tell(cells, field, true, N_("the line ends within {1} are left out"), line, NULL);
    return line;
}

static const char *read_text(const struct import_cells *cells, struct import_row *row,
                             const struct field *field, const char *text)
{
    (void)row;
    (void)field;
    return says_nothing(folded(cells, text)) ? NULL : text;
}

void import_archive_end(const struct import_cells *cells, struct import_row *row)
{
    const struct field *volume = field_named(row->record->form, "volume");
    if (row->page_run && volume && row->record->values[volume->number])
        put_beside(cells, row, "page_no", row->page_run);
}

static const struct {
    const char *field;
    const char *(*read)(const struct import_cells *cells, struct import_row *row,
                        const struct field *field, const char *text);
} habits[] = {
    {"year", read_year},          {"item", read_count},    {"volume", read_count},
    {"items_within", read_count}, {"pages", read_pages},   {"page_no", read_page_no},
    {"date", read_date},          {"date_to", read_date},  {"retention", read_retention},
    {"title", read_title},        {"creator", read_text},  {"document_no", read_text},
    {"box", read_text},           {"location", read_text},
};

const char *import_archive_cell(const struct import_cells *cells, struct import_row *row,
                                const struct field *field, const char *text)
{
    for (size_t i = 0; i < sizeof habits / sizeof *habits; i++)
        if (strcmp(habits[i].field, field->name) == 0)
            return habits[i].read(cells, row, field, text);
    return text;
}

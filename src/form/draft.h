#ifndef FORM_DRAFT_H
#define FORM_DRAFT_H

/* What stands in form files, before it is linked: blocks (a form, an action, a section, a field, a
 * rule) and under each its properties, all as text with their places. forms/README.md describes the
 * language; the table in draft.c is its grammar. */

#include "form/form.h"

enum keyword {
    KEY_FORM,
    KEY_ACTION,
    KEY_EXTEND,
    KEY_REPORT,
    KEY_LAYOUT,
    KEY_PAGE,
    KEY_SECTION,
    KEY_FIELD,
    KEY_CHANGE,
    KEY_ERROR,
    KEY_WARNING,
    KEY_LINE,
    KEY_ROW,
    KEY_COLUMN,
    KEY_AREA,
    KEY_ON,
    KEY_WHEN,
    KEY_LIKE,
    KEY_LABEL,
    KEY_ALSO,
    KEY_HELP,
    KEY_PLACE,
    KEY_TITLE,
    KEY_KEY,
    KEY_DETAIL,
    KEY_LIST,
    KEY_ORDER,
    KEY_TREE,
    KEY_TYPE,
    KEY_WIDTH,
    KEY_LENGTH,
    KEY_REQUIRED,
    KEY_CARRIED,
    KEY_COMPUTED,
    KEY_ASIDE,
    KEY_APART,
    KEY_DERIVED,
    KEY_MENU,
    KEY_UNDER,
    KEY_MISSING,
    KEY_CAPITAL,
    KEY_MANY,
    KEY_RANGE,
    KEY_PATTERN,
    KEY_DEFAULT,
    KEY_ASK,
    KEY_INDEX,
    KEY_FILLS,
    KEY_WITHIN,
    KEY_FROM,
    KEY_AFTER,
    KEY_AT,
    KEY_MESSAGE,
    KEY_KIND,
    KEY_OF,
    KEY_WHERE,
    KEY_DURING,
    KEY_BY,
    KEY_ROWS,
    KEY_COLUMNS,
    KEY_BANDS,
    KEY_GROUP,
    KEY_SUM,
    KEY_MONTHS,
    KEY_PAPER,
    KEY_MARGINS,
    KEY_CELL,
    KEY_SIZE,
    KEY_BOLD,
    KEY_ALIGN,
    KEY_TEXT,
    KEY_CODE,
    KEY_FRAME,
    KEY_UPRIGHT,
    KEY_FOOT,
    KEY_ONCE,
    KEY_HEIGHT,
    KEYWORDS
};

struct property {
    const char *text; /* what follows the word, cleaned; NULL: the property is not there */
    const char *file;
    size_t line;
};

struct block {
    enum keyword kind; /* KEY_FORM to KEY_AREA */
    const char *text;  /* its name, label or condition */
    const char *file;
    size_t line;
    bool page;           /* a section before which `page` stands */
    bool faulty;         /* a line under it was refused: what it lacks may stand there */
    struct block *owner; /* the form, action, extend or layout it belongs to; NULL of these and of
                            reports */
    struct property properties[KEYWORDS];
};

struct draft {
    struct block **blocks; /* in the order of the files */
    size_t count, capacity;
    struct arena *arena;   /* of the form set */
    struct arena *scratch; /* of the blocks: nobody needs them once they are linked */
    struct report *report;
};

/* Where faults of form files and code tables go. */
struct report {
    struct arena *arena;
    struct faults *faults;
};

/* Adds a fault: message gets {1} file, {2} line, {3} and {4} (NULL where it has none). */
void report_fault(struct report *report, const char *file, size_t line, const char *message,
                  const char *third, const char *fourth);

/* The text of a file, NUL-terminated. */
struct source {
    const char *path;
    char *text;
    size_t length;
};
enum { SOURCE_BYTES_MOST = 4 * 1024 * 1024 };

/* Adds what a form file says to draft. */
void draft_read(struct draft *draft, const struct source *source);

/* Makes the forms of set (whose code tables are there already) of what was read. */
void draft_link(struct draft *draft, struct form_set *set);

/* Makes the reports of set, whose forms are there already. */
void draft_reports(struct draft *draft, struct form_set *set);

/* Makes the layouts of set of what was read of layout files. */
struct layout_set;
void draft_layouts(struct draft *draft, const struct form_set *forms, struct layout_set *set);

/* What is wanted of a code table: nothing, its codes and their dates, or all, its names too. */
enum table_use { TABLE_UNUSED, TABLE_CODES, TABLE_WHOLE };

/* Where the regions of ID numbers are looked up. */
#define REGIONS_TABLE "regions"

/* The code table NAME of its sources in order, later ones adding to earlier ones. */
struct code_table *code_table_read(const char *name, const struct source *sources, size_t count,
                                   enum table_use use, struct arena *arena, struct report *report);

/* "中文 | English" as a text in both languages. NULL and a fault when there is more than one |. */
const char *draft_bilingual(struct draft *draft, const struct property *property);

/* The words of a text, parted by spaces; *count of them, in arena. */
const char **draft_words(struct arena *arena, const char *text, size_t *count);

#endif

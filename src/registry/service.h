#ifndef REGISTRY_SERVICE_H
#define REGISTRY_SERVICE_H

/* What can be asked of a registry, and what comes back: the same structures in registry/ (where the
 * work is done), over the wire, and in client/ (where screens and commands ask). Texts and records
 * of an answer live in the arena given with the call. */

#include "form/check.h"
#include "form/query.h"
#include "form/record.h"
#include "text/date.h"

/* A record by number, or by what people call it: the value of a unique field, "@number", or a
 * number it was known by before. */
struct get_request {
    const char *form;
    const char *key; /* NULL: by number */
    uint64_t number;
};

struct save_request {
    const struct record *record; /* number 0: new; else version must be the one it was read with */
    bool check;                  /* only say what would happen */
    const char *token;   /* "" or a text unique to this saving: sent again after a lost answer, it
                            is answered again and not done again */
    const char *reason;  /* or NULL */
    uint64_t batch;      /* that a new record belongs to, or in which a correction is made;
                            SAVE_BATCH_NEW: to one that is opened with it; 0: to none */
    const char *checked; /* NULL, or a note: what rules only warn of was looked into and is right
                            (registry/checked.h) */
};
#define SAVE_BATCH_NEW ((uint64_t)INT64_MAX)
struct save_answer {
    bool saved;
    uint64_t number;
    uint32_t version;
    struct faults faults;     /* errors where not saved; warnings either way */
    struct record *record;    /* as kept (or as it would be): filled fields, given numbers */
    struct record *theirs;    /* where the version was stale: the record as it is now */
    const char *their_author; /* who changed it, and when (seconds since 1970) */
    int64_t their_time;
    uint64_t batch; /* that it belongs to, or would; 0: none, as when the one asked for was taken
                       back or is another clerk's */
};

/* What the rules say of one field of a record that is being keyed, as soon as the field is left. */
struct judge_request {
    const struct record *record;
    const char *field;
};
struct judge_answer {
    struct faults faults;
};

/* An action (registry/actions.h): a record of its form holds the parameters. */
struct act_request {
    const struct record *parameters;
    bool check;        /* only say what would change */
    const char *token; /* as of a save_request */
};
/* Takes back what a change did. */
struct undo_request {
    uint64_t change;
    const char *reason;
    bool check;
    const char *token;
};
/* Takes a whole batch back, the newest change first, each in a transaction of its own, so that it
 * goes on where it was cut off. A record that somebody changed since is left as it is, and so is
 * one that others still refer to. */
struct undo_batch_request {
    uint64_t batch;
    const char *reason;
    bool check; /* only say how much there is to take back */
};
struct undo_batch_answer {
    uint64_t changes;     /* taken back, or to be */
    uint64_t records;     /* of them */
    uint64_t left;        /* records that are left as they are */
    uint64_t before;      /* changes that had been taken back already */
    struct faults faults; /* why records are left, for the first of them: warnings; errors where
                             nothing is done at all */
};
/* One record that changes. */
struct act_effect {
    struct record *before; /* NULL: it is new, or had been removed */
    struct record *after;  /* removed where it goes */
};
/* What the registry cannot know: the value of a code field for one record. It is answered by one
 * more value of the parameter `parameter`, the key and the code with a colon between them. */
struct act_question {
    const char *parameter;
    const char *key;   /* of the record, as references name it */
    const char *title; /* what it is called */
    const char *form, *field;
    const char *proposed; /* a code, or NULL */
    const char *words;    /* message id of the question, {1} the title, {2} and {3} what follows */
    const char *second, *third;
};
struct act_answer {
    bool done;
    uint64_t change;      /* its number where it was done */
    struct faults faults; /* errors where it was not; those with a field are of that parameter */
    struct act_effect *effects;
    size_t effect_count;
    struct act_question *questions; /* to be answered before it can be done */
    size_t question_count;
};

/* A page of a list. Rows stand in the order of `order` (a field with an index; NULL: the form's,
 * where it has one; "": that of entry, the quickest); place is where to go on from. In an order
 * other than the form's own, records that have no value in that field are left out. */
struct list_place {
    const char *term; /* "" in order of entry */
    uint64_t number;  /* 0: the start (or, backwards, the end) */
};
struct list_request {
    const char *form;
    const char *query; /* "" or NULL: all */
    const char *order;
    bool backwards; /* the rows before the place; still returned in ascending order */
    struct list_place after;
    unsigned limit;
    bool removed; /* removed records too */
    /* The list as it was on this day (ISO 8601), ages as on it too (registry/past.h); NULL: as it
     * is. In the order of a field each page takes a look at every record: "" is quicker. */
    const char *as_of;
    bool known; /* as it was known on the day; otherwise how it was */
};
struct list_row {
    struct record *record;
    struct list_place place;
};
struct list_answer {
    struct list_row *rows;
    size_t count;
    bool finished;             /* nothing follows in this direction */
    struct list_place stopped; /* where the search stopped when it gave up early (limit of time) */
};

/* Where an item, a volume, a box or a shelf is: code is its key or its barcode. said are notes
 * (registry/where.h). */
struct where_request {
    const char *code;
};
struct where_answer {
    struct record *record;
    struct faults said;
};

/* How full shelves are: those whose number is prefix or begins with it and a hyphen ("": all), in
 * the order of their numbers; or the sums of each row (store, section, row) of them. */
struct shelves_request {
    const char *prefix;
    bool rows;
};
struct shelf_state {
    const char *number; /* of the shelf or of the row */
    uint64_t record;    /* of the shelf; of a row, one of its shelves */
    uint64_t shelves;
    uint64_t length, used; /* millimetres */
    uint64_t boxes, loose; /* items in no box */
    uint64_t over;         /* shelves on which more stands than fits */
    bool closed;
};
struct shelves_answer {
    struct shelf_state *rows;
    size_t count;
    bool cut; /* there are more */
};

/* What lies under a branch of a form's tree: the values of the next field, with how many records
 * each has, in order. A level on which no record of the branch has a value is passed over. Under
 * the last one are the records themselves, which `query` lists. */
struct tree_request {
    const char *form;
    const char **path; /* the values that lead to the branch; "": not filled in */
    size_t path_count;
    const char *after; /* go on after this value, or NULL */
    unsigned limit;
};
struct tree_branch {
    const char *value; /* "": not filled in */
    uint64_t count;
    struct record *record; /* the volume it stands for, or NULL */
};
struct tree_answer {
    const char **path; /* as asked for, and behind it the levels that were passed over */
    size_t path_count;
    const char *field; /* whose values the rows are; NULL: nothing but records is below */
    struct tree_branch *rows;
    size_t count;
    bool finished;
    const char *query; /* finds the records of the branch */
};

struct count_request {
    const char *form;
    const char *query;
    const char *by;    /* field, @batch, or NULL */
    const char *as_of; /* as of a list_request */
    bool known;
};
struct count_row {
    const char *value; /* canonical; NULL: empty */
    uint64_t count;
};
struct count_answer {
    uint64_t total;
    struct count_row *rows; /* with by: in order of value */
    size_t row_count;
};

/* Anything in one line. */
struct find_request {
    const char *text;
    const char *form; /* NULL: every form whose records are keyed */
    unsigned limit;
    unsigned counted; /* so many of each kind are counted beyond the limit; 0: none */
    bool quick;       /* somebody types: only what takes no time */
};
enum find_meaning {
    FOUND_NUMBER, /* @12 */
    FOUND_WHOLE,  /* the whole of a field, */
    FOUND_START,  /* its start, */
    FOUND_TAIL,   /* its last characters, */
    FOUND_PART,   /* another part, */
    FOUND_SOUND,  /* pinyin, */
    FOUND_WORDS,  /* words */
    FOUND_MEANINGS
};
struct find_way {
    enum find_meaning meaning;
    const char *label; /* of the field, both languages; "" for FOUND_NUMBER */
    const char *born;  /* only those born in this year, or NULL */
};
struct find_answer {
    struct record **records; /* best first: present people before those who died or moved */
    size_t count;
    uint64_t total;        /* found, as far as was looked */
    bool more;             /* than these: not all was looked at */
    struct find_way *ways; /* what the text was taken for */
    size_t way_count;
};

struct change_note { /* who made a change */
    uint64_t change;
    int64_t time; /* seconds since 1970 */
    const char *author;
    const char *action; /* "save", "import" …: message id */
    const char *reason; /* or NULL */
    uint64_t batch;
    struct date day;         /* it happened */
    uint64_t undoes, undone; /* the change this one takes back; the one by which it was, 0: none */
};
struct history_answer { /* newest first */
    struct history_row {
        struct record *record;
        struct change_note note;
    } * rows;
    size_t count;
};

enum duplicate_policy { DUPLICATE_REJECT, DUPLICATE_UPDATE, DUPLICATE_SKIP };
struct import_start {
    const char *form;
    const char *source; /* digest of the file's text: the same text in any encoding is the same */
    const char *name;   /* of the file, for people */
    enum duplicate_policy on_duplicate;
    bool check;          /* change nothing */
    const char **fields; /* names, one for each column; NULL for a column that is left out */
    size_t field_count;
};
struct import_counts {
    uint64_t added, updated, skipped, rejected;
};
struct import_begun {
    uint64_t batch;
    uint64_t rows_done;          /* go on after this row: an earlier try was cut off */
    bool finished;               /* this text is already in, as this batch */
    struct import_counts counts; /* of the rows done */
};
struct import_rows {
    uint64_t batch;            /* 0 with check */
    uint64_t first;            /* number of the first row in the file, from 1 */
    const char *const *values; /* count * field_count raw texts, row after row; NULL for empty */
    size_t count;
    bool last; /* the file ends here */
};
struct import_fault { /* a row that was rejected, or let in with a warning */
    uint64_t row;
    bool rejected;
    struct fault fault;
};
struct import_answer {
    struct import_counts counts; /* of these rows */
    struct import_fault *faults;
    size_t fault_count;
};

/* A scan of the residents for doubles: those two of whom one at least has a number above `after`
 * (0: everybody). What it finds goes to the record type `double`. */
struct double_scan {
    uint64_t after;
};
struct double_scanned {
    uint64_t people, pairs; /* read, judged */
    uint64_t open;          /* found, and not decided yet */
    uint64_t opened;        /* of these new */
    uint64_t closed;        /* were doubles and are no more */
};

/* Who among the residents may be the person of a record that is being keyed (number 0) or is there:
 * by number, telephone, name and birth date, with bounded work. */
struct doubles_request {
    const struct record *record;
    unsigned limit;
};
struct doubles_answer {
    struct double_row {
        struct record *record;
        unsigned score;
        const char *band;    /* code of double_band */
        const char *matched; /* codes of double_evidence, joined by MANY_SEPARATOR */
        const char *state;   /* code of double_state; NULL: not in the list of doubles */
    } * rows;                /* the most alike first */
    size_t count;
};

/* What rules find in the descriptions of the archive room, as a list to work off: the findings are
 * reported one by one, each with the form, the number and (`about`) the key of its record. */
struct quality_request {
    const char *rule; /* id of a rule of kind RULE_ARCHIVE (registry/consistency.h), or NULL: all */
    const char *where; /* only of these archive items, or NULL */
    unsigned limit;    /* so many of each rule are reported; all are counted */
};
struct quality_answer {
    uint64_t records; /* looked at */
    struct quality_count {
        const char *rule;
        uint64_t count;
    } * counts; /* of each rule, in the order of their table */
    size_t count;
};

struct registry_about {
    const char *community; /* 12 digits */
    const char *name;
    const char *directory;
    int64_t created;
    uint64_t *counts; /* of records, by form in the order of the form set */
    uint64_t sessions;
    uint64_t last_backup;  /* seconds since 1970, 0: never */
    const char *user;      /* who asks */
    unsigned verify_every; /* so many records of a batch apart are keyed again */
    bool verify_own;       /* by who keyed it too */
};

/* A report of a report file. */
enum report_day {
    REPORT_DAY_USUAL,    /* as the report says */
    REPORT_DAY_EVENT,    /* by the day things happened */
    REPORT_DAY_REPORTED, /* by the day they were reported */
};
struct report_request {
    const char *name;
    const char *period; /* text/period.h; NULL: as things are now, and for a sheet this month */
    enum report_day by;
    const char *where; /* a query that narrows it, or NULL */
    uint64_t from;     /* of a list: the first line wanted */
    unsigned limit;    /* of a list: lines; 0: some hundred */
};
/* The rows and columns of a table or a sheet, and what names them when a cell is asked for. */
#define REPORT_TOTAL "*" /* all of them together */
#define REPORT_OTHER "~" /* what lies in none of the bands or values */
#define REPORT_EMPTY ""  /* what is not filled in */
struct report_heading {
    const char *key;   /* canonical value, band ("60..79"), one of these, or a column of a sheet */
    const char *label; /* for message_fill: both languages, or a message id after FAULT_TRANSLATE */
};
/* Columns of a sheet: the kinds of events stand between these, as "in." or "out." and the code. */
#define SHEET_OPENING "opening"
#define SHEET_IN "in"     /* all kinds of coming */
#define SHEET_OUT "out"   /* all kinds of going */
#define SHEET_FROM "from" /* from another row */
#define SHEET_TO "to"     /* to another row */
#define SHEET_MORE "more" /* corrections: there, and no event says why */
#define SHEET_LESS "less" /* corrections: gone likewise */
#define SHEET_CLOSING "closing"
struct report_cell {
    uint64_t count;
};
enum { REPORT_SUMS_MOST = 16 };
enum report_line_kind { REPORT_LINE_RECORD, REPORT_LINE_GROUP, REPORT_LINE_SUM };
struct report_line {
    enum report_line_kind kind;
    unsigned level;    /* of a group and its sum: 0 is the whole, 1 the outermost group */
    const char *label; /* of a group, likewise */
    struct record *record;
    uint64_t count;    /* of a sum: records */
    const char **sums; /* of a sum: one for each of the report's */
    size_t sum_count;
};
struct report_answer {
    const char *period; /* canonical, or NULL: now */
    struct date first, last;
    bool known; /* by the day of report */
    struct report_heading *rows, *columns;
    size_t row_count, column_count;
    struct report_cell *cells; /* row after row */
    size_t cell_count;
    struct report_line *lines; /* of a list */
    size_t line_count;
    uint64_t line_total; /* lines there are in all */
};
/* Those whom a cell counts, as they were then; 1,000 at most, in the order of their list where all
 * of them are within the limit, else by number. */
struct report_names_request {
    struct report_request report;
    const char *row, *column; /* keys of headings */
    uint64_t after;           /* go on after this number */
    unsigned limit;
};
struct report_names_answer {
    struct record **records;
    size_t count;
    bool finished;
};

/* What another session did, told to open screens. */
struct announcement {
    const char *form;
    uint64_t number;
    uint32_t version;
    const char *author;
    bool many; /* more than can be told one by one: look again */
};

/* Called during long work with a part done; false stops it. */
typedef bool service_progress(void *context, uint64_t done, uint64_t total);

#endif

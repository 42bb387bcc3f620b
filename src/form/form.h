#ifndef FORM_FORM_H
#define FORM_FORM_H

/* What a form file says, once read and linked: record types, their fields, code tables, rules.
 * Everything is owned by the form set and is constant once it is loaded. Texts for people are in
 * both languages with BILINGUAL between them (text/fault.h). The language of the files is described
 * in forms/README.md. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "text/arena.h"
#include "text/fault.h"

enum field_type {
    FIELD_TEXT,
    FIELD_NAME, /* a person's name: hanzi or letters, U+00B7 between the parts of a foreign one */
    FIELD_CODE, /* a code of a code table */
    FIELD_DATE, /* ISO 8601, may be a year or a year and month */
    FIELD_IDENTITY, /* GB 11643 when the field `of` holds one of the document types `citizen` */
    FIELD_PHONE,
    FIELD_NUMBER, /* whole, kept without leading zeros */
    FIELD_DECIMAL,
    FIELD_YESNO,     /* kept as 1 or 0 */
    FIELD_REFERENCE, /* another record: kept as its value of that form's key field, or @number */
    FIELD_NOTE,      /* several lines */
    FIELD_AGE,       /* completed years, or days, since the date field `of`; never kept */
    FIELD_SERIAL,    /* prefix and the record's number where the field `of` is empty; never kept */
    FIELD_TYPES
};
/* "text", "name", "code" …: as form files write them. */
extern const char *const field_type_names[FIELD_TYPES];
/* Whether values of the type are kept: ages and serial numbers are found out when they are shown.
 */
bool field_type_kept(enum field_type type);

/* Which index terms a field puts out (bits of struct field.indexes). */
enum field_index {
    INDEX_EXACT = 1,   /* the folded value; a prefix of it can be searched too */
    INDEX_NAME = 2,    /* every part of a name from each of its characters on, and pinyin in full
                          and as initials */
    INDEX_TAIL = 4,    /* the last four characters; of a phone also from the fourth digit, or from
                          behind its area code on */
    INDEX_WORDS = 8,   /* titles: each pair of neighbouring hanzi, each word */
    INDEX_UNIQUE = 16, /* exact, and no two records share it */
    INDEX_WITHIN = 32, /* of a field with `within`: 3-2-501, and 3--501 */
};
/* An index's tag: field tag * 8 + one of these. */
enum index_kind {
    KIND_EXACT,
    KIND_NAME,
    KIND_PINYIN,
    KIND_TAIL,
    KIND_WORDS,
    KIND_UNIQUE,
    KIND_SORT,
    KIND_PART, /* later parts of phones; rooms with what they are within */
};

struct code {
    const char *code;
    const char *name[2];   /* LANGUAGE_CHINESE, LANGUAGE_ENGLISH; English falls back to pinyin */
    const char *from, *to; /* ISO dates or "" : when it may be chosen */
    const char **also;     /* other names accepted on input, ended by NULL */
    const char **extra; /* further columns in the order of the table's; NULL where all are empty */
};

struct lookup;

struct code_table {
    const char *name;
    struct code *codes; /* sorted by code */
    size_t count;
    const char **columns; /* names of the further columns (struct code.extra) */
    size_t column_count;
    struct lookup *lookup; /* by code and by every name, folded */
};

struct query;
struct form;

struct field {
    const char *name;     /* what scripts use */
    const char *label;    /* both languages */
    const char **aliases; /* other CSV headers accepted, ended by NULL */
    const char *help;     /* both languages, or NULL: one or two sentences for F1 and the status
                             line */
    enum field_type type;
    bool many; /* several values, kept joined by MANY_SEPARATOR */
    bool required;
    bool carried;                       /* starts with the value of the record entered before */
    bool computed;                      /* never asked: filled by rules of registry/ */
    bool days;                          /* FIELD_AGE: in days, while the field is asked */
    bool missing;                       /* a reason may stand there for having none (missing.h) */
    bool capital;                       /* cleaned as codes are: no spaces, narrow, upper case */
    unsigned width;                     /* columns on the screen */
    unsigned length_least, length_most; /* characters; 0: no limit but FIELD_BYTES_MOST */
    const char *low, *high;             /* range, inclusive, or NULL; "today" allowed */
    const char *pattern;    /* POSIX extended regular expression for the whole value, or NULL */
    void *pattern_compiled; /* regex_t */
    const char *initial;    /* default, or NULL; "today" allowed */
    const struct code_table *codes; /* for FIELD_CODE; FIELD_IDENTITY: the regions, or NULL */
    const struct form *reference;   /* for FIELD_REFERENCE */
    const char *prefix;             /* FIELD_SERIAL: what it begins with */
    const struct field *of;         /* FIELD_AGE: the date; FIELD_IDENTITY: the document type;
                                       FIELD_SERIAL: the number that takes its place */
    const struct field **within; /* what it is numbered within, widest first: building and unit of
                                    a room; ended by NULL; NULL: nothing */
    const char **citizen;        /* FIELD_IDENTITY: the document types whose numbers obey GB 11643,
                                    the first of them being what is taken where none is given;
                                    ended by NULL; NULL where `of` is NULL: always */
    const struct field *fills_sex; /* FIELD_IDENTITY: filled from the number, or NULL */
    const struct field *fills_birth;
    const struct field **fills; /* FIELD_CODE: filled from the further columns of its table that
                                   have their names; ended by NULL; NULL: none */
    const struct field *from;   /* of a parameter: the field of the subject whose value it starts
                                   with, or NULL */
    const struct query *ask;    /* asked only when this holds; NULL: always */
    const char *ask_text;
    unsigned indexes; /* bits of field_index */
    unsigned number;  /* place in form.fields */
    uint16_t tag;     /* its number on the disk, given by the registry's catalogue; 0 before */
    const char *file;
    size_t line;
};
#define MANY_SEPARATOR '\x1d'
enum { FIELD_BYTES_MOST = 4000, FORM_FIELDS_MOST = 200, FORM_TREE_MOST = 9 };

struct rule {
    bool warning;
    const struct query *when;  /* the fault is there when this holds */
    const char *text;          /* of the query, as written */
    const char *message;       /* both languages */
    const struct field *field; /* where it is shown */
    const char *file;
    size_t line;
};

struct section {
    const char *label;     /* both languages */
    bool page;             /* starts a new page of the screen */
    unsigned first, count; /* fields */
};

struct list_column {
    const struct field *field;
    unsigned width;
};

struct form {
    const char *name;
    const char *label;
    const char *help;
    struct field *fields;
    unsigned field_count;
    struct section *sections;
    unsigned section_count;
    struct rule *rules;
    unsigned rule_count;
    struct list_column *columns;
    unsigned column_count;
    const struct field *title;   /* what a record is called: the name, the title */
    const struct field **detail; /* shown beside it in find */
    unsigned detail_count;
    const struct field *key;   /* unique field people name a record by, or NULL */
    const struct field *order; /* lists stand in the order of this field (must be indexed);
                                  NULL: order of entry */
    const struct field **tree; /* its records can be browsed by these, one within the other */
    unsigned tree_count;       /* at most FORM_TREE_MOST; 0: they cannot */
    struct lookup *lookup;     /* by name, label in either language, alias */
    bool computed;             /* its records are written by rules alone, never keyed */
    bool aside;                /* stands below the others on the first screen, as a list alone */
    bool apart;                /* stands not there at all, but among the actions */
    bool derived;              /* kept nowhere: reports find its records out when they are made */
    const char *menu;          /* what the menu of its own is called, in both languages, or NULL */
    const struct form *under;  /* stands in the menu of that form, or NULL: on the first screen */
    uint16_t type;             /* its number on the disk; 0 before the catalogue gave it */
    /* Of an action (its fields are the parameters) only: */
    const struct form *on;       /* the record type whose records offer it, or NULL */
    const struct field *subject; /* the parameter that names such a record */
    const struct query *when;    /* offered only for records that match, or NULL: for all */
    const char *file;
    size_t line;
};

struct report_form; /* form/report.h */

struct form_set {
    struct form **forms; /* in the order of their `place`, then of their names */
    unsigned count;
    struct report_form **reports; /* likewise */
    unsigned report_count;
    struct form **actions; /* parameters of actions (registry/actions.h), in the same order */
    unsigned action_count;
    struct code_table **tables;
    unsigned table_count;
    char digest[33]; /* of all form files and code tables: what tells one set from another */
    struct arena *arena;
};

/* Reads every form file, report file and code table (codes/NAME.tsv) of our folder, then of own
 * (the registry's, may be NULL or not there), which adds record types, reports and code tables and
 * extends ours; links and checks them. Each fault of every file is added to faults with arguments
 * {1} file and {2} line. Returns the set even then, so that `forms check` can go on; it must not be
 * used when faults_errors says so. The caller frees with form_set_free. */
struct form_set *form_set_load(const char *ours, const char *own, struct arena *arena,
                               struct faults *faults);
/* The same for those who keep and show records: code tables that no field takes its values from are
 * empty, and of the regions of ID numbers there are the codes alone. The digest is the same. */
struct form_set *form_set_load_lean(const char *ours, const char *own, struct arena *arena,
                                    struct faults *faults);
/* The first error of faults as the reason why a registry cannot be worked with: its place and
 * words, and the command that names them all. FAULT_SURROUNDINGS; false, for `return`. */
bool form_set_refuse(const struct faults *faults, struct arena *arena, struct fault *fault);
void form_set_free(struct form_set *set);

const struct form *form_named(const struct form_set *set, const char *name);
/* The parameters of the action of this name ("resident.death"), or NULL. */
const struct form *action_named(const struct form_set *set, const char *name);
/* By name, Chinese or English label, or alias, folded (case, spaces, full width); NULL. */
const struct field *field_named(const struct form *form, const char *name);
const struct code_table *code_table_named(const struct form_set *set, const char *name);
/* By code, Chinese name, English name or other name, folded; NULL. */
const struct code *code_find(const struct code_table *table, const char *text);
/* The code's cell in a further column of the table ("sex"), "" where there is none such. */
const char *code_column(const struct code_table *table, const struct code *code,
                        const char *column);
/* The name in a language; the code itself where the table does not have it. */
const char *code_name(const struct code_table *table, const char *code, int language);
/* Codes whose code, name, English name, pinyin or initials begin with text (folded), those that may
 * be chosen on day first; at most limit. Returns the number written to found. */
size_t code_match(const struct code_table *table, const char *text, const char *day,
                  const struct code **found, size_t limit);
/* Codes that may be chosen on day in whose name text begins somewhere: 护照 in 普通护照, huzhao
 * too. */
size_t code_match_within(const struct code_table *table, const char *text, const char *day,
                         const struct code **found, size_t limit);

#endif

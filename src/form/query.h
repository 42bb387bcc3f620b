#ifndef FORM_QUERY_H
#define FORM_QUERY_H

/* Query by example, one language for --where, the find screen, conditions and rules of forms:
 *   field=value  !=  >  >=  <  <=   a..b   a|b   * and ?   field= (empty)   field!= (not empty)
 * joined by spaces (all must hold). A value with spaces stands in "double quotes". $field is
 * another field's value, `today` the day, `today+30` and `today-30` days after and before it. Code
 * fields take code or name; field.column is what the code table has in that column for the field's
 * code (relation.sex). After a reference and a dot stands a condition on the record it refers to:
 * household_no.building=3; where it refers to nothing the part does not hold.
 *
 * Dates and what is known of them: birth_date=1980 is any day of 1980 (a date known less exactly is
 * not one of them); < > and .. compare the first day a date may mean, so that they agree with ages.
 * Texts are equal without regard to case. A field of several values is equal when one of them is.
 * != is the opposite of =, so that an empty field is != to every value; but where $field or a
 * column is empty, nothing can be said and the part does not hold. An empty field is never < or >
 * or in a range. Codes, and texts in a range, compare as texts. Full-width ＝ ＜ ＞ ｜ ＊ ？ are
 * taken as their narrow kin.
 *
 * @batch stands where a field may, for the number of the batch that a record was keyed or imported
 * in, empty where it was in none. No index serves it. */

#include "form/record.h"
#include "text/date.h"

extern const struct field query_batch; /* of the parts with @batch; no form has it */

enum query_operator {
    QUERY_IS,
    QUERY_IS_NOT,
    QUERY_LESS,
    QUERY_LESS_OR_IS,
    QUERY_MORE,
    QUERY_MORE_OR_IS
};

struct query_value {
    const char *low;           /* canonical; NULL: open start of a range */
    const char *high;          /* of a range, else NULL */
    bool range, pattern;       /* pattern: low holds * or ? */
    const struct field *other; /* $field, or NULL */
    bool today;
    int days;   /* after it */
    bool empty; /* field= */
};

struct query_part {
    const struct field *field;
    const char *column;  /* field.column, or NULL */
    struct query *inner; /* field.other=…: one condition on the record that field refers to, and
                            then no operator and values here; or NULL */
    enum query_operator operator;
    struct query_value *values; /* any of them */
    size_t count;
};

struct query {
    const struct form *form;
    struct query_part *parts; /* all of them */
    size_t count;
};

/* NULL and a fault that names the part and what is wrong with it. An empty text is a query that
 * everything matches. */
struct query *query_read(const struct form *form, const char *text, const struct date *today,
                         struct arena *arena, struct fault *fault);
/* One condition typed into a field of the find screen ("60..79", "张*", "<2000"), added to query.
 */
bool query_add(struct query *query, const struct field *field, const char *condition,
               const struct date *today, struct arena *arena, struct fault *fault);
bool query_match(const struct query *query, const struct record *record, const struct date *today);
/* Whether the record that a reference's value leads to meets part->inner: form/ cannot look. */
struct query_elsewhere {
    bool (*holds)(void *context, const struct query_part *part, const char *value);
    void *context;
};
/* The same with conditions on other records, which never hold without elsewhere (NULL). */
bool query_match_elsewhere(const struct query *query, const struct record *record,
                           const struct date *today, const struct query_elsewhere *elsewhere);
/* Whether it has conditions on other records. */
bool query_looks_elsewhere(const struct query *query);
/* The day a value with `today` means. */
struct date query_day(const struct query_value *value, const struct date *today);
/* The query as text that query_read takes. */
const char *query_write(const struct query *query, struct arena *arena);
/* Marks in wanted (field_count of them) the fields that the query looks at. */
void query_fields(const struct query *query, bool *wanted);

/* Which index serves the query best: a range of terms under one tag that holds every match (more
 * may be in it, and under name and word indexes a record may come more than once). False when none
 * does: then everything is scanned. AGE conditions are turned into ranges of birth dates. */
struct query_plan {
    uint16_t tag;
    const char *low;
    const char *high; /* exclusive, NULL: to the end */
    bool exact; /* the range holds nothing else than matches: counting need not read records */
    bool broad; /* of no more than a value that many share */
};
bool query_plan(const struct query *query, const struct date *today, struct arena *arena,
                struct query_plan *plan);

#endif

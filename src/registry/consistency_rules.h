#ifndef REGISTRY_CONSISTENCY_RULES_H
#define REGISTRY_CONSISTENCY_RULES_H

/* The functions behind the table of rules, and what they give their findings with. */

#include "registry/consistency.h"

struct looked_at {
    const struct member *person;
    const struct field *field; /* NULL: the forms do not have it */
};
/* A finding of judging->rule; looked ends with a NULL person; text may be NULL, and so may the last
 * arguments. subject NULL: the household. */
void consistency_find(const struct judging *judging, const struct member *subject,
                      const struct field *field, const struct looked_at *looked, const char *text,
                      const char *first, const char *second, const char *third);
/* What people call him. */
const char *member_name(const struct judging *judging, const struct member *person);
/* NULL where it is empty or the forms do not have the field. */
const char *member_value(const struct member *person, const struct field *field);

typedef void judge_function(const struct judging *judging, const struct member *person);
judge_function judge_heads, judge_head_missing, judge_head_named, judge_head_unnamed, judge_spouses,
    judge_self, judge_spouse_sex, judge_spouse_marital, judge_child_older, judge_parent_younger,
    judge_parent_gap, judge_mother_gap, judge_head_age, judge_members, judge_ethnicity;
/* Of an archive item or volume alone. */
typedef void describe_function(const struct judging *judging, const struct record *record);
describe_function describe_required, describe_date_year, describe_date_order,
    describe_date_inferred, describe_page_run;
judge_function judge_married_age, judge_separated, judge_region, judge_area_code;

#endif

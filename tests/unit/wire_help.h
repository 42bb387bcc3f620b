#ifndef WIRE_HELP_H
#define WIRE_HELP_H

/* A small form set and records made by hand, for tests of the wire. */

#include <string.h>
#include "wire/verb.h"

static struct field help_resident_fields[] = {
    {.name = "name", .label = "姓名\x1fName", .number = 0, .tag = 1},
    {.name = "sex", .label = "性别\x1fSex", .number = 1, .tag = 2},
    {.name = "birth_date",
     .label = "出生日期\x1f"
              "Birth date",
     .number = 2,
     .tag = 3},
    {.name = "remarks", .label = "备注\x1fRemarks", .number = 3, .tag = 4},
};
static struct field help_household_fields[] = {
    {.name = "household_no", .label = "户号\x1fHousehold number", .number = 0, .tag = 5},
};
static struct form help_household = {
    .name = "household", .fields = help_household_fields, .field_count = 1};
static struct form help_resident = {
    .name = "resident", .fields = help_resident_fields, .field_count = 4};
static struct form *help_form_list[] = {&help_household, &help_resident};
static const struct form_set help_forms = {
    .forms = help_form_list, .count = 2, .digest = "0123456789abcdef"};

/* Fields 9 and 10, which the form has not: {9: "old", 10: "older"}. */
static const char help_unknown[] = "\x09\x63old\x0a\x65older";

static inline struct record *help_record(struct arena *arena)
{
    struct record *record = record_new(&help_resident, arena);
    record->number = 7;
    record->version = 3;
    record->change = 41;
    record->batch = 2;
    record->removed = true;
    record_put_named(record, "name", "欧阳·𠮷娜");
    record_put_named(record, "birth_date", "1969-07");
    record->unknown = help_unknown;
    record->unknown_length = sizeof help_unknown - 1;
    record->unknown_count = 2;
    return record;
}

#endif

#include "registry/consistency_rules.h"

#include <string.h>
#include "form/citizen.h"
#include "text/message.h"

/* Rules of a resident alone that go by a setting, which no form can. */

#define LIVES_WHERE_REGISTERED "1" /* forms/codes/residence_type.tsv */

void judge_married_age(const struct judging *judging, const struct member *person)
{
    const struct resident_fields *fields = &judging->trade->resident;
    const char *marital = member_value(person, fields->marital);
    if (!marital || marital[0] != '2' || !person->sex || person->birth.year == 0)
        return;
    unsigned least = person->sex == '1' ? judging->limits->marriage_age_man
                                        : judging->limits->marriage_age_woman;
    int age = date_age(&person->birth, judging->today);
    if (age < (int)least)
        consistency_find(judging, person, fields->marital,
                         (struct looked_at[]){{person, fields->marital},
                                              {person, fields->sex},
                                              {person, fields->birth_date},
                                              {0}},
                         NULL, arena_format(judging->arena, "%u", least), NULL, NULL);
}

/* Whether one is the other, written shorter. */
static bool same_place(const char *a, const char *b)
{
    return strlen(a) > strlen(b) ? strstr(a, b) != NULL : strstr(b, a) != NULL;
}

static bool lives_where_registered(const struct judging *judging, const struct member *person)
{
    const char *type = member_value(person, judging->trade->resident.residence_type);
    return type && strcmp(type, LIVES_WHERE_REGISTERED) == 0;
}

void judge_separated(const struct judging *judging, const struct member *person)
{
    const struct resident_fields *fields = &judging->trade->resident;
    const char *registered = member_value(person, fields->hukou_address);
    const char *present = member_value(person, fields->address);
    if (registered && present && lives_where_registered(judging, person) &&
        !same_place(registered, present))
        consistency_find(judging, person, fields->residence_type,
                         (struct looked_at[]){{person, fields->residence_type},
                                              {person, fields->hukou_address},
                                              {person, fields->address},
                                              {0}},
                         NULL, NULL, NULL, NULL);
}

void judge_region(const struct judging *judging, const struct member *person)
{
    enum { DIGITS = 18, REGION = 6 };
    const struct resident_fields *fields = &judging->trade->resident;
    const char *value = member_value(person, fields->id_number);
    if (!value || strlen(value) != DIGITS || !lives_where_registered(judging, person) ||
        !citizen_meant(fields->id_number, person->record))
        return;
    const char **region = judging->limits->regions;
    if (!*region)
        return; /* none is local: nothing is expected */
    for (; *region; region++)
        if (strncmp(value, *region, strlen(*region)) == 0)
            return;
    consistency_find(
        judging, person, fields->id_number,
        (struct looked_at[]){{person, fields->id_number}, {person, fields->residence_type}, {0}},
        NULL, arena_copy_bytes(judging->arena, value, REGION), NULL, NULL);
}

void judge_area_code(const struct judging *judging, const struct member *person)
{
    const struct field *phone = judging->trade->resident.phone;
    const char *wanted = judging->limits->area_code;
    size_t length = strlen(wanted);
    for (const char *at = length > 0 ? member_value(person, phone) : NULL; at;) {
        const char *end = strchr(at, MANY_SEPARATOR);
        size_t whole = end ? (size_t)(end - at) : strlen(at);
        const char *dash = memchr(at, '-', whole);
        if (at[0] == '0' && dash &&
            ((size_t)(dash - at) != length || strncmp(at, wanted, length) != 0))
            consistency_find(judging, person, phone, (struct looked_at[]){{person, phone}, {0}},
                             NULL, arena_copy_bytes(judging->arena, at, whole), wanted, NULL);
        at = end ? end + 1 : NULL;
    }
}

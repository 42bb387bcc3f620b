#include "form/citizen.h"

#include <string.h>
#include "form/lookup.h"
#include "text/utf8.h"

enum { AGE_UNLIKELY = 130 };

static const char *const verdicts[IDENTITY_VERDICTS] = {
    [IDENTITY_LENGTH] = N_("an ID number has 18 characters (older ones 15), this one {1}"),
    [IDENTITY_CHARACTER] = N_(
        "an ID number has only digits, and in the last place a digit or X: look at character {1}"),
    [IDENTITY_DATE] = N_("the birth date in the ID number is no day up to today: {1}"),
    [IDENTITY_CHECKSUM] =
        N_("the last character of the ID number does not fit the others; one of the 18 is wrong"),
};

static void warn(const struct field *field, struct arena *arena, struct faults *faults,
                 const char *message, const char *argument)
{
    struct fault *fault = faults_add(faults, arena);
    fault_set(fault, arena, FAULT_DATA, field->name, message, argument, NULL);
    fault->warning = true;
}

void citizen_birth(const struct identity *identity, char out[DATE_SIZE])
{
    const char *digits = identity->number + 6;
    memcpy(out, digits, 4);
    out[4] = out[7] = '-';
    memcpy(out + 5, digits + 4, 2);
    memcpy(out + 8, digits + 6, 2);
    out[DATE_SIZE - 1] = '\0';
}

static void judge_region(const struct field *field, const struct identity *identity,
                         struct arena *arena, struct faults *faults)
{
    if (!field->codes)
        return;
    const struct code *region = lookup_find(field->codes->lookup, identity->region, 6);
    char birth[DATE_SIZE];
    citizen_birth(identity, birth);
    if (!region)
        warn(field, arena, faults, N_("the region {1} of the ID number is in no table"),
             identity->region);
    else if (*region->to && strncmp(region->to, birth, strlen(region->to)) < 0)
        warn(field, arena, faults,
             N_("the region {1} of the ID number was no more when the holder was born"),
             identity->region);
}

bool citizen_judge(const struct field *field, const char *value, const struct identity *identity,
                   const struct date *today, struct arena *arena, struct faults *faults)
{
    const char *argument = NULL;
    switch (identity->verdict) {
    case IDENTITY_OK: {
        judge_region(field, identity, arena, faults);
        int age = date_age(&identity->birth, today);
        if (age > AGE_UNLIKELY)
            warn(field, arena, faults, N_("by the ID number the holder would be {1} years old"),
                 arena_format(arena, "%d", age));
        return true;
    }
    case IDENTITY_LENGTH:
        argument = arena_format(arena, "%zu", utf8_count(value));
        break;
    case IDENTITY_CHARACTER:
        argument = arena_format(arena, "%d", identity->place);
        break;
    case IDENTITY_DATE:
        argument = arena_copy_bytes(arena, value + 6, strlen(value) == 15 ? 6 : 8);
        break;
    default:
        break;
    }
    fault_set(faults_add(faults, arena), arena, FAULT_DATA, field->name,
              verdicts[identity->verdict], argument, NULL);
    return false;
}

bool citizen_meant(const struct field *field, const struct record *record)
{
    if (!record->values[field->number])
        return false;
    if (!field->of)
        return true;
    const char *type = record->values[field->of->number];
    for (const char **code = field->citizen; type && *code; code++)
        if (strcmp(*code, type) == 0)
            return true;
    return !type;
}

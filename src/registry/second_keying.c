#include "registry/second_keying.h"

#include <string.h>
#include "form/check.h"
#include "registry/batch.h"
#include "text/message.h"

#define BY_KEYER "1" /* forms/codes/keying_error.tsv */
#define BY_VERIFIER "2"

struct keying {
    struct change *change;
    const struct record *parameters;
    const struct record *batch;
    struct record *record; /* that was keyed again */
    const char *keyer;
    const char *day;
};

static const char *number_words(struct arena *arena, uint64_t number)
{
    return arena_format(arena, "%llu", (unsigned long long)number);
}

/* The next of several values; past it. */
static const char *part(struct arena *arena, const char **at)
{
    const char *end = strchr(*at, MANY_SEPARATOR);
    const char *value = end ? arena_copy_bytes(arena, *at, (size_t)(end - *at)) : *at;
    *at = end ? end + 1 : NULL;
    return value;
}

static void add_error(struct keying *keying, const char *kind, const char *whose,
                      const struct field *field)
{
    struct change *change = keying->change;
    const struct form *form = form_named(change->registry->forms, "keying_error");
    if (!form)
        return;
    struct record *error = change_new(change, form);
    value_put(error, "found_on", keying->day);
    value_put(error, "clerk", whose);
    value_put(error, "kind", kind);
    value_put(error, "record_type", keying->record->form->name);
    value_put(error, "field", field->name);
    value_put(error, "record",
              arena_format(change->arena, "@%llu", (unsigned long long)keying->record->number));
    value_put(error, "batch", parameter(keying->parameters, "batch"));
}

static const struct field *field_wanted(struct keying *keying, const char *parameter_name,
                                        const char *name)
{
    const struct field *field = field_named(keying->record->form, name);
    if (!field || field->computed)
        change_error(keying->change, parameter_field(keying->parameters, parameter_name),
                     N_("{1} has no field {2}."), keying->record->form->label, name, NULL);
    return field && !field->computed ? field : NULL;
}

/* The next line; past it. */
static const char *line(struct arena *arena, const char **at)
{
    const char *end = strchr(*at, '\n');
    const char *text = end ? arena_copy_bytes(arena, *at, (size_t)(end - *at)) : *at;
    *at = end ? end + 1 : NULL;
    return text;
}

static const char *without_escapes(struct arena *arena, const char *text)
{
    char *plain = arena_copy(arena, text), *to = plain;
    for (const char *from = plain; *from; from++) {
        if (*from == '\\' && from[1])
            *to++ = *++from == 'n' ? '\n' : *from;
        else
            *to++ = *from;
    }
    *to = '\0';
    return plain;
}

/* "field=value": the value takes the place of what was keyed first. */
static unsigned correct(struct keying *keying)
{
    struct change *change = keying->change;
    unsigned count = 0;
    for (const char *at = parameter(keying->parameters, "corrections"); at;) {
        const char *text = line(change->arena, &at);
        const char *sign = strchr(text, '=');
        size_t length = sign ? (size_t)(sign - text) : strlen(text);
        const struct field *field =
            field_wanted(keying, "corrections", arena_copy_bytes(change->arena, text, length));
        if (!field)
            continue;
        const char *given = without_escapes(change->arena, sign ? sign + 1 : "");
        const char *value =
            field_read(field, given, strlen(given), &change->today, change->arena, &change->faults);
        record_put(keying->record, field, value);
        add_error(keying, BY_KEYER, keying->keyer, field);
        count++;
    }
    return count;
}

static unsigned blame_verifier(struct keying *keying)
{
    struct change *change = keying->change;
    unsigned count = 0;
    for (const char *at = parameter(keying->parameters, "verifier_errors"); at;) {
        const struct field *field =
            field_wanted(keying, "verifier_errors", part(change->arena, &at));
        if (!field)
            continue;
        add_error(keying, BY_VERIFIER, change->author->user, field);
        count++;
    }
    return count;
}

/* The record as the parameters name it; NULL after an error. */
static struct record *record_wanted(struct change *change, const struct record *parameters,
                                    const struct record *batch)
{
    const char *type = record_value(batch, "record_type");
    const struct form *form = type ? form_named(change->registry->forms, type) : NULL;
    const char *text = parameter(parameters, "record");
    uint64_t number;
    struct record *record =
        form && reference_number(text, &number) ? change_edit(change, form, number) : NULL;
    if (!record && !change->failed)
        change_error(change, parameter_field(parameters, "record"), N_("There is no {1} {2}."),
                     form   ? form->label
                     : type ? type
                            : "",
                     text, NULL);
    return record;
}

static bool is_allowed(struct keying *keying)
{
    struct change *change = keying->change;
    const char *version = number_words(change->arena, keying->record->version);
    const char *number = record_value(keying->batch, "number");
    if (!number || strcmp(number, number_words(change->arena, keying->record->batch)) != 0) {
        change_error(change, parameter_field(keying->parameters, "record"),
                     N_("This record does not belong to batch {1}."), number ? number : "", NULL);
        return false;
    }
    if (strcmp(parameter(keying->parameters, "at_version"), version) != 0) {
        change_error(change, parameter_field(keying->parameters, "at_version"),
                     N_("The record was changed meanwhile: key it again."), NULL);
        return false;
    }
    if (strcmp(keying->keyer, change->author->user) == 0 &&
        !change->registry->settings.verify_own) {
        change_error(change, NULL,
                     N_("{1} keyed this batch: somebody else keys it the second time."),
                     keying->keyer, NULL);
        return false;
    }
    return true;
}

void batch_verify(struct change *change, const struct record *parameters)
{
    const struct form *own = form_named(change->registry->forms, "verification");
    const struct field *reference = parameter_field(parameters, "batch");
    const struct record *batch =
        change_follow(change, reference->reference, parameter(parameters, "batch"));
    char day[DATE_SIZE];
    date_write(&change->today, day);
    if (!own || !batch) {
        if (!change->failed)
            change_error(change, reference, N_("There is no batch {1}."),
                         parameter(parameters, "batch"), NULL);
        return;
    }
    struct keying keying = {
        .change = change,
        .parameters = parameters,
        .batch = batch,
        .record = record_wanted(change, parameters, batch),
        .keyer = record_value(batch, "clerk") ? record_value(batch, "clerk") : "",
        .day = arena_copy(change->arena, day),
    };
    if (!keying.record || !is_allowed(&keying))
        return;
    const struct record *record = keying.record;
    const struct record *before = change_item_of(change, record)->old;
    unsigned keyer_errors = correct(&keying);
    unsigned verifier_errors = blame_verifier(&keying);
    struct record *verification = change_new(change, own);
    value_put(verification, "verified_on", keying.day);
    value_put(verification, "batch", parameter(parameters, "batch"));
    value_put(verification, "record_type", record->form->name);
    value_put(verification, "record", parameter(parameters, "record"));
    value_put(verification, "name", record_title(record, LANGUAGE_CHINESE, change->arena));
    value_put(verification, "at_version",
              number_words(change->arena, record->version + !record_equal(before, record)));
    value_put(verification, "clerk", keying.keyer);
    value_put(verification, "verifier", change->author->user);
    value_put(verification, "fields", parameter(parameters, "fields"));
    value_put(verification, "keyer_errors", number_words(change->arena, keyer_errors));
    value_put(verification, "verifier_errors", number_words(change->arena, verifier_errors));
}

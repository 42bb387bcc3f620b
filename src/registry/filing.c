#include "registry/filing.h"

#include <stdlib.h>
#include <string.h>
#include "form/check.h"
#include "registry/actions.h"
#include "registry/archive.h"
#include "registry/series.h"
#include "text/message.h"

/* What an item has of its accession, where the clerk says nothing else. */
static void take_accession(struct record *record, const struct record *accession)
{
    static const char *const shared[] = {"category", "year", "office"};
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++) {
        const struct field *field = field_named(record->form, shared[i]);
        const char *value = record_value(accession, shared[i]);
        if (field && value && !record->values[field->number])
            record_put(record, field, value);
    }
}

/* Without these no code can be built. */
static bool whole(struct change *change, const struct record *parameters,
                  const struct record *record)
{
    static const struct {
        const char *field, *message;
    } parts[] = {
        {"category", N_("Its category is wanted: choose a filing class, or name it.")},
        {"year", N_("Its year is wanted.")},
        {"retention", N_("Its retention period is wanted: choose a filing class, or name it.")},
    };
    size_t before = change->faults.count;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!record_value(record, parts[i].field))
            change_error(change, parameter_field(parameters, parts[i].field), parts[i].message,
                         NULL);
    return change->faults.count == before;
}

static struct record *new_record(struct change *change, const struct record *parameters)
{
    const struct registry *registry = change->registry;
    const struct form *form = registry->trade.archive.form;
    if (!registry->trade.archives) {
        change_error(change, NULL, N_("The forms of this registry lack what filing needs."), NULL);
        return NULL;
    }
    const char *named = parameter(parameters, "accession");
    const struct field *accessions = parameter_field(parameters, "accession");
    const struct record *accession =
        named ? change_follow(change, accessions->reference, named) : NULL;
    if (named && !accession && !change->failed)
        change_error(change, accessions, N_("There is no {1} {2}."), accessions->reference->label,
                     named, NULL);
    if (change->failed || faults_errors(&change->faults) > 0)
        return NULL;
    struct record *record = change_new(change, form);
    for (unsigned i = 0; i < parameters->form->field_count; i++) {
        const struct field *field = field_named(form, parameters->form->fields[i].name);
        if (field && !field->computed && parameters->values[i])
            record_put(record, field, parameters->values[i]);
    }
    if (accession)
        take_accession(record, accession);
    record_fill(record, &change->today, change->arena);
    if (!record->values[registry->trade.archive.fonds->number])
        record_put(record, registry->trade.archive.fonds, registry->settings.fonds);
    return whole(change, parameters, record) ? record : NULL;
}

static void next_put(struct change *change, struct record *record, const struct field *field,
                     bool volume)
{
    uint64_t next;
    if (counter_next(change->transaction, series_counter(change, record, volume), &next) !=
        STORE_OK)
        change->failed = true;
    else
        record_put(record, field, arena_format(change->arena, "%llu", (unsigned long long)next));
}

void archive_file(struct change *change, const struct record *parameters)
{
    const struct registry *registry = change->registry;
    struct record *record = new_record(change, parameters);
    if (!record || !record->values[registry->trade.archive.volume->number])
        return;
    struct archive_parts parts = archive_parts_of(&registry->trade, record, change->arena);
    const char *volume = archive_code_kept(registry, &parts, change->arena);
    if (volume && !change_follow(change, record->form, volume) && !change->failed)
        change_error(change, parameter_field(parameters, "volume"),
                     N_("There is no volume {1} yet: make it first."), volume, NULL);
    else if (!change->failed)
        next_put(change, record, registry->trade.archive.item, false);
}

void archive_file_volume(struct change *change, const struct record *parameters)
{
    struct record *record = new_record(change, parameters);
    const struct field *volume = change->registry->trade.archive.volume;
    if (record && !record->values[volume->number])
        next_put(change, record, volume, true);
}

#include "registry/archive.h"

#include <stdlib.h>
#include <string.h>
#include "registry/keeping.h"
#include "text/same.h"
#include "text/utf8.h"

enum { PARTS = 8 };
static const char level_dot[] = "\xC2\xB7";

static const char *digits_of(const char *value)
{
    while (value && value[0] == '0' && value[1])
        value++;
    return value;
}

struct archive_parts archive_parts_of(const struct trade *trade, const struct record *record,
                                      struct arena *arena)
{
    const struct archive_fields *fields = &trade->archive;
    const char **values = record->values;
    const char *category = values[fields->category->number];
    const char *lower = fields->subcategory ? values[fields->subcategory->number] : NULL;
    const char *coded = fields->code_retention ? values[fields->code_retention->number] : NULL;
    if (category && lower)
        category = arena_format(arena, "%s%s%s", category, level_dot, lower);
    return (struct archive_parts){
        .fonds = values[fields->fonds->number],
        .category = category,
        .year = values[fields->year->number],
        .retention = coded ? coded : values[fields->retention->number],
        .office = values[fields->office->number],
        .volume = digits_of(values[fields->volume->number]),
        .item = digits_of(values[fields->item->number]),
    };
}

struct part {
    const struct field *field;
    const char *value; /* as the code has it */
};

/* The category's first level has a field of its own; without a second field all levels stand there.
 */
static void parts_listed(const struct archive_fields *fields, const struct archive_parts *parts,
                         struct part list[PARTS], struct arena *arena)
{
    const char *dot = fields->subcategory ? strstr(parts->category, level_dot) : NULL;
    const char *first =
        dot ? arena_copy_bytes(arena, parts->category, (size_t)(dot - parts->category))
            : parts->category;
    list[0] = (struct part){fields->fonds, parts->fonds};
    list[1] = (struct part){fields->category, first};
    list[7] = (struct part){fields->subcategory, dot ? dot + strlen(level_dot) : NULL};
    list[2] = (struct part){fields->year, parts->year};
    list[3] = (struct part){fields->retention, parts->retention};
    list[4] = (struct part){fields->office, parts->office};
    list[5] = (struct part){fields->volume, parts->volume};
    list[6] = (struct part){fields->item, parts->item};
}

static void fault_at(struct faults *faults, struct arena *arena, const struct field *field,
                     const char *message, const char *first, const char *second)
{
    struct fault *fault = faults_add(faults, arena);
    *fault = (struct fault){.kind = FAULT_DATA, .message = message, .field = field->name};
    fault->arguments[0] = first;
    fault->arguments[1] = second;
}

static void warn_at(struct faults *faults, struct arena *arena, const struct field *field,
                    const char *message)
{
    fault_at(faults, arena, field, message, NULL, NULL);
    faults->items[faults->count - 1].warning = true;
}

/* A part of the code against the field: the code gives what is empty, or was not touched. */
static void take_part(struct record *record, const struct record *old, const struct part *part,
                      const char *code, struct arena *arena, struct faults *faults)
{
    const char *kept = digits_of(record->values[part->field->number]);
    const char *given = digits_of(part->value);
    bool touched =
        !old || !text_same(record->values[part->field->number], old->values[part->field->number]);
    if (text_same(kept, given))
        return;
    if (kept && touched) {
        fault_at(faults, arena, part->field, N_("{1} does not agree with the archival code {2}."),
                 record->values[part->field->number], code);
        return;
    }
    if (!given) {
        record_put(record, part->field, NULL);
        return;
    }
    struct faults read = {0};
    struct date today = date_today();
    const char *value = field_read(part->field, given, strlen(given), &today, arena, &read);
    for (size_t i = 0; i < read.count; i++)
        *faults_add(faults, arena) = read.items[i];
    if (value)
        record_put(record, part->field, value);
}

const char *archive_code_kept(const struct registry *registry, const struct archive_parts *parts,
                              struct arena *arena)
{
    const char *code = archive_code_write(parts, &registry->settings.archive, arena);
    return code ? utf8_clean(arena, code, strlen(code), FOLD_CODE, NULL) : NULL;
}

static const char *code_of(const struct registry *registry, const struct record *record,
                           struct arena *arena)
{
    struct archive_parts parts = archive_parts_of(&registry->trade, record, arena);
    return archive_code_kept(registry, &parts, arena);
}

/* A new record without a fonds gets the registry's, where it has one. */
static void complete_fonds(const struct registry *registry, struct record *record,
                           const struct record *old, struct arena *arena, struct faults *faults)
{
    const struct field *field = registry->trade.archive.fonds;
    const char *usual = registry->settings.fonds;
    struct date today = date_today();
    if (!record->values[field->number] && !old && usual)
        record_put(record, field, field_read(field, usual, strlen(usual), &today, arena, faults));
    if (!record->values[field->number])
        warn_at(faults, arena, field,
                N_("Without a fonds number the archival code has none: key it here, or "
                   "set \"fonds = \" in registry.conf once."));
}

static void complete_code(const struct registry *registry, struct record *record,
                          const struct record *old, struct arena *arena, struct faults *faults)
{
    const struct archive_fields *fields = &registry->trade.archive;
    const char *code = record->values[fields->archival_code->number];
    const char *old_code = old ? old->values[fields->archival_code->number] : NULL;
    if (code && !text_same(code, old_code)) {
        struct archive_parts parts;
        struct part list[PARTS];
        if (!archive_code_read(code, &parts, arena)) {
            fault_at(faults, arena, fields->archival_code,
                     N_("{1} is no archival code. One looks like {2}."), code,
                     registry->settings.archive.profile == ARCHIVE_DAT_22_2015
                         ? "Z109-WS·2011-Y-BGS-0001"
                         : "Z109-WS·2011·Y·办公室-0001");
            return;
        }
        parts_listed(fields, &parts, list, arena);
        for (int i = 0; i < PARTS; i++)
            if (list[i].field && (list[i].value || list[i].field != fields->fonds))
                take_part(record, old, &list[i], code, arena, faults);
    }
    complete_fonds(registry, record, old, arena, faults);
    const char *built = code_of(registry, record, arena);
    if (built || (old && text_same(old_code, code)))
        record_put(record, fields->archival_code, built);
    struct date today = date_today();
    if (built)
        field_read(fields->archival_code, built, strlen(built), &today, arena, faults);
}

void archive_complete(const struct registry *registry, struct record *record,
                      const struct record *old, struct arena *arena, struct faults *faults)
{
    if (!registry->trade.archives)
        return;
    complete_code(registry, record, old, arena, faults);
    keeping_fill(&registry->trade, record, arena);
}

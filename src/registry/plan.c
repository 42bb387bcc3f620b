#include "registry/plan.h"

#include <string.h>
#include "registry/archive.h"
#include "registry/lookup.h"

/* The one value that a query demands in a field, "" where it is to be empty; NULL: none. */
static const char *demanded(const struct query *query, const struct field *field)
{
    for (size_t i = 0; field && i < query->count; i++) {
        const struct query_part *part = &query->parts[i];
        const struct query_value *value = part->values;
        if (part->inner || part->field != field || part->column ||
            part->operator!= QUERY_IS || part->count != 1 || value->range || value->pattern ||
            value->other || value->today)
            continue;
        return value->empty ? "" : value->low;
    }
    return NULL;
}

/* What the codes of these items begin with, NULL where that is not said. */
static const char *code_start(const struct registry *registry, const struct query *query,
                              struct arena *arena)
{
    const struct archive_fields *fields = &registry->trade.archive;
    const struct field *const said[] = {fields->fonds, fields->category, fields->year,
                                        fields->retention, fields->subcategory};
    struct record *like = record_new(fields->form, arena);
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        const char *value = said[i] ? demanded(query, said[i]) : "";
        bool lower = said[i] == fields->subcategory;
        if (!value || (!*value && !lower))
            return NULL;
        if (*value)
            like->values[said[i]->number] = value;
    }
    const char *office = demanded(query, fields->office);
    const char *volume = demanded(query, fields->volume);
    bool in_volume = office && volume && *volume;
    if (office && *office)
        like->values[fields->office->number] = office;
    like->values[(in_volume ? fields->volume : fields->item)->number] = in_volume ? volume : "1";
    struct archive_parts parts = archive_parts_of(&registry->trade, like, arena);
    const char *code = archive_code_kept(registry, &parts, arena);
    if (!code)
        return NULL;
    code = field_term(fields->archival_code, code, arena);
    const char *last = strrchr(code, '-');
    return in_volume || !last ? code : arena_copy_bytes(arena, code, (size_t)(last - code));
}

bool plan_query(const struct registry *registry, const struct query *query,
                const struct date *today, struct arena *arena, struct query_plan *plan)
{
    const struct archive_fields *fields = &registry->trade.archive;
    enum index_kind kind;
    bool planned = query_plan(query, today, arena, plan);
    if (!registry->trade.archives || query->form != fields->form || (planned && !plan->broad) ||
        !lookup_kind(fields->archival_code, &kind))
        return planned;
    const char *start = code_start(registry, query, arena);
    if (!start)
        return planned;
    *plan = (struct query_plan){
        .tag = index_tag(fields->archival_code, kind),
        .low = start,
        .high = term_after(arena, start),
        .broad = true,
    };
    return true;
}

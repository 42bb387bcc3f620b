#include "form/stamp.h"

#include <string.h>

static const char *const names[STAMP_PARTS] = {
    [STAMP_FONDS] = "fonds",   [STAMP_YEAR] = "year",           [STAMP_ITEM] = "item",
    [STAMP_OFFICE] = "office", [STAMP_RETENTION] = "retention", [STAMP_PAGES] = "pages",
};

/* The last number of the code: what the item, or the volume, is called on paper. */
static const char *number_of(const struct record *archive, const char *number)
{
    const char *code = record_value(archive, "archival_code");
    const char *hyphen = code ? strrchr(code, '-') : NULL;
    return hyphen ? hyphen + 1 : number;
}

struct stamp stamp_of(const struct record *archive, int language, struct arena *arena)
{
    struct stamp stamp;
    for (int i = 0; i < STAMP_PARTS; i++) {
        const struct field *field = field_named(archive->form, names[i]);
        stamp.labels[i] = field ? field->label : names[i];
        stamp.values[i] = field ? record_display(archive, field, language, arena) : "";
    }
    stamp.values[STAMP_ITEM] = number_of(archive, stamp.values[STAMP_ITEM]);
    return stamp;
}

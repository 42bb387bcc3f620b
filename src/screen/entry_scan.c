#include <string.h>
#include "screen/entry.h"
#include "screen/scanning.h"
#include "text/message.h"

/* A label scanned over a form: a reference to what it is on, or a field for labels, takes it;
 * otherwise what it is on opens above, and the form stays as it is. */

static const char *reference_value(const struct record *record, struct arena *arena)
{
    const struct field *key = record->form->key;
    const char *value = key ? record->values[key->number] : NULL;
    return value ? value : arena_format(arena, "@%llu", (unsigned long long)record->number);
}

/* What the field takes of the label, in arena; NULL: nothing. */
static const char *taken(const struct field *field, const char *label, const struct record *record,
                         struct arena *arena)
{
    const char *slip = scanning_slip(label, arena);
    if (strcmp(field->name, "barcode") == 0)
        return label;
    if (slip)
        return strcmp(field->name, "slip") == 0 ? slip : NULL;
    return record && field->reference == record->form ? reference_value(record, arena) : NULL;
}

bool entry_scan(struct view *view, const char *label)
{
    struct entry *entry = (struct entry *)view;
    struct screen *screen = view->screen;
    struct arena *arena = arena_new();
    bool keyed = !entry_reads(entry) && entry_asks(entry, entry->focus);
    const struct field *field = keyed ? &entry->form->fields[entry->focus] : NULL;
    bool labels = field && strcmp(field->name, "barcode") == 0;
    const char *slip = scanning_slip(label, arena);
    const struct record *record = labels || slip ? NULL : scanning_record(screen, label, arena);
    const char *value = field ? taken(field, label, record, arena) : NULL;
    bool open = !value && (record || slip);
    if (value)
        entry_chosen(view, arena_copy(entry->arena, value));
    else if (open && entry->mode == ENTRY_VERIFY) /* it is keyed without being seen */
        notice_show(screen, NOTICE_WARNING, N_("This field takes no label."), NULL);
    else if (open)
        scanning_open(screen, label);
    arena_free(arena);
    return true;
}

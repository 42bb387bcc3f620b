/* Lines of JSON as `save` and `import` take them, and records written as JSON. The first byte
 * chooses the form; the rest is the line. */

#include "command/import_row.h"
#include "command/json.h"
#include "fuzz_form.h"

enum { SIZE_MOST = 1500 };

static void put_member(struct record *record, const char *name, const json_t *value,
                       struct arena *arena)
{
    const struct field *field = field_named(record->form, name);
    if (!field)
        return;
    const char *message = NULL, *typed = json_typed(value, field, arena, &message);
    HOLDS(typed ? is_utf8(typed) : *message && (json_is_object(value) || json_is_array(value)));
    if (!typed)
        return;
    struct faults faults = {0};
    record_put(record, field, field_read(field, typed, strlen(typed), &fuzz_today, arena, &faults));
    fuzz_faults_say(&faults, arena);
}

/* A record written as JSON is read as it was. */
static void check_record(const struct record *record, struct arena *arena)
{
    json_t *object = json_record(record, arena);
    char *text = json_dumps(object, JSON_COMPACT);
    HOLDS(text && !strchr(text, '\n') && is_safe(text));
    json_error_t error;
    json_t *again = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    HOLDS(again && json_equal(again, object));
    struct record *back = record_new(record->form, arena);
    const char *name;
    json_t *value;
    json_object_foreach(again, name, value)
    {
        put_member(back, name, value, arena);
    }
    for (unsigned i = 0; i < record->form->field_count; i++)
        if (record->form->fields[i].type == FIELD_AGE)
            back->values[i] = record->values[i];
    HOLDS(record_equal(back, record));
    free(text);
    json_decref(object);
    json_decref(again);
}

/* The line as a row of a file to be imported. */
static void check_row(const struct form *form, const char *line, struct arena *arena)
{
    struct columns columns;
    struct import_names unknown = {.arena = arena};
    struct import_item item;
    columns_all(&columns, form, arena);
    const char **values = arena_array(arena, columns.count + 1, sizeof *values);
    struct input_row row = {.number = 1, .line = line};
    import_row_read(&row, &columns, &unknown, arena, &item, values);
    HOLDS(item.line && strcmp(item.line, line) == 0);
    if (item.fault)
        HOLDS(is_safe(message_fault(arena, item.fault)));
    for (size_t i = 0; i < unknown.count; i++)
        HOLDS(is_utf8(unknown.names[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct form_set *set = fuzz_forms();
    struct feed feed = feed_start(data, size, SIZE_MOST);
    const struct form *form = set->forms[feed_choice(&feed, set->count)];
    struct arena *arena = arena_new();
    check_row(form, feed_utf8(feed, arena), arena);
    json_error_t error;
    json_t *object = json_loadb((const char *)feed.data, feed.size, JSON_REJECT_DUPLICATES, &error);
    if (json_is_object(object)) {
        struct record *record = record_new(form, arena);
        const char *name;
        json_t *value;
        json_object_foreach(object, name, value)
        {
            put_member(record, name, value, arena);
        }
        check_record(record, arena);
    }
    json_decref(object);
    arena_free(arena);
    return 0;
}

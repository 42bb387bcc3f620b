#include "command/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "command/output.h"
#include "text/buffer.h"
#include "text/message.h"

const char json_key[] = "key";
const char json_version[] = "version";
const char json_members[] = "members";

const char *record_key(const struct record *record, struct arena *arena)
{
    const struct field *key = record->form->key;
    const char *value = key ? record->values[key->number] : NULL;
    return value ? value : arena_format(arena, "@%llu", (unsigned long long)record->number);
}

static json_t *json_many(const char *value)
{
    json_t *array = json_array();
    for (;;) {
        const char *end = strchr(value, MANY_SEPARATOR);
        size_t length = end ? (size_t)(end - value) : strlen(value);
        json_array_append_new(array, json_stringn(value, length));
        if (!end)
            return array;
        value = end + 1;
    }
}

void json_field(json_t *object, const struct record *record, const struct field *field,
                struct arena *arena)
{
    const char *value = record->values[field->number];
    if (!field_type_kept(field->type))
        value = record_display(record, field, LANGUAGE_ENGLISH, arena);
    if (value && *value)
        json_object_set_new(object, field->name,
                            field->many ? json_many(value) : json_string(value));
}

json_t *json_record(const struct record *record, struct arena *arena)
{
    json_t *object = json_object();
    json_object_set_new(object, json_key, json_string(record_key(record, arena)));
    json_object_set_new(object, json_version, json_integer(record->version));
    for (unsigned i = 0; i < record->form->field_count; i++)
        if (field_type_kept(record->form->fields[i].type))
            json_field(object, record, &record->form->fields[i], arena);
    return object;
}

void json_line(const json_t *object)
{
    char *text = json_dumps(object, JSON_COMPACT);
    if (text)
        output_line(text);
    free(text);
}

static bool add_typed(struct buffer *out, const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_STRING:
        buffer_add(out, json_string_value(value), json_string_length(value));
        return true;
    case JSON_INTEGER:
        buffer_format(out, "%lld", (long long)json_integer_value(value));
        return true;
    case JSON_REAL:
        buffer_format(out, "%.15g", json_real_value(value));
        return true;
    case JSON_TRUE:
        buffer_add_char(out, '1');
        return true;
    case JSON_FALSE:
        buffer_add_char(out, '0');
        return true;
    case JSON_NULL:
        return true;
    default:
        return false;
    }
}

const char *json_typed(const json_t *value, const struct field *field, struct arena *arena,
                       const char **message)
{
    struct buffer out = {0};
    bool right = true;
    *message = N_("the value is a text, a number, true, false, null or a list of these");
    if (json_array_size(value) > 1 && !field->many) {
        *message = N_("this takes one value, not a list of several");
        return NULL;
    }
    if (json_is_array(value)) {
        for (size_t i = 0; i < json_array_size(value) && right; i++) {
            if (i)
                buffer_add_char(&out, MANY_SEPARATOR);
            right = add_typed(&out, json_array_get(value, i));
        }
    } else {
        right = add_typed(&out, value);
    }
    const char *text = right ? arena_copy_bytes(arena, buffer_text(&out), out.length) : NULL;
    buffer_free(&out);
    return text;
}

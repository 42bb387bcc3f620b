#include "registry/tree_key.h"

#include <string.h>
#include "form/missing.h"
#include "registry/lookup.h"
#include "text/buffer.h"

enum { TYPE_BYTES = 2, HEAD_BYTES = 3, DIGITS_MOST = 25 };

const char *tree_part(const struct field *field, const char *value, struct arena *arena)
{
    value = value ? missing_none(value) : NULL;
    if (!value || !*value)
        return "";
    if (field->type == FIELD_NUMBER && *value != '-') {
        size_t digits = strlen(value);
        return arena_format(arena, "%c%s", (char)('a' + (digits < DIGITS_MOST ? digits : 25)),
                            value);
    }
    size_t kept = term_kept(value);
    return value[kept] ? arena_copy_bytes(arena, value, kept) : value;
}

const char *tree_part_value(const struct field *field, const char *part)
{
    bool counted = field->type == FIELD_NUMBER && *part >= 'a' && *part <= 'z';
    return counted ? part + 1 : part;
}

void tree_path(const struct form *form, const struct record *record, struct arena *arena,
               struct tree_path *path)
{
    struct buffer text = {0};
    for (unsigned i = 0; i < form->tree_count; i++) {
        const struct field *field = form->tree[i];
        buffer_add_text(&text, tree_part(field, record->values[field->number], arena));
        buffer_add_char(&text, TREE_PART_END);
        path->ends[i] = text.length;
    }
    path->length = text.length;
    path->text = arena_copy_bytes(arena, buffer_text(&text), text.length);
    buffer_free(&text);
}

struct bytes tree_key(const struct form *form, unsigned level, const char *path, size_t length,
                      struct arena *arena)
{
    unsigned char *key = arena_alloc(arena, HEAD_BYTES + length + 1);
    key[0] = (unsigned char)(form->type >> 8);
    key[1] = (unsigned char)form->type;
    key[TYPE_BYTES] = (unsigned char)level;
    memcpy(key + HEAD_BYTES, path, length);
    return (struct bytes){key, HEAD_BYTES + length};
}

bool tree_key_read(const struct form *form, struct bytes key, unsigned *level, const char **path,
                   size_t *length)
{
    const unsigned char *bytes = key.data;
    if (key.length < HEAD_BYTES || (bytes[0] << 8 | bytes[1]) != form->type)
        return false;
    *level = bytes[TYPE_BYTES];
    *path = (const char *)bytes + HEAD_BYTES;
    *length = key.length - HEAD_BYTES;
    return true;
}

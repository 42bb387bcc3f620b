#include <stdio.h>
#include <string.h>
#include "form/query.h"
#include "form/query_signs.h"
#include "text/buffer.h"

static const char *const operators[] = {
    [QUERY_IS] = "=",          [QUERY_IS_NOT] = "!=", [QUERY_LESS] = "<",
    [QUERY_LESS_OR_IS] = "<=", [QUERY_MORE] = ">",    [QUERY_MORE_OR_IS] = ">=",
};

static void write_text(struct buffer *out, const char *text, bool pattern)
{
    bool plain = *text && !strchr("$=<>", *text) && !strpbrk(text, " |\"\t") &&
                 !strstr(text, "..") && (pattern || !strpbrk(text, "*?")) &&
                 strcmp(text, "today") != 0 && !query_has_wide_sign(text);
    if (plain) {
        buffer_add_text(out, text);
        return;
    }
    /* The signs of a pattern stay outside the quotes. */
    bool inside = false;
    for (; *text || inside; text += *text != '\0') {
        bool sign = pattern && (*text == '*' || *text == '?');
        if (inside == (sign || !*text)) {
            buffer_add_char(out, '"');
            inside = !inside;
        }
        if (*text == '"')
            buffer_add_char(out, '"');
        if (*text)
            buffer_add_char(out, *text);
    }
}

static void write_value(struct buffer *out, const struct query_value *value)
{
    if (value->empty)
        return;
    if (value->today) {
        char days[16] = "";
        if (value->days)
            snprintf(days, sizeof days, "%+d", value->days);
        buffer_add_text(out, "today");
        buffer_add_text(out, days);
    } else if (value->other) {
        buffer_add_char(out, '$');
        buffer_add_text(out, value->other->name);
    } else if (value->range) {
        if (value->low)
            write_text(out, value->low, false);
        buffer_add_text(out, "..");
        if (value->high)
            write_text(out, value->high, false);
    } else if (!*value->low) {
        buffer_add_text(out, "\"\"");
    } else {
        write_text(out, value->low, value->pattern);
    }
}

static void write_part(struct buffer *out, const struct query_part *part)
{
    buffer_add_text(out, part->field->name);
    if (part->column || part->inner)
        buffer_add_char(out, '.');
    if (part->inner) {
        write_part(out, &part->inner->parts[0]);
        return;
    }
    if (part->column)
        buffer_add_text(out, part->column);
    buffer_add_text(out, operators[part->operator]);
    for (size_t i = 0; i < part->count; i++) {
        if (i)
            buffer_add_char(out, '|');
        write_value(out, &part->values[i]);
    }
}

const char *query_write(const struct query *query, struct arena *arena)
{
    struct buffer out = {0};
    for (size_t i = 0; i < query->count; i++) {
        if (i)
            buffer_add_char(&out, ' ');
        write_part(&out, &query->parts[i]);
    }
    const char *text = arena_copy_bytes(arena, buffer_text(&out), out.length);
    buffer_free(&out);
    return text;
}

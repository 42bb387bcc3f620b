#include "form/query_signs.h"

#include <string.h>
#include "text/buffer.h"

/* What an input method makes of the signs of a query. */
static const struct wide_sign {
    const char *wide, *narrow;
} wide_signs[] = {
    {"＝", "="}, {"！＝", "!="}, {"！=", "!="},  {"＜", "<"},    {"＞", ">"},
    {"｜", "|"}, {"＊", "*"},    {"？", "?"},    {"＄", "$"},    {"“", "\""},
    {"”", "\""}, {"　", " "},    {"．．", ".."}, {"。。", ".."},
};

static const struct wide_sign *wide_sign_at(const char *text)
{
    for (size_t i = 0; i < sizeof wide_signs / sizeof wide_signs[0]; i++)
        if (strncmp(text, wide_signs[i].wide, strlen(wide_signs[i].wide)) == 0)
            return &wide_signs[i];
    return NULL;
}

bool query_has_wide_sign(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text >= 0x80 && wide_sign_at(text))
            return true;
    return false;
}

/* The signs narrow, outside quotes. What was opened with " is closed by it alone. */
const char *query_narrow(const char *text, struct arena *arena)
{
    if (!query_has_wide_sign(text))
        return text;
    struct buffer out = {0};
    enum { OUTSIDE, IN_NARROW, IN_WIDE } quotes = OUTSIDE;
    while (*text) {
        const struct wide_sign *sign = wide_sign_at(text);
        bool quote = *text == '"' || (sign && *sign->narrow == '"');
        if (sign && (quotes == OUTSIDE || (quote && quotes == IN_WIDE)))
            buffer_add_text(&out, sign->narrow);
        else
            buffer_add(&out, text, sign ? strlen(sign->wide) : 1);
        if (quote && quotes == OUTSIDE)
            quotes = sign ? IN_WIDE : IN_NARROW;
        else if (quote && (!sign || quotes == IN_WIDE))
            quotes = OUTSIDE;
        text += sign ? strlen(sign->wide) : 1;
    }
    const char *result = arena_copy_bytes(arena, buffer_text(&out), out.length);
    buffer_free(&out);
    return result;
}

#include "paper/wrap.h"

#include <string.h>
#include "text/lines.h"
#include "text/utf8.h"

static const double hair = 1e-6; /* what sums of widths are off by */

static bool one_of(const char *signs, uint32_t code)
{
    char bytes[UTF8_MAX + 1] = {0};
    utf8_encode(code, bytes);
    return code && strstr(signs, bytes) != NULL;
}

static bool is_wide(uint32_t code)
{
    return code >= 0x2e80;
}

/* Whether a line may end between the two. */
static bool may_break(uint32_t before, uint32_t after)
{
    static const char closing[] = "，。、；：？！）》〉」』】〕”’…—·,.;:?!)]}%";
    static const char opening[] = "（《〈「『【〔“‘([{";
    if (before == ' ')
        return true;
    if (one_of(closing, after) || one_of(opening, before) || after == ' ')
        return false;
    return is_wide(before) || is_wide(after);
}

/* How many bytes of the start fit. */
static size_t fitting(struct device *device, const char *text, size_t length, double room,
                      const struct layout_type *type)
{
    double used = 0;
    size_t place = 0;
    uint32_t before = 0;
    for (size_t at = 0; at < length;) {
        uint32_t code;
        size_t size = utf8_decode(text + at, length - at, &code);
        double width = device->ops->advance(device, code, type);
        if (at && may_break(before, code))
            place = at;
        if (used + width > room + hair && at) {
            if (code == ' ')
                return at;
            return place ? place : at;
        }
        used += width;
        before = code;
        at += size;
    }
    return length;
}

const char **wrap_text(struct device *device, const char *text, double room,
                       const struct layout_type *type, struct arena *arena, size_t *count)
{
    struct lines lines = {0};
    do {
        size_t length = strcspn(text, "\n");
        const char *paragraph = text;
        text += length;
        text += *text ? 1 : 0;
        do {
            size_t taken = fitting(device, paragraph, length, room, type);
            lines_add(&lines, arena, paragraph, taken);
            while (taken < length && paragraph[taken] == ' ')
                taken++;
            paragraph += taken;
            length -= taken;
        } while (length);
    } while (*text);
    *count = lines.count;
    return lines.items;
}

static bool is_letter(uint32_t code)
{
    return code > ' ' && code < 0x7f;
}

const char **wrap_upright(struct device *device, const char *text, double room,
                          const struct layout_type *type, struct arena *arena, size_t *count)
{
    struct lines lines = {0};
    for (size_t length = strlen(text); length;) {
        uint32_t code;
        size_t taken = utf8_decode(text, length, &code);
        double used = device->ops->advance(device, code, type);
        while (is_letter(code) && taken < length && is_letter((unsigned char)text[taken])) {
            used += device->ops->advance(device, (unsigned char)text[taken], type);
            if (used > room + hair)
                break;
            taken++;
        }
        lines_add(&lines, arena, text, taken);
        text += taken;
        length -= taken;
    }
    *count = lines.count;
    return lines.items;
}

double wrap_width(struct device *device, const char *text, const struct layout_type *type)
{
    double width = 0;
    for (size_t length = strlen(text); length;) {
        uint32_t code;
        size_t size = utf8_decode(text, length, &code);
        width += device->ops->advance(device, code, type);
        text += size;
        length -= size;
    }
    return width;
}

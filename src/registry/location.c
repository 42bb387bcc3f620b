#include "registry/location.h"

#include <string.h>
#include "text/buffer.h"
#include "text/utf8.h"

/* Names of the parts, and words that only stand beside them. */
static const uint32_t units[LOCATION_PARTS] = {0x5E93, 0x533A, 0x5217, 0x8282, 0x67B6, 0x5C42};
static const uint32_t fillers[] = {0x53F7, 0x7B2C, 0x623F}; /* 号 第 房 */
static const uint32_t separators[] = {'-',    '/',    ' ',    ',',    0xB7,   0x2013,
                                      0x2014, 0xFF0D, 0x30FB, 0x3000, 0xFF0F, 0xFF0C};

static bool among(uint32_t code, const uint32_t *set, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (set[i] == code)
            return true;
    return false;
}

static int unit_place(uint32_t code)
{
    for (int i = 0; i < LOCATION_PARTS; i++)
        if (units[i] == code)
            return i;
    return -1;
}

struct reading {
    struct location *location;
    struct arena *arena;
    const char *start; /* of the part being read */
    size_t length;
    int next; /* place of the next part that has no name */
};

/* Puts the part away; named is its place, or -1. False where there is no room for it. */
static bool part_end(struct reading *reading, int named)
{
    int place = named >= 0 ? named : reading->next;
    if (reading->length == 0)
        return named < 0;
    if (place >= LOCATION_PARTS || reading->location->parts[place] || reading->length > 16)
        return false;
    char *part = arena_copy_bytes(reading->arena, reading->start, reading->length);
    for (char *letter = part; *letter; letter++)
        if (*letter >= 'a' && *letter <= 'z')
            *letter = (char)(*letter - 'a' + 'A');
    bool number = strspn(part, "0123456789") == strlen(part);
    while (number && part[0] == '0' && part[1])
        part++;
    if (number && !part[1])
        part = arena_format(reading->arena, "0%s", part);
    reading->location->parts[place] = part;
    reading->next = place + 1;
    reading->length = 0;
    return true;
}

bool location_read(const char *text, struct location *location, struct arena *arena)
{
    struct reading reading = {.location = location, .arena = arena};
    *location = (struct location){0};
    size_t length = strlen(text);
    bool empty_part = true; /* "-A-03": no store is said */
    for (size_t at = 0, size; at < length; at += size) {
        uint32_t code;
        size = utf8_decode(text + at, length - at, &code);
        bool letter = (code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z') ||
                      (code >= 'a' && code <= 'z');
        int unit = unit_place(code);
        if (letter) {
            if (reading.length == 0)
                reading.start = text + at;
            reading.length += size;
            empty_part = false;
        } else if (unit >= 0) {
            if (reading.length == 0 || !part_end(&reading, unit))
                return false;
            empty_part = false;
        } else if (among(code, separators, sizeof separators / sizeof *separators)) {
            if (code == '-' && empty_part)
                reading.next++;
            if (!part_end(&reading, -1))
                return false;
            empty_part = true;
        } else if (!among(code, fillers, sizeof fillers / sizeof *fillers)) {
            return false;
        }
    }
    if (!part_end(&reading, -1))
        return false;
    for (int i = 0; i < LOCATION_PARTS; i++)
        if (location->parts[i])
            return true;
    return false;
}

const char *location_write(const struct location *location, struct arena *arena)
{
    int last = LOCATION_PARTS - 1;
    while (last > 0 && !location->parts[last])
        last--;
    struct buffer text = {0};
    for (int i = 0; i <= last; i++) {
        if (i > 0)
            buffer_add_char(&text, '-');
        buffer_add_text(&text, location->parts[i] ? location->parts[i] : "");
    }
    const char *written = arena_copy(arena, buffer_text(&text));
    buffer_free(&text);
    return written;
}

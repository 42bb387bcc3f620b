#include "text/room.h"

#include <string.h>
#include "text/utf8.h"

enum { PARTS_MOST = 3, PART_BYTES_MOST = 6, BUILDING_BYTES_MOST = 40 };
enum part { PART_BUILDING, PART_UNIT, PART_ROOM, PART_UNNAMED };

/* Longest first, so that 号 does not hide 号楼. */
static const struct word {
    const char *text;
    enum part part;
} words[] = {
    {"号楼", PART_BUILDING}, {"栋", PART_BUILDING}, {"幢", PART_BUILDING}, {"楼", PART_BUILDING},
    {"座", PART_BUILDING},   {"单元", PART_UNIT},   {"门洞", PART_UNIT},   {"门", PART_UNIT},
    {"室", PART_ROOM},       {"号房", PART_ROOM},   {"号", PART_ROOM},     {"房", PART_ROOM},
};

static const struct word *word_at(const char *text)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strncmp(text, words[i].text, strlen(words[i].text)) == 0)
            return &words[i];
    return NULL;
}

static bool is_letter(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z');
}

/* Letters and digits; of a building also the hanzi before its number: 朝阳3. */
static size_t part_length(const char *text, bool building)
{
    size_t length = 0;
    while (is_letter(text[length]) ||
           (building && (unsigned char)text[length] >= 0x80 && !word_at(text + length)))
        length++;
    return length;
}

static const char *without_zeros(const char *text)
{
    while (text[0] == '0' && text[1])
        text++;
    return text;
}

const char *room_part(const char *text, struct arena *arena)
{
    static const char ordinal[] = "第";
    const char *lower = utf8_lower(arena, text);
    if (strncmp(lower, ordinal, strlen(ordinal)) == 0)
        lower += strlen(ordinal);
    for (const char *at = lower + 1; *lower && *at; at++) {
        const struct word *word = word_at(at);
        if (word && !at[strlen(word->text)])
            lower = arena_copy_bytes(arena, lower, (size_t)(at - lower));
        if (word)
            break;
    }
    return without_zeros(lower);
}

static bool put(struct room *room, enum part part, const char *text)
{
    const char **places[] = {&room->building, &room->unit, &room->room};
    if (*places[part])
        return false;
    *places[part] = text;
    return true;
}

/* Parts without names, in their order. */
static bool settle(struct room *room, const char *const *parts, const enum part *kinds,
                   size_t count)
{
    for (size_t i = 0; i < count; i++) {
        enum part part = kinds[i];
        if (part == PART_UNNAMED)
            part = i == 0 && count > 1 ? PART_BUILDING : i + 1 == count ? PART_ROOM : PART_UNIT;
        else
            room->named = true;
        if (!put(room, part, parts[i]))
            return false;
    }
    bool number = strpbrk(parts[count - 1], "0123456789") != NULL;
    return room->building && number && (room->named || room->room);
}

bool room_read(const char *text, struct room *room, struct arena *arena)
{
    const char *parts[PARTS_MOST];
    enum part kinds[PARTS_MOST];
    size_t count = 0;
    *room = (struct room){0};
    while (*text) {
        size_t length = part_length(text, count == 0);
        if (length == 0 || length > (count ? PART_BYTES_MOST : BUILDING_BYTES_MOST) ||
            count == PARTS_MOST)
            return false;
        const struct word *word = word_at(text + length);
        parts[count] = room_part(arena_copy_bytes(arena, text, length), arena);
        kinds[count++] = word ? word->part : PART_UNNAMED;
        text += length + (word ? strlen(word->text) : 0);
        bool sign = *text == '-' || *text == '/';
        if ((sign && !text[1]) || (!word && *text && !sign))
            return false;
        text += sign;
    }
    return count > 0 && settle(room, parts, kinds, count);
}

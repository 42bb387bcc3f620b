#include "registry/entry.h"

#include <string.h>
#include "text/packing.h"

enum { ENTRY_FORMAT = 2, ENTRY_PARTS = 11 };

enum store_result entry_write(struct transaction *transaction, const struct registry *registry,
                              uint64_t number, const struct entry *entry)
{
    struct buffer packed = {0};
    pack_array(&packed, ENTRY_PARTS);
    pack_number(&packed, ENTRY_FORMAT);
    pack_number(&packed, entry->time);
    pack_text(&packed, entry->author);
    pack_number(&packed, entry->uid);
    pack_text(&packed, entry->action);
    pack_text(&packed, entry->reason);
    pack_number(&packed, (int64_t)entry->batch);
    char day[DATE_SIZE];
    date_write(&entry->day, day);
    pack_text(&packed, day);
    pack_number(&packed, (int64_t)entry->undoes);
    pack_number(&packed, (int64_t)entry->undone);
    pack_array(&packed, entry->line_count);
    for (size_t i = 0; i < entry->line_count; i++) {
        pack_array(&packed, 4);
        pack_number(&packed, entry->lines[i].type);
        pack_number(&packed, (int64_t)entry->lines[i].first);
        pack_number(&packed, (int64_t)entry->lines[i].count);
        pack_number(&packed, entry->lines[i].version);
    }
    unsigned char room[NUMBER_KEY];
    enum store_result result = table_put(transaction, registry->changes, number_key(room, number),
                                         (struct bytes){packed.data, packed.length});
    buffer_free(&packed);
    return result;
}

static bool read_day(struct unpack *in, struct date *day)
{
    size_t length;
    const char *text = unpack_text_view(in, &length);
    char room[DATE_SIZE] = "";
    if (!text || length >= sizeof room)
        return false;
    memcpy(room, text, length);
    return date_read(room, &(struct date){0}, day);
}

bool entry_read_head(struct bytes bytes, struct entry *entry)
{
    struct unpack in = unpack_start(bytes.data, bytes.length);
    *entry = (struct entry){.author = "", .action = ""};
    if (unpack_array(&in) != ENTRY_PARTS || unpack_number(&in) != ENTRY_FORMAT)
        return false;
    entry->time = unpack_number(&in);
    unpack_skip(&in);
    entry->uid = (uint32_t)unpack_number(&in);
    unpack_skip(&in);
    unpack_skip(&in);
    entry->batch = (uint64_t)unpack_number(&in);
    bool right = read_day(&in, &entry->day);
    entry->undoes = (uint64_t)unpack_number(&in);
    entry->undone = (uint64_t)unpack_number(&in);
    return right && !in.failed;
}

enum store_result entry_read(struct transaction *transaction, const struct registry *registry,
                             uint64_t number, struct arena *arena, struct entry *entry)
{
    unsigned char room[NUMBER_KEY];
    struct bytes bytes;
    *entry = (struct entry){.author = "", .action = ""};
    enum store_result result =
        table_get(transaction, registry->changes, number_key(room, number), &bytes);
    if (result != STORE_OK)
        return result;
    struct unpack in = unpack_start(bytes.data, bytes.length);
    if (unpack_array(&in) != ENTRY_PARTS || unpack_number(&in) != ENTRY_FORMAT)
        return STORE_NONE;
    entry->time = unpack_number(&in);
    entry->author = unpack_text(&in, arena);
    entry->uid = (uint32_t)unpack_number(&in);
    entry->action = unpack_text(&in, arena);
    entry->reason = unpack_null(&in) ? NULL : unpack_text(&in, arena);
    entry->batch = (uint64_t)unpack_number(&in);
    in.failed = !read_day(&in, &entry->day) || in.failed;
    entry->undoes = (uint64_t)unpack_number(&in);
    entry->undone = (uint64_t)unpack_number(&in);
    entry->line_count = unpack_array(&in);
    entry->lines = arena_array(arena, entry->line_count, sizeof *entry->lines);
    for (size_t i = 0; i < entry->line_count && !in.failed; i++) {
        if (unpack_array(&in) != 4)
            in.failed = true;
        entry->lines[i].type = (uint16_t)unpack_number(&in);
        entry->lines[i].first = (uint64_t)unpack_number(&in);
        entry->lines[i].count = (uint64_t)unpack_number(&in);
        entry->lines[i].version = (uint32_t)unpack_number(&in);
    }
    return unpack_done(&in) && entry->author && entry->action ? STORE_OK : STORE_NONE;
}

/* Blocks of index entries. The first byte chooses whether the rest is the bytes of a block, as they
 * may stand on a damaged disk, or lines of tag, number and term that a block is made of. */

#include "fuzz_help.h"
#include "store/block.h"

enum { SIZE_MOST = 3000, ENTRIES_MOST = 400 };

static void check_entry(const struct block_reader *reader)
{
    unsigned char key[INDEX_KEY_MAX], again[ENTRY_MAX];
    const struct entry *entry = &reader->current;
    HOLDS(entry->length > 0 && entry->length <= ENTRY_MAX);
    HOLDS(reader->at > reader->start && reader->at <= reader->end);
    size_t length = entry_to_key(key, entry->bytes, entry->length);
    HOLDS(length <= sizeof key);
    if (length)
        HOLDS(entry_from_key(again, (struct bytes){key, length}) > 0);
    entry_head(entry->bytes, entry->length);
}

static void run_bytes(struct feed feed)
{
    struct block_reader reader = block_read(feed.data, feed.size);
    while (block_next(&reader))
        check_entry(&reader);
    HOLDS(reader.at == reader.end && !block_next(&reader));
    reader = block_read(feed.data, feed.size);
    for (size_t i = 0; !reader.damaged && i < reader.segment_count; i++) {
        block_enter(&reader, i);
        for (size_t read = 0; read < BLOCK_SEGMENT && block_within(&reader, i); read++)
            if (block_next(&reader))
                check_entry(&reader);
    }
    reader = block_read(feed.data, feed.size);
    size_t segment = block_segment(&reader, feed.data, feed.size < 20 ? feed.size : 20);
    HOLDS(segment == 0 || segment < reader.segment_count);
}

static int by_bytes(const void *a, const void *b)
{
    const struct entry *one = a, *other = b;
    return entry_compare(one->bytes, one->length, other->bytes, other->length);
}

/* An entry says what the key in the index does, and sorts alike. */
static void check_key(const struct entry *entry, uint16_t tag, const char *term, uint64_t number)
{
    unsigned char key[INDEX_KEY_MAX], same[INDEX_KEY_MAX], again[ENTRY_MAX];
    size_t length = index_key(key, tag, term, number);
    HOLDS(entry->length <= ENTRY_MAX);
    HOLDS(entry_to_key(same, entry->bytes, entry->length) == length &&
          memcmp(same, key, length) == 0);
    HOLDS(entry_from_key(again, (struct bytes){key, length}) == entry->length &&
          memcmp(again, entry->bytes, entry->length) == 0);
}

static size_t entries_read(struct feed feed, struct entry *entries)
{
    size_t count = 0;
    while (feed.size && count < ENTRIES_MOST) {
        struct feed line = feed_until(&feed, '\n');
        uint16_t tag = (uint16_t)(feed_choice(&line, 3) + 7);
        char *digits = feed_text(feed_until(&line, ' ')), *term = feed_text(line);
        uint64_t number = strtoull(digits, NULL, 10);
        struct entry *entry = &entries[count++];
        *entry = (struct entry){.length = 0};
        entry->length = entry_make(entry->bytes, tag, term, number);
        check_key(entry, tag, term, number);
        free(digits);
        free(term);
    }
    return count;
}

static void check_block(const struct entry *entries, size_t count, struct block_writer *writer)
{
    size_t size = block_finish(writer);
    HOLDS(size <= BLOCK_MAX);
    uint8_t *bytes = memory_alloc(size);
    memcpy(bytes, writer->bytes, size);
    struct block_reader reader = block_read(bytes, size);
    for (size_t i = 0; i < count; i++) {
        HOLDS(block_next(&reader));
        HOLDS(reader.current.length == entries[i].length &&
              memcmp(reader.current.bytes, entries[i].bytes, entries[i].length) == 0);
        check_entry(&reader);
    }
    HOLDS(!block_next(&reader) && !reader.damaged);
    HOLDS(reader.segment_count == (count + BLOCK_SEGMENT - 1) / BLOCK_SEGMENT);
    for (size_t i = 0; i < count; i += 7) {
        size_t segment = block_segment(&reader, entries[i].bytes, entries[i].length);
        block_enter(&reader, segment);
        size_t passed = 0;
        while (block_next(&reader) && by_bytes(&reader.current, &entries[i]) < 0)
            passed++;
        HOLDS(by_bytes(&reader.current, &entries[i]) == 0 && passed <= BLOCK_SEGMENT);
    }
    free(bytes);
}

static void run_entries(struct feed feed)
{
    struct entry *entries = memory_alloc(ENTRIES_MOST * sizeof *entries);
    size_t read = entries_read(feed, entries), count = 0;
    qsort(entries, read, sizeof *entries, by_bytes);
    for (size_t i = 0; i < read; i++)
        if (i == 0 || by_bytes(&entries[i], &entries[count - 1]) != 0)
            entries[count++] = entries[i];
    for (size_t i = 0; i < count;) {
        struct block_writer writer;
        size_t first = i;
        block_start(&writer);
        while (i < count && block_add(&writer, entries[i].bytes, entries[i].length))
            i++;
        HOLDS(i > first);
        check_block(entries + first, i - first, &writer);
    }
    free(entries);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct feed feed = feed_start(data, size, SIZE_MOST);
    if (feed_choice(&feed, 2) == 0)
        run_bytes(feed);
    else
        run_entries(feed);
    return 0;
}

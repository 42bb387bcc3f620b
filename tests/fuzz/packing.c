/* Reading CBOR from arbitrary bytes, and writing what was read. */

#include "fuzz_help.h"
#include "text/packing.h"

enum { SIZE_MOST = 600, STARTS_MOST = 48, LEVELS = 14 };

/* What was read stands in the input and the input is not left. */
static void check_place(const struct unpack *in, size_t before)
{
    HOLDS(in->offset >= before && in->offset <= in->length);
    if (!in->failed)
        return;
    struct unpack after = *in;
    struct arena *arena = NULL; /* nothing is made any more */
    size_t length = 1;
    HOLDS(unpack_array(&after) == 0 && unpack_map(&after) == 0 && unpack_number(&after) == 0);
    HOLDS(!unpack_bool(&after) && !unpack_null(&after) && !unpack_text(&after, arena));
    HOLDS(!unpack_text_view(&after, &length) && length == 0 && !unpack_bytes(&after, &length));
    unpack_skip(&after);
    HOLDS(after.failed && after.offset == in->offset && !unpack_done(&after));
}

static void check_view(const struct unpack *in, const void *view, size_t length)
{
    const unsigned char *at = view;
    HOLDS(view || length == 0);
    HOLDS(!view || (!in->failed && at >= in->bytes && at + length == in->bytes + in->offset));
}

static void check_each(struct arena *arena, const uint8_t *data, size_t size)
{
    enum { READERS = 9 };
    for (int reader = 0; reader < READERS; reader++) {
        struct unpack in = unpack_start(data, size);
        size_t length = 0;
        const char *text = NULL;
        const void *bytes = NULL;
        switch (reader) {
        case 0:
            HOLDS(unpack_array(&in) <= size);
            break;
        case 1:
            HOLDS(unpack_map(&in) <= size / 2);
            break;
        case 2:
            unpack_number(&in);
            break;
        case 3:
            unpack_bool(&in);
            break;
        case 4:
            text = unpack_text(&in, arena);
            HOLDS(!text || (is_utf8(text) && strlen(text) < size));
            break;
        case 5:
            text = unpack_text_view(&in, &length);
            check_view(&in, text, length);
            HOLDS(!text || (!memchr(text, '\0', length) && utf8_valid(text, length) == length));
            break;
        case 6:
            bytes = unpack_bytes(&in, &length);
            check_view(&in, bytes, length);
            break;
        case 7:
            HOLDS(unpack_null(&in) == (in.offset == 1) && !in.failed);
            break;
        default:
            unpack_skip(&in);
        }
        check_place(&in, 0);
    }
}

/* Packs anew the item that is next. */
static void copy_item(struct unpack *in, struct buffer *out, struct arena *arena, int levels)
{
    enum { NUMBER, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG, SIMPLE, FALSE = 0xF4, TRUE = 0xF5 };
    if (in->failed || in->offset == in->length || levels == 0) {
        in->failed = true;
        return;
    }
    unsigned char first = in->bytes[in->offset];
    size_t count, length;
    const char *text;
    const void *bytes;
    switch (first >> 5) {
    case NUMBER:
    case NEGATIVE:
        pack_number(out, unpack_number(in));
        break;
    case BYTES:
        if ((bytes = unpack_bytes(in, &length)))
            pack_bytes(out, bytes, length);
        break;
    case TEXT:
        if ((text = unpack_text(in, arena)))
            pack_text(out, text);
        break;
    case ARRAY:
    case MAP:
        count = first >> 5 == ARRAY ? unpack_array(in) : unpack_map(in) * 2;
        if (first >> 5 == ARRAY)
            pack_array(out, count);
        else
            pack_map(out, count / 2);
        for (; count > 0 && !in->failed; count--)
            copy_item(in, out, arena, levels - 1);
        break;
    default:
        if (first == FALSE || first == TRUE)
            pack_bool(out, unpack_bool(in));
        else if (unpack_null(in))
            pack_null(out);
        else
            in->failed = true;
    }
}

static void check_copy(struct arena *arena, const uint8_t *data, size_t size)
{
    struct buffer first = {0}, second = {0};
    struct unpack in = unpack_start(data, size), skipped = in;
    copy_item(&in, &first, arena, LEVELS);
    if (!in.failed) {
        unpack_skip(&skipped);
        HOLDS(!skipped.failed && skipped.offset == in.offset);
        struct unpack again = unpack_start(first.data, first.length);
        copy_item(&again, &second, arena, LEVELS);
        HOLDS(unpack_done(&again) && first.length <= in.offset);
        HOLDS(second.length == first.length && !memcmp(second.data, first.data, first.length));
    }
    buffer_free(&first);
    buffer_free(&second);
}

/* The input as a number, a text and bytes: what is packed is read. */
static void check_values(struct arena *arena, const uint8_t *data, size_t size)
{
    int64_t number = 0;
    memcpy(&number, data, size < sizeof number ? size : sizeof number);
    bool text_good = utf8_valid((const char *)data, size) == size && !memchr(data, '\0', size);
    struct buffer out = {0};
    pack_array(&out, 6);
    pack_number(&out, number);
    pack_bytes(&out, data, size);
    pack_bool(&out, number & 1);
    pack_null(&out);
    pack_text(&out, NULL);
    pack_text_length(&out, (const char *)data, size);
    struct unpack in = unpack_start(out.data, out.length);
    size_t length = 0;
    HOLDS(unpack_array(&in) == 6 && unpack_number(&in) == number);
    const void *bytes = unpack_bytes(&in, &length);
    HOLDS(bytes && length == size && memcmp(bytes, data, size) == 0);
    HOLDS(unpack_bool(&in) == (number & 1) && unpack_null(&in) && !unpack_text(&in, arena));
    HOLDS(!in.failed);
    const char *text = unpack_text(&in, arena);
    HOLDS(text_good ? unpack_done(&in) && strlen(text) == size && !memcmp(text, data, size)
                    : in.failed && !text);
    buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0 || size > SIZE_MOST)
        return 0;
    struct arena *arena = arena_new();
    for (size_t start = 0; start < size && start < STARTS_MOST; start++) {
        check_each(arena, data + start, size - start);
        check_copy(arena, data + start, size - start);
    }
    check_values(arena, data, size);
    arena_free(arena);
    return 0;
}

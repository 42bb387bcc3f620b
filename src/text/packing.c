#include "text/packing.h"

#include <string.h>
#include <cbor.h>
#include "text/utf8.h"

enum { HEAD_MAX = 9, SKIP_LEVELS = 16 };

typedef size_t encode_head(size_t size, unsigned char *out, size_t room);

static void pack_head(struct buffer *out, encode_head *encode, size_t size)
{
    buffer_reserve(out, HEAD_MAX);
    out->length += encode(size, (unsigned char *)out->data + out->length, HEAD_MAX);
    out->data[out->length] = '\0';
}

void pack_array(struct buffer *out, size_t count)
{
    pack_head(out, cbor_encode_array_start, count);
}

void pack_map(struct buffer *out, size_t pairs)
{
    pack_head(out, cbor_encode_map_start, pairs);
}

void pack_number(struct buffer *out, int64_t number)
{
    if (number >= 0)
        pack_head(out, cbor_encode_uint, (size_t)number);
    else
        pack_head(out, cbor_encode_negint, (size_t)(-(number + 1)));
}

void pack_bool(struct buffer *out, bool value)
{
    buffer_reserve(out, 1);
    out->length += cbor_encode_bool(value, (unsigned char *)out->data + out->length, 1);
    out->data[out->length] = '\0';
}

void pack_null(struct buffer *out)
{
    buffer_reserve(out, 1);
    out->length += cbor_encode_null((unsigned char *)out->data + out->length, 1);
    out->data[out->length] = '\0';
}

void pack_text(struct buffer *out, const char *text)
{
    if (text)
        pack_text_length(out, text, strlen(text));
    else
        pack_null(out);
}

void pack_text_length(struct buffer *out, const char *text, size_t length)
{
    pack_head(out, cbor_encode_string_start, length);
    buffer_add(out, text, length);
}

void pack_bytes(struct buffer *out, const void *bytes, size_t length)
{
    pack_head(out, cbor_encode_bytestring_start, length);
    buffer_add(out, bytes, length);
}

/* One item as libcbor hands it over; arrays and maps only by their count. */
struct item {
    enum kind {
        KIND_OTHER,
        KIND_NUMBER,
        KIND_NEGATIVE,
        KIND_TEXT,
        KIND_BYTES,
        KIND_ARRAY,
        KIND_MAP,
        KIND_BOOL,
        KIND_NULL
    } kind;
    uint64_t size; /* number, length or count */
    const unsigned char *bytes;
};

#define ITEM_NUMBER(name, type, number_kind)                                                       \
    static void name(void *context, type number)                                                   \
    {                                                                                              \
        *(struct item *)context = (struct item){.kind = number_kind, .size = number};              \
    }
ITEM_NUMBER(item_uint8, uint8_t, KIND_NUMBER)
ITEM_NUMBER(item_uint16, uint16_t, KIND_NUMBER)
ITEM_NUMBER(item_uint32, uint32_t, KIND_NUMBER)
ITEM_NUMBER(item_uint64, uint64_t, KIND_NUMBER)
ITEM_NUMBER(item_negative8, uint8_t, KIND_NEGATIVE)
ITEM_NUMBER(item_negative16, uint16_t, KIND_NEGATIVE)
ITEM_NUMBER(item_negative32, uint32_t, KIND_NEGATIVE)
ITEM_NUMBER(item_negative64, uint64_t, KIND_NEGATIVE)
ITEM_NUMBER(item_array, size_t, KIND_ARRAY)
ITEM_NUMBER(item_map, size_t, KIND_MAP)
ITEM_NUMBER(item_bool, bool, KIND_BOOL)

static void item_text(void *context, cbor_data bytes, size_t length)
{
    *(struct item *)context = (struct item){KIND_TEXT, length, bytes};
}

static void item_bytes(void *context, cbor_data bytes, size_t length)
{
    *(struct item *)context = (struct item){KIND_BYTES, length, bytes};
}

static void item_null(void *context)
{
    *(struct item *)context = (struct item){.kind = KIND_NULL};
}

static void other(void *context)
{
    (void)context;
}

static void other_tag(void *context, uint64_t tag)
{
    (void)context;
    (void)tag;
}

static void other_single(void *context, float number)
{
    (void)context;
    (void)number;
}

static void other_double(void *context, double number)
{
    (void)context;
    (void)number;
}

static const struct cbor_callbacks callbacks = {
    .uint8 = item_uint8,
    .uint16 = item_uint16,
    .uint32 = item_uint32,
    .uint64 = item_uint64,
    .negint8 = item_negative8,
    .negint16 = item_negative16,
    .negint32 = item_negative32,
    .negint64 = item_negative64,
    .byte_string_start = other,
    .byte_string = item_bytes,
    .string_start = other,
    .string = item_text,
    .indef_array_start = other,
    .array_start = item_array,
    .indef_map_start = other,
    .map_start = item_map,
    .tag = other_tag,
    .float2 = other_single,
    .float4 = other_single,
    .float8 = other_double,
    .undefined = other,
    .null = item_null,
    .boolean = item_bool,
    .indef_break = other,
};

struct unpack unpack_start(const void *bytes, size_t length)
{
    return (struct unpack){.bytes = bytes, .length = length};
}

bool unpack_done(const struct unpack *in)
{
    return !in->failed && in->offset == in->length;
}

static bool unpack_next(struct unpack *in, struct item *item)
{
    *item = (struct item){0};
    if (in->failed)
        return false;
    size_t left = in->length - in->offset;
    if (left) {
        struct cbor_decoder_result result =
            cbor_stream_decode(in->bytes + in->offset, left, &callbacks, item);
        if (result.status == CBOR_DECODER_FINISHED && result.read <= left) {
            in->offset += result.read;
            return true;
        }
    }
    in->failed = true;
    return false;
}

/* An item of the kind asked for, or failure. */
static bool unpack_kind(struct unpack *in, enum kind kind, struct item *item)
{
    if (!unpack_next(in, item))
        return false;
    in->failed = item->kind != kind;
    return !in->failed;
}

/* How many items may follow: each takes a byte at least. */
static size_t unpack_count(struct unpack *in, enum kind kind, size_t each)
{
    struct item item;
    if (!unpack_kind(in, kind, &item))
        return 0;
    if (item.size > (in->length - in->offset) / each) {
        in->failed = true;
        return 0;
    }
    return (size_t)item.size;
}

size_t unpack_array(struct unpack *in)
{
    return unpack_count(in, KIND_ARRAY, 1);
}

size_t unpack_map(struct unpack *in)
{
    return unpack_count(in, KIND_MAP, 2);
}

int64_t unpack_number(struct unpack *in)
{
    struct item item;
    if (!unpack_next(in, &item))
        return 0;
    if ((item.kind != KIND_NUMBER && item.kind != KIND_NEGATIVE) || item.size > INT64_MAX) {
        in->failed = true;
        return 0;
    }
    return item.kind == KIND_NUMBER ? (int64_t)item.size : -1 - (int64_t)item.size;
}

bool unpack_bool(struct unpack *in)
{
    struct item item;
    return unpack_kind(in, KIND_BOOL, &item) && item.size;
}

/* Text or bytes where they stand; NULL for null and for failure. */
static const void *unpack_run(struct unpack *in, enum kind kind, size_t *length)
{
    struct item item;
    *length = 0;
    if (!unpack_next(in, &item) || item.kind == KIND_NULL)
        return NULL;
    if (item.kind != kind ||
        (kind == KIND_TEXT && (memchr(item.bytes, '\0', item.size) ||
                               utf8_valid((const char *)item.bytes, item.size) != item.size))) {
        in->failed = true;
        return NULL;
    }
    *length = (size_t)item.size;
    return item.bytes;
}

const char *unpack_text_view(struct unpack *in, size_t *length)
{
    return unpack_run(in, KIND_TEXT, length);
}

const char *unpack_text(struct unpack *in, struct arena *arena)
{
    size_t length;
    const char *text = unpack_text_view(in, &length);
    return text ? arena_copy_bytes(arena, text, length) : NULL;
}

const void *unpack_bytes(struct unpack *in, size_t *length)
{
    return unpack_run(in, KIND_BYTES, length);
}

bool unpack_null(struct unpack *in)
{
    enum { CBOR_NULL = 0xF6 };
    if (in->failed || in->offset == in->length || in->bytes[in->offset] != CBOR_NULL)
        return false;
    in->offset++;
    return true;
}

void unpack_skip(struct unpack *in)
{
    uint64_t left[SKIP_LEVELS] = {1};
    size_t level = 0;
    for (;;) {
        while (left[level] == 0) {
            if (level == 0)
                return;
            level--;
        }
        left[level]--;
        struct item item;
        if (!unpack_next(in, &item))
            return;
        if (item.kind == KIND_OTHER) {
            in->failed = true;
            return;
        }
        if (item.kind != KIND_ARRAY && item.kind != KIND_MAP)
            continue;
        size_t each = item.kind == KIND_MAP ? 2 : 1;
        if (++level == SKIP_LEVELS || item.size > (in->length - in->offset) / each) {
            in->failed = true;
            return;
        }
        left[level] = item.size * each;
    }
}

#include <string.h>
#include "form/missing.h"
#include "form/number.h"
#include "form/phone.h"
#include "form/record.h"
#include "text/message.h"
#include "text/pinyin.h"
#include "text/room.h"
#include "text/syllables.h"
#include "text/utf8.h"

enum { SORT_SIZE = 400, PHONE_PREFIX = 3 /* digits of whose line it is */ };

static const char EMPTY_LAST[] = "~";

static uint16_t tag_of(const struct field *field, enum index_kind kind)
{
    return (uint16_t)(field->tag * 8 + kind);
}

/* Terms of one record; those from `first` on belong to it. */
struct gathering {
    struct record_terms *terms;
    struct arena *arena;
    size_t first;
};

static void add(struct gathering *gathering, const struct field *field, enum index_kind kind,
                const char *text)
{
    struct record_terms *terms = gathering->terms;
    uint16_t tag = tag_of(field, kind);
    if (!text || !*text)
        return;
    for (size_t i = terms->count; i > gathering->first; i--)
        if (terms->items[i - 1].tag == tag && strcmp(terms->items[i - 1].text, text) == 0)
            return;
    if (terms->count == terms->capacity) {
        size_t capacity = terms->capacity ? terms->capacity * 2 : 32;
        struct record_term *items = arena_array(gathering->arena, capacity, sizeof *items);
        if (terms->count)
            memcpy(items, terms->items, terms->count * sizeof *items);
        terms->items = items;
        terms->capacity = capacity;
    }
    terms->items[terms->count++] = (struct record_term){tag, kind == KIND_UNIQUE, text};
}

/* Lowered, without a copy where nothing changes. */
static const char *lowered(const char *text, struct arena *arena)
{
    for (const unsigned char *byte = (const unsigned char *)text; *byte; byte++) {
        if (*byte < 0x80 ? *byte >= 'A' && *byte <= 'Z' : *byte < 0xE3 || *byte == 0xEF)
            return utf8_lower(arena, text);
        if (*byte >= 0xE3)
            byte += strnlen((const char *)byte + 1, *byte >= 0xF0 ? 3 : 2);
    }
    return text;
}

static bool is_letter(uint32_t code)
{
    return code >= 0x80 || (code >= '0' && code <= '9') || (code >= 'a' && code <= 'z');
}

static void add_suffixes(struct gathering *gathering, const struct field *field, const char *name)
{
    size_t length = strlen(name);
    bool inside = false;
    for (size_t at = 0; at < length;) {
        uint32_t code;
        size_t size = utf8_decode(name + at, length - at, &code);
        bool letter = is_letter(code) && code != 0xB7;
        bool hanzi = letter && utf8_is_hanzi(code);
        if (hanzi || (letter && !inside))
            add(gathering, field, KIND_NAME, name + at);
        inside = letter && !hanzi;
        at += size;
    }
}

/* Each way it can be read: in full, and as initials with the syllables behind them, which tell
 * zhangxm from zhaoxm. */
static void add_name(struct gathering *gathering, const struct field *field, const char *name)
{
    const char *readings[SYLLABLES_READINGS_MOST];
    struct arena *arena = gathering->arena;
    enum pinyin_kind kind = field->type == FIELD_NAME ? PINYIN_NAME : PINYIN_TEXT;
    add_suffixes(gathering, field, name);
    size_t count = syllables_read(name, kind, arena, readings);
    for (size_t i = 0; i < count; i++) {
        add(gathering, field, KIND_PINYIN, syllables_joined(readings[i], arena));
        if (strchr(readings[i], ' '))
            add(gathering, field, KIND_PINYIN,
                arena_format(arena, "%s %s", syllables_initials(readings[i], arena), readings[i]));
    }
}

static void add_tail(struct gathering *gathering, const struct field *field, const char *text)
{
    size_t count = utf8_count(text);
    for (; count > 4; count--)
        do
            text++;
        while ((*text & 0xC0) == 0x80);
    add(gathering, field, KIND_TAIL, text);
}

/* 13907361234 from 0736 on, 0736-7221234 from 722 on: the parts people say. */
static void add_phone_part(struct gathering *gathering, const struct field *field,
                           const char *phone)
{
    const char *dash = *phone == '0' ? strchr(phone, '-') : NULL;
    if (dash)
        add(gathering, field, KIND_PART, dash + 1);
    else if (phone_plain(phone, strlen(phone)))
        add(gathering, field, KIND_PART, phone + PHONE_PREFIX);
}

/* A room with its building and unit, and without the unit. */
static void add_within(struct gathering *gathering, const struct record *record,
                       const struct field *field)
{
    const char *outer = "", *less = "";
    bool shorter = false;
    for (const struct field *const *at = field->within; *at; at++) {
        const char *value = record->values[(*at)->number];
        const char *part = value ? room_part(value, gathering->arena) : "";
        bool last = !at[1] && at != field->within;
        less = arena_format(gathering->arena, "%s%s-", outer, last ? "" : part);
        outer = arena_format(gathering->arena, "%s%s-", outer, part);
        shorter = last && *part;
    }
    const char *part = room_part(record->values[field->number], gathering->arena);
    add(gathering, field, KIND_PART, arena_format(gathering->arena, "%s%s", outer, part));
    if (shorter)
        add(gathering, field, KIND_PART, arena_format(gathering->arena, "%s%s", less, part));
}

/* Pairs of neighbouring hanzi (one that stands alone by itself), words of other letters whole. */
static void add_words(struct gathering *gathering, const struct field *field, const char *text)
{
    size_t length = strlen(text), before = 0, word = 0;
    bool hanzi_before = false, paired = false, in_word = false;
    for (size_t at = 0; at <= length;) {
        uint32_t code = 0;
        size_t size = at < length ? utf8_decode(text + at, length - at, &code) : 1;
        bool hanzi = at < length && utf8_is_hanzi(code);
        bool letter = at < length && !hanzi && is_letter(code) &&
                      (code < 0x2000 || code >= 0x3040) && !(code >= 0xFF00 && code <= 0xFF0F) &&
                      code != 0xB7;
        if (hanzi_before && hanzi) {
            add(gathering, field, KIND_WORDS,
                arena_copy_bytes(gathering->arena, text + before, at + size - before));
            paired = true;
        } else if (hanzi_before && !paired) {
            add(gathering, field, KIND_WORDS,
                arena_copy_bytes(gathering->arena, text + before, at - before));
        }
        if (!hanzi)
            paired = false;
        if (in_word && !letter)
            add(gathering, field, KIND_WORDS,
                arena_copy_bytes(gathering->arena, text + word, at - word));
        if (letter && !in_word)
            word = at;
        in_word = letter;
        hanzi_before = hanzi;
        before = at;
        at += size;
    }
}

/* Numbers of any size in the order of their texts: how many digits, then the digits. */
static const char *number_sort(const char *number, struct arena *arena)
{
    bool minus = *number == '-';
    const char *digits = number + minus;
    size_t whole = strcspn(digits, ".");
    if (!minus)
        return arena_format(arena, "%c%s", (char)('a' + (whole < 25 ? whole : 25)), digits);
    char *text = arena_format(arena, "%c%s\x7f", (char)('Z' - (whole < 25 ? whole : 25)), digits);
    for (char *at = text + 1; *at >= '0' && *at <= '9'; at++)
        *at = (char)('9' - (*at - '0'));
    return text;
}

const char *field_sort_term(const struct field *field, const char *value, struct arena *arena)
{
    if (!missing_none(value))
        return EMPTY_LAST;
    const char *text = lowered(value, arena);
    char spelling[SORT_SIZE];
    switch (field->type) {
    case FIELD_NAME:
        pinyin_spelling(text, PINYIN_NAME, spelling, sizeof spelling);
        return arena_format(arena, "%s %s", spelling, text);
    case FIELD_NUMBER:
    case FIELD_DECIMAL:
        return number_sort(value, arena);
    default:
        return text;
    }
}

const char *field_term(const struct field *field, const char *canonical, struct arena *arena)
{
    (void)field;
    return lowered(canonical, arena);
}

uint16_t form_order_tag(const struct form *form)
{
    return form->order ? tag_of(form->order, KIND_SORT) : 0;
}

static void add_value(struct gathering *gathering, const struct field *field, const char *value)
{
    const char *text = lowered(value, gathering->arena);
    if (field->indexes & INDEX_UNIQUE)
        add(gathering, field, KIND_UNIQUE, text);
    else if (field->indexes & INDEX_EXACT)
        add(gathering, field, KIND_EXACT, text);
    if (field->indexes & INDEX_NAME)
        add_name(gathering, field, text);
    if (field->indexes & INDEX_TAIL) {
        add_tail(gathering, field, text);
        if (field->type == FIELD_PHONE)
            add_phone_part(gathering, field, text);
    }
    if (field->indexes & INDEX_WORDS)
        add_words(gathering, field, text);
}

void record_terms(const struct record *record, struct arena *arena, struct record_terms *terms)
{
    const struct form *form = record->form;
    struct gathering gathering = {terms, arena, terms->count};
    for (unsigned i = 0; i < form->field_count; i++) {
        const struct field *field = &form->fields[i];
        const char *value = record->values[i];
        if (!value || !field->indexes || (field->missing && missing_is(value)))
            continue;
        const char *mark = strchr(value, MANY_SEPARATOR);
        if (!mark)
            add_value(&gathering, field, value);
        for (const char *at = value; mark && at;) {
            const char *end = strchr(at, MANY_SEPARATOR);
            size_t length = end ? (size_t)(end - at) : strlen(at);
            add_value(&gathering, field, arena_copy_bytes(arena, at, length));
            at = end ? end + 1 : NULL;
        }
        if (field->indexes & INDEX_WITHIN)
            add_within(&gathering, record, field);
    }
    if (form->order)
        add(&gathering, form->order, KIND_SORT,
            field_sort_term(form->order, record->values[form->order->number], arena));
}

/* Values read from text for every type of field, records checked, packed and indexed; and records
 * unpacked from arbitrary bytes. The first byte chooses the form, the second what the rest is:
 * lines of field=value, or the bytes of a record. */

#include "fuzz_form.h"
#include "text/buffer.h"

enum { SIZE_MOST = 1200 };

/* What was read is clean, and reading it again changes nothing. */
static void check_value(const struct field *field, const char *value, struct arena *arena)
{
    size_t length = strlen(value);
    HOLDS(length > 0 && length <= FIELD_BYTES_MOST && is_utf8(value));
    for (size_t at = 0; at < length;) {
        uint32_t code;
        at += utf8_decode(value + at, length - at, &code);
        HOLDS(!utf8_is_control(code) || (code == '\n' && field->type == FIELD_NOTE) ||
              (code == (uint32_t)MANY_SEPARATOR && field->many));
    }
    struct faults faults = {0};
    const char *again = field_read(field, value, length, &fuzz_today, arena, &faults);
    HOLDS(faults_errors(&faults) == 0 && again && strcmp(again, value) == 0);
    fuzz_faults_say(&faults, arena);
}

static void check_terms(const struct record *record, struct arena *arena)
{
    struct record_terms terms = {0};
    record_terms(record, arena, &terms);
    unsigned order = 0;
    for (size_t i = 0; i < terms.count; i++) {
        HOLDS(*terms.items[i].text && is_utf8(terms.items[i].text));
        HOLDS(terms.items[i].unique == (terms.items[i].tag % 8 == KIND_UNIQUE));
        order += terms.items[i].tag == form_order_tag(record->form);
    }
    HOLDS(order == (record->form->order ? 1u : 0u));
}

static void check_display(const struct record *record, struct arena *arena)
{
    for (int language = LANGUAGE_CHINESE; language <= LANGUAGE_ENGLISH; language++) {
        for (unsigned i = 0; i < record->form->field_count; i++) {
            const char *text = record_display(record, &record->form->fields[i], language, arena);
            HOLDS(!text || is_utf8(text));
        }
        HOLDS(is_utf8(record_title(record, language, arena)));
        HOLDS(is_utf8(record_detail(record, language, arena)));
    }
}

/* All faults at once are those of each field. */
static void check_faults(const struct record *record, struct arena *arena)
{
    struct faults all = {0}, each = {0};
    record_check(record, &fuzz_today, arena, &all);
    for (unsigned i = 0; i < record->form->field_count; i++)
        record_check_field(record, &record->form->fields[i], &fuzz_today, arena, &each);
    HOLDS(all.count == each.count);
    fuzz_faults_say(&all, arena);
}

static void check_packing(const struct record *record, struct arena *arena)
{
    struct buffer out = {0}, again = {0};
    record_pack(record, &out);
    struct fault fault = {0};
    struct record *back =
        record_unpack(record->form, record->number, out.data, out.length, arena, &fault);
    HOLDS(back && record_equal(back, record) && back->version == record->version);
    HOLDS(back->change == record->change && back->batch == record->batch &&
          back->removed == record->removed && back->unknown_count == record->unknown_count);
    record_pack(back, &again);
    HOLDS(again.length == out.length && memcmp(again.data, out.data, out.length) == 0);
    bool *wanted = arena_array(arena, record->form->field_count, sizeof *wanted);
    for (unsigned i = 0; i < record->form->field_count; i += 2)
        wanted[i] = true;
    struct record *some = record_new(record->form, arena);
    HOLDS(record_unpack_some(some, wanted, 1, out.data, out.length, arena));
    for (unsigned i = 0; i < record->form->field_count; i++)
        HOLDS(wanted[i] && record->values[i]
                  ? some->values[i] && strcmp(some->values[i], record->values[i]) == 0
                  : !some->values[i]);
    buffer_free(&out);
    buffer_free(&again);
}

static void check_record(struct record *record, struct arena *arena)
{
    check_faults(record, arena);
    check_terms(record, arena);
    check_display(record, arena);
    check_packing(record, arena);
    record_fill(record, &fuzz_today, arena);
    check_faults(record, arena);
    HOLDS(record_equal(record_copy(record, arena), record));
}

static void run_lines(const struct form *form, struct feed feed, struct arena *arena)
{
    struct record *record = record_start(form, NULL, &fuzz_today, arena);
    fuzz_record_read(record, feed, arena);
    for (unsigned i = 0; i < form->field_count; i++)
        if (record->values[i])
            check_value(&form->fields[i], record->values[i], arena);
    check_record(record, arena);
    struct record *next = record_start(form, record, &fuzz_today, arena);
    for (unsigned i = 0; i < form->field_count; i++)
        HOLDS(!form->fields[i].carried || !record->values[i] ||
              strcmp(next->values[i], record->values[i]) == 0);
}

static void run_bytes(const struct form *form, struct feed feed, struct arena *arena)
{
    struct fault fault = {0};
    struct record *record = record_unpack(form, 7, feed.data, feed.size, arena, &fault);
    HOLDS((record != NULL) == (fault.kind == FAULT_NONE));
    if (!record) {
        HOLDS(fault.kind == FAULT_DAMAGED && *message_fault(arena, &fault));
        return;
    }
    check_record(record, arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct form_set *set = fuzz_forms();
    struct feed feed = feed_start(data, size, SIZE_MOST);
    const struct form *form = set->forms[feed_choice(&feed, set->count)];
    bool lines = feed_choice(&feed, 2) == 0;
    struct arena *arena = arena_new();
    if (lines)
        run_lines(form, feed, arena);
    else
        run_bytes(form, feed, arena);
    arena_free(arena);
    return 0;
}

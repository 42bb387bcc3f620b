#include <regex.h>
#include <stdio.h>
#include <string.h>
#include "form/check.h"
#include "form/citizen.h"
#include "form/fold.h"
#include "form/lookup.h"
#include "form/missing.h"
#include "form/number.h"
#include "form/phone.h"
#include "text/buffer.h"
#include "text/utf8.h"

/* One reading of one value. */
struct reading {
    const struct field *field;
    const struct date *today;
    struct arena *arena;
    struct faults *faults;
};

static const char *refuse(struct reading *reading, const char *message, const char *first,
                          const char *second)
{
    fault_set(faults_add(reading->faults, reading->arena), reading->arena, FAULT_DATA,
              reading->field->name, message, first, first ? second : NULL, NULL);
    return NULL;
}

static void warn(struct reading *reading, const char *message, const char *first)
{
    refuse(reading, message, first, NULL);
    reading->faults->items[reading->faults->count - 1].warning = true;
}

static const char *clean(struct reading *reading, const char *text, size_t length,
                         enum utf8_fold fold)
{
    uint32_t bad = 0;
    const char *result = utf8_clean(reading->arena, text, length, fold, &bad);
    if (result)
        return result;
    if (bad == UTF8_BAD)
        return refuse(reading, N_("a character could not be read"), NULL, NULL);
    return refuse(reading, N_("the character U+{1} may not stand here"),
                  arena_format(reading->arena, "%04X", (unsigned)bad), NULL);
}

/* Length and pattern, for the types that have them. */
static const char *measure(struct reading *reading, const char *value)
{
    const struct field *field = reading->field;
    size_t bytes = strlen(value);
    if (bytes > FIELD_BYTES_MOST)
        return refuse(reading, N_("too long"), NULL, NULL);
    bool longer = field->length_most && bytes > field->length_most;
    bool shorter = bytes < field->length_least * UTF8_MAX;
    if ((longer || shorter) && bytes) {
        size_t count = utf8_count(value);
        if (longer && count > field->length_most)
            return refuse(reading, N_("at most {1} characters, and here are {2}"),
                          arena_format(reading->arena, "%u", field->length_most),
                          arena_format(reading->arena, "%zu", count));
        if (shorter && count < field->length_least)
            return refuse(reading, N_("at least {1} characters, and here are {2}"),
                          arena_format(reading->arena, "%u", field->length_least),
                          arena_format(reading->arena, "%zu", count));
    }
    if (field->pattern_compiled && bytes &&
        regexec(field->pattern_compiled, value, 0, NULL, 0) != 0)
        return refuse(reading, N_("'{1}' has not the form that is asked for here"), value, NULL);
    return value;
}

static const char *read_text(struct reading *reading, const char *text, size_t length)
{
    enum utf8_fold fold = reading->field->capital ? FOLD_CODE : FOLD_TEXT;
    const char *value = clean(reading, text, length, fold);
    return value ? measure(reading, value) : NULL;
}

static const char *read_note(struct reading *reading, const char *text, size_t length)
{
    const char *value = clean(reading, text, length, FOLD_LINES);
    return value ? measure(reading, value) : NULL;
}

static const char *read_name(struct reading *reading, const char *text, size_t length)
{
    const char *value = clean(reading, text, length, FOLD_NAME);
    if (!value)
        return NULL;
    for (const char *at = value; *at; at++) {
        unsigned char byte = (unsigned char)*at;
        if (byte < 0x80 && !((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') &&
            !strchr(" -'.", byte)) {
            warn(reading, N_("a name seldom holds '{1}'"), arena_copy_bytes(reading->arena, at, 1));
            break;
        }
    }
    return measure(reading, value);
}

/* What clerks put into a cell of a sheet to say that there is nothing. */
static bool says_nothing(const char *text, size_t length)
{
    static const char *const words[] = {"无", "暂无", "没有", "-", "--", "—", "——", "/", "／"};
    while (length && *text == ' ') {
        text++;
        length--;
    }
    while (length && text[length - 1] == ' ')
        length--;
    for (size_t i = 0; i < sizeof words / sizeof words[0] && length <= 6; i++)
        if (strlen(words[i]) == length && memcmp(words[i], text, length) == 0)
            return true;
    return false;
}

static const char *read_code(struct reading *reading, const char *text, size_t length)
{
    const struct code_table *table = reading->field->codes;
    if (!table)
        return NULL;
    const struct code *code = lookup_find_folded(table->lookup, text, length, FOLD_KEY_CODE);
    if (!code) {
        const char *value = clean(reading, text, length, FOLD_TEXT);
        if (!value || !*value)
            return value;
        code = code_find(table, value);
        if (!code && says_nothing(value, strlen(value)))
            return NULL;
        if (!code)
            return refuse(reading, N_("'{1}' is no code or name of this list"), value, NULL);
    }
    if (*code->to || *code->from) {
        char day[DATE_SIZE];
        date_write(reading->today, day);
        if (*code->to && strncmp(code->to, day, strlen(code->to)) < 0)
            warn(reading, N_("'{1}' is no longer in use"), code->code);
        else if (*code->from && strncmp(code->from, day, strlen(code->from)) > 0)
            warn(reading, N_("'{1}' is not in use yet"), code->code);
    }
    return code->code;
}

static struct date day_of(const char *text, const struct date *today)
{
    struct date day;
    if (strcmp(text, "today") == 0)
        return *today;
    date_read(text, today, &day);
    return day;
}

/* Spreadsheets put a time behind a day: 1980-05-03 00:00:00, 1980-05-03T00:00. */
static size_t without_time(const char *text, size_t length)
{
    const char *colon = memchr(text, ':', length);
    size_t end = colon ? (size_t)(colon - text) : 0;
    if (!end || strspn(colon, ":0123456789.Zz") < length - end)
        return length;
    while (end && text[end - 1] >= '0' && text[end - 1] <= '9')
        end--;
    return end && (text[end - 1] == ' ' || text[end - 1] == 'T') ? end - 1 : length;
}

/* 1980-05-03, as dates are kept. */
static bool is_whole_date(const char *text)
{
    return strlen(text) == DATE_SIZE - 1 && text[4] == '-' && text[7] == '-';
}

static const char *read_date(struct reading *reading, const char *text, size_t length)
{
    const struct field *field = reading->field;
    const char *value = clean(reading, text, without_time(text, length), FOLD_CODE);
    if (!value || !*value)
        return value;
    struct date date;
    if (!date_read(value, reading->today, &date))
        return refuse(reading,
                      N_("'{1}' is no date; dates are written 1980-05-03, 1980-05 or 1980"), value,
                      NULL);
    char written[DATE_SIZE];
    bool whole = is_whole_date(value);
    if (whole)
        memcpy(written, value, DATE_SIZE);
    else
        date_write(&date, written);
    if (field->low || field->high) {
        struct date first = date_first(&date), last = date_last(&date), low, high;
        if (field->low && (low = day_of(field->low, reading->today), date_compare(&last, &low) < 0))
            return refuse(reading, N_("{1} is before {2}"), written, field->low);
        if (field->high) {
            high = day_of(field->high, reading->today);
            high = date_last(&high);
            if (date_compare(&first, &high) > 0)
                return strcmp(field->high, "today") == 0
                           ? refuse(reading, N_("{1} lies in the future"), written, NULL)
                           : refuse(reading, N_("{1} is after {2}"), written, field->high);
        }
    }
    return whole || strcmp(written, value) == 0 ? value : arena_copy(reading->arena, written);
}

static const char *read_identity(struct reading *reading, const char *text, size_t length)
{
    const struct field *field = reading->field;
    const char *value = clean(reading, text, length, FOLD_CODE);
    if (!value || !*value)
        return value;
    /* A sheet that keeps text from becoming a number writes '4307…. */
    while (*value == '\'')
        value++;
    size_t size = strlen(value);
    if (!field->of) {
        struct identity identity = identity_read(value, reading->today);
        if (!citizen_judge(field, value, &identity, reading->today, reading->arena,
                           reading->faults))
            return NULL;
        return strcmp(identity.number, value) == 0 ? value
                                                   : arena_copy(reading->arena, identity.number);
    }
    if (size == 15 && strspn(value, "0123456789") == size) {
        struct identity identity = identity_read(value, reading->today);
        if (identity.verdict == IDENTITY_OK)
            return arena_copy(reading->arena, identity.number);
    }
    for (const char *at = value; *at; at++)
        if ((unsigned char)*at < 0x80 && !strchr("-/.()", *at) && !(*at >= '0' && *at <= '9') &&
            !(*at >= 'A' && *at <= 'Z'))
            return refuse(reading, N_("the character '{1}' may not stand in a document number"),
                          arena_copy_bytes(reading->arena, at, 1), NULL);
    return measure(reading, value);
}

static const char *read_phone(struct reading *reading, const char *text, size_t length)
{
    if (phone_plain(text, length))
        return text[length] ? arena_copy_bytes(reading->arena, text, length) : text;
    const char *value = clean(reading, text, length, FOLD_CODE);
    if (!value || !*value)
        return value;
    char number[PHONE_SIZE];
    switch (phone_read(value, number)) {
    case PHONE_CHARACTER:
        return refuse(reading, N_("'{1}' is no telephone number"), value, NULL);
    case PHONE_MOBILE:
        return refuse(reading, N_("a mobile number has 11 digits: {1}"), value, NULL);
    case PHONE_LENGTH:
        return refuse(reading,
                      N_("{1} has not as many digits as a telephone number (0736-7123456, 13…)"),
                      value, NULL);
    default:
        return strcmp(number, value) == 0 ? value : arena_copy(reading->arena, number);
    }
}

static const char *read_number(struct reading *reading, const char *text, size_t length)
{
    const struct field *field = reading->field;
    const char *value = clean(reading, text, length, FOLD_CODE);
    if (!value || !*value)
        return value;
    char number[NUMBER_SIZE];
    bool decimal = field->type == FIELD_DECIMAL;
    if (!number_read(value, decimal, number))
        return refuse(reading, decimal ? N_("'{1}' is no number") : N_("'{1}' is no whole number"),
                      value, NULL);
    if (field->low && number_compare(number, field->low) < 0)
        return refuse(reading, N_("{1} is less than {2}"), number, field->low);
    if (field->high && number_compare(number, field->high) > 0)
        return refuse(reading, N_("{1} is more than {2}"), number, field->high);
    return strcmp(number, value) == 0 ? value : arena_copy(reading->arena, number);
}

static const char *const yes[] = {"1", "是", "YES", "Y", "TRUE", "有", "对", "√", "✓", "✔", NULL};
static const char *const no[] = {"0", "否", "NO", "N", "FALSE", "无", "不是", "×", "✗", "✘", NULL};

static bool one_of(const char *const *words, const char *value)
{
    for (; *words; words++)
        if (strcmp(*words, value) == 0)
            return true;
    return false;
}

static const char *read_yesno(struct reading *reading, const char *text, size_t length)
{
    const char *value = clean(reading, text, length, FOLD_CODE);
    if (!value || !*value)
        return value;
    if (one_of(yes, value))
        return "1";
    if (one_of(no, value))
        return "0";
    return refuse(reading, N_("'{1}' is neither yes nor no"), value, NULL);
}

static const char *read_single(struct reading *reading, const char *text, size_t length);

static const char *read_reference(struct reading *reading, const char *text, size_t length)
{
    enum { NUMBER_LENGTH = 20 }; /* of @ and a record's number */
    const struct field *key = reading->field->reference ? reading->field->reference->key : NULL;
    if (length > 1 && length <= NUMBER_LENGTH && text[0] == '@' &&
        strspn(text + 1, "0123456789") >= length - 1)
        return text[length] ? arena_copy_bytes(reading->arena, text, length) : text;
    if (!key || key->type == FIELD_REFERENCE)
        return read_text(reading, text, length);
    struct reading other = *reading;
    other.field = key;
    size_t before = reading->faults->count;
    const char *value = read_single(&other, text, length);
    for (size_t i = before; i < reading->faults->count; i++)
        reading->faults->items[i].field = reading->field->name;
    return value;
}

static const char *read_age(struct reading *reading, const char *text, size_t length)
{
    (void)reading;
    (void)text;
    (void)length;
    return NULL;
}

static const char *read_single(struct reading *reading, const char *text, size_t length)
{
    typedef const char *reader(struct reading * reading, const char *text, size_t length);
    static reader *const readers[FIELD_TYPES] = {
        [FIELD_TEXT] = read_text,         [FIELD_NAME] = read_name,
        [FIELD_CODE] = read_code,         [FIELD_DATE] = read_date,
        [FIELD_IDENTITY] = read_identity, [FIELD_PHONE] = read_phone,
        [FIELD_NUMBER] = read_number,     [FIELD_DECIMAL] = read_number,
        [FIELD_YESNO] = read_yesno,       [FIELD_REFERENCE] = read_reference,
        [FIELD_NOTE] = read_note,         [FIELD_AGE] = read_age,
        [FIELD_SERIAL] = read_age,
    };
    enum field_type type = reading->field->type;
    bool free =
        type == FIELD_TEXT || type == FIELD_NOTE || type == FIELD_CODE || type == FIELD_YESNO;
    if (!free && length < 12 && says_nothing(text, length))
        return NULL;
    const char *value = readers[type](reading, text, length);
    if (!free && value && says_nothing(value, strlen(value)))
        return NULL;
    return value && *value ? value : NULL;
}

/* What parts several values: the separator of the store; the signs people put between them. */
static size_t separator(enum field_type type, const char *text, size_t left)
{
    static const struct {
        const char *sign;
        unsigned types;
    } signs[] = {
        {"\x1d", ~0u},
        {";", ~0u},
        {"；", ~0u},
        {"、", 1u << FIELD_PHONE | 1u << FIELD_NAME | 1u << FIELD_CODE | 1u << FIELD_DATE},
        {",", 1u << FIELD_PHONE | 1u << FIELD_NAME | 1u << FIELD_CODE | 1u << FIELD_DATE},
        {"，", 1u << FIELD_PHONE | 1u << FIELD_NAME | 1u << FIELD_CODE | 1u << FIELD_DATE},
        {"/", 1u << FIELD_PHONE | 1u << FIELD_CODE},
        {"／", 1u << FIELD_PHONE | 1u << FIELD_CODE},
        {"\n", 1u << FIELD_PHONE | 1u << FIELD_NAME | 1u << FIELD_CODE},
    };
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        size_t size = strlen(signs[i].sign);
        if (signs[i].types & 1u << type && size <= left && memcmp(text, signs[i].sign, size) == 0)
            return size;
    }
    return 0;
}

static const char *read_many(struct reading *reading, const char *text, size_t length)
{
    size_t start = 0, count = 0, mark = 0, capacity = 4;
    const char **values = NULL;
    bool refused = false;
    for (size_t at = 0; at <= length; at += mark ? mark : 1) {
        mark = at < length ? separator(reading->field->type, text + at, length - at) : 0;
        if (!mark && at < length)
            continue;
        size_t before = faults_errors(reading->faults);
        const char *value = read_single(reading, text + start, at - start);
        refused = refused || faults_errors(reading->faults) > before;
        start = at + mark;
        for (size_t i = 0; value && i < count; i++)
            if (strcmp(values[i], value) == 0)
                value = NULL;
        if (!value)
            continue;
        if (!values || count == capacity) {
            capacity = values ? capacity * 2 : capacity;
            const char **more = arena_array(reading->arena, capacity, sizeof *more);
            if (count)
                memcpy(more, values, count * sizeof *more);
            values = more;
        }
        values[count++] = value;
    }
    if (refused || !count)
        return NULL;
    if (count == 1)
        return values[0];
    struct buffer joined = {0};
    for (size_t i = 0; i < count; i++) {
        if (i)
            buffer_add_char(&joined, MANY_SEPARATOR);
        buffer_add_text(&joined, values[i]);
    }
    const char *value = joined.length <= FIELD_BYTES_MOST
                            ? arena_copy_bytes(reading->arena, joined.data, joined.length)
                            : refuse(reading, N_("too long"), NULL, NULL);
    buffer_free(&joined);
    return value;
}

const char *field_read(const struct field *field, const char *text, size_t length,
                       const struct date *today, struct arena *arena, struct faults *faults)
{
    /* Spaces and full width may be folded away; beyond that no value is kept. */
    enum { READ_BYTES_MOST = 4 * FIELD_BYTES_MOST };
    struct reading reading = {field, today, arena, faults};
    if (!length)
        return NULL;
    if (length > READ_BYTES_MOST)
        return refuse(&reading, N_("too long"), NULL, NULL);
    /* A word of the field's own list says more than a reason. */
    bool listed = field->type == FIELD_CODE && field->codes &&
                  lookup_find_folded(field->codes->lookup, text, length, FOLD_KEY_CODE);
    const char *reason = field->missing && !listed ? missing_read(text, length) : NULL;
    if (reason)
        return reason;
    bool phone = field->type == FIELD_PHONE && phone_plain(text, length);
    const char *value = !field->many || phone || listed ? read_single(&reading, text, length)
                                                        : read_many(&reading, text, length);
    /* What cannot be seen may only now be gone from it. */
    reason = field->missing && !listed && value ? missing_read(value, strlen(value)) : NULL;
    return reason ? reason : value;
}

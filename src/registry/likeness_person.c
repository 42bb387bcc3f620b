#include "registry/likeness.h"

#include <stdlib.h>
#include <string.h>

struct likeness_fields likeness_fields(const struct form *form)
{
    struct likeness_fields fields = {0};
    const struct {
        const char *name;
        const struct field **field;
    } wanted[] = {
        {"name", &fields.name},
        {"former_name", &fields.former_name},
        {"sex", &fields.sex},
        {"birth_date", &fields.birth},
        {"id_number", &fields.id_number},
        {"other_numbers", &fields.other_numbers},
        {"phone", &fields.phone},
        {"household_no", &fields.household},
        {"address", &fields.address},
        {"hukou_address", &fields.hukou},
        {"ethnicity", &fields.ethnicity},
    };
    for (unsigned i = 0; form && i < form->field_count; i++)
        for (size_t j = 0; j < sizeof wanted / sizeof wanted[0]; j++)
            if (strcmp(form->fields[i].name, wanted[j].name) == 0)
                *wanted[j].field = &form->fields[i];
    return fields;
}

void likeness_wanted(const struct likeness_fields *fields, bool *wanted)
{
    const struct field *all[] = {
        fields->name,      fields->former_name,   fields->sex,       fields->birth,
        fields->id_number, fields->other_numbers, fields->phone,     fields->household,
        fields->address,   fields->hukou,         fields->ethnicity,
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (all[i])
            wanted[all[i]->number] = true;
}

/* The values of a field that may hold several, after those that are there. */
static void parted(const char *value, char (*values)[PERSON_VALUE], size_t most)
{
    size_t at = 0;
    while (at < most && values[at][0])
        at++;
    for (; value && *value && at < most;) {
        const char *end = strchr(value, MANY_SEPARATOR);
        size_t length = end ? (size_t)(end - value) : strlen(value);
        if (length > 0 && length < PERSON_VALUE) {
            memcpy(values[at], value, length);
            values[at++][length] = '\0';
        }
        value = end ? end + 1 : NULL;
    }
}

/* ID numbers as they are kept now: those of 15 digits with their 18. */
static void read_numbers(struct person *person)
{
    static const struct date today = {9999, 12, 31};
    enum { OLD = 15, NOW = 18 };
    for (int i = 0; i < PERSON_NUMBERS && person->numbers[i][0]; i++) {
        size_t length = strlen(person->numbers[i]);
        if (length != OLD && length != NOW)
            continue;
        struct identity identity = identity_read(person->numbers[i], &today);
        if (identity.verdict != IDENTITY_OK)
            continue;
        memcpy(person->numbers[i], identity.number, sizeof identity.number);
        person->citizen = person->citizen || i == 0;
    }
}

void person_read(struct person *person, const struct record *record,
                 const struct likeness_fields *fields)
{
    const char *name = known_of(record, fields->name);
    const char *former = known_of(record, fields->former_name);
    person->record = record;
    name_read(&person->name, name ? name : "");
    person->has_former = former != NULL;
    if (former)
        name_read(&person->former, former);
    person->birth = known_of(record, fields->birth);
    person->sex = known_of(record, fields->sex);
    person->household = known_of(record, fields->household);
    person->address = known_of(record, fields->address);
    person->hukou = known_of(record, fields->hukou);
    person->ethnicity = known_of(record, fields->ethnicity);
    memset(person->phones, 0, sizeof person->phones);
    memset(person->numbers, 0, sizeof person->numbers);
    person->citizen = false;
    parted(known_of(record, fields->phone), person->phones, PERSON_PHONES);
    const char *number = known_of(record, fields->id_number);
    parted(number, person->numbers, 1);
    parted(known_of(record, fields->other_numbers), person->numbers, PERSON_NUMBERS);
    read_numbers(person);
}

static uint64_t mix(uint64_t hash, uint64_t more)
{
    hash = (hash ^ more) * UINT64_C(0x9e3779b97f4a7c15);
    hash = (hash ^ hash >> 31) * UINT64_C(0xbf58476d1ce4e5b9);
    return hash ^ hash >> 29;
}

static uint64_t hash_of(const char *text, size_t length)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
    return mix(hash, length);
}

static uint32_t birth_number(const char *birth)
{
    uint32_t parts[3] = {0};
    for (int part = 0; birth && *birth && part < 3; birth++) {
        if (*birth == '-')
            part++;
        else
            parts[part] = parts[part] * 10 + (uint32_t)(*birth - '0');
    }
    return parts[0] * 10000 + parts[1] * 100 + parts[2];
}

struct keying {
    struct likeness_key *keys;
    struct likeness_key facts;
    size_t count;
};

static void add_key(struct keying *keying, enum likeness_key_kind kind, uint64_t hash)
{
    if (keying->count == LIKENESS_KEYS_MOST)
        return;
    struct likeness_key *key = &keying->keys[keying->count++];
    *key = keying->facts;
    key->kind = (uint16_t)kind;
    key->key = mix(hash, kind);
}

static void add_name(struct keying *keying, const struct person_name *name)
{
    uint64_t sound = name_sound(name, false);
    uint64_t other = name_sound(name, true);
    uint64_t surname = name_surname_sound(name);
    if (sound)
        add_key(keying, KEY_NAME, sound);
    if (other)
        add_key(keying, KEY_NAME, other);
    if (surname && keying->facts.birth % 100)
        add_key(keying, KEY_BIRTH, mix(surname, keying->facts.birth));
}

static uint16_t sequence_of(const char *number)
{
    enum { SEQUENCE = 14 };
    return (uint16_t)(1 + (number[SEQUENCE] - '0') * 100 + (number[SEQUENCE + 1] - '0') * 10 +
                      (number[SEQUENCE + 2] - '0'));
}

size_t likeness_keys(const struct person *person, struct likeness_key *keys)
{
    enum { TAIL = 6, PHONE_TAIL = 7 };
    struct keying keying = {
        .keys = keys,
        .facts =
            {
                .number = person->record->number,
                .birth = birth_number(person->birth),
                .household =
                    person->household
                        ? (uint32_t)hash_of(person->household, strlen(person->household)) | 1
                        : 0,
                .characters = name_characters(&person->name),
                .sequence = person->citizen ? sequence_of(person->numbers[0]) : 0,
            },
    };
    add_name(&keying, &person->name);
    if (person->has_former)
        add_name(&keying, &person->former);
    for (int i = 0; i < PERSON_PHONES && person->phones[i][0]; i++) {
        size_t length = strlen(person->phones[i]);
        if (length >= PHONE_TAIL)
            add_key(&keying, KEY_PHONE,
                    hash_of(person->phones[i] + length - PHONE_TAIL, PHONE_TAIL));
    }
    for (int i = 0; i < PERSON_NUMBERS && person->numbers[i][0]; i++) {
        size_t length = strlen(person->numbers[i]);
        if (length > TAIL)
            add_key(&keying, KEY_NUMBER, hash_of(person->numbers[i] + length - TAIL, TAIL));
    }
    if (keying.facts.household && keying.facts.birth % 100)
        add_key(&keying, KEY_HOME, mix(keying.facts.household, keying.facts.birth));
    return keying.count;
}

/* Whether the judgement may take them for one date: the same as far as known, one digit off, or
 * swapped. */
static bool births_near(uint32_t a, uint32_t b)
{
    enum { YEAR = 10000, MONTH = 100 };
    if (a == b || a % MONTH == 0 || b % MONTH == 0 || a % YEAR == b % YEAR)
        return true;
    int digits = 0;
    for (uint32_t one = a, other = b; one || other; one /= 10, other /= 10)
        digits += one % 10 != other % 10;
    return digits == 1 ||
           (a / YEAR == b / YEAR && a / MONTH % 100 == b % MONTH && b / MONTH % 100 == a % MONTH);
}

/* Or for a date of the traditional calendar. Days are counted as if every month had 31. */
static bool births_lunar(uint32_t a, uint32_t b)
{
    enum { YEAR = 10000, MONTH = 100, LUNAR_MOST = 56, MONTH_DAYS = 31, YEAR_DAYS = 372 };
    long one = (long)(a / YEAR * YEAR_DAYS + a / MONTH % 100 * MONTH_DAYS + a % MONTH);
    long other = (long)(b / YEAR * YEAR_DAYS + b / MONTH % 100 * MONTH_DAYS + b % MONTH);
    return labs(one - other) <= LUNAR_MOST;
}

/* Two complete numbers with another sequence are two people, unless they share more than a block of
 * names tells: a home, or a telephone, which has blocks of its own. */
static bool numbers_apart(const struct likeness_key *a, const struct likeness_key *b)
{
    return a->sequence && b->sequence && a->sequence != b->sequence;
}

bool likeness_quick(const struct likeness_key *a, const struct likeness_key *b)
{
    bool home = a->household && a->household == b->household;
    bool named = (a->characters & b->characters) != 0;
    bool born = births_near(a->birth, b->birth);
    switch ((enum likeness_key_kind)a->kind) {
    case KEY_NAME:
        return home || (born && !numbers_apart(a, b));
    case KEY_BIRTH:
        return named && (home || !numbers_apart(a, b));
    case KEY_PHONE:
        return named && (born || births_lunar(a->birth, b->birth));
    case KEY_NUMBER:
        return named && born;
    case KEY_HOME:
        return named;
    default:
        return true;
    }
}

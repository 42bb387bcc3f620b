#include "registry/finding.h"

#include <string.h>
#include "form/check.h"

enum {
    PREFIX_LEAST = 3, /* digits */
    PART_LEAST = 4,
    PASSED_QUICK = 4000, /* entries looked at while somebody types, a few milliseconds */
    PASSED_SURE = 40000,
    PASSED_PHONES = 3000000, /* where nothing else was found and somebody waits */
    TAIL = 4,
};

static size_t passed(const struct finding *finding)
{
    return finding->request->quick ? PASSED_QUICK : PASSED_SURE;
}

static const char *just_after(const struct finding *finding, const char *term)
{
    return arena_format(finding->arena, "%s\x01", term);
}

/* Entries of this very term, and of all terms that start with it. */
static void whole(struct finding *finding, struct way way, const char *term)
{
    way.low = term;
    way.high = just_after(finding, term);
    way_walk(finding, &way);
}

static void starting(struct finding *finding, struct way way, const char *term)
{
    way.low = term;
    way.high = term_after(finding->arena, term);
    way_walk(finding, &way);
}

/* Both in one walk: whole is the rank of the very term. */
static void whole_or_start(struct finding *finding, struct way way, enum rank whole_rank,
                           const char *term)
{
    way.wholes = true;
    way.whole = whole_rank;
    starting(finding, way, term);
}

static struct way as(const struct way *way, enum rank rank, enum find_meaning meaning)
{
    struct way other = *way;
    other.rank = rank;
    other.meaning = meaning;
    return other;
}

/* An area code is kept with a dash behind it: 0736722 is 0736-722. */
static const char *with_area(const struct finding *finding, const char *phone)
{
    size_t area = phone[1] == '1' || phone[1] == '2' ? 3 : 4;
    return phone[0] == '0' && strlen(phone) > area
               ? arena_format(finding->arena, "%.*s-%s", (int)area, phone, phone + area)
               : phone;
}

bool phone_holds(const char *phone, const char *digits)
{
    for (; phone && *phone; phone++) {
        const char *at = phone, *digit = digits;
        while (*digit && *at && (*at == *digit || *at == '-')) {
            digit += *at == *digit;
            at++;
        }
        if (!*digit)
            return true;
    }
    return false;
}

static bool holds_digits(const struct finding *finding, const char *term, enum rank *rank)
{
    (void)rank;
    return phone_holds(term, finding->typed->phone);
}

static void pass_over(struct finding *finding, const struct way *phone, size_t most)
{
    struct way way = as(phone, RANK_PART, FOUND_PART);
    way.low = "";
    way.fits = holds_digits;
    way.passed = most;
    way_walk(finding, &way);
}

static uint64_t records_in(struct finding *finding, const struct form *form)
{
    uint64_t records = 0;
    if (records_count(finding->transaction, records_of(finding->registry, form), &records) ==
        STORE_FAILED)
        finding->failed = true;
    return records;
}

/* Digits within a phone, which the index cannot tell: all the phones are passed over where they are
 * few. */
static void find_within(struct finding *finding, const struct way *phone)
{
    uint64_t records = records_in(finding, phone->form);
    if (records <= (uint64_t)passed(finding))
        pass_over(finding, phone, (size_t)(2 * records));
}

void find_rest(struct finding *finding, const struct form *form)
{
    for (unsigned i = 0; i < form->field_count && !finding->failed; i++) {
        struct way way = {.form = form, .field = &form->fields[i]};
        if (way.field->type == FIELD_PHONE && lookup_kind(way.field, &way.kind) &&
            records_in(finding, form) > (uint64_t)passed(finding))
            pass_over(finding, &way, PASSED_PHONES);
    }
}

/* What ends so: the last four are in the index, and the digits before them are seen in the record.
 */
static void find_end(struct finding *finding, const struct way *phone, const char *digits)
{
    struct way way = as(phone, RANK_PART, FOUND_TAIL);
    way.kind = KIND_TAIL;
    way.holds = digits;
    whole(finding, way, digits + strlen(digits) - TAIL);
}

static void find_phones(struct finding *finding, const struct way *phone)
{
    const struct typed *typed = finding->typed;
    struct faults ignored = {0};
    size_t length = strlen(typed->code);
    const char *value =
        field_read(phone->field, typed->code, length, &finding->today, finding->arena, &ignored);
    if (value)
        whole(finding, as(phone, RANK_VALUE, FOUND_WHOLE),
              field_term(phone->field, value, finding->arena));
    if (!typed->phone)
        return;
    const char *digits = typed->phone;
    starting(finding, as(phone, RANK_START, FOUND_START), with_area(finding, digits));
    if (strlen(digits) < PART_LEAST || !(phone->field->indexes & INDEX_TAIL))
        return;
    struct way part = as(phone, RANK_PART, FOUND_PART);
    part.kind = KIND_PART;
    starting(finding, part, digits);
    if (strlen(digits) > TAIL)
        find_end(finding, phone, digits);
    find_within(finding, phone);
}

static void find_numbers(struct finding *finding, const struct way *number)
{
    const struct typed *typed = finding->typed;
    bool key = number->field == number->form->key;
    size_t length = strlen(typed->code);
    if (typed->identity)
        whole(finding, as(number, RANK_KEY, FOUND_WHOLE), typed->identity);
    enum rank rank = key ? RANK_KEY : RANK_VALUE;
    if (length >= PREFIX_LEAST && typed->code[0] >= '0' && typed->code[0] <= '9')
        whole_or_start(finding, as(number, RANK_START, FOUND_START), rank, typed->code);
    else
        whole(finding, as(number, rank, FOUND_WHOLE), typed->code);
}

static bool same_number(const char *part, size_t length, const char *wanted)
{
    while (length > 1 && *part == '0') {
        part++;
        length--;
    }
    while (wanted[0] == '0' && wanted[1])
        wanted++;
    return strlen(wanted) == length && memcmp(part, wanted, length) == 0;
}

/* Bytes up to the next sign between parts of a code. */
static size_t part_length(const char *code)
{
    const char *at = code;
    while (*at && *at != '-' && ((unsigned char)at[0] != 0xC2 || (unsigned char)at[1] != 0xB7))
        at++;
    return (size_t)(at - code);
}

/* Whether the parts typed are parts of the code, in their order: 2011 12 are of
 * z109-ws·2011-y-bgs-0012. The last one may be the start of a part. */
static bool holds_parts(const struct finding *finding, const char *term, enum rank *rank)
{
    const struct typed *typed = finding->typed;
    size_t found = 0;
    (void)rank;
    while (*term && found < typed->part_count) {
        const char *wanted = typed->parts[found];
        size_t length = part_length(term), wanted_length = strlen(wanted);
        bool last = found + 1 == typed->part_count;
        found += same_number(term, length, wanted) ||
                 (last && wanted_length <= length && memcmp(term, wanted, wanted_length) == 0);
        term += length;
        term += *term == '-' ? 1 : *term ? strlen("·") : 0;
    }
    return found == typed->part_count;
}

/* Some part is a letter or a year: 3-2-501 is no part of a code. */
static bool names_class(const struct typed *typed)
{
    for (size_t i = 0; i < typed->part_count; i++) {
        const char *part = typed->parts[i];
        size_t digits = strspn(part, "0123456789");
        bool year = digits == 4 && (strncmp(part, "19", 2) == 0 || strncmp(part, "20", 2) == 0);
        if (part[digits] || year)
            return true;
    }
    return false;
}

static void find_archival(struct finding *finding, const struct way *code)
{
    const struct typed *typed = finding->typed;
    if (typed->archival_whole)
        whole(finding, as(code, RANK_KEY, FOUND_WHOLE), typed->archival_whole);
    starting(finding, as(code, RANK_START, FOUND_START), typed->archival);
    if (typed->part_count < 2 || !names_class(typed) || (finding->titled && finding->count > 0))
        return;
    struct way parts = as(code, RANK_PART, FOUND_PART);
    parts.low = "";
    parts.fits = holds_parts;
    parts.passed = passed(finding);
    way_walk(finding, &parts);
}

static void find_codes(struct finding *finding, const struct way *code)
{
    const struct typed *typed = finding->typed;
    const struct field *field = code->field;
    bool unique = code->kind == KIND_UNIQUE;
    if (field == finding->registry->trade.archive.archival_code) {
        find_archival(finding, code);
        return;
    }
    bool former = field == former_keys(finding->registry, code->form);
    enum rank rank = field == code->form->key ? RANK_KEY
                     : unique || former       ? RANK_VALUE
                                              : RANK_MEMBER;
    if ((unique || former) && strlen(typed->code) >= 2)
        whole_or_start(finding, as(code, RANK_START, FOUND_START), rank, typed->code);
    else if (unique || former || field->type == FIELD_REFERENCE || strlen(typed->code) > 2)
        whole(finding, as(code, rank, FOUND_WHOLE), typed->code);
}

/* The number of a building that has a place before it: 3 of 朝阳街3. */
static const char *bare_number(const char *building)
{
    const char *bare = building + strlen(building);
    while (bare > building && (unsigned char)bare[-1] < 0x80)
        bare--;
    return bare > building && *bare ? bare : NULL;
}

/* 3-2-501, 3-501 where the unit is not said or there is none, 3栋2单元 for all its rooms. */
static void find_rooms(struct finding *finding, const struct way *way)
{
    const struct room *room = &finding->typed->room;
    struct way part = as(way, RANK_VALUE, FOUND_WHOLE);
    struct arena *arena = finding->arena;
    const char *unit = room->unit ? room->unit : "";
    part.kind = KIND_PART;
    if (room->room)
        whole(finding, part, arena_format(arena, "%s-%s-%s", room->building, unit, room->room));
    const char *bare = bare_number(room->building);
    if (room->room && bare)
        whole(finding, as(&part, RANK_PART, FOUND_PART),
              arena_format(arena, "%s-%s-%s", bare, unit, room->room));
    part = as(&part, RANK_START, FOUND_START);
    if (!room->room)
        starting(finding, part,
                 arena_format(arena, "%s-%s%s", room->building, unit, *unit ? "-" : ""));
    else if (!room->unit && !room->named) /* 3-2 is a unit too */
        starting(finding, part, arena_format(arena, "%s-%s-", room->building, room->room));
}

/* The end of an ID number; of a shorter one, the digits before it are tried in turn. */
static void find_tails(struct finding *finding, const struct way *way, const char *tail)
{
    static const unsigned tens[] = {1, 10, 100};
    struct way part = as(way, RANK_TAIL, FOUND_TAIL);
    size_t missing = TAIL - strlen(tail);
    part.kind = KIND_TAIL;
    for (unsigned i = 0; i < tens[missing]; i++)
        whole(finding, part,
              missing ? arena_format(finding->arena, "%0*u%s", (int)missing, i, tail) : tail);
}

/* A person's number is to bring the person, not the rooms: those are one key further. */
static bool owns(const struct finding *finding, const struct form *form, const struct field *field)
{
    const struct trade *trade = &finding->registry->trade;
    return form == trade->room.form && field->type == FIELD_REFERENCE &&
           field->reference == trade->resident.form && !finding->request->form;
}

void find_values(struct finding *finding, const struct form *form, const struct field *field)
{
    const struct typed *typed = finding->typed;
    struct way way = {.form = form, .field = field};
    if (typed->room.building && field->within)
        find_rooms(finding, &way);
    bool tailed = typed->tail && field->indexes & INDEX_TAIL;
    if (tailed && (field->type == FIELD_IDENTITY || !typed->filter.born))
        find_tails(finding, &way, typed->tail);
    if (!lookup_kind(field, &way.kind) || !typed->code[0] ||
        (field->computed && field->type == FIELD_REFERENCE) || owns(finding, form, field))
        return;
    switch (field->type) {
    case FIELD_IDENTITY:
        if (!typed->hanzi)
            find_numbers(finding, &way);
        break;
    case FIELD_PHONE:
        if (!typed->hanzi)
            find_phones(finding, &way);
        break;
    case FIELD_DATE:
        if (typed->day)
            whole(finding, as(&way, RANK_MEMBER, FOUND_WHOLE), typed->day);
        break;
    case FIELD_TEXT:
    case FIELD_REFERENCE:
        find_codes(finding, &way);
        break;
    default:
        break;
    }
}

/* An entry of a pinyin index: initials, a space and the syllables. */
static bool sounds_so(const struct finding *finding, const char *term, enum rank *rank)
{
    const char *reading = strchr(term, ' ');
    enum syllables_fit fit =
        reading ? syllables_fit(reading + 1, finding->typed->sound) : SYLLABLES_UNFIT;
    if (fit == SYLLABLES_START)
        *rank = RANK_SOUND_START;
    return fit != SYLLABLES_UNFIT;
}

/* Names with as many syllables as the guess has, and the longer ones that start with these. */
static void find_guess(struct finding *finding, const struct way *way,
                       const struct syllables_guess *guess, bool longer)
{
    struct way sound = as(way, RANK_SOUND, FOUND_SOUND);
    bool sure = strchr("ln", guess->first[0]) == NULL; /* u may stand for ü in lu and nu */
    sound.kind = KIND_PINYIN;
    sound.fits = sounds_so;
    sound.passed = passed(finding);
    sound.low = arena_format(finding->arena, "%s %s", guess->initials, sure ? guess->first : "");
    sound.high = term_after(finding->arena, sound.low);
    way_walk(finding, &sound);
    if (!longer)
        return;
    sound.low = arena_format(finding->arena, "%sa", guess->initials);
    sound.high = arena_format(finding->arena, "%s{", guess->initials);
    way_walk(finding, &sound);
}

static void find_sounds(struct finding *finding, const struct way *way)
{
    const struct typed *typed = finding->typed;
    struct way sound = as(way, way->rank, FOUND_SOUND);
    sound.kind = KIND_PINYIN;
    for (size_t i = 0; i < typed->guess_count; i++)
        find_guess(finding, way, &typed->guesses[i], i == 0 && typed->letters[1]);
    sound = as(&sound, RANK_SOUND_START, FOUND_SOUND);
    whole_or_start(finding, sound, way->rank, typed->letters);
}

void find_names(struct finding *finding, const struct form *form, const struct field *field)
{
    const struct typed *typed = finding->typed;
    struct way way = {.form = form,
                      .field = field,
                      .kind = KIND_NAME,
                      .rank = field == form->title ? RANK_NAME : RANK_VALUE,
                      .meaning = FOUND_WHOLE};
    if (!(field->indexes & INDEX_NAME) || (!typed->hanzi && !typed->letters))
        return;
    whole_or_start(finding, as(&way, RANK_NAME_PART, FOUND_PART), way.rank, typed->name);
    if (typed->letters)
        find_sounds(finding, &way);
}

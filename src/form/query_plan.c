#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "form/missing.h"
#include "form/query.h"
#include "text/utf8.h"

/* How few records each way leaves to read, guessed: the greatest is taken. */
enum score {
    SCORE_NONE,
    SCORE_OPEN_RANGE = 10, /* all from, all up to */
    SCORE_SEVERAL = 20,    /* from the least of several values to the greatest */
    SCORE_RANGE = 30,
    SCORE_WORD = 40,
    SCORE_PREFIX = 50,
    SCORE_VALUE = 60,  /* one value that many may share: a grid */
    SCORE_NUMBER = 65, /* one number, as a year */
    SCORE_NAME_PART = 70,
    SCORE_DAY = 80,
    SCORE_TAIL = 85,
    SCORE_NAME = 90,
    SCORE_UNIQUE = 100,
};

struct planner {
    const struct date *today;
    struct arena *arena;
    struct query_plan *plan;
    enum score score;
};

/* Terms longer than this may have been cut in the index (store/records.h). */
enum { TERM_SURE = 88 };

enum { AGE_MOST = 9999 };

/* The least text above every text that starts with prefix: UTF-8 has no byte above 0xF4. */
static const char *after_prefix(struct arena *arena, const char *prefix)
{
    return arena_format(arena, "%s\xf5", prefix);
}

static const char *just_after(struct arena *arena, const char *term)
{
    return arena_format(arena, "%s\x01", term);
}

static const char *cut(struct arena *arena, const char *term, bool *whole)
{
    size_t length = strlen(term);
    if (length <= TERM_SURE)
        return term;
    *whole = false;
    length = TERM_SURE;
    while ((term[length] & 0xC0) == 0x80)
        length--;
    return arena_copy_bytes(arena, term, length);
}

static void offer(struct planner *planner, enum score score, const struct field *field,
                  enum index_kind kind, const char *low, const char *high, bool exact)
{
    if (score <= planner->score || !field->tag)
        return;
    planner->score = score;
    *planner->plan = (struct query_plan){
        .tag = (uint16_t)(field->tag * 8 + kind),
        .low = low,
        .high = high,
        .exact = exact && !field->many,
    };
}

static bool value_index(const struct field *field, enum index_kind *kind)
{
    *kind = field->indexes & INDEX_UNIQUE ? KIND_UNIQUE : KIND_EXACT;
    return field->indexes & (INDEX_UNIQUE | INDEX_EXACT);
}

/* Texts of the index stand in the order of the values, and the bound (NULL: none) among them:
 * numbers do where all have as many digits. */
static bool ordered(const struct field *field, const char *bound)
{
    if (field->type == FIELD_DECIMAL)
        return false;
    if (field->type != FIELD_NUMBER)
        return true;
    return field->low && field->high && strlen(field->low) == strlen(field->high) &&
           *field->low != '-' && (!bound || strlen(bound) == strlen(field->low));
}

/* Dates: a year alone stands before its first month, a month before its first day. */
static const char *day_start(struct arena *arena, const char *date)
{
    size_t length = strlen(date);
    while (length > 4 && strncmp(date + length - 3, "-01", 3) == 0)
        length -= 3;
    return arena_copy_bytes(arena, date, length);
}

static const char *bound_low(const struct planner *planner, const struct field *field,
                             const char *bound, bool inclusive)
{
    if (field->type != FIELD_DATE) {
        const char *term = field_term(field, bound, planner->arena);
        return inclusive ? term : just_after(planner->arena, term);
    }
    return inclusive ? day_start(planner->arena, bound) : after_prefix(planner->arena, bound);
}

static const char *bound_high(const struct planner *planner, const struct field *field,
                              const char *bound, bool inclusive)
{
    if (field->type != FIELD_DATE) {
        const char *term = field_term(field, bound, planner->arena);
        return inclusive ? just_after(planner->arena, term) : term;
    }
    return inclusive ? after_prefix(planner->arena, bound) : day_start(planner->arena, bound);
}

/* Everything from low to high; either may be NULL. */
static void plan_range(struct planner *planner, const struct field *field, const char *low,
                       bool low_inclusive, const char *high, bool high_inclusive)
{
    enum index_kind kind;
    if (!value_index(field, &kind) || !ordered(field, low) || !ordered(field, high))
        return;
    bool whole = (!low || strlen(low) <= TERM_SURE) && (!high || strlen(high) <= TERM_SURE);
    if (!whole)
        return;
    offer(planner, low && high ? SCORE_RANGE : SCORE_OPEN_RANGE, field, kind,
          low ? bound_low(planner, field, low, low_inclusive) : "",
          high ? bound_high(planner, field, high, high_inclusive) : NULL, true);
}

/* An age in years, of which the birth date is the index. */
static void plan_age(struct planner *planner, const struct field *age, const char *least,
                     const char *most)
{
    const struct field *birth = age->of;
    enum index_kind kind;
    if (!birth || !value_index(birth, &kind))
        return;
    const struct date *today = planner->today;
    long youngest = least ? strtol(least, NULL, 10) : 0,
         oldest = most ? strtol(most, NULL, 10) : -1;
    if (youngest < 0 || youngest > today->year || oldest >= today->year || (most && oldest < 0))
        return;
    /* Born on the day youngest years ago or before; after the day oldest + 1 years ago. */
    const char *high = arena_format(planner->arena, "%04ld-%02d-%02d\x01", today->year - youngest,
                                    today->month, today->day);
    const char *low = "";
    if (most)
        low = arena_format(planner->arena, "%04ld-%02d-%02d\x01", today->year - oldest - 1,
                           today->month, today->day);
    offer(planner, least && most ? SCORE_RANGE : SCORE_OPEN_RANGE, birth, kind, low, high, true);
}

static const char *one_more(struct arena *arena, const char *number, long more)
{
    long value = strtol(number, NULL, 10);
    return value > AGE_MOST || value < -AGE_MOST ? number
                                                 : arena_format(arena, "%ld", value + more);
}

static void plan_pair(struct planner *planner, const struct field *field, const char *term)
{
    size_t length = strlen(term), before = 0;
    bool hanzi_before = false;
    for (size_t at = 0; at < length;) {
        uint32_t code;
        size_t size = utf8_decode(term + at, length - at, &code);
        bool hanzi = utf8_is_hanzi(code);
        if (hanzi && hanzi_before) {
            const char *pair = arena_copy_bytes(planner->arena, term + before, at + size - before);
            offer(planner, SCORE_WORD, field, KIND_WORDS, pair, just_after(planner->arena, pair),
                  false);
            return;
        }
        hanzi_before = hanzi;
        before = at;
        at += size;
    }
}

/* Terms of a name begin at a letter (form/terms.c): the signs before the first are in none. */
static const char *name_start(const char *term)
{
    while (*term && (unsigned char)*term < 0x80 && !(*term >= '0' && *term <= '9') &&
           !(*term >= 'a' && *term <= 'z'))
        term++;
    size_t dot = strlen("·");
    return strncmp(term, "·", dot) == 0 ? name_start(term + dot) : term;
}

static void plan_value(struct planner *planner, const struct field *field, const char *value)
{
    enum index_kind kind;
    bool whole = true;
    const char *term = cut(planner->arena, field_term(field, value, planner->arena), &whole);
    if (value_index(field, &kind)) {
        bool date = field->type == FIELD_DATE;
        const char *high =
            whole && !date ? just_after(planner->arena, term) : after_prefix(planner->arena, term);
        enum score score = kind == KIND_UNIQUE                     ? SCORE_UNIQUE
                           : field->type == FIELD_NUMBER           ? SCORE_NUMBER
                           : !date                                 ? SCORE_VALUE
                           : strlen(value) == strlen("2026-11-23") ? SCORE_DAY
                                                                   : SCORE_RANGE;
        offer(planner, score, field, kind, term, high, whole);
    }
    const char *name = name_start(term);
    if (field->indexes & INDEX_NAME && *name)
        offer(planner, SCORE_NAME, field, KIND_NAME, name,
              whole ? just_after(planner->arena, name) : after_prefix(planner->arena, name), false);
    if (field->indexes & INDEX_WORDS)
        plan_pair(planner, field, term);
}

/* The last four characters of a pattern that ends without a wildcard. */
static const char *tail_of(const char *pattern)
{
    const char *end = pattern + strlen(pattern), *at = end;
    for (int count = 0; count < 4; count++) {
        do {
            if (at == pattern)
                return NULL;
            at--;
        } while ((*at & 0xC0) == 0x80);
        if (*at == '*' || *at == '?')
            return NULL;
    }
    return at;
}

static void plan_pattern(struct planner *planner, const struct field *field, const char *pattern)
{
    struct arena *arena = planner->arena;
    enum index_kind kind;
    bool whole = true;
    const char *lower = utf8_lower(arena, pattern);
    size_t length = strcspn(lower, "*?");
    const char *prefix = cut(arena, arena_copy_bytes(arena, lower, length), &whole);
    bool only_prefix = whole && strcmp(lower + length, "*") == 0;
    if (field->type == FIELD_CODE)
        return;
    if (*prefix && value_index(field, &kind))
        offer(planner, SCORE_PREFIX, field, kind, prefix, after_prefix(arena, prefix), only_prefix);
    if (field->indexes & INDEX_TAIL && tail_of(lower)) {
        const char *tail = tail_of(lower);
        offer(planner, SCORE_TAIL, field, KIND_TAIL, tail, just_after(arena, tail), false);
    }
    const char *name = name_start(prefix);
    if (*name && field->indexes & INDEX_NAME)
        offer(planner, SCORE_NAME_PART, field, KIND_NAME, name, after_prefix(arena, name), false);
    for (const char *at = lower; *at && field->indexes & (INDEX_NAME | INDEX_WORDS);) {
        size_t run = strcspn(at, "*?");
        const char *part = cut(arena, arena_copy_bytes(arena, at, run), &whole);
        uint32_t code = 0;
        if (run)
            utf8_decode(part, strlen(part), &code);
        if (field->indexes & INDEX_NAME && utf8_is_hanzi(code))
            offer(planner, SCORE_NAME_PART, field, KIND_NAME, part, after_prefix(arena, part),
                  false);
        if (field->indexes & INDEX_WORDS)
            plan_pair(planner, field, part);
        at += run + (at[run] != '\0');
    }
}

/* a|b|c: from the least to the greatest. */
static void plan_several(struct planner *planner, const struct query_part *part)
{
    const struct field *field = part->field;
    enum index_kind kind;
    if (!value_index(field, &kind))
        return;
    const char *low = NULL, *high = NULL;
    for (size_t i = 0; i < part->count; i++) {
        const struct query_value *value = &part->values[i];
        if (value->empty || value->pattern || value->other || value->today ||
            (value->range && (!value->low || !value->high)) || !ordered(field, value->low) ||
            !ordered(field, value->high))
            return;
        const char *start = bound_low(planner, field, value->low, true);
        const char *end = bound_high(planner, field, value->range ? value->high : value->low, true);
        if (strlen(start) > TERM_SURE || strlen(end) > TERM_SURE)
            return;
        if (!low || strcmp(start, low) < 0)
            low = start;
        if (!high || strcmp(end, high) > 0)
            high = end;
    }
    offer(planner, SCORE_SEVERAL, field, kind, low, high, false);
}

static void plan_part(struct planner *planner, const struct query_part *part)
{
    const struct field *field = part->field;
    const struct query_value *value = &part->values[0];
    bool age = field->type == FIELD_AGE;
    for (size_t i = 0; i < part->count; i++)
        if (missing_is(part->values[i].low))
            return; /* no index has reasons for having no value */
    char day[DATE_SIZE];
    const char *low = value->low;
    if (field->days || part->column || part->operator== QUERY_IS_NOT)
        return;
    if (part->count > 1) {
        if (!age)
            plan_several(planner, part);
        return;
    }
    if (value->empty || value->other)
        return;
    if (value->today) {
        struct date wanted = query_day(value, planner->today);
        date_write(&wanted, day);
        low = arena_copy(planner->arena, day);
    }
    if (value->pattern) {
        if (!age)
            plan_pattern(planner, field, low);
        return;
    }
    const char *least = value->range || part->operator!= QUERY_IS ? NULL : low, *most = least;
    bool low_inclusive = true, high_inclusive = true;
    if (value->range) {
        least = value->low;
        most = value->high;
    } else if (part->operator== QUERY_MORE || part->operator== QUERY_MORE_OR_IS) {
        least = low;
        low_inclusive = part->operator== QUERY_MORE_OR_IS;
    } else if (part->operator== QUERY_LESS || part->operator== QUERY_LESS_OR_IS) {
        most = low;
        high_inclusive = part->operator== QUERY_LESS_OR_IS;
    }
    if (age)
        plan_age(planner, field,
                 least && !low_inclusive ? one_more(planner->arena, least, 1) : least,
                 most && !high_inclusive ? one_more(planner->arena, most, -1) : most);
    else if (part->operator== QUERY_IS && !value->range)
        plan_value(planner, field, low);
    else
        plan_range(planner, field, least, low_inclusive, most, high_inclusive);
}

bool query_plan(const struct query *query, const struct date *today, struct arena *arena,
                struct query_plan *plan)
{
    struct planner planner = {today, arena, plan, SCORE_NONE};
    for (size_t i = 0; i < query->count; i++)
        if (!query->parts[i].inner)
            plan_part(&planner, &query->parts[i]);
    if (planner.score == SCORE_NONE)
        return false;
    plan->exact = plan->exact && query->count == 1;
    plan->broad = planner.score <= SCORE_NUMBER;
    return true;
}

#include "registry/finding.h"

#include <string.h>
#include "text/compose.h"
#include "text/utf8.h"

/* Archive items by words of the title in any order, hanzi or pinyin, with a year, a category and an
 * office among them. Under one term the index has its records in order of their numbers, so that
 * several terms are met by leaping from list to list; a record is read only where all of them have
 * it, and then has the last word. */

enum {
    LEAPS_QUICK = 70, /* parts of lists read while somebody types, and when they wait */
    LEAPS_SURE = 140,
    READ_QUICK = 120,
    READ_SURE = 200,
    MORE = 20, /* hits than are wanted: that there are others is told */
    PART = 64, /* numbers of a list read at once */
    SPELLED_FEW = 6,
    SPELLED_MOST = 48, /* words that two or three initials may stand for: tj is 调解 and 统计 */
    INITIALS = 3,
    CANDIDATES = 60,
    LISTS_MOST = 40,
    YEAR_DIGITS = 4,
};

/* The records under one term, from some number on. */
struct posting {
    uint16_t tag;
    const char *term, *high;
    uint64_t numbers[PART];
    size_t count, at;
    bool started, ended; /* ended: nothing follows what was read */
};

/* What one typed word may be: any of some lists has the record. */
struct group {
    struct posting *postings[SPELLED_MOST + 1];
    size_t count;
};

struct asked {
    const char *text;
    const char *spelled[SPELLED_MOST]; /* hanzi that are read so */
    size_t spelled_count;
    const char *category; /* the code it names, or NULL */
    bool year;
};

struct titles {
    struct finding *finding;
    const struct archive_fields *fields;
    const struct field *title;
    struct asked asked[TYPED_WORDS_MOST];
    size_t asked_count;
    struct group groups[LISTS_MOST];
    size_t count;
    size_t leaps;
};

static bool take_number(void *context, const char *term, uint64_t number)
{
    struct posting *posting = context;
    (void)term;
    if (posting->count == PART)
        return false;
    posting->numbers[posting->count++] = number;
    return true;
}

/* The first record of the list whose number is not below from; 0: none is left, or the leaps are
 * spent. */
static uint64_t posting_seek(struct titles *titles, struct posting *posting, uint64_t from)
{
    struct finding *finding = titles->finding;
    while (posting->at < posting->count && posting->numbers[posting->at] < from)
        posting->at++;
    if (posting->at < posting->count)
        return posting->numbers[posting->at];
    if (posting->ended)
        return 0;
    if (titles->leaps == 0) {
        finding->more = true;
        return 0;
    }
    titles->leaps--;
    struct index_walk walk = {.tag = posting->tag, .low = posting->term, .high = posting->high};
    walk.started = from > 1;
    walk.after_term = posting->term;
    walk.after_number = from - 1;
    posting->count = posting->at = 0;
    if (records_walk(finding->transaction, records_of(finding->registry, titles->fields->form),
                     &walk, take_number, posting) == STORE_FAILED)
        finding->failed = true;
    posting->ended = posting->count < PART;
    return posting->count > 0 ? posting->numbers[0] : 0;
}

static uint64_t group_seek(struct titles *titles, struct group *group, uint64_t from)
{
    uint64_t least = 0;
    for (size_t i = 0; i < group->count; i++) {
        uint64_t number = posting_seek(titles, group->postings[i], from);
        if (number > 0 && (least == 0 || number < least))
            least = number;
    }
    return least;
}

/* The next record that every group has; 0: none. */
static uint64_t next_common(struct titles *titles, uint64_t from)
{
    size_t agreed = 0;
    for (size_t i = 0; agreed < titles->count; i = (i + 1) % titles->count) {
        uint64_t number = group_seek(titles, &titles->groups[i], from);
        if (number == 0 || titles->finding->failed)
            return 0;
        agreed = number == from ? agreed + 1 : 1;
        from = number;
    }
    return from;
}

static struct posting *posting_of(struct titles *titles, const struct field *field,
                                  enum index_kind kind, const char *term)
{
    struct arena *arena = titles->finding->arena;
    struct posting *posting = arena_alloc(arena, sizeof *posting);
    *posting = (struct posting){
        .tag = index_tag(field, kind), .term = term, .high = arena_format(arena, "%s\x01", term)};
    return posting;
}

static struct group *group_add(struct titles *titles)
{
    if (titles->count == LISTS_MOST)
        return NULL;
    struct group *group = &titles->groups[titles->count++];
    group->count = 0;
    return group;
}

static void group_one(struct titles *titles, const struct field *field, enum index_kind kind,
                      const char *term)
{
    struct group *group = group_add(titles);
    if (group)
        group->postings[group->count++] = posting_of(titles, field, kind, term);
}

/* The terms that the title's index has of a text. */
static struct record_terms terms_of(const struct titles *titles, const char *text)
{
    struct record_terms terms = {0};
    struct field alone = *titles->title;
    struct form form = {.name = "", .fields = &alone, .field_count = 1};
    alone.number = 0;
    alone.indexes = INDEX_WORDS;
    struct record record = {.form = &form, .values = &text};
    record_terms(&record, titles->finding->arena, &terms);
    return terms;
}

/* The hanzi that letters may stand for, two and more. Initials stand for many words, each a part of
 * a list to read: only for who waits, and has named something else beside them. */
static void spell(struct titles *titles, struct asked *asked)
{
    const struct finding *finding = titles->finding;
    struct candidate candidates[CANDIDATES];
    struct arena *arena = titles->finding->arena;
    size_t letters = strlen(asked->text);
    bool many = letters <= INITIALS && !finding->request->quick && finding->typed->word_count > 1;
    size_t most = many ? SPELLED_MOST : SPELLED_FEW;
    struct learned *nothing = learned_new();
    size_t count =
        compose_candidates(nothing, asked->text, COMPOSE_TEXT, arena, candidates, CANDIDATES);
    for (size_t i = 0; i < count && asked->spelled_count < most; i++)
        if (candidates[i].letters == letters && utf8_count(candidates[i].text) > 1)
            asked->spelled[asked->spelled_count++] = candidates[i].text;
    learned_free(nothing);
}

static bool all_letters(const char *text)
{
    size_t length = strlen(text);
    return length > 1 && strspn(text, "abcdefghijklmnopqrstuvwxyz'") == length;
}

/* A year, a category; else words of the title, in hanzi or as they are spelled. A word that an
 * office may have for a name is seen in the record alone. */
static void ask(struct titles *titles, const char *word)
{
    const struct archive_fields *fields = titles->fields;
    struct asked *asked = &titles->asked[titles->asked_count++];
    size_t length = strlen(word);
    *asked = (struct asked){.text = word};
    const struct code *code = code_find(fields->category->codes, word);
    asked->year = length == YEAR_DIGITS && strspn(word, "0123456789") == length &&
                  (*word == '1' || *word == '2');
    if (asked->year) {
        group_one(titles, fields->year, KIND_EXACT, word);
        return;
    }
    if (code) {
        asked->category = code->code;
        group_one(titles, fields->category, KIND_EXACT,
                  field_term(fields->category, code->code, titles->finding->arena));
        return;
    }
    if (all_letters(word))
        spell(titles, asked);
    if (asked->spelled_count > 0) {
        struct group *group = group_add(titles);
        for (size_t i = 0; group && i < asked->spelled_count; i++) {
            struct record_terms terms = terms_of(titles, asked->spelled[i]);
            if (terms.count > 0)
                group->postings[group->count++] =
                    posting_of(titles, titles->title, KIND_WORDS, terms.items[0].text);
        }
    }
}

/* Words that are nothing but words, after it is known whether an office is called so. */
static void ask_words(struct titles *titles, const char *word)
{
    struct record_terms terms = terms_of(titles, word);
    for (size_t i = 0; i < terms.count; i++)
        if (utf8_count(terms.items[i].text) > 1)
            group_one(titles, titles->title, KIND_WORDS, terms.items[i].text);
}

static bool holds(const struct titles *titles, const struct record *record, const char *text)
{
    const struct field *title = titles->title, *office = titles->fields->office;
    struct arena *arena = titles->finding->arena;
    const char *value = record->values[title->number];
    const char *kept = record->values[office->number];
    return (value && strstr(utf8_lower(arena, value), text)) ||
           (kept && strcmp(utf8_lower(arena, kept), text) == 0);
}

static bool meets(const struct titles *titles, const struct record *record,
                  const struct asked *asked)
{
    const struct archive_fields *fields = titles->fields;
    const char *year = record->values[fields->year->number];
    const char *category = record->values[fields->category->number];
    if (asked->year)
        return year && strcmp(year, asked->text) == 0;
    if (asked->category)
        return category && strcmp(category, asked->category) == 0;
    for (size_t i = 0; i < asked->spelled_count; i++)
        if (holds(titles, record, asked->spelled[i]))
            return true;
    return holds(titles, record, asked->text);
}

/* Reads what all lists have, until enough is found. */
static void gather(struct titles *titles)
{
    struct finding *finding = titles->finding;
    const struct way way = {
        .form = titles->fields->form, .field = titles->title, .meaning = FOUND_WORDS};
    size_t reads = finding->request->quick ? READ_QUICK : READ_SURE, left = finding->limit + MORE;
    struct arena *work = arena_new();
    for (uint64_t number = 1; (number = next_common(titles, number)) > 0; number++) {
        struct record *record;
        if (left == 0 || reads-- == 0) {
            finding->more = true;
            break;
        }
        enum store_result result = record_load(finding->transaction, finding->registry, way.form,
                                               number, work, &record, NULL);
        if (result == STORE_FAILED)
            finding->failed = true;
        bool all = result == STORE_OK;
        for (size_t i = 0; all && i < titles->asked_count; i++)
            all = meets(titles, record, &titles->asked[i]);
        if (all) {
            hit_add(finding, &way, number, RANK_WORDS);
            left--;
        }
        arena_reset(work);
    }
    arena_free(work);
}

static bool office_called(struct titles *titles, const char *word)
{
    const struct field *office = titles->fields->office;
    struct posting *posting = posting_of(titles, office, KIND_EXACT, word);
    return (office->indexes & INDEX_EXACT) && posting_seek(titles, posting, 1) > 0;
}

bool find_titles(struct finding *finding)
{
    const struct typed *typed = finding->typed;
    const struct archive_fields *fields = &finding->registry->trade.archive;
    struct titles titles = {.finding = finding, .fields = fields};
    const char *form = finding->request->form;
    if (!finding->registry->trade.archives || (form && strcmp(form, fields->form->name) != 0))
        return false;
    titles.title = fields->form->title;
    titles.leaps = finding->request->quick ? LEAPS_QUICK : LEAPS_SURE;
    if (!(titles.title->indexes & INDEX_WORDS) || !fields->category->codes ||
        !(fields->year->indexes & INDEX_EXACT) || !(fields->category->indexes & INDEX_EXACT))
        return false;
    bool alone = typed->word_count == 1 && all_letters(typed->words[0]);
    if (typed->digits || (typed->word_count < 2 && !alone) ||
        (typed->room.building && !typed->hanzi))
        return false;
    for (size_t i = 0; i < typed->word_count; i++)
        ask(&titles, typed->words[i]);
    if (alone && titles.asked[0].spelled_count == 0)
        return false;
    for (size_t i = 0; i < typed->word_count; i++) {
        const struct asked *asked = &titles.asked[i];
        if (!asked->year && !asked->category && asked->spelled_count == 0 &&
            !office_called(&titles, asked->text))
            ask_words(&titles, asked->text);
    }
    if (titles.count > 0)
        gather(&titles);
    return true;
}

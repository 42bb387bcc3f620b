#include "registry/registry.h"

#include <stdlib.h>
#include <string.h>
#include "form/check.h"
#include "registry/archive_code.h"
#include "registry/courtesy.h"
#include "registry/scan.h"
#include "text/buffer.h"
#include "text/identity.h"
#include "text/utf8.h"

enum {
    LIMIT_USUAL = 20,
    LIMIT_MOST = 500,
    WORDS_MOST = 8,
    PREFIX_LEAST = 3, /* digits */
    TAIL = 4,
    TEXT_MOST = 200,     /* bytes that are looked at */
    WORD_RECORDS = 2000, /* of one word */
};

/* How near a record is to what was typed: less is nearer. */
enum rank {
    RANK_NUMBER, /* @12 */
    RANK_KEY,    /* the whole of what it is called by */
    RANK_NAME,   /* its whole name, in hanzi or pinyin */
    RANK_VALUE,  /* the whole of another unique value or a phone */
    RANK_TAIL,   /* the last four */
    RANK_NAME_START,
    RANK_PINYIN_START,
    RANK_START, /* the start of a number or code */
    RANK_NAME_PART,
    RANK_WORDS,
    RANK_MEMBER, /* a value that several records share: who lives in a household */
    RANK_NONE,
};

/* What was typed, read in every way it may be meant. */
struct typed {
    const char *name;           /* dots and spaces of names put right, lower case */
    const char *code;           /* no spaces, lower case */
    const char *archival;       /* the same with · for every dot */
    const char *archival_whole; /* an archival code as this registry writes it, or NULL */
    const char *identity;       /* 18 characters where it is an ID number, or NULL */
    const char *pinyin;         /* letters alone, or NULL */
    const char *tail;           /* four characters, or NULL */
    const char *year;           /* before the tail, or NULL */
    const char *words[WORDS_MOST];
    size_t word_count;
    bool digits;
    bool hanzi;
};

struct hit {
    const struct form *form;
    struct record *record;
    uint64_t number;
    enum rank rank;
};

struct finding {
    struct registry *registry;
    const struct find_request *request;
    struct arena *results;
    struct find_answer *answer;
    struct typed typed;
    size_t limit, most; /* hits wanted, hits of one way in */
    struct transaction *transaction;
    struct arena *arena;
    struct hit *hits;
    size_t count, capacity;
    bool more;
    bool failed;
};

static bool letters_only(const char *text)
{
    size_t letters = 0;
    for (; *text; text++) {
        if ((*text >= 'a' && *text <= 'z'))
            letters++;
        else if (!strchr(" '-", *text))
            return false;
    }
    return letters > 0;
}

static const char *letters_of(const char *text, struct arena *arena)
{
    char *letters = arena_copy(arena, text);
    char *end = letters;
    for (; *text; text++)
        if (*text >= 'a' && *text <= 'z')
            *end++ = *text;
    *end = 0;
    return letters;
}

/* Pinyin is kept with v for ü, as keyboards have it. */
static const char *with_v(const char *text, struct arena *arena)
{
    static const char umlaut[] = "\xC3\xBC";
    char *letters = arena_copy(arena, text);
    for (char *at; (at = strstr(letters, umlaut));) {
        *at = 'v';
        memmove(at + 1, at + 2, strlen(at + 2) + 1);
    }
    return letters;
}

static const char *with_dots(const char *code, struct arena *arena)
{
    struct buffer text = {0};
    for (; *code; code++) {
        if (*code == '.')
            buffer_add_text(&text, "\xC2\xB7");
        else
            buffer_add_char(&text, *code);
    }
    const char *result = arena_copy(arena, buffer_text(&text));
    buffer_free(&text);
    return result;
}

static bool is_tail(const char *text)
{
    return strlen(text) == TAIL && strspn(text, "0123456789") >= TAIL - 1 &&
           (text[TAIL - 1] == 'x' || (text[TAIL - 1] >= '0' && text[TAIL - 1] <= '9'));
}

static void split_words(struct typed *typed, const char *text, struct arena *arena)
{
    while (*text && typed->word_count < WORDS_MOST) {
        size_t length = strcspn(text, " ");
        if (length > 0)
            typed->words[typed->word_count++] = arena_copy_bytes(arena, text, length);
        text += length + (text[length] == ' ');
    }
}

static bool typed_read(struct finding *finding, struct typed *typed, struct arena *arena)
{
    const char *text = finding->request->text;
    size_t length = strlen(text);
    if (length > TEXT_MOST)
        for (length = TEXT_MOST; length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80;)
            length--;
    const char *plain = utf8_clean(arena, text, length, FOLD_TEXT, NULL);
    const char *name = utf8_clean(arena, text, length, FOLD_NAME, NULL);
    const char *code = utf8_clean(arena, text, length, FOLD_CODE, NULL);
    *typed = (struct typed){0};
    if (!plain || !name || !code || !*plain)
        return false;
    struct archive_parts parts;
    struct date today = date_today();
    struct identity identity = identity_read(code, &today);
    if (archive_code_read(code, &parts, arena)) {
        const char *whole = archive_code_write(&parts, &finding->registry->settings.archive, arena);
        typed->archival_whole = whole ? utf8_lower(arena, whole) : NULL;
    }
    if (identity.verdict == IDENTITY_OK)
        typed->identity = utf8_lower(arena, identity.number);
    typed->name = utf8_lower(arena, name);
    typed->code = utf8_lower(arena, code);
    typed->archival = with_dots(typed->code, arena);
    plain = utf8_lower(arena, utf8_narrow(arena, plain));
    split_words(typed, plain, arena);
    typed->hanzi = utf8_has_hanzi(plain);
    typed->digits = strspn(typed->code, "0123456789") == strlen(typed->code);
    const char *latin = with_v(plain, arena);
    typed->pinyin = letters_only(latin) ? letters_of(latin, arena) : NULL;
    if (is_tail(typed->code)) {
        typed->tail = typed->code;
    } else if (typed->word_count == 2 && strlen(typed->words[0]) == 4 &&
               strspn(typed->words[0], "0123456789") == 4 && is_tail(typed->words[1])) {
        typed->year = typed->words[0];
        typed->tail = typed->words[1];
    }
    return true;
}

static void hit_add(struct finding *finding, const struct form *form, uint64_t number,
                    enum rank rank)
{
    for (size_t i = 0; i < finding->count; i++) {
        struct hit *hit = &finding->hits[i];
        if (hit->form == form && hit->number == number) {
            if (rank < hit->rank)
                hit->rank = rank;
            return;
        }
    }
    if (finding->count == finding->capacity) {
        size_t capacity = finding->capacity ? finding->capacity * 2 : 64;
        struct hit *hits = arena_array(finding->arena, capacity, sizeof *hits);
        if (finding->count > 0)
            memcpy(hits, finding->hits, finding->count * sizeof *hits);
        finding->hits = hits;
        finding->capacity = capacity;
    }
    finding->hits[finding->count++] = (struct hit){form, NULL, number, rank};
}

struct way {
    struct finding *finding;
    const struct form *form;
    enum rank rank;
    size_t left;
};

static bool way_visit(void *context, const char *term, uint64_t number)
{
    struct way *way = context;
    (void)term;
    if (way->left == 0) {
        way->finding->more = true;
        return false;
    }
    way->left--;
    hit_add(way->finding, way->form, number, way->rank);
    return true;
}

static void walk_range(struct finding *finding, const struct form *form, const struct field *field,
                       enum index_kind kind, const char *low, const char *high, enum rank rank)
{
    struct way way = {finding, form, rank, finding->most};
    struct index_walk walk = {.tag = index_tag(field, kind), .low = low, .high = high};
    if (!finding->failed && records_walk(finding->transaction, records_of(finding->registry, form),
                                         &walk, way_visit, &way) == STORE_FAILED)
        finding->failed = true;
}

static void whole(struct finding *finding, const struct form *form, const struct field *field,
                  enum index_kind kind, const char *term, enum rank rank)
{
    walk_range(finding, form, field, kind, term, arena_format(finding->arena, "%s\x01", term),
               rank);
}

static void starting(struct finding *finding, const struct form *form, const struct field *field,
                     enum index_kind kind, const char *term, enum rank rank)
{
    walk_range(finding, form, field, kind, term, term_after(finding->arena, term), rank);
}

static void find_numbers(struct finding *finding, const struct form *form,
                         const struct field *field, enum index_kind kind)
{
    const struct typed *typed = &finding->typed;
    bool key = field == form->key;
    size_t length = strlen(typed->code);
    if (field->type == FIELD_IDENTITY && typed->identity)
        whole(finding, form, field, kind, typed->identity, RANK_KEY);
    if (field->type == FIELD_PHONE) {
        struct faults ignored = {0};
        struct date today = date_today();
        const char *value =
            field_read(field, typed->code, length, &today, finding->arena, &ignored);
        if (value)
            whole(finding, form, field, kind, field_term(field, value, finding->arena), RANK_VALUE);
    }
    whole(finding, form, field, kind, typed->code, key ? RANK_KEY : RANK_VALUE);
    if (length >= PREFIX_LEAST && typed->code[0] >= '0' && typed->code[0] <= '9')
        starting(finding, form, field, kind, typed->code, RANK_START);
}

static void find_codes(struct finding *finding, const struct form *form, const struct field *field,
                       enum index_kind kind)
{
    const struct typed *typed = &finding->typed;
    bool key = field == form->key;
    enum rank rank = key ? RANK_KEY : kind == KIND_UNIQUE ? RANK_VALUE : RANK_MEMBER;
    if (field == finding->registry->trade.archive.archival_code) {
        if (typed->archival_whole)
            whole(finding, form, field, kind, typed->archival_whole, RANK_KEY);
        starting(finding, form, field, kind, typed->archival, RANK_START);
        return;
    }
    if (kind == KIND_UNIQUE || field->type == FIELD_REFERENCE || strlen(typed->code) > 2)
        whole(finding, form, field, kind, typed->code, rank);
    if (kind == KIND_UNIQUE && strlen(typed->code) >= 2)
        starting(finding, form, field, kind, typed->code, RANK_START);
}

static void find_values(struct finding *finding, const struct form *form, const struct field *field)
{
    enum index_kind kind;
    if (!lookup_kind(field, &kind) || !finding->typed.code[0] ||
        (field->computed && field->type == FIELD_REFERENCE))
        return;
    switch (field->type) {
    case FIELD_IDENTITY:
    case FIELD_PHONE:
        if (!finding->typed.hanzi)
            find_numbers(finding, form, field, kind);
        break;
    case FIELD_TEXT:
    case FIELD_REFERENCE:
        find_codes(finding, form, field, kind);
        break;
    default:
        break;
    }
}

static void find_names(struct finding *finding, const struct form *form, const struct field *field)
{
    const struct typed *typed = &finding->typed;
    bool title = field == form->title;
    if (!(field->indexes & INDEX_NAME) || typed->digits)
        return;
    if (typed->hanzi || typed->pinyin) {
        whole(finding, form, field, KIND_NAME, typed->name, title ? RANK_NAME : RANK_NAME_START);
        starting(finding, form, field, KIND_NAME, typed->name, RANK_NAME_PART);
    }
    if (typed->pinyin) {
        whole(finding, form, field, KIND_PINYIN, typed->pinyin,
              title ? RANK_NAME : RANK_NAME_START);
        starting(finding, form, field, KIND_PINYIN, typed->pinyin, RANK_PINYIN_START);
    }
}

static bool has_all_words(const struct finding *finding, const struct record *record)
{
    const struct typed *typed = &finding->typed;
    const struct form *form = record->form;
    for (unsigned i = 0; i < form->field_count; i++) {
        const char *value = record->values[i];
        size_t found = 0;
        if (!value || !(form->fields[i].indexes & INDEX_WORDS))
            continue;
        const char *text = utf8_lower(finding->arena, value);
        while (found < typed->word_count && strstr(text, typed->words[found]))
            found++;
        if (found == typed->word_count)
            return true;
    }
    return false;
}

/* Those of the records that do have all the words, as many as are wanted. */
static void words_take(struct finding *finding, const struct form *form,
                       const struct numbers *numbers)
{
    struct arena *work = arena_new();
    size_t left = finding->most;
    for (size_t i = 0; i < numbers->count && !finding->failed; i++) {
        struct record *record;
        enum store_result result = record_load(finding->transaction, finding->registry, form,
                                               numbers->items[i], work, &record, NULL);
        if (result == STORE_FAILED)
            finding->failed = true;
        if (result != STORE_OK || !has_all_words(finding, record))
            continue;
        if (left-- == 0) {
            finding->more = true;
            break;
        }
        hit_add(finding, form, numbers->items[i], RANK_WORDS);
    }
    arena_free(work);
}

struct gathering {
    struct numbers numbers;
    struct arena *arena;
    bool full;
};

static bool gather_number(void *context, const char *term, uint64_t number)
{
    struct gathering *gathering = context;
    (void)term;
    gathering->full = gathering->numbers.count == WORD_RECORDS;
    if (!gathering->full)
        numbers_add(&gathering->numbers, number, gathering->arena);
    return !gathering->full;
}

static struct gathering gather_term(struct finding *finding, const struct form *form,
                                    const struct field *field, const char *low, const char *high)
{
    struct gathering gathering = {.arena = finding->arena};
    struct index_walk walk = {.tag = index_tag(field, KIND_WORDS), .low = low, .high = high};
    if (records_walk(finding->transaction, records_of(finding->registry, form), &walk,
                     gather_number, &gathering) == STORE_FAILED)
        finding->failed = true;
    numbers_sort(&gathering.numbers);
    return gathering;
}

/* The words as the index of the field has them. */
static struct record_terms words_of(struct finding *finding, const struct field *field)
{
    struct record_terms terms = {0};
    struct field alone = *field;
    struct form form = {.name = "", .fields = &alone, .field_count = 1};
    alone.number = 0;
    alone.indexes = INDEX_WORDS;
    for (size_t i = 0; i < finding->typed.word_count; i++) {
        struct record record = {.form = &form, .values = &finding->typed.words[i]};
        record_terms(&record, finding->arena, &terms);
    }
    return terms;
}

/* Records that have all the words: those of the rarest are looked up, and those of others that are
 * rare too must hold them. */
static void find_words(struct finding *finding, const struct form *form, const struct field *field)
{
    const struct typed *typed = &finding->typed;
    if (!(field->indexes & INDEX_WORDS) || typed->word_count == 0 || typed->digits)
        return;
    struct record_terms terms = words_of(finding, field);
    struct gathering rarest = {.full = true};
    if (terms.count == 0)
        return;
    if (terms.count == 1) {
        const char *word = terms.items[0].text;
        rarest = gather_term(finding, form, field, word, term_after(finding->arena, word));
    }
    for (size_t i = 0; terms.count > 1 && i < terms.count && !finding->failed; i++) {
        const char *word = terms.items[i].text;
        struct gathering next =
            gather_term(finding, form, field, word, arena_format(finding->arena, "%s\x01", word));
        if (rarest.full || (!next.full && next.numbers.count < rarest.numbers.count)) {
            struct gathering other = rarest;
            rarest = next;
            next = other;
        }
        size_t kept = 0;
        for (size_t j = 0; !next.full && j < rarest.numbers.count; j++)
            if (numbers_hold(&next.numbers, rarest.numbers.items[j]))
                rarest.numbers.items[kept++] = rarest.numbers.items[j];
        if (!next.full)
            rarest.numbers.count = kept;
    }
    finding->more = finding->more || rarest.full;
    words_take(finding, form, &rarest.numbers);
}

static void find_form(struct finding *finding, const struct form *form)
{
    const struct typed *typed = &finding->typed;
    for (unsigned i = 0; i < form->field_count && !finding->failed; i++) {
        const struct field *field = &form->fields[i];
        find_values(finding, form, field);
        find_names(finding, form, field);
        find_words(finding, form, field);
        if (typed->tail && (field->indexes & INDEX_TAIL))
            whole(finding, form, field, KIND_TAIL, typed->tail, RANK_TAIL);
    }
}

static bool born_in(const struct record *record, const char *year)
{
    for (unsigned i = 0; i < record->form->field_count; i++)
        if (record->form->fields[i].type == FIELD_DATE && record->values[i] &&
            strncmp(record->values[i], year, 4) == 0)
            return true;
    return false;
}

/* What the index could not tell. */
static enum rank rank_of(const struct finding *finding, const struct hit *hit)
{
    const struct record *record = hit->record;
    const struct field *title = record->form->title;
    if (record->removed)
        return RANK_NONE;
    if (hit->rank == RANK_TAIL && finding->typed.year && !born_in(record, finding->typed.year))
        return RANK_NONE;
    if (hit->rank == RANK_NAME || hit->rank == RANK_NAME_PART) {
        const char *name = title ? record->values[title->number] : NULL;
        const char *text = name ? utf8_lower(finding->arena, name) : "";
        size_t length = strlen(finding->typed.name);
        if (!finding->typed.hanzi && hit->rank == RANK_NAME)
            return RANK_NAME;
        if (strcmp(text, finding->typed.name) == 0)
            return RANK_NAME;
        return strncmp(text, finding->typed.name, length) == 0 ? RANK_NAME_START : RANK_NAME_PART;
    }
    return hit->rank;
}

static int hit_compare(const void *a, const void *b)
{
    const struct hit *one = a;
    const struct hit *other = b;
    if (one->rank != other->rank)
        return one->rank < other->rank ? -1 : 1;
    if (one->form != other->form)
        return one->form->type < other->form->type ? -1 : 1;
    return (one->number > other->number) - (one->number < other->number);
}

static bool find_by_number(struct finding *finding, const struct form *form)
{
    uint64_t number;
    if (reference_number(finding->typed.code, &number))
        hit_add(finding, form, number, RANK_NUMBER);
    return finding->typed.code[0] == '@';
}

/* Loads the nearest of the hits and puts them in order. */
static bool hits_load(struct finding *finding, struct fault *fault)
{
    size_t kept = 0;
    if (finding->count > 1)
        qsort(finding->hits, finding->count, sizeof *finding->hits, hit_compare);
    for (size_t i = 0; i < finding->count; i++) {
        struct hit *hit = &finding->hits[i];
        enum store_result result = record_load(finding->transaction, finding->registry, hit->form,
                                               hit->number, finding->results, &hit->record, fault);
        if (result == STORE_FAILED)
            return false;
        if (result == STORE_NONE)
            continue;
        hit->rank = rank_of(finding, hit);
        if (hit->rank != RANK_NONE)
            finding->hits[kept++] = *hit;
    }
    if (kept > 1)
        qsort(finding->hits, kept, sizeof *finding->hits, hit_compare);
    finding->count = kept;
    return true;
}

static bool find_body(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct finding *finding = context;
    struct registry *registry = finding->registry;
    finding->transaction = transaction;
    finding->arena = arena;
    finding->hits = NULL;
    finding->count = finding->capacity = 0;
    finding->more = finding->failed = false;
    *finding->answer = (struct find_answer){0};
    for (unsigned i = 0; i < registry->forms->count && !finding->failed; i++) {
        const struct form *form = registry->forms->forms[i];
        if (finding->request->form && strcmp(form->name, finding->request->form) != 0)
            continue;
        if (!find_by_number(finding, form))
            find_form(finding, form);
    }
    if (finding->failed || !hits_load(finding, fault))
        return false;
    struct find_answer *answer = finding->answer;
    answer->more = finding->more || finding->count > finding->limit;
    answer->count = finding->count < finding->limit ? finding->count : finding->limit;
    answer->records = arena_array(finding->results, answer->count + 1, sizeof *answer->records);
    for (size_t i = 0; i < answer->count; i++)
        answer->records[i] = finding->hits[i].record;
    return true;
}

bool registry_find(struct registry *registry, const struct find_request *request,
                   struct arena *arena, struct find_answer *answer, struct fault *fault)
{
    struct finding finding = {
        .registry = registry,
        .request = request,
        .results = arena,
        .answer = answer,
        .limit = request->limit == 0            ? LIMIT_USUAL
                 : request->limit <= LIMIT_MOST ? request->limit
                                                : LIMIT_MOST,
    };
    *answer = (struct find_answer){0};
    if (request->form && !form_wanted(registry, request->form, arena, fault))
        return false;
    if (!typed_read(&finding, &finding.typed, arena))
        return true;
    finding.most = finding.limit + LIMIT_USUAL;
    courtesy_enter(registry);
    bool well =
        transaction_run(registry->store, TRANSACTION_READ, find_body, &finding, arena, fault);
    courtesy_leave(registry);
    return well;
}

#include "registry/finding.h"

#include <string.h>
#include "text/utf8.h"

/* Titles and addresses, by the words in them. */

/* Records of one word, and records read; while somebody types, and when they wait. */
enum { WORD_QUICK = 600, WORD_SURE = 2000, READ_QUICK = 200, READ_SURE = 600 };

static bool has_all_words(const struct finding *finding, const struct record *record)
{
    const struct typed *typed = finding->typed;
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
static void words_take(struct finding *finding, const struct form *form, const struct field *field,
                       const struct numbers *numbers)
{
    const struct way way = {.form = form, .field = field, .meaning = FOUND_WORDS};
    struct arena *work = arena_new();
    size_t left = finding->most;
    size_t most = finding->request->quick ? READ_QUICK : READ_SURE;
    if (numbers->count > most)
        finding->more = true;
    for (size_t i = 0; i < numbers->count && i < most && !finding->failed; i++) {
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
        hit_add(finding, &way, numbers->items[i], RANK_WORDS);
    }
    arena_free(work);
}

struct gathering {
    struct numbers numbers;
    struct arena *arena;
    size_t most;
    bool full;
};

static bool gather_number(void *context, const char *term, uint64_t number)
{
    struct gathering *gathering = context;
    (void)term;
    gathering->full = gathering->numbers.count == gathering->most;
    if (!gathering->full)
        numbers_add(&gathering->numbers, number, gathering->arena);
    return !gathering->full;
}

static struct gathering gather_term(struct finding *finding, const struct form *form,
                                    const struct field *field, const char *low, const char *high)
{
    struct gathering gathering = {.arena = finding->arena,
                                  .most = finding->request->quick ? WORD_QUICK : WORD_SURE};
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
    for (size_t i = 0; i < finding->typed->word_count; i++) {
        const char *word = finding->typed->words[i];
        struct record record = {.form = &form, .values = &word};
        record_terms(&record, finding->arena, &terms);
    }
    return terms;
}

/* Records that have all the words: those of the rarest are looked up, and those of others that are
 * rare too must hold them. */
void find_words(struct finding *finding, const struct form *form, const struct field *field)
{
    const struct typed *typed = finding->typed;
    bool room = typed->room.building && !typed->hanzi; /* found by its fields */
    if (!(field->indexes & INDEX_WORDS) || typed->word_count == 0 || typed->digits || room)
        return;
    if (finding->titled && field == finding->registry->trade.archive.form->title)
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
    words_take(finding, form, field, &rarest.numbers);
}

#include "text/learned.h"

#include <stdlib.h>
#include <string.h>
#include "text/pinyin_reader.h"
#include "text/utf8.h"

struct learned *learned_new(void)
{
    return memory_alloc(sizeof(struct learned));
}

void learned_free(struct learned *learned)
{
    free(learned);
}

static bool is_word(const struct learned_word *word)
{
    return strchr(word->syllables, ' ') != NULL;
}

bool learned_fits(const struct learned_word *word, enum compose_place place)
{
    bool given = place == COMPOSE_GIVEN, name = place == COMPOSE_NAME;
    if (!is_word(word))
        return word->place == place || (!given && !name && word->place <= COMPOSE_PLACE);
    return given ? word->place == COMPOSE_GIVEN : word->place != COMPOSE_GIVEN;
}

void compose_learn(struct learned *learned, const char *text, const char *syllables,
                   enum compose_place place)
{
    struct learned_word *found = &learned->words[0];
    if (strlen(text) >= LEARNED_TEXT || strlen(syllables) >= LEARNED_SYLLABLES)
        return;
    for (size_t i = 0; i < LEARNED_MOST; i++) {
        struct learned_word *word = &learned->words[i];
        if (word->place == place && strcmp(word->text, text) == 0 &&
            strcmp(word->syllables, syllables) == 0) {
            found = word;
            break;
        }
        if (word->stamp < found->stamp)
            found = word;
    }
    strcpy(found->text, text);
    strcpy(found->syllables, syllables);
    found->place = place;
    found->stamp = ++learned->stamp;
}

struct run {
    char text[LEARNED_TEXT], syllables[LEARNED_SYLLABLES];
    size_t length, spelt, count;
    bool whole; /* all of it had room */
};

static void add(struct run *run, const struct pinyin_piece *piece)
{
    if (run->length + piece->source_length >= sizeof run->text ||
        run->spelt + 1 + piece->length >= sizeof run->syllables || *piece->spelling == '?')
        run->whole = false;
    if (!run->whole)
        return;
    memcpy(run->text + run->length, piece->source, piece->source_length);
    run->length += piece->source_length;
    if (run->spelt > 0)
        run->syllables[run->spelt++] = ' ';
    memcpy(run->syllables + run->spelt, piece->spelling, piece->length);
    run->spelt += piece->length;
    run->count++;
}

static void finish(struct learned *learned, struct run *run, enum compose_place place)
{
    run->text[run->length] = '\0';
    run->syllables[run->spelt] = '\0';
    if (run->whole && run->count > 1)
        compose_learn(learned, run->text, run->syllables, place);
    *run = (struct run){.whole = true};
}

void compose_learn_text(struct learned *learned, const char *text, enum compose_place place)
{
    struct pinyin_reader reader;
    struct pinyin_piece piece;
    struct run run = {.whole = true};
    pinyin_reader_start(&reader, text, place == COMPOSE_NAME ? PINYIN_NAME : PINYIN_TEXT);
    while (pinyin_reader_next(&reader, &piece)) {
        if (piece.kind == PIECE_HANZI)
            add(&run, &piece);
        else
            finish(learned, &run, place);
    }
    finish(learned, &run, place);
}

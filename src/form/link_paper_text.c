#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "form/link_paper.h"
#include "text/message.h"

/* Texts of layouts: what stands in braces. */

static const struct word {
    const char *name; /* NULL: not written by name */
    enum { TAKES_NOTHING, TAKES_FIELD, TAKES_COLUMNS } takes;
} words[LAYOUT_WORDS] = {
    [WORD_FIRST] = {"FIRST", TAKES_FIELD},   [WORD_LAST] = {"LAST", TAKES_FIELD},
    [WORD_SUM] = {"SUM", TAKES_FIELD},       [WORD_MEAN] = {"MEAN", TAKES_FIELD},
    [WORD_COUNT] = {"COUNT", TAKES_NOTHING}, [WORD_NUMBER] = {"NUMBER", TAKES_NOTHING},
    [WORD_PAGE] = {"PAGE", TAKES_NOTHING},   [WORD_PAGES] = {"PAGES", TAKES_NOTHING},
    [WORD_TODAY] = {"TODAY", TAKES_NOTHING}, [WORD_COMMUNITY] = {"COMMUNITY", TAKES_NOTHING},
    [WORD_LABEL] = {"LABEL", TAKES_NOTHING}, [WORD_BLANK] = {"BLANK", TAKES_COLUMNS},
    [WORD_GAP] = {"GAP", TAKES_COLUMNS},
};
enum { COLUMNS_MOST = 100 };

struct texting {
    struct papering *papering;
    const struct property *at;
    const struct form *form, *rows;
    struct layout_piece *pieces;
    size_t count;
};

static void text_fault(struct texting *texting, const char *message, const char *third)
{
    link_fault(texting->papering->linker, texting->at, message, third, NULL);
}

/* A field, or one of the record that a field refers to. */
static void field_piece(struct texting *texting, const struct form *form, const char *name,
                        struct layout_piece *piece)
{
    struct linker *linker = texting->papering->linker;
    const char *dot = strchr(name, '.');
    const char *first = dot ? arena_copy_bytes(linker->arena, name, (size_t)(dot - name)) : name;
    piece->field = link_named(linker, form, texting->at, first);
    if (!piece->field || !dot)
        return;
    if (piece->field->type != FIELD_REFERENCE)
        text_fault(texting, N_("{1}:{2}: '{3}' refers to no other record"), first);
    else
        piece->beyond = link_named(linker, piece->field->reference, texting->at, dot + 1);
}

static void word_piece(struct texting *texting, const char *text, struct layout_piece *piece)
{
    struct linker *linker = texting->papering->linker;
    size_t length = strcspn(text, " ");
    const char *after = text + length + (text[length] == ' ');
    const char *name = arena_copy_bytes(linker->arena, text, length);
    int word = 0;
    while (word < LAYOUT_WORDS && (!words[word].name || strcmp(words[word].name, name) != 0))
        word++;
    if (word == LAYOUT_WORDS) {
        piece->word = WORD_FIELD;
        field_piece(texting, texting->form, text, piece);
        return;
    }
    piece->word = (enum layout_word)word;
    if (words[word].takes == TAKES_FIELD && !texting->rows)
        text_fault(texting, N_("{1}:{2}: '{3}' needs rows, and this layout has none"), name);
    else if (words[word].takes == TAKES_FIELD)
        piece->field = link_named(linker, texting->rows, texting->at, after);
    else if (words[word].takes == TAKES_COLUMNS)
        link_number(linker, texting->at, after, 1, COLUMNS_MOST, &piece->columns);
    else if (*after)
        text_fault(texting, N_("{1}:{2}: nothing follows '{3}' in its braces"), name);
}

static struct layout_piece *piece_add(struct texting *texting)
{
    return &texting->pieces[texting->count++];
}

static void letters_add(struct texting *texting, const char *text, size_t length)
{
    if (length)
        *piece_add(texting) = (struct layout_piece){
            .letters = arena_copy_bytes(texting->papering->linker->arena, text, length)};
}

static void side_read(struct texting *texting, const char *text)
{
    struct linker *linker = texting->papering->linker;
    texting->pieces = arena_array(linker->arena, strlen(text) + 1, sizeof *texting->pieces);
    texting->count = 0;
    while (*text) {
        size_t length = strcspn(text, "{");
        letters_add(texting, text, length);
        text += length;
        if (!*text)
            break;
        const char *end = strchr(text, '}');
        if (!end) {
            text_fault(texting, N_("{1}:{2}: a brace is opened and not closed: {3}"), text);
            break;
        }
        struct layout_piece *piece = piece_add(texting);
        *piece = (struct layout_piece){.letters = ""};
        word_piece(texting, arena_copy_bytes(linker->arena, text + 1, (size_t)(end - text - 1)),
                   piece);
        text = end + 1;
    }
}

struct layout_text paper_text(struct papering *papering, const struct property *at,
                              const struct form *form, const struct form *rows)
{
    struct linker *linker = papering->linker;
    struct layout_text text = {0};
    const char *both = draft_bilingual(linker->draft, at);
    const char *bar = strchr(both, BILINGUAL[0]);
    const char *sides[2] = {bar ? arena_copy_bytes(linker->arena, both, (size_t)(bar - both))
                                : both,
                            bar ? bar + 1 : both};
    for (int side = LANGUAGE_CHINESE; side <= LANGUAGE_ENGLISH; side++) {
        if (side == LANGUAGE_ENGLISH && !bar) {
            text.side[side] = text.side[LANGUAGE_CHINESE];
            break;
        }
        struct texting texting = {papering, at, form, rows, NULL, 0};
        side_read(&texting, sides[side]);
        text.side[side].pieces = texting.pieces;
        text.side[side].count = texting.count;
    }
    return text;
}

#include "text/lexicon.h"

#include "text/lexicon_table.inc"

size_t lexicon_syllables(void)
{
    return SYLLABLE_COUNT;
}

const char *lexicon_syllable(size_t number)
{
    return syllables[number];
}

struct lexicon_walk lexicon_start(size_t syllable, enum lexicon_list list)
{
    const uint32_t *start = &starts[syllable * LEXICON_LISTS + list];
    return (struct lexicon_walk){lexicon + start[0], lexicon + start[1]};
}

static bool is_hanzi(char byte)
{
    return (unsigned char)byte >= 0x80;
}

static bool is_weight(char byte)
{
    return byte >= 'A' && byte <= 'Z';
}

bool lexicon_next(struct lexicon_walk *walk, struct lexicon_entry *entry)
{
    if (walk->at == walk->end)
        return false;
    entry->weight = *walk->at++ - 'A';
    entry->text = walk->at;
    while (walk->at < walk->end && is_hanzi(*walk->at))
        walk->at++;
    entry->length = (size_t)(walk->at - entry->text);
    entry->rest = walk->at;
    while (walk->at < walk->end && !is_weight(*walk->at))
        walk->at++;
    entry->rest_length = (size_t)(walk->at - entry->rest);
    return true;
}

#ifndef TEXT_PINYIN_H
#define TEXT_PINYIN_H

/* Pinyin without tones for every hanzi that Unicode's reading table (Unihan kMandarin) has, as
 * spelling and as initials, with the readings that surnames have. */

#include <stdbool.h>
#include <stdint.h>
#include "text/arena.h"

enum pinyin_kind {
    PINYIN_TEXT, /* words: each hanzi by its most usual reading */
    PINYIN_NAME, /* a person's name: the surname by its reading as a surname (单 shan, 万俟 moqi) */
};

/* The reading of one hanzi ("zhang"; ü is written v: "lv"), NULL where the table has none. */
const char *pinyin_reading(uint32_t code);
/* Another reading the hanzi is often looked up by (重 zhong/chong), NULL where it has none. */
const char *pinyin_other_reading(uint32_t code);

/* Whether some syllable starts with these letters (length of them, small). */
bool pinyin_starts(const char *letters, size_t length);

/* "张小明" gives "zhangxiaoming" and "zxm". Latin letters stay, made lower; digits stay; all else
 * is left out; a hanzi without reading, or one from a private area, gives "?". Written into out
 * (size bytes, cut at a syllable, always NUL-terminated); returns the length. */
size_t pinyin_spelling(const char *text, enum pinyin_kind kind, char *out, size_t size);
size_t pinyin_initials(const char *text, enum pinyin_kind kind, char *out, size_t size);

/* For people: "Zhang Xiaoming", the surname apart, for terminals that cannot draw hanzi; Latin
 * names as they are. In arena. */
const char *pinyin_person(struct arena *arena, const char *name);
/* For words on such terminals: "Chaoyang Jie 3 Hao", text with hanzi replaced. In arena. */
const char *pinyin_words(struct arena *arena, const char *text);

/* How many hanzi of name are the surname: 2 for the compound surnames of the table, 1 otherwise,
 * 0 where name does not start with a hanzi or has a U+00B7 (peoples who name without one). */
size_t pinyin_surname(const char *name);

#endif

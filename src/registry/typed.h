#ifndef REGISTRY_TYPED_H
#define REGISTRY_TYPED_H

/* What somebody typed into the one line, read in every way it may be meant. */

#include "registry/inside.h"
#include "text/date.h"
#include "text/room.h"
#include "text/syllables.h"

enum { TYPED_WORDS_MOST = 8, TYPED_READINGS_MOST = 5 };

/* What a record must have beside what found it. */
struct typed_filter {
    const char *born; /* a year, or NULL */
    const char *ends; /* the end of its ID number, or NULL */
};

struct typed {
    const char *name;                    /* dots and spaces of names put right, lower case */
    const char *code;                    /* no spaces, lower case */
    const char *archival;                /* the same with · for every dot */
    const char *archival_whole;          /* an archival code as this registry writes it, or NULL */
    const char *parts[TYPED_WORDS_MOST]; /* of an archival code: what stands between its signs */
    size_t part_count;
    const char *identity; /* 18 characters where it is an ID number, or NULL */
    const char *day;      /* an ISO date where it is a whole one, or NULL */
    const char *tail;     /* the end of an ID number, two to four characters, or NULL */
    const char *phone;    /* the digits of a phone or of a part of one, or NULL */
    const char *sound;    /* pinyin as it was typed, lower case, or NULL */
    const char *letters;  /* its letters alone */
    struct syllables_guess guesses[SYLLABLES_GUESSES_MOST];
    size_t guess_count;
    struct room room; /* room.building NULL: it is no room */
    const char *words[TYPED_WORDS_MOST];
    size_t word_count;
    bool digits; /* nothing else */
    bool hanzi;
    struct typed_filter filter;
};

/* The readings of text: as a whole, and, where a year of birth or the end of an ID number stands
 * beside something, of that with this as a filter (张伟 1980, 2241 1980, zxm 2241). In arena;
 * returns how many, 0 where there is nothing to look for. */
size_t typed_read(const struct registry *registry, const char *text, const struct date *today,
                  struct arena *arena, struct typed readings[TYPED_READINGS_MOST]);

#endif

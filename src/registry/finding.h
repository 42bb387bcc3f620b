#ifndef REGISTRY_FINDING_H
#define REGISTRY_FINDING_H

/* Inside of finding by one line: find.c puts the hits in order, find_hits.c keeps them,
 * find_ways.c looks numbers, names and rooms up, find_words.c words, find_titles.c titles of
 * archive items. */

#include "registry/scan.h"
#include "registry/typed.h"

/* How near a record is to what was typed: less is nearer. */
enum rank {
    RANK_NUMBER, /* @12 */
    RANK_KEY,    /* the whole of what it is called by */
    RANK_NAME,   /* its whole name, in hanzi or pinyin */
    RANK_VALUE,  /* the whole of another unique value, a phone, a room */
    RANK_TAIL,   /* the last four */
    RANK_SOUND,  /* its whole name by some syllables and some initials */
    RANK_NAME_START,
    RANK_SOUND_START,
    RANK_START, /* the start of a number or code */
    RANK_PART,  /* a later part of one */
    RANK_NAME_PART,
    RANK_WORDS,
    RANK_MEMBER, /* a value that several records share: who lives in a household */
    RANK_NONE,
};

struct hit {
    const struct form *form;
    struct record *record;
    uint64_t number;
    enum rank rank;
    enum find_meaning meaning;
    const struct field *field; /* NULL: found by its number */
    const struct typed_filter *filter;
    const char *holds;
    bool absent; /* moved away, dead, closed */
};

struct finding {
    struct registry *registry;
    const struct find_request *request;
    struct arena *results;
    struct find_answer *answer;
    struct typed readings[TYPED_READINGS_MOST];
    size_t reading_count;
    const struct typed *typed; /* the reading that is looked up */
    struct date today;
    size_t limit; /* records wanted */
    size_t most;  /* hits of one way in */
    struct transaction *transaction;
    struct arena *arena;
    struct hit *hits;
    size_t count, capacity;
    size_t *places; /* of hits, by hash; twice as many as capacity */
    bool titled;    /* titles of archive items were looked at already (find_titles) */
    bool more;
    bool failed;
};

/* A range of one index of a field, and what its entries are worth. */
struct way {
    const struct form *form;
    const struct field *field;
    enum index_kind kind;
    const char *low, *high;
    enum rank rank;
    enum find_meaning meaning;
    bool wholes;     /* an entry that is low and nothing more is the whole value, */
    enum rank whole; /* and has this rank */
    /* Whether an entry counts, or NULL: all do. It may make its rank worse. */
    bool (*fits)(const struct finding *finding, const char *term, enum rank *rank);
    const char *holds; /* digits that the field's value must hold, or NULL */
    size_t passed;     /* entries looked at, at most; 0: no more than are wanted */
};
/* Adds the records in the range to the hits. */
void way_walk(struct finding *finding, const struct way *way);
/* The record, or a better rank for it where it is there already. */
void hit_add(struct finding *finding, const struct way *way, uint64_t number, enum rank rank);

/* Leaves out the hits whose phone does not hold the digits that their way asks for. */
void hits_confirm(struct finding *finding);
/* Whether digits are next to each other in the phone, whatever dashes stand between them. */
bool phone_holds(const char *phone, const char *digits);

/* What a field's indexes make of what was typed. */
void find_values(struct finding *finding, const struct form *form, const struct field *field);
/* Where nothing near was found and somebody waits: what takes some time. */
void find_rest(struct finding *finding, const struct form *form);
void find_names(struct finding *finding, const struct form *form, const struct field *field);
void find_words(struct finding *finding, const struct form *form, const struct field *field);
/* Archive items by several words of the title, in hanzi or pinyin, with year, category and office
 * among them, or by one word in pinyin. False: what was typed is nothing of that kind. */
bool find_titles(struct finding *finding);

#endif

#ifndef REGISTRY_DOUBLES_H
#define REGISTRY_DOUBLES_H

/* Residents who may be one person, and what clerks decided about them: the record type `double`,
 * one record for each two people. Left is always the one with the lower number. */

#include "registry/change.h"
#include "registry/likeness.h"

/* As forms/codes/double_state.tsv has them. */
#define DOUBLE_OPEN "1"
#define DOUBLE_REFUSED "2" /* not a double, by a clerk's word: never brought up again */
#define DOUBLE_MERGED "3"
#define DOUBLE_GONE "4" /* no longer alike */

struct double_found {
    uint64_t left, right;
    struct likeness likeness;
};

/* Two people as the store has them: false where one is removed or not there, or the store gave up
 * (*failed). Records live in arena. */
bool double_people(struct transaction *transaction, const struct registry *registry, uint64_t left,
                   uint64_t right, struct arena *arena, struct person *one, struct person *other,
                   bool *failed, struct fault *fault);

/* "12-35": the pair's key. */
const char *double_pair(uint64_t one, uint64_t other, struct arena *arena);
/* The numbers of a pair's key; false where it is none. */
bool double_numbers(const char *pair, uint64_t *left, uint64_t *right);
/* The record of the pair, part of the change; NULL where none is there, or change->failed. */
struct record *double_edit(struct change *change, uint64_t one, uint64_t other);
/* The same, made where it is not there. */
struct record *double_make(struct change *change, uint64_t one, uint64_t other);
/* What the judgement says, into the pair's record. */
void double_fill(struct change *change, struct record *pair, const struct record *left,
                 const struct record *right, const struct likeness *likeness);
void double_decide(struct change *change, struct record *pair, const char *state,
                   const char *reason);
/* The same for two people as they are now. */
void double_judge(struct change *change, struct record *pair, const struct record *one,
                  const struct record *other);
bool double_is(const struct double_fields *fields, const struct record *pair, const char *state);
/* Open doubles of a resident who is removed become gone; the change gets them. */
void doubles_release(struct change *change, uint64_t number);
/* Who is no double of the one that goes is none of the one that stays. */
void doubles_pass_on(struct change *change, uint64_t gone, const struct record *stays);

/* Work list upkeep in the scan's last steps: found must be in order of left and right. */
struct double_counts {
    uint64_t opened, closed, open;
};
bool doubles_note(struct registry *registry, const struct author *author,
                  const struct double_found *found, size_t count, struct double_counts *counts,
                  struct arena *arena, struct fault *fault);
/* Open doubles that are none any more, judged anew one by one. */
bool doubles_close(struct registry *registry, const struct author *author,
                   struct double_counts *counts, struct arena *arena, struct fault *fault);

/* Pairs worth judging: everybody's keys sorted, pairs within blocks, each pair once. */
struct blocks;
struct blocks *blocks_new(const char *directory, uint64_t after);
/* A person's keys. */
bool blocks_add(struct blocks *blocks, const struct likeness_key *keys, size_t count,
                struct arena *arena, struct fault *fault);
/* Nothing is added after this. It takes a while: go_on (with context) is asked now and then, and
 * where it says no there are no pairs. */
bool blocks_turn(struct blocks *blocks, bool (*go_on)(void *context), void *context,
                 struct arena *arena, struct fault *fault);
/* The next pair, left below right, in order; false at the end (or with *failed and a fault). */
bool blocks_next(struct blocks *blocks, uint64_t *left, uint64_t *right, bool *failed,
                 struct arena *arena, struct fault *fault);
uint64_t blocks_pairs(const struct blocks *blocks); /* with repeats: for progress */
void blocks_free(struct blocks *blocks);

#endif

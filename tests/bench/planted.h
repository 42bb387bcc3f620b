#ifndef TESTS_BENCH_PLANTED_H
#define TESTS_BENCH_PLANTED_H

/* What is planted among invented people: the same person registered again, in the ways in which it
 * happens, and people who are like each other and are not one person. */

#include <stdio.h>
#include "command/invent.h"

enum {
    PLANTED_FIRST = 0x4E00,
    PLANTED_LAST = 0x9FA5,
    PLANTED_NAME = 64,
    PLANTED_DROPPED = 20,
    PLANTED_KINDS_MOST = 40
};

/* A row of the file. */
struct row {
    char name[PLANTED_NAME], former[PLANTED_NAME];
    char sex;
    char birth[DATE_SIZE];
    const char *id_type;
    char number[20], phone[16], household[20];
    const char *relation, *address, *ethnicity, *residence;
};

struct planting {
    struct chance chance;
    FILE *file;
    uint64_t rows;
    uint32_t traditional[PLANTED_LAST - PLANTED_FIRST + 1];
    struct pair {
        uint64_t left, right;
        size_t kind;
        bool found;
    } * pairs;
    size_t pair_count, pair_capacity;
    uint64_t dropped[PLANTED_DROPPED]; /* rows that the import did not let in */
    size_t dropped_count;
};

/* Each makes of a copy (registered again already) what its kind is; false where this person does
 * not do for it. */
typedef bool distort(struct planting *planting, const struct row *row, struct row *copy);

struct kind {
    const char *name;
    distort *distort;
    bool twice; /* one person, registered twice */
};
extern const struct kind planted_kinds[];
extern const size_t planted_kind_count;

/* What a second registration of a person leaves out or has anew: it comes from another sheet. */
void planted_again(struct planting *planting, struct row *copy);

#endif

#ifndef REGISTRY_NUMBERING_H
#define REGISTRY_NUMBERING_H

/* The last number given in each series, where nothing is kept of them: a trial import undoes what
 * it wrote with every group of rows, and numbers are to go on in the next. */

#include <stddef.h>
#include <stdint.h>

struct numbering {
    struct numbered {
        uint64_t series; /* a hash of its name; 0: free */
        uint64_t last;
    } * entries;
    size_t count, size;
};

/* 0 where none was given. numbering may be NULL. */
uint64_t numbering_last(const struct numbering *numbering, const char *series);
/* Notes a number, where it is higher than the last. */
void numbering_note(struct numbering *numbering, const char *series, uint64_t number);
void numbering_free(struct numbering *numbering);

#endif

#ifndef TEXT_FAULT_H
#define TEXT_FAULT_H

/* What went wrong, as a message and its arguments. Nothing below the edge makes words of it:
 * a fault travels over the wire as it is and becomes a sentence in the clerk's language in
 * message_fault (text/message.h). */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "text/arena.h"

enum fault_kind {
    FAULT_NONE = 0,
    FAULT_DATA,         /* the clerk's to mend: exit status 1, shown at the field */
    FAULT_NOT_FOUND,    /* exit status 1 */
    FAULT_STALE,        /* somebody else changed the record meanwhile: exit status 1 */
    FAULT_USAGE,        /* wrong use of a command: exit status 2 */
    FAULT_RIGHTS,       /* no right to: exit status 3 */
    FAULT_SURROUNDINGS, /* disk, memory, network, keeper: exit status 4, try again */
    FAULT_DAMAGED,      /* data on the disk is not what was written: exit status 4, restore */
};

enum { FAULT_ARGUMENTS = 4 };

/* message is a message id (an English sentence marked N_(), with {1}..{4} where the arguments go)
 * or a text of a form in both languages, Chinese and English with BILINGUAL between them.
 * An argument that holds BILINGUAL is likewise shown in the clerk's language only; one that
 * starts with FAULT_TRANSLATE is itself a message id. */
#define BILINGUAL "\x1f"
#define FAULT_TRANSLATE "\x1e"

struct fault {
    enum fault_kind kind;
    bool warning;        /* let through, but said */
    bool note;           /* of warnings: nothing to mend, only what was made of it */
    const char *message; /* NULL when kind is FAULT_NONE */
    const char *field;   /* name of the field at fault, or NULL */
    const char *about;   /* another record than the one at hand: what it is called, or NULL */
    const char *rule;    /* id of the rule that was broken (registry/consistency.h), or NULL */
    const char *form;    /* with number: the record it is of, where a list of faults leads there */
    uint64_t number;
    const char *arguments[FAULT_ARGUMENTS];
};

/* Marks a message for the catalogue; the words are made at the edge. */
#define N_(text) text

/* Fills fault (which may be NULL) with copies in arena of up to four arguments, the list ended
 * by NULL (also after four); message and field are kept as they are. Returns false, so that a
 * function can say `return fault_set(...)`. */
bool fault_set(struct fault *fault, struct arena *arena, enum fault_kind kind, const char *field,
               const char *message, ...) __attribute__((sentinel));

/* Copies every text of fault (which may be NULL) into arena, so that it outlives where it was
 * found.
 */
void fault_keep(struct fault *fault, struct arena *arena);

/* Several faults: a record's, a form file's. Items live in the arena given to faults_add. */
struct faults {
    struct fault *items;
    size_t count;
    size_t capacity;
};

/* Adds an empty fault and returns it; the pointer holds until the next addition. */
struct fault *faults_add(struct faults *faults, struct arena *arena);
/* How many are not warnings. */
size_t faults_errors(const struct faults *faults);

/* The exit status that design.md gives this kind: 0 to 4. */
int fault_status(enum fault_kind kind);

#endif

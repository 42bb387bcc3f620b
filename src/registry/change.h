#ifndef REGISTRY_CHANGE_H
#define REGISTRY_CHANGE_H

/* A change in the making, within one write transaction: the records it will write, each with what
 * it was, and the faults found on the way. Nothing is written before change_apply, so that a change
 * that turns out to be wrong leaves nothing behind. */

#include <time.h>
#include "registry/entry.h"
#include "registry/lookup.h"
#include "text/buffer.h"
#include "text/date.h"

struct change_item {
    struct record *record; /* as it shall be; number 0 until it is applied, when it is new */
    struct record *old;    /* as it is, NULL: new */
    struct bytes old_bytes;
    const struct field *refers; /* this field gets a reference to the record of item `target`, */
    size_t target;              /* which is new and stands before */
    bool by_number;             /* "@number", and not by its key */
    bool written;               /* by change_apply: false where nothing differed */
    bool released; /* its unique terms are out of the index already, for another of the change */
    bool sure;     /* made by rules of what stands already, and breaks none: not judged again */
    bool apart;    /* written by whom the change belongs to, with records of other changes */
    bool untold;   /* not among the effects that are answered: there may be thousands */
};

/* Why the state of an archive item may change: what a deed is about that no hand may key
 * (registry/keeping.h). */
enum keeping {
    KEEPING_KEYED, /* by no such deed */
    KEEPING_LENT,
    KEEPING_RETURNED,
    KEEPING_DESTROYED,
    KEEPING_TRANSFERRED,
    KEEPING_LOST,
    KEEPING_FOUND,
    KEEPING_HELD,      /* put on hold */
    KEEPING_RELEASED,  /* a hold ends */
    KEEPING_PROPOSED,  /* an appraisal begins */
    KEEPING_DECIDED,   /* lines of one are decided */
    KEEPING_APPROVED,  /* one is approved */
    KEEPING_WITHDRAWN, /* an appraisal or a transfer is given up */
    KEEPING_LISTED,    /* a transfer begins */
    KEEPING_CORRECTED, /* year and retention are put right */
    KEEPING_STRUCK,    /* a double is taken out */
};

struct change {
    struct registry *registry;
    struct transaction *transaction;
    struct arena *arena; /* of the transaction's try */
    const struct author *author;
    struct date today;
    struct date day; /* when it happened: what history by event day goes by */
    int64_t time;
    const char *action;        /* message id */
    const char *reason;        /* or NULL */
    uint64_t batch;            /* import batch, 0: none */
    uint64_t undoes;           /* the change that this one takes back, 0: none */
    uint64_t number;           /* of the change: given by change_apply where it is 0 */
    struct change_item *items; /* the record that is saved is the first */
    size_t count, capacity;
    struct change_index *index;     /* registry/change_index.h */
    struct faults faults;           /* of the record that is saved */
    struct act_question *questions; /* of an action (registry/act.h) */
    size_t question_count, question_capacity;
    struct fault *fault;  /* of the run: a damaged record */
    bool failed;          /* the store gave up, or a record is damaged: end at once */
    bool corrects;        /* what stood there was never so: no period of a residence ends by it */
    enum keeping keeping; /* what is done to archive items */
    bool describes;       /* say what descriptions of archive items lack (DA/T 18): an import */
    struct numbering *numbering; /* of a trial import (registry/numbering.h), or NULL */
    struct counted *counted;     /* counters of series that it moved (registry/series.h) */
    bool filing;                 /* how far an accession is arranged changes by this deed */
    bool carried; /* keys change places, and references have followed (references_move) */
    bool taught;  /* say what was made on the way (a household, a grid) */
    const char
        *checked_note; /* what rules warn of is marked as checked with it, NULL: it is said */
    const char *checked_rule; /* of this rule alone, NULL: of all */
    size_t checked_count;     /* warnings marked so */
};

/* A fault of the record that is saved; arguments ended by NULL. */
void change_error(struct change *change, const struct field *field, const char *message, ...)
    __attribute__((sentinel));
void change_warning(struct change *change, const struct field *field, const char *message, ...)
    __attribute__((sentinel));

/* The record as it will be after this change (it may be looked at, not altered), NULL where there
 * is none, it is removed, or change->failed. */
const struct record *change_see(struct change *change, const struct form *form, uint64_t number);
/* The same to be altered: it becomes part of the change. */
struct record *change_edit(struct change *change, const struct form *form, uint64_t number);
/* A new record, with its form's defaults, that becomes part of the change. */
struct record *change_new(struct change *change, const struct form *form);
void change_add(struct change *change, struct record *record, struct record *old,
                struct bytes old_bytes);
/* The item of a record of the change. */
struct change_item *change_item_of(struct change *change, const struct record *record);

/* The record of form that a reference leads to, in the change or in the store; NULL: nowhere. */
const struct record *change_follow(struct change *change, const struct form *form,
                                   const char *value);
/* Unique terms of every record of the change that belong to others are errors; for records other
 * than the first they name the record. */
bool change_check_unique(struct change *change);
/* Writes everything and the entry in the log. False: change->failed, or a clash is among the
 * faults. */
bool change_apply(struct change *change);
/* Rules that look at a change as a whole, one after the other, until it has failed. */
typedef void change_step(struct change *change);
void change_steps(struct change *change, change_step *const *steps, size_t count);
/* Tells open screens. After the transaction. */
void change_announce(const struct registry *registry, const struct author *author,
                     const struct form *form, uint64_t number, uint32_t version, bool many);

#endif

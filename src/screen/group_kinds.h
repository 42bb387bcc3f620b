#ifndef SCREEN_GROUP_KINDS_H
#define SCREEN_GROUP_KINDS_H

/* Which records are shown together with those that belong to them, and how: a table. */

#include "client/client.h"
#include "screen/rows.h"

enum { SHARED_MOST = 6, EXTRA_MOST = 3 };

enum group_place { GROUP_HOUSEHOLD, GROUP_ROOM, GROUP_BUILDING };

struct group_kind {
    enum group_place place;
    const char *form, *members; /* record types */
    const char *field;          /* of a member, that refers to the record */
    const char *omit;           /* field of the record that says nothing new, or NULL */
    /* What a new member begins with: fields of the record and of the member. They are the same for
     * all, and no column. */
    struct {
        const char *from, *to;
    } shared[SHARED_MOST];
    /* Columns after the first, before those of the lists. */
    struct {
        const char *field;
        unsigned width;
    } extra[EXTRA_MOST];
    void (*sort)(struct record **members, size_t count);
    bool (*counts)(const struct record *member);
    bool people;        /* those who live there are counted too */
    const char *count;  /* message id: {1} members, {2} people */
    const char *nobody; /* message id, where there are none */
};

/* NULL: records of the form are shown by themselves. */
const struct group_kind *group_kind_of(const struct form *form);
/* The columns of the members' list, without what they share; gone: their status stands where it is
 * seen. Returns their number. */
size_t group_columns(const struct group_kind *kind, const struct form *members, bool gone,
                     struct list_column columns[ROWS_COLUMNS_MOST]);

#endif

#ifndef WIRE_SHAPE_H
#define WIRE_SHAPE_H

/* A structure described by a table of its members, so that packing it, unpacking it strictly and
 * testing both need no code of its own. A structure is a CBOR array of its members in the order of
 * the table; an array of structures is an array of those.
 *
 * The tables take the kind of a member from its C type: WIRE(struct get_request, form). */

#include <stddef.h>
#include "registry/service.h"
#include "text/packing.h"

enum member_kind {
    MEMBER_TEXT,    /* const char *, NULL allowed */
    MEMBER_BOOL,    /* bool */
    MEMBER_LONG,    /* uint64_t, size_t: up to INT64_MAX */
    MEMBER_SHORT,   /* uint32_t, unsigned, and an enumeration with most */
    MEMBER_SIGNED,  /* int64_t */
    MEMBER_RECORD,  /* struct record *, NULL allowed */
    MEMBER_FAULT,   /* struct fault */
    MEMBER_FAULTS,  /* struct faults */
    MEMBER_DATE,    /* struct date */
    MEMBER_NESTED,  /* a structure of another shape */
    MEMBER_ARRAY,   /* a pointer to structures, their number beside it */
    MEMBER_TEXTS,   /* a pointer to texts, their number beside it */
    MEMBER_RECORDS, /* a pointer to records, their number beside it */
    MEMBER_COUNTS,  /* a pointer to uint64_t, one for each form of the set; NULL allowed */
};

struct shape;

struct member {
    enum member_kind kind;
    size_t offset;
    size_t count_offset;       /* of the size_t that counts an array */
    const struct shape *shape; /* of what is nested */
    size_t most; /* of an array: items; of an enumeration: its greatest value; 0: no limit */
};

struct shape {
    size_t size; /* of the structure */
    const struct member *members;
    size_t count;
};

#define WIRE_KIND(type, name)                                                                      \
    _Generic(((type *)0)->name,                                                                    \
        const char *: MEMBER_TEXT,                                                                 \
        bool: MEMBER_BOOL,                                                                         \
        uint64_t: MEMBER_LONG,                                                                     \
        uint32_t: MEMBER_SHORT,                                                                    \
        int64_t: MEMBER_SIGNED,                                                                    \
        struct record *: MEMBER_RECORD,                                                            \
        const struct record *: MEMBER_RECORD,                                                      \
        struct fault: MEMBER_FAULT,                                                                \
        struct faults: MEMBER_FAULTS,                                                              \
        struct date: MEMBER_DATE,                                                                  \
        uint64_t *: MEMBER_COUNTS)
#define WIRE(type, name)                                                                           \
    {                                                                                              \
        .kind = WIRE_KIND(type, name), .offset = offsetof(type, name)                              \
    }
#define WIRE_ENUM(type, name, greatest)                                                            \
    {                                                                                              \
        .kind = MEMBER_SHORT, .offset = offsetof(type, name), .most = greatest                     \
    }
#define WIRE_NESTED(type, name, of)                                                                \
    {                                                                                              \
        .kind = MEMBER_NESTED, .offset = offsetof(type, name), .shape = &(of)                      \
    }
#define WIRE_ARRAY(type, name, number, of)                                                         \
    {                                                                                              \
        .kind = MEMBER_ARRAY, .offset = offsetof(type, name),                                      \
        .count_offset = offsetof(type, number), .shape = &(of)                                     \
    }
#define WIRE_MANY(type, name, number, member_kind, limit)                                          \
    {                                                                                              \
        .kind = member_kind, .offset = offsetof(type, name),                                       \
        .count_offset = offsetof(type, number), .most = limit                                      \
    }
#define SHAPE(type, table)                                                                         \
    {                                                                                              \
        .size = sizeof(type), .members = table, .count = sizeof(table) / sizeof(table)[0]          \
    }

/* False when a record in it has a form or a field that the set has not; what was packed until then
 * is of no use. A record of an older set is packed by the names of its fields. */
bool shape_pack(const struct shape *shape, const void *from, const struct form_set *forms,
                struct buffer *out);

/* False, and in->failed, when the bytes are not exactly this shape: another number of members,
 * another type, an unknown form, too many items. Memory taken stays in proportion to the bytes. */
bool shape_unpack(const struct shape *shape, struct unpack *in, const struct form_set *forms,
                  struct arena *arena, void *into);

#endif

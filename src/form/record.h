#ifndef FORM_RECORD_H
#define FORM_RECORD_H

/* A record in memory: canonical text for each field. */

#include "form/form.h"
#include "text/date.h"

struct record {
    const struct form *form;
    uint64_t number;     /* 0: new */
    uint32_t version;    /* 0: new; 1 is the first */
    uint64_t change;     /* number of the change that made this version */
    uint64_t batch;      /* import batch it came with, 0: none */
    bool removed;        /* deleted: kept in history, in no list */
    const char **values; /* form->field_count of them, NULL where empty; canonical */
    struct date day;     /* of a record as it was: ages are those on this day; year 0: as it is */
    const char *unknown; /* packed fields whose tags the form does not have, kept on rewriting */
    size_t unknown_length;
    size_t unknown_count;
};

/* An empty record in arena. */
struct record *record_new(const struct form *form, struct arena *arena);
struct record *record_copy(const struct record *record, struct arena *arena);
const char *record_value(const struct record *record, const char *field); /* NULL when empty or no
                                                                             such field */
/* The value of a field; NULL where it is empty, or where there is no such field or no record. */
const char *value_of(const struct record *record, const struct field *field);
/* The same; NULL too where it is a reason for having none (form/missing.h). */
const char *known_of(const struct record *record, const struct field *field);
void record_put(struct record *record, const struct field *field, const char *canonical);
/* By name; a field that the form does not have is passed over. */
void value_put(struct record *record, const char *field, const char *canonical);
/* By name; the field must exist (an error of ours otherwise: abort). */
void record_put_named(struct record *record, const char *field, const char *canonical);
bool record_equal(const struct record *a, const struct record *b); /* values alone */

/* Bytes on the disk: an array [format version, version, change, batch, removed, {tag: text}] in
 * CBOR. Code values, dates and numbers are text too: a record can be read in thirty years. */
struct buffer;
void record_pack(const struct record *record, struct buffer *out);
/* NULL and FAULT_DAMAGED naming the form and number when the bytes are no record. Fields the form
 * does not have stay in unknown. */
struct record *record_unpack(const struct form *form, uint64_t number, const void *bytes,
                             size_t length, struct arena *arena, struct fault *fault);
/* Only the values that wanted (an array of field_count) names, for scans over many records. */
bool record_unpack_some(struct record *into, const bool *wanted, uint64_t number, const void *bytes,
                        size_t length, struct arena *arena);

/* Index terms of a record; tags are field tag * 8 + kind (form.h). Arrays grow in arena. */
struct record_term {
    uint16_t tag;
    bool unique;
    const char *text;
};
struct record_terms {
    struct record_term *items;
    size_t count, capacity;
};
void record_terms(const struct record *record, struct arena *arena, struct record_terms *terms);
/* The term of a canonical value in the exact or unique index of its field; "" for "". */
const char *field_term(const struct field *field, const char *canonical, struct arena *arena);
/* What stands for a value (NULL: empty) in the order of lists: people by pinyin, numbers by size.
 */
const char *field_sort_term(const struct field *field, const char *value, struct arena *arena);
/* The tag under which each record of the form has exactly one term, in the order of form->order
 * (people by pinyin, numbers by size, empty ones last); 0 where lists stand in order of entry. */
uint16_t form_order_tag(const struct form *form);
/* Version of the rules by which terms are made; a registry built with another rebuilds its index.
 */
enum { RECORD_TERMS_VERSION = 2 };

/* Completed years since the date that an age field counts from, or days, which are counted only
 * where the field is asked; -1 where there is no date, or it is still to come. */
int record_age(const struct record *record, const struct field *field, const struct date *on);

/* What people see: a code's name, a date, a phone, several values joined by "; ", in arena. */
const char *record_display(const struct record *record, const struct field *field, int language,
                           struct arena *arena);
/* The serial number of a record ("T0000123"), "" where its field is not of that type, another
 * number is there, or the record is new. */
const char *record_serial(const struct record *record, const struct field *field,
                          struct arena *arena);
/* That of the record's first field of the type, "" where it has none. */
const char *record_own_serial(const struct record *record, struct arena *arena);
/* What a text names as a serial number of the form: true and the record's number. */
bool form_serial(const struct form *form, const char *text, uint64_t *number);
/* The same for one canonical value. */
const char *field_display(const struct field *field, const char *value, int language,
                          struct arena *arena);
/* What the record is called: its title field, else its key, else @number. */
const char *record_title(const struct record *record, int language, struct arena *arena);
/* Its detail fields in one line, without codes that are as in most records: their default. */
const char *record_detail(const struct record *record, int language, struct arena *arena);

#endif

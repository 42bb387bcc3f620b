#ifndef FORM_CHECK_H
#define FORM_CHECK_H

/* From what was typed or imported to canonical values, and the checks a form states. */

#include "form/record.h"
#include "text/date.h"

/* The canonical value of text for this field: folded, normalised, a code found by any of its names,
 * a date in ISO, the ID number folded and upgraded from 15 digits. "" gives NULL and no fault, and
 * so does what means nothing in sheets (无, -, /) where the field is no free text. NULL and a fault
 * (added to faults, naming the field) where it is none; *warned faults are added too. Does
 * everything that concerns one value alone: type, length, range, pattern. */
const char *field_read(const struct field *field, const char *text, size_t length,
                       const struct date *today, struct arena *arena, struct faults *faults);

/* Fills what is empty and follows: the default of a required field; the document type where an ID
 * number is given, sex and birth date from a citizen ID number. */
void record_fill(struct record *record, const struct date *today, struct arena *arena);

/* The whole record: required fields (only those that are asked), fields that are not to be asked
 * but hold something (a warning), the ID number against its document type (GB
 * 11643 only for ID cards), sex and birth date against the number, and every rule of the form. All
 * faults at once. */
void record_check(const struct record *record, const struct date *today, struct arena *arena,
                  struct faults *faults);

/* The same for a record that was saved before as old (NULL: record_check): a required value that
 * old lacked too, though it was asked, is a warning, so that a form can grow by a required field
 * and the records it has can still be worked with. */
void record_check_change(const struct record *record, const struct record *old,
                         const struct date *today, struct arena *arena, struct faults *faults);

/* What record_check says of one field: for the screen, as soon as the field is left. */
void record_check_field(const struct record *record, const struct field *field,
                        const struct date *today, struct arena *arena, struct faults *faults);

/* A new record with defaults, and with the carried values of before (may be NULL). */
struct record *record_start(const struct form *form, const struct record *before,
                            const struct date *today, struct arena *arena);
/* Whether the field is asked in this record, by its condition. */
bool field_asked(const struct field *field, const struct record *record, const struct date *today);

#endif

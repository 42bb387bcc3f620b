#ifndef FORM_MISSING_H
#define FORM_MISSING_H

/* Why a field has no value, though it was asked for: nobody knows it, it cannot be read, or it was
 * refused. In fields that allow for it (the form's word `missing`) the reason is kept where the
 * value would be. Everything that asks for a value finds none there: conditions, rules, indexes,
 * ages, counts; only a condition that names the reason finds it. */

#include <stdbool.h>
#include <stddef.h>

/* As a record keeps them; no other value of such a field is one of these. */
#define MISSING_UNKNOWN "?unknown"
#define MISSING_ILLEGIBLE "?illegible"
#define MISSING_REFUSED "?refused"

/* The reason that text means: one, two or three question marks, its word in either language, or as
 * it is kept, in letters of either width and case and with blanks of any kind about them. NULL
 * where it means none. */
const char *missing_read(const char *text, size_t length);
/* Whether a value that a record keeps is a reason for having none. NULL is not. */
bool missing_is(const char *value);
/* A value, NULL where it is a reason. */
const char *missing_none(const char *value);
/* The reason in a language. */
const char *missing_name(const char *value, int language);

#endif

#ifndef COMMAND_JSON_H
#define COMMAND_JSON_H

/* Records as JSON objects: field names, canonical values and codes as texts, several values as an
 * array, empty fields left out; "key" and "version" name the record as `save` takes it. */

#include <jansson.h>
#include "form/record.h"

extern const char json_key[];     /* "key" */
extern const char json_version[]; /* "version" */
extern const char json_members[]; /* "members": of a household, only to be read */

/* What people and scripts call the record: its key field's value, else @number. In arena. */
const char *record_key(const struct record *record, struct arena *arena);

/* An object with key, version and every kept field; the caller frees it with json_decref. */
json_t *json_record(const struct record *record, struct arena *arena);
/* Adds one field under its name where it is not empty; computed ages too. */
void json_field(json_t *object, const struct record *record, const struct field *field,
                struct arena *arena);

/* Writes the object as one line on standard output. */
void json_line(const json_t *object);

/* A JSON value as the text a person would have typed into field, in arena: strings as they are,
 * numbers and yes or no written out, arrays joined for a field of several values, null as "". NULL
 * where it is an object, an array in an array, or several values for a field that takes one:
 * *message then says so. */
const char *json_typed(const json_t *value, const struct field *field, struct arena *arena,
                       const char **message);

#endif

#ifndef COMMAND_INPUT_H
#define COMMAND_INPUT_H

/* A file to be imported: read once to find out what it is, then row after row.
 *
 * Rows are CSV with comma, semicolon or tab (found out from the first lines), or JSON objects, one
 * a line. Quotes may stand around a cell and hold line ends. Empty lines are no rows. */

#include <stdint.h>
#include <stdio.h>
#include "text/encoding.h"

enum { INPUT_DIGEST_SIZE = 65 };

struct input {
    FILE *file;
    const char *name;       /* for people */
    uint64_t size;          /* bytes */
    enum encoding encoding; /* never ENCODING_AUTO */
    bool marked;            /* it starts with a byte order mark */
    bool json;
    char separator; /* of CSV */
    bool returns;   /* lines end with CR LF */
    uint64_t bad;   /* sequences that are no characters */
    /* Of the text: the same in any encoding. */
    char digest[INPUT_DIGEST_SIZE];
};

/* Opens the file ("-": standard input, kept in a nameless file meanwhile) and reads it through.
 * False with a fault: it cannot be read, holds nothing, or a quotation mark is opened and never
 * closed (FAULT_DATA naming the line). The caller closes. */
bool input_open(struct input *input, const char *path, enum encoding encoding, struct arena *arena,
                struct fault *fault);
void input_close(struct input *input);
/* Whether file is the one that is read: what is said of the rows must not go over them. */
bool input_is(const struct input *input, FILE *file);

struct input_row {
    uint64_t number;    /* as a spreadsheet numbers rows: the first is 1 */
    const char **cells; /* as they stand in the file */
    size_t count;
    bool blank;       /* no cell holds anything */
    const char *bad;  /* bytes that were no character, in hex; "" when unknown; NULL: none */
    const char *line; /* of JSON: the whole line; cells is empty then */
};

/* Calls visit for each row from the first on; a row is valid during the call. visit returns false
 * to stop. *read (may be NULL) follows the bytes read. False with a fault where reading failed. */
typedef bool input_visit(void *context, const struct input_row *row);
bool input_rows(struct input *input, input_visit *visit, void *context, uint64_t *read,
                struct arena *arena, struct fault *fault);

#endif

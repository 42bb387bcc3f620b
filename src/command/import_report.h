#ifndef COMMAND_IMPORT_REPORT_H
#define COMMAND_IMPORT_REPORT_H

/* What an import has to say about single rows: the first of them, and how many there were. A trial
 * (--check) also counts each kind of error, warning and note, and writes every one of them to a
 * file where it is asked to. */

#include <stdio.h>
#include "command/input.h"
#include "form/form.h"

enum { REPORT_LISTED = 20, REPORT_KINDS_MOST = 200 };

enum severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_NOTE, SEVERITIES };

struct report_list {
    uint64_t count;
    const char *notes[REPORT_LISTED];
};

/* One thing that is said of many rows. */
struct report_sort {
    enum severity severity;
    const char *message; /* id */
    const char *field, *words;
    uint64_t count, first; /* rows; the first of them */
};

struct report {
    const struct form *form;
    struct arena *arena;
    struct report_list errors, warnings;
    bool check;
    struct report_sort *sorts;
    size_t sort_count;
    uint64_t totals[SEVERITIES];
    FILE *file; /* of every one of them, or NULL */
    const char *path;
    int error; /* errno of the first thing that could not be written there */
};

/* Label of the field in the clerk's language, "" where the fault is the whole row's. */
const char *report_field(const struct report *report, const struct fault *fault,
                         struct arena *arena);
void report_error(struct report *report, uint64_t row, const char *field, const char *reason);
void report_warning(struct report *report, uint64_t row, const char *field, const char *reason);
/* Of a trial: one fault among those of a row (0: of the file), counted by its kind and written to
 * the file. Otherwise nothing. */
void report_count(struct report *report, uint64_t row, const struct fault *fault,
                  struct arena *scratch);
/* The file that everything is written to: CSV with severity, row, column and words. False with a
 * fault where it cannot be made, or is the input. */
bool report_file_open(struct report *report, const char *path, const struct input *input,
                      struct fault *fault);
/* Back to so many of each: the rows after them come again. A trial starts again. */
void report_return(struct report *report, uint64_t errors, uint64_t warnings);
/* Everything on standard error. */
void report_say(const struct report *report);
/* Closes the file; false with a fault where not everything could be written. */
bool report_file_close(struct report *report, struct fault *fault);

#endif

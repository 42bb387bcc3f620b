#ifndef COMMAND_IMPORT_REPORT_H
#define COMMAND_IMPORT_REPORT_H

/* What an import has to say about single rows: the first of them, and how many there were. */

#include "form/form.h"

enum { REPORT_LISTED = 20 };

struct report_list {
    uint64_t count;
    const char *notes[REPORT_LISTED];
};

struct report {
    const struct form *form;
    struct arena *arena;
    struct report_list errors, warnings;
};

/* Label of the field in the clerk's language, "" where the fault is the whole row's. */
const char *report_field(const struct report *report, const struct fault *fault,
                         struct arena *arena);
void report_error(struct report *report, uint64_t row, const char *field, const char *reason);
void report_warning(struct report *report, uint64_t row, const char *field, const char *reason);
/* Back to so many of each: the rows after them come again. */
void report_return(struct report *report, uint64_t errors, uint64_t warnings);
/* Everything on standard error. */
void report_say(const struct report *report);

#endif

#ifndef PAPER_PAPER_H
#define PAPER_PAPER_H

/* Printing: the records that a layout is for, laid out on the pages of a device. Only this folder
 * knows fonts and PDF (pango, cairo) and QR codes (libqrencode); of these pdf.c and code.c alone,
 * which the program itself does not link: they take time and memory at the start. They are in a
 * program of their own, jumin-pdf, which `jumin print` puts in its place. */

#include "client/client.h"
#include "paper/device.h"

struct paper_job {
    struct client *client;
    const struct paper_layout *layout;
    const char *const *keys; /* the records, by what people call them; none: those that where finds
                              */
    size_t key_count;
    const char *where; /* a query on the layout's form, or NULL: all */
    struct device *device;
    service_progress *progress; /* or NULL; of the records, then of the pages; false stops it */
    void *context;
};

struct paper_done {
    uint64_t records; /* that stand on the paper, rows or labels; of sheets without rows the sheets
                       */
    uint64_t pages;
};

/* False with a fault: no such record, none that meets the conditions, the keeper lost, no room,
 * stopped; without one where job->device could not write. Words are in the clerk's language. */
bool paper_print(const struct paper_job *job, struct arena *arena, struct paper_done *done,
                 struct fault *fault);

/* Text in fixed columns for a line printer: columns to a line (80, 132), pages parted by form
 * feeds. Large type and codes are as other text. */
struct device *plain_open(unsigned columns, device_write *out, void *context);

/* A PDF with its fonts in it; its text can be searched and copied. Weak: NULL in a program that
 * does not link it. */
struct device *pdf_open(device_write *out, void *context) __attribute__((weak));

#endif

#ifndef SCREEN_PRINTING_H
#define SCREEN_PRINTING_H

/* Printing from a screen: what, by which layout, how and where to. printing.c asks, print_run.c has
 * it done. */

#include "screen/view.h"

/* Whether any layout is of this form. */
bool printing_offered(struct screen *screen, const struct form *form);
/* Asks, over owner. record: the one at hand; listed: it is one of those that query (NULL: all)
 * finds, which may be printed too. */
void printing_open(struct view *owner, const struct record *record, bool listed, const char *query);

/* What `jumin print` is to do. */
struct print_order {
    const char *layout;
    const char *key;     /* of the one record, or NULL: all that query finds */
    const char *query;   /* "" or NULL: all */
    const char *format;  /* "pdf" or "text" */
    const char *columns; /* of text, or NULL */
    const char *path;    /* of the file; NULL: printer */
    bool replace;        /* where there is such a file */
};
/* Has the program do it in a process of its own, shows how far it is, and says where it went; any
 * key stops it. */
void print_run(struct screen *screen, const struct print_order *order);

#endif

#ifndef SCREEN_SCREEN_H
#define SCREEN_SCREEN_H

/* The terminal interface: everything a clerk sees and keys. */

#include "client/client.h"

struct screen_options {
    bool language_forced; /* the language was named (-l): kept even where the terminal seems unable
                             to draw hanzi */
    bool ascii;       /* no line-drawing characters; JUMIN_ASCII in the environment says so too */
    const char *keys; /* file that remaps keys (screen/keys.h), or NULL: JUMIN_KEYS, else
                         jumin/keys in XDG_CONFIG_HOME or ~/.config where there is one */
    const char *form; /* the list to open with, or NULL: the first screen alone */
    const char *find; /* what to look up at once, or NULL */
};

/* Runs until the clerk leaves or the line is cut. Returns the exit status; what kept it from
 * starting is said on standard error. message_start has been called before. */
int screen_run(struct client *client, const struct screen_options *options);

#endif

#ifndef CLIENT_FILES_H
#define CLIENT_FILES_H

/* Electronic files that archive records refer to: fields `file`, a path on the clerk's machine, and
 * `sha256`, the digest it had when it was filed. The keeper never reads them. A path that does not
 * begin with / is taken from the folder `files` of the registry. */

#include "client/client.h"

enum { FILE_DIGEST = 64 }; /* hexadecimal digits */

enum file_state {
    FILE_SAME,
    FILE_MISSING,  /* or it cannot be read here */
    FILE_CHANGED,  /* another digest than was kept */
    FILE_UNPROVED, /* no digest was kept */
    FILE_STATES
};
/* Message ids. */
extern const char *const file_state_words[FILE_STATES];

/* Whether records of the form refer to files so. */
bool files_of(const struct form *form);
/* The path of the record's file, in arena; NULL: it has none. */
const char *file_path(struct client *client, const struct record *record, struct arena *arena);
enum file_state file_verify(struct client *client, const struct record *record,
                            struct arena *arena);
/* The record with the digest of its file, where it has a file that can be read here and no digest,
 * or the digest of another file than before: a copy in arena; otherwise itself. A digest that is
 * there stays, because it is the proof. */
const struct record *file_prove(struct client *client, const struct record *record,
                                struct arena *arena);

#endif

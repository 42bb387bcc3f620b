#ifndef WIRE_VERB_H
#define WIRE_VERB_H

/* What can be asked of a keeper: one table that both sides read. Structures that service.h does not
 * have, because there they are arguments of a function, are here. */

#include "wire/shape.h"

/* Of the messages and of every shape: the keeper refuses a client that speaks another. */
enum { WIRE_PROTOCOL = 3 };

enum verb_number {
    VERB_HELLO, /* first in every session, and only there */
    VERB_ABOUT,
    VERB_GET,
    VERB_SAVE,
    VERB_REMOVE,
    VERB_LIST,
    VERB_COUNT,
    VERB_FIND,
    VERB_HISTORY,
    VERB_AS_OF,
    VERB_IMPORT_BEGIN,
    VERB_IMPORT_ROWS,
    VERB_VERIFY,
    VERB_BACKUP,
    VERB_STOP,
    VERB_ACT,
    VERB_UNDO,
    VERB_REPORT,
    VERB_REPORT_NAMES,
    VERB_DOUBLES,
    VERB_DOUBLES_SCAN,
    VERB_UNDO_BATCH,
    VERB_JUDGE,
    VERB_TREE,
    VERB_QUALITY,
    VERB_WHERE,
    VERB_SHELVES,
    VERB_NUMBERS
};

struct verb {
    const char *name;
    const struct shape *asks;    /* NULL: no body */
    const struct shape *answers; /* NULL: no body */
    size_t most;                 /* bytes of a request; 0: MESSAGE_MOST */
    bool once;                   /* not asked again of the next keeper when an answer was lost */
};
/* NULL where there is no such verb. */
const struct verb *verb_of(uint64_t number);

/* The protocol stands first for ever, so that any two versions can tell each other apart. */
struct hello {
    uint32_t protocol;
    const char *program; /* version, for people */
    const char *kind;    /* "screen", "import" … */
    bool watch;          /* announcements wanted */
    const char *digest;  /* of the client's form set */
};
struct hello_answer {
    uint64_t session;
    const char *user; /* who the kernel says is asking */
};

struct record_answer {
    struct record *record;
};
struct as_of_request {
    struct get_request get;
    struct date day;
    bool known;
};
/* struct import_rows with its texts counted: count rows of as many fields as the import began with.
 */
struct rows_request {
    uint64_t batch;
    uint64_t first;
    const char **texts;
    size_t text_count;
    size_t count;
    bool last;
};
enum { ROWS_TEXTS_MOST = 400000, ROWS_FIELDS_MOST = 1000, TREE_PATH_MOST = 16 };
struct verify_answer {
    uint64_t wrong;
};
struct backup_request {
    const char *directory;
};

/* Bodies of the messages nobody asked for. */
struct progress {
    uint64_t done;
    uint64_t total;
};
struct fault_body {
    struct fault fault;
};
extern const struct shape shape_progress;
extern const struct shape shape_fault;
extern const struct shape shape_announcement;

#endif

#ifndef FAULT_SITE_H
#define FAULT_SITE_H

/* A registry in a folder of its own, worked on by build/jumin (or $JUMIN_PROGRAM) as scripts do,
 * and the means to hurt its keeper. Everything fails the test it is called from. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include "text/buffer.h"

struct site {
    char folder[64]; /* holds the registry and files of the test */
    char registry[160];
    uint32_t seed;     /* of site_random */
    struct buffer out; /* of the last site_run: standard output, and the end of standard error */
    struct buffer err;
};

/* Makes an empty registry. */
void site_make(struct site *site, uint32_t seed);
/* Ends the keeper and takes the folder away. */
void site_clear(struct site *site);

/* Runs the program with words, ended by NULL, and returns its exit status. */
int site_run(struct site *site, ...) __attribute__((sentinel));
/* Starts the program and returns its process; *in and *out are its standard input and output. */
pid_t site_start(struct site *site, int *in, int *out, const char *const *words);
/* The exit status of a process that is about to end; 1000 + the signal that killed it. */
int site_wait(pid_t process);

/* The process that keeps the registry; 0: none does. */
pid_t site_keeper(struct site *site);
/* Kills it, and returns when it is gone; false when there was none. */
bool site_kill(struct site *site);
/* Tells it to end, and returns when it has. */
void site_stop(struct site *site);

/* A number below limit, the same for the same seed. */
uint32_t site_random(struct site *site, uint32_t limit);

/* An invented person's ID number, another for every number below 1,000,000. */
enum { PERSON_ID = 19 };
void person_id(unsigned number, char id[PERSON_ID]);
/* And the number of a person by the ID number; -1 where it is nobody's. */
long person_number(const char *id);
/* A line for `save resident`. */
void person_line(unsigned number, struct buffer *out);

/* Asserts that verify finds nothing wrong. */
void site_verify(struct site *site);
/* Marks in there (of count) everybody who is in the registry; returns how many records it has. */
size_t site_people(struct site *site, bool *there, size_t count);

#endif

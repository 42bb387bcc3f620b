#ifndef KEEPER_KEEPER_H
#define KEEPER_KEEPER_H

/* The keeper: the one process that has the registry open. Listens on <registry>/keeper.sock (mode
 * 0660), knows its peers from the kernel (SO_PEERCRED), one thread for a session. */

#include <stdbool.h>
#include <stddef.h>
#include "text/arena.h"
#include "text/fault.h"

struct keeper_options {
    const char *directory;
    const char *forms;
    bool on_demand; /* started by a client: ends when the last session has been gone for idle
                       seconds */
    unsigned idle;  /* 0: 30 */
    int ready; /* a descriptor: one byte is written when it listens, then it is closed; -1: none */
    size_t cache_bytes;     /* 0: the registry's setting, or 64 MiB */
    unsigned sessions;      /* how many at most; 0: 200 */
    unsigned user_sessions; /* of one user; 0: 64 */
    unsigned
        patience; /* seconds a client may take over half a message, or to read an answer; 0: 30 */
};

/* Serves until SIGTERM, SIGINT, SIGHUP, a client's wish, or idleness; then finishes what runs,
 * closes and returns true. Where another keeper has the registry it returns true at once when
 * on_demand, otherwise a fault that says so. It sets the umask of the process to 007 and its number
 * into <registry>/keeper.lock, which stays locked (flock) while it runs. After a damage that only a
 * new start can mend it ends with FAULT_DAMAGED or FAULT_SURROUNDINGS: exit status 4. */
bool keeper_run(const struct keeper_options *options, struct arena *arena, struct fault *fault);

#endif

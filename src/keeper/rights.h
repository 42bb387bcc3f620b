#ifndef KEEPER_RIGHTS_H
#define KEEPER_RIGHTS_H

/* Who is asking, and what they may. */

#include <stdint.h>
#include "text/fault.h"

enum role {
    ROLE_NONE,
    ROLE_READ,  /* looks things up */
    ROLE_WRITE, /* saves, imports */
    ROLE_ADMIN, /* backs up, verifies, stops the keeper */
};

struct peer {
    uint32_t uid;
    char user[64]; /* login name; "uid 1234" for one that has none */
};

/* The process on the other side of a connected Unix socket, as the kernel knows it. */
bool peer_read(int socket, struct peer *peer);

/* The role of user by <directory>/clerks: lines of a login name and read, write or admin; empty
 * lines and what follows # do not count. Where there is no such file everybody who can reach the
 * socket is an admin. False: the user is not listed or the file is faulty (FAULT_RIGHTS, naming the
 * line). */
bool rights_read(const char *directory, const char *user, struct arena *arena, enum role *role,
                 struct fault *fault);

#endif

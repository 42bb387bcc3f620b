#define _GNU_SOURCE /* struct ucred */
#include "keeper/rights.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include "text/place.h"

static const char *const role_names[] = {
    [ROLE_READ] = "read",
    [ROLE_WRITE] = "write",
    [ROLE_ADMIN] = "admin",
};

bool peer_read(int socket, struct peer *peer)
{
    struct ucred credentials;
    socklen_t length = sizeof credentials;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0)
        return false;
    peer->uid = credentials.uid;
    snprintf(peer->user, sizeof peer->user, "uid %u", (unsigned)credentials.uid);
    struct passwd entry, *found = NULL;
    size_t room = 16 * 1024;
    char *texts = memory_alloc(room);
    if (getpwuid_r(credentials.uid, &entry, texts, room, &found) == 0 && found &&
        strlen(found->pw_name) < sizeof peer->user)
        strcpy(peer->user, found->pw_name);
    free(texts);
    return true;
}

static enum role role_named(const char *name)
{
    for (int role = ROLE_READ; role <= ROLE_ADMIN; role++)
        if (strcmp(name, role_names[role]) == 0)
            return (enum role)role;
    return ROLE_NONE;
}

/* True when the line is whole; *role is set where it is the user's. */
static bool line_read(char *line, const char *user, enum role *role)
{
    char *state;
    char *comment = strchr(line, '#');
    if (comment)
        *comment = '\0';
    char *name = strtok_r(line, " \t\r\n", &state);
    if (!name)
        return true;
    char *word = strtok_r(NULL, " \t\r\n", &state);
    enum role given = word ? role_named(word) : ROLE_NONE;
    if (given == ROLE_NONE || strtok_r(NULL, " \t\r\n", &state))
        return false;
    if (strcmp(name, user) == 0)
        *role = given;
    return true;
}

bool rights_read(const char *directory, const char *user, struct arena *arena, enum role *role,
                 struct fault *fault)
{
    const char *path = place_join(arena, directory, "clerks", NULL);
    FILE *file = fopen(path, "re");
    *role = ROLE_NONE;
    if (!file && errno == ENOENT) {
        *role = ROLE_ADMIN;
        return true;
    }
    if (!file)
        return fault_set(fault, arena, FAULT_RIGHTS, NULL, N_("{1} cannot be read: {2}"), path,
                         strerror(errno), NULL);
    char *line = NULL;
    size_t room = 0, number = 0, wrong = 0;
    while (!wrong && getline(&line, &room, file) >= 0) {
        number++;
        if (!line_read(line, user, role))
            wrong = number;
    }
    free(line);
    fclose(file);
    if (wrong)
        return fault_set(fault, arena, FAULT_RIGHTS, NULL,
                         N_("{1}, line {2}: not a login name and read, write or admin."), path,
                         arena_format(arena, "%zu", wrong), NULL);
    if (*role == ROLE_NONE)
        return fault_set(fault, arena, FAULT_RIGHTS, NULL,
                         N_("{1} is not listed in {2}: ask whoever looks after this registry."),
                         user, path, NULL);
    return true;
}

#define _GNU_SOURCE /* O_PATH, SOCK_CLOEXEC */
#include "wire/address.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* A long path goes through a descriptor of the folder, which the caller closes when not -1. */
static bool address_fill(const char *directory, struct sockaddr_un *address, int *folder)
{
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    *folder = -1;
    size_t room = sizeof address->sun_path;
    int length = snprintf(address->sun_path, room, "%s/%s", directory, ADDRESS_SOCKET);
    if (length > 0 && (size_t)length < room)
        return true;
    *folder = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (*folder < 0)
        return false;
    snprintf(address->sun_path, room, "/proc/self/fd/%d/%s", *folder, ADDRESS_SOCKET);
    return true;
}

/* Closes what is not wanted any more and keeps errno. */
static void drop(int descriptor)
{
    int kept = errno;
    if (descriptor >= 0)
        close(descriptor);
    errno = kept;
}

int address_connect(const char *directory)
{
    struct sockaddr_un address;
    int folder;
    if (!address_fill(directory, &address, &folder))
        return -1;
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor >= 0 && connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0) {
        drop(descriptor);
        descriptor = -1;
    }
    drop(folder);
    return descriptor;
}

int address_listen(const char *directory, int queue)
{
    struct sockaddr_un address;
    int folder;
    if (!address_fill(directory, &address, &folder))
        return -1;
    unlink(address.sun_path);
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor >= 0 && (bind(descriptor, (struct sockaddr *)&address, sizeof address) != 0 ||
                            chmod(address.sun_path, 0660) != 0 || listen(descriptor, queue) != 0)) {
        drop(descriptor);
        descriptor = -1;
    }
    drop(folder);
    return descriptor;
}

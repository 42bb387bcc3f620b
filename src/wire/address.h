#ifndef WIRE_ADDRESS_H
#define WIRE_ADDRESS_H

/* Where the keeper of a registry is reached: the socket keeper.sock in the registry's folder, also
 * where the folder's path is longer than the address of a socket may be. */

#define ADDRESS_SOCKET "keeper.sock" /* where clients connect */
#define ADDRESS_LOCK                                                                               \
    "keeper.lock"                    /* the keeper has it locked (flock); holds its process number \
                                      */
#define ADDRESS_START "keeper.start" /* locked (flock) by the client that starts a keeper */
#define ADDRESS_LOG "keeper.log"     /* what a keeper started by a client had to say */

/* A connected socket, close-on-exec and not blocking, or -1 with errno: ENOENT or ECONNREFUSED when
 * nobody listens, EAGAIN when the queue is full, EACCES without the right to. */
int address_connect(const char *directory);
/* A listening socket of mode 0660, replacing a stale one: the caller holds the lock. -1 with errno.
 */
int address_listen(const char *directory, int queue);

#endif

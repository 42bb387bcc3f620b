#ifndef COMMAND_DEMO_H
#define COMMAND_DEMO_H

/* What the parts of the command demo share: demo.c (people, households, archive) and demo_homes.c
 * (buildings, rooms, second documents). */

#include "client/client.h"
#include "command/invent.h"
#include "command/progress.h"

struct invocation;

struct demo {
    struct invocation *invocation;
    struct client *client;
    struct invention *invention;
    const char *community, *name;
    uint64_t residents, seed, households, items;
    struct rented { /* rooms that households rent, and who of the community owns them */
        uint64_t household;
        unsigned most; /* members */
        char owner[36];
    } * rented;
    size_t rented_count, rented_capacity;
    struct holder { /* who has a second document */
        uint64_t household;
        unsigned most, member;
        char id_number[36];
    } * holders;
    size_t holder_count, holder_capacity;
    char owner[36]; /* of the household before */
    struct progress progress;
    uint64_t done, total;
};

/* Rows on their way: texts in an arena of their own, sent when there are enough. */
struct sending {
    struct demo *demo;
    size_t columns;
    uint64_t batch, first;
    struct arena *arena;
    const char **values;
    size_t count;
    struct fault *fault;
};

/* The place of the next row's values; a text or a day (NULL for none) that lives until it is sent;
 * the row is complete. */
const char **demo_next_row(struct sending *sending);
const char *demo_keep(struct sending *sending, const char *text);
const char *demo_keep_date(struct sending *sending, const struct date *date);
bool demo_row_done(struct sending *sending);

/* demo_homes.c */
uint64_t demo_buildings(const struct demo *demo);
extern const char *const demo_building_fields[], *const demo_room_fields[],
                                                     *const demo_document_fields[];
bool demo_send_buildings(struct sending *sending);
bool demo_send_rooms(struct sending *sending);
bool demo_send_documents(struct sending *sending);
/* Of each household that is sent, in order, with at most `most` members: whether it rents, and who
 * of it may own a room that others rent; who has a second document. */
void demo_note_rented(struct demo *demo, uint64_t index, unsigned most,
                      const struct invented_household *household);
void demo_note_holders(struct demo *demo, uint64_t index, unsigned most,
                       const struct invented_household *household);

#endif

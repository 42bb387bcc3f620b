#ifndef COMMAND_DEMO_H
#define COMMAND_DEMO_H

/* What the parts of the command demo share: demo.c (people, households, archive) and demo_homes.c
 * (buildings, rooms, second documents), demo_room.c (the archive room and its ledgers) and
 * demo_use.c (what is done with archives). */

#include "client/client.h"
#include "command/invent.h"
#include "command/progress.h"

struct invocation;

enum { DEMO_ACCESSION_YEARS = 3, DEMO_ACCESSIONS = 7 };

struct demo {
    struct invocation *invocation;
    struct client *client;
    struct invention *invention;
    const char *community, *name;
    uint64_t residents, seed, households, items;
    uint64_t described; /* items and volumes of the archive room that were sent */
    struct rented {     /* rooms that households rent, and who of the community owns them */
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
    char owner[36];                                              /* of the household before */
    unsigned accessioned[DEMO_ACCESSION_YEARS][DEMO_ACCESSIONS]; /* items of each accession */
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

/* demo_room.c */
extern const char *const demo_storeroom_fields[],
    *const demo_office_fields[], *const demo_meeting_fields[],
                                     *const demo_box_fields[],
                                         *const demo_accession_fields[],
                                             *const demo_archive_fields[],
                                                 *const demo_climate_fields[],
                                                     *const demo_inspection_fields[],
                                                         *const demo_visit_fields[];
uint64_t demo_room_rows(const struct demo *demo); /* how many are sent, about */
bool demo_send_storerooms(struct sending *sending);
bool demo_send_offices(struct sending *sending);
bool demo_send_meetings(struct sending *sending);
bool demo_send_boxes(struct sending *sending); /* counts the accessions */
bool demo_send_accessions(struct sending *sending);
bool demo_send_items(struct sending *sending);
bool demo_send_climate(struct sending *sending);
bool demo_send_inspections(struct sending *sending);
bool demo_send_visits(struct sending *sending);

/* Everything that is done by actions, in the order of the days (demo_use.c); the shelves, before
 * anything stands on them. */
bool demo_build_shelves(struct demo *demo, struct fault *fault);
bool demo_use_room(struct demo *demo, struct fault *fault);

#endif

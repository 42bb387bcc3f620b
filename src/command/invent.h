#ifndef COMMAND_INVENT_H
#define COMMAND_INVENT_H

/* Invented people, believable at a glance: Changde's surnames, names after the fashion of the year
 * of birth, households of one to seven whose ages and kinship fit, older and newer regions in their
 * ID numbers. Places are real, people are not: that a number is like a living person's is chance.
 *
 * Everything follows from seed, community and the place in the series, by whole-number arithmetic
 * alone, as of a fixed day: the same on any machine, at any time. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "text/date.h"

enum {
    INVENT_MEMBERS = 7,
    INVENT_TEXT = 200,
    INVENT_GRID_HOUSEHOLDS = 300, /* households in a grid */
    INVENT_RESIDENTS_MOST = 10000000
};

/* The day the invented community is seen on. */
extern const struct date invent_day;

/* A stream of numbers (splitmix64). */
struct chance {
    uint64_t state;
};
struct chance chance_start(uint64_t seed, uint64_t stream, uint64_t place);
uint64_t chance_next(struct chance *chance);
unsigned chance_below(struct chance *chance, unsigned below);
int chance_between(struct chance *chance, int least, int most); /* both inclusive */
bool chance_one_in(struct chance *chance, unsigned many);
/* An entry of a table of weighted texts, ended by a NULL text. */
struct weighted {
    const char *text;
    unsigned weight;
};
const char *chance_weighted(struct chance *chance, const struct weighted *table);

struct invented_person {
    char name[64];
    char former_name[64];
    char sex; /* '1' or '2' */
    struct date birth;
    const char *relation;  /* GB/T 4761 */
    const char *ethnicity; /* GB/T 3304 */
    const char *education; /* GB/T 4658 */
    const char *marital;   /* GB/T 2261.2 */
    const char *political; /* GB/T 4762 */
    const char *occupation;
    const char *employer;
    char phone[16];
    const char *residence_type;
    char native_place[64];
    char hukou_address[INVENT_TEXT];
    const char *status;
    const char *id_type; /* NULL: no document yet */
    const char *remarks;
    struct date since;                                /* lives here; year 0: not any more */
    struct date came_on, permit_expires, lives_since; /* year 0: none */
    char lives_at[INVENT_TEXT];                       /* where who is registered here lives away */
    const char *country;
    unsigned region;    /* in invent_regions: where first registered */
    char id_number[36]; /* "" without a document */
};

struct invented_household {
    char number[16];
    const char *kind; /* family or collective household */
    const char *tenure;
    char address[INVENT_TEXT];
    char building[16], unit[8], room[8];
    char grid[24];
    char phone[16];
    struct date registered_on;
    unsigned size;
    struct invented_person members[INVENT_MEMBERS];
};

struct invention;
/* community: 12 digits; the names of the community ("朝阳街社区"), of its county with what that
 * lies in
 * ("湖南省常德市临澧县"), and of its township ("安福街道"). */
struct invention *invention_new(uint64_t seed, const char *community, const char *name,
                                const char *county, const char *township);
void invention_free(struct invention *invention);
/* Household number index (from 0), at most `most` members; without ID numbers. */
void invent_household(const struct invention *invention, uint64_t index, unsigned most,
                      struct invented_household *household);
/* Gives its members ID numbers that no one else has; call for every household in order, once. */
void invent_id_numbers(struct invention *invention, struct invented_household *household);

/* A name in invent_names.c: surname and given name after the fashion of the year. surname NULL: a
 * new one; one that starts with a dot: as invent_inherited gives it. generation (may be "") is a
 * character that brothers and sisters share. */
void invent_name(struct chance *chance, const char *ethnicity, const char *surname,
                 const char *generation, char sex, int birth_year, char out[64]);
const char *invent_surname(struct chance *chance, const char *ethnicity);
/* What a child takes from a parent's name: the surname, or after a dot the father's own name. */
void invent_inherited(const char *name, char out[64]);
/* A character that brothers and sisters may share, "" for most. */
const char *invent_generation(struct chance *chance, int birth_year);

/* Schooling, work, marriage, party and the like, after age and place in the household
 * (invent_lives.c). parent: has a child in the household; alone: no husband or wife in it. */
void invent_life(struct chance *chance, struct invented_person *person, int age, bool married);

/* Buildings and rooms (invent_homes.c): each building has 36 rooms that households live in, index
 * by index, and an empty storey above them. */
enum { INVENT_BUILDING_HOMES = 36, INVENT_BUILDING_EMPTY = 6 };
struct invented_building {
    char number[16], name[64], address[INVENT_TEXT], grid[24];
    char manager[64], phone[16];
    const char *units, *storeys, *rooms;
    char year[8];
};
void invent_building(const struct invention *invention, uint64_t index,
                     struct invented_building *building);
struct invented_room {
    char building[16], unit[8], room[8], grid[24], address[INVENT_TEXT];
    char area[8];
    char owner_name[64], owner_phone[16]; /* "": an owner who lives here, or nobody is known */
    char tenant[64], tenant_phone[16];
    struct date let_from, let_to, owned_since; /* year 0: none */
};
/* The empty room number index. */
void invent_empty_room(const struct invention *invention, uint64_t index,
                       struct invented_room *room);
/* The room that the household rents. Half of their owners live elsewhere in the community; false:
 * such a one. */
bool invent_rented_room(const struct invention *invention,
                        const struct invented_household *household, uint64_t index,
                        struct invented_room *room);

/* A second document that some people have: type, number and until when; false: none. */
struct invented_document {
    const char *type, *state, *issued_by;
    char number[16];
    struct date from, to;
};
bool invent_document(const struct invention *invention, const struct invented_household *household,
                     uint64_t index, unsigned member, struct invented_document *document);

/* The archive room (invent_archive.c): item number index of a room of count items. */
struct invented_item {
    char fonds[8];
    const char *category, *retention, *office;
    char year[12];
    char title[INVENT_TEXT];
    char creator[64];
    char date[DATE_SIZE];
    char document_no[64];
    char pages[8];
    const char *security, *access, *carrier;
    char box[16], location[64];                    /* by invent_box */
    char volume[8], number[8], date_to[DATE_SIZE]; /* of volumes and what is in them */
    char page_no[16], items_within[8], vouchers[16];
};
void invent_item(uint64_t seed, const char *community, const char *name, uint64_t index,
                 uint64_t count, struct invented_item *item);

/* Volumes of vouchers (invent_room.c), each followed by the documents in it; false: there are no
 * more. */
bool invent_volume(const char *community, const char *name, unsigned index,
                   struct invented_item *item);

/* What is kept of the room itself (invent_room.c); each is false where there are no more. */
enum { INVENT_MEETINGS_FROM = 2023 };
struct invented_meeting {
    char number[16], title[INVENT_TEXT];
    struct date day;
    const char *kind, *place;
    unsigned present, entitled;
};
bool invent_meeting(uint64_t seed, const char *name, unsigned index,
                    struct invented_meeting *meeting);
/* The number of the meeting whose minutes a title of the year announces, "" for none. */
void invent_meeting_of(const char *title, int year, char number[16]);
struct invented_reading {
    const char *storeroom, *half;
    struct date day;
    char temperature[16], humidity[16];
    const char *measure, *weather;
};
bool invent_reading(uint64_t seed, unsigned index, struct invented_reading *reading);
struct invented_inspection {
    const char *storeroom;
    char kind[2];
    struct date day, done_on;
    const char *result, *finding, *measure;
};
bool invent_inspection(unsigned index, struct invented_inspection *inspection);
struct invented_visit {
    const char *storeroom, *visitor, *organisation, *purpose;
    char time_in[8], time_out[8];
    struct date day;
};
bool invent_visit(uint64_t seed, unsigned index, struct invented_visit *visit);

/* Boxes and shelves (invent_boxes.c): a box holds items of one series and year (DA/T 22-2015) and
 * no more pages than it takes; boxes stand in order of their numbers on shelves that are not quite
 * full. Store room 01 is for paper, 02 for photographs, recordings and objects. */
enum { INVENT_OPEN_BOXES = 16, INVENT_YEAR_TITLES = 256, INVENT_STOREROOMS = 2 };
struct invented_box {
    char number[16], location[64];
    const char *category, *retention, *office;
    char year[12];
    unsigned thickness, pages, items;
};
struct invented_boxes {
    struct invented_box open[INVENT_OPEN_BOXES];
    unsigned open_count, count;
    unsigned shelf[INVENT_STOREROOMS], taken[INVENT_STOREROOMS]; /* mm of it */
    char year[12];
    uint64_t titles[INVENT_YEAR_TITLES]; /* with their dates, to tell doubles apart */
    unsigned title_count;
};
/* Puts an item in its box and on its shelf; items come in order, into boxes that start as zeros. An
 * item with the title and date of another gets a number behind its title. The box where a new one
 * was opened for it, else NULL. */
const struct invented_box *invent_box(struct invented_boxes *boxes, struct invented_item *item);
/* A new box for something that is no series (a volume). */
const struct invented_box *invent_box_open(struct invented_boxes *boxes,
                                           const struct invented_item *item);
/* Shelf number index of the rows that are built: false: there are no more. */
bool invent_shelf(unsigned storeroom, unsigned index, char out[64]);

#endif

#include <stdlib.h>
#include <string.h>
#include "command/demo.h"

/* The archive room: store rooms, offices, boxes, what came in, and the ledgers of the room. */

enum { ACCESSIONS_FROM = 2023 };
static const char keeper[] = "陈芳";

const char *const demo_storeroom_fields[] = {
    "storeroom_no",     "name",         "address",       "area", "keeper", "temperature_low",
    "temperature_high", "humidity_low", "humidity_high", NULL};

bool demo_send_storerooms(struct sending *sending)
{
    static const char *const rooms[INVENT_STOREROOMS][9] = {
        {"01", "文书库房", "便民服务中心二楼东", "42", keeper, "14", "24", "45", "60"},
        {"02", "声像实物库房", "便民服务中心二楼西", "18", keeper, "14", "24", "45", "60"}};
    for (unsigned i = 0; i < INVENT_STOREROOMS; i++) {
        memcpy(demo_next_row(sending), rooms[i], sizeof rooms[i]);
        if (!demo_row_done(sending))
            return false;
    }
    return true;
}

const char *const demo_office_fields[] = {"name",   "code",  "categories", "since",
                                          "keeper", "phone", "remarks",    NULL};

bool demo_send_offices(struct sending *sending)
{
    static const char *const offices[][7] = {
        {"党支部", "DZB", "WS", "2004", "刘敏", "13973600101", NULL},
        {"居委会", "JWH", "WS", "2004", "王志强", "13973600102", NULL},
        {"工作站", "GZZ", "WS;ZP", "2004", "李春燕", "13973600103", NULL},
        {"综治", "ZZ", "WS", "2004", "张海军", "13973600104", NULL},
        {"民政", "MZ", "ZY", "2004", "周红梅", "13973600105", NULL},
        {"财务", "CW", "KU", "2004", "吴丽", "13973600106", NULL},
        {"调解委员会", "TJ", "ZY", "2024", "黄建平", "13973600107", "2024年起单独立档"},
        {"物业管理", "WY", "WS", "2025", NULL, "13973600108", "2025年成立"},
    };
    for (size_t i = 0; i < sizeof offices / sizeof *offices; i++) {
        memcpy(demo_next_row(sending), offices[i], sizeof offices[i]);
        if (!demo_row_done(sending))
            return false;
    }
    return true;
}

const char *const demo_meeting_fields[] = {"meeting_no", "kind",    "held_on",  "title", "place",
                                           "chair",      "present", "entitled", NULL};

static const char *number_text(struct sending *sending, unsigned number)
{
    return arena_format(sending->arena, "%u", number);
}

bool demo_send_meetings(struct sending *sending)
{
    struct demo *demo = sending->demo;
    struct invented_meeting meeting;
    for (unsigned i = 0; invent_meeting(demo->seed, demo->name, i, &meeting); i++) {
        const char **row = demo_next_row(sending);
        row[0] = demo_keep(sending, meeting.number);
        row[1] = meeting.kind;
        row[2] = demo_keep_date(sending, &meeting.day);
        row[3] = demo_keep(sending, meeting.title);
        row[4] = meeting.place;
        row[5] = "王志强";
        row[6] = number_text(sending, meeting.present);
        row[7] = number_text(sending, meeting.entitled);
        if (!demo_row_done(sending))
            return false;
    }
    return true;
}

/* --- what came in ---------------------------------------------------------------------------- */

static const struct {
    const char *office, *category, *what, *handed_by, *received; /* month and day */
    unsigned late; /* items of the last year that are not filed yet */
} accessions[DEMO_ACCESSIONS] = {
    {"党支部", "WS", "党支部文书材料", "刘敏", "05-12", 0},
    {"居委会", "WS", "居委会文书材料", "王志强", "05-20", 0},
    {"工作站", "WS", "工作站文书材料", "李春燕", "06-03", 14},
    {"工作站", "ZP", "活动照片", "李春燕", "06-03", 5},
    {"综治", "WS", "综治台账", "张海军", "06-18", 3},
    {"民政", "ZY", "民政救助材料", "周红梅", "05-27", 0},
    {"财务", "KU", "会计账簿和报表", "吴丽", "03-28", 0},
};

/* The accession that an item came with: its number, or NULL. */
static unsigned *accession_of(struct demo *demo, const struct invented_item *item, unsigned *which)
{
    int year = atoi(item->year) - ACCESSIONS_FROM;
    for (unsigned i = 0; i < DEMO_ACCESSIONS && year >= 0 && !*item->volume; i++)
        if (strcmp(accessions[i].office, item->office) == 0 &&
            strcmp(accessions[i].category, item->category) == 0) {
            *which = i + 1;
            return &demo->accessioned[year][i];
        }
    return NULL;
}

const char *const demo_accession_fields[] = {
    "accession_no", "received_on", "office",    "source",         "how",         "title",
    "category",     "year",        "quantity",  "handed_by",      "received_by", "witnessed_by",
    "lists",        "signed",      "condition", "condition_note", NULL};

bool demo_send_accessions(struct sending *sending)
{
    struct demo *demo = sending->demo;
    for (unsigned year = 0; year < DEMO_ACCESSION_YEARS; year++)
        for (unsigned i = 0; i < DEMO_ACCESSIONS; i++) {
            unsigned count = demo->accessioned[year][i], of = ACCESSIONS_FROM + year;
            bool last = year + 1 == DEMO_ACCESSION_YEARS;
            if (count == 0)
                continue;
            const char **row = demo_next_row(sending);
            row[0] = arena_format(sending->arena, "%u-%04u", of + 1, i + 1);
            row[1] = arena_format(sending->arena, "%u-%s", of + 1, accessions[i].received);
            row[2] = accessions[i].office;
            row[3] = row[15] = NULL;
            row[4] = "1";
            row[5] = arena_format(sending->arena, "%u年%s", of, accessions[i].what);
            row[6] = accessions[i].category;
            row[7] = number_text(sending, of);
            row[8] = number_text(sending, count + (last ? accessions[i].late : 0));
            row[9] = accessions[i].handed_by;
            row[10] = keeper;
            row[11] = "王志强";
            row[12] = "2";
            row[13] = "1";
            row[14] = "1";
            if (!demo_row_done(sending))
                return false;
        }
    static const char *const gift[16] = {"2026-0008", "2026-06-22",
                                         NULL,        "退休居民捐赠",
                                         "4",         "老街坊旧照片",
                                         "ZP",        NULL,
                                         "36",        "何桂英",
                                         keeper,      NULL,
                                         "1",         "1",
                                         "2",         "部分照片边角卷曲、泛黄"};
    memcpy(demo_next_row(sending), gift, sizeof gift);
    return demo_row_done(sending);
}

/* --- boxes and items ------------------------------------------------------------------------- */

const char *const demo_box_fields[] = {"box_no", "category",  "year",     "retention",
                                       "office", "thickness", "location", NULL};

static bool send_box(struct sending *sending, const struct invented_box *box)
{
    if (!box)
        return true;
    const char **row = demo_next_row(sending);
    row[0] = demo_keep(sending, box->number);
    row[1] = box->category;
    row[2] = demo_keep(sending, box->year);
    row[3] = box->retention;
    row[4] = box->office;
    row[5] = number_text(sending, box->thickness);
    row[6] = demo_keep(sending, box->location);
    return demo_row_done(sending);
}

bool demo_send_boxes(struct sending *sending)
{
    struct demo *demo = sending->demo;
    struct invented_boxes boxes = {0};
    struct invented_item item;
    unsigned which;
    for (uint64_t i = 0; i < demo->items; i++) {
        invent_item(demo->seed, demo->community, demo->name, i, demo->items, &item);
        unsigned *count = accession_of(demo, &item, &which);
        if (count)
            ++*count;
        if (!send_box(sending, invent_box(&boxes, &item)))
            return false;
    }
    for (unsigned i = 0; invent_volume(demo->community, demo->name, i, &item); i++)
        if (!*item.number && !send_box(sending, invent_box_open(&boxes, &item)))
            return false;
    return true;
}

const char *const demo_archive_fields[] = {
    "fonds",    "category",    "year",         "retention",  "office",   "title",   "creator",
    "date",     "document_no", "pages",        "security",   "access",   "carrier", "box",
    "location", "accession",   "residents",    "households", "meetings", "volume",  "item",
    "date_to",  "page_no",     "items_within", "vouchers",   NULL};

/* What an item of aid is about: somebody who is known already. */
static void send_links(struct sending *sending, const char **row, uint64_t index,
                       const struct invented_item *item)
{
    enum { LINKED = 3, LINKED_FROM = 2018 };
    struct demo *demo = sending->demo;
    char meeting[16];
    invent_meeting_of(item->title, atoi(item->year), meeting);
    row[18] = demo_keep(sending, meeting);
    if (strcmp(item->category, "ZY") != 0 || atoi(item->year) < LINKED_FROM ||
        index % LINKED == 0 || demo->holder_count == 0)
        return;
    const struct holder *holder = &demo->holders[index % demo->holder_count];
    struct invented_household household;
    invent_household(demo->invention, holder->household, holder->most, &household);
    row[16] = demo_keep(sending, holder->id_number);
    row[17] = demo_keep(sending, household.number);
}

static bool send_item(struct sending *sending, uint64_t index, const struct invented_item *item)
{
    unsigned which = 0;
    const char **row = demo_next_row(sending);
    row[0] = demo_keep(sending, item->fonds);
    row[1] = item->category;
    row[2] = demo_keep(sending, item->year);
    row[3] = item->retention;
    row[4] = item->office;
    row[5] = demo_keep(sending, item->title);
    row[6] = demo_keep(sending, item->creator);
    row[7] = demo_keep(sending, item->date);
    row[8] = demo_keep(sending, item->document_no);
    row[9] = demo_keep(sending, item->pages);
    row[10] = item->security;
    row[11] = item->access;
    row[12] = item->carrier;
    row[13] = demo_keep(sending, item->box);
    row[14] = demo_keep(sending, item->location);
    row[15] = accession_of(sending->demo, item, &which)
                  ? arena_format(sending->arena, "%d-%04u", atoi(item->year) + 1, which)
                  : NULL;
    send_links(sending, row, index, item);
    sending->demo->described++;
    row[19] = demo_keep(sending, item->volume);
    row[20] = demo_keep(sending, item->number);
    row[21] = demo_keep(sending, item->date_to);
    row[22] = demo_keep(sending, item->page_no);
    row[23] = demo_keep(sending, item->items_within);
    row[24] = demo_keep(sending, item->vouchers);
    return demo_row_done(sending);
}

bool demo_send_items(struct sending *sending)
{
    struct demo *demo = sending->demo;
    struct invented_boxes boxes = {0};
    struct invented_item item;
    for (uint64_t i = 0; i < demo->items; i++) {
        invent_item(demo->seed, demo->community, demo->name, i, demo->items, &item);
        invent_box(&boxes, &item);
        if (!send_item(sending, i, &item))
            return false;
    }
    const struct invented_box *box = NULL;
    for (unsigned i = 0; invent_volume(demo->community, demo->name, i, &item); i++) {
        if (!*item.number)
            box = invent_box_open(&boxes, &item);
        memcpy(item.box, box->number, sizeof item.box);
        memcpy(item.location, box->location, sizeof item.location);
        if (!send_item(sending, i, &item))
            return false;
    }
    return true;
}

/* --- the room itself ------------------------------------------------------------------------- */

const char *const demo_climate_fields[] = {
    "storeroom", "day", "half", "temperature", "humidity", "measure", "weather", "reader", NULL};

bool demo_send_climate(struct sending *sending)
{
    struct invented_reading reading;
    for (unsigned i = 0; invent_reading(sending->demo->seed, i, &reading); i++) {
        const char **row = demo_next_row(sending);
        row[0] = reading.storeroom;
        row[1] = demo_keep_date(sending, &reading.day);
        row[2] = reading.half;
        row[3] = demo_keep(sending, reading.temperature);
        row[4] = demo_keep(sending, reading.humidity);
        row[5] = reading.measure;
        row[6] = reading.weather;
        row[7] = keeper;
        if (!demo_row_done(sending))
            return false;
    }
    return true;
}

const char *const demo_inspection_fields[] = {
    "storeroom", "day", "kind", "result", "finding", "measure", "done_on", "inspector", NULL};

bool demo_send_inspections(struct sending *sending)
{
    struct invented_inspection inspection;
    for (unsigned i = 0; invent_inspection(i, &inspection); i++) {
        const char **row = demo_next_row(sending);
        row[0] = inspection.storeroom;
        row[1] = demo_keep_date(sending, &inspection.day);
        row[2] = demo_keep(sending, inspection.kind);
        row[3] = inspection.result;
        row[4] = inspection.finding;
        row[5] = inspection.measure;
        row[6] = demo_keep_date(sending, &inspection.done_on);
        row[7] = keeper;
        if (!demo_row_done(sending))
            return false;
    }
    return true;
}

const char *const demo_visit_fields[] = {"storeroom",    "day",       "visitor",
                                         "organisation", "purpose",   "time_in",
                                         "time_out",     "companion", NULL};

bool demo_send_visits(struct sending *sending)
{
    struct invented_visit visit;
    for (unsigned i = 0; invent_visit(sending->demo->seed, i, &visit); i++) {
        const char **row = demo_next_row(sending);
        row[0] = visit.storeroom;
        row[1] = demo_keep_date(sending, &visit.day);
        row[2] = visit.visitor;
        row[3] = visit.organisation;
        row[4] = visit.purpose;
        row[5] = demo_keep(sending, visit.time_in);
        row[6] = demo_keep(sending, visit.time_out);
        row[7] = keeper;
        if (!demo_row_done(sending))
            return false;
    }
    return true;
}

uint64_t demo_room_rows(const struct demo *demo)
{
    uint64_t rows = INVENT_STOREROOMS + DEMO_ACCESSION_YEARS * DEMO_ACCESSIONS + demo->items;
    struct invented_boxes boxes = {0};
    struct invented_item item;
    struct invented_meeting meeting;
    struct invented_reading reading;
    struct invented_inspection inspection;
    struct invented_visit visit;
    for (uint64_t i = 0; i < demo->items; i++) {
        invent_item(demo->seed, demo->community, demo->name, i, demo->items, &item);
        rows += invent_box(&boxes, &item) != NULL;
    }
    for (unsigned i = 0; invent_volume(demo->community, demo->name, i, &item); i++)
        rows += *item.number ? 1 : 2; /* with its box */
    for (unsigned i = 0; invent_meeting(demo->seed, demo->name, i, &meeting); i++)
        rows++;
    for (unsigned i = 0; invent_reading(demo->seed, i, &reading); i++)
        rows++;
    for (unsigned i = 0; invent_inspection(i, &inspection); i++)
        rows++;
    for (unsigned i = 0; invent_visit(demo->seed, i, &visit); i++)
        rows++;
    return rows;
}

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "command/demo.h"
#include "command/invocation.h"
#include "command/output.h"
#include "registry/registry.h"
#include "text/message.h"
#include "text/place.h"

enum { BATCH_ROWS = 2000, COLUMNS_MOST = 40, ITEMS_MOST = 4000 };

static const char default_community[] = "430724001006";

static bool take_answer(struct sending *sending)
{
    struct demo *demo = sending->demo;
    struct arena *arena = arena_new();
    struct import_answer answer = {0};
    bool taken = client_import_answer(demo->client, arena, &answer, sending->fault);
    if (taken && answer.counts.rejected > 0) {
        const struct fault *fault = &answer.faults[0].fault;
        for (size_t i = 0; i < answer.fault_count; i++)
            if (answer.faults[i].rejected) {
                fault = &answer.faults[i].fault;
                break;
            }
        *sending->fault = *fault;
        sending->fault->kind = FAULT_SURROUNDINGS;
        sending->fault->message =
            arena_copy(demo->invocation->arena, message_fault(demo->invocation->arena, fault));
        memset(sending->fault->arguments, 0, sizeof sending->fault->arguments);
        taken = false;
    }
    demo->done += answer.counts.added + answer.counts.updated;
    if (!taken)
        fault_keep(sending->fault, demo->invocation->arena);
    arena_free(arena);
    if (taken && !progress_show(&demo->progress, demo->done, demo->total))
        taken = fault_set(sending->fault, demo->invocation->arena, FAULT_SURROUNDINGS, NULL,
                          N_("Stopped. Remove the unfinished registry and run demo again."), NULL);
    return taken;
}

static bool send_rows(struct sending *sending, bool last)
{
    struct import_rows rows = {.batch = sending->batch,
                               .first = sending->first,
                               .values = sending->values,
                               .count = sending->count,
                               .last = last};
    while (client_import_waiting(sending->demo->client) >= 4)
        if (!take_answer(sending))
            return false;
    bool sent = client_import_send(sending->demo->client, &rows, sending->fault);
    sending->first += sending->count;
    sending->count = 0;
    arena_reset(sending->arena);
    while (sent && last && client_import_waiting(sending->demo->client) > 0)
        sent = take_answer(sending);
    return sent;
}

const char **demo_next_row(struct sending *sending)
{
    return &sending->values[sending->count * sending->columns];
}

bool demo_row_done(struct sending *sending)
{
    return ++sending->count < BATCH_ROWS || send_rows(sending, false);
}

const char *demo_keep(struct sending *sending, const char *text)
{
    return text && *text ? arena_copy(sending->arena, text) : NULL;
}

const char *demo_keep_date(struct sending *sending, const struct date *date)
{
    char text[DATE_SIZE];
    if (date->year == 0)
        return NULL;
    date_write(date, text);
    return arena_copy(sending->arena, text);
}

/* --- the record types ------------------------------------------------------------------------ */

static const char *const grid_fields[] = {"number",        "name", "officer",
                                          "officer_phone", "area", NULL};

static bool send_grids(struct sending *sending)
{
    struct demo *demo = sending->demo;
    uint64_t grids = (demo->households + INVENT_GRID_HOUSEHOLDS - 1) / INVENT_GRID_HOUSEHOLDS;
    for (uint64_t i = 0; i < grids; i++) {
        struct chance chance = chance_start(demo->seed, 3, i);
        char officer[64], phone[16];
        invent_name(&chance, "01", NULL, "", chance_one_in(&chance, 2) ? '2' : '1',
                    chance_between(&chance, 1972, 2000), officer);
        snprintf(phone, sizeof phone, "139%08u", chance_below(&chance, 100000000));
        const char **row = demo_next_row(sending);
        row[0] = arena_format(sending->arena, "%02llu", (unsigned long long)i + 1);
        row[1] = arena_format(sending->arena, "第%llu网格", (unsigned long long)i + 1);
        row[2] = demo_keep(sending, officer);
        row[3] = demo_keep(sending, phone);
        row[4] =
            arena_format(sending->arena, "%llu栋至%llu栋",
                         (unsigned long long)(i * INVENT_GRID_HOUSEHOLDS / 36 + 1),
                         (unsigned long long)(((i + 1) * INVENT_GRID_HOUSEHOLDS - 1) / 36 + 1));
        if (!demo_row_done(sending))
            return false;
    }
    return true;
}

static const char *const household_fields[] = {
    "household_no", "kind",  "address", "building",      "unit",   "room",
    "grid",         "phone", "tenure",  "registered_on", "status", NULL};

static bool send_households(struct sending *sending)
{
    struct demo *demo = sending->demo;
    uint64_t left = demo->residents;
    for (uint64_t i = 0; i < demo->households; i++) {
        struct invented_household household;
        invent_household(demo->invention, i,
                         left < INVENT_MEMBERS ? (unsigned)left : INVENT_MEMBERS, &household);
        left -= household.size;
        const char **row = demo_next_row(sending);
        row[0] = demo_keep(sending, household.number);
        row[1] = household.kind;
        row[2] = demo_keep(sending, household.address);
        row[3] = demo_keep(sending, household.building);
        row[4] = demo_keep(sending, household.unit);
        row[5] = demo_keep(sending, household.room);
        row[6] = demo_keep(sending, household.grid);
        row[7] = demo_keep(sending, household.phone);
        row[8] = household.tenure;
        row[9] = demo_keep_date(sending, &household.registered_on);
        row[10] = "1";
        if (!demo_row_done(sending))
            return false;
    }
    return true;
}

static const char *const resident_fields[] = {
    "name",          "former_name", "sex",          "id_type",   "id_number",
    "birth_date",    "ethnicity",   "native_place", "education", "marital",
    "political",     "occupation",  "employer",     "phone",     "residence_type",
    "hukou_address", "address",     "household_no", "relation",  "grid",
    "status",        "remarks",     "since",        "came_on",   "permit_expires",
    "country",       "lives_since", "lives_at",     NULL};

static bool send_residents(struct sending *sending)
{
    struct demo *demo = sending->demo;
    uint64_t left = demo->residents;
    for (uint64_t i = 0; i < demo->households; i++) {
        struct invented_household household;
        unsigned most = left < INVENT_MEMBERS ? (unsigned)left : INVENT_MEMBERS;
        invent_household(demo->invention, i, most, &household);
        left -= household.size;
        invent_id_numbers(demo->invention, &household);
        demo_note_rented(demo, i, most, &household);
        demo_note_holders(demo, i, most, &household);
        for (unsigned j = 0; j < household.size; j++) {
            const struct invented_person *person = &household.members[j];
            const char **row = demo_next_row(sending);
            row[0] = demo_keep(sending, person->name);
            row[1] = demo_keep(sending, person->former_name);
            row[2] = person->sex == '1' ? "1" : "2";
            row[3] = person->id_type;
            row[4] = demo_keep(sending, person->id_number);
            row[5] = demo_keep_date(sending, &person->birth);
            row[6] = person->ethnicity;
            row[7] = demo_keep(sending, person->native_place);
            row[8] = person->education;
            row[9] = person->marital;
            row[10] = person->political;
            row[11] = person->occupation;
            row[12] = person->employer;
            row[13] = demo_keep(sending, person->phone);
            row[14] = person->residence_type;
            row[15] = demo_keep(sending, person->hukou_address);
            row[16] = demo_keep(sending, household.address);
            row[17] = demo_keep(sending, household.number);
            row[18] = person->relation;
            row[19] = demo_keep(sending, household.grid);
            row[20] = person->status;
            row[21] = person->remarks;
            row[22] = demo_keep_date(sending, &person->since);
            row[23] = demo_keep_date(sending, &person->came_on);
            row[24] = demo_keep_date(sending, &person->permit_expires);
            row[25] = person->country;
            row[26] = demo_keep_date(sending, &person->lives_since);
            row[27] = demo_keep(sending, person->lives_at);
            if (!demo_row_done(sending))
                return false;
        }
    }
    return true;
}

static const struct part {
    const char *form;
    const char *const *fields;
    bool (*send)(struct sending *sending);
    bool (*act)(struct demo *demo, struct fault *fault); /* instead: actions */
} parts[] = {
    {"grid", grid_fields, send_grids, NULL},
    {"building", demo_building_fields, demo_send_buildings, NULL},
    {"household", household_fields, send_households, NULL},
    {"resident", resident_fields, send_residents, NULL},
    {"room", demo_room_fields, demo_send_rooms, NULL},
    {"document", demo_document_fields, demo_send_documents, NULL},
    {"storeroom", demo_storeroom_fields, demo_send_storerooms, NULL},
    {NULL, NULL, NULL, demo_build_shelves},
    {"office", demo_office_fields, demo_send_offices, NULL},
    {"meeting", demo_meeting_fields, demo_send_meetings, NULL},
    {"box", demo_box_fields, demo_send_boxes, NULL},
    {"accession", demo_accession_fields, demo_send_accessions, NULL},
    {"archive", demo_archive_fields, demo_send_items, NULL},
    {"climate", demo_climate_fields, demo_send_climate, NULL},
    {"inspection", demo_inspection_fields, demo_send_inspections, NULL},
    {"storeroom_visit", demo_visit_fields, demo_send_visits, NULL},
    {NULL, NULL, NULL, demo_use_room},
};

static bool send_part(struct demo *demo, const struct part *part, struct fault *fault)
{
    struct arena *arena = demo->invocation->arena;
    size_t columns = 0;
    while (part->fields[columns])
        columns++;
    const char *fields[COLUMNS_MOST];
    memcpy(fields, part->fields, columns * sizeof *fields);
    struct import_start start = {.form = part->form,
                                 .source =
                                     arena_format(arena, "invented-%s-%llu-%llu-%s", part->form,
                                                  (unsigned long long)demo->residents,
                                                  (unsigned long long)demo->seed, demo->community),
                                 .name = "demo",
                                 .on_duplicate = DUPLICATE_UPDATE, /* rooms came with households */
                                 .fields = fields,
                                 .field_count = columns};
    struct import_begun begun = {0};
    if (!client_import_begin(demo->client, &start, arena, &begun, fault))
        return false;
    struct sending sending = {.demo = demo,
                              .columns = columns,
                              .batch = begun.batch,
                              .first = 1,
                              .arena = arena_new(),
                              .values = memory_alloc(BATCH_ROWS * columns * sizeof(char *)),
                              .fault = fault};
    bool done = part->send(&sending) && send_rows(&sending, true);
    arena_free(sending.arena);
    free(sending.values);
    return done;
}

/* --- the command ----------------------------------------------------------------------------- */

/* Name of the community and of its township, from our code tables: 430724001006 is 朝阳街社区 of
 * 安福街道. */
static void look_up_names(struct demo *demo, const struct form_set *forms, const char **county,
                          const char **township)
{
    struct arena *arena = demo->invocation->arena;
    const struct code_table *communities = code_table_named(forms, "communities");
    const struct code_table *townships = code_table_named(forms, "townships");
    const struct code *community = communities ? code_find(communities, demo->community) : NULL;
    const struct code *town =
        townships ? code_find(townships, arena_copy_bytes(arena, demo->community, 9)) : NULL;
    const struct code_table *regions = code_table_named(forms, "regions");
    const struct code *region =
        regions ? code_find(regions, arena_copy_bytes(arena, demo->community, 6)) : NULL;
    char *name = community ? arena_copy(arena, community->name[LANGUAGE_CHINESE])
                           : arena_format(arena, "%s社区", demo->community + 9);
    *county = region ? region->name[LANGUAGE_CHINESE] : "";
    for (size_t i = 0; i < 2; i++) {
        char *office = strstr(name, (const char *const[]){"居民委员会", "居委会"}[i]);
        if (office && office != name)
            *office = '\0';
    }
    demo->name = name;
    *township = town ? town->name[LANGUAGE_CHINESE] : "";
}

static bool prepare(struct demo *demo, struct fault *fault)
{
    struct arena *arena = demo->invocation->arena;
    struct faults faults = {0};
    struct form_set *forms = form_set_load(place_forms(arena), NULL, arena, &faults);
    const char *county, *township;
    look_up_names(demo, forms, &county, &township);
    demo->invention = invention_new(demo->seed, demo->community, demo->name, county, township);
    form_set_free(forms);
    struct invented_item item;
    invent_item(demo->seed, demo->community, demo->name, 0, 1, &item);
    if (!registry_create(demo->invocation->directory, demo->community, demo->name, item.fonds,
                         arena, fault))
        return false;
    uint64_t left = demo->residents;
    while (left > 0) {
        struct invented_household household;
        invent_household(demo->invention, demo->households++,
                         left < INVENT_MEMBERS ? (unsigned)left : INVENT_MEMBERS, &household);
        left -= household.size;
    }
    demo->items = demo->residents / 3 < ITEMS_MOST ? demo->residents / 3 + 20 : ITEMS_MOST;
    demo->total = demo->households / INVENT_GRID_HOUSEHOLDS + demo->households + demo->residents +
                  demo_buildings(demo) * (1 + INVENT_BUILDING_EMPTY) + demo_room_rows(demo);
    return true;
}

int command_demo(struct invocation *invocation)
{
    struct fault fault = {0};
    struct demo demo = {.invocation = invocation, .community = default_community};
    if (invocation_option(invocation, "community"))
        demo.community = invocation_option(invocation, "community");
    if (!invocation_number(invocation, "residents", 1, INVENT_RESIDENTS_MOST, 10200,
                           &demo.residents, &fault) ||
        !invocation_number(invocation, "seed", 0, UINT64_MAX, 1, &demo.seed, &fault))
        return invocation_fault(invocation, &fault);
    if (!prepare(&demo, &fault)) {
        invention_free(demo.invention);
        return invocation_fault(invocation, &fault);
    }
    int status = STATUS_DONE;
    demo.client = invocation_open(invocation, "demo", &status);
    if (demo.client) {
        interrupt_watch();
        demo.progress = progress_start(_("Inventing a community"));
        bool done = true;
        for (size_t i = 0; done && i < sizeof parts / sizeof *parts; i++)
            done = parts[i].act ? parts[i].act(&demo, &fault) : send_part(&demo, &parts[i], &fault);
        progress_end(&demo.progress);
        client_close(demo.client);
        if (!done)
            status = invocation_fault(invocation, &fault);
    }
    invention_free(demo.invention);
    free(demo.rented);
    free(demo.holders);
    if (status == STATUS_DONE)
        output_line(message_fill(
            invocation->arena,
            N_("{1} invented residents in {2} households, and {3} archive items, are in {4}."),
            arena_format(invocation->arena, "%llu", (unsigned long long)demo.residents),
            arena_format(invocation->arena, "%llu", (unsigned long long)demo.households),
            arena_format(invocation->arena, "%llu", (unsigned long long)demo.described),
            invocation->directory, NULL));
    return status;
}

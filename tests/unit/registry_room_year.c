/* A year of an archive room: what comes in is filed and boxed, 2,000 loans go out and come back,
 * things are mislaid and found, two counts are held, what has had its time is appraised and
 * destroyed, the oldest goes to the county, and in the end the room goes to another keeper. A model
 * of its own, which knows nothing of the registry's rules but what each action is for, says what
 * must stand at the end of every month. */

#include "registry_help.h"

#include "registry/keeping.h"
#include "text/date.h"

enum {
    ITEMS = 640,
    BOX_ITEMS = 16,
    BOXES = ITEMS / BOX_ITEMS,
    SHELVES = 8,
    ITEMS_MOST = ITEMS + 40,
    LOANS_A_DAY = 6,
    FIRST_YEAR = 2004,
    YEARS = 21
};

struct item {
    const char *code;
    const char *state;
    const char *retention;
    int year, box, pages;
    int holds;
    long due;     /* day, where it is lent */
    bool renewed; /* once is allowed */
    bool mislaid; /* not where the list says, and nobody knows yet */
    bool waited;  /* reserved by a reader while it is lent */
    bool second;  /* that reader has it now */
};

struct room {
    struct office office;
    struct arena *lasting; /* codes */
    struct item items[ITEMS_MOST];
    size_t count;
    int shelf_of[BOXES];
    long today;
    uint64_t random;
    size_t lent, returned, renewed, reserved, read, copied, certified, refused, taken_back, moved;
    size_t lost, found, held, destroyed, transferred;
};

static uint32_t pick(struct room *room, uint32_t below)
{
    room->random = room->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(room->random >> 33) % below;
}

static const char *act(struct room *room, const char *action, const char *values)
{
    struct office *office = &room->office;
    struct act_answer answer = {0};
    if (!office_act(office, action, values, false, &answer))
        fail_msg("%s %s: %s%s", action, values, office_answered(office, &answer, false),
                 office_answered(office, &answer, true));
    for (size_t i = 0; i < answer.effect_count; i++) {
        const struct record *after = answer.effects[i].after;
        if (!answer.effects[i].before && after && after->form->key)
            return arena_copy(office->arena, after->values[after->form->key->number]);
    }
    return NULL;
}

static void refused(struct room *room, const char *action, const char *values)
{
    struct act_answer answer = {0};
    if (office_act(&room->office, action, values, false, &answer))
        fail_msg("%s %s was done", action, values);
    room->refused++;
}

static void set_day(struct room *room, long day)
{
    char text[DATE_SIZE];
    struct date date = date_from_days(day);
    room->today = day;
    date_write(&date, text);
    setenv("JUMIN_TODAY", text, 1);
}

static bool is(const struct item *item, const char *state)
{
    return strcmp(item->state, state) == 0;
}

static const char *say(struct room *room, const struct item *item, const char *more)
{
    return arena_format(room->office.arena, "item=%s %s", item->code, more);
}

static const char *shelf_name(struct room *room, int shelf)
{
    return arena_format(room->office.arena, "01-A-01-01-%02d-%02d", shelf / 4 + 1, shelf % 4 + 1);
}

static void take_in(struct room *room, int year)
{
    static const char *const retentions[] = {"D10", "Y", "D10", "D30"};
    struct office *office = &room->office;
    office_add(office, "accession",
               arena_format(office->arena,
                            "office=居委会 title=%d年度文书 category=WS year=%d quantity=%d "
                            "handed_by=张华 received_by=李强 signed=1",
                            year, year, ITEMS / YEARS));
    size_t share = year == FIRST_YEAR + YEARS - 1 ? ITEMS - room->count : ITEMS / YEARS;
    for (size_t i = 0; i < share; i++) {
        struct item *item = &room->items[room->count];
        item->retention = retentions[pick(room, 4)];
        item->year = year;
        item->pages = 1 + (int)pick(room, 40);
        item->state = ITEM_IN_PLACE;
        item->box = (int)room->count / BOX_ITEMS;
        const char *code = act(
            room, "archive.file",
            arena_format(office->arena,
                         "title=%d年材料%zu creator=居委会 date=%d-0%d-11 pages=%d category=WS "
                         "year=%d retention=%s office=居委会",
                         year, i + 1, year, 1 + (int)(i % 9), item->pages, year, item->retention));
        assert_non_null(code);
        item->code = arena_copy(room->lasting, code);
        room->count++;
    }
}

static void put_in_boxes(struct room *room)
{
    struct office *office = &room->office;
    act(room, "shelf.build", "storeroom=01 section=A rows=1 bays=1 racks=1..2 shelves=1..4");
    for (int box = 0; box < BOXES; box++) {
        room->shelf_of[box] = box % SHELVES;
        office_add(office, "box",
                   arena_format(office->arena, "box_no=H%03d category=WS thickness=50 location=%s",
                                box, shelf_name(room, box % SHELVES)));
        const char *values = arena_format(office->arena, "box=H%03d anyway=1", box);
        for (int i = 0; i < BOX_ITEMS; i++)
            values = arena_format(office->arena, "%s items=%s", values,
                                  room->items[box * BOX_ITEMS + i].code);
        act(room, "box.fill", values);
    }
}

static struct item *anything(struct room *room)
{
    return &room->items[pick(room, (uint32_t)room->count)];
}

static void lend(struct room *room, struct item *item)
{
    const char *values = say(room, item, "reader=王芳 phone=13900000002 purpose=2");
    if (!is(item, ITEM_IN_PLACE) || item->holds > 0) {
        refused(room, "archive.lend", values);
        return;
    }
    if (item->mislaid) { /* it is not there to be given */
        act(room, "archive.report_missing", say(room, item, "reason=架上没有"));
        item->state = ITEM_MISSING;
        room->lost++;
        return;
    }
    act(room, "archive.lend", values);
    item->state = ITEM_ON_LOAN;
    item->due = room->today + 7;
    item->renewed = item->second = false;
    room->lent++;
}

static void bring_back(struct room *room, struct item *item)
{
    act(room, "archive.return",
        say(room, item, arena_format(room->office.arena, "pages_returned=%d", item->pages)));
    item->state = ITEM_IN_PLACE;
    room->returned++;
    if (item->waited) { /* the next reader has it */
        item->waited = false;
        act(room, "archive.lend", say(room, item, "reader=赵敏 phone=13900000003 purpose=1"));
        item->state = ITEM_ON_LOAN;
        item->due = room->today + 7;
        item->renewed = false;
        item->second = true;
        room->lent++;
    }
}

static void look_after_loans(struct room *room)
{
    for (size_t i = 0; i < room->count; i++) {
        struct item *item = &room->items[i];
        if (!is(item, ITEM_ON_LOAN) || pick(room, 4) > 0)
            continue;
        if (!item->renewed && !item->waited && item->due >= room->today && pick(room, 5) == 0) {
            act(room, "archive.renew", say(room, item, ""));
            item->renewed = true;
            item->due = room->today + 7;
            room->renewed++;
        } else if (!item->waited && !item->second && pick(room, 8) == 0) {
            act(room, "archive.reserve",
                say(room, item, "reader=赵敏 phone=13900000003 purpose=1"));
            item->waited = true;
            room->reserved++;
        } else {
            bring_back(room, item);
        }
    }
}

/* Lent by mistake, and taken back by undoing; whose paper it is does not change. */
static void lend_by_mistake(struct room *room)
{
    struct item *item = anything(room);
    struct act_answer answer = {0};
    if (!is(item, ITEM_IN_PLACE) || item->holds > 0 || item->mislaid)
        return;
    assert_true(office_act(&room->office, "archive.lend",
                           say(room, item, "reader=孙丽 phone=13900000004 purpose=9"), false,
                           &answer));
    assert_true(office_undo(&room->office, answer.change, &answer));
    room->taken_back++;
}

static void use_here(struct room *room)
{
    struct item *item = anything(room);
    if (!is(item, ITEM_IN_PLACE) || item->mislaid || item->holds > 0)
        return;
    switch (pick(room, 3)) {
    case 0:
        act(room, "archive.consult", say(room, item, "reader=周杰 phone=13900000005 purpose=4"));
        room->read++;
        break;
    case 1:
        act(room, "archive.copy",
            say(room, item, "reader=周杰 phone=13900000005 purpose=3 copies=2"));
        room->copied++;
        break;
    default:
        act(room, "archive.certify", say(room, item, "reader=周杰 phone=13900000005 purpose=2"));
        room->certified++;
    }
}

static void hold_and_release(struct room *room)
{
    struct item *item = anything(room);
    if (!is(item, ITEM_IN_PLACE) || item->mislaid)
        return;
    if (item->holds == 0 && room->held < 12) {
        act(room, "archive.hold", say(room, item, "kind=1 reason=诉讼"));
        item->holds = 1;
        room->held++;
    }
}

static void move_a_box(struct room *room)
{
    int box = (int)pick(room, BOXES), shelf = (int)pick(room, SHELVES);
    if (room->shelf_of[box] == shelf)
        return;
    for (int i = 0; i < BOX_ITEMS; i++) /* a box of which a part is gone for good is left alone */
        if (is(&room->items[box * BOX_ITEMS + i], ITEM_DESTROYED) ||
            is(&room->items[box * BOX_ITEMS + i], ITEM_TRANSFERRED))
            return;
    act(room, "box.move",
        arena_format(room->office.arena, "box=H%03d to=%s", box, shelf_name(room, shelf)));
    room->shelf_of[box] = shelf;
    room->moved++;
}

static void live(struct room *room)
{
    struct office *office = &room->office;
    for (int half = 1; half <= 2; half++)
        office_add(office, "climate",
                   arena_format(office->arena,
                                "storeroom=01 half=%d temperature=%d humidity=%d measure=通风",
                                half, 16 + (int)pick(room, 10), 44 + (int)pick(room, 18)));
    look_after_loans(room);
    for (int i = 0; i < LOANS_A_DAY; i++)
        lend(room, anything(room));
    use_here(room);
    switch (pick(room, 10)) {
    case 0:
        hold_and_release(room);
        break;
    case 1:
        anything(room)->mislaid = true;
        break;
    case 2:
    case 3:
        move_a_box(room);
        break;
    case 4:
    case 5:
        lend_by_mistake(room);
        break;
    default:
        break;
    }
}

static size_t in_state(const struct room *room, const char *state)
{
    size_t count = 0;
    for (size_t i = 0; i < room->count; i++)
        count += is(&room->items[i], state);
    return count;
}

static void ledgers_add_up(struct room *room)
{
    static const char *const states[] = {ITEM_IN_PLACE, ITEM_ON_LOAN, ITEM_TRANSFERRED,
                                         ITEM_DESTROYED, ITEM_MISSING};
    struct office *office = &room->office;
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        assert_int_equal(
            office_count(office, "archive", arena_format(office->arena, "state=%s", states[i])),
            in_state(room, states[i]));
    assert_int_equal(office_count(office, "loan", "state=2"), in_state(room, ITEM_ON_LOAN));
    assert_int_equal(office_count(office, "loan", "use=2 state=2|3|5"), room->lent);
    assert_int_equal(office_count(office, "loan", "use=1"), room->read);
    assert_int_equal(office_count(office, "loan", "use=3"), room->copied);
    assert_int_equal(office_count(office, "loan", "use=4"), room->certified);
    assert_int_equal(office_count(office, "hold", "released_on="), room->held);
    for (size_t i = 0; i < room->count; i++) {
        const struct item *item = &room->items[i];
        const struct record *record = office_get(office, "archive", item->code);
        assert_non_null(record);
        assert_string_equal(record_value(record, "state"), item->state);
        assert_int_equal(record_value(record, "borrower") != NULL, is(item, ITEM_ON_LOAN));
        if (is(item, ITEM_IN_PLACE) || is(item, ITEM_ON_LOAN))
            assert_string_equal(record_value(record, "location"),
                                shelf_name(room, room->shelf_of[item->box]));
        if (is(item, ITEM_ON_LOAN)) {
            struct date due = date_from_days(item->due);
            char text[DATE_SIZE];
            date_write(&due, text);
            assert_string_equal(record_value(record, "due_back"), text);
        }
    }
    assert_well(office);
}

/* What stands there is scanned box by box, or, where something of the box is not there, item by
 * item; nobody finds what is mislaid, and that is then settled as missing. */
static const char *count_all(struct room *room, const char *where)
{
    struct office *office = &room->office;
    const char *number = act(room, "stocktake.open", where);
    assert_non_null(number);
    size_t gone = 0;
    for (int box = 0; box < BOXES; box++) {
        const char *values = arena_format(office->arena, "stocktake=%s place=%s", number,
                                          shelf_name(room, room->shelf_of[box]));
        bool any = false;
        for (int i = 0; i < BOX_ITEMS; i++) {
            struct item *item = &room->items[box * BOX_ITEMS + i];
            if (is(item, ITEM_IN_PLACE) && !item->mislaid) {
                values = arena_format(office->arena, "%s codes=%s", values, item->code);
                any = true;
            }
            gone += is(item, ITEM_IN_PLACE) && item->mislaid;
        }
        if (any)
            act(room, "stocktake.scan", values);
    }
    const char *close =
        arena_format(office->arena, "stocktake=%s counted_by=李强 witnesses=张华", number);
    if (gone > 0)
        refused(room, "stocktake.close", close);
    for (size_t i = 0; i < room->count; i++) {
        struct item *item = &room->items[i];
        if (!is(item, ITEM_IN_PLACE) || !item->mislaid)
            continue;
        struct list_request request = {
            .form = "stocktake_line",
            .query = arena_format(office->arena, "stocktake=%s code=%s", number, item->code),
            .limit = 2,
        };
        struct list_answer answer = {0};
        assert_true(
            registry_list(office->registry, &request, office->arena, &answer, &office->fault));
        assert_int_equal(answer.count, 1);
        act(room, "stocktake.settle",
            arena_format(office->arena, "line=@%llu settlement=4 reason=遍寻不见",
                         (unsigned long long)answer.rows[0].record->number));
        item->state = ITEM_MISSING;
        room->lost++;
    }
    act(room, "stocktake.close", close);
    assert_int_equal(strtoul(office_value(office, "stocktake", number, "found"), NULL, 10),
                     in_state(room, ITEM_IN_PLACE));
    assert_int_equal(strtoul(office_value(office, "stocktake", number, "on_loan"), NULL, 10),
                     in_state(room, ITEM_ON_LOAN));
    return number;
}

static void find_again(struct room *room)
{
    for (size_t i = 0; i < room->count; i++) {
        struct item *item = &room->items[i];
        if (!is(item, ITEM_MISSING) || pick(room, 3) == 0)
            continue;
        act(room, "archive.report_found", say(room, item, "reason=夹在别的盒里"));
        item->state = ITEM_IN_PLACE;
        item->mislaid = false;
        room->found++;
    }
}

/* What has had its ten years: a line in seven is kept longer, one in five for good. */
static void appraise(struct room *room)
{
    struct office *office = &room->office;
    const char *number = act(room, "appraisal.propose",
                             "title=到期档案鉴定 query=category=WS proposed_by=李强 group=李强 "
                             "group=张华 group=王芳 representatives=赵敏");
    assert_non_null(number);
    size_t proposed = 0, destroyed = 0, prolonged = 0, kept = 0;
    const char *about = arena_format(office->arena, "appraisal=%s", number);
    struct item *lines[ITEMS_MOST];
    for (size_t i = 0; i < room->count; i++) {
        struct item *item = &room->items[i];
        long years = item->retention[0] == 'D' ? strtol(item->retention + 1, NULL, 10) : 0;
        if (years > 0 && item->year + years + 1 <= 2026 && is(item, ITEM_IN_PLACE) &&
            item->holds == 0)
            lines[proposed++] = item;
    }
    assert_int_equal(strtoul(office_value(office, "appraisal", number, "items"), NULL, 10),
                     proposed);
    const char *execute = arena_format(
        office->arena, "%s place=县造纸厂 method=1 witnesses=张华 witnesses=赵敏", about);
    refused(room, "appraisal.execute", execute);
    for (size_t i = 0; i < proposed; i++) {
        const char *decision = i % 7 == 0 ? "2 keep_until=2036" : i % 5 == 0 ? "3" : "1";
        act(room, "appraisal.decide",
            arena_format(office->arena, "%s lines=%s decision=%s reason=已过期限", about,
                         lines[i]->code, decision));
        if (i == 0)
            refused(
                room, "appraisal.approve",
                arena_format(office->arena, "%s approved_by=街道办事处 approval_no=1号", about));
    }
    refused(room, "appraisal.execute", execute);
    act(room, "appraisal.approve",
        arena_format(office->arena, "%s approved_by=街道办事处 approval_no=街档〔2026〕1号",
                     about));
    act(room, "appraisal.execute", execute);
    for (size_t i = 0; i < proposed; i++) {
        prolonged += i % 7 == 0;
        kept += i % 7 != 0 && i % 5 == 0;
        if (i % 7 != 0 && i % 5 != 0) {
            lines[i]->state = ITEM_DESTROYED;
            destroyed++;
        } else if (i % 7 != 0) {
            lines[i]->retention = "Y";
        }
    }
    room->destroyed += destroyed;
    assert_true(destroyed > 20 && prolonged > 3 && kept > 3);
    assert_int_equal(strtoul(office_value(office, "appraisal", number, "destroyed"), NULL, 10),
                     destroyed);
    assert_int_equal(strtoul(office_value(office, "appraisal", number, "prolonged"), NULL, 10),
                     prolonged);
    assert_int_equal(strtoul(office_value(office, "appraisal", number, "kept"), NULL, 10), kept);
    assert_int_equal(
        office_count(office, "appraisal_item",
                     arena_format(office->arena, "appraisal=%s destroyed_on!=", number)),
        destroyed);
}

static void hand_to_the_county(struct room *room)
{
    struct office *office = &room->office;
    const char *number =
        act(room, "transfer.list", "title=移交进馆 receiver=县档案馆 query=year=2004..2006");
    assert_non_null(number);
    act(room, "transfer.hand_over",
        arena_format(office->arena, "transfer=%s handed_by=李强 received_by=陈刚", number));
    for (size_t i = 0; i < room->count; i++) {
        struct item *item = &room->items[i];
        if (item->year > 2006 || strcmp(item->retention, "Y") != 0 || !is(item, ITEM_IN_PLACE) ||
            item->holds > 0)
            continue;
        item->state = ITEM_TRANSFERRED;
        room->transferred++;
    }
    assert_int_equal(strtoul(office_value(office, "transfer", number, "items"), NULL, 10),
                     room->transferred);
    assert_true(room->transferred > 5);
}

static void a_year_of_an_archive_room(void **state)
{
    struct room *room = *state;
    struct office *office = &room->office;
    struct date start = {2026, 1, 1};
    long first = date_days(&start);
    set_day(room, first);
    office_add(office, "storeroom", "storeroom_no=01 name=档案室");
    office_add(office, "office", "name=居委会 categories=WS since=2004");
    for (int year = FIRST_YEAR; year < FIRST_YEAR + YEARS; year++)
        take_in(room, year);
    assert_int_equal(room->count, ITEMS);
    put_in_boxes(room);
    ledgers_add_up(room);
    const char *full = NULL;
    for (long day = first; day < first + 365; day++) {
        set_day(room, day);
        live(room);
        struct date date = date_from_days(day), next = date_from_days(day + 1);
        if (date.month == next.month) {
            arena_reset(office->arena);
            continue;
        }
        if (date.month == 6)
            count_all(room, "place=01 counted_by=李强");
        else if (date.month == 8)
            find_again(room);
        else if (date.month == 9)
            appraise(room);
        else if (date.month == 10)
            hand_to_the_county(room);
        else if (date.month == 12)
            full = count_all(room, "counted_by=李强");
        ledgers_add_up(room);
        if (date.month != 12)
            arena_reset(office->arena);
    }
    act(room, "handover.record",
        arena_format(office->arena, "from_person=李强 to_person=王芳 witness=张华 stocktake=%s",
                     full));
    assert_int_equal(strtoul(office_value(office, "handover", "2026-0001", "items"), NULL, 10),
                     in_state(room, ITEM_IN_PLACE));
    ledgers_add_up(room);
    /* A year in which all of it happened. */
    assert_true(room->lent >= 2000);
    assert_true(room->renewed > 50 && room->reserved > 50 && room->taken_back > 20);
    assert_true(room->read > 50 && room->copied > 50 && room->certified > 50);
    assert_true(room->moved > 20 && room->lost > 5 && room->found > 2 && room->held > 5);
    assert_true(room->refused > 100);
}

static int room_setup(void **state)
{
    struct room *room = memory_alloc(sizeof *room);
    void *made;
    office_setup(&made);
    room->office = *(struct office *)made;
    free(made);
    room->lasting = arena_new();
    room->random = 20260101;
    *state = room;
    return 0;
}

static int room_teardown(void **state)
{
    struct room *room = *state;
    if (room->office.registry)
        office_close(&room->office);
    nftw(room->office.directory, office_remove, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(room->office.arena);
    arena_free(room->lasting);
    free(room);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_year_of_an_archive_room, room_setup, room_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

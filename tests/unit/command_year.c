/* A year in a community of 10,200: births, deaths, weddings, moves, splits and changes of head in
 * random order, some reported late, some taken back. A model of its own, which knows nothing of the
 * registry's rules but what each action is for, says what must stand on every day. */

#include "registry_help.h"

#include "client/client.h"
#include "command_help.h"
#include "registry/actions.h"

enum {
    PEOPLE = 10200,
    PEOPLE_MOST = 12000,
    STEPS_MOST = 120000,
    ACTIONS = 4000,
    DAYS = 365,
    TEXT_PLACES = 65536,
    KINDS = 18
};

/* What the model keeps of a person: facts, each with the history of its values. */
enum fact { FACT_THERE, FACT_STATUS, FACT_HOME, FACT_HEAD, FACT_MARITAL, FACT_NAME, FACTS };

struct step { /* one fact of one person got another value */
    uint32_t person, value, change;
    long day;
    unsigned char fact;
    bool undone;
};

struct year {
    struct office office;
    struct place *place;
    struct step steps[STEPS_MOST];
    size_t step_count;
    uint32_t now[PEOPLE_MOST][FACTS];
    long last[PEOPLE_MOST]; /* day of the last event: nothing is reported to be earlier */
    bool woman[PEOPLE_MOST], adult[PEOPLE_MOST], fixed[PEOPLE_MOST];
    size_t people;
    const char *texts[PEOPLE_MOST * 2]; /* names and household numbers by their number here */
    size_t text_count;
    uint32_t places[TEXT_PLACES]; /* of texts, by hash */
    struct {
        uint64_t number;
        size_t first, count; /* steps */
    } changes[ACTIONS];
    size_t change_count;
    size_t done[KINDS], taken_back, refused;
    uint64_t random;
    long today;
    struct arena *lasting;
};

static uint32_t pick(struct year *year, uint32_t below)
{
    year->random = year->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(year->random >> 33) % below;
}

static uint32_t text_number(struct year *year, const char *text)
{
    uint32_t hash = 5381;
    for (const char *at = text; at && *at; at++)
        hash = hash * 33 + (unsigned char)*at;
    if (!text)
        return 0;
    uint32_t *place = &year->places[hash % TEXT_PLACES];
    while (*place && strcmp(year->texts[*place], text) != 0)
        if (++place == year->places + TEXT_PLACES)
            place = year->places;
    if (*place)
        return *place;
    assert_true(year->text_count < PEOPLE_MOST * 2);
    year->texts[year->text_count] = arena_copy(year->lasting, text);
    *place = (uint32_t)year->text_count++;
    return *place;
}

/* The changes of one action are gathered here and taken over when it is done. */
static void step(struct year *year, uint32_t person, enum fact fact, uint32_t value)
{
    assert_true(year->step_count < STEPS_MOST);
    year->steps[year->step_count++] =
        (struct step){.person = person, .fact = (unsigned char)fact, .value = value};
}

static bool is_present(const struct year *year, uint32_t person)
{
    return year->now[person][FACT_THERE] && year->now[person][FACT_STATUS] == 1;
}

/* Present members of a household, in members; their number. */
static size_t members_of(const struct year *year, uint32_t home, uint32_t *members, size_t most)
{
    size_t count = 0;
    for (uint32_t i = 1; i <= year->people && count < most; i++)
        if (year->now[i][FACT_HOME] == home && is_present(year, i))
            members[count++] = i;
    return count;
}

static uint32_t anybody(struct year *year, uint32_t status)
{
    for (int tries = 0; tries < 20000; tries++) {
        uint32_t person = 1 + pick(year, (uint32_t)year->people);
        if (year->now[person][FACT_THERE] && year->now[person][FACT_STATUS] == status &&
            !year->fixed[person] && year->now[person][FACT_HOME])
            return person;
    }
    return 0;
}

static const char *day_text(struct year *year, long day)
{
    struct date date = date_from_days(day);
    char text[DATE_SIZE];
    date_write(&date, text);
    return arena_copy(year->office.arena, text);
}

/* Runs the action, answering each question as it is proposed; its day is not before that of
 * anything that happened to those concerned. */
static bool run(struct year *year, const char *action, const char *parameters, long earliest,
                long *day)
{
    struct office *office = &year->office;
    struct act_answer answer = {0};
    *day = year->today - (pick(year, 4) == 0 ? pick(year, 25) : 0);
    if (*day < earliest)
        *day = earliest;
    parameters = arena_format(office->arena, "%s event_day=%s", parameters, day_text(year, *day));
    if (!office_act(office, action, parameters, true, &answer) && answer.question_count > 0) {
        for (size_t i = 0; i < answer.question_count; i++)
            parameters = arena_format(office->arena, "%s relations=%s:%s", parameters,
                                      answer.questions[i].key, answer.questions[i].proposed);
    }
    if (!office_act(office, action, parameters, false, &answer)) {
        fail_msg("%s %s: %s", action, parameters, office_answered(office, &answer, false));
        return false;
    }
    year->changes[year->change_count].number = answer.change;
    return true;
}

/* What the action's steps were, from step `first` on, is what is so now. */
static void keep(struct year *year, size_t first, long day, size_t kind)
{
    uint32_t change = (uint32_t)year->change_count++;
    year->changes[change].first = first;
    year->changes[change].count = year->step_count - first;
    for (size_t i = first; i < year->step_count; i++) {
        struct step *one = &year->steps[i];
        one->day = day;
        one->change = change;
        year->now[one->person][one->fact] = one->value;
        if (year->last[one->person] < day)
            year->last[one->person] = day;
    }
    year->done[kind]++;
}

static long latest(const struct year *year, const uint32_t *people, size_t count)
{
    long day = 0;
    for (size_t i = 0; i < count; i++)
        if (year->last[people[i]] > day)
            day = year->last[people[i]];
    return day;
}

enum { MEMBERS = 64 };

/* Somebody leaves a household: who takes over, in the parameters and in the model. */
static const char *succession(struct year *year, uint32_t leaver, const uint32_t *members,
                              size_t count)
{
    if (!year->now[leaver][FACT_HEAD])
        return "";
    uint32_t heir = 0;
    size_t others = 0;
    for (size_t i = 0; i < count; i++)
        if (members[i] != leaver && ++others > 0 && (!heir || pick(year, (uint32_t)others) == 0))
            heir = members[i];
    if (!heir)
        return "";
    step(year, heir, FACT_HEAD, 1);
    return others == 1 ? "" : arena_format(year->office.arena, " new_head=@%u", heir);
}

static void leave(struct year *year, const char *action, uint32_t status, size_t kind)
{
    uint32_t members[MEMBERS] = {0}, person = anybody(year, 1);
    size_t first = year->step_count;
    long day;
    size_t count = members_of(year, year->now[person][FACT_HOME], members, MEMBERS);
    step(year, person, FACT_STATUS, status);
    const char *heir = succession(year, person, members, count);
    if (run(year, action, arena_format(year->office.arena, "resident=@%u%s", person, heir),
            latest(year, members, count), &day))
        keep(year, first, day, kind);
}

static void come_back(struct year *year, const char *action, uint32_t status, size_t kind)
{
    uint32_t members[MEMBERS] = {0}, person = anybody(year, status);
    size_t first = year->step_count;
    long day;
    if (!person)
        return;
    size_t count = members_of(year, year->now[person][FACT_HOME], members, MEMBERS);
    members[count] = person;
    step(year, person, FACT_STATUS, 1);
    step(year, person, FACT_HEAD, count == 0);
    if (run(year, action,
            arena_format(year->office.arena, "resident=@%u relation=%s", person,
                         count == 0 ? "02" : "97"),
            latest(year, members, count + 1), &day))
        keep(year, first, day, kind);
}

static void birth(struct year *year, size_t kind)
{
    uint32_t mother = anybody(year, 1), members[MEMBERS] = {0};
    long day;
    if (!year->woman[mother] || !year->adult[mother])
        return;
    size_t first = year->step_count;
    uint32_t child = (uint32_t)++year->people;
    size_t count = members_of(year, year->now[mother][FACT_HOME], members, MEMBERS);
    year->woman[child] = pick(year, 2);
    const char *name = arena_format(year->lasting, "新%u", child);
    step(year, child, FACT_THERE, 1);
    step(year, child, FACT_STATUS, 1);
    step(year, child, FACT_HOME, year->now[mother][FACT_HOME]);
    step(year, child, FACT_HEAD, 0);
    step(year, child, FACT_MARITAL, 10);
    step(year, child, FACT_NAME, text_number(year, name));
    if (run(year, "resident.birth",
            arena_format(year->office.arena, "resident=@%u name=%s sex=%d relation=97", mother,
                         name, 1 + year->woman[child]),
            latest(year, members, count), &day))
        keep(year, first, day, kind);
}

static void move_in(struct year *year, size_t kind)
{
    uint32_t host = anybody(year, 1), members[MEMBERS] = {0};
    size_t first = year->step_count;
    uint32_t guest = (uint32_t)++year->people;
    size_t count = members_of(year, year->now[host][FACT_HOME], members, MEMBERS);
    long day;
    year->woman[guest] = pick(year, 2);
    year->adult[guest] = true;
    const char *name = arena_format(year->lasting, "来%u", guest);
    step(year, guest, FACT_THERE, 1);
    step(year, guest, FACT_STATUS, 1);
    step(year, guest, FACT_HOME, year->now[host][FACT_HOME]);
    step(year, guest, FACT_HEAD, 0);
    step(year, guest, FACT_NAME, text_number(year, name));
    if (run(year, "resident.move_in",
            arena_format(year->office.arena,
                         "name=%s sex=%d birth_date=1990-05-05 residence_type=4 household_no=%s "
                         "relation=99",
                         name, 1 + year->woman[guest], year->texts[year->now[host][FACT_HOME]]),
            latest(year, members, count), &day))
        keep(year, first, day, kind);
}

static void transfer(struct year *year, size_t kind)
{
    uint32_t person = anybody(year, 1), host = anybody(year, 1);
    uint32_t members[MEMBERS] = {0}, others[MEMBERS] = {0};
    uint32_t home = year->now[host][FACT_HOME];
    size_t first = year->step_count;
    long day;
    if (home == year->now[person][FACT_HOME])
        return;
    size_t count = members_of(year, year->now[person][FACT_HOME], members, MEMBERS);
    size_t other_count = members_of(year, home, others, MEMBERS);
    const char *heir = succession(year, person, members, count);
    step(year, person, FACT_HOME, home);
    step(year, person, FACT_HEAD, 0);
    long from = latest(year, members, count), to = latest(year, others, other_count);
    if (run(year, "resident.transfer",
            arena_format(year->office.arena, "resident=@%u household_no=%s relation=97%s", person,
                         year->texts[home], heir),
            from > to ? from : to, &day))
        keep(year, first, day, kind);
}

static bool is_single(const struct year *year, uint32_t person)
{
    uint32_t marital = year->now[person][FACT_MARITAL];
    return year->adult[person] && (marital == 10 || marital == 30 || marital == 40 || !marital);
}

static uint32_t married(const struct year *year, uint32_t person)
{
    uint32_t marital = year->now[person][FACT_MARITAL];
    return marital == 30 || marital == 40 ? 22 : 21;
}

static uint32_t single(struct year *year, bool woman)
{
    for (int tries = 0; tries < 500; tries++) {
        uint32_t person = anybody(year, 1);
        if (is_single(year, person) && year->woman[person] == woman)
            return person;
    }
    return 0;
}

static void marry(struct year *year, size_t kind)
{
    uint32_t both[2] = {single(year, false), single(year, true)};
    size_t first = year->step_count;
    long day;
    if (!both[0] || !both[1])
        return;
    step(year, both[0], FACT_MARITAL, married(year, both[0]));
    step(year, both[1], FACT_MARITAL, married(year, both[1]));
    if (run(year, "resident.marriage",
            arena_format(year->office.arena, "resident=@%u spouse=@%u", both[0], both[1]),
            latest(year, both, 2), &day))
        keep(year, first, day, kind);
}

static void rename_somebody(struct year *year, size_t kind)
{
    uint32_t person = anybody(year, 1);
    size_t first = year->step_count;
    long day;
    const char *name = arena_format(year->lasting, "改%u名%zu", person, year->change_count);
    step(year, person, FACT_NAME, text_number(year, name));
    if (run(year, "resident.rename",
            arena_format(year->office.arena, "resident=@%u new_name=%s", person, name),
            year->last[person], &day))
        keep(year, first, day, kind);
}

static void change_head(struct year *year, size_t kind)
{
    uint32_t heir = anybody(year, 1), members[MEMBERS] = {0};
    size_t first = year->step_count;
    long day;
    if (year->now[heir][FACT_HEAD])
        return;
    size_t count = members_of(year, year->now[heir][FACT_HOME], members, MEMBERS);
    for (size_t i = 0; i < count; i++)
        if (year->now[members[i]][FACT_HEAD])
            step(year, members[i], FACT_HEAD, 0);
    step(year, heir, FACT_HEAD, 1);
    if (run(year, "household.change_head",
            arena_format(year->office.arena, "household=%s new_head=@%u",
                         year->texts[year->now[heir][FACT_HOME]], heir),
            latest(year, members, count), &day))
        keep(year, first, day, kind);
}

static void split(struct year *year, size_t kind)
{
    uint32_t heir = anybody(year, 1), members[MEMBERS] = {0};
    size_t first = year->step_count;
    long day;
    uint32_t home = year->now[heir][FACT_HOME];
    size_t count = members_of(year, home, members, MEMBERS);
    if (year->now[heir][FACT_HEAD] || count < 3)
        return;
    const char *number = arena_format(year->lasting, "Y%zu", year->change_count);
    const char *list = arena_format(year->office.arena, "members=@%u", heir);
    uint32_t new_home = text_number(year, number);
    step(year, heir, FACT_HOME, new_home);
    step(year, heir, FACT_HEAD, 1);
    for (size_t i = 0; i < count; i++)
        if (members[i] != heir && !year->now[members[i]][FACT_HEAD] && pick(year, 3) == 0) {
            list = arena_format(year->office.arena, "%s members=@%u", list, members[i]);
            step(year, members[i], FACT_HOME, new_home);
        }
    if (run(year, "household.split",
            arena_format(year->office.arena, "household=%s number=%s new_head=@%u %s",
                         year->texts[home], number, heir, list),
            latest(year, members, count), &day))
        keep(year, first, day, kind);
}

static void merge(struct year *year, size_t kind)
{
    uint32_t guest = anybody(year, 1), host = anybody(year, 1);
    uint32_t members[MEMBERS] = {0}, others[MEMBERS] = {0};
    uint32_t home = year->now[guest][FACT_HOME], into = year->now[host][FACT_HOME];
    size_t first = year->step_count;
    long day;
    size_t count = members_of(year, home, members, MEMBERS);
    if (home == into || count > 2)
        return;
    size_t other_count = members_of(year, into, others, MEMBERS);
    for (size_t i = 0; i < count; i++) {
        step(year, members[i], FACT_HOME, into);
        step(year, members[i], FACT_HEAD, 0);
    }
    long from = latest(year, members, count), to = latest(year, others, other_count);
    if (run(year, "household.merge",
            arena_format(year->office.arena, "household=%s into=%s", year->texts[home],
                         year->texts[into]),
            from > to ? from : to, &day))
        keep(year, first, day, kind);
}

static void move_out_whole(struct year *year, size_t kind)
{
    uint32_t person = anybody(year, 1), members[MEMBERS] = {0};
    size_t first = year->step_count;
    long day;
    size_t count = members_of(year, year->now[person][FACT_HOME], members, MEMBERS);
    for (size_t i = 0; i < count; i++)
        step(year, members[i], FACT_STATUS, 2);
    if (run(year, "household.move_out",
            arena_format(year->office.arena, "household=%s",
                         year->texts[year->now[person][FACT_HOME]]),
            latest(year, members, count), &day))
        keep(year, first, day, kind);
}

static void renumber(struct year *year, size_t kind)
{
    uint32_t person = anybody(year, 1), members[MEMBERS] = {0};
    size_t first = year->step_count;
    long day;
    uint32_t home = year->now[person][FACT_HOME];
    size_t count = members_of(year, home, members, MEMBERS);
    const char *number = arena_format(year->lasting, "Z%zu", year->change_count);
    uint32_t renamed = text_number(year, number);
    for (uint32_t i = 1; i <= year->people; i++)
        if (year->now[i][FACT_HOME] == home)
            step(year, i, FACT_HOME, renamed);
    long earliest = latest(year, members, count);
    for (size_t i = first; i < year->step_count; i++)
        if (year->last[year->steps[i].person] > earliest)
            earliest = year->last[year->steps[i].person];
    if (run(year, "household.renumber",
            arena_format(year->office.arena, "household=%s number=%s", year->texts[home], number),
            earliest, &day))
        keep(year, first, day, kind);
}

/* One of the last changes is taken back, where nothing stands on it: then it never was. */
static void take_back(struct year *year)
{
    struct act_answer answer = {0};
    if (year->change_count < 20)
        return;
    size_t change = year->change_count - 1 - pick(year, 20);
    size_t first = year->changes[change].first, end = first + year->changes[change].count;
    if (end > first && year->steps[first].undone)
        return;
    if (!office_undo(&year->office, year->changes[change].number, &answer)) {
        year->refused++;
        return;
    }
    year->taken_back++;
    for (size_t i = first; i < end; i++)
        year->steps[i].undone = true;
    for (size_t i = first; i < end; i++) {
        const struct step *gone = &year->steps[i];
        uint32_t value = 0;
        for (size_t j = 0; j < year->step_count; j++)
            if (!year->steps[j].undone && year->steps[j].person == gone->person &&
                year->steps[j].fact == gone->fact)
                value = year->steps[j].value;
        year->now[gone->person][gone->fact] = value;
    }
}

static void live(struct year *year)
{
    switch (pick(year, 24)) {
    case 0:
    case 1:
        leave(year, "resident.death", 3, 0);
        break;
    case 2:
    case 3:
        leave(year, "resident.move_out", 2, 1);
        break;
    case 4:
        leave(year, "resident.lose", 4, 2);
        break;
    case 5:
        leave(year, "resident.enlist", 6, 3);
        break;
    case 6:
    case 7:
        come_back(year, "resident.return", 2, 4);
        break;
    case 8:
        come_back(year, "resident.find_again", 4, 5);
        break;
    case 9:
        come_back(year, "resident.discharge", 6, 6);
        break;
    case 10:
        come_back(year, "resident.restore", 3, 7);
        break;
    case 11:
    case 12:
    case 13:
        birth(year, 8);
        break;
    case 14:
        move_in(year, 9);
        break;
    case 15:
        transfer(year, 10);
        break;
    case 16:
        marry(year, 11);
        break;
    case 17:
        rename_somebody(year, 12);
        break;
    case 18:
        change_head(year, 13);
        break;
    case 19:
        split(year, 14);
        break;
    case 20:
        merge(year, 15);
        break;
    case 21:
        if (pick(year, 3) == 0)
            move_out_whole(year, 16);
        break;
    case 22:
        renumber(year, 17);
        break;
    default:
        take_back(year);
    }
}

/* Of a person as the registry has it. */
static uint32_t fact_of(struct year *year, const struct record *record, enum fact fact)
{
    const char *status = record_value(record, "status");
    const char *relation = record_value(record, "relation");
    const char *marital = record_value(record, "marital");
    switch (fact) {
    case FACT_THERE:
        return 1;
    case FACT_STATUS:
        return (uint32_t)atoi(status ? status : "0");
    case FACT_HOME:
        return text_number(year, record_value(record, "household_no"));
    case FACT_HEAD:
        return relation && strcmp(relation, "02") == 0;
    case FACT_MARITAL:
        return (uint32_t)atoi(marital ? marital : "0");
    default:
        return text_number(year, record_value(record, "name"));
    }
}

static void each_resident(struct year *year, const char *as_of,
                          void (*visit)(struct year *year, const struct record *record))
{
    struct office *office = &year->office;
    struct list_request request = {.form = "resident", .order = "", .as_of = as_of, .limit = 1000};
    struct list_answer answer = {0};
    do {
        if (!registry_list(office->registry, &request, office->arena, &answer, &office->fault))
            fail_msg("%s", message_fault(office->arena, &office->fault));
        for (size_t i = 0; i < answer.count; i++)
            visit(year, answer.rows[i].record);
        request.after = answer.stopped;
        if (answer.count > 0 && !answer.stopped.number)
            request.after = answer.rows[answer.count - 1].place;
    } while (!answer.finished);
}

static void take_in(struct year *year, const struct record *record)
{
    uint32_t person = (uint32_t)record->number;
    const char *birth = record_value(record, "birth_date");
    assert_true(person < PEOPLE_MOST);
    for (int fact = 0; fact < FACTS; fact++)
        step(year, person, (enum fact)fact, fact_of(year, record, (enum fact)fact));
    year->woman[person] = strcmp(record_value(record, "sex"), "2") == 0;
    year->adult[person] = birth && strcmp(birth, "2001") < 0 && strcmp(birth, "1980") > 0;
    if (person > year->people)
        year->people = person;
}

/* Dormitories have rules of their own; and what a record lacks is not the model's business. */
static void leave_out_collective(struct year *year)
{
    struct office *office = &year->office;
    for (uint32_t i = 1; i <= year->people; i++) {
        uint32_t home = year->now[i][FACT_HOME];
        if (home && !year->fixed[i] &&
            strcmp(office_value(office, "household", year->texts[home], "kind"), "2") == 0)
            for (uint32_t j = 1; j <= year->people; j++)
                if (year->now[j][FACT_HOME] == home)
                    year->fixed[j] = true;
        if (i % 500 == 0)
            arena_reset(office->arena);
    }
}

/* The model's people as they were on a day. */
static uint32_t (*model_on(struct year *year, long day))[FACTS]
{
    uint32_t(*facts)[FACTS] = memory_alloc(PEOPLE_MOST * sizeof *facts);
    for (size_t i = 0; i < year->step_count; i++) {
        const struct step *one = &year->steps[i];
        if (!one->undone && one->day <= day)
            facts[one->person][one->fact] = one->value;
    }
    return facts;
}

static uint32_t (*expected)[FACTS];
static size_t met;
static const char *on_day;

static void compare(struct year *year, const struct record *record)
{
    uint32_t person = (uint32_t)record->number;
    met++;
    if (person >= PEOPLE_MOST || !expected[person][FACT_THERE])
        fail_msg("@%u is there on %s, and should not be", person, on_day);
    for (int fact = FACT_STATUS; fact < FACTS; fact++) {
        if (fact == FACT_MARITAL)
            continue; /* widowhood is the registry's to find out */
        uint32_t value = fact_of(year, record, (enum fact)fact);
        if (value != expected[person][fact])
            fail_msg("@%u, fact %d on %s is %u (%s), not %u (%s)", person, fact, on_day, value,
                     fact == FACT_HOME || fact == FACT_NAME ? year->texts[value] : "",
                     expected[person][fact],
                     fact == FACT_HOME || fact == FACT_NAME ? year->texts[expected[person][fact]]
                                                            : "");
    }
}

/* Everybody as of a day, from the list; how many are registered, from the count. */
static size_t as_of_agrees(struct year *year, long day)
{
    struct office *office = &year->office;
    size_t there = 0, present = 0;
    on_day = day_text(year, day);
    expected = model_on(year, day);
    met = 0;
    for (uint32_t i = 1; i <= year->people; i++) {
        there += expected[i][FACT_THERE];
        present += expected[i][FACT_THERE] && expected[i][FACT_STATUS] == 1;
    }
    each_resident(year, on_day, compare);
    assert_int_equal(met, there);
    struct count_request request = {.form = "resident", .query = "status=1", .as_of = on_day};
    struct count_answer answer;
    assert_true(registry_count(office->registry, &request, NULL, NULL, office->arena, &answer,
                               &office->fault));
    assert_int_equal(answer.total, present);
    free(expected);
    return present;
}

static uint64_t cell(const struct report_answer *answer, const char *row, const char *column)
{
    for (size_t i = 0; i < answer->row_count; i++)
        for (size_t j = 0; j < answer->column_count; j++)
            if (strcmp(answer->rows[i].key, row) == 0 &&
                strcmp(answer->columns[j].key, column) == 0)
                return answer->cells[i * answer->column_count + j].count;
    fail_msg("the sheet has no cell %s, %s", row, column);
    return 0;
}

/* opening + in - out +- corrections = closing, in every row; people (or NULL): what the model says
 * of the opening and the closing. */
static void sheet_ties_out(struct year *year, const char *name, const char *period,
                           const size_t *people)
{
    struct office *office = &year->office;
    static const enum report_day axes[] = {REPORT_DAY_EVENT, REPORT_DAY_REPORTED};
    for (size_t axis = 0; axis < 2; axis++) {
        struct report_request request = {.name = name, .period = period, .by = axes[axis]};
        struct report_answer answer = {0};
        if (!registry_make_report(office->registry, &request, NULL, NULL, office->arena, &answer,
                                  &office->fault))
            fail_msg("%s", message_fault(office->arena, &office->fault));
        for (size_t i = 0; i < answer.row_count; i++) {
            const char *row = answer.rows[i].key;
            bool total = strcmp(row, REPORT_TOTAL) == 0;
            uint64_t in = cell(&answer, row, SHEET_IN), out = cell(&answer, row, SHEET_OUT);
            uint64_t more = cell(&answer, row, SHEET_MORE), less = cell(&answer, row, SHEET_LESS);
            uint64_t from = total ? 0 : cell(&answer, row, SHEET_FROM);
            uint64_t to = total ? 0 : cell(&answer, row, SHEET_TO);
            assert_int_equal(cell(&answer, row, SHEET_OPENING) + in + more + from,
                             cell(&answer, row, SHEET_CLOSING) + out + less + to);
        }
        if (axes[axis] == REPORT_DAY_EVENT) {
            for (size_t i = 0; people && i < 2; i++)
                assert_int_equal(cell(&answer, REPORT_TOTAL, i ? SHEET_CLOSING : SHEET_OPENING),
                                 people[i]);
            assert_int_equal(cell(&answer, REPORT_TOTAL, SHEET_MORE), 0);
            assert_int_equal(cell(&answer, REPORT_TOTAL, SHEET_LESS), 0);
        }
    }
}

static void month_ties_out(struct year *year, const char *period, size_t opening, size_t closing)
{
    sheet_ties_out(year, "movement", period, (const size_t[]){opening, closing});
    sheet_ties_out(year, "household_movement", period, NULL);
}

static void set_day(struct year *year, long day)
{
    year->today = day;
    setenv("JUMIN_TODAY", day_text(year, day), 1);
}

static void community_make(struct year *year)
{
    struct office *office = &year->office;
    struct client_options options = {.directory = year->place->registry, .kind = "test"};
    EXPECT(year->place, 0, "demo", "--residents", "10200", "--seed", "11");
    struct client *client = client_open(&options, office->arena, &office->fault);
    assert_non_null(client);
    assert_true(client_stop_keeper(client, office->arena, &office->fault));
    client_close(client);
    snprintf(office->directory, sizeof office->directory, "%.60s", year->place->registry);
    office_open(office);
    each_resident(year, NULL, take_in);
    assert_int_equal(year->people, PEOPLE);
    for (size_t i = 0; i < year->step_count; i++)
        year->now[year->steps[i].person][year->steps[i].fact] = year->steps[i].value;
    for (size_t i = 0; i < year->step_count; i++)
        year->steps[i].day = year->today;
    for (uint32_t i = 1; i <= year->people; i++)
        year->last[i] = year->today;
    leave_out_collective(year);
}

static void a_year_of_community_life(void **state)
{
    struct year *year = *state;
    struct date start = {2026, 6, 30};
    long first = date_days(&start);
    set_day(year, first);
    community_make(year);
    size_t opening = as_of_agrees(year, first);
    size_t month = 0;
    size_t counts[13] = {opening};
    for (long day = first + 1; day <= first + DAYS; day++) {
        set_day(year, day);
        for (size_t i = 0; i < ACTIONS / DAYS; i++)
            live(year);
        struct date date = date_from_days(day), next = date_from_days(day + 1);
        arena_reset(year->office.arena);
        if (date.month == next.month)
            continue;
        assert_well(&year->office);
        counts[++month] = as_of_agrees(year, day);
    }
    /* Late reports changed months that were over: all of them once more, now that nothing comes. */
    struct date end = start;
    for (size_t i = 0; i <= month; i++) {
        counts[i] = as_of_agrees(year, date_days(&end));
        arena_reset(year->office.arena);
        struct date after = date_from_days(date_days(&end) + 1);
        after.day = 0;
        end = date_last(&after);
    }
    for (size_t i = 0; i < month; i++) {
        char period[12];
        snprintf(period, sizeof period, "%d-%02zu", i < 6 ? 2026 : 2027, (i + 6) % 12 + 1);
        month_ties_out(year, period, counts[i], counts[i + 1]);
        arena_reset(year->office.arena);
    }
    for (int i = 0; i < 12; i++) {
        as_of_agrees(year, first + pick(year, DAYS));
        arena_reset(year->office.arena);
    }
    assert_well(&year->office);
    /* A year in which all of it happened. */
    assert_int_equal(month, 12);
    assert_true(year->change_count > ACTIONS / 2);
    assert_true(year->taken_back > 50);
    for (size_t i = 0; i < KINDS; i++)
        assert_true(year->done[i] > 20);
}

static int year_setup(void **state)
{
    struct year *year = memory_alloc(sizeof *year);
    year->office.arena = arena_new();
    year->lasting = arena_new();
    year->random = 20260630;
    year->text_count = 1;
    year->place = place_new();
    place_use(year->place, "year");
    if (access("forms", R_OK) == 0)
        setenv("JUMIN_FORMS", "forms", 0);
    message_start("en");
    year->office.author = (struct author){"li", 1000, 1};
    *state = year;
    return 0;
}

static int year_teardown(void **state)
{
    struct year *year = *state;
    if (year->office.registry)
        office_close(&year->office);
    place_free(year->place);
    arena_free(year->office.arena);
    arena_free(year->lasting);
    free(year);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_year_of_community_life, year_setup, year_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "registry/reorder.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "registry/actions.h"
#include "registry/archive.h"
#include "registry/closing.h"
#include "registry/keeping.h"
#include "registry/references.h"
#include "registry/series.h"
#include "text/message.h"
#include "text/same.h"

enum { SERIES_MOST = 10000 };

/* forms/codes/filing_order.tsv */
#define ORDER_DATE "1"
#define ORDER_DOCUMENT "2"
#define ORDER_LISTED "4"

struct place {
    const struct record *record;
    uint64_t number; /* that it has */
    size_t listed;   /* place among those listed, SIZE_MAX: none */
    const char *first, *second;
};

struct reordering {
    struct change *change;
    const struct record *parameters;
    const struct field *field; /* item, or volume where volumes are numbered */
    const char *series;
    const struct record **year; /* all records of the year */
    size_t year_count;
    struct place *places;
    size_t count;
};

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

int natural_compare(const char *a, const char *b)
{
    if (!a || !b)
        return (a == NULL) - (b == NULL);
    while (*a && *b) {
        if (digit(*a) && digit(*b)) {
            a += strspn(a, "0");
            b += strspn(b, "0");
            size_t one = strspn(a, "0123456789"), other = strspn(b, "0123456789");
            int order = one != other ? (one > other) - (one < other) : strncmp(a, b, one);
            if (order)
                return order;
            a += one;
            b += other;
        } else if (*a != *b) {
            break;
        } else {
            a++;
            b++;
        }
    }
    return strcmp(a, b);
}

static int place_order(const void *a, const void *b)
{
    const struct place *one = a, *other = b;
    if (one->listed != other->listed)
        return one->listed < other->listed ? -1 : 1;
    int order = natural_compare(one->first, other->first);
    order = order ? order : natural_compare(one->second, other->second);
    return order ? order : (one->number > other->number) - (one->number < other->number);
}

static void refuse(struct reordering *work, const char *parameter, const char *message,
                   const char *first, const char *second)
{
    change_error(work->change, parameter_field(work->parameters, parameter), message, first, second,
                 NULL);
}

static const char *code_of(struct reordering *work, const struct record *record)
{
    return reference_to(record, work->change->arena);
}

/* The series of the record that is named, with what each member is put in order by. */
static bool series_read(struct reordering *work, const struct record *named)
{
    struct change *change = work->change;
    const struct archive_fields *fields = &change->registry->trade.archive;
    bool volumes = work->field == fields->volume;
    const char *by = parameter(work->parameters, "by");
    const char *name = year_name(&change->registry->trade, named, change->arena);
    work->year = year_records(change, name, named->values[fields->year->number], &work->year_count);
    if (!work->year)
        return false;
    work->places = arena_array(change->arena, work->year_count + 1, sizeof *work->places);
    for (size_t i = 0; i < work->year_count; i++) {
        const struct record *record = work->year[i];
        const char *number = record->values[work->field->number];
        bool volume = !record->values[fields->item->number];
        const char *series =
            number && volume == volumes ? series_counter(change, record, volumes) : NULL;
        if (!text_is(series, work->series))
            continue;
        bool document = text_is(by, ORDER_DOCUMENT);
        work->places[work->count++] = (struct place){
            .record = record,
            .number = strtoull(number, NULL, 10),
            .listed = SIZE_MAX,
            .first = document                  ? record_value(record, "document_no")
                     : text_is(by, ORDER_DATE) ? record_value(record, "date")
                                               : NULL,
            .second = document                  ? record_value(record, "date")
                      : text_is(by, ORDER_DATE) ? record_value(record, "document_no")
                                                : NULL,
        };
    }
    if (work->count > SERIES_MOST)
        refuse(work, "archive", N_("The series has more than {1} items."),
               arena_format(change->arena, "%d", SERIES_MOST), NULL);
    return work->count <= SERIES_MOST;
}

static void listed_read(struct reordering *work)
{
    struct change *change = work->change;
    const struct form *form = change->registry->trade.archive.form;
    size_t place = 0;
    for (const char *at = parameter(work->parameters, "items"); at && !change->failed; place++) {
        const char *end = strchr(at, MANY_SEPARATOR);
        const char *key =
            arena_copy_bytes(change->arena, at, end ? (size_t)(end - at) : strlen(at));
        const struct record *record = change_follow(change, form, key);
        size_t found = 0;
        while (record && found < work->count &&
               work->places[found].record->number != record->number)
            found++;
        if (!record || found == work->count)
            refuse(work, "items", N_("{1} is not of this series."), key, NULL);
        else if (work->places[found].listed == SIZE_MAX)
            work->places[found].listed = place;
        at = end ? end + 1 : NULL;
    }
    if (place == 0)
        refuse(work, "items", N_("List the items in their order."), NULL, NULL);
}

static const char *state_words(struct reordering *work, const struct field *state, const char *code)
{
    return arena_format(work->change->arena, "%s" BILINGUAL "%s",
                        code_name(state->codes, code, LANGUAGE_CHINESE),
                        code_name(state->codes, code, LANGUAGE_ENGLISH));
}

/* A number that stands on a slip, a list or in another's hands stays. */
static void judge_places(struct reordering *work)
{
    const struct field *state = work->change->registry->trade.archive.state;
    for (size_t i = 0; i < work->count; i++) {
        const struct record *record = work->places[i].record;
        if (state && record->values[state->number] &&
            !text_is(record->values[state->number], ITEM_IN_PLACE)) {
            refuse(work, "archive", N_("{1} is not in its place ({2}): its number cannot change."),
                   code_of(work, record), state_words(work, state, record->values[state->number]));
            return;
        }
    }
}

static void number_put(struct reordering *work, const struct record *record, const char *number,
                       struct reference_move *moves, size_t *moved)
{
    struct change *change = work->change;
    const struct registry *registry = change->registry;
    struct record *edited = change_edit(change, record->form, record->number);
    if (!edited)
        return;
    struct reference_move *move = &moves[*moved];
    move->before = reference_to(record, change->arena);
    record_put(edited, work->field, number);
    struct archive_parts parts = archive_parts_of(&registry->trade, edited, change->arena);
    move->now = archive_code_kept(registry, &parts, change->arena);
    *moved += move->now && move->before[0] != '@';
}

static void numbers_put(struct reordering *work)
{
    struct change *change = work->change;
    const struct archive_fields *fields = &change->registry->trade.archive;
    struct reference_move *moves = arena_array(change->arena, work->year_count + 1, sizeof *moves);
    size_t moved = 0;
    for (size_t i = 0; i < work->count && !change->failed; i++) {
        const struct place *place = &work->places[i];
        const char *number = arena_format(change->arena, "%zu", i + 1);
        if (place->number == i + 1)
            continue;
        /* What lies in a volume is named by it. */
        for (size_t j = 0; work->field == fields->volume && j < work->year_count; j++) {
            const struct record *record = work->year[j];
            const char *series =
                record->values[fields->item->number] ? series_counter(change, record, true) : NULL;
            if (text_is(series, work->series) &&
                text_is(record->values[fields->volume->number],
                        place->record->values[fields->volume->number]))
                number_put(work, record, number, moves, &moved);
        }
        number_put(work, place->record, number, moves, &moved);
    }
    if (!change->failed)
        references_move(change, fields->form, moves, moved);
    if (!change->failed && counter_set(change->transaction, work->series, work->count) != STORE_OK)
        change->failed = true;
}

void archive_reorder(struct change *change, const struct record *parameters)
{
    const struct archive_fields *fields = &change->registry->trade.archive;
    struct reordering work = {.change = change, .parameters = parameters};
    const char *named = parameter(parameters, "archive");
    const struct record *record =
        change->registry->trade.archives ? change_follow(change, fields->form, named) : NULL;
    if (change->failed)
        return;
    if (!record) {
        refuse(&work, "archive", N_("There is no {1} {2}."), "档案" BILINGUAL "archive item",
               named);
        return;
    }
    bool volumes = record->values[fields->volume->number] && !record->values[fields->item->number];
    work.field = volumes ? fields->volume : fields->item;
    work.series = series_counter(change, record, volumes);
    if (!work.series || !record->values[work.field->number]) {
        refuse(&work, "archive", N_("{1} has no number."), code_of(&work, record), NULL);
        return;
    }
    const char *year = year_name(&change->registry->trade, record, change->arena);
    if (year_closed(change, year)) {
        refuse(&work, "archive", N_("{1} is closed: open it again first, with a reason."), year,
               NULL);
        return;
    }
    if (!series_read(&work, record))
        return;
    if (text_is(parameter(parameters, "by"), ORDER_LISTED))
        listed_read(&work);
    judge_places(&work);
    if (change->failed || faults_errors(&change->faults) > 0)
        return;
    qsort(work.places, work.count, sizeof *work.places, place_order);
    numbers_put(&work);
}

#include "registry/consistency_event.h"

#include "text/message.h"
#include "text/same.h"

#define KIND_BIRTH "10"
#define KIND_DEATH "20"
#define KIND_RESTORED "34"

/* An event as the rules look at it. */
struct happening {
    const struct record *record;
    const char *kind;
    const struct code *code;
    struct date day;
};

static bool happening_read(const struct trade *trade, const struct record *event,
                           struct happening *happening)
{
    const char *kind = event->values[trade->event.kind->number];
    const char *day = event->values[trade->event.event_day->number];
    const struct code_table *codes = trade->event.kind->codes;
    *happening = (struct happening){.record = event, .kind = kind};
    if (!kind || !day || !codes || !date_read(day, NULL, &happening->day))
        return false;
    happening->code = code_find(codes, kind);
    return happening->code != NULL;
}

static bool column_is(const struct trade *trade, const struct happening *happening,
                      const char *column, const char *value)
{
    return text_is(code_column(trade->event.kind->codes, happening->code, column), value);
}

static void find(struct judging *judging, const char *rule, const struct record *resident,
                 const struct happening *happening, const struct record *other,
                 const struct field *field)
{
    const struct trade *trade = judging->trade;
    const struct code *code = happening->code;
    struct finding finding = {
        .rule = consistency_rule_named(rule),
        .subject = happening->record,
        .field = trade->event.event_day,
        .arguments = {arena_format(judging->arena, "%s" BILINGUAL "%s", code->name[0],
                                   code->name[1]),
                      record_title(resident, LANGUAGE_CHINESE, judging->arena),
                      happening->record->values[trade->event.event_day->number],
                      other->values[field->number]},
        .looked = {{happening->record, trade->event.event_day}, {other, field}},
        .looked_count = 2,
    };
    /* Merging doubles changes no day, but whose events they are. */
    const struct record *events[] = {happening->record, other};
    for (size_t i = 0; i < 2; i++)
        if (events[i]->form == trade->event.form) {
            finding.looked[finding.looked_count].record = events[i];
            finding.looked[finding.looked_count++].field = trade->event.resident;
        }
    judging->found(judging->context, &finding);
}

/* Whether a death stands: none that was put right afterwards. */
static bool stands(const struct happening *happenings, size_t count, size_t death)
{
    for (size_t i = death + 1; i < count; i++)
        if (text_is(happenings[i].kind, KIND_RESTORED))
            return false;
    return true;
}

static void judge_death(struct judging *judging, const struct record *resident,
                        const struct happening *happenings, size_t count, size_t death)
{
    const struct trade *trade = judging->trade;
    struct date last = date_last(&happenings[death].day);
    for (size_t i = 0; i < count; i++) {
        struct date first = date_first(&happenings[i].day);
        if (i != death && !column_is(trade, &happenings[i], "after_death", "yes") &&
            date_compare(&first, &last) > 0)
            find(judging, "event.after_death", resident, &happenings[i], happenings[death].record,
                 trade->event.event_day);
    }
}

static bool moves(const struct trade *trade, const struct happening *happening)
{
    bool flows =
        column_is(trade, happening, "flow", "in") || column_is(trade, happening, "flow", "out");
    return flows && !text_is(happening->kind, KIND_BIRTH) &&
           !text_is(happening->kind, KIND_DEATH) && !text_is(happening->kind, KIND_RESTORED);
}

void consistency_events(struct judging *judging, const struct record *resident,
                        const struct record *const *events, size_t count)
{
    const struct trade *trade = judging->trade;
    struct member person = member_of(trade, resident);
    struct happening *happenings = arena_array(judging->arena, count + 1, sizeof *happenings);
    size_t read = 0;
    for (size_t i = 0; i < count; i++)
        read += happening_read(trade, events[i], &happenings[read]);
    const struct happening *move = NULL;
    for (size_t i = 0; i < read; i++) {
        struct date last = date_last(&happenings[i].day);
        struct date born = date_first(&person.birth);
        if (person.birth.year > 0 && date_compare(&last, &born) < 0 &&
            !text_is(happenings[i].kind, KIND_BIRTH)) /* the birth date may be put right */
            find(judging, "event.before_birth", resident, &happenings[i], resident,
                 trade->resident.birth_date);
        if (text_is(happenings[i].kind, KIND_DEATH) && stands(happenings, read, i))
            judge_death(judging, resident, happenings, read, i);
        if (!moves(trade, &happenings[i]))
            continue;
        struct date before = move ? date_first(&move->day) : last;
        if (date_compare(&last, &before) < 0)
            find(judging, "event.moves", resident, &happenings[i], move->record,
                 trade->event.event_day);
        move = &happenings[i];
    }
}

#include <stdlib.h>
#include <string.h>
#include "screen/entry.h"
#include "text/buffer.h"
#include "text/message.h"
#include "text/same.h"

/* Second keying, blind and field by field, with the two-strike rule of CSPro (RunView.cpp): a value
 * that is not the first keyer's is refused once; keyed so again it takes the place of the first
 * one, and the error is the keyer's; where the first value comes on the second try, the error is
 * the verifier's. */

enum verdict { VERDICT_NONE, VERDICT_KEYER, VERDICT_VERIFIER };

struct trial {
    bool keyed;        /* the field is judged */
    bool tried;        /* a value was refused once: */
    const char *value; /* this one, NULL for none; in the entry's arena */
    enum verdict verdict;
};

struct entry_verify {
    struct arena *arena; /* of all of this */
    const struct form *form;
    const char *batch;     /* its number */
    const char *query;     /* for its records */
    uint64_t every, start; /* the records start, start + every, … of them, from 0 */
    uint64_t sample;       /* so many are that */
    uint64_t seen, taken;  /* records of the batch, and of the sample, looked at so far */
    struct list_place after;
    struct record *stored; /* as it was keyed first; in the entry's arena */
    struct trial *trials;  /* by field; likewise */
};

void entry_verify_end(struct entry_verify *verify)
{
    if (verify)
        arena_free(verify->arena);
}

/* Spreads batches evenly and is the same again for the same batch (splitmix64). */
static uint64_t scattered(uint64_t number)
{
    number += UINT64_C(0x9E3779B97F4A7C15);
    number = (number ^ number >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    number = (number ^ number >> 27) * UINT64_C(0x94D049BB133111EB);
    return number ^ number >> 31;
}

/* Whether the record was verified as it is now. */
static bool is_verified(struct screen *screen, const struct entry_verify *verify,
                        const struct record *record, struct arena *arena)
{
    enum { VERIFIED_MOST = 100 };
    struct list_answer answer = {0};
    struct fault fault = {0};
    struct list_request request = {
        .form = "verification",
        .query =
            arena_format(arena, "record=@%llu record_type=%s at_version=%u",
                         (unsigned long long)record->number, verify->form->name, record->version),
        .limit = VERIFIED_MOST,
    };
    return client_list(screen->client, &request, arena, &answer, &fault) && answer.count > 0;
}

/* The next record of the sample that is not verified, in arena; NULL: none, or a fault. */
static const struct record *next_record(struct screen *screen, struct entry_verify *verify,
                                        struct arena *arena, struct fault *fault)
{
    enum { PAGE = 200 };
    for (bool finished = false; !finished;) {
        struct list_answer answer = {0};
        struct list_request request = {.form = verify->form->name,
                                       .query = verify->query,
                                       .order = "",
                                       .after = verify->after,
                                       .limit = PAGE};
        if (!client_list(screen->client, &request, arena, &answer, fault))
            return NULL;
        for (size_t i = 0; i < answer.count; i++) {
            const struct record *record = answer.rows[i].record;
            verify->after = (struct list_place){"", answer.rows[i].place.number};
            if (verify->seen++ % verify->every != verify->start)
                continue;
            verify->taken++;
            if (!is_verified(screen, verify, record, arena))
                return record;
        }
        finished = answer.finished;
        if (answer.count == 0 && !finished)
            verify->after = (struct list_place){"", answer.stopped.number};
    }
    return NULL;
}

bool entry_verify_asks(const struct field *field)
{
    return !field->initial || strcmp(field->initial, "today") != 0;
}

/* With what the form begins with, which may be keyed over. */
static struct record *record_begun(const struct form *form, const struct date *today,
                                   struct arena *arena)
{
    struct record *record = record_start(form, NULL, today, arena);
    for (unsigned i = 0; i < form->field_count; i++)
        if (!entry_verify_asks(&form->fields[i]))
            record_put(record, &form->fields[i], NULL);
    return record;
}

void entry_verify_next(struct entry *entry)
{
    struct screen *screen = entry->view.screen;
    struct entry_verify *verify = entry->verify;
    struct arena *arena = arena_new();
    struct fault fault = {0};
    const struct record *found = next_record(screen, verify, arena, &fault);
    if (!found) {
        const char *sample = show_number(arena, verify->sample);
        view_close(&entry->view);
        if (fault.message)
            notice_fault(screen, &fault, NULL);
        else
            notice_show(screen, NOTICE_INFO,
                        N_("All {1} records that the sample takes are keyed a second time."),
                        sample, NULL);
        arena_free(arena);
        return;
    }
    struct record *stored = record_copy(found, arena);
    entry_begin(entry, arena, record_begun(verify->form, &screen->today, arena));
    verify->stored = stored;
    verify->trials = arena_array(arena, verify->form->field_count, sizeof *verify->trials);
}

void entry_verify_open(struct screen *screen, const struct record *batch)
{
    struct arena *arena = arena_new();
    struct entry_verify *verify = arena_alloc(arena, sizeof *verify);
    struct registry_about about = {0};
    struct count_answer counted = {0};
    struct fault fault = {0};
    const char *type = record_value(batch, "record_type");
    const char *number = record_value(batch, "number");
    const char *clerk = record_value(batch, "clerk");
    verify->arena = arena;
    verify->form = type ? form_named(client_forms(screen->client), type) : NULL;
    verify->batch = arena_copy(arena, number ? number : "");
    verify->query = arena_format(arena, "@batch=%s", verify->batch);
    struct count_request request = {.form = type, .query = verify->query};
    if (!verify->form || !number) {
        notice_show(screen, NOTICE_WARNING, N_("There is no record type {1}."), type ? type : "",
                    NULL);
    } else if (!client_about(screen->client, arena, &about, &fault) ||
               !client_count(screen->client, &request, NULL, NULL, arena, &counted, &fault)) {
        notice_fault(screen, &fault, NULL);
    } else if (clerk && about.user && strcmp(clerk, about.user) == 0 && !about.verify_own) {
        notice_show(screen, NOTICE_WARNING,
                    N_("{1} keyed this batch: somebody else keys it the second time."), clerk,
                    NULL);
    } else if (counted.total == 0) {
        notice_show(screen, NOTICE_INFO, N_("There are no records in this batch."), NULL);
    } else {
        uint64_t every = about.verify_every ? about.verify_every : 1;
        verify->every = every < counted.total ? every : counted.total;
        verify->start =
            scattered(strtoull(number, NULL, 10) ^ (uint64_t)about.created) % verify->every;
        verify->sample = (counted.total - verify->start + verify->every - 1) / verify->every;
        verify->after = (struct list_place){"", 0};
        entry_begin_verify(screen, verify->form, verify);
        return;
    }
    arena_free(arena);
}

static struct trial *trial_of(const struct entry *entry)
{
    return &entry->verify->trials[entry->focus];
}

static void accept(struct entry *entry, const struct field *field, const char *value,
                   enum verdict verdict)
{
    struct trial *trial = trial_of(entry);
    *trial = (struct trial){.keyed = true, .verdict = verdict};
    entry_put(entry, field, value);
    entry_focus(entry, entry->focus);
}

static void refuse(struct entry *entry, const struct field *field)
{
    notice_show(entry->view.screen, NOTICE_TROUBLE,
                N_("{1}: not as it was keyed the first time. Look at it, and key it again."),
                field->label, NULL);
}

bool entry_verify_leave(struct entry *entry)
{
    const struct field *field = &entry->form->fields[entry->focus];
    struct trial *trial = trial_of(entry);
    struct faults faults = {0};
    const char *value;
    if (trial->keyed && !entry->typed)
        return true;
    if (trial->keyed)
        *trial = (struct trial){0};
    if (trial->tried && trial->value && !entry->typed) {
        /* Enter keyed ahead, after a code that went on by itself, is no second try. */
        refuse(entry, field);
        return false;
    }
    const char *text = arena_copy(entry->arena, editor_text(&entry->editor));
    if (!entry_read_value(entry, field, text, &value, &faults))
        return false;
    const char *first = entry->verify->stored->values[field->number];
    if (text_same(value, first)) {
        accept(entry, field, value, trial->tried ? VERDICT_VERIFIER : VERDICT_NONE);
        return true;
    }
    if (trial->tried && text_same(value, trial->value)) {
        accept(entry, field, value, VERDICT_KEYER);
        return true;
    }
    trial->tried = true;
    trial->value = value;
    record_put(entry->record, field, NULL);
    entry_focus(entry, entry->focus);
    refuse(entry, field);
    return false;
}

void entry_verify_back(struct entry *entry)
{
    for (unsigned i = entry->focus; i-- > 0;) {
        if (entry_asks(entry, i) && !entry->typed) {
            entry_focus(entry, i);
            return;
        }
    }
    terminal_beep(entry->view.screen->terminal);
}

/* The first field that was keyed once and not again; the number of fields where there is none. */
static unsigned left_out(const struct entry *entry)
{
    unsigned count = entry->form->field_count;
    for (unsigned i = 0; i < count; i++)
        if (entry_asks(entry, i) && !entry->verify->trials[i].keyed && !entry->marks[i].filled &&
            entry->verify->stored->values[i])
            return i;
    return count;
}

/* A value as a line of the parameter `corrections` has it. */
static void add_escaped(struct buffer *out, const char *value)
{
    for (; value && *value; value++) {
        if (*value == '\n')
            buffer_add_text(out, "\\n");
        else if (*value == '\\')
            buffer_add_text(out, "\\\\");
        else if (*value == MANY_SEPARATOR)
            buffer_add_text(out, ";");
        else
            buffer_add_char(out, *value);
    }
}

static struct record *parameters_of(const struct entry *entry, const struct form *action,
                                    struct arena *arena)
{
    const struct entry_verify *verify = entry->verify;
    struct record *parameters = record_new(action, arena);
    struct buffer corrections = {0}, blamed = {0};
    unsigned keyed = 0;
    for (unsigned i = 0; i < entry->form->field_count; i++) {
        const struct trial *trial = &verify->trials[i];
        const char *name = entry->form->fields[i].name;
        keyed += trial->keyed;
        if (trial->verdict == VERDICT_KEYER) {
            buffer_format(&corrections, "%s%s=", corrections.length ? "\n" : "", name);
            add_escaped(&corrections, entry->record->values[i]);
        } else if (trial->verdict == VERDICT_VERIFIER) {
            buffer_format(&blamed, "%s%s", blamed.length ? ";" : "", name);
        }
    }
    record_put_named(parameters, "batch", verify->batch);
    record_put_named(parameters, "record",
                     arena_format(arena, "@%llu", (unsigned long long)verify->stored->number));
    record_put_named(parameters, "at_version", arena_format(arena, "%u", verify->stored->version));
    record_put_named(parameters, "fields", arena_format(arena, "%u", keyed));
    record_put_named(parameters, "corrections", arena_copy(arena, buffer_text(&corrections)));
    record_put_named(parameters, "verifier_errors", arena_copy(arena, buffer_text(&blamed)));
    buffer_free(&corrections);
    buffer_free(&blamed);
    return parameters;
}

static void say_saved(struct entry *entry, const struct entry_verify *before, struct arena *arena)
{
    unsigned keyer = 0, verifier = 0;
    for (unsigned i = 0; i < entry->form->field_count; i++) {
        keyer += before->trials[i].verdict == VERDICT_KEYER;
        verifier += before->trials[i].verdict == VERDICT_VERIFIER;
    }
    notice_show(entry->view.screen, NOTICE_INFO,
                N_("Verified: {1}. Keyed wrong: {2}, verified wrong: {3}."),
                show_title(entry->view.screen, entry->record, arena), show_number(arena, keyer),
                show_number(arena, verifier), NULL);
}

void entry_verify_save(struct entry *entry)
{
    struct screen *screen = entry->view.screen;
    unsigned left = left_out(entry);
    if (left < entry->form->field_count) {
        entry_focus(entry, left);
        notice_show(screen, NOTICE_WARNING, N_("{1} is not keyed a second time yet."),
                    entry->form->fields[left].label, NULL);
        return;
    }
    const struct form *action = action_named(client_forms(screen->client), "batch.verify");
    struct arena *arena = arena_new();
    struct act_answer answer = {0};
    struct fault fault = {0};
    if (!action) {
        notice_show(screen, NOTICE_WARNING, N_("There is no action {1}."), "batch.verify", NULL);
        arena_free(arena);
        return;
    }
    struct act_request request = {.parameters = parameters_of(entry, action, arena)};
    if (!client_act(screen->client, &request, arena, &answer, &fault)) {
        notice_fault(screen, &fault, NULL);
    } else if (!answer.done) {
        entry_show_errors(entry, &answer.faults);
    } else {
        entry->saved++;
        say_saved(entry, entry->verify, arena);
        entry_verify_next(entry);
    }
    arena_free(arena);
}

const char *entry_verify_status(const struct entry *entry, struct arena *arena)
{
    return message_fill(arena, N_("record {1} of {2}"), show_number(arena, entry->verify->taken),
                        show_number(arena, entry->verify->sample), NULL);
}

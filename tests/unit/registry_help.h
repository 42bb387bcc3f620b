#ifndef REGISTRY_HELP_H
#define REGISTRY_HELP_H

/* A registry in a folder of its own, for each test. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include "registry/registry.h"
#include "text/identity.h"
#include "text/buffer.h"
#include "text/message.h"
#include "text/place.h"

struct office {
    struct arena *arena;
    char directory[64];
    struct registry *registry;
    struct fault fault;
    struct author author;
    struct save_answer answer;
    uint64_t wrong, warned;
    char told[2000]; /* what verify told */
};

static inline void office_open(struct office *office)
{
    office->registry = registry_open(office->directory, place_forms(office->arena), 8 << 20, NULL,
                                     NULL, office->arena, &office->fault);
    if (!office->registry)
        fail_msg("%s", message_fault(office->arena, &office->fault));
}

static inline void office_close(struct office *office)
{
    assert_true(registry_close(office->registry, office->arena, &office->fault));
    office->registry = NULL;
}

static inline int office_setup(void **state)
{
    struct office *office = memory_alloc(sizeof *office);
    office->arena = arena_new();
    setenv("JUMIN_TODAY", "2026-11-23", 1);
    if (access("forms", R_OK) == 0)
        setenv("JUMIN_FORMS", "forms", 0);
    message_start("en");
    office->author = (struct author){"li", 1000, 1};
    snprintf(office->directory, sizeof office->directory, "/tmp/jumin-registry-XXXXXX");
    assert_non_null(mkdtemp(office->directory));
    assert_true(registry_create(office->directory, "430724001006", "朝阳街社区", NULL,
                                office->arena, &office->fault));
    office_open(office);
    *state = office;
    return 0;
}

static inline int office_remove(const char *path, const struct stat *status, int kind,
                                struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

static inline int office_teardown(void **state)
{
    struct office *office = *state;
    if (office->registry)
        office_close(office);
    nftw(office->directory, office_remove, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(office->arena);
    free(office);
    return 0;
}

static inline const struct form *office_form(struct office *office, const char *name)
{
    const struct form *form = form_named(registry_forms(office->registry), name);
    assert_non_null(form);
    return form;
}

/* "field=value field=value …"; spaces in a value are written _. */
static inline void office_put(struct office *office, struct record *record, const char *values)
{
    char *text = arena_copy(office->arena, values);
    for (char *end = text; *text; text = end) {
        char *sign = strchr(text, '=');
        end = text + strcspn(text, " ");
        char *next = *end ? end + 1 : end;
        *end = 0;
        *sign = 0;
        for (char *at = sign + 1; *at; at++)
            if (*at == '_')
                *at = ' ';
        const struct field *field = field_named(record->form, text);
        if (!field)
            fail_msg("no field %s", text);
        record_put(record, field, sign + 1);
        end = next;
    }
}

static inline bool office_save_record(struct office *office, struct record *record,
                                      const char *token)
{
    struct save_request request = {.record = record, .token = token};
    if (!registry_save(office->registry, &office->author, &request, office->arena, &office->answer,
                       &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    return office->answer.saved;
}

/* What was said of the last saving, "field: words; …": its errors, or its warnings. */
static inline const char *office_said(struct office *office, bool warning)
{
    const struct faults *faults = &office->answer.faults;
    const char *said = "";
    for (size_t i = 0; i < faults->count; i++)
        if (faults->items[i].warning == warning)
            said = arena_format(office->arena, "%s%s%s: %s", said, *said ? "; " : "",
                                faults->items[i].field ? faults->items[i].field : "",
                                message_fault(office->arena, &faults->items[i]));
    return said;
}

/* A new record that must be let in; its number. */
static inline uint64_t office_add(struct office *office, const char *form, const char *values)
{
    struct date today = date_today();
    struct record *record = record_start(office_form(office, form), NULL, &today, office->arena);
    office_put(office, record, values);
    if (!office_save_record(office, record, ""))
        fail_msg("%s: %s", values, office_said(office, false));
    return office->answer.number;
}

/* A new record that must be refused; what is said. */
static inline const char *office_refused(struct office *office, const char *form,
                                         const char *values)
{
    struct date today = date_today();
    struct record *record = record_start(office_form(office, form), NULL, &today, office->arena);
    office_put(office, record, values);
    assert_false(office_save_record(office, record, ""));
    return office_said(office, false);
}

static inline struct record *office_get(struct office *office, const char *form, const char *key)
{
    struct get_request request = {.form = form, .key = key};
    struct record *record = NULL;
    if (!registry_get(office->registry, &request, office->arena, &record, &office->fault))
        return NULL;
    return record;
}

static inline struct record *office_number(struct office *office, const char *form, uint64_t number)
{
    return office_get(office, form,
                      arena_format(office->arena, "@%llu", (unsigned long long)number));
}

/* Changes a record; whether it was let in. */
static inline bool office_change(struct office *office, const char *form, uint64_t number,
                                 const char *values)
{
    struct record *record = office_number(office, form, number);
    assert_non_null(record);
    office_put(office, record, values);
    return office_save_record(office, record, "");
}

static inline const char *office_value(struct office *office, const char *form, const char *key,
                                       const char *field)
{
    struct record *record = office_get(office, form, key);
    const char *value = record ? record_value(record, field) : NULL;
    return value ? value : "";
}

static inline void office_told(void *context, const struct fault *fault)
{
    struct office *office = context;
    struct arena *arena = arena_new();
    if (fault->warning)
        office->warned++;
    size_t length = strlen(office->told);
    snprintf(office->told + length, sizeof office->told - length, "%s\n",
             message_fault(arena, fault));
    arena_free(arena);
}

/* How many things are wrong with the whole registry. */
static inline uint64_t office_wrong(struct office *office)
{
    office->warned = 0;
    office->told[0] = 0;
    if (!registry_verify(office->registry, office_told, NULL, office, office->arena, &office->wrong,
                         &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    return office->wrong;
}

static inline void assert_well(struct office *office)
{
    if (office_wrong(office) != 0)
        fail_msg("%s", office->told);
}

static inline void assert_says(const char *said, const char *part)
{
    if (!strstr(said, part))
        fail_msg("“%s” does not say “%s”", said, part);
}

static inline uint64_t office_count(struct office *office, const char *form, const char *query)
{
    struct count_request request = {.form = form, .query = query};
    struct count_answer answer;
    if (!registry_count(office->registry, &request, NULL, NULL, office->arena, &answer,
                        &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    return answer.total;
}

/* An invented ID number: 17 digits and what the check calls for. */
static inline const char *office_identity(struct office *office, const char *digits17)
{
    return arena_format(office->arena, "%s%c", digits17, identity_check(digits17));
}

/* One that differs with n, of somebody born 1980-05-03; men have odd n. */
static inline const char *office_person(struct office *office, unsigned n)
{
    return office_identity(
        office, arena_format(office->arena, "43072%u19800503%03u", 1 + n / 1000, n % 1000));
}

/* An action with its parameters, "field=value …"; a field of several values may be given again. */
static inline bool office_act(struct office *office, const char *name, const char *values,
                              bool preview, struct act_answer *answer)
{
    const struct form *action = action_named(registry_forms(office->registry), name);
    if (!action)
        fail_msg("no action %s", name);
    struct date today = date_today();
    struct record *parameters = record_start(action, NULL, &today, office->arena);
    char *text = arena_copy(office->arena, values);
    for (char *word = strtok(text, " "); word; word = strtok(NULL, " ")) {
        char *sign = strchr(word, '=');
        *sign = 0;
        const struct field *field = field_named(action, word);
        if (!field)
            fail_msg("%s has no %s", name, word);
        const char *before = field->many ? parameters->values[field->number] : NULL;
        record_put(parameters, field,
                   before ? arena_format(office->arena, "%s%c%s", before, MANY_SEPARATOR, sign + 1)
                          : sign + 1);
    }
    struct act_request request = {.parameters = parameters, .check = preview, .token = ""};
    if (!registry_act(office->registry, &office->author, &request, office->arena, answer,
                      &office->fault))
        fail_msg("%s: %s", name, message_fault(office->arena, &office->fault));
    return answer->done;
}

static inline bool office_undo(struct office *office, uint64_t change, struct act_answer *answer)
{
    struct undo_request request = {.change = change, .reason = "by mistake", .token = ""};
    if (!registry_undo(office->registry, &office->author, &request, office->arena, answer,
                       &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    return answer->done;
}

/* What was said of an action: its errors, or its warnings, and its questions. */
static inline const char *office_answered(struct office *office, const struct act_answer *answer,
                                          bool warning)
{
    const char *said = "";
    for (size_t i = 0; i < answer->faults.count; i++)
        if (answer->faults.items[i].warning == warning)
            said = arena_format(office->arena, "%s%s: %s; ", said,
                                answer->faults.items[i].field ? answer->faults.items[i].field : "",
                                message_fault(office->arena, &answer->faults.items[i]));
    for (size_t i = 0; i < answer->question_count; i++)
        said = arena_format(office->arena, "%s? %s %s; ", said, answer->questions[i].title,
                            answer->questions[i].proposed);
    return said;
}

/* Every record there is, with its values: two registries that say the same hold the same. */
static inline const char *office_state(struct office *office)
{
    const struct form_set *forms = registry_forms(office->registry);
    struct buffer text = {0};
    for (unsigned i = 0; i < forms->count; i++) {
        struct list_request request = {.form = forms->forms[i]->name, .order = "", .limit = 1000};
        struct list_answer answer = {0};
        do {
            if (!registry_list(office->registry, &request, office->arena, &answer, &office->fault))
                fail_msg("%s", message_fault(office->arena, &office->fault));
            for (size_t j = 0; j < answer.count; j++) {
                const struct record *record = answer.rows[j].record;
                buffer_format(&text, "%s @%llu", record->form->name,
                              (unsigned long long)record->number);
                for (unsigned k = 0; k < record->form->field_count; k++)
                    if (record->values[k])
                        buffer_format(&text, " %s=%s", record->form->fields[k].name,
                                      record->values[k]);
                buffer_add_char(&text, '\n');
                request.after = answer.rows[j].place;
            }
        } while (!answer.finished && answer.count > 0);
    }
    const char *state = arena_copy(office->arena, buffer_text(&text));
    buffer_free(&text);
    return state;
}

#endif

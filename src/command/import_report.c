#include "command/import_report.h"

#include "command/output.h"
#include "text/message.h"

const char *report_field(const struct report *report, const struct fault *fault,
                         struct arena *arena)
{
    const struct field *field = fault->field ? field_named(report->form, fault->field) : NULL;
    return field ? message_side(arena, field->label) : fault->field ? fault->field : "";
}

static void add(struct report *report, struct report_list *list, uint64_t row, const char *field,
                const char *reason, const char *id, const char *id_field)
{
    if (list->count < REPORT_LISTED) {
        const char *place = arena_format(report->arena, "%llu", (unsigned long long)row);
        list->notes[list->count] =
            *field ? message_fill(report->arena, id_field, place, field, reason, NULL)
                   : message_fill(report->arena, id, place, reason, NULL);
    }
    list->count++;
}

void report_error(struct report *report, uint64_t row, const char *field, const char *reason)
{
    add(report, &report->errors, row, field, reason, N_("row {1}: rejected: {2}"),
        N_("row {1}: rejected: {2}: {3}"));
}

void report_warning(struct report *report, uint64_t row, const char *field, const char *reason)
{
    add(report, &report->warnings, row, field, reason, N_("row {1}: warning: {2}"),
        N_("row {1}: warning: {2}: {3}"));
}

void report_return(struct report *report, uint64_t errors, uint64_t warnings)
{
    report->errors.count = errors;
    report->warnings.count = warnings;
}

static void say(const struct report *report, const struct report_list *list, const char *more)
{
    for (size_t i = 0; i < REPORT_LISTED && i < list->count; i++)
        output_note(list->notes[i]);
    if (list->count > REPORT_LISTED)
        output_note(message_fill(
            report->arena, more,
            arena_format(report->arena, "%llu", (unsigned long long)(list->count - REPORT_LISTED)),
            NULL));
}

void report_say(const struct report *report)
{
    say(report, &report->warnings, N_("and {1} more warnings"));
    say(report, &report->errors, N_("and {1} more rejected rows"));
}

#include "command/import_report.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "command/columns.h"
#include "command/output.h"
#include "text/message.h"

/* The rows are people. */
enum { REPORT_MODE = 0600 };

static const char *const severity_words[SEVERITIES] = {
    [SEVERITY_ERROR] = N_("error"),
    [SEVERITY_WARNING] = N_("warning"),
    [SEVERITY_NOTE] = N_("note"),
};

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

static struct report_sort *sort_of(struct report *report, enum severity severity,
                                   const struct fault *fault, const char *field)
{
    for (size_t i = 0; i < report->sort_count; i++) {
        struct report_sort *sort = &report->sorts[i];
        if (sort->severity == severity && strcmp(sort->message, fault->message) == 0 &&
            strcmp(sort->field, field) == 0)
            return sort;
    }
    if (!report->sorts)
        report->sorts = arena_array(report->arena, REPORT_KINDS_MOST, sizeof *report->sorts);
    if (report->sort_count == REPORT_KINDS_MOST)
        return NULL;
    struct report_sort *sort = &report->sorts[report->sort_count++];
    *sort = (struct report_sort){.severity = severity,
                                 .message = arena_copy(report->arena, fault->message),
                                 .field = arena_copy(report->arena, field)};
    return sort;
}

static void line_write(struct report *report, const char *const *cells, size_t count)
{
    struct buffer line = {0};
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_add_char(&line, ',');
        if (strpbrk(cells[i], ",\"\r\n"))
            cell_quote(&line, cells[i]);
        else
            buffer_add_text(&line, cells[i]);
    }
    buffer_add_text(&line, "\r\n");
    errno = 0;
    if (fwrite(buffer_text(&line), 1, line.length, report->file) != line.length && !report->error)
        report->error = errno ? errno : EIO;
    buffer_free(&line);
}

void report_count(struct report *report, uint64_t row, const struct fault *fault,
                  struct arena *scratch)
{
    if (!report->check || !fault->message)
        return;
    enum severity severity = !fault->warning ? SEVERITY_ERROR
                             : fault->note   ? SEVERITY_NOTE
                                             : SEVERITY_WARNING;
    const char *field = report_field(report, fault, scratch);
    const char *words = message_fault(scratch, fault);
    struct report_sort *sort = sort_of(report, severity, fault, field);
    report->totals[severity]++;
    if (sort && sort->count++ == 0) {
        sort->first = row;
        sort->words = arena_copy(report->arena, words);
    }
    if (!report->file)
        return;
    const char *place = row > 0 ? arena_format(scratch, "%llu", (unsigned long long)row) : "";
    line_write(report, (const char *[]){_(severity_words[severity]), place, field, words}, 4);
}

/* A byte order mark tells spreadsheet programs what it is. */
static void header_write(struct report *report)
{
    fputs("\xEF\xBB\xBF", report->file);
    line_write(report, (const char *[]){_("Severity"), _("Row"), _("Column"), _("Finding")}, 4);
}

/* From the beginning: what stands there goes. */
static void restart(struct report *report)
{
    struct stat about;
    bool plain = fstat(fileno(report->file), &about) == 0 && S_ISREG(about.st_mode);
    fflush(report->file);
    if (plain && ftruncate(fileno(report->file), 0) != 0 && !report->error)
        report->error = errno;
    rewind(report->file);
    header_write(report);
}

bool report_file_open(struct report *report, const char *path, const struct input *input,
                      struct fault *fault)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, REPORT_MODE);
    report->file = descriptor < 0 ? NULL : fdopen(descriptor, "wb");
    report->path = path;
    if (!report->file)
        return fault_set(fault, report->arena, errno == EACCES ? FAULT_RIGHTS : FAULT_SURROUNDINGS,
                         NULL, N_("{1} cannot be written: {2}"), path, strerror(errno), NULL);
    if (input_is(input, report->file)) {
        fclose(report->file);
        report->file = NULL;
        return fault_set(fault, report->arena, FAULT_USAGE, NULL,
                         N_("the findings cannot be written over the file they are about: {1}"),
                         path, NULL);
    }
    restart(report);
    return true;
}

void report_return(struct report *report, uint64_t errors, uint64_t warnings)
{
    report->errors.count = errors;
    report->warnings.count = warnings;
    report->sort_count = 0;
    memset(report->totals, 0, sizeof report->totals);
    if (report->file)
        restart(report);
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

static const char *number(const struct report *report, uint64_t value)
{
    return arena_format(report->arena, "%llu", (unsigned long long)value);
}

/* Each kind once, with the words of its first row. */
static void say_sorts(const struct report *report)
{
    for (int severity = 0; severity < SEVERITIES; severity++)
        for (size_t i = 0; i < report->sort_count; i++) {
            const struct report_sort *sort = &report->sorts[i];
            if (sort->severity != (enum severity)severity)
                continue;
            const char *words = *sort->field ? message_fill(report->arena, N_("{1}: {2}"),
                                                            sort->field, sort->words, NULL)
                                             : sort->words;
            output_note(sort->first > 0
                            ? message_fill(report->arena, N_("{1} ×{2}, first in row {3}: {4}"),
                                           _(severity_words[severity]), number(report, sort->count),
                                           number(report, sort->first), words, NULL)
                            : message_fill(report->arena, N_("{1}: {2}"),
                                           _(severity_words[severity]), words, NULL));
        }
    output_note(message_fill(report->arena, N_("{1} errors, {2} warnings, {3} notes"),
                             number(report, report->totals[SEVERITY_ERROR]),
                             number(report, report->totals[SEVERITY_WARNING]),
                             number(report, report->totals[SEVERITY_NOTE]), NULL));
}

void report_say(const struct report *report)
{
    say(report, &report->warnings, N_("and {1} more warnings"));
    say(report, &report->errors, N_("and {1} more rejected rows"));
    if (report->check)
        say_sorts(report);
}

bool report_file_close(struct report *report, struct fault *fault)
{
    if (!report->file)
        return true;
    errno = 0;
    if (fclose(report->file) != 0 && !report->error)
        report->error = errno ? errno : EIO;
    report->file = NULL;
    if (!report->error)
        return true;
    return fault_set(fault, report->arena, FAULT_SURROUNDINGS, NULL,
                     N_("{1} cannot be written: {2}"), report->path, strerror(report->error), NULL);
}

/* report: the reports of the report files, as text, TSV or JSON, and the names behind a number. */

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include "client/client.h"
#include "client/report_text.h"
#include "command/invocation.h"
#include "command/json.h"
#include "command/output.h"
#include "command/progress.h"
#include "command/sink.h"
#include "text/message.h"
#include "text/utf8.h"

enum { LINES_AT_ONCE = 15000, NAMES_AT_ONCE = 1000, FIELDS_MOST = 64 };

enum format { FORMAT_TEXT, FORMAT_TSV, FORMAT_JSON };

struct reporting {
    struct invocation *invocation;
    struct client *client;
    const struct report_form *report;
    enum format format;
    bool labels;
    struct report_request request;
    struct sink sink;
    struct buffer text;
    struct arena *arena; /* emptied after each page */
    struct progress progress;
    struct fault fault;
};

static void list_reports(const struct form_set *set, struct arena *arena)
{
    for (unsigned i = 0; i < set->report_count; i++) {
        const struct report_form *report = set->reports[i];
        const char *row[] = {report->name, report_kind_names[report->kind],
                             message_side(arena, report->label)};
        output_row(row, sizeof row / sizeof row[0]);
    }
}

static void add_json(struct buffer *text, json_t *object)
{
    char *line = json_dumps(object, JSON_COMPACT);
    buffer_add_text(text, line ? line : "{}");
    buffer_add_char(text, '\n');
    free(line);
    json_decref(object);
}

static void json_table(struct reporting *reporting, const struct report_answer *answer)
{
    for (size_t row = 0; row < answer->row_count; row++) {
        json_t *object = json_object();
        json_object_set_new(object, report_corner_key(reporting->report),
                            json_string(answer->rows[row].key));
        for (size_t column = 0; column < answer->column_count; column++)
            json_object_set_new(object, answer->columns[column].key,
                                json_integer((json_int_t)report_cell_at(answer, row, column)));
        add_json(&reporting->text, object);
    }
}

static void json_lines(struct reporting *reporting, const struct report_answer *answer)
{
    const struct report_form *report = reporting->report;
    for (size_t i = 0; i < answer->line_count; i++) {
        const struct record *record = answer->lines[i].record;
        if (!record)
            continue;
        json_t *object = json_object();
        for (unsigned j = 0; j < report->group_count; j++)
            json_field(object, record, report->groups[j], reporting->arena);
        for (unsigned j = 0; j < report->list_count; j++)
            json_field(object, record, report->list[j].field, reporting->arena);
        add_json(&reporting->text, object);
    }
}

/* What was made so far goes out. */
static bool text_write(struct reporting *reporting)
{
    struct arena *arena = reporting->invocation->arena;
    uint32_t bad;
    char character[UTF8_MAX + 1] = {0};
    bool right =
        sink_add(&reporting->sink, buffer_text(&reporting->text), reporting->text.length, &bad);
    buffer_clear(&reporting->text);
    if (right)
        return sink_flush(&reporting->sink, arena, &reporting->fault);
    utf8_encode(bad, character);
    return fault_set(&reporting->fault, arena, FAULT_DATA, NULL,
                     N_("{1} is not in this encoding; nothing was written; gb18030 and utf-8 have "
                        "every character"),
                     arena_format(arena, "%s (U+%04X)", character, (unsigned)bad), NULL);
}

static bool report_ask(struct reporting *reporting, struct report_answer *answer)
{
    *answer = (struct report_answer){0};
    return client_report(reporting->client, &reporting->request, progress_show,
                         &reporting->progress, reporting->arena, answer, &reporting->fault);
}

static bool write_list(struct reporting *reporting)
{
    struct report_answer answer;
    uint64_t total = 1;
    reporting->request.limit = LINES_AT_ONCE;
    for (reporting->request.from = 0; reporting->request.from < total;) {
        arena_reset(reporting->arena);
        if (!report_ask(reporting, &answer))
            return false;
        if (reporting->format == FORMAT_TEXT && !reporting->request.from)
            report_text_table(reporting->report, &answer, reporting->arena, &reporting->text);
        if (reporting->format == FORMAT_TEXT)
            report_text_lines(reporting->report, &answer, reporting->arena, &reporting->text);
        else if (reporting->format == FORMAT_JSON)
            json_lines(reporting, &answer);
        else
            report_tsv_lines(reporting->report, &answer, reporting->labels,
                             !reporting->request.from, reporting->arena, &reporting->text);
        if (!text_write(reporting))
            return false;
        total = answer.line_total;
        reporting->request.from += answer.line_count;
        if (!answer.line_count)
            break;
    }
    return true;
}

static bool write_table(struct reporting *reporting)
{
    struct report_answer answer;
    if (!report_ask(reporting, &answer))
        return false;
    if (reporting->format == FORMAT_TEXT)
        report_text_table(reporting->report, &answer, reporting->arena, &reporting->text);
    else if (reporting->format == FORMAT_JSON)
        json_table(reporting, &answer);
    else
        report_tsv_table(reporting->report, &answer, reporting->labels, reporting->arena,
                         &reporting->text);
    return text_write(reporting);
}

/* The key of the heading that people or scripts name so; NULL and a fault where none is. */
static const char *heading_key(struct reporting *reporting, const struct report_heading *headings,
                               size_t count, const char *name)
{
    struct arena *arena = reporting->invocation->arena;
    const char *known = "";
    for (size_t i = 0; i < count; i++)
        if (strcmp(headings[i].key, name) == 0)
            return arena_copy(arena, headings[i].key);
    for (size_t i = 0; i < count; i++) {
        const char *words = report_words(arena, headings[i].label);
        if (strcmp(words, name) == 0)
            return arena_copy(arena, headings[i].key);
        known = arena_format(arena, "%s%s%s", known, i ? ", " : "",
                             *headings[i].key ? headings[i].key : words);
    }
    fault_set(&reporting->fault, arena, FAULT_USAGE, NULL,
              N_("--names: there is no row or column '{1}'; there are: {2}"), name, known, NULL);
    return NULL;
}

static void write_name(struct reporting *reporting, const struct record *record,
                       const struct field *const *fields, size_t count)
{
    if (reporting->format == FORMAT_JSON) {
        json_t *object = json_object();
        for (size_t i = 0; i < count; i++)
            json_field(object, record, fields[i], reporting->arena);
        add_json(&reporting->text, object);
        return;
    }
    report_tsv_record(record, fields, count, reporting->labels || reporting->format == FORMAT_TEXT,
                      reporting->arena, &reporting->text);
}

static bool write_names(struct reporting *reporting, const char *cell)
{
    struct arena *arena = reporting->invocation->arena;
    const char *comma = strchr(cell, ',');
    struct report_answer answer;
    if (reporting->report->kind == REPORT_LIST)
        return fault_set(&reporting->fault, arena, FAULT_USAGE, NULL,
                         N_("--names: a list is names already"), NULL);
    if (!comma)
        return fault_set(&reporting->fault, arena, FAULT_USAGE, NULL,
                         N_("--{1} needs a value: {2}"), "names", "ROW,COLUMN", NULL);
    if (!report_ask(reporting, &answer))
        return false;
    struct report_names_request request = {
        .report = reporting->request,
        .row = heading_key(reporting, answer.rows, answer.row_count,
                           arena_copy_bytes(arena, cell, (size_t)(comma - cell))),
        .limit = NAMES_AT_ONCE};
    if (request.row)
        request.column = heading_key(reporting, answer.columns, answer.column_count, comma + 1);
    if (!request.row || !request.column)
        return false;
    const struct field *fields[FIELDS_MOST];
    size_t count = report_name_fields(reporting->report->form, fields, FIELDS_MOST);
    if (reporting->format != FORMAT_JSON)
        report_tsv_head(fields, count, reporting->labels || reporting->format == FORMAT_TEXT, arena,
                        &reporting->text);
    struct report_names_answer names = {0};
    do {
        arena_reset(reporting->arena);
        names = (struct report_names_answer){0};
        if (!client_report_names(reporting->client, &request, progress_show, &reporting->progress,
                                 reporting->arena, &names, &reporting->fault))
            return false;
        for (size_t i = 0; i < names.count; i++) {
            const struct record *record = names.records[i];
            write_name(reporting, record, fields, count);
            request.after = record->number > request.after ? record->number : request.after;
        }
        if (!text_write(reporting))
            return false;
    } while (!names.finished && names.count);
    return true;
}

static bool write_all(struct reporting *reporting)
{
    struct invocation *invocation = reporting->invocation;
    const char *path = invocation_option(invocation, "output");
    const char *name = invocation_option(invocation, "encoding");
    const char *cell = invocation_option(invocation, "names");
    enum encoding encoding = path ? ENCODING_UTF8 : output_encoding();
    if (name)
        encoding_named(name, &encoding);
    if (!sink_open(&reporting->sink, path, encoding, invocation->arena, &reporting->fault))
        return false;
    interrupt_watch();
    reporting->progress = progress_start(_("Report"));
    bool right = cell                                     ? write_names(reporting, cell)
                 : reporting->report->kind == REPORT_LIST ? write_list(reporting)
                                                          : write_table(reporting);
    progress_end(&reporting->progress);
    if (!right) {
        sink_abandon(&reporting->sink);
        return false;
    }
    return sink_finish(&reporting->sink, invocation->arena, &reporting->fault);
}

static const struct report_form *report_wanted(struct reporting *reporting, const char *name)
{
    struct arena *arena = reporting->invocation->arena;
    const struct form_set *set = client_forms(reporting->client);
    const struct report_form *report = report_named(set, name);
    if (report)
        return report;
    const char **names = arena_array(arena, set->report_count + 1, sizeof *names);
    for (unsigned i = 0; i < set->report_count; i++)
        names[i] = set->reports[i]->name;
    const char *nearest = invocation_nearest(name, names, set->report_count);
    fault_set(&reporting->fault, arena, FAULT_USAGE, NULL,
              nearest ? N_("there is no report '{1}'; '{2}' perhaps? 'jumin report' lists them")
                      : N_("there is no report '{1}'; 'jumin report' lists them"),
              name, nearest, NULL);
    return NULL;
}

static enum format format_named(const char *name)
{
    return !name || strcmp(name, "text") == 0 ? FORMAT_TEXT
           : strcmp(name, "tsv") == 0         ? FORMAT_TSV
                                              : FORMAT_JSON;
}

static enum report_day day_named(const char *name)
{
    return !name                         ? REPORT_DAY_USUAL
           : strcmp(name, "report") == 0 ? REPORT_DAY_REPORTED
                                         : REPORT_DAY_EVENT;
}

int command_report(struct invocation *invocation)
{
    int status = STATUS_DONE;
    struct client *client = invocation_open(invocation, "report", &status);
    if (!client)
        return status;
    if (!invocation->operand_count) {
        list_reports(client_forms(client), invocation->arena);
        client_close(client);
        return STATUS_DONE;
    }
    struct reporting reporting = {
        .invocation = invocation,
        .client = client,
        .format = format_named(invocation_option(invocation, "format")),
        .labels = invocation_flag(invocation, "labels"),
        .arena = arena_new(),
    };
    reporting.report = report_wanted(&reporting, invocation->operands[0]);
    if (reporting.report)
        reporting.request = (struct report_request){
            .name = reporting.report->name,
            .period = invocation_option(invocation, "period"),
            .by = day_named(invocation_option(invocation, "by")),
            .where = invocation_option(invocation, "where"),
        };
    if (!reporting.report ||
        !invocation_query(invocation, reporting.report->form, reporting.request.where,
                          &reporting.fault) ||
        !write_all(&reporting))
        status = invocation_fault(invocation, &reporting.fault);
    buffer_free(&reporting.text);
    arena_free(reporting.arena);
    client_close(client);
    return status;
}

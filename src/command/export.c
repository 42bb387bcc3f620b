#include <stdlib.h>
#include <string.h>
#include "client/client.h"
#include "command/as_of.h"
#include "command/columns.h"
#include "command/export_ead.h"
#include "command/export_layout.h"
#include "command/invocation.h"
#include "command/json.h"
#include "command/output.h"
#include "command/progress.h"
#include "command/sink.h"
#include "text/buffer.h"
#include "registry/registry.h"
#include "text/message.h"
#include "text/place.h"
#include "text/utf8.h"
#include "text/width.h"

enum export_format { EXPORT_CSV, EXPORT_TSV, EXPORT_JSON, EXPORT_EAD };

struct exporting {
    struct invocation *invocation;
    struct client *client;
    const struct form *form;
    enum export_format format;
    const struct paper_layout *layout; /* or NULL */
    struct as_of as_of;
    bool labels;
    const struct field **fields;
    size_t field_count;
    bool with_key, with_version; /* of JSON */
    struct sink sink;
    struct buffer row;
    struct arena *arena; /* emptied after each page */
    struct progress progress;
    struct fault fault;
};

static bool fail(struct exporting *exporting, enum fault_kind kind, const char *field,
                 const char *message, const char *one, const char *two, const char *three)
{
    return fault_set(&exporting->fault, exporting->invocation->arena, kind, field, message, one,
                     two, three, NULL);
}

static bool field_add(struct exporting *exporting, const char *name)
{
    bool json = exporting->format == EXPORT_JSON;
    if (json && strcmp(name, json_key) == 0)
        return exporting->with_key = true;
    if (json && strcmp(name, json_version) == 0)
        return exporting->with_version = true;
    const struct field *field = field_named(exporting->form, name);
    if (!field)
        return fail(exporting, FAULT_USAGE, NULL, N_("--fields: {1} has no field {2}"),
                    exporting->form->label, name, NULL);
    exporting->fields[exporting->field_count++] = field;
    return true;
}

/* Those that were asked for, in that order; otherwise all that are kept. */
static bool choose_fields(struct exporting *exporting)
{
    struct arena *arena = exporting->invocation->arena;
    const struct form *form = exporting->form;
    const char *list = invocation_option(exporting->invocation, "fields");
    if (!list) {
        exporting->fields = arena_array(arena, form->field_count + 1, sizeof *exporting->fields);
        exporting->with_key = exporting->with_version = true;
        for (unsigned i = 0; i < form->field_count; i++)
            if (field_type_kept(form->fields[i].type))
                exporting->fields[exporting->field_count++] = &form->fields[i];
        return true;
    }
    exporting->fields = arena_array(arena, strlen(list) + 1, sizeof *exporting->fields);
    for (const char *at = list; at;) {
        size_t length = strcspn(at, ",");
        const char *name = arena_copy_bytes(arena, at, length);
        if (*name && !field_add(exporting, name))
            return false;
        at = at[length] ? at + length + 1 : NULL;
    }
    if (exporting->field_count || exporting->with_key || exporting->with_version)
        return true;
    return fail(exporting, FAULT_USAGE, NULL, N_("--{1} needs a value: {2}"), "fields", "A,B",
                NULL);
}

static void cell_add(struct exporting *exporting, const char *cell, bool first)
{
    struct buffer *row = &exporting->row;
    char separator = exporting->format == EXPORT_TSV ? '\t' : ',';
    char special[] = {'"', '\r', '\n', separator, '\0'};
    if (!first)
        buffer_add_char(row, separator);
    if (exporting->sink.safe)
        cell = width_safe(exporting->arena, cell);
    bool alone = first && exporting->field_count == 1;
    if (!strpbrk(cell, special) && !(alone && !*cell)) {
        buffer_add_text(row, cell);
        return;
    }
    cell_quote(row, cell);
}

/* A code by its name, where the name alone leads back to the code. */
static const char *code_words(const struct field *field, const char *code)
{
    const char *name = code_name(field->codes, code, message_language());
    const struct code *back = code_find(field->codes, name);
    return back && strcmp(back->code, code) == 0 ? name : code;
}

static void value_add(struct buffer *cell, const struct exporting *exporting,
                      const struct field *field, const char *value)
{
    bool names = exporting->labels && field->type == FIELD_CODE && field->codes;
    buffer_add_text(cell, names ? code_words(field, value) : value);
}

static const char *cell_text(struct exporting *exporting, const struct record *record,
                             const struct field *field)
{
    const char *value = record->values[field->number];
    struct arena *arena = exporting->arena;
    if (!field_type_kept(field->type))
        return record_display(record, field, message_language(), arena);
    if (!value)
        return "";
    if (!exporting->labels && !field->many)
        return value;
    struct buffer cell = {0};
    for (const char *at = value; at;) {
        const char *end = field->many ? strchr(at, MANY_SEPARATOR) : NULL;
        value_add(&cell, exporting, field,
                  end ? arena_copy_bytes(arena, at, (size_t)(end - at)) : at);
        if (end)
            buffer_add_char(&cell, ';');
        at = end ? end + 1 : NULL;
    }
    const char *text = arena_copy(arena, buffer_text(&cell));
    buffer_free(&cell);
    return text;
}

/* Which field the character that could not be written stands in, said with the record. */
static bool unencodable(struct exporting *exporting, const struct record *record, uint32_t bad)
{
    struct arena *arena = exporting->invocation->arena;
    char character[UTF8_MAX + 1] = {0};
    utf8_encode(bad, character);
    const struct field *at = NULL;
    for (size_t i = 0; i < exporting->field_count && !at; i++)
        if (strstr(cell_text(exporting, record, exporting->fields[i]), character))
            at = exporting->fields[i];
    const char *what = arena_format(arena, "%s (U+%04X)", character, (unsigned)bad);
    return fail(exporting, FAULT_DATA, at ? at->name : NULL,
                N_("record {1}, {2}: {3} is not in this encoding; nothing was written; gb18030 and "
                   "utf-8 have every character"),
                record_key(record, exporting->arena), at ? at->label : "-", what);
}

static void row_make(struct exporting *exporting, const struct record *record)
{
    if (exporting->format == EXPORT_JSON) {
        json_t *object = json_object();
        if (exporting->with_key)
            json_object_set_new(object, json_key,
                                json_string(record_key(record, exporting->arena)));
        if (exporting->with_version)
            json_object_set_new(object, json_version, json_integer(record->version));
        for (size_t i = 0; i < exporting->field_count; i++)
            json_field(object, record, exporting->fields[i], exporting->arena);
        char *text = json_dumps(object, JSON_COMPACT);
        buffer_add_text(&exporting->row, text ? text : "{}");
        free(text);
        json_decref(object);
    } else {
        for (size_t i = 0; i < exporting->field_count; i++)
            cell_add(exporting, cell_text(exporting, record, exporting->fields[i]), i == 0);
    }
    buffer_add_char(&exporting->row, '\n');
}

static bool header_write(struct exporting *exporting)
{
    if (exporting->format == EXPORT_JSON)
        return true;
    for (size_t i = 0; i < exporting->field_count; i++) {
        const struct field *field = exporting->fields[i];
        cell_add(exporting,
                 exporting->labels ? message_side(exporting->arena, field->label) : field->name,
                 i == 0);
    }
    buffer_add_char(&exporting->row, '\n');
    uint32_t bad;
    bool right =
        sink_add(&exporting->sink, buffer_text(&exporting->row), exporting->row.length, &bad);
    buffer_clear(&exporting->row);
    return right ? true
                 : fail(exporting, FAULT_USAGE, NULL,
                        N_("the labels cannot be written in this encoding"), NULL, NULL, NULL);
}

static bool page_write(void *context, const struct list_answer *page, struct fault *fault)
{
    struct exporting *exporting = context;
    (void)fault; /* that of exporting, which the walk was given */
    for (size_t i = 0; i < page->count; i++) {
        const struct record *record = page->rows[i].record;
        uint32_t bad;
        if (record->form != exporting->form)
            return fail(exporting, FAULT_SURROUNDINGS, NULL,
                        N_("the forms were changed meanwhile; nothing was written; start again"),
                        NULL, NULL, NULL);
        row_make(exporting, record);
        if (!sink_add(&exporting->sink, buffer_text(&exporting->row), exporting->row.length, &bad))
            return unencodable(exporting, record, bad);
        buffer_clear(&exporting->row);
    }
    return sink_flush(&exporting->sink, exporting->invocation->arena, &exporting->fault);
}

/* How many there will be, for the bar alone. */
static uint64_t count_all(struct exporting *exporting, const char *where)
{
    struct count_request request = {.form = exporting->form->name,
                                    .query = where,
                                    .as_of = exporting->as_of.day,
                                    .known = exporting->as_of.known};
    struct count_answer answer = {0};
    struct fault fault;
    return exporting->progress.label && client_count(exporting->client, &request, NULL, NULL,
                                                     exporting->arena, &answer, &fault)
               ? answer.total
               : 0;
}

static bool pages_write(struct exporting *exporting)
{
    const char *where = invocation_option(exporting->invocation, "where");
    struct walk walk = {
        .client = exporting->client,
        .request = {.order = "",
                    .form = exporting->form->name,
                    .query = where,
                    .as_of = exporting->as_of.day,
                    .known = exporting->as_of.known},
        .progress = &exporting->progress,
        .total = count_all(exporting, where),
        .arena = exporting->arena,
        .page = page_write,
        .context = exporting,
    };
    return walk_pages(&walk, &exporting->fault);
}

/* What is written otherwise than row by row of fields. */
static bool ead_export(struct exporting *exporting)
{
    struct ead ead = {
        .client = exporting->client,
        .form = exporting->form,
        .where = invocation_option(exporting->invocation, "where"),
        .sink = &exporting->sink,
        .progress = &exporting->progress,
        .total = count_all(exporting, invocation_option(exporting->invocation, "where")),
        .arena = exporting->invocation->arena,
        .fault = &exporting->fault,
    };
    return ead_write(&ead);
}

static bool layout_export(struct exporting *exporting)
{
    struct layout_export layout = {
        .client = exporting->client,
        .layout = exporting->layout,
        .where = invocation_option(exporting->invocation, "where"),
        .separator = exporting->format == EXPORT_TSV ? '\t' : ',',
        .sink = &exporting->sink,
        .progress = &exporting->progress,
        .total = count_all(exporting, invocation_option(exporting->invocation, "where")),
        .arena = exporting->invocation->arena,
        .fault = &exporting->fault,
    };
    return layout_write(&layout);
}

/* The layout that was asked for; right where none was. */
static bool layout_find(struct exporting *exporting, struct layout_set **set)
{
    const struct invocation *invocation = exporting->invocation;
    const char *name = invocation_option(invocation, "layout");
    struct faults faults = {0};
    bool records = invocation_option(invocation, "fields") || exporting->as_of.day;
    *set = NULL;
    if (exporting->format == EXPORT_EAD && strcmp(exporting->form->name, "archive") != 0)
        return fail(exporting, FAULT_USAGE, NULL, N_("ead3 describes archives alone"), NULL, NULL,
                    NULL);
    if ((name || exporting->format == EXPORT_EAD) && records)
        return fail(exporting, FAULT_USAGE, NULL,
                    N_("--fields and --as-of do not go with ead3 or a layout"), NULL, NULL, NULL);
    if (!name)
        return true;
    if (exporting->format != EXPORT_CSV && exporting->format != EXPORT_TSV)
        return fail(exporting, FAULT_USAGE, NULL, N_("a layout is written as csv or tsv"), NULL,
                    NULL, NULL);
    *set = layout_set_load(client_forms(exporting->client), place_forms(invocation->arena),
                           registry_own_forms(invocation->directory, invocation->arena),
                           invocation->arena, &faults);
    if (faults_errors(&faults))
        return form_set_refuse(&faults, invocation->arena, &exporting->fault);
    exporting->layout = layout_named(*set, name);
    if (exporting->layout && exporting->layout->kind == LAYOUT_TABLE &&
        exporting->layout->form == exporting->form)
        return true;
    return fail(exporting, FAULT_USAGE, NULL,
                N_("{1} is no table of {2}; print --list names the layouts"), name,
                exporting->form->label, NULL);
}

static enum export_format format_named(const char *name)
{
    return name && strcmp(name, "tsv") == 0    ? EXPORT_TSV
           : name && strcmp(name, "json") == 0 ? EXPORT_JSON
           : name && strcmp(name, "ead3") == 0 ? EXPORT_EAD
                                               : EXPORT_CSV;
}

static bool export_all(struct exporting *exporting)
{
    struct invocation *invocation = exporting->invocation;
    const char *name = invocation_option(invocation, "encoding");
    const char *path = invocation_option(invocation, "output");
    enum encoding encoding = ENCODING_UTF8;
    if (name)
        encoding_named(name, &encoding);
    else if (exporting->layout && path)
        encoding = ENCODING_GB18030;
    else if (!path && exporting->format != EXPORT_EAD)
        encoding = output_encoding();
    if (exporting->format == EXPORT_EAD && encoding != ENCODING_UTF8)
        return fail(exporting, FAULT_USAGE, NULL, N_("ead3 is written in utf-8 alone"), NULL, NULL,
                    NULL);
    if (!invocation_query(invocation, exporting->form, invocation_option(invocation, "where"),
                          &exporting->fault) ||
        !choose_fields(exporting) ||
        !sink_open(&exporting->sink, path, encoding, invocation->arena, &exporting->fault))
        return false;
    interrupt_watch();
    exporting->progress = progress_start(_("Export"));
    bool right = exporting->layout ? layout_export(exporting)
                 : exporting->format == EXPORT_EAD
                     ? ead_export(exporting)
                     : header_write(exporting) && pages_write(exporting);
    progress_end(&exporting->progress);
    if (!right) {
        sink_abandon(&exporting->sink);
        return false;
    }
    return sink_finish(&exporting->sink, invocation->arena, &exporting->fault);
}

int command_export(struct invocation *invocation)
{
    int status = STATUS_DONE;
    struct fault fault = {0};
    struct as_of as_of;
    if (!as_of_read(invocation, &as_of, &fault))
        return invocation_fault(invocation, &fault);
    struct client *client = invocation_open(invocation, "export", &status);
    if (!client)
        return status;
    const struct form *form = invocation_form(invocation, client, invocation->operands[0], &status);
    if (form) {
        struct exporting exporting = {
            .invocation = invocation,
            .client = client,
            .form = form,
            .format = format_named(invocation_option(invocation, "format")),
            .as_of = as_of,
            .labels = invocation_flag(invocation, "labels"),
            .arena = arena_new(),
        };
        struct layout_set *layouts;
        if (!layout_find(&exporting, &layouts) || !export_all(&exporting))
            status = invocation_fault(invocation, &exporting.fault);
        layout_set_free(layouts);
        buffer_free(&exporting.row);
        arena_free(exporting.arena);
    }
    client_close(client);
    return status;
}

#include <string.h>
#include "paper/words.h"
#include "text/message.h"
#include "text/same.h"

/* From records to texts. */

enum { PAGE_ROWS = 500 };

struct gathering {
    const struct paper_job *job;
    struct document *document;
    const struct paper_layout *layout;
    const char *today, *community;
    const struct query *when;
    struct date day;
    struct totals totals;
    struct beyond beyond;
    struct part *section; /* the one at hand */
    struct arena *own;    /* of the section: its record */
    struct record *subject;
    uint64_t number; /* rows of the section so far */
    uint64_t total;  /* records there will be, 0: not known */
    struct arena *arena;
    struct fault *fault;
};

size_t document_texts(const struct paper_layout *layout)
{
    size_t count = layout->area_count;
    for (size_t i = 0; i < layout->line_count; i++)
        count += layout->lines[i].fields ? layout->lines[i].field_count : 1;
    return count;
}

/* Of a label: its areas, and its width. */
size_t document_cells(const struct paper_layout *layout)
{
    return layout->kind == LAYOUT_LABELS ? layout->area_count + 1 : layout->column_count;
}

void document_free(struct document *document)
{
    spool_close(document->spool);
}

static struct filling filling_of(struct gathering *gathering, const struct record *record,
                                 const struct totals *totals, struct arena *arena)
{
    return (struct filling){.job = gathering->job,
                            .record = record,
                            .totals = totals,
                            .number = gathering->number,
                            .today = gathering->today,
                            .community = gathering->community,
                            .arena = arena,
                            .beyond = &gathering->beyond};
}

static void section_begin(struct gathering *gathering, const struct record *subject)
{
    struct document *document = gathering->document;
    if (document->section_count == document->capacity) {
        size_t capacity = document->capacity ? document->capacity * 2 : 16;
        struct part *sections = arena_array(gathering->arena, capacity, sizeof *sections);
        if (document->section_count)
            memcpy(sections, document->sections, document->section_count * sizeof *sections);
        document->sections = sections;
        document->capacity = capacity;
    }
    gathering->section = &document->sections[document->section_count++];
    *gathering->section = (struct part){.rows_at = spool_place(document->spool)};
    arena_reset(gathering->own);
    gathering->subject = subject ? record_copy(subject, gathering->own) : NULL;
    gathering->number = 0;
    totals_clear(&gathering->totals);
}

/* The texts of lines and areas, once the rows are known. */
static void section_end(struct gathering *gathering)
{
    const struct paper_layout *layout = gathering->layout;
    if (!gathering->section || !gathering->subject)
        return;
    struct arena *arena = arena_new();
    struct filling filling = filling_of(gathering, gathering->subject, &gathering->totals, arena);
    const char **texts = arena_array(arena, document_texts(layout) + 1, sizeof *texts);
    size_t count = 0;
    for (size_t i = 0; i < layout->line_count; i++) {
        const struct layout_line *line = &layout->lines[i];
        for (size_t j = 0; line->fields && j < line->field_count; j++)
            texts[count++] = words_value(&filling, line->fields[j]);
        if (!line->fields)
            texts[count++] = words_fill(&filling, &line->text);
    }
    for (size_t i = 0; i < layout->area_count; i++)
        texts[count++] = words_fill(&filling, &layout->areas[i].text);
    gathering->section->texts_at = spool_place(gathering->document->spool);
    spool_write(gathering->document->spool, texts, count);
    arena_free(arena);
    gathering->section = NULL;
}

static bool told(struct gathering *gathering)
{
    const struct paper_job *job = gathering->job;
    uint64_t done = ++gathering->document->records;
    enum { OFTEN = 100 };
    if (!job->progress || done % OFTEN || !gathering->total ||
        job->progress(job->context, done, gathering->total * 2))
        return true;
    return fault_set(gathering->fault, gathering->arena, FAULT_SURROUNDINGS, NULL,
                     N_("stopped; nothing was written"), NULL);
}

/* A row of the section at hand. */
static bool row_add(struct gathering *gathering, const struct record *record, struct arena *arena)
{
    const struct paper_layout *layout = gathering->layout;
    gathering->number++;
    totals_add(&gathering->totals, record, arena);
    struct filling filling = filling_of(gathering, record, NULL, arena);
    const char **texts = arena_array(arena, layout->column_count + 1, sizeof *texts);
    for (size_t i = 0; i < layout->column_count; i++)
        texts[i] = words_fill(&filling, &layout->columns[i].text);
    spool_write(gathering->document->spool, texts, layout->column_count);
    gathering->section->row_count++;
    return told(gathering);
}

/* What belongs to a label's record is only counted. */
static bool row_count(struct gathering *gathering, const struct record *record, struct arena *arena)
{
    totals_add(&gathering->totals, record, arena);
    return true;
}

/* Whether the record begins a page of its own. */
static bool begins(const struct gathering *gathering, const struct record *record)
{
    if (!gathering->section)
        return true;
    for (const struct field **group = gathering->layout->groups; group && *group; group++)
        if (!text_same(record->values[(*group)->number],
                       gathering->subject->values[(*group)->number]))
            return true;
    return false;
}

typedef bool walked(struct gathering *gathering, const struct record *record, struct arena *arena);

static bool changed_forms(struct gathering *gathering)
{
    return fault_set(gathering->fault, gathering->arena, FAULT_SURROUNDINGS, NULL,
                     N_("the forms were changed meanwhile; nothing was written; start again"),
                     NULL);
}

/* Every record of the form that the query finds, page by page. */
static bool walk(struct gathering *gathering, const struct form *form, const char *query,
                 const char *order, walked *step)
{
    struct arena *arena = arena_new(), *place = arena_new();
    struct list_request request = {.form = form->name,
                                   .query = query,
                                   .order = order,
                                   .limit = PAGE_ROWS,
                                   .after = {.term = ""}};
    struct list_answer page = {0};
    bool right = true;
    do {
        arena_reset(arena);
        page = (struct list_answer){0};
        right = client_list(gathering->job->client, &request, arena, &page, gathering->fault);
        for (size_t i = 0; right && i < page.count; i++) {
            const struct record *record = page.rows[i].record;
            right =
                record->form == form ? step(gathering, record, arena) : changed_forms(gathering);
        }
        const struct list_place *last =
            page.count ? &page.rows[page.count - 1].place : &page.stopped;
        if (!page.finished && page.stopped.number)
            last = &page.stopped;
        arena_reset(place);
        request.after =
            (struct list_place){arena_copy(place, last->term ? last->term : ""), last->number};
    } while (right && !page.finished);
    if (!right)
        fault_keep(gathering->fault, gathering->arena);
    arena_free(place);
    arena_free(arena);
    return right;
}

/* The query for the rows that belong to a record. */
static const char *rows_query(struct gathering *gathering, const struct record *record,
                              struct arena *arena)
{
    const struct paper_layout *layout = gathering->layout;
    const char *text = layout->where ? layout->where : "";
    for (const struct field **match = layout->match; *match; match++) {
        struct query_value value = {0};
        bool calls =
            (*match)->reference == layout->form || !field_named(layout->form, (*match)->name);
        if (!layout->match[1] && calls) {
            const char *key = layout->form->key ? record->values[layout->form->key->number] : NULL;
            value.low =
                key ? key : arena_format(arena, "@%llu", (unsigned long long)record->number);
        } else {
            value.low = record_value(record, (*match)->name);
            value.empty = !value.low;
        }
        struct query_part part = {
            .field = *match, .operator= QUERY_IS, .values = &value, .count = 1};
        struct query query = {.form = layout->rows, .parts = &part, .count = 1};
        text = arena_format(arena, "%s%s%s", text, *text ? " " : "", query_write(&query, arena));
    }
    return text;
}

static void label_write(struct gathering *gathering, const struct record *record,
                        struct arena *arena)
{
    const struct paper_layout *layout = gathering->layout;
    struct filling filling = filling_of(gathering, record, &gathering->totals, arena);
    const char **texts = arena_array(arena, layout->area_count + 1, sizeof *texts);
    for (size_t i = 0; i < layout->area_count; i++)
        texts[i] = words_fill(&filling, &layout->areas[i].text);
    const char *width = layout->cell_field ? record->values[layout->cell_field->number] : NULL;
    texts[layout->area_count] = width ? width : "";
    spool_write(gathering->document->spool, texts, layout->area_count + 1);
    gathering->section->row_count++;
}

static bool meets(struct gathering *gathering, const struct record *record)
{
    return !gathering->when || query_match(gathering->when, record, &gathering->day);
}

/* One record that is printed: a row of a table, a sheet, or a label. */
static bool subject_add(struct gathering *gathering, const struct record *record,
                        struct arena *arena)
{
    const struct paper_layout *layout = gathering->layout;
    if (!meets(gathering, record))
        return true;
    if (layout->kind == LAYOUT_TABLE) {
        if (begins(gathering, record)) {
            section_end(gathering);
            section_begin(gathering, record);
        }
        return row_add(gathering, record, arena);
    }
    bool label = layout->kind == LAYOUT_LABELS;
    if (label && !gathering->section)
        section_begin(gathering, record);
    else if (!label)
        section_begin(gathering, record);
    else
        totals_clear(&gathering->totals);
    gathering->number = label ? gathering->section->row_count + 1 : 0;
    if (layout->rows && !walk(gathering, layout->rows, rows_query(gathering, record, arena),
                              layout->order, label ? row_count : row_add))
        return false;
    if (label)
        label_write(gathering, record, arena);
    else
        section_end(gathering);
    return (!label && layout->rows) || told(gathering);
}

static bool keys_add(struct gathering *gathering)
{
    const struct paper_job *job = gathering->job;
    struct arena *arena = arena_new();
    bool right = true;
    for (size_t i = 0; right && i < job->key_count; i++) {
        struct record *record = NULL;
        struct get_request request = {.form = gathering->layout->form->name, .key = job->keys[i]};
        arena_reset(arena);
        right = client_get(job->client, &request, arena, &record, gathering->fault) &&
                (record->form == gathering->layout->form || changed_forms(gathering)) &&
                subject_add(gathering, record, arena);
    }
    if (!right)
        fault_keep(gathering->fault, gathering->arena);
    arena_free(arena);
    return right;
}

/* The conditions of the layout and those that were asked for, on the records that are printed. */
static const char *subjects_query(struct gathering *gathering)
{
    const struct paper_layout *layout = gathering->layout;
    const char *own = layout->kind == LAYOUT_TABLE || !layout->rows ? layout->where : layout->when;
    const char *asked = gathering->job->where;
    if (own && asked && *asked)
        return arena_format(gathering->arena, "%s %s", own, asked);
    return own ? own : asked ? asked : "";
}

static bool listed_add(struct gathering *gathering)
{
    const struct paper_layout *layout = gathering->layout;
    const char *query = subjects_query(gathering);
    struct count_request request = {.form = layout->form->name, .query = query};
    struct count_answer answer = {0};
    if (gathering->job->progress && client_count(gathering->job->client, &request, NULL, NULL,
                                                 gathering->arena, &answer, gathering->fault))
        gathering->total = answer.total;
    bool table = layout->kind == LAYOUT_TABLE || !layout->rows;
    return walk(gathering, layout->form, query, table ? layout->order : NULL, subject_add);
}

static bool gather(struct gathering *gathering)
{
    const struct paper_job *job = gathering->job;
    struct registry_about about = {0};
    if (!client_about(job->client, gathering->arena, &about, gathering->fault))
        return false;
    gathering->community = about.name ? about.name : "";
    gathering->day = date_today();
    char day[DATE_SIZE];
    date_write(&gathering->day, day);
    gathering->today = arena_copy(gathering->arena, day);
    if (gathering->layout->when)
        gathering->when = query_read(gathering->layout->form, gathering->layout->when,
                                     &gathering->day, gathering->arena, NULL);
    gathering->totals = words_totals(gathering->layout, gathering->arena);
    if (!(job->key_count ? keys_add(gathering) : listed_add(gathering)))
        return false;
    section_end(gathering);
    if (!gathering->document->section_count)
        return fault_set(gathering->fault, gathering->arena, FAULT_NOT_FOUND, NULL,
                         N_("There is nothing to print: no record meets the conditions."), NULL);
    return spool_sound(gathering->document->spool, gathering->arena, gathering->fault);
}

bool document_gather(const struct paper_job *job, struct document *document, struct arena *arena,
                     struct fault *fault)
{
    *document = (struct document){.layout = job->layout, .spool = spool_open(arena, fault)};
    if (!document->spool)
        return false;
    struct gathering gathering = {.job = job,
                                  .document = document,
                                  .layout = job->layout,
                                  .beyond = {.arena = arena_new()},
                                  .own = arena_new(),
                                  .arena = arena,
                                  .fault = fault};
    bool right = gather(&gathering);
    totals_clear(&gathering.totals);
    arena_free(gathering.own);
    arena_free(gathering.beyond.arena);
    return right;
}

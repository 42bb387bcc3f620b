#include "command/export_ead.h"

#include <stdlib.h>
#include <string.h>
#include "command/xml.h"
#include "text/message.h"

static const char namespace[] = "http://ead3.archivists.org/schema/";

/* The levels above an item; each is open or not. */
enum level { LEVEL_FONDS, LEVEL_CLASS, LEVEL_SERIES, LEVEL_VOLUME, LEVELS };
static const char *const level_names[LEVELS] = {
    [LEVEL_FONDS] = "fonds",
    [LEVEL_CLASS] = "class",
    [LEVEL_SERIES] = "series",
    [LEVEL_VOLUME] = "file",
};

struct writing {
    struct ead *ead;
    struct xml *xml;
    struct buffer text;
    char *open[LEVELS]; /* what stands for the component that is open, NULL: none */
    struct arena *arena;
};

static const char *shown(const struct writing *writing, const struct record *record,
                         const char *name)
{
    const struct field *field = field_named(record->form, name);
    return field && record->values[field->number]
               ? record_display(record, field, message_language(), writing->arena)
               : NULL;
}

/* --- head ------------------------------------------------------------------------------------- */

static void agency(struct xml *xml, const char *name)
{
    xml_start(xml, "maintenanceagency");
    xml_element(xml, "agencyname", name);
    xml_end(xml);
}

static void maintenance(struct xml *xml)
{
    char day[DATE_SIZE];
    struct date today = date_today();
    date_write(&today, day);
    xml_start(xml, "maintenancehistory");
    xml_start(xml, "maintenanceevent");
    xml_start(xml, "eventtype");
    xml_attribute(xml, "value", "derived");
    xml_end(xml);
    xml_start(xml, "eventdatetime");
    xml_attribute(xml, "standarddatetime", day);
    xml_text(xml, day);
    xml_end(xml);
    xml_start(xml, "agenttype");
    xml_attribute(xml, "value", "machine");
    xml_end(xml);
    xml_element(xml, "agent", "Jumin");
    xml_end(xml);
    xml_end(xml);
}

static void language_write(struct xml *xml)
{
    xml_start(xml, "languagedeclaration");
    xml_start(xml, "language");
    xml_attribute(xml, "langcode", "chi");
    xml_text(xml, "中文");
    xml_end(xml);
    xml_start(xml, "script");
    xml_attribute(xml, "scriptcode", "Hans");
    xml_text(xml, "简体");
    xml_end(xml);
    xml_end(xml);
}

static void head_write(struct writing *writing, const struct registry_about *about)
{
    struct xml *xml = writing->xml;
    xml_start(xml, "ead");
    xml_attribute(xml, "xmlns", namespace);
    xml_start(xml, "control");
    xml_attribute(xml, "countryencoding", "iso3166-1");
    xml_attribute(xml, "dateencoding", "iso8601");
    xml_attribute(xml, "langencoding", "iso639-2b");
    xml_attribute(xml, "scriptencoding", "iso15924");
    xml_element(xml, "recordid", about->community);
    xml_start(xml, "filedesc");
    xml_start(xml, "titlestmt");
    xml_element(xml, "titleproper",
                message_fill(writing->arena, N_("Archives of {1}"), about->name, NULL));
    xml_end(xml);
    xml_end(xml);
    xml_start(xml, "maintenancestatus");
    xml_attribute(xml, "value", "derived");
    xml_end(xml);
    agency(xml, about->name);
    language_write(xml);
    maintenance(xml);
    xml_end(xml);
    xml_start(xml, "archdesc");
    xml_attribute(xml, "level", "collection");
    xml_start(xml, "did");
    xml_element(xml, "unitid", about->community);
    xml_element(xml, "unittitle",
                message_fill(writing->arena, N_("Archives of {1}"), about->name, NULL));
    xml_start(xml, "langmaterial");
    xml_start(xml, "language");
    xml_attribute(xml, "langcode", "chi");
    xml_text(xml, "中文");
    xml_end(xml);
    xml_end(xml);
    xml_start(xml, "repository");
    xml_start(xml, "corpname");
    xml_element(xml, "part", about->name);
    xml_end(xml);
    xml_end(xml);
    xml_end(xml);
    xml_start(xml, "dsc");
    xml_attribute(xml, "dsctype", "combined");
}

/* --- components ------------------------------------------------------------------------------- */

static void unitdate(struct writing *writing, const struct record *record)
{
    struct xml *xml = writing->xml;
    const char *from = record_value(record, "date"), *to = record_value(record, "date_to");
    const char *inferred = record_value(record, "date_inferred");
    bool range = to && from && strcmp(from, to) < 0;
    if (!from)
        return;
    xml_start(xml, "unitdate");
    xml_attribute(xml, "datechar", "creation");
    xml_attribute(xml, "normal", range ? arena_format(writing->arena, "%s/%s", from, to) : from);
    if (inferred && *inferred == '1')
        xml_attribute(xml, "certainty", "inferred");
    xml_text(xml, range ? arena_format(writing->arena, "%s – %s", from, to) : from);
    xml_end(xml);
}

static void pages_write(struct xml *xml, const char *pages)
{
    if (!pages)
        return;
    xml_start(xml, "physdescstructured");
    xml_attribute(xml, "physdescstructuredtype", "materialtype");
    xml_attribute(xml, "coverage", "whole");
    xml_element(xml, "quantity", pages);
    xml_element(xml, "unittype", _("pages"));
    xml_end(xml);
}

static void container(struct xml *xml, const char *type, const char *text)
{
    if (!text)
        return;
    xml_start(xml, "container");
    xml_attribute(xml, "localtype", type);
    xml_text(xml, text);
    xml_end(xml);
}

static void did(struct writing *writing, const struct record *record)
{
    struct xml *xml = writing->xml;
    const char *document = record_value(record, "document_no"),
               *creator = record_value(record, "creator");
    const char *code = record_value(record, "archival_code");
    xml_start(xml, "did");
    xml_element(xml, "unitid",
                code ? code
                     : arena_format(writing->arena, "@%llu", (unsigned long long)record->number));
    if (document) {
        xml_start(xml, "unitid");
        xml_attribute(xml, "localtype", "document_no");
        xml_text(xml, document);
        xml_end(xml);
    }
    xml_element(xml, "unittitle", record_value(record, "title"));
    unitdate(writing, record);
    if (creator) {
        xml_start(xml, "origination");
        xml_start(xml, "name");
        xml_element(xml, "part", creator);
        xml_end(xml);
        xml_end(xml);
    }
    pages_write(xml, record_value(record, "pages"));
    xml_element(xml, "physdesc", shown(writing, record, "carrier"));
    container(xml, "box", record_value(record, "box"));
    container(xml, "shelf", record_value(record, "location"));
    xml_end(xml);
}

static void paragraph(struct xml *xml, const char *element, const char *text)
{
    if (!text || !*text)
        return;
    xml_start(xml, element);
    xml_element(xml, "p", text);
    xml_end(xml);
}

/* What a record says beyond its identification. */
static void rest(struct writing *writing, const struct record *record)
{
    const char *access = shown(writing, record, "access");
    const char *security = shown(writing, record, "security");
    const char *restriction =
        access && security ? message_fill(writing->arena, N_("{1}; {2}"), access, security, NULL)
        : access           ? access
                           : security;
    paragraph(writing->xml, "accessrestrict", restriction);
    paragraph(writing->xml, "appraisal", shown(writing, record, "retention"));
    paragraph(writing->xml, "odd", record_value(record, "remarks"));
}

static void component_close(struct writing *writing, enum level from)
{
    for (int level = LEVELS; level-- > (int)from;)
        if (writing->open[level]) {
            xml_end(writing->xml);
            free(writing->open[level]);
            writing->open[level] = NULL;
        }
}

static void component_open(struct writing *writing, enum level level, const char *key)
{
    writing->open[level] = memory_copy(key);
    xml_start(writing->xml, "c");
    xml_attribute(writing->xml, "level", level_names[level]);
}

static void group_write(struct writing *writing, enum level level, const char *key,
                        const char *unitid, const char *title)
{
    if (writing->open[level] && strcmp(writing->open[level], key) == 0)
        return;
    component_close(writing, level);
    component_open(writing, level, key);
    xml_start(writing->xml, "did");
    xml_element(writing->xml, "unitid", unitid);
    xml_element(writing->xml, "unittitle", title);
    xml_end(writing->xml);
}

static const char *either(const char *text, const char *otherwise)
{
    return text && *text ? text : otherwise;
}

/* The components above the record, as far as they are not open yet. */
static void groups_write(struct writing *writing, const struct record *record)
{
    struct arena *arena = writing->arena;
    const char *fonds = either(record_value(record, "fonds"), "");
    const char *category = either(record_value(record, "category"), "");
    const char *lower = either(record_value(record, "subcategory"), "");
    const char *year = either(record_value(record, "year"), "");
    const char *retention = either(record_value(record, "retention"), "");
    const char *office = either(record_value(record, "office"), "");
    const char *class = arena_format(arena, "%s%s%s", category, *lower ? "·" : "", lower);
    const char *series =
        arena_format(arena, "%s·%s·%s%s%s", class, year, retention, *office ? "·" : "", office);
    group_write(writing, LEVEL_FONDS, fonds, either(fonds, "-"),
                message_fill(arena, N_("Fonds {1}"), either(fonds, "-"), NULL));
    group_write(writing, LEVEL_CLASS, class, either(class, "-"),
                either(shown(writing, record, "category"), _("Without a category")));
    group_write(writing, LEVEL_SERIES, series,
                *fonds ? arena_format(arena, "%s-%s", fonds, series) : series,
                message_fill(arena, N_("{1}, {2} {3}"), either(year, "-"),
                             either(shown(writing, record, "retention"), "-"), office, NULL));
}

static bool is_volume(const struct record *record)
{
    return record_value(record, "volume") && !record_value(record, "item");
}

static void record_write(struct writing *writing, const struct record *record)
{
    const char *volume = record_value(record, "volume");
    groups_write(writing, record);
    if (!volume || is_volume(record) ||
        (writing->open[LEVEL_VOLUME] && strcmp(writing->open[LEVEL_VOLUME], volume) != 0))
        component_close(writing, LEVEL_VOLUME);
    if (is_volume(record)) {
        component_open(writing, LEVEL_VOLUME, volume);
        did(writing, record);
        rest(writing, record);
        return; /* its items follow */
    }
    xml_start(writing->xml, "c");
    xml_attribute(writing->xml, "level", "item");
    did(writing, record);
    rest(writing, record);
    xml_end(writing->xml);
}

/* --- the whole -------------------------------------------------------------------------------- */

static bool give(struct writing *writing, struct fault *fault)
{
    uint32_t bad;
    buffer_clear(&writing->text);
    if (!xml_take(writing->xml, &writing->text) ||
        !sink_add(writing->ead->sink, buffer_text(&writing->text), writing->text.length, &bad))
        return fault_set(fault, writing->ead->arena, FAULT_SURROUNDINGS, NULL,
                         N_("the XML could not be written"), NULL);
    return sink_flush(writing->ead->sink, writing->ead->arena, fault);
}

static bool page_write(void *context, const struct list_answer *page, struct fault *fault)
{
    struct writing *writing = context;
    for (size_t i = 0; i < page->count; i++) {
        if (page->rows[i].record->form != writing->ead->form)
            return fault_set(
                fault, writing->ead->arena, FAULT_SURROUNDINGS, NULL,
                N_("the forms were changed meanwhile; nothing was written; start again"), NULL);
        record_write(writing, page->rows[i].record);
    }
    return give(writing, fault);
}

/* In the order of their codes, the form's own: what belongs together comes together. */
static bool records_write(struct writing *writing)
{
    struct ead *ead = writing->ead;
    struct walk walk = {
        .client = ead->client,
        .request = {.form = ead->form->name, .query = ead->where},
        .progress = ead->progress,
        .total = ead->total,
        .arena = writing->arena,
        .page = page_write,
        .context = writing,
    };
    return walk_pages(&walk, ead->fault);
}

bool ead_write(struct ead *ead)
{
    struct registry_about about;
    struct writing writing = {.ead = ead, .arena = arena_new()};
    bool right = client_about(ead->client, ead->arena, &about, ead->fault) &&
                 (writing.xml = xml_open(ead->arena, ead->fault));
    if (right) {
        head_write(&writing, &about);
        right = records_write(&writing);
    }
    if (right) {
        component_close(&writing, LEVEL_FONDS);
        xml_finish(writing.xml);
        right = give(&writing, ead->fault);
    }
    for (int level = 0; level < LEVELS; level++)
        free(writing.open[level]);
    xml_close(writing.xml);
    buffer_free(&writing.text);
    arena_free(writing.arena);
    return right;
}

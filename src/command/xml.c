#include "command/xml.h"

#include <dlfcn.h>
#include <libxml/xmlwriter.h>
#include <stdlib.h>
#include <string.h>
#include "text/utf8.h"

/* The functions that are used, by name. */
#define FUNCTIONS(F)                                                                               \
    F(xmlBufferCreate)                                                                             \
    F(xmlBufferContent)                                                                            \
    F(xmlBufferLength)                                                                             \
    F(xmlBufferEmpty)                                                                              \
    F(xmlBufferFree)                                                                               \
    F(xmlNewTextWriterMemory)                                                                      \
    F(xmlFreeTextWriter)                                                                           \
    F(xmlTextWriterSetIndent)                                                                      \
    F(xmlTextWriterStartDocument)                                                                  \
    F(xmlTextWriterEndDocument)                                                                    \
    F(xmlTextWriterStartElement)                                                                   \
    F(xmlTextWriterEndElement)                                                                     \
    F(xmlTextWriterWriteAttribute)                                                                 \
    F(xmlTextWriterWriteString)                                                                    \
    F(xmlTextWriterFlush)

struct xml {
    void *library;
    xmlBufferPtr written;
    xmlTextWriterPtr writer;
    struct buffer clean;
    bool failed;
#define MEMBER(name) __typeof__(&name) name;
    FUNCTIONS(MEMBER)
#undef MEMBER
};

/* It stays until the program ends: what ICU under it allocates once is not given back. */
static void *library_open(void)
{
    static const char *const names[] = {"libxml2.so.2", "libxml2.so.16", "libxml2.so",
                                        "libxml2.2.dylib"};
    void *library = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names && !library; i++)
        library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    return library;
}

/* Whether every function was found. */
static bool functions_find(struct xml *xml)
{
    void *place;
    bool found = true;
#define FIND(name)                                                                                 \
    place = dlsym(xml->library, #name);                                                            \
    memcpy(&xml->name, &place, sizeof place);                                                      \
    found = found && place;
    FUNCTIONS(FIND)
#undef FIND
    return found;
}

struct xml *xml_open(struct arena *arena, struct fault *fault)
{
    struct xml *xml = memory_alloc(sizeof *xml);
    xml->library = library_open();
    if (!xml->library || !functions_find(xml)) {
        fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                  N_("XML is written by the library libxml2, which is not installed here"), NULL);
        xml_close(xml);
        return NULL;
    }
    xml->written = xml->xmlBufferCreate();
    xml->writer = xml->written ? xml->xmlNewTextWriterMemory(xml->written, 0) : NULL;
    xml->failed = !xml->writer;
    if (xml->writer) {
        xml->xmlTextWriterSetIndent(xml->writer, 1);
        xml->xmlTextWriterStartDocument(xml->writer, NULL, "UTF-8", NULL);
    }
    return xml;
}

static const xmlChar *as_xml(const char *text)
{
    return (const xmlChar *)text;
}

void xml_start(struct xml *xml, const char *element)
{
    xml->failed = xml->failed || xml->xmlTextWriterStartElement(xml->writer, as_xml(element)) < 0;
}

/* https://www.w3.org/TR/xml/#charsets */
static bool is_character(uint32_t code)
{
    return code == '\t' || code == '\n' || code == '\r' ||
           (code >= 0x20 && code != 0x7F && code != 0xFFFE && code != 0xFFFF);
}

static const char *clean(struct xml *xml, const char *text)
{
    size_t length = strlen(text);
    buffer_clear(&xml->clean);
    for (size_t at = 0; at < length;) {
        uint32_t code;
        size_t size = utf8_decode(text + at, length - at, &code);
        if (is_character(code) && !(code == UTF8_BAD && size == 1))
            buffer_add(&xml->clean, text + at, size);
        at += size;
    }
    return buffer_text(&xml->clean);
}

void xml_attribute(struct xml *xml, const char *name, const char *value)
{
    xml->failed = xml->failed || xml->xmlTextWriterWriteAttribute(xml->writer, as_xml(name),
                                                                  as_xml(clean(xml, value))) < 0;
}

void xml_text(struct xml *xml, const char *text)
{
    xml->failed =
        xml->failed || xml->xmlTextWriterWriteString(xml->writer, as_xml(clean(xml, text))) < 0;
}

void xml_end(struct xml *xml)
{
    xml->failed = xml->failed || xml->xmlTextWriterEndElement(xml->writer) < 0;
}

void xml_element(struct xml *xml, const char *element, const char *text)
{
    if (!text || !*text)
        return;
    xml_start(xml, element);
    xml_text(xml, text);
    xml_end(xml);
}

bool xml_take(struct xml *xml, struct buffer *out)
{
    if (xml->failed || xml->xmlTextWriterFlush(xml->writer) < 0)
        return false;
    buffer_add(out, xml->xmlBufferContent(xml->written),
               (size_t)xml->xmlBufferLength(xml->written));
    xml->xmlBufferEmpty(xml->written);
    return true;
}

void xml_finish(struct xml *xml)
{
    xml->failed = xml->failed || xml->xmlTextWriterEndDocument(xml->writer) < 0;
}

void xml_close(struct xml *xml)
{
    if (!xml)
        return;
    if (xml->writer)
        xml->xmlFreeTextWriter(xml->writer);
    if (xml->written)
        xml->xmlBufferFree(xml->written);
    buffer_free(&xml->clean);
    free(xml);
}

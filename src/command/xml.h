#ifndef COMMAND_XML_H
#define COMMAND_XML_H

/* XML through libxml2's writer. The library is loaded when it is needed: it brings ICU along, which
 * a clerk's terminal need not carry. */

#include "text/buffer.h"
#include "text/fault.h"

struct xml;

/* NULL with a fault (FAULT_SURROUNDINGS) where the library is not there. */
struct xml *xml_open(struct arena *arena, struct fault *fault);
void xml_start(struct xml *xml, const char *element);
void xml_attribute(struct xml *xml, const char *name, const char *value);
/* Characters that XML does not have (controls, U+FFFE, U+FFFF) are left out. */
void xml_text(struct xml *xml, const char *text);
void xml_end(struct xml *xml);
/* <element>text</element>; nothing where text is NULL or empty. */
void xml_element(struct xml *xml, const char *element, const char *text);
/* Adds what was written since the last time to out; false where memory ran out. */
bool xml_take(struct xml *xml, struct buffer *out);
/* Ends every element; NULL is allowed. */
void xml_finish(struct xml *xml);
void xml_close(struct xml *xml);

#endif

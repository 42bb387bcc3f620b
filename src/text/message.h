#ifndef TEXT_MESSAGE_H
#define TEXT_MESSAGE_H

/* The clerk's language: gettext catalogues, texts in both languages, and faults made into words. */

#include "text/fault.h"

enum language { LANGUAGE_CHINESE, LANGUAGE_ENGLISH };

/* Takes the language from name ("zh_CN", "zh", "en", "en_US" …; false when it is none of these)
 * or, where name is NULL, from LC_ALL, LC_MESSAGES, LANG; English when they do not say Chinese. */
bool message_start(const char *name);
void message_set_language(enum language language); /* F9: at once, for this whole process */
enum language message_language(void);

/* The message in the clerk's language; the id itself where the catalogue has none. */
const char *message_text(const char *id);
#define _(id) message_text(id)
/* The same for an id whose meaning needs a context (a column heading, a key's short name). */
const char *message_context(const char *context, const char *id);

/* The side of a text in both languages that is the clerk's: "居民\x1fResident". A text without
 * BILINGUAL is itself. The result is in arena, or is text. */
const char *message_side(struct arena *arena, const char *text);

/* {1}..{4} of a translated id replaced by the arguments (ended by NULL, also after four), in arena.
 * Arguments are treated as a fault's are, made safe for a terminal (width_safe), and cut, with ~ at
 * the end, where they are longer than a screenful. */
const char *message_fill(struct arena *arena, const char *id, ...) __attribute__((sentinel));

/* A fault as a sentence in the clerk's language, in arena, after the record it is about; the field
 * is not named in it. */
const char *message_fault(struct arena *arena, const struct fault *fault);

#endif

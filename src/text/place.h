#ifndef TEXT_PLACE_H
#define TEXT_PLACE_H

/* Where the program's own files are: from the build tree (build/jumin) or installed. */

#include "text/arena.h"

/* Absolute path of this executable, or of the one put in its place since it was started; a program
 * that stands in for it (a test) names the real one in JUMIN_PROGRAM. */
const char *place_program(struct arena *arena);
/* Folder of our forms: <tree>/forms, or <prefix>/share/jumin/forms. JUMIN_FORMS overrides it. */
const char *place_forms(struct arena *arena);
/* Folder of message catalogues, as bindtextdomain takes it: build/locale or <prefix>/share/locale.
 */
const char *place_catalogue(struct arena *arena);
/* The registry to open: given (may be NULL), JUMIN_REGISTRY, $XDG_DATA_HOME/jumin,
 * ~/.local/share/jumin; made absolute. */
const char *place_registry(struct arena *arena, const char *given);
/* A path as people type it: without a folder, or with ~ for it, it is in their own. */
const char *place_typed(struct arena *arena, const char *text);
/* parts joined by /, ended by NULL. */
const char *place_join(struct arena *arena, ...) __attribute__((sentinel));

#endif

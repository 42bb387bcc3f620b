#ifndef SCREEN_COMPOSING_H
#define SCREEN_COMPOSING_H

/* The program's own pinyin input, for terminals that have no input method: letters typed in a field
 * for words wait on the message line with the hanzi they may stand for, and go into the field once
 * they are chosen. Off until the clerk switches it on, for as long as the program runs. */

#include "screen/view.h"
#include "text/compose.h"

struct composing;
struct composing *composing_new(void);
void composing_free(struct composing *composing);

/* Sees every key before the topmost view does: takes letters, and what belongs to them while some
 * wait. What is chosen reaches the view as a paste. False: the key is for the view. */
bool composing_stroke(struct screen *screen, const struct stroke *stroke);
/* Whether letters wait for the topmost view. */
bool composing_waits(const struct screen *screen);
/* The letters and the candidates, on the message line, the cursor after the letters. */
void composing_draw(struct screen *screen);
/* What tells that it is on, where the topmost view has a use for it; NULL otherwise. */
const char *composing_mark(const struct screen *screen);
/* Keeps the words of a text, to offer them when they are typed. */
void composing_learn(struct screen *screen, const char *text, enum compose_place place);

#endif

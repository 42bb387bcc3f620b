#ifndef SCREEN_DEED_H
#define SCREEN_DEED_H

/* What is asked of the keeper first, shown, and then done once: an action, or the taking back of a
 * change. */

#include "screen/view.h"

enum { TOKEN_SIZE = 64 };

struct deed {
    const struct record *parameters; /* of an action; NULL: a change is taken back */
    uint64_t change;
    const char *reason;
    char token[TOKEN_SIZE]; /* "" until it is to be done */
};

/* A text for every try of one saving, and for no other saving. */
void deed_token(const struct screen *screen, char token[TOKEN_SIZE]);
/* check: only what would follow. False with a fault where it could not be asked. */
bool deed_ask(struct screen *screen, struct deed *deed, bool check, struct arena *arena,
              struct act_answer *answer, struct fault *fault);
/* Keeps the number of the change for taking it back, and has every view look again at what it did:
 * a session is not told of its own changes. previewed is what was answered to the check. */
void deed_done(struct screen *screen, const struct act_answer *previewed, uint64_t change);

#endif

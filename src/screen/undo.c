#include <stdlib.h>
#include <string.h>
#include "screen/deed.h"
#include "screen/open.h"
#include "text/buffer.h"
#include "text/message.h"

/* Taking a change back: the reason, what it changes, and doing it. What was keyed as the reason
 * stands there again when the same change is asked for once more. */

static void taken_back(struct view *owner)
{
    struct screen *screen = owner->screen;
    free(screen->undo.reason);
    screen->undo.reason = NULL;
}

static void ask(struct view *owner, const char *reason)
{
    struct screen *screen = owner->screen;
    free(screen->undo.reason);
    screen->undo.reason = memory_copy(reason);
    if (reason[strspn(reason, " ")] == '\0') {
        notice_show(screen, NOTICE_WARNING, N_("Not taken back: a reason is wanted."), NULL);
        return;
    }
    struct deed deed = {.change = screen->undo.change, .reason = screen->undo.reason};
    struct arena *arena = arena_new();
    struct act_answer answer = {0};
    struct fault fault = {0};
    if (deed_ask(screen, &deed, true, arena, &answer, &fault)) {
        preview_open(owner, &deed, &answer, arena, taken_back);
        return;
    }
    notice_fault(screen, &fault, NULL);
    arena_free(arena);
}

void undo_open(struct view *owner, uint64_t change)
{
    struct screen *screen = owner->screen;
    if (screen->undo.change != change) {
        free(screen->undo.reason);
        screen->undo.reason = NULL;
    }
    screen->undo.change = change;
    prompt_open_words(owner, N_("Reason for taking it back:"),
                      screen->undo.reason ? screen->undo.reason : "", ask);
}

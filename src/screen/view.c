#include "screen/view.h"

#include <stdlib.h>

void *view_open(struct screen *screen, const struct view_ops *ops, size_t size)
{
    struct view *view = memory_alloc(size);
    view->ops = ops;
    view->screen = screen;
    view->below = screen->top;
    view->arena = arena_new();
    screen->top = view;
    return view;
}

static void drop_top(struct screen *screen)
{
    struct view *view = screen->top;
    screen->top = view->below;
    if (view->ops->close)
        view->ops->close(view);
    arena_free(view->arena);
    free(view);
}

void view_close(struct view *view)
{
    struct screen *screen = view->screen;
    struct view *below = view->below;
    while (screen->top != below)
        drop_top(screen);
    if (below && below->ops->resume && !screen->ended)
        below->ops->resume(below);
}

void view_announce_all(struct screen *screen, const struct announcement *announcement)
{
    for (struct view *view = screen->top; view; view = view->below)
        if (view->ops->announce)
            view->ops->announce(view, announcement);
}

bool view_takes_text(const struct view *view)
{
    return view->ops->takes_text && view->ops->takes_text(view);
}

#include "command/walk.h"

#include "text/buffer.h"

enum { PAGE = 500 };

bool walk_pages(struct walk *walk, struct fault *fault)
{
    struct buffer term = {0};
    struct list_answer page = {0};
    bool right = true;
    walk->request.limit = PAGE;
    walk->request.after = (struct list_place){.term = ""};
    do {
        arena_reset(walk->arena);
        page = (struct list_answer){0};
        right = client_list(walk->client, &walk->request, walk->arena, &page, fault) &&
                walk->page(walk->context, &page, fault);
        walk->done += page.count;
        const struct list_place *place =
            page.count ? &page.rows[page.count - 1].place : &page.stopped;
        if (!page.finished && page.stopped.number)
            place = &page.stopped;
        buffer_clear(&term);
        buffer_add_text(&term, place->term ? place->term : "");
        walk->request.after =
            (struct list_place){.term = buffer_text(&term), .number = place->number};
        if (right && walk->progress && !progress_show(walk->progress, walk->done, walk->total))
            right = fault_set(fault, walk->arena, FAULT_SURROUNDINGS, NULL,
                              N_("stopped; nothing was written"), NULL);
    } while (right && !page.finished);
    buffer_free(&term);
    return right;
}

#include "screen/scanning.h"

#include "screen/open.h"
#include "text/label.h"
#include "text/message.h"

static const struct {
    enum label_kind kind;
    const char *form;
} labelled[] = {
    {LABEL_ITEM, "archive"},
    {LABEL_BOX, "box"},
    {LABEL_SHELF, "shelf"},
};

struct record *scanning_record(struct screen *screen, const char *text, struct arena *arena)
{
    struct label label;
    struct record *record = NULL;
    struct fault fault = {0};
    if (!label_read(text, &label))
        return NULL;
    for (size_t i = 0; i < sizeof labelled / sizeof labelled[0]; i++) {
        const struct form *form = form_named(client_forms(screen->client), labelled[i].form);
        if (labelled[i].kind != label.kind || !form)
            continue;
        struct get_request request = {.form = form->name, .key = text};
        if (client_get(screen->client, &request, arena, &record, &fault))
            return record;
        if (fault.kind == FAULT_NOT_FOUND)
            notice_show(screen, NOTICE_WARNING, N_("No {1} has the label {2}."), form->label, text,
                        NULL);
        else
            notice_fault(screen, &fault, NULL);
        terminal_beep(screen->terminal);
    }
    return NULL;
}

const char *scanning_slip(const char *text, struct arena *arena)
{
    struct label label;
    char slip[LABEL_SIZE];
    return label_read(text, &label) && label_to_slip(label, slip) ? arena_copy(arena, slip) : NULL;
}

void scanning_open(struct screen *screen, const char *text)
{
    struct arena *arena = arena_new();
    const struct form *loans = form_named(client_forms(screen->client), "loan");
    const char *slip = scanning_slip(text, arena);
    const struct record *record = slip ? NULL : scanning_record(screen, text, arena);
    if (slip && loans)
        list_open(screen, loans, arena_format(arena, "slip=%s", slip), 0);
    else if (record)
        record_open(screen, record->form, record->number);
    arena_free(arena);
}

void scanning_take(struct screen *screen, const char *text)
{
    struct view *view = screen->top;
    if (view->ops->scan && view->ops->scan(view, text))
        return;
    if (!view->ops->overlay) {
        scanning_open(screen, text);
    } else if (view_takes_text(view)) {
        const struct stroke stroke = {.action = ACTION_TEXT, .paste = text};
        view->ops->key(view, &stroke);
    } else {
        notice_show(screen, NOTICE_WARNING, N_("Finish this first, then scan again."), NULL);
        terminal_beep(screen->terminal);
    }
}

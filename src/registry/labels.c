#include "registry/labels.h"

#include "registry/life.h"
#include "registry/loans.h"
#include "text/message.h"

enum { BOX_MOST = 5000, TRIES_MOST = 1000 };

/* A label that somebody keyed already is passed over. */
static bool taken(struct change *change, const char *label)
{
    static const char *const forms[] = {"archive", "box", "shelf"};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        const struct form *form = form_named(change->registry->forms, forms[i]);
        const struct field *field = form ? field_named(form, "barcode") : NULL;
        uint64_t number;
        enum store_result result = field ? lookup_one(change->transaction, change->registry, field,
                                                      form, label, change->arena, &number)
                                         : STORE_NONE;
        if (result == STORE_FAILED)
            change->failed = true;
        if (result != STORE_NONE)
            return true;
    }
    return false;
}

const char *label_next(struct change *change, enum label_kind kind)
{
    const char *counter = arena_format(change->arena, "label.%c", (char)kind);
    for (int i = 0; i < TRIES_MOST && !change->failed; i++) {
        struct label label = {.kind = kind};
        char text[LABEL_SIZE];
        if (counter_next(change->transaction, counter, &label.number) != STORE_OK) {
            change->failed = true;
            return NULL;
        }
        label_write(label, text);
        if (!taken(change, text))
            return arena_copy(change->arena, text);
    }
    change->failed = true;
    return NULL;
}

static void label(struct change *change, struct record *item)
{
    if (!record_value(item, "barcode"))
        value_put(item, "barcode", label_next(change, LABEL_ITEM));
}

void archive_label(struct change *change, const struct record *parameters)
{
    const struct trade *trade = &change->registry->trade;
    const struct record *box = parameter_record(change, parameters, "box");
    struct numbers within = {0};
    size_t count;
    struct record **items = loan_items(change, parameters, &count);
    if (!items || change->failed)
        return;
    for (size_t i = 0; i < count && !change->failed; i++)
        label(change, items[i]);
    if (box && trade->archive.box &&
        lookup_all(change->transaction, change->registry, trade->archive.box, trade->archive.form,
                   reference_to(box, change->arena), BOX_MOST, change->arena,
                   &within) == STORE_FAILED)
        change->failed = true;
    for (size_t i = 0; i < within.count && !change->failed; i++) {
        struct record *item = change_edit(change, trade->archive.form, within.items[i]);
        if (item)
            label(change, item);
    }
}

#include "registry/stocktake_scanning.h"

#include <string.h>
#include "registry/archive.h"
#include "text/label.h"
#include "text/same.h"

enum { ON_SHELF_MOST = 5000 };

static const struct record *holder(struct scanning *scanning, const struct form *form,
                                   const char *field, const char *value)
{
    struct change *change = scanning->change;
    const struct field *indexed = field_named(form, field);
    uint64_t number;
    if (!indexed || !value || change->failed)
        return NULL;
    enum store_result result = lookup_one(change->transaction, change->registry, indexed, form,
                                          value, change->arena, &number);
    if (result == STORE_FAILED)
        change->failed = true;
    return result == STORE_OK ? change_see(change, form, number) : NULL;
}

const char *stocktake_code(struct scanning *scanning, const char *text)
{
    struct change *change = scanning->change;
    struct archive_parts parts;
    return archive_code_read(text, &parts, change->arena)
               ? archive_code_kept(change->registry, &parts, change->arena)
               : NULL;
}

static const char *digits_end(const char *text, size_t *length)
{
    size_t end = strlen(text), start = end;
    while (start > 0 && text[start - 1] >= '0' && text[start - 1] <= '9')
        start--;
    while (start + 1 < end && text[start] == '0')
        start++;
    *length = end - start;
    return text + start;
}

/* "12" and "0012" are the end of J001-WS·2023-Y-BGS-0012, and so is "BGS-0012". */
static bool ends_so(const char *code, const char *typed)
{
    size_t of_code, of_typed, length = strlen(code), tail = strlen(typed);
    const char *one = digits_end(code, &of_code), *other = digits_end(typed, &of_typed);
    if (strspn(typed, "0123456789") == tail && of_code == of_typed &&
        strncmp(one, other, of_code) == 0)
        return true;
    return tail > 1 && tail < length && strcmp(code + length - tail, typed) == 0 &&
           strchr("-.", code[length - tail - 1]);
}

/* The line of the shelf's list whose code ends so. */
static void find_on_shelf(struct scanning *scanning, const char *typed, struct meant *meant)
{
    struct change *change = scanning->change;
    struct numbers numbers;
    if (!scanning->place)
        return;
    const char *shelf = arena_format(change->arena, "%s/%s", scanning->number, scanning->place);
    if (lookup_all(change->transaction, change->registry, scanning->forms->line_shelf,
                   scanning->forms->line, shelf, ON_SHELF_MOST, change->arena,
                   &numbers) == STORE_FAILED)
        change->failed = true;
    for (size_t i = 0; i < numbers.count && !change->failed; i++) {
        const struct record *line = change_see(change, scanning->forms->line, numbers.items[i]);
        if (!line || !ends_so(record_value(line, "code"), typed))
            continue;
        meant->line = line;
        meant->several++;
    }
}

static struct meant find_labelled(struct scanning *scanning, const char *text)
{
    const struct stocktaking *forms = scanning->forms;
    const struct form *const kinds[] = {forms->archive, forms->box, forms->shelf};
    struct meant meant = {0};
    struct label label;
    char written[LABEL_SIZE];
    if (label_read(text, &label)) {
        label_write(label, written);
        text = written;
    } else if (text[0] == LABEL_MARK) {
        text++;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && !meant.thing; i++)
        meant.thing = holder(scanning, kinds[i], "barcode", text);
    return meant;
}

struct meant stocktake_meaning(struct scanning *scanning, const char *text)
{
    const struct stocktaking *forms = scanning->forms;
    struct meant meant = find_labelled(scanning, text);
    if (!meant.thing)
        meant.thing = holder(scanning, forms->archive, "archival_code", text);
    if (!meant.thing)
        meant.thing =
            holder(scanning, forms->archive, "archival_code", stocktake_code(scanning, text));
    if (!meant.thing)
        meant.thing = holder(scanning, forms->shelf, "shelf_no", text);
    if (!meant.thing &&
        holder(scanning, forms->line, "shelf",
               arena_format(scanning->change->arena, "%s/%s", scanning->number, text)))
        meant.place = text;
    if (meant.thing || meant.place || scanning->change->failed)
        return meant;
    const struct record *box = holder(scanning, forms->box, "box_no", text);
    if (box && text_same(stocktake_place_of(box), scanning->place)) {
        meant.thing = box;
        return meant;
    }
    find_on_shelf(scanning, text, &meant);
    if (meant.several == 0)
        meant.thing = box;
    return meant;
}

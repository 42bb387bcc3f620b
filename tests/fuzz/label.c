/* What a scanner reads off a label, and the numbers of loan slips. */

#include "fuzz_help.h"
#include "text/label.h"

enum { SIZE_MOST = 200 };

/* Another character in place of one is always found. */
static void check_mistake(const char *written, unsigned place, char other)
{
    char wrong[LABEL_SIZE];
    struct label label;
    size_t length = strlen(written), at = place % length;
    memcpy(wrong, written, length + 1);
    wrong[at] = other;
    bool another = (other >= '0' && other <= '9') || (other >= 'A' && other <= 'Z');
    HOLDS(other == written[at] || !another || !label_read(wrong, &label));
}

static void check_written(struct label label, unsigned place, char other)
{
    char written[LABEL_SIZE], marked[LABEL_SIZE + 1] = {LABEL_MARK}, slip[LABEL_SIZE];
    struct label again;
    label_write(label, written);
    HOLDS(strlen(written) < LABEL_SIZE && strlen(written) >= 1 + LABEL_DIGITS + 1);
    memcpy(marked + 1, written, strlen(written) + 1);
    HOLDS(label_read(written, &again) && again.kind == label.kind && again.number == label.number);
    HOLDS(label_read(marked, &again) && again.kind == label.kind && again.number == label.number);
    if (label_to_slip(label, slip))
        HOLDS(label_of_slip(slip, &again) && again.kind == LABEL_SLIP &&
              again.number == label.number);
    check_mistake(written, place, other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum label_kind kinds[] = {LABEL_ITEM, LABEL_BOX, LABEL_SHELF, LABEL_SLIP};
    struct feed feed = feed_start(data, size, SIZE_MOST);
    unsigned place = feed_choice(&feed, LABEL_SIZE);
    char other = (char)feed_byte(&feed);
    char *text = feed_text(feed), slip[LABEL_SIZE];
    struct label label;
    if (label_read(text, &label))
        check_written(label, place, other);
    if (label_of_slip(text, &label) && label_to_slip(label, slip))
        HOLDS(strcmp(slip, text) == 0);
    label_check(text);
    struct label any = {kinds[place % 4], strtoull(text, NULL, 10)};
    if (any.number <= UINT64_MAX / 10)
        check_written(any, place, other);
    free(text);
    return 0;
}

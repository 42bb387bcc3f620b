#include "paper/words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "text/label.h"
#include "text/message.h"

static const char *field_words(const struct record *record, const struct field *field,
                               struct arena *arena)
{
    const char *text = record_display(record, field, (int)message_language(), arena);
    return text ? text : "";
}

/* The record that a reference leads to; NULL where there is none. */
static const struct record *follow(const struct filling *filling, const struct field *field)
{
    struct beyond *beyond = filling->beyond;
    const char *key = filling->record->values[field->number];
    if (!key || field->many)
        return NULL;
    if (beyond->field == field && strcmp(beyond->key, key) == 0)
        return beyond->record;
    arena_reset(beyond->arena);
    struct record *record = NULL;
    struct fault fault = {0};
    struct get_request request = {.form = field->reference->name, .key = key};
    bool found =
        client_get(filling->job->client, &request, beyond->arena, &record, &fault) && record;
    beyond->field = field;
    beyond->key = arena_copy(beyond->arena, key);
    beyond->record = found ? record : NULL;
    return beyond->record;
}

/* What a scanner reads from a label: the number given with the label, after a sign that tells it
 * from typed text; of a loan its slip; the key where none was given. */
static void label_add(const struct record *record, struct buffer *out)
{
    const char *barcode = record_value(record, "barcode");
    const char *slip = record_value(record, "slip");
    const struct field *key = record->form->key;
    struct label label;
    char written[LABEL_SIZE];
    if (barcode) {
        buffer_format(out, "%c%s", LABEL_MARK, barcode);
    } else if (slip && label_of_slip(slip, &label)) {
        label_write(label, written);
        buffer_format(out, "%c%s", LABEL_MARK, written);
    } else if (key && record->values[key->number]) {
        buffer_add_text(out, record->values[key->number]);
    } else {
        buffer_format(out, "@%" PRIu64, record->number);
    }
}

static const struct total *total_of(const struct totals *totals, const struct layout_piece *piece)
{
    for (size_t i = 0; totals && i < totals->item_count; i++)
        if (totals->items[i].word == piece->word && totals->items[i].field == piece->field)
            return &totals->items[i];
    return NULL;
}

static void total_words(const struct filling *filling, const struct layout_piece *piece,
                        struct buffer *out)
{
    const struct total *total = total_of(filling->totals, piece);
    if (total && piece->word == WORD_SUM)
        buffer_format(out, total->sum == (double)(int64_t)total->sum ? "%.0f" : "%g", total->sum);
    else if (total && piece->word == WORD_MEAN && total->filled > 0)
        buffer_format(out, "%.1f", total->sum / (double)total->filled);
    else if (total && total->text)
        buffer_add_text(out, total->text);
}

static void repeat(struct buffer *out, char sign, unsigned count)
{
    while (count--)
        buffer_add_char(out, sign);
}

static void piece_add(const struct filling *filling, const struct layout_piece *piece,
                      struct buffer *out)
{
    const struct record *record = filling->record;
    switch (piece->word) {
    case WORD_LETTERS:
        buffer_add_text(out, piece->letters);
        break;
    case WORD_FIELD:
        if (piece->beyond)
            record = piece->field ? follow(filling, piece->field) : NULL;
        if (record && piece->field)
            buffer_add_text(out, field_words(record, piece->beyond ? piece->beyond : piece->field,
                                             filling->arena));
        break;
    case WORD_FIRST:
    case WORD_LAST:
    case WORD_SUM:
    case WORD_MEAN:
        total_words(filling, piece, out);
        break;
    case WORD_COUNT:
        buffer_format(out, "%" PRIu64, filling->totals ? filling->totals->count : 0);
        break;
    case WORD_NUMBER:
        buffer_format(out, "%" PRIu64, filling->number);
        break;
    case WORD_PAGE:
        buffer_add_text(out, MARK_PAGE);
        break;
    case WORD_PAGES:
        buffer_add_text(out, MARK_PAGES);
        break;
    case WORD_TODAY:
        buffer_add_text(out, filling->today);
        break;
    case WORD_COMMUNITY:
        buffer_add_text(out, filling->community);
        break;
    case WORD_LABEL:
        label_add(record, out);
        break;
    case WORD_BLANK:
        repeat(out, '_', piece->columns);
        break;
    case WORD_GAP:
        repeat(out, ' ', piece->columns);
        break;
    case LAYOUT_WORDS:
        break;
    }
}

const char *words_fill(const struct filling *filling, const struct layout_text *text)
{
    int side = (int)message_language();
    const struct layout_piece *pieces = text->side[side].pieces;
    size_t count = text->side[side].count;
    if (count == 0)
        return "";
    if (count == 1 && pieces[0].word == WORD_FIELD && !pieces[0].beyond)
        return words_value(filling, pieces[0].field);
    struct buffer out = {0};
    for (size_t i = 0; i < count; i++)
        piece_add(filling, &pieces[i], &out);
    const char *filled = arena_copy(filling->arena, buffer_text(&out));
    buffer_free(&out);
    return filled;
}

const char *words_value(const struct filling *filling, const struct field *field)
{
    return field_words(filling->record, field, filling->arena);
}

static void totals_of(struct totals *totals, const struct layout_text *text)
{
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < text->side[side].count; i++) {
            const struct layout_piece *piece = &text->side[side].pieces[i];
            bool wanted = piece->word >= WORD_FIRST && piece->word <= WORD_MEAN;
            if (wanted && piece->field && !total_of(totals, piece))
                totals->items[totals->item_count++] =
                    (struct total){.field = piece->field, .word = piece->word};
        }
}

static size_t pieces_in(const struct layout_text *text)
{
    return text->side[0].count + text->side[1].count;
}

struct totals words_totals(const struct paper_layout *layout, struct arena *arena)
{
    struct totals totals = {0};
    size_t most = 1;
    for (size_t i = 0; i < layout->line_count; i++)
        most += pieces_in(&layout->lines[i].text);
    for (size_t i = 0; i < layout->area_count; i++)
        most += pieces_in(&layout->areas[i].text);
    totals.items = arena_array(arena, most, sizeof *totals.items);
    for (size_t i = 0; i < layout->line_count; i++)
        totals_of(&totals, &layout->lines[i].text);
    for (size_t i = 0; i < layout->area_count; i++)
        totals_of(&totals, &layout->areas[i].text);
    return totals;
}

void totals_clear(struct totals *totals)
{
    totals->count = 0;
    for (size_t i = 0; i < totals->item_count; i++) {
        free(totals->items[i].text);
        totals->items[i].text = NULL;
        totals->items[i].sum = 0;
        totals->items[i].filled = 0;
    }
}

void totals_add(struct totals *totals, const struct record *row, struct arena *arena)
{
    bool first = totals->count++ == 0;
    for (size_t i = 0; i < totals->item_count; i++) {
        struct total *total = &totals->items[i];
        const char *value = row->values[total->field->number];
        if (total->word == WORD_SUM || total->word == WORD_MEAN) {
            total->sum += value ? strtod(value, NULL) : 0;
            total->filled += value != NULL;
        } else if (first || total->word == WORD_LAST) {
            free(total->text);
            total->text = memory_copy(field_words(row, total->field, arena));
        }
    }
}

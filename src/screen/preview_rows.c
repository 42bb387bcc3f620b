#include "screen/preview.h"

#include <string.h>
#include "text/pinyin.h"
#include "text/same.h"
#include "text/utf8.h"
#include "text/width.h"

enum { LABEL_LEAST = 4, LABEL_MOST = 18 };

static bool is_shown(const struct act_effect *effect, unsigned field)
{
    const char *before = effect->before ? effect->before->values[field] : NULL;
    return !effect->after->removed && !text_same(before, effect->after->values[field]);
}

static const char *key_of(const struct record *record)
{
    return record->form->key ? record->values[record->form->key->number] : NULL;
}

/* Among the records that change, as they are or will be. */
static const struct record *among_effects(const struct preview *preview, const struct form *form,
                                          const char *value)
{
    for (size_t i = 0; i < preview->answer.effect_count; i++) {
        const struct act_effect *effect = &preview->answer.effects[i];
        if (effect->after->form == form && text_same(key_of(effect->after), value))
            return effect->after;
        if (effect->before && effect->before->form == form &&
            text_same(key_of(effect->before), value))
            return effect->before;
    }
    return NULL;
}

static const struct referred *referred_find(const struct preview *preview, const struct form *form,
                                            const char *value)
{
    for (size_t i = 0; i < preview->referred_count; i++)
        if (preview->referred[i].form == form && strcmp(preview->referred[i].value, value) == 0)
            return &preview->referred[i];
    return NULL;
}

static void refer(struct preview *preview, const struct field *field, const char *value)
{
    const struct form *form = field->reference;
    if (!form || field->many || !value || preview->referred_count == REFERRED_MOST ||
        referred_find(preview, form, value))
        return;
    const struct record *record = among_effects(preview, form, value);
    struct record *found = NULL;
    const struct get_request request = {.form = form->name, .key = value};
    if (!record && client_get(preview->view.screen->client, &request, preview->arena, &found, NULL))
        record = found;
    preview->referred[preview->referred_count++] = (struct referred){form, value, record};
}

void preview_refer(struct preview *preview)
{
    preview->columns = 0;
    preview->rows = NULL;
    preview->capacity = 0;
    preview->pick = (struct pick){0};
    preview->referred_count = 0;
    for (size_t i = 0; i < preview->answer.effect_count; i++) {
        const struct act_effect *effect = &preview->answer.effects[i];
        const struct form *form = effect->after->form;
        for (unsigned field = 0; field < form->field_count; field++) {
            if (!is_shown(effect, field))
                continue;
            refer(preview, &form->fields[field],
                  effect->before ? effect->before->values[field] : NULL);
            refer(preview, &form->fields[field], effect->after->values[field]);
        }
    }
}

static const char *fault_words(const struct preview *preview, size_t item, struct arena *arena)
{
    const struct fault *fault = &preview->answer.faults.items[item];
    const struct record *parameters = preview->deed.parameters;
    const struct field *field = fault->field && !fault->about && parameters
                                    ? field_named(parameters->form, fault->field)
                                    : NULL;
    const char *words = message_fault(arena, fault);
    return field ? message_fill(arena, N_("{1}: {2}"), field->label, words, NULL) : words;
}

static const char *effect_words(const struct preview *preview, const struct act_effect *effect,
                                struct arena *arena)
{
    const struct record *after = effect->after;
    const char *title = show_title(preview->view.screen, after, arena);
    const char *key = key_of(after);
    const char *what = !effect->before  ? N_("new: {1} {2}")
                       : after->removed ? N_("removed: {1} {2}")
                                        : N_("changed: {1} {2}");
    if (key && strcmp(key, title) != 0)
        title = household_shows(after->form) ? arena_format(arena, "%s  %s", key, title)
                                             : arena_format(arena, "%s  %s", title, key);
    return message_fill(arena, what, after->form->label, title, NULL);
}

static const char *value_words(const struct preview *preview, const struct record *record,
                               const struct field *field, struct arena *arena)
{
    struct screen *screen = preview->view.screen;
    const char *value = record->values[field->number];
    const char *words = show_field(screen, record, field, arena);
    const struct referred *referred =
        value && field->reference ? referred_find(preview, field->reference, value) : NULL;
    if (!value)
        return "-";
    if (!referred || !referred->record)
        return words;
    const char *title = show_title(screen, referred->record, arena);
    return strcmp(title, words) == 0 ? words : arena_format(arena, "%s %s", words, title);
}

static const char *field_words(const struct preview *preview, const struct preview_row *row,
                               struct arena *arena)
{
    const struct act_effect *effect = &preview->answer.effects[row->item];
    const struct field *field = &effect->after->form->fields[row->field];
    const char *after = value_words(preview, effect->after, field, arena);
    if (!effect->before)
        return after;
    return arena_format(arena, "%s -> %s", value_words(preview, effect->before, field, arena),
                        after);
}

const struct field *preview_field(const struct preview *preview, const struct preview_row *row)
{
    return &preview->answer.effects[row->item].after->form->fields[row->field];
}

static const char *whole_words(const struct preview *preview, const struct preview_row *row,
                               struct arena *arena)
{
    switch (row->kind) {
    case ROW_ERROR:
    case ROW_WARNING:
        return fault_words(preview, row->item, arena);
    case ROW_EFFECT:
        return effect_words(preview, &preview->answer.effects[row->item], arena);
    case ROW_FIELD:
        break;
    }
    return field_words(preview, row, arena);
}

int preview_column(const struct preview *preview, const struct preview_row *row)
{
    return row->kind == ROW_FIELD ? PREVIEW_LABEL + preview->label + 2 : PREVIEW_TEXT;
}

static const char **wrapped(const struct preview *preview, const struct preview_row *row,
                            struct arena *arena, size_t *count)
{
    int room = preview->columns - preview_column(preview, row) - 1;
    const char *words = whole_words(preview, row, arena);
    if (!terminal_draws_hanzi(preview->view.screen->terminal) && utf8_has_hanzi(words))
        words = pinyin_words(arena, words); /* as it will be drawn */
    return width_wrap(arena, words, (size_t)room, count);
}

const char *preview_words(const struct preview *preview, const struct preview_row *row,
                          struct arena *arena)
{
    size_t count;
    const char **lines = wrapped(preview, row, arena, &count);
    return row->part < count ? lines[row->part] : "";
}

static struct preview_row *room_for(struct preview *preview)
{
    if (preview->pick.count == preview->capacity) {
        preview->capacity = preview->capacity ? preview->capacity * 2 : 64;
        struct preview_row *rows =
            arena_array(preview->arena, preview->capacity, sizeof *preview->rows);
        if (preview->pick.count > 0)
            memcpy(rows, preview->rows, preview->pick.count * sizeof *rows);
        preview->rows = rows;
    }
    return &preview->rows[preview->pick.count++];
}

static void add(struct preview *preview, struct paint *paint, struct preview_row row)
{
    size_t count;
    wrapped(preview, &row, paint->arena, &count);
    for (row.part = 0; row.part < count || row.part == 0; row.part++)
        *room_for(preview) = row;
}

static void add_effects(struct preview *preview, struct paint *paint, bool computed)
{
    for (size_t i = 0; i < preview->answer.effect_count; i++) {
        const struct act_effect *effect = &preview->answer.effects[i];
        const struct form *form = effect->after->form;
        if (form->computed != computed)
            continue;
        add(preview, paint, (struct preview_row){.kind = ROW_EFFECT, .item = i});
        for (unsigned field = 0; field < form->field_count; field++)
            if (is_shown(effect, field))
                add(preview, paint,
                    (struct preview_row){.kind = ROW_FIELD, .item = i, .field = field});
    }
}

static int label_width(const struct preview *preview, struct paint *paint)
{
    int label = LABEL_LEAST;
    for (size_t i = 0; i < preview->answer.effect_count; i++) {
        const struct act_effect *effect = &preview->answer.effects[i];
        const struct form *form = effect->after->form;
        for (unsigned field = 0; field < form->field_count; field++) {
            const char *words = show_label(paint->arena, form->fields[field].label);
            int width = is_shown(effect, field) ? paint_width(paint, words) : 0;
            label = width > label ? width : label;
        }
    }
    return label > LABEL_MOST ? LABEL_MOST : label;
}

void preview_rows(struct preview *preview, struct paint *paint, int columns)
{
    const struct faults *faults = &preview->answer.faults;
    if (preview->columns == columns && preview->language == message_language())
        return;
    preview->columns = columns;
    preview->language = message_language();
    preview->label = label_width(preview, paint);
    preview->pick.count = 0;
    for (int warning = 0; warning < 2; warning++)
        for (size_t i = 0; i < faults->count; i++)
            if (faults->items[i].warning == (warning == 1))
                add(preview, paint,
                    (struct preview_row){.kind = warning ? ROW_WARNING : ROW_ERROR, .item = i});
    add_effects(preview, paint, false);
    add_effects(preview, paint, true);
}

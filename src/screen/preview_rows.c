#include "screen/preview.h"

#include <string.h>
#include "text/message.h"

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool is_shown(const struct act_effect *effect, unsigned field)
{
    const char *before = effect->before ? effect->before->values[field] : NULL;
    return !effect->after->removed && !same(before, effect->after->values[field]);
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
        if (effect->after->form == form && same(key_of(effect->after), value))
            return effect->after;
        if (effect->before && effect->before->form == form && same(key_of(effect->before), value))
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

static void add_row(struct preview *preview, enum row_kind kind, size_t item, unsigned field)
{
    preview->rows[preview->pick.count++] = (struct preview_row){kind, item, field};
}

static void add_effects(struct preview *preview, bool computed)
{
    for (size_t i = 0; i < preview->answer.effect_count; i++) {
        const struct act_effect *effect = &preview->answer.effects[i];
        const struct form *form = effect->after->form;
        if (form->computed != computed)
            continue;
        add_row(preview, ROW_EFFECT, i, 0);
        for (unsigned field = 0; field < form->field_count; field++) {
            if (!is_shown(effect, field))
                continue;
            add_row(preview, ROW_FIELD, i, field);
            refer(preview, &form->fields[field],
                  effect->before ? effect->before->values[field] : NULL);
            refer(preview, &form->fields[field], effect->after->values[field]);
        }
    }
}

void preview_rows(struct preview *preview)
{
    const struct act_answer *answer = &preview->answer;
    size_t most = answer->faults.count;
    for (size_t i = 0; i < answer->effect_count; i++)
        most += 1 + answer->effects[i].after->form->field_count;
    preview->rows = arena_array(preview->arena, most + 1, sizeof *preview->rows);
    preview->pick = (struct pick){0};
    preview->referred_count = 0;
    for (int warning = 0; warning < 2; warning++)
        for (size_t i = 0; i < answer->faults.count; i++)
            if (answer->faults.items[i].warning == (warning == 1))
                add_row(preview, warning ? ROW_WARNING : ROW_ERROR, i, 0);
    add_effects(preview, false);
    add_effects(preview, true);
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

const char *preview_words(const struct preview *preview, const struct preview_row *row,
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

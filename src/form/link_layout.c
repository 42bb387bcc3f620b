#include <string.h>
#include "form/fold.h"
#include "form/link.h"

static struct link_form *form_find(struct linker *linker, const char *name)
{
    for (size_t i = 0; i < linker->count; i++)
        if (strcmp(linker->forms[i].form->name, name) == 0)
            return &linker->forms[i];
    return NULL;
}

static void forms_find(struct linker *linker)
{
    struct draft *draft = linker->draft;
    linker->forms = arena_array(linker->arena, draft->count, sizeof *linker->forms);
    for (size_t i = 0; i < draft->count; i++) {
        struct block *block = draft->blocks[i];
        if (block->kind != KEY_FORM && block->kind != KEY_ACTION)
            continue;
        struct property place = link_place(block);
        struct link_form *other = form_find(linker, block->text);
        if (other) {
            link_fault(linker, &place,
                       N_("{1}:{2}: there is a form '{3}' already, in {4}; 'extend' adds to it"),
                       block->text, other->form->file);
            continue;
        }
        struct form *form = arena_alloc(linker->arena, sizeof *form);
        *form = (struct form){.name = block->text, .file = block->file, .line = block->line};
        linker->forms[linker->count++] =
            (struct link_form){.form = form, .block = block, .action = block->kind == KEY_ACTION};
    }
}

static struct link_field *field_find(struct link_form *form, const char *name)
{
    for (size_t i = 0; i < form->count; i++)
        if (strcmp(form->fields[i].block->text, name) == 0)
            return &form->fields[i];
    return NULL;
}

/* Room for one more field at a place. */
static struct link_field *field_room(struct linker *linker, struct link_form *form, size_t at)
{
    if (form->count == form->capacity) {
        form->capacity = form->capacity ? form->capacity * 2 : 32;
        struct link_field *fields = arena_array(linker->arena, form->capacity, sizeof *fields);
        if (form->count)
            memcpy(fields, form->fields, form->count * sizeof *fields);
        form->fields = fields;
    }
    memmove(form->fields + at + 1, form->fields + at, (form->count - at) * sizeof *form->fields);
    form->count++;
    return &form->fields[at];
}

/* Where the fields of one form or extend block go. */
struct layout {
    struct linker *linker;
    struct link_form *form;
    bool lent; /* the blocks are of another action, which this one is like */
    struct block *section;
    const char *behind; /* the field that the last one was put in behind, and where */
    size_t last_place;
};

static void layout_field(struct layout *layout, struct block *block)
{
    struct linker *linker = layout->linker;
    struct link_form *form = layout->form;
    struct property place = link_place(block);
    const struct property *after = &block->properties[KEY_AFTER];
    form->refused = true;
    struct link_field *there = field_find(form, block->text);
    if (there && layout->lent) {
        form->refused = false;
        return;
    }
    if (there) {
        link_fault(linker, &place, N_("{1}:{2}: there is a field '{3}' already, in {4}"),
                   block->text,
                   arena_format(linker->arena, "%s:%zu", there->block->file, there->block->line));
        return;
    }
    if (strcmp(block->text, "version") == 0) {
        link_fault(linker, &place, N_("{1}:{2}: '{3}' is kept for the program's own use"),
                   block->text, NULL);
        return;
    }
    if (form->count == FORM_FIELDS_MOST) {
        link_fault(linker, &place, N_("{1}:{2}: a form has at most {3} fields"),
                   arena_format(linker->arena, "%d", FORM_FIELDS_MOST), NULL);
        return;
    }
    size_t at = form->count;
    struct block *section = layout->section;
    if (after->text) {
        struct link_field *anchor = field_find(form, after->text);
        if (!anchor || block->owner->kind != KEY_EXTEND) {
            link_fault(linker, after,
                       anchor ? N_("{1}:{2}: 'after' is for 'extend' only")
                              : N_("{1}:{2}: no field is called '{3}'"),
                       after->text, NULL);
            return;
        }
        section = anchor->section;
        at = (size_t)(anchor - form->fields) + 1;
        if (layout->behind && strcmp(layout->behind, after->text) == 0)
            at = layout->last_place + 1;
        layout->behind = after->text;
        layout->last_place = at;
    }
    form->refused = false;
    *field_room(linker, form, at) = (struct link_field){block, section};
}

static void layout_change(struct layout *layout, struct block *block)
{
    struct link_field *field = field_find(layout->form, block->text);
    if (!field) {
        struct property place = link_place(block);
        link_fault(layout->linker, &place, N_("{1}:{2}: no field is called '{3}'"), block->text,
                   NULL);
        return;
    }
    struct property *also = &field->block->properties[KEY_ALSO];
    struct property before = *also;
    for (int i = 0; i < KEYWORDS; i++)
        if (block->properties[i].text)
            field->block->properties[i] = block->properties[i];
    if (before.text && also->text != before.text)
        also->text = arena_format(layout->linker->arena, "%s|%s", before.text, also->text);
}

static void layout_rule(struct layout *layout, struct block *block)
{
    struct link_form *form = layout->form;
    if (form->rule_count == form->rule_capacity) {
        form->rule_capacity = form->rule_capacity ? form->rule_capacity * 2 : 16;
        struct block **rules =
            arena_array(layout->linker->arena, form->rule_capacity, sizeof *rules);
        if (form->rule_count)
            memcpy(rules, form->rules, form->rule_count * sizeof *rules);
        form->rules = rules;
    }
    form->rules[form->rule_count++] = block;
}

static void layout_block(struct layout *layout, struct block *block)
{
    switch (block->kind) {
    case KEY_SECTION:
        layout->section = block;
        break;
    case KEY_FIELD:
        layout_field(layout, block);
        break;
    case KEY_CHANGE:
        layout_change(layout, block);
        break;
    default:
        layout_rule(layout, block);
    }
}

/* Puts the blocks of one form or extend, which stand behind it, into the form; or those of an
 * action that it is like. */
static void layout_owner(struct linker *linker, struct link_form *form, size_t owner, bool lent)
{
    struct draft *draft = linker->draft;
    struct layout layout = {.linker = linker, .form = form, .lent = lent};
    if (form->count)
        layout.section = form->fields[form->count - 1].section;
    struct block *block = draft->blocks[owner];
    if (block != form->block && !lent)
        for (int i = 0; i < KEYWORDS; i++)
            if (block->properties[i].text)
                form->block->properties[i] = block->properties[i];
    for (size_t i = owner + 1; i < draft->count && draft->blocks[i]->owner == block; i++)
        layout_block(&layout, draft->blocks[i]);
}

/* The fields and rules of the action that this one is like come behind its own. */
static void layout_like(struct linker *linker, struct link_form *form)
{
    const struct property *like = &form->block->properties[KEY_LIKE];
    if (!like->text)
        return;
    for (size_t i = 0; i < linker->draft->count; i++) {
        const struct block *block = linker->draft->blocks[i];
        if (block->kind == KEY_ACTION && block != form->block &&
            strcmp(block->text, like->text) == 0) {
            layout_owner(linker, form, i, true);
            return;
        }
    }
    link_fault(linker, like, N_("{1}:{2}: no action is called '{3}'"), like->text, NULL);
}

void link_layout(struct linker *linker)
{
    forms_find(linker);
    struct draft *draft = linker->draft;
    for (size_t i = 0; i < draft->count; i++)
        if (draft->blocks[i]->kind == KEY_FORM || draft->blocks[i]->kind == KEY_ACTION) {
            struct link_form *form = form_find(linker, draft->blocks[i]->text);
            if (form->block == draft->blocks[i]) {
                layout_owner(linker, form, i, false);
                layout_like(linker, form);
            }
        }
    for (size_t i = 0; i < draft->count; i++) {
        struct block *block = draft->blocks[i];
        if (block->kind != KEY_EXTEND)
            continue;
        struct link_form *form = form_find(linker, block->text);
        if (form) {
            layout_owner(linker, form, i, false);
            continue;
        }
        const char **names = arena_array(linker->arena, linker->count + 1, sizeof *names);
        for (size_t j = 0; j < linker->count; j++)
            names[j] = linker->forms[j].form->name;
        const char *nearest = fold_nearest(block->text, names, linker->count, sizeof *names);
        struct property place = link_place(block);
        link_fault(linker, &place,
                   nearest ? N_("{1}:{2}: no form is called '{3}'; '{4}' perhaps?")
                           : N_("{1}:{2}: no form is called '{3}'"),
                   block->text, nearest);
    }
}

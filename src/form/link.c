#include "form/link.h"

#include <stdlib.h>
#include <string.h>
#include "form/fold.h"
#include "form/lookup.h"
#include "form/query.h"

void link_fault(struct linker *linker, const struct property *at, const char *message,
                const char *third, const char *fourth)
{
    report_fault(linker->draft->report, at->file, at->line, message, third, fourth);
}

struct property link_place(const struct block *block)
{
    return (struct property){block->text, block->file, block->line};
}

const struct field *link_named(struct linker *linker, const struct form *form,
                               const struct property *at, const char *name)
{
    for (unsigned i = 0; i < form->field_count; i++)
        if (strcmp(form->fields[i].name, name) == 0)
            return &form->fields[i];
    const char *nearest =
        fold_nearest(name, &form->fields[0].name, form->field_count, sizeof(struct field));
    if (nearest)
        link_fault(linker, at, N_("{1}:{2}: no field is called '{3}'; '{4}' perhaps?"), name,
                   nearest);
    else
        link_fault(linker, at, N_("{1}:{2}: no field is called '{3}'"), name, NULL);
    return NULL;
}

bool link_number(struct linker *linker, const struct property *at, const char *text, long least,
                 long most, unsigned *number)
{
    size_t digits = strspn(text, "0123456789");
    long value = digits && digits < 10 && !text[digits] ? strtol(text, NULL, 10) : -1;
    if (value < least || value > most) {
        link_fault(linker, at, N_("{1}:{2}: '{3}' is no whole number that can stand here ({4})"),
                   text, arena_format(linker->arena, "%ld..%ld", least, most));
        return false;
    }
    *number = (unsigned)value;
    return true;
}

/* The fields of a form, and its sections. */
static void form_fields(struct linker *linker, struct link_form *link)
{
    struct form *form = link->form;
    form->fields = arena_array(linker->arena, link->count, sizeof *form->fields);
    form->sections = arena_array(linker->arena, link->count, sizeof *form->sections);
    form->field_count = (unsigned)link->count;
    const struct property *label = &link->block->properties[KEY_LABEL];
    form->label = label->text ? draft_bilingual(linker->draft, label) : form->name;
    struct section *section = NULL;
    for (unsigned i = 0; i < form->field_count; i++) {
        struct block *block = link->fields[i].block;
        form->fields[i] = (struct field){
            .name = block->text, .number = i, .file = block->file, .line = block->line};
        if (!section || link->fields[i].section != link->fields[i - 1].section) {
            const struct block *head = link->fields[i].section;
            section = &form->sections[form->section_count++];
            *section = (struct section){.label = form->label, .first = i};
            if (head) {
                struct property place = link_place(head);
                section->label = draft_bilingual(linker->draft, &place);
                section->page = head->page;
            }
        }
        section->count++;
    }
    if (!link->count && !link->refused) {
        struct property place = link_place(link->block);
        link_fault(linker, &place, N_("{1}:{2}: the form '{3}' has no fields"), form->name, NULL);
    }
}

static void sections_check(struct linker *linker)
{
    struct draft *draft = linker->draft;
    for (size_t i = 0; i < draft->count; i++) {
        struct block *block = draft->blocks[i];
        if (block->kind != KEY_SECTION)
            continue;
        bool held = false;
        for (size_t j = i + 1; j < draft->count && draft->blocks[j]->owner == block->owner; j++) {
            if (draft->blocks[j]->kind == KEY_SECTION)
                break;
            held = held || draft->blocks[j]->kind == KEY_FIELD;
        }
        struct property place = link_place(block);
        if (!held)
            link_fault(linker, &place, N_("{1}:{2}: the section '{3}' has no fields"), block->text,
                       NULL);
    }
}

/* Names. */

static void name_add(struct linker *linker, struct form *form, const struct field *field,
                     const char *text, size_t length)
{
    const char *name = arena_copy_bytes(linker->arena, text, length);
    const struct field *other =
        lookup_add_folded(form->lookup, linker->arena, name, FOLD_KEY_LABEL, field);
    if (other && other != field) {
        struct property place = {name, field->file, field->line};
        link_fault(linker, &place, N_("{1}:{2}: '{3}' already names the field '{4}'"), name,
                   other->name);
    }
}

static void form_lookup(struct linker *linker, struct form *form)
{
    form->lookup = lookup_new(linker->arena, form->field_count * 8);
    for (unsigned i = 0; i < form->field_count; i++)
        name_add(linker, form, &form->fields[i], form->fields[i].name,
                 strlen(form->fields[i].name));
    for (unsigned i = 0; i < form->field_count; i++) {
        const struct field *field = &form->fields[i];
        const char *bar = strchr(field->label, BILINGUAL[0]);
        name_add(linker, form, field, field->label,
                 bar ? (size_t)(bar - field->label) : strlen(field->label));
        if (bar)
            name_add(linker, form, field, bar + 1, strlen(bar + 1));
        for (const char **alias = field->aliases; *alias; alias++)
            name_add(linker, form, field, *alias, strlen(*alias));
    }
}

static void form_columns(struct linker *linker, struct link_form *link)
{
    struct form *form = link->form;
    const struct property *list = &link->block->properties[KEY_LIST];
    size_t count = 0;
    const char **words = draft_words(linker->arena, list->text ? list->text : "", &count);
    form->columns = arena_array(linker->arena, count + 1, sizeof *form->columns);
    for (size_t i = 0; i < count; i++) {
        const char *colon = strchr(words[i], ':');
        const char *name =
            colon ? arena_copy_bytes(linker->arena, words[i], (size_t)(colon - words[i]))
                  : words[i];
        const struct field *field = link_named(linker, form, list, name);
        if (!field)
            continue;
        struct list_column column = {field, field->width};
        if (!colon || link_number(linker, list, colon + 1, 1, 200, &column.width))
            form->columns[form->column_count++] = column;
    }
    if (!form->column_count && form->title)
        form->columns[form->column_count++] = (struct list_column){form->title, form->title->width};
}

static void form_details(struct linker *linker, struct link_form *link)
{
    struct form *form = link->form;
    const struct property *detail = &link->block->properties[KEY_DETAIL];
    size_t count = 0;
    const char **words = draft_words(linker->arena, detail->text ? detail->text : "", &count);
    form->detail = arena_array(linker->arena, count + 1, sizeof *form->detail);
    for (size_t i = 0; i < count; i++) {
        const struct field *field = link_named(linker, form, detail, words[i]);
        if (field)
            form->detail[form->detail_count++] = field;
    }
}

/* The fields by which records are browsed, one within the other. */
static void form_tree(struct linker *linker, struct link_form *link)
{
    struct form *form = link->form;
    const struct property *tree = &link->block->properties[KEY_TREE];
    size_t count = 0;
    const char **words = draft_words(linker->arena, tree->text ? tree->text : "", &count);
    form->tree = arena_array(linker->arena, FORM_TREE_MOST, sizeof *form->tree);
    if (count > FORM_TREE_MOST)
        link_fault(linker, tree, N_("{1}:{2}: '{3}' takes at most {4} fields"), "tree",
                   arena_format(linker->arena, "%d", FORM_TREE_MOST));
    for (size_t i = 0; i < count && i < FORM_TREE_MOST; i++) {
        const struct field *field = link_named(linker, form, tree, words[i]);
        if (field && (field->many || !field_type_kept(field->type)))
            link_fault(linker, tree,
                       N_("{1}:{2}: records can be browsed only by fields of one value that is "
                          "kept, not by '{3}'"),
                       field->name, NULL);
        else if (field)
            form->tree[form->tree_count++] = field;
    }
}

static const struct field *form_name(struct linker *linker, struct link_form *link,
                                     enum keyword keyword)
{
    const struct property *property = &link->block->properties[keyword];
    return property->text ? link_named(linker, link->form, property, property->text) : NULL;
}

/* The form in whose menu it stands: one that has a menu. */
static void form_under(struct linker *linker, struct link_form *link)
{
    const struct property *under = &link->block->properties[KEY_UNDER];
    if (!under->text)
        return;
    link->form->under = form_named(linker->set, under->text);
    if (!link->form->under)
        link_fault(linker, under, N_("{1}:{2}: no form is called '{3}'"), under->text, NULL);
    else if (link->form->under == link->form)
        link_fault(linker, under, N_("{1}:{2}: '{3}' cannot stand under itself"), under->text,
                   NULL);
}

static void form_names(struct linker *linker, struct link_form *link)
{
    struct form *form = link->form;
    const struct property *properties = link->block->properties;
    struct property place = link_place(link->block);
    if (!properties[KEY_LABEL].text && !link->block->faulty)
        link_fault(linker, &place, N_("{1}:{2}: '{3}' has no label"), form->name, NULL);
    if (properties[KEY_HELP].text)
        form->help = draft_bilingual(linker->draft, &properties[KEY_HELP]);
    form->computed =
        properties[KEY_COMPUTED].text && strcmp(properties[KEY_COMPUTED].text, "no") != 0;
    form->apart = properties[KEY_APART].text != NULL;
    form->derived = properties[KEY_DERIVED].text != NULL;
    form->aside = form->computed || form->apart || properties[KEY_ASIDE].text;
    if (properties[KEY_MENU].text)
        form->menu = draft_bilingual(linker->draft, &properties[KEY_MENU]);
    form_under(linker, link);
    form->title = form_name(linker, link, KEY_TITLE);
    form->key = form_name(linker, link, KEY_KEY);
    form->order = form_name(linker, link, KEY_ORDER);
    if (!form->title && !properties[KEY_TITLE].text && form->field_count)
        form->title = &form->fields[0];
    if (form->key && !(form->key->indexes & INDEX_UNIQUE))
        link_fault(linker, &properties[KEY_KEY],
                   N_("{1}:{2}: the key '{3}' must be a field with 'index unique'"),
                   form->key->name, NULL);
    if (form->order &&
        (form->order->many || !form->order->indexes || !field_type_kept(form->order->type)))
        link_fault(linker, &properties[KEY_ORDER],
                   N_("{1}:{2}: lists can stand only in the order of an indexed field of one "
                      "value, not of '{3}'"),
                   form->order->name, NULL);
    form_columns(linker, link);
    form_details(linker, link);
    form_tree(linker, link);
}

/* The fields of the subject that parameters start with. */
static void action_from(struct linker *linker, struct link_form *link)
{
    for (unsigned i = 0; i < link->form->field_count; i++) {
        const struct property *from = &link->fields[i].block->properties[KEY_FROM];
        if (!from->text)
            continue;
        if (!link->form->on)
            link_fault(linker, from,
                       N_("{1}:{2}: 'from' needs an action with 'on': of which record?"), NULL,
                       NULL);
        else
            link->form->fields[i].from = link_named(linker, link->form->on, from, from->text);
    }
}

/* The record type whose records an action is offered for, and when. */
static void action_names(struct linker *linker, struct link_form *link)
{
    struct form *form = link->form;
    const struct property *on = &link->block->properties[KEY_ON];
    const struct property *when = &link->block->properties[KEY_WHEN];
    if (!on->text) {
        if (when->text)
            link_fault(linker, when, N_("{1}:{2}: 'when' needs 'on': of which record?"), NULL,
                       NULL);
        return;
    }
    form->on = form_named(linker->set, on->text);
    if (!form->on) {
        link_fault(linker, on, N_("{1}:{2}: no form is called '{3}'"), on->text, NULL);
        return;
    }
    for (unsigned i = 0; i < form->field_count && !form->subject; i++)
        if (form->fields[i].type == FIELD_REFERENCE && form->fields[i].reference == form->on &&
            !form->fields[i].many)
            form->subject = &form->fields[i];
    if (!form->subject && !link->refused)
        link_fault(linker, on,
                   N_("{1}:{2}: an action on '{3}' needs a field of type 'reference {3}'"),
                   on->text, NULL);
    if (when->text)
        form->when = link_query(linker, form->on, when);
}

/* Rules. */

static void form_rules(struct linker *linker, struct link_form *link)
{
    struct form *form = link->form;
    form->rules = arena_array(linker->arena, link->rule_count, sizeof *form->rules);
    for (size_t i = 0; i < link->rule_count; i++) {
        struct block *block = link->rules[i];
        struct property place = link_place(block);
        const struct property *at = &block->properties[KEY_AT];
        const struct property *message = &block->properties[KEY_MESSAGE];
        struct rule rule = {.warning = block->kind == KEY_WARNING,
                            .text = block->text,
                            .file = block->file,
                            .line = block->line,
                            .when = link_query(linker, form, &place)};
        if (!message->text && !block->faulty)
            link_fault(linker, &place, N_("{1}:{2}: the rule '{3}' has no message"), block->text,
                       NULL);
        if (message->text)
            rule.message = draft_bilingual(linker->draft, message);
        if (at->text)
            rule.field = link_named(linker, form, at, at->text);
        else if (rule.when && rule.when->count)
            rule.field = rule.when->parts[0].field;
        if (rule.when && rule.message && rule.field)
            form->rules[form->rule_count++] = rule;
    }
}

typedef void field_step(struct linker *linker, struct link_form *form, struct field *field,
                        struct block *block);

static void fields_each(struct linker *linker, struct link_form *link, field_step *step)
{
    for (unsigned i = 0; i < link->form->field_count; i++)
        step(linker, link, &link->form->fields[i], link->fields[i].block);
}

static int by_place(const void *a, const void *b)
{
    const struct link_form *first = a, *second = b;
    if (first->place != second->place)
        return first->place < second->place ? -1 : 1;
    return strcmp(first->form->name, second->form->name);
}

enum { PLACE_MOST = 9999 };

/* Actions that are only there for others to be like them have done their part. */
static void templates_leave(struct linker *linker)
{
    size_t kept = 0;
    for (size_t i = 0; i < linker->count; i++)
        if (!linker->forms[i].action || !linker->forms[i].block->properties[KEY_COMPUTED].text)
            linker->forms[kept++] = linker->forms[i];
    linker->count = kept;
}

static void forms_order(struct linker *linker)
{
    templates_leave(linker);
    for (size_t i = 0; i < linker->count; i++) {
        const struct property *place = &linker->forms[i].block->properties[KEY_PLACE];
        unsigned number = PLACE_MOST;
        if (place->text)
            link_number(linker, place, place->text, 1, PLACE_MOST, &number);
        linker->forms[i].place = (int)number;
    }
    if (linker->count)
        qsort(linker->forms, linker->count, sizeof *linker->forms, by_place);
    struct form_set *set = linker->set;
    set->forms = arena_array(linker->arena, linker->count, sizeof *set->forms);
    set->actions = arena_array(linker->arena, linker->count, sizeof *set->actions);
    for (size_t i = 0; i < linker->count; i++)
        if (linker->forms[i].action)
            set->actions[set->action_count++] = linker->forms[i].form;
        else
            set->forms[set->count++] = linker->forms[i].form;
}

/* They are read apart, when something is printed. */
static void layouts_refuse(struct linker *linker)
{
    for (size_t i = 0; i < linker->draft->count; i++) {
        struct property place = link_place(linker->draft->blocks[i]);
        if (linker->draft->blocks[i]->kind == KEY_LAYOUT)
            link_fault(linker, &place,
                       N_("{1}:{2}: the layout '{3}' stands in a file whose name ends in .layout"),
                       place.text, NULL);
    }
}

void draft_link(struct draft *draft, struct form_set *set)
{
    struct linker linker = {.draft = draft, .arena = draft->arena, .set = set};
    layouts_refuse(&linker);
    link_layout(&linker);
    sections_check(&linker);
    forms_order(&linker);
    for (size_t i = 0; i < linker.count; i++)
        form_fields(&linker, &linker.forms[i]);
    for (size_t i = 0; i < linker.count; i++)
        fields_each(&linker, &linker.forms[i], link_field_type);
    for (size_t i = 0; i < linker.count; i++) {
        form_lookup(&linker, linker.forms[i].form);
        fields_each(&linker, &linker.forms[i], link_field_names);
        form_names(&linker, &linker.forms[i]);
    }
    for (size_t i = 0; i < linker.count; i++) {
        fields_each(&linker, &linker.forms[i], link_field_values);
        form_rules(&linker, &linker.forms[i]);
        if (linker.forms[i].action)
            action_names(&linker, &linker.forms[i]);
        action_from(&linker, &linker.forms[i]);
    }
}

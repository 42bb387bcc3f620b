#include "registry/catalogue.h"

#include <string.h>
#include "text/packing.h"

enum { CATALOGUE_FORMAT = 1 };

static const struct bytes catalogue_key = {"catalogue", sizeof "catalogue" - 1};

static void catalogue_pack(const struct catalogue *catalogue, struct buffer *out)
{
    pack_array(out, 2);
    pack_number(out, CATALOGUE_FORMAT);
    pack_array(out, catalogue->count);
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct catalogue_form *form = &catalogue->forms[i];
        pack_array(out, 7);
        pack_text(out, form->name);
        pack_number(out, form->type);
        pack_number(out, form->last_tag);
        pack_number(out, form->terms_version);
        pack_array(out, form->field_count);
        for (size_t j = 0; j < form->field_count; j++) {
            pack_array(out, 3);
            pack_text(out, form->fields[j].name);
            pack_number(out, form->fields[j].tag);
            pack_number(out, form->fields[j].built);
        }
        pack_text(out, form->pending);
        pack_number(out, (int64_t)form->position);
    }
}

static void form_unpack(struct unpack *in, struct catalogue_form *form, struct arena *arena)
{
    if (unpack_array(in) != 7)
        in->failed = true;
    form->name = unpack_text(in, arena);
    form->type = (uint16_t)unpack_number(in);
    form->last_tag = (uint16_t)unpack_number(in);
    form->terms_version = (unsigned)unpack_number(in);
    form->field_count = unpack_array(in);
    form->fields = arena_array(arena, form->field_count, sizeof *form->fields);
    for (size_t i = 0; i < form->field_count && !in->failed; i++) {
        if (unpack_array(in) != 3)
            in->failed = true;
        form->fields[i].name = unpack_text(in, arena);
        form->fields[i].tag = (uint16_t)unpack_number(in);
        form->fields[i].built = (unsigned)unpack_number(in);
        if (!form->fields[i].name)
            in->failed = true;
    }
    form->pending = unpack_null(in) ? NULL : unpack_text(in, arena);
    form->position = (uint64_t)unpack_number(in);
    if (!form->name)
        in->failed = true;
}

static bool catalogue_unpack(struct bytes bytes, struct catalogue *catalogue, struct arena *arena)
{
    struct unpack in = unpack_start(bytes.data, bytes.length);
    if (unpack_array(&in) != 2 || unpack_number(&in) != CATALOGUE_FORMAT)
        return false;
    catalogue->count = unpack_array(&in);
    catalogue->forms = arena_array(arena, catalogue->count, sizeof *catalogue->forms);
    for (size_t i = 0; i < catalogue->count && !in.failed; i++)
        form_unpack(&in, &catalogue->forms[i], arena);
    return unpack_done(&in);
}

struct catalogue_form *catalogue_named(struct catalogue *catalogue, const char *form)
{
    for (size_t i = 0; i < catalogue->count; i++)
        if (strcmp(catalogue->forms[i].name, form) == 0)
            return &catalogue->forms[i];
    return NULL;
}

struct catalogue_field *catalogue_field_named(struct catalogue_form *form, const char *field)
{
    for (size_t i = 0; i < form->field_count; i++)
        if (strcmp(form->fields[i].name, field) == 0)
            return &form->fields[i];
    return NULL;
}

unsigned indexes_wanted(const struct form *form, const struct field *field)
{
    return field->indexes | (form->order == field ? (unsigned)INDEX_SORTED : 0U);
}

static struct catalogue_form *form_add(struct catalogue *catalogue, const struct form *form,
                                       struct arena *arena)
{
    uint16_t type = 0;
    struct catalogue_form *forms = arena_array(arena, catalogue->count + 1, sizeof *forms);
    for (size_t i = 0; i < catalogue->count; i++) {
        forms[i] = catalogue->forms[i];
        if (forms[i].type > type)
            type = forms[i].type;
    }
    struct catalogue_form *added = &forms[catalogue->count++];
    *added = (struct catalogue_form){
        .name = form->name, .type = (uint16_t)(type + 1), .terms_version = RECORD_TERMS_VERSION};
    catalogue->forms = forms;
    return added;
}

/* New fields of a form that has no records yet count as built. */
static bool form_extend(struct catalogue_form *kept, const struct form *form, bool fresh,
                        struct arena *arena)
{
    size_t missing = 0;
    for (unsigned i = 0; i < form->field_count; i++)
        if (!catalogue_field_named(kept, form->fields[i].name))
            missing++;
    if (missing == 0)
        return false;
    struct catalogue_field *fields =
        arena_array(arena, kept->field_count + missing, sizeof *fields);
    if (kept->field_count > 0)
        memcpy(fields, kept->fields, kept->field_count * sizeof *fields);
    size_t count = kept->field_count;
    for (unsigned i = 0; i < form->field_count; i++) {
        if (catalogue_field_named(kept, form->fields[i].name))
            continue;
        fields[count++] = (struct catalogue_field){
            .name = form->fields[i].name,
            .tag = ++kept->last_tag,
            .built = fresh ? indexes_wanted(form, &form->fields[i]) : 0,
        };
    }
    kept->fields = fields;
    kept->field_count = count;
    return true;
}

bool catalogue_keep(struct transaction *transaction, const struct registry *registry,
                    const struct catalogue *catalogue)
{
    struct buffer packed = {0};
    catalogue_pack(catalogue, &packed);
    enum store_result result = table_put(transaction, registry->meta, catalogue_key,
                                         (struct bytes){packed.data, packed.length});
    buffer_free(&packed);
    return result == STORE_OK;
}

struct loading {
    struct registry *registry;
    struct catalogue *catalogue;
    struct arena *arena;
};

static bool load_body(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct loading *loading = context;
    struct registry *registry = loading->registry;
    struct bytes bytes;
    (void)arena;
    *loading->catalogue = (struct catalogue){0};
    enum store_result result = table_get(transaction, registry->meta, catalogue_key, &bytes);
    if (result == STORE_FAILED)
        return false;
    if (result == STORE_OK && !catalogue_unpack(bytes, loading->catalogue, loading->arena))
        return fault_set(fault, loading->arena, FAULT_DAMAGED, NULL,
                         N_("The registry's catalogue of forms is damaged."), NULL);
    bool changed = false;
    for (unsigned i = 0; i < registry->forms->count; i++) {
        const struct form *form = registry->forms->forms[i];
        struct catalogue_form *kept = catalogue_named(loading->catalogue, form->name);
        bool fresh = !kept;
        if (fresh)
            kept = form_add(loading->catalogue, form, loading->arena);
        if (form_extend(kept, form, fresh, loading->arena) || fresh)
            changed = true;
    }
    return !changed || catalogue_keep(transaction, registry, loading->catalogue);
}

bool catalogue_load(struct registry *registry, struct catalogue *catalogue, struct arena *arena,
                    struct fault *fault)
{
    struct loading loading = {registry, catalogue, arena};
    if (!transaction_run(registry->store, TRANSACTION_WRITE, load_body, &loading, arena, fault))
        return false;
    for (unsigned i = 0; i < registry->forms->count; i++) {
        struct form *form = registry->forms->forms[i];
        struct catalogue_form *kept = catalogue_named(catalogue, form->name);
        form->type = kept->type;
        for (unsigned j = 0; j < form->field_count; j++)
            form->fields[j].tag = catalogue_field_named(kept, form->fields[j].name)->tag;
    }
    return true;
}

#include "registry/tree_key.h"

#include <string.h>
#include "registry/archive.h"
#include "registry/courtesy.h"
#include "registry/lookup.h"
#include "text/buffer.h"

enum { BRANCHES_USUAL = 200, BRANCHES_MOST = 2000 };

struct opening {
    struct registry *registry;
    const struct tree_request *request;
    const struct form *form;
    struct arena *results;
    struct tree_answer *answer;
    size_t limit;
    /* What is being read. */
    unsigned level;
    struct bytes start; /* what the keys of the branches begin with */
    const char *after;  /* part of the last branch that was given before, or NULL */
    size_t most;
    bool more;
};

static bool take_branch(void *context, struct pair pair)
{
    struct opening *opening = context;
    struct tree_answer *answer = opening->answer;
    const struct field *field = opening->form->tree[opening->level - 1];
    if (pair.key.length < opening->start.length ||
        memcmp(pair.key.data, opening->start.data, opening->start.length) != 0)
        return false;
    size_t length = pair.key.length - opening->start.length - 1;
    const char *part = arena_copy_bytes(
        opening->results, (const char *)pair.key.data + opening->start.length, length);
    if (opening->after && strcmp(part, opening->after) == 0)
        return true;
    opening->more = answer->count == opening->most;
    if (opening->more)
        return false;
    answer->rows[answer->count++] = (struct tree_branch){.value = tree_part_value(field, part),
                                                         .count = tree_count_of(pair.value)};
    return true;
}

/* The branches of the answer's path, at most so many. */
static enum store_result read_branches(struct opening *opening, struct transaction *transaction,
                                       const char *after, size_t most)
{
    const struct form *form = opening->form;
    struct tree_answer *answer = opening->answer;
    struct arena *arena = transaction_arena(transaction);
    struct buffer path = {0};
    for (size_t i = 0; i < answer->path_count; i++) {
        buffer_add_text(&path, tree_part(form->tree[i], answer->path[i], arena));
        buffer_add_char(&path, TREE_PART_END);
    }
    opening->level = (unsigned)answer->path_count + 1;
    opening->start = tree_key(form, opening->level, buffer_text(&path), path.length, arena);
    opening->after = after ? tree_part(form->tree[opening->level - 1], after, arena) : NULL;
    if (after)
        buffer_add_text(&path, opening->after);
    struct bytes from = tree_key(form, opening->level, buffer_text(&path), path.length, arena);
    buffer_free(&path);
    opening->most = most;
    opening->more = false;
    answer->rows = arena_array(opening->results, most + 1, sizeof *answer->rows);
    answer->count = 0;
    return table_scan(transaction, opening->registry->trees, from, take_branch, opening);
}

/* The volume that a branch of volumes stands for. */
static enum store_result read_volume(struct opening *opening, struct transaction *transaction,
                                     struct tree_branch *branch, struct fault *fault)
{
    const struct archive_fields *fields = &opening->registry->trade.archive;
    const struct form *form = opening->form;
    struct tree_answer *answer = opening->answer;
    struct record *like = record_new(form, opening->results);
    for (size_t i = 0; i < answer->path_count; i++)
        if (*answer->path[i])
            like->values[form->tree[i]->number] = answer->path[i];
    like->values[fields->volume->number] = branch->value;
    struct archive_parts parts =
        archive_parts_of(&opening->registry->trade, like, opening->results);
    const char *code = archive_code_kept(opening->registry, &parts, opening->results);
    uint64_t number;
    if (!code)
        return STORE_OK;
    enum store_result result = lookup_one(transaction, opening->registry, fields->archival_code,
                                          form, code, opening->results, &number);
    if (result == STORE_OK)
        result = record_load(transaction, opening->registry, form, number, opening->results,
                             &branch->record, fault);
    return result == STORE_NONE ? STORE_OK : result;
}

static enum store_result read_volumes(struct opening *opening, struct transaction *transaction,
                                      struct fault *fault)
{
    const struct trade *trade = &opening->registry->trade;
    struct tree_answer *answer = opening->answer;
    if (!trade->archives || opening->form != trade->archive.form ||
        opening->form->tree[answer->path_count] != trade->archive.volume)
        return STORE_OK;
    for (size_t i = 0; i < answer->count; i++)
        if (*answer->rows[i].value &&
            read_volume(opening, transaction, &answer->rows[i], fault) == STORE_FAILED)
            return STORE_FAILED;
    return STORE_OK;
}

/* The conditions that the records of the path meet. */
static const char *query_of(const struct opening *opening)
{
    const struct form *form = opening->form;
    const struct tree_answer *answer = opening->answer;
    struct query query = {.form = form, .count = answer->path_count};
    query.parts = arena_array(opening->results, query.count + 1, sizeof *query.parts);
    for (size_t i = 0; i < query.count; i++) {
        struct query_value *value = arena_alloc(opening->results, sizeof *value);
        const char *part = answer->path[i];
        *value = (struct query_value){.low = *part ? part : NULL, .empty = !*part};
        query.parts[i] = (struct query_part){
            .field = form->tree[i], .operator= QUERY_IS, .values = value, .count = 1};
    }
    return query_write(&query, opening->results);
}

/* A level on which no record has a value is passed over. */
static enum store_result pass_levels(struct opening *opening, struct transaction *transaction)
{
    struct tree_answer *answer = opening->answer;
    while (answer->path_count < opening->form->tree_count) {
        if (read_branches(opening, transaction, NULL, 1) == STORE_FAILED)
            return STORE_FAILED;
        if (opening->more || answer->count != 1 || *answer->rows[0].value)
            return STORE_OK;
        answer->path[answer->path_count++] = "";
    }
    return STORE_OK;
}

static bool open_body(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct opening *opening = context;
    const struct tree_request *request = opening->request;
    struct tree_answer *answer = opening->answer;
    (void)arena;
    *answer = (struct tree_answer){.finished = true};
    answer->path = arena_array(opening->results, FORM_TREE_MOST + 1, sizeof *answer->path);
    for (; answer->path_count < request->path_count; answer->path_count++)
        answer->path[answer->path_count] =
            request->path[answer->path_count] ? request->path[answer->path_count] : "";
    if (pass_levels(opening, transaction) == STORE_FAILED)
        return false;
    answer->count = 0;
    if (answer->path_count < opening->form->tree_count) {
        answer->field = opening->form->tree[answer->path_count]->name;
        if (read_branches(opening, transaction, request->after, opening->limit) == STORE_FAILED ||
            read_volumes(opening, transaction, fault) == STORE_FAILED)
            return false;
        answer->finished = !opening->more;
    }
    answer->query = query_of(opening);
    return true;
}

bool registry_tree(struct registry *registry, const struct tree_request *request,
                   struct arena *arena, struct tree_answer *answer, struct fault *fault)
{
    const struct form *form = form_wanted(registry, request->form, arena, fault);
    if (!form)
        return false;
    if (form->tree_count == 0)
        return fault_set(fault, arena, FAULT_USAGE, NULL,
                         N_("{1} has no tree: its form does not say by which fields."), form->label,
                         NULL);
    if (request->path_count > form->tree_count)
        return fault_set(fault, arena, FAULT_USAGE, NULL, N_("The tree of {1} has {2} levels."),
                         form->label, arena_format(arena, "%u", form->tree_count), NULL);
    struct opening opening = {
        .registry = registry,
        .request = request,
        .form = form,
        .results = arena,
        .answer = answer,
        .limit = request->limit == 0              ? BRANCHES_USUAL
                 : request->limit < BRANCHES_MOST ? request->limit
                                                  : BRANCHES_MOST,
    };
    courtesy_enter(registry);
    bool well =
        transaction_run(registry->store, TRANSACTION_READ, open_body, &opening, arena, fault);
    courtesy_leave(registry);
    return well;
}

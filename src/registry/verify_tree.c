#include "registry/verifying.h"

#include <string.h>
#include "text/message.h"

struct checking {
    struct verifying *verifying;
    const struct form *form;
    struct tree_sum found[FORM_TREE_MOST], kept[FORM_TREE_MOST];
};

static bool agrees(const struct checking *checking, unsigned level)
{
    const struct tree_sum *found = &checking->found[level], *kept = &checking->kept[level];
    return found->records == kept->records && found->digest == kept->digest;
}

static bool all_agree(const struct checking *checking)
{
    for (unsigned level = 0; level < checking->form->tree_count; level++)
        if (!agrees(checking, level))
            return false;
    return true;
}

static bool kept_body(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct checking *checking = context;
    (void)arena;
    (void)fault;
    return tree_sum_kept(transaction, checking->verifying->registry, checking->form,
                         checking->kept) != STORE_FAILED;
}

static bool add_record(void *context, uint64_t number, struct bytes bytes)
{
    struct checking *checking = context;
    struct arena *arena = arena_new();
    struct record *record =
        record_unpack(checking->form, number, bytes.data, bytes.length, arena, NULL);
    if (record && !record->removed)
        tree_sum_add(checking->form, record, arena, checking->found);
    arena_free(arena);
    return true;
}

static bool judge_body(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct checking *checking = context;
    memset(checking->found, 0, sizeof checking->found);
    return records_scan(transaction, records_of(checking->verifying->registry, checking->form), 0,
                        false, add_record, checking) == STORE_OK &&
           kept_body(transaction, context, arena, fault);
}

bool verify_tree(struct verifying *verifying, const struct form *form,
                 const struct index_sums *sums)
{
    struct checking checking = {.verifying = verifying, .form = form};
    if (form->tree_count == 0)
        return true;
    memcpy(checking.found, sums->tree, sizeof checking.found);
    if (!transaction_run(verifying->registry->store, TRANSACTION_READ, kept_body, &checking,
                         verifying->arena, verifying->fault))
        return false;
    if (all_agree(&checking))
        return true;
    if (!verify_judge(verifying, judge_body, &checking))
        return false;
    for (unsigned level = 0; level < form->tree_count; level++)
        if (!agrees(&checking, level))
            verify_tell(verifying, false, N_("{1}: the tree does not count by {2} what is there."),
                        form->label, form->tree[level]->label, NULL);
    return true;
}

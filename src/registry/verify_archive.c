#include "registry/verifying.h"

#include "registry/checked.h"
#include "registry/quality.h"
#include "text/message.h"

enum { TOLD_MOST = 20 }; /* of each rule */

struct telling {
    struct verifying *verifying;
    const struct consistency_rule *rules;
    uint64_t *counts; /* of each rule */
};

static bool tell(void *context, struct transaction *transaction, const struct finding *finding,
                 struct arena *arena)
{
    struct telling *telling = context;
    struct verifying *verifying = telling->verifying;
    uint64_t *count = &telling->counts[finding->rule - telling->rules];
    bool checked;
    if (*count < TOLD_MOST) {
        (*count)++;
        return verify_find(verifying, transaction, finding, arena);
    }
    if (checked_find(transaction, verifying->registry, finding, arena, &checked) == STORE_FAILED)
        return false;
    *count += !checked;
    return true;
}

static bool go_on(void *context, uint64_t done, uint64_t total)
{
    const struct telling *telling = context;
    struct verifying *verifying = telling->verifying;
    return !verifying->progress || verifying->progress(verifying->progress_context, done, total);
}

static void tell_more(const struct telling *telling, size_t count)
{
    struct verifying *verifying = telling->verifying;
    for (size_t i = 0; i < count; i++)
        if (telling->counts[i] > TOLD_MOST)
            verify_tell(verifying, true, N_("{1} more of {2}: 'jumin quality' names them all."),
                        arena_format(verifying->arena, "%llu",
                                     (unsigned long long)(telling->counts[i] - TOLD_MOST)),
                        telling->rules[i].id, NULL);
}

bool verify_archive(struct verifying *verifying)
{
    size_t count;
    struct telling telling = {.verifying = verifying, .rules = consistency_rules(&count)};
    telling.counts = arena_array(verifying->arena, count, sizeof *telling.counts);
    struct quality quality = {
        .registry = verifying->registry,
        .found = tell,
        .progress = go_on,
        .context = &telling,
        .arena = verifying->arena,
        .fault = verifying->fault,
    };
    bool well = quality_walk(&quality);
    verifying->stopped = verifying->stopped || quality.stopped;
    if (well)
        tell_more(&telling, count);
    return well;
}

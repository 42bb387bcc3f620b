#include <string.h>
#include "registry/checked.h"
#include "registry/quality.h"
#include "registry/scan.h"
#include "text/message.h"

/* The list to work off: what was marked as checked is not in it. */

struct asking {
    struct registry *registry;
    const struct quality_request *request;
    registry_report *report;
    service_progress *progress;
    void *context;
    struct sieve sieve;
    struct quality_answer *answer;
};

static bool goes_on(void *context, uint64_t done, uint64_t total)
{
    struct asking *asking = context;
    asking->answer->records = done;
    return !asking->progress || asking->progress(asking->context, done, total);
}

static bool tell(void *context, struct transaction *transaction, const struct finding *finding,
                 struct arena *arena)
{
    struct asking *asking = context;
    struct quality_answer *answer = asking->answer;
    const struct record *subject = finding->subject;
    bool checked;
    if (asking->request->where && (subject->form != asking->registry->trade.archive.form ||
                                   !sieve_matches(&asking->sieve, subject)))
        return true;
    if (checked_find(transaction, asking->registry, finding, arena, &checked) == STORE_FAILED)
        return false;
    if (checked)
        return true;
    struct quality_count *count = answer->counts;
    while (strcmp(count->rule, finding->rule->id) != 0)
        count++;
    if (count->count++ >= asking->request->limit)
        return true;
    struct fault fault = finding_fault(finding, NULL, arena);
    fault.about = reference_to(subject, arena);
    fault.field = finding->field ? finding->field->name : NULL;
    fault.form = subject->form->name;
    fault.number = subject->number;
    asking->report(asking->context, &fault);
    return true;
}

bool registry_quality(struct registry *registry, const struct quality_request *request,
                      registry_report *report, service_progress *progress, void *context,
                      struct arena *arena, struct quality_answer *answer, struct fault *fault)
{
    size_t count;
    const struct consistency_rule *rules = consistency_rules(&count);
    const struct consistency_rule *rule =
        request->rule ? consistency_rule_named(request->rule) : NULL;
    struct asking asking = {registry, request, report, progress, context, {0}, answer};
    if (request->rule && (!rule || rule->kind != RULE_ARCHIVE))
        return fault_set(fault, arena, FAULT_USAGE, NULL,
                         N_("{1} is no rule of the archive room; verify --rules lists them."),
                         request->rule, NULL);
    *answer =
        (struct quality_answer){.counts = arena_array(arena, count + 1, sizeof *answer->counts)};
    for (size_t i = 0; i < count; i++)
        if (rules[i].kind == RULE_ARCHIVE)
            answer->counts[answer->count++].rule = rules[i].id;
    if (request->where && !sieve_start(&asking.sieve, registry->trade.archive.form, request->where,
                                       NULL, date_today(), arena, fault))
        return false;
    struct quality quality = {
        .registry = registry,
        .rule = request->rule,
        .whole = request->where != NULL,
        .found = tell,
        .progress = goes_on,
        .context = &asking,
        .arena = arena,
        .fault = fault,
    };
    bool well = quality_walk(&quality);
    if (request->where)
        sieve_end(&asking.sieve);
    if (well && quality.stopped)
        return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL, N_("The check was stopped."),
                         NULL);
    return well;
}

#include "registry/headship.h"

#include "registry/household.h"
#include "registry/kinship.h"
#include "registry/relations.h"
#include "registry/settle.h"
#include "text/message.h"
#include "text/same.h"

static struct kin kin_of(const struct trade *trade, const struct record *resident)
{
    return (struct kin){
        .relation = value_of(resident, trade->resident.relation),
        .sex = value_of(resident, trade->resident.sex),
        .birth = value_of(resident, trade->resident.birth_date),
    };
}

static const char *title_of(struct change *change, const struct record *record)
{
    return record_title(record, LANGUAGE_CHINESE, change->arena);
}

/* The code that the clerk answered for this member; NULL where there is no answer, or a wrong one,
 * which is an error. */
static const char *answered(struct change *change, const struct record *parameters,
                            const struct record *member)
{
    const struct field *relation = change->registry->trade.resident.relation;
    const char *key = reference_to(member, change->arena);
    const char *text = parameter_answer(parameters, "relations", key, change->arena);
    if (!text)
        return NULL;
    const struct code *code = code_find(relation->codes, text);
    if (code)
        return code->code;
    change_error(change, parameter_field(parameters, "relations"),
                 N_("{1} is no relation to the head of a household ({2})."), text,
                 title_of(change, member), NULL);
    return NULL;
}

static void ask(struct change *change, const struct record *member, const struct record *heir,
                const char *proposed)
{
    struct act_question question = {
        .parameter = "relations",
        .key = reference_to(member, change->arena),
        .title = title_of(change, member),
        .form = member->form->name,
        .field = change->registry->trade.resident.relation->name,
        .proposed = proposed,
        .words = N_("What is {1} to the new head, {2}?"),
        .second = title_of(change, heir),
    };
    change_ask(change, &question);
}

static void relate(struct change *change, struct record *member, const struct record *heir,
                   const struct kin *heir_was, const struct record *before,
                   const struct record *parameters)
{
    const struct trade *trade = &change->registry->trade;
    struct kin person = kin_of(trade, member);
    struct kin head = before ? kin_of(trade, before) : (struct kin){0};
    bool certain;
    const char *code = answered(change, parameters, member);
    if (!code) {
        code = kinship_to(heir_was, &person, &head, &certain);
        if (!certain)
            ask(change, member, heir, code);
    }
    record_put(member, trade->resident.relation, code);
}

void headship_pass(struct change *change, const char *no, struct record *heir,
                   const struct record *before, const struct record *parameters)
{
    const struct trade *trade = &change->registry->trade;
    size_t count;
    const struct record **members = household_members(change, no, &count);
    const struct kin heir_was = kin_of(trade, heir);
    for (size_t i = 0; i < count && !change->failed; i++) {
        if (members[i] == heir || members[i]->number == heir->number ||
            !resident_present(trade, members[i]))
            continue;
        struct record *member = change_edit(change, trade->resident.form, members[i]->number);
        if (member)
            relate(change, member, heir, &heir_was, before, parameters);
    }
    record_put(heir, trade->resident.relation, RELATION_HEAD);
}

/* Those who could take over: present members, the leaver aside. */
static const struct record **candidates(struct change *change, const char *no,
                                        const struct record *leaver, size_t *count)
{
    const struct trade *trade = &change->registry->trade;
    size_t all;
    const struct record **members = household_members(change, no, &all);
    *count = 0;
    for (size_t i = 0; i < all; i++)
        if (members[i]->number != leaver->number && resident_present(trade, members[i]))
            members[(*count)++] = members[i];
    return members;
}

static const char *names_of(struct change *change, const struct record *const *members,
                            size_t count)
{
    enum { NAMED_MOST = 6 };
    struct buffer names = {0};
    for (size_t i = 0; i < count && i < NAMED_MOST; i++) {
        buffer_add_text(&names, i > 0 ? ", " : "");
        buffer_format(&names, "%s (%s)", title_of(change, members[i]),
                      reference_to(members[i], change->arena));
    }
    if (count > NAMED_MOST)
        buffer_add_text(&names, " …");
    const char *text = arena_copy(change->arena, buffer_text(&names));
    buffer_free(&names);
    return text;
}

static const struct record *heir_named(struct change *change, const struct record *parameters,
                                       const struct record *const *members, size_t count,
                                       const char *no, const char *name)
{
    const struct field *field = parameter_field(parameters, name);
    const char *named = parameter(parameters, name);
    if (!named && count == 1)
        return members[0];
    if (!named) {
        change_error(change, field,
                     N_("Household {1} loses its head: name the new one, among {2}."), no,
                     names_of(change, members, count), NULL);
        return NULL;
    }
    const struct record *heir = change_follow(change, change->registry->trade.resident.form, named);
    for (size_t i = 0; i < count && heir; i++)
        if (members[i]->number == heir->number)
            return heir;
    if (!change->failed)
        change_error(change, field, N_("{1} is no present member of household {2}; there are {3}."),
                     heir ? title_of(change, heir) : named, no, names_of(change, members, count),
                     NULL);
    return NULL;
}

void headship_after(struct change *change, const struct record *before, const struct record *leaver,
                    const struct record *parameters, const char *name)
{
    const struct trade *trade = &change->registry->trade;
    const char *no = value_of(before, trade->resident.household_no);
    size_t count;
    if (!no || !resident_heads(trade, before) || change->failed)
        return;
    const struct record **members = candidates(change, no, leaver, &count);
    const struct record *household = change_follow(change, trade->household.form, no);
    if (change->failed || count == 0 ||
        (household && household_collective(household) && !parameter(parameters, name)))
        return;
    const struct record *heir = heir_named(change, parameters, members, count, no, name);
    struct record *edited = heir ? change_edit(change, trade->resident.form, heir->number) : NULL;
    if (edited && !text_is(value_of(edited, trade->resident.relation), RELATION_HEAD))
        headship_pass(change, no, edited, before, parameters);
}

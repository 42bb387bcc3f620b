#include "client/members.h"

#include <string.h>

#define HEAD_NAME "\u6237\u4e3b"       /* 户主: how GB/T 4761's table names the head */
#define REGISTERED_NAME "\u5728\u518c" /* 在册 */

const char *members_head(const struct form *members)
{
    const struct field *relation = field_named(members, RELATION_FIELD);
    const struct code *head =
        relation && relation->codes ? code_find(relation->codes, HEAD_NAME) : NULL;
    return head ? head->code : "";
}

const char *members_present(const struct form *members)
{
    const struct field *status = field_named(members, "status");
    const struct code *code =
        status && status->codes ? code_find(status->codes, REGISTERED_NAME) : NULL;
    return code ? code->code : NULL;
}

bool member_registered(const struct record *member)
{
    const char *present = members_present(member->form);
    const char *value = present ? record_value(member, "status") : NULL;
    return !value || strcmp(value, present) == 0;
}

static int rank(const struct record *member, const char *head)
{
    enum { GONE = 3 };
    if (!member_registered(member))
        return GONE;
    const char *relation = record_value(member, RELATION_FIELD);
    return relation ? strcmp(relation, head) != 0 : 2;
}

static bool stands_before(const struct record *a, const struct record *b, const char *head)
{
    if (rank(a, head) != rank(b, head))
        return rank(a, head) < rank(b, head);
    const char *birth_a = record_value(a, "birth_date");
    const char *birth_b = record_value(b, "birth_date");
    return strcmp(birth_a ? birth_a : "9", birth_b ? birth_b : "9") < 0;
}

void members_sort(struct record **members, size_t count)
{
    const char *head = count > 0 ? members_head(members[0]->form) : "";
    for (size_t i = 1; i < count; i++) {
        struct record *member = members[i];
        size_t at = i;
        for (; at > 0 && stands_before(member, members[at - 1], head); at--)
            members[at] = members[at - 1];
        members[at] = member;
    }
}

static const char *members_query(const struct form *members, const char *number,
                                 struct arena *arena)
{
    struct query_value value = {.low = number};
    struct query_part part = {.field = field_named(members, NUMBER_FIELD),
                              .operator= QUERY_IS,
                              .values = &value,
                              .count = 1};
    struct query query = {.form = members, .parts = &part, .count = 1};
    return part.field ? query_write(&query, arena) : NULL;
}

bool client_members(struct client *client, const struct record *household, const char *as_of,
                    bool known, struct arena *arena, struct record ***members, size_t *count,
                    struct fault *fault)
{
    const struct form *form = form_named(client_forms(client), MEMBER_FORM);
    const char *number = record_value(household, NUMBER_FIELD);
    struct list_request request = {
        .form = MEMBER_FORM, .limit = MEMBERS_MOST, .as_of = as_of, .known = known};
    struct list_answer answer = {0};
    *count = 0;
    *members = arena_array(arena, MEMBERS_MOST, sizeof **members);
    if (form && number)
        request.query = members_query(form, number, arena);
    while (request.query && *count < MEMBERS_MOST && !answer.finished) {
        request.limit = MEMBERS_MOST - (unsigned)*count;
        if (!client_list(client, &request, arena, &answer, fault))
            return false;
        for (size_t i = 0; i < answer.count && *count < MEMBERS_MOST; i++)
            (*members)[(*count)++] = answer.rows[i].record;
        request.after = answer.stopped;
        if (answer.count > 0 && !answer.stopped.number)
            request.after = answer.rows[answer.count - 1].place;
    }
    members_sort(*members, *count);
    return true;
}

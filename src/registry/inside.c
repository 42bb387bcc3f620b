#include "registry/inside.h"

unsigned form_place(const struct registry *registry, const struct form *form)
{
    unsigned place = 0;
    while (place < registry->forms->count && registry->forms->forms[place] != form)
        place++;
    return place;
}

struct records *records_of(const struct registry *registry, const struct form *form)
{
    return registry->records[form_place(registry, form)];
}

const struct form *form_wanted(const struct registry *registry, const char *name,
                               struct arena *arena, struct fault *fault)
{
    const struct form *form = name ? form_named(registry->forms, name) : NULL;
    if (!form)
        fault_set(fault, arena, FAULT_USAGE, NULL, N_("There is no record type {1}."),
                  name ? name : "", NULL);
    return form;
}

struct bytes number_key(unsigned char room[NUMBER_KEY], uint64_t number)
{
    for (int i = 0; i < NUMBER_KEY; i++)
        room[i] = (unsigned char)(number >> (8 * (NUMBER_KEY - 1 - i)));
    return (struct bytes){room, NUMBER_KEY};
}

const char *counter_removed(const struct form *form, struct arena *arena)
{
    return arena_format(arena, "removed.%s", form->name);
}

enum store_result records_living(struct transaction *transaction, const struct registry *registry,
                                 const struct form *form, uint64_t *count)
{
    uint64_t all;
    uint64_t removed;
    if (records_count(transaction, records_of(registry, form), &all) == STORE_FAILED ||
        counter_get(transaction, counter_removed(form, transaction_arena(transaction)), &removed) ==
            STORE_FAILED)
        return STORE_FAILED;
    *count = all > removed ? all - removed : 0;
    return STORE_OK;
}

enum store_result record_load(struct transaction *transaction, const struct registry *registry,
                              const struct form *form, uint64_t number, struct arena *arena,
                              struct record **record, struct fault *fault)
{
    struct bytes bytes;
    enum store_result result = records_get(transaction, records_of(registry, form), number, &bytes);
    if (result != STORE_OK)
        return result;
    *record = record_unpack(form, number, bytes.data, bytes.length, arena, fault);
    if (*record)
        return STORE_OK;
    return fault ? STORE_FAILED : STORE_NONE;
}

#include "text/fault.h"

#include <stdarg.h>
#include <string.h>

bool fault_set(struct fault *fault, struct arena *arena, enum fault_kind kind, const char *field,
               const char *message, ...)
{
    if (!fault)
        return false;
    *fault = (struct fault){.kind = kind, .message = message, .field = field};
    va_list arguments;
    va_start(arguments, message);
    for (int i = 0; i < FAULT_ARGUMENTS; i++) {
        const char *argument = va_arg(arguments, const char *);
        if (!argument)
            break;
        fault->arguments[i] = arena_copy(arena, argument);
    }
    va_end(arguments);
    return false;
}

static const char *text_keep(const char *text, struct arena *arena)
{
    return text ? arena_copy(arena, text) : NULL;
}

void fault_keep(struct fault *fault, struct arena *arena)
{
    if (!fault)
        return;
    fault->message = text_keep(fault->message, arena);
    fault->field = text_keep(fault->field, arena);
    fault->about = text_keep(fault->about, arena);
    fault->rule = text_keep(fault->rule, arena);
    fault->form = text_keep(fault->form, arena);
    for (int i = 0; i < FAULT_ARGUMENTS; i++)
        fault->arguments[i] = text_keep(fault->arguments[i], arena);
}

struct fault *faults_add(struct faults *faults, struct arena *arena)
{
    if (faults->count == faults->capacity) {
        size_t capacity = faults->capacity ? faults->capacity * 2 : 8;
        struct fault *items = arena_array(arena, capacity, sizeof *items);
        if (faults->count)
            memcpy(items, faults->items, faults->count * sizeof *items);
        faults->items = items;
        faults->capacity = capacity;
    }
    struct fault *fault = &faults->items[faults->count++];
    *fault = (struct fault){0};
    return fault;
}

size_t faults_errors(const struct faults *faults)
{
    size_t errors = 0;
    for (size_t i = 0; i < faults->count; i++)
        errors += faults->items[i].kind != FAULT_NONE && !faults->items[i].warning;
    return errors;
}

int fault_status(enum fault_kind kind)
{
    static const int status[] = {
        [FAULT_NONE] = 0,  [FAULT_DATA] = 1,   [FAULT_NOT_FOUND] = 1,    [FAULT_STALE] = 1,
        [FAULT_USAGE] = 2, [FAULT_RIGHTS] = 3, [FAULT_SURROUNDINGS] = 4, [FAULT_DAMAGED] = 4,
    };
    size_t index = (size_t)kind;
    return index < sizeof status / sizeof status[0] ? status[index] : 4;
}

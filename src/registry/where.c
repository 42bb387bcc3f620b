#include "registry/where.h"

#include <string.h>
#include "registry/keeping.h"
#include "registry/places.h"
#include "text/message.h"
#include "text/same.h"

static void say(struct faults *said, struct arena *arena, const char *message, const char *first,
                const char *second, const char *third)
{
    *faults_add(said, arena) =
        (struct fault){.kind = FAULT_DATA,
                       .warning = true,
                       .note = true,
                       .message = message,
                       .arguments = {first ? first : "", second ? second : "", third ? third : ""}};
}

/* Where it lies, or its place while it is away. */
static void say_place(const struct record *item, bool away, struct arena *arena,
                      struct faults *said)
{
    static const char *const words[2][2][2] = {
        {{N_("It is in no box and on no shelf."), N_("On shelf {2}, in no box.")},
         {N_("In box {1}, which is in no place."), N_("In box {1} on shelf {2}.")}},
        {{NULL, N_("Its place: shelf {2}.")},
         {N_("Its place: box {1}, which is in no place."), N_("Its place: box {1} on shelf {2}.")}},
    };
    const char *box = record_value(item, "box");
    const char *shelf = record_value(item, "location");
    const char *message = words[away][box != NULL][shelf != NULL];
    if (message)
        say(said, arena, message, box, shelf, NULL);
}

static void say_item(const struct record *item, struct arena *arena, struct faults *said)
{
    const char *state = record_value(item, "state");
    const char *before = record_value(item, "place_before");
    if (text_is(state, ITEM_ON_LOAN)) {
        const char *due = record_value(item, "due_back");
        say(said, arena, due ? N_("{1} has it, due back {2}.") : N_("{1} has it."),
            record_value(item, "borrower"), due, NULL);
    } else if (text_is(state, ITEM_TRANSFERRED)) {
        const char *transfer = record_value(item, "transfer");
        say(said, arena, transfer ? N_("Handed over by transfer {1}.") : N_("Handed over."),
            transfer, NULL, NULL);
    } else if (text_is(state, ITEM_DESTROYED)) {
        const char *appraisal = record_value(item, "appraisal");
        say(said, arena,
            appraisal ? N_("Destroyed, as appraisal {1} decided.")
                      : N_("Destroyed before this register was kept."),
            appraisal, NULL, NULL);
    } else if (text_is(state, ITEM_MISSING)) {
        say(said, arena, N_("It is missing."), NULL, NULL, NULL);
    } else {
        say_place(item, false, arena, said);
        return;
    }
    if (before)
        say(said, arena, N_("It lay in {1}."), before, NULL, NULL);
    else
        say_place(item, true, arena, said);
}

static void say_box(const struct record *box, struct arena *arena, struct faults *said)
{
    const char *state = record_value(box, "state");
    const char *shelf = record_value(box, "location");
    if (text_is(state, BOX_ON_LOAN))
        say(said, arena, N_("The box is on loan."), NULL, NULL, NULL);
    else if (text_is(state, BOX_TRANSFERRED))
        say(said, arena, N_("The box was handed over."), NULL, NULL, NULL);
    if (shelf)
        say(said, arena, said->count ? N_("Its place: shelf {1}.") : N_("On shelf {1}."), shelf,
            NULL, NULL);
    else if (said->count == 0)
        say(said, arena, N_("The box is in no place."), NULL, NULL, NULL);
}

void where_say(const struct record *record, struct arena *arena, struct faults *said)
{
    if (strcmp(record->form->name, "archive") == 0)
        say_item(record, arena, said);
    else if (strcmp(record->form->name, "box") == 0)
        say_box(record, arena, said);
}

const char *where_words(const struct faults *said, struct arena *arena)
{
    const char *words = "";
    for (size_t i = 0; i < said->count; i++)
        words = arena_format(arena, "%s%s%s", words, *words ? " " : "",
                             message_fault(arena, &said->items[i]));
    return words;
}

const char *where_detail(const struct record *record, struct arena *arena)
{
    struct faults said = {0};
    const char *detail = record_detail(record, (int)message_language(), arena);
    where_say(record, arena, &said);
    const char *words = where_words(&said, arena);
    return *words ? arena_format(arena, "%s%s%s", words, *detail ? "  " : "", detail) : detail;
}

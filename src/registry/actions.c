#include "registry/actions.h"

#include <string.h>
#include "registry/accession.h"
#include "registry/appraisal.h"
#include "registry/checked.h"
#include "registry/closing.h"
#include "registry/departing.h"
#include "registry/filing.h"
#include "registry/holds.h"
#include "registry/life.h"
#include "registry/loans.h"
#include "registry/merging.h"
#include "registry/reorder.h"
#include "registry/residence.h"
#include "registry/rooms.h"
#include "registry/second_keying.h"
#include "registry/shelving.h"
#include "registry/transfers.h"
#include "registry/stocktake.h"
#include "text/message.h"

static const struct action_entry entries[] = {
    {.name = "resident.birth", .label = N_("birth"), .run = resident_birth},
    {.name = "resident.adoption", .label = N_("adoption"), .run = resident_adoption},
    {.name = "resident.death", .label = N_("death"), .run = resident_death},
    {.name = "resident.move_in", .label = N_("moving in"), .run = resident_move_in},
    {.name = "resident.move_out", .label = N_("moving out"), .run = resident_move_out},
    {.name = "resident.return", .label = N_("coming back"), .run = resident_return},
    {.name = "resident.restore", .label = N_("restoring"), .run = resident_restore},
    {.name = "resident.transfer",
     .label = N_("moving to another household"),
     .run = resident_transfer},
    {.name = "resident.marriage", .label = N_("marriage"), .run = resident_marriage},
    {.name = "resident.divorce", .label = N_("divorce"), .run = resident_divorce},
    {.name = "resident.rename", .label = N_("change of name"), .run = resident_rename},
    {.name = "resident.correct_number",
     .label = N_("correction of the ID number"),
     .run = resident_correct_number},
    {.name = "resident.enlist", .label = N_("joining the army"), .run = resident_enlist},
    {.name = "resident.discharge", .label = N_("back from the army"), .run = resident_discharge},
    {.name = "resident.imprison", .label = N_("imprisonment"), .run = resident_imprison},
    {.name = "resident.release", .label = N_("release"), .run = resident_release},
    {.name = "resident.lose", .label = N_("loss"), .run = resident_lose},
    {.name = "resident.find_again", .label = N_("finding again"), .run = resident_find_again},
    {.name = "resident.cancel", .label = N_("cancelling"), .run = resident_cancel},
    {.name = "household.change_head", .label = N_("change of head"), .run = household_change_head},
    {.name = "household.split", .label = N_("splitting a household"), .run = household_split},
    {.name = "household.merge", .label = N_("merging households"), .run = household_merge},
    {.name = "household.move_out",
     .label = N_("moving out of a whole household"),
     .run = household_move_out},
    {.name = "household.move", .label = N_("moving of a whole household"), .run = household_move},
    {.name = "household.close", .label = N_("closing a household"), .run = household_close},
    {.name = "household.renumber",
     .label = N_("another household number"),
     .run = household_renumber},
    {.name = "resident.merge", .label = N_("merging doubles"), .run = resident_merge},
    {.name = "resident.unmerge", .label = N_("unmerging doubles"), .run = resident_unmerge},
    {.name = "double.refuse", .label = N_("not a double"), .run = double_refuse},
    {.name = "double.reopen", .label = N_("opening a double again"), .run = double_reopen},
    {.name = "resident.correct_home",
     .label = N_("correction of the address"),
     .run = resident_correct_home},
    {.name = "room.let", .label = N_("letting of a room"), .run = room_let},
    {.name = "room.vacate", .label = N_("vacating of a room"), .run = room_vacate},
    {.name = "room.change_owner", .label = N_("change of owner"), .run = room_change_owner},
    {.name = "resident.check_warning",
     .label = N_("warnings checked"),
     .run = resident_check_warning},
    {.name = "household.check_warning",
     .label = N_("warnings checked"),
     .run = household_check_warning},
    {.name = "archive.check_warning",
     .label = N_("warnings checked"),
     .run = archive_check_warning},
    {.name = "batch.verify", .label = N_("second keying"), .run = batch_verify},
    {.name = "archive.lend", .label = N_("lending"), .run = archive_lend},
    {.name = "archive.return", .label = N_("return"), .run = archive_return},
    {.name = "archive.renew", .label = N_("renewal"), .run = archive_renew},
    {.name = "archive.reserve", .label = N_("reservation"), .run = archive_reserve},
    {.name = "loan.cancel", .label = N_("cancelled reservation"), .run = loan_cancel},
    {.name = "archive.consult", .label = N_("reading in the room"), .run = archive_consult},
    {.name = "archive.copy", .label = N_("copying"), .run = archive_copy},
    {.name = "archive.certify", .label = N_("certificate"), .run = archive_certify},
    {.name = "box.lend", .label = N_("lending of a box"), .run = box_lend},
    {.name = "box.return", .label = N_("return of a box"), .run = box_return},
    {.name = "archive.report_missing",
     .label = N_("report of a missing item"),
     .run = archive_report_missing},
    {.name = "archive.report_found",
     .label = N_("report of a found item"),
     .run = archive_report_found},
    {.name = "archive.label", .label = N_("barcodes given"), .run = archive_label},
    {.name = "archive.hold", .label = N_("putting on hold"), .run = archive_hold},
    {.name = "hold.release", .label = N_("release of a hold"), .run = hold_release},
    {.name = "appraisal.propose",
     .label = N_("proposal of an appraisal"),
     .run = appraisal_propose},
    {.name = "appraisal.decide", .label = N_("decision of an appraisal"), .run = appraisal_decide},
    {.name = "appraisal.approve",
     .label = N_("approval of an appraisal"),
     .run = appraisal_approve},
    {.name = "appraisal.execute", .label = N_("destruction"), .run = appraisal_execute},
    {.name = "appraisal.withdraw",
     .label = N_("withdrawal of an appraisal"),
     .run = appraisal_withdraw},
    {.name = "transfer.list", .label = N_("list of a transfer"), .run = transfer_list},
    {.name = "transfer.hand_over",
     .label = N_("handing over of a transfer"),
     .run = transfer_hand_over},
    {.name = "transfer.withdraw",
     .label = N_("withdrawal of a transfer"),
     .run = transfer_withdraw},
    {.name = "archive.correct", .label = N_("correction of a period"), .run = archive_correct},
    {.name = "archive.strike", .label = N_("striking of a double"), .run = archive_strike},
    {.name = "accession.file_off", .label = N_("accession filed"), .run = accession_file_off},
    {.name = "accession.send_back", .label = N_("accession sent back"), .run = accession_send_back},
    {.name = "accession.reopen", .label = N_("accession arranged again"), .run = accession_reopen},
    {.name = "archive.file", .label = N_("filing of an item"), .run = archive_file},
    {.name = "archive.file_volume", .label = N_("filing of a volume"), .run = archive_file_volume},
    {.name = "archive.reorder", .label = N_("numbering anew"), .run = archive_reorder},
    {.name = "archive.close_year", .label = N_("closing of a year"), .run = archive_close_year},
    {.name = "archive.reopen_year",
     .label = N_("opening of a closed year"),
     .run = archive_reopen_year},
    {.name = "stocktake.open", .label = N_("beginning of a stocktake"), .run = stocktake_open},
    {.name = "stocktake.scan", .label = N_("counting"), .run = stocktake_scan},
    {.name = "stocktake.settle", .label = N_("settling of a difference"), .run = stocktake_settle},
    {.name = "stocktake.close", .label = N_("closing of a stocktake"), .run = stocktake_close},
    {.name = "stocktake.abandon",
     .label = N_("abandoning of a stocktake"),
     .run = stocktake_abandon},
    {.name = "handover.record", .label = N_("handover of the room"), .run = handover_record},
    {.name = "shelf.build", .label = N_("building of shelves"), .run = shelf_build},
    {.name = "shelf.move_row", .label = N_("moving of a row"), .run = shelf_move_row},
    {.name = "box.move", .label = N_("moving of a box"), .run = box_move},
    {.name = "box.fill", .label = N_("filling of a box"), .run = box_fill},
    {.name = "box.empty", .label = N_("emptying of a box"), .run = box_empty},
};

const struct action_entry *action_entries(size_t *count)
{
    *count = sizeof entries / sizeof entries[0];
    return entries;
}

const struct action_entry *action_entry_named(const char *name)
{
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++)
        if (strcmp(entries[i].name, name) == 0)
            return &entries[i];
    return NULL;
}

const struct field *parameter_field(const struct record *parameters, const char *name)
{
    const struct form *form = parameters->form;
    for (unsigned i = 0; i < form->field_count; i++)
        if (strcmp(form->fields[i].name, name) == 0)
            return &form->fields[i];
    return NULL;
}

const char *parameter(const struct record *parameters, const char *name)
{
    const struct field *field = parameter_field(parameters, name);
    return field ? parameters->values[field->number] : NULL;
}

struct record *parameter_record(struct change *change, const struct record *parameters,
                                const char *name)
{
    const struct field *field = parameter_field(parameters, name);
    const char *value = field ? parameters->values[field->number] : NULL;
    if (!value || !field->reference)
        return NULL;
    const struct record *found = change_follow(change, field->reference, value);
    if (!found && !change->failed)
        change_error(change, field, N_("There is no {1} {2}."), field->reference->label, value,
                     NULL);
    return found ? change_edit(change, found->form, found->number) : NULL;
}

void change_ask(struct change *change, const struct act_question *question)
{
    if (change->question_count == change->question_capacity) {
        size_t capacity = change->question_capacity ? change->question_capacity * 2 : 8;
        struct act_question *questions = arena_array(change->arena, capacity, sizeof *questions);
        if (change->question_count > 0)
            memcpy(questions, change->questions, change->question_count * sizeof *questions);
        change->questions = questions;
        change->question_capacity = capacity;
    }
    change->questions[change->question_count++] = *question;
}

const char *parameter_answer(const struct record *parameters, const char *name, const char *key,
                             struct arena *arena)
{
    size_t length = strlen(key);
    for (const char *at = parameter(parameters, name); at;) {
        const char *end = strchr(at, MANY_SEPARATOR);
        size_t whole = end ? (size_t)(end - at) : strlen(at);
        if (whole > length + 1 && strncmp(at, key, length) == 0 && at[length] == ':')
            return arena_copy_bytes(arena, at + length + 1, whole - length - 1);
        at = end ? end + 1 : NULL;
    }
    return NULL;
}

#include "registry/trade.h"

#include <string.h>

static const struct field *field_of(const struct form *form, const char *name)
{
    for (unsigned i = 0; form && i < form->field_count; i++)
        if (strcmp(form->fields[i].name, name) == 0)
            return &form->fields[i];
    return NULL;
}

static struct resident_fields resident_find(const struct form *form)
{
    return (struct resident_fields){
        .form = form,
        .name = field_of(form, "name"),
        .sex = field_of(form, "sex"),
        .id_number = field_of(form, "id_number"),
        .birth_date = field_of(form, "birth_date"),
        .address = field_of(form, "address"),
        .household_no = field_of(form, "household_no"),
        .relation = field_of(form, "relation"),
        .grid = field_of(form, "grid"),
        .status = field_of(form, "status"),
        .phone = field_of(form, "phone"),
        .other_numbers = field_of(form, "other_numbers"),
        .since = field_of(form, "since"),
        .residence_type = field_of(form, "residence_type"),
        .merged_into = field_of(form, "merged_into"),
        .marital = field_of(form, "marital"),
        .ethnicity = field_of(form, "ethnicity"),
        .hukou_address = field_of(form, "hukou_address"),
    };
}

static struct household_fields household_find(const struct form *form)
{
    return (struct household_fields){
        .form = form,
        .household_no = field_of(form, "household_no"),
        .head = field_of(form, "head"),
        .address = field_of(form, "address"),
        .grid = field_of(form, "grid"),
        .registered_on = field_of(form, "registered_on"),
        .status = field_of(form, "status"),
        .former_numbers = field_of(form, "former_numbers"),
        .building = field_of(form, "building"),
        .unit = field_of(form, "unit"),
        .room = field_of(form, "room"),
        .home = field_of(form, "home"),
        .tenure = field_of(form, "tenure"),
        .kind = field_of(form, "kind"),
    };
}

static struct room_fields room_find(const struct form *form)
{
    return (struct room_fields){
        .form = form,
        .room_no = field_of(form, "room_no"),
        .building = field_of(form, "building"),
        .unit = field_of(form, "unit"),
        .room = field_of(form, "room"),
        .households = field_of(form, "households"),
        .state = field_of(form, "state"),
    };
}

static bool indexed(const struct field *field)
{
    return field && (field->indexes & (INDEX_EXACT | INDEX_UNIQUE));
}

static bool rooms_whole(const struct trade *trade)
{
    const struct household_fields *household = &trade->household;
    const struct room_fields *room = &trade->room;
    return household->building && household->unit && household->room && indexed(household->home) &&
           household->home->reference == room->form && room->form && room->room_no &&
           room->form->key == room->room_no && room->building && room->unit && room->room &&
           room->households && room->state && trade->building && trade->building->key &&
           room->building->reference == trade->building;
}

static struct archive_fields archive_find(const struct form *form)
{
    return (struct archive_fields){
        .form = form,
        .archival_code = field_of(form, "archival_code"),
        .fonds = field_of(form, "fonds"),
        .category = field_of(form, "category"),
        .subcategory = field_of(form, "subcategory"),
        .year = field_of(form, "year"),
        .retention = field_of(form, "retention"),
        .office = field_of(form, "office"),
        .volume = field_of(form, "volume"),
        .item = field_of(form, "item"),
        .location = field_of(form, "location"),
        .level = field_of(form, "level"),
        .ends = field_of(form, "ends"),
        .keep_until = field_of(form, "keep_until"),
        .state = field_of(form, "state"),
        .holds = field_of(form, "holds"),
        .box = field_of(form, "box"),
        .title = field_of(form, "title"),
        .creator = field_of(form, "creator"),
        .date = field_of(form, "date"),
        .document_no = field_of(form, "document_no"),
        .date_to = field_of(form, "date_to"),
        .pages = field_of(form, "pages"),
        .security = field_of(form, "security"),
        .borrower = field_of(form, "borrower"),
        .due_back = field_of(form, "due_back"),
        .loan = field_of(form, "loan"),
        .appraisal = field_of(form, "appraisal"),
        .transfer = field_of(form, "transfer"),
        .code_retention = field_of(form, "code_retention"),
        .place_before = field_of(form, "place_before"),
        .remarks = field_of(form, "remarks"),
        .file = field_of(form, "file"),
        .loose = field_of(form, "loose"),
    };
}

static bool keyed_by_number(const struct form *form)
{
    return form && form->key;
}

static bool appraisals_whole(const struct trade *trade)
{
    const struct archive_fields *archive = &trade->archive;
    const struct ledger_forms *ledgers = &trade->ledgers;
    return archive->state && archive->holds && archive->ends && archive->keep_until &&
           archive->code_retention && indexed(archive->appraisal) && indexed(archive->transfer) &&
           keyed_by_number(ledgers->hold) && indexed(field_of(ledgers->hold, "item")) &&
           keyed_by_number(ledgers->appraisal) && keyed_by_number(ledgers->transfer) &&
           indexed(field_of(ledgers->line, "appraisal")) &&
           indexed(field_of(ledgers->line, "item"));
}

static struct shelf_fields shelf_find(const struct form *form)
{
    return (struct shelf_fields){
        .form = form,
        .shelf_no = field_of(form, "shelf_no"),
        .storeroom = field_of(form, "storeroom"),
        .length = field_of(form, "length"),
        .closed = field_of(form, "closed"),
        .barcode = field_of(form, "barcode"),
    };
}

static struct box_fields box_find(const struct form *form)
{
    return (struct box_fields){
        .form = form,
        .box_no = field_of(form, "box_no"),
        .location = field_of(form, "location"),
        .thickness = field_of(form, "thickness"),
        .capacity = field_of(form, "capacity"),
        .state = field_of(form, "state"),
        .barcode = field_of(form, "barcode"),
    };
}

static bool refers(const struct field *field, const struct form *form)
{
    return indexed(field) && field->type == FIELD_REFERENCE && field->reference == form;
}

static bool places_whole(const struct trade *trade)
{
    const struct shelf_fields *shelf = &trade->shelf;
    const struct box_fields *box = &trade->box;
    const struct archive_fields *archive = &trade->archive;
    return trade->archives && trade->storeroom && trade->storeroom->key && shelf->form &&
           shelf->shelf_no && shelf->form->key == shelf->shelf_no &&
           refers(shelf->storeroom, trade->storeroom) && shelf->length && shelf->closed &&
           box->form && box->box_no && box->form->key == box->box_no &&
           refers(box->location, shelf->form) && box->thickness && box->state &&
           refers(archive->box, box->form) && refers(archive->location, shelf->form) &&
           refers(archive->loose, shelf->form) && archive->state;
}

static struct double_fields double_find(const struct form *form)
{
    return (struct double_fields){
        .form = form,
        .pair = field_of(form, "pair"),
        .score = field_of(form, "score"),
        .place = field_of(form, "place"),
        .band = field_of(form, "band"),
        .left_name = field_of(form, "left_name"),
        .right_name = field_of(form, "right_name"),
        .birth = field_of(form, "birth"),
        .left = field_of(form, "left"),
        .right = field_of(form, "right"),
        .matched = field_of(form, "matched"),
        .state = field_of(form, "state"),
        .reason = field_of(form, "reason"),
        .clerk = field_of(form, "clerk"),
        .decided_on = field_of(form, "decided_on"),
    };
}

static struct search_fields search_find(const struct form *form)
{
    return (struct search_fields){
        .form = form, .of = field_of(form, "form"), .query = field_of(form, "query")};
}

static struct checked_fields checked_find(const struct form *form)
{
    return (struct checked_fields){
        .form = form,
        .rule = field_of(form, "rule"),
        .name = field_of(form, "name"),
        .resident = field_of(form, "resident"),
        .household_no = field_of(form, "household_no"),
        .archive = field_of(form, "archive"),
        .note = field_of(form, "note"),
        .checked_by = field_of(form, "checked_by"),
        .checked_on = field_of(form, "checked_on"),
        .fingerprint = field_of(form, "fingerprint"),
    };
}

static struct event_fields event_find(const struct form *form)
{
    return (struct event_fields){
        .form = form,
        .kind = field_of(form, "kind"),
        .event_day = field_of(form, "event_day"),
        .resident = field_of(form, "resident"),
    };
}

static const char *registered_code(const struct field *status)
{
    const struct code *code = status && status->codes ? code_find(status->codes, "在册") : NULL;
    return code ? code->code : "";
}

struct trade trade_find(const struct form_set *forms)
{
    struct trade trade = {
        .search = search_find(form_named(forms, "search")),
        .resident = resident_find(form_named(forms, "resident")),
        .household = household_find(form_named(forms, "household")),
        .archive = archive_find(form_named(forms, "archive")),
        .ledgers = {.hold = form_named(forms, "hold"),
                    .appraisal = form_named(forms, "appraisal"),
                    .line = form_named(forms, "appraisal_item"),
                    .transfer = form_named(forms, "transfer")},
        .document = form_named(forms, "document"),
        .residence = form_named(forms, "residence"),
        .doubles = double_find(form_named(forms, "double")),
        .room = room_find(form_named(forms, "room")),
        .building = form_named(forms, "building"),
        .shelf = shelf_find(form_named(forms, "shelf")),
        .box = box_find(form_named(forms, "box")),
        .storeroom = form_named(forms, "storeroom"),
        .checked = checked_find(form_named(forms, "checked")),
        .event = event_find(form_named(forms, "event")),
        .grid = form_named(forms, "grid"),
    };
    const struct resident_fields *resident = &trade.resident;
    const struct household_fields *household = &trade.household;
    const struct archive_fields *archive = &trade.archive;
    if (trade.grid)
        trade.grid_key = trade.grid->key;
    if (!indexed(field_of(trade.residence, "resident")))
        trade.residence = NULL;
    if (!trade.document || !trade.document->key || !indexed(field_of(trade.document, "number")))
        trade.document = NULL;
    trade.registered = registered_code(resident->status);
    trade.household_active = registered_code(household->status);
    trade.households = indexed(resident->household_no) && resident->relation && household->form &&
                       household->form->key && household->form->key == household->household_no &&
                       indexed(household->household_no) && household->head;
    trade.rooms = rooms_whole(&trade);
    trade.archives = archive->archival_code && archive->fonds && archive->category &&
                     archive->year && archive->retention && archive->office && archive->volume &&
                     archive->item;
    trade.appraisals = trade.archives && appraisals_whole(&trade);
    trade.places = places_whole(&trade);
    const struct double_fields *doubles = &trade.doubles;
    trade.double_work = resident->form && resident->name && doubles->pair && doubles->score &&
                        doubles->place && doubles->band && doubles->left_name &&
                        doubles->right_name && doubles->birth && doubles->left && doubles->right &&
                        doubles->matched && doubles->state && doubles->reason && doubles->clerk &&
                        doubles->decided_on && indexed(doubles->pair) && indexed(doubles->left) &&
                        indexed(doubles->right) && indexed(doubles->state);
    trade.checks = trade.checked.rule && trade.checked.resident && trade.checked.household_no &&
                   indexed(trade.checked.fingerprint);
    trade.events = trade.event.kind && trade.event.event_day && indexed(trade.event.resident);
    return trade;
}

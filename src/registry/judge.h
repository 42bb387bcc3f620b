#ifndef REGISTRY_JUDGE_H
#define REGISTRY_JUDGE_H

/* The rules of registry/consistency.h put to a change in the making. A warning that was marked as
 * checked is quiet. What contradicts a hard rule is an error where the change brings it about; what
 * was so before is only said, so that records that came before a rule can still be worked with. */

#include "registry/change.h"
#include "registry/consistency.h"

/* Who lives in household no as the change leaves it; kept: what the household says of its head
 * counts too. False: change->failed. */
bool change_family(struct change *change, const char *no, bool kept, struct family *family);
/* What happened to a resident as the change leaves it, in order of entry, in arena of the change;
 * *count of them. */
const struct record **change_events(struct change *change, const struct record *resident,
                                    size_t *count);

/* The resident or household that is saved, and all that this concerns: faults are the change's. */
void judge_saved(struct change *change, const struct record *record, const struct record *old);
/* The same of a record as it is. */
void judge_record(struct change *change, const struct record *record);
/* What a record that is being keyed would be told of one of its fields. */
void judge_field(struct change *change, const struct record *record, const struct field *field);
/* Of several records: what is new in a household; a resident alone; what happened to somebody.
 * back: records get values that they had, and only errors count. */
void judge_settled_family(struct change *change, const struct family *family, bool back);
void judge_settled(struct change *change, const struct record *record, bool back);
/* Warnings of a form file among faults of the record: those marked as checked are taken out, those
 * to be marked are, and the others can be. */
void judge_warnings(struct change *change, const struct record *record, struct faults *faults);

#endif

#ifndef WIRE_RECORD_H
#define WIRE_RECORD_H

/* A record on the wire: [form, number, version, change, batch, removed, {field: text}, unknown
 * count, unknown bytes]. Form and fields go by their places in the form set, which is the same on
 * both sides (hello compares the digests); actions stand behind the record types. */

#include "form/record.h"
#include "text/packing.h"

/* NULL is packed as null. False when the set lacks the record's form, or a field that holds
 * something. */
bool wire_record_pack(const struct record *record, const struct form_set *forms,
                      struct buffer *out);
/* NULL for null, and NULL with in->failed where it is no record of this set. */
struct record *wire_record_unpack(struct unpack *in, const struct form_set *forms,
                                  struct arena *arena);

#endif

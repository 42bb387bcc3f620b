#ifndef REGISTRY_ACCESSION_H
#define REGISTRY_ACCESSION_H

/* The accession register (收进登记): what came in against what was filed of it. How far it is
 * arranged follows from what is filed, and from the deeds here; nobody keys it. */

#include "registry/change.h"

/* Codes of forms/codes/accession_state.tsv. */
#define ACCESSION_WAITING "1"
#define ACCESSION_ARRANGING "2"
#define ACCESSION_FILED "3"
#define ACCESSION_SENT_BACK "4"

/* The accessions that the archive records of the change name: one that waited is being arranged;
 * nothing is filed of one that is filed off or was sent back, and nothing is taken out of one that
 * is filed off, but a double that is struck. A state that was keyed is an error. */
void accessions_take(struct change *change);
/* Whether a record that is taken back with others would be taken out of an accession that is filed
 * off: it is left then. */
bool accession_stays(struct change *change, const struct change_item *item);

/* What was filed of an accession. */
struct accession_filed {
    uint64_t items, volumes;
};
/* From the index, in a transaction; STORE_FAILED where the store gave up. */
enum store_result accession_count(struct transaction *transaction, struct registry *registry,
                                  const struct record *accession, struct arena *arena,
                                  struct accession_filed *filed);

/* Actions (registry/actions.h). */
void accession_file_off(struct change *change, const struct record *parameters);
void accession_send_back(struct change *change, const struct record *parameters);
void accession_reopen(struct change *change, const struct record *parameters);

#endif

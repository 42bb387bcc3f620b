#ifndef REGISTRY_SEARCH_H
#define REGISTRY_SEARCH_H

/* Work lists: searches that are kept (forms/search.form). */

#include "registry/change.h"

/* Errors where the record names no form, or what it asks is no query of that form. */
void search_check(struct change *change, const struct record *record);

#endif

/* check-id: numbers judged by part, a million of them in a second or two; needs no registry. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "command/invocation.h"
#include "command/output.h"
#include "form/form.h"
#include "text/identity.h"
#include "text/message.h"
#include "text/place.h"

static const char regions_table[] = "regions";

struct checking {
    struct date today;
    const struct code_table *regions; /* NULL: names are not known */
    bool refused;
};

/* The first entry of the table that is not below the code; it is sorted by code. */
static const struct code *first_entry(const struct code_table *table, const char *code)
{
    size_t low = 0, high = table->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(table->codes[middle].code, code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return table->codes + low;
}

static const char *entry_name(const struct code *entry)
{
    const char *name = entry->name[message_language()];
    return name && *name ? name : entry->name[LANGUAGE_CHINESE];
}

/* What the region was called when the holder was born, as far as the table knows; else its name at
 * any time, else the six digits. */
static const char *region_name(const struct checking *checking, const struct identity *identity)
{
    const struct code_table *table = checking->regions;
    if (!table || !identity->region[0])
        return identity->region;
    char birth[DATE_SIZE] = "";
    date_write(&identity->birth, birth);
    const char *name = NULL;
    for (const struct code *entry = first_entry(table, identity->region);
         entry < table->codes + table->count && strcmp(entry->code, identity->region) == 0;
         entry++) {
        bool then = (!*entry->from || strcmp(entry->from, birth) <= 0) &&
                    (!*entry->to || strcmp(entry->to, birth) >= 0);
        if (!name || then)
            name = entry_name(entry);
        if (then)
            break;
    }
    return name ? name : identity->region;
}

static void check(struct checking *checking, const char *number)
{
    struct identity identity = identity_read(number, &checking->today);
    bool good = identity.verdict == IDENTITY_OK;
    char birth[DATE_SIZE] = "", sex[2] = {identity.sex, '\0'};
    if (identity.birth.year)
        date_write(&identity.birth, birth);
    const char *fields[] = {good ? identity.number : number,
                            identity_verdict_name(identity.verdict), birth, sex,
                            region_name(checking, &identity)};
    output_row(fields, sizeof fields / sizeof fields[0]);
    checking->refused = checking->refused || !good;
}

static bool check_lines(struct checking *checking, struct arena *arena, struct fault *fault)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    while ((length = getline(&line, &room, stdin)) >= 0) {
        while (length && (line[length - 1] == '\n' || line[length - 1] == '\r'))
            line[--length] = '\0';
        if (length)
            check(checking, line);
    }
    free(line);
    return ferror(stdin)
               ? fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                           N_("standard input cannot be read: {1}"), strerror(errno), NULL)
               : true;
}

int command_check_id(struct invocation *invocation)
{
    struct fault fault = {0};
    struct faults faults = {0};
    struct form_set *set =
        form_set_load(place_forms(invocation->arena), NULL, invocation->arena, &faults);
    struct checking checking = {
        .today = date_today(),
        .regions = set && !faults_errors(&faults) ? code_table_named(set, regions_table) : NULL,
    };
    if (!checking.regions)
        output_note(_("the table of regions cannot be read; regions are shown by number"));
    bool right = true;
    for (size_t i = 0; i < invocation->operand_count; i++)
        check(&checking, invocation->operands[i]);
    if (invocation->operand_count == 0)
        right = check_lines(&checking, invocation->arena, &fault);
    form_set_free(set);
    if (!right)
        return invocation_fault(invocation, &fault);
    return checking.refused ? STATUS_REFUSED : STATUS_DONE;
}

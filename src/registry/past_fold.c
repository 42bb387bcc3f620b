#include "registry/past_fold.h"

#include <string.h>
#include "text/same.h"

bool version_add(struct versions *versions, struct record *record)
{
    if (versions->count == versions->capacity) {
        size_t capacity = versions->capacity ? versions->capacity * 2 : 8;
        struct past_version *items = arena_array(versions->arena, capacity, sizeof *items);
        if (versions->count > 0)
            memcpy(items, versions->items, versions->count * sizeof *items);
        versions->items = items;
        versions->capacity = capacity;
    }
    struct past_version *version = &versions->items[versions->count++];
    version->record = record;
    if (moment_of(versions->transaction, versions->registry, record->change, &version->moment) ==
        STORE_FAILED)
        return false;
    versions->undoes = versions->undoes || version->moment.undoes;
    return true;
}

/* What a record says under a place: a field's value; one place more says whether it is there. */
static const char *said(const struct versions *versions, size_t version, unsigned place)
{
    const struct record *record = versions->items[version].record;
    if (place < record->form->field_count)
        return record->values[place];
    return record->removed ? NULL : "";
}

static bool differs(const struct versions *versions, size_t version, unsigned place)
{
    const char *before = version > 0 ? said(versions, version - 1, place) : NULL;
    return !text_same(before, said(versions, version, place));
}

/* The version whose change a version takes back in the end (an undo may be taken back itself);
 * *standing says that it brings that change back. False where it is none of this record. */
static bool undone_version(const struct versions *versions, size_t version, size_t *root,
                           bool *standing)
{
    uint64_t change = versions->items[version].moment.undoes;
    *standing = false;
    for (size_t i = version; i-- > 0;) {
        if (versions->items[i].record->change != change)
            continue;
        if (!versions->items[i].moment.undoes) {
            *root = i;
            return true;
        }
        change = versions->items[i].moment.undoes;
        *standing = !*standing;
    }
    return false;
}

/* Which versions' differences count under a place: a change and its undo do not, where nothing
 * that counts came between them. */
static void count_differences(const struct versions *versions, unsigned place, bool *counts)
{
    for (size_t i = 0; i < versions->count; i++) {
        size_t root;
        bool standing;
        counts[i] = differs(versions, i, place);
        if (!counts[i] || !versions->items[i].moment.undoes ||
            !undone_version(versions, i, &root, &standing))
            continue;
        bool alone = true;
        for (size_t j = root + 1; j < i; j++)
            alone = alone && !counts[j];
        const char *before = root > 0 ? said(versions, root - 1, place) : NULL;
        const char *meant = standing ? said(versions, root, place) : before;
        if (!alone || !text_same(meant, said(versions, i, place)))
            continue;
        counts[root] = standing;
        counts[i] = false;
    }
}

/* How it was: NULL where it was not there. */
struct record *versions_fold(const struct versions *versions)
{
    const struct form *form = versions->items[0].record->form;
    struct record *folded = record_new(form, versions->arena);
    const char **values = folded->values;
    bool *counts = arena_array(versions->arena, versions->count, sizeof *counts);
    int32_t day = versions->past->day_number;
    if (versions->items[0].moment.day > day)
        return NULL;
    *folded = *versions->items[0].record;
    folded->values = values;
    folded->removed = true;
    for (unsigned place = 0; place <= form->field_count; place++) {
        if (versions->undoes)
            count_differences(versions, place, counts);
        for (size_t i = 0; i < versions->count; i++) {
            const struct past_version *version = &versions->items[i];
            if (version->moment.day > day ||
                !(versions->undoes ? counts[i] : differs(versions, i, place)))
                continue;
            if (place < form->field_count)
                values[place] = version->record->values[place];
            else
                folded->removed = version->record->removed;
            if (version->record->version > folded->version) {
                folded->version = version->record->version;
                folded->change = version->record->change;
            }
        }
    }
    return folded;
}

/* Where there are no differences to be folded: the last version of what counts. */
static struct record *last_known(const struct versions *versions)
{
    const struct past *past = versions->past;
    for (size_t i = versions->count; i-- > 0;) {
        const struct moment *moment = &versions->items[i].moment;
        if (past->known ? (int64_t)moment->time <= past->end : moment->day <= past->day_number)
            return versions->items[i].record;
    }
    return NULL;
}

struct record *made_past(const struct versions *versions)
{
    struct record *record = versions->past->known ? last_known(versions) : versions_fold(versions);
    if (record)
        record->day = versions->past->day;
    return record;
}

struct record *past_record(const struct past_versions *versions, const struct past *past,
                           struct arena *arena)
{
    const struct versions all = {
        .past = past,
        .arena = arena,
        .items = versions->items,
        .count = versions->count,
        .undoes = versions->undoes,
    };
    struct record *record = past->known ? last_known(&all) : versions_fold(&all);
    if (!record || record->removed)
        return NULL;
    struct record *seen = arena_alloc(arena, sizeof *seen);
    *seen = *record;
    seen->day = past->day;
    return seen;
}

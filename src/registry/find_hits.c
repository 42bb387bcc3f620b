#include "registry/finding.h"

#include <string.h>

/* The records that were found so far, each once, by its best way. */

enum { FILTERED_MOST = 3000 /* hits of one way in that a filter thins out */ };

/* A record is kept once for each filter: it may pass one and not the other. */
static size_t place_of(const struct finding *finding, const struct hit *wanted)
{
    size_t size = finding->capacity * 2;
    size_t place =
        (size_t)((wanted->number * 31 + wanted->form->type) * UINT64_C(0x9E3779B97F4A7C15) % size);
    while (finding->places[place]) {
        const struct hit *hit = &finding->hits[finding->places[place] - 1];
        if (hit->form == wanted->form && hit->number == wanted->number &&
            hit->filter == wanted->filter)
            break;
        place = place + 1 == size ? 0 : place + 1;
    }
    return place;
}

static void hits_grow(struct finding *finding)
{
    size_t capacity = finding->capacity ? finding->capacity * 2 : 64;
    struct hit *hits = arena_array(finding->arena, capacity, sizeof *hits);
    if (finding->count > 0)
        memcpy(hits, finding->hits, finding->count * sizeof *hits);
    finding->hits = hits;
    finding->capacity = capacity;
    finding->places = arena_array(finding->arena, capacity * 2, sizeof *finding->places);
    for (size_t i = 0; i < finding->count; i++)
        finding->places[place_of(finding, &hits[i])] = i + 1;
}

void hit_add(struct finding *finding, const struct way *way, uint64_t number, enum rank rank)
{
    if (finding->count == finding->capacity)
        hits_grow(finding);
    const struct typed_filter *filter = &finding->typed->filter;
    struct hit hit = {
        .form = way->form,
        .number = number,
        .rank = rank,
        .meaning = way->meaning,
        .field = way->field,
        .holds = way->holds,
        .filter = filter->born || filter->ends ? filter : NULL,
    };
    size_t place = place_of(finding, &hit);
    if (!finding->places[place]) {
        finding->places[place] = finding->count + 1;
        finding->hits[finding->count++] = hit;
        return;
    }
    struct hit *there = &finding->hits[finding->places[place] - 1];
    if (rank < there->rank || (rank == there->rank && there->holds))
        *there = hit;
}

struct walking {
    struct finding *finding;
    const struct way *way;
    size_t left, passed;
};

static bool way_visit(void *context, const char *term, uint64_t number)
{
    struct walking *walking = context;
    const struct way *way = walking->way;
    enum rank rank = way->rank;
    if (walking->left == 0 || walking->passed == 0) {
        walking->finding->more = true;
        return false;
    }
    walking->passed--;
    if (way->fits && !way->fits(walking->finding, term, &rank))
        return true;
    walking->left--;
    if (way->wholes && strcmp(term, way->low) == 0) {
        struct way whole = *way;
        if (way->meaning != FOUND_SOUND)
            whole.meaning = FOUND_WHOLE;
        hit_add(walking->finding, &whole, number, way->whole);
    } else {
        hit_add(walking->finding, way, number, rank);
    }
    return true;
}

void way_walk(struct finding *finding, const struct way *way)
{
    const struct typed_filter *filter = &finding->typed->filter;
    bool thinned = filter->born || filter->ends || way->holds;
    size_t most = thinned ? FILTERED_MOST : finding->most;
    struct walking walking = {finding, way, most, way->fits ? way->passed : most + 1};
    struct index_walk walk = {
        .tag = index_tag(way->field, way->kind), .low = way->low, .high = way->high};
    if (!finding->failed &&
        records_walk(finding->transaction, records_of(finding->registry, way->form), &walk,
                     way_visit, &walking) == STORE_FAILED)
        finding->failed = true;
}

void hits_confirm(struct finding *finding)
{
    struct arena *work = arena_new();
    size_t kept = 0;
    for (size_t i = 0; i < finding->count; i++) {
        struct hit hit = finding->hits[i];
        struct record *record = NULL;
        if (hit.holds && record_load(finding->transaction, finding->registry, hit.form, hit.number,
                                     work, &record, NULL) == STORE_FAILED)
            finding->failed = true;
        if (hit.holds && (!record || !phone_holds(record->values[hit.field->number], hit.holds)))
            continue;
        hit.holds = NULL;
        finding->hits[kept++] = hit;
    }
    arena_free(work);
    if (kept == finding->count)
        return;
    finding->count = kept;
    memset(finding->places, 0, finding->capacity * 2 * sizeof *finding->places);
    for (size_t i = 0; i < kept; i++)
        finding->places[place_of(finding, &finding->hits[i])] = i + 1;
}

#ifndef STORE_RUNS_H
#define STORE_RUNS_H

/* The packed part of an index. Each records_add_many adds a run: its entries in order, in blocks
 * under run (4 bytes) and last entry. Runs of one size are merged to a larger one, some entries
 * with each addition, so that no transaction is long and there are never many runs.
 *
 * A run is never changed but by merging. What is taken out of the index is marked as gone in
 * NAME.index.db instead, which goes before the runs.
 *
 * Which runs there are stands in meta.db under "runs.NAME". Readers look at it before and after
 * each batch of entries: where it changed meanwhile they read the batch again. */

#include "store/block.h"

enum {
    RUNS_MOST = 160,
    RUN_TAGS_MOST = 256,
    MERGE_WIDTH = 16,     /* runs of a level that become one of the next */
    LEVEL_ENTRIES = 8192, /* in a run of level 0, about; sixteen times as many in each next level */
    LEVEL_LAST = 12,
};

struct run {
    uint32_t id;
    uint8_t level;
    bool building;        /* a merge writes it: it holds its entries up to reached */
    bool unique;          /* it may hold unique terms */
    uint32_t into;        /* the run it is being merged into, 0: none */
    struct entry reached; /* of a run that is being built; length 0: nothing yet */
};

struct catalogue {
    struct catalogue *next; /* of this transaction */
    const struct records *records;
    uint64_t generation; /* raised with every change */
    uint32_t next_id;
    struct run_tag {
        uint16_t tag;
        bool unique;       /* only in runs that say so */
    } tags[RUN_TAGS_MOST]; /* that any run has entries of */
    size_t tag_count;
    struct run runs[RUNS_MOST];
    size_t count;
};

/* The catalogue as it is now: in a write transaction always the same copy, which lasts as long as
 * the try. Not in the transaction's arena, which a body may empty. */
enum store_result catalogue_get(struct transaction *transaction, const struct records *records,
                                struct catalogue **catalogue);
void catalogues_forget(struct transaction *transaction); /* at the end of a try */
/* At the end of a try. */
void catalogues_free(struct transaction *transaction);
/* Writes it with the next generation. */
enum store_result catalogue_put(struct transaction *transaction, struct catalogue *catalogue);
bool catalogue_has_tag(const struct catalogue *catalogue, uint16_t tag);
/* Notes that a run gets entries of the tag; false where there is no room for one more. */
bool catalogue_add_tag(struct catalogue *catalogue, uint16_t tag, bool unique);
/* Whether the run may have entries of the tag. */
bool catalogue_concerns(const struct catalogue *catalogue, const struct run *run, uint16_t tag);
void catalogue_drop_tag(struct catalogue *catalogue, uint16_t tag);
struct run *catalogue_run(struct catalogue *catalogue, uint32_t id);
/* A new run, or NULL where there are too many. */
struct run *catalogue_add(struct catalogue *catalogue, uint8_t level);
void catalogue_drop(struct catalogue *catalogue, const struct run *run);

/* Writes entries (in order, without doubles) as blocks of a run. */
struct packed {
    const unsigned char *bytes;
    size_t length;
};
enum store_result run_write(struct transaction *transaction, const struct records *records,
                            uint32_t run, const struct packed *entries, size_t count);

/* Takes out the block whose last entry that is. */
enum store_result run_delete(struct transaction *transaction, const struct records *records,
                             uint32_t run, const void *last, size_t length);

/* Reading a run from a place on, one way. */
struct stream {
    struct transaction *transaction;
    const struct records *records;
    DBC *dbc; /* borrowed: several streams share one */
    uint32_t run;
    struct entry floor; /* of a run that is being merged: what is not above it does not count */
    bool ended;
    uint64_t head; /* entry_head of current */
    struct entry current;
    struct entry last;   /* of the block: its place in the table */
    bool block_left;     /* forward: the step to current came from another block */
    struct entry before; /* that block's last entry */
    unsigned char *block;
    struct block_reader reader;
    struct entry *entries; /* backward: the segment's */
    size_t at, segment;    /* how many of them are still to come; which segment that is */
};
/* Makes the first entry not below from current. */
enum store_result stream_seek(struct stream *stream, const unsigned char *from, size_t length);
enum store_result stream_next(struct stream *stream);
/* Makes the last entry below from current; length 0: the last of all. */
enum store_result stream_seek_before(struct stream *stream, const unsigned char *from,
                                     size_t length);
enum store_result stream_previous(struct stream *stream);
void stream_free(struct stream *stream);

/* Starts what merges are due and takes each some entries further; more for each entry added. */
enum store_result runs_merge(struct transaction *transaction, const struct records *records,
                             struct catalogue *catalogue, size_t added);
/* Starts one merge of all runs where none is going on. */
void runs_merge_all(struct catalogue *catalogue);
/* Takes the merges that go on at_most entries further. */
enum store_result runs_advance(struct transaction *transaction, const struct records *records,
                               struct catalogue *catalogue, size_t at_most);

#endif

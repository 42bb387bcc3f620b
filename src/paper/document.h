#ifndef PAPER_DOCUMENT_H
#define PAPER_DOCUMENT_H

/* What is to be printed, gathered: texts alone, in the order of the pages. Inside of paper/. */

#include "paper/paper.h"
#include "paper/spool.h"

/* Stand in gathered texts for the page and the number of pages, which are known later. */
#define MARK_PAGE "\x01"
#define MARK_PAGES "\x02"

/* A table, or a group of it that begins a page; a sheet. Labels are one section, each a row. */
struct part {
    long texts_at; /* in the spool: of its lines and areas, document_texts of them */
    long rows_at;
    uint64_t row_count;
    uint64_t pages; /* counted before they are drawn */
};

struct document {
    const struct paper_layout *layout;
    struct spool *spool;
    struct part *sections;
    size_t section_count, capacity;
    uint64_t records;
};

/* How many texts a section has of its own, and each of its rows. */
size_t document_texts(const struct paper_layout *layout);
size_t document_cells(const struct paper_layout *layout);

/* Goes through the records: gather.c. */
bool document_gather(const struct paper_job *job, struct document *document, struct arena *arena,
                     struct fault *fault);
/* Lays them out: compose.c; labels.c. */
bool document_compose(struct document *document, const struct paper_job *job, uint64_t *pages,
                      struct arena *arena, struct fault *fault);
struct composer;
bool labels_compose(struct composer *composer, const struct part *section);
void document_free(struct document *document);

#endif

#ifndef SCREEN_LIST_H
#define SCREEN_LIST_H

/* A page of the records of a form; however many there are, only what is seen is in memory. list.c
 * takes keys and draws, list_pages.c reads. */

#include "screen/past.h"
#include "screen/rows.h"

enum { CHANGED_MOST = 16 };

enum list_wish { WISH_NONE, WISH_FIRST, WISH_LAST, WISH_AGAIN };

struct list {
    struct view view;
    const struct form *form;
    const char *query;
    struct past_day past; /* the day that is shown */
    bool entered;         /* in order of entry: of many records the past is quickest so */
    struct arena *page;   /* of the rows */
    struct list_row *rows;
    size_t count, chosen;
    unsigned limit;           /* rows the screen has room for */
    struct list_place before; /* the row before the first one */
    bool end;                 /* nothing follows the last one */
    bool unread;              /* the last try gave nothing, and what there is is not known */
    enum list_wish wish;
    uint64_t first;                 /* number of the first row, from 1; 0: not known */
    uint64_t total;                 /* 0: not known */
    uint64_t changed[CHANGED_MOST]; /* records others changed while this page was seen */
    size_t changed_count;
};

/* Reads what is wished for, where there is room for it. */
void list_settle(struct view *view);
/* The row that is chosen there: the same, or the last one. */
void list_page_down(struct list *list, size_t chosen);
void list_page_up(struct list *list, bool to_foot);
void list_load_first(struct list *list);
void list_load_last(struct list *list);
/* Goes to the record's row; false where it is in no page of this list, which then stays. */
bool list_go(struct list *list, const struct record *record);

/* Whether the view is a list of records of the form as they are now; *query gets what finds them,
 * borrowed, NULL: all. */
bool list_shows(const struct view *view, const struct form *form, const char **query);

#endif

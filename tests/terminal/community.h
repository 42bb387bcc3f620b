#ifndef TESTS_COMMUNITY_H
#define TESTS_COMMUNITY_H

/* A registry of its own for a test program, in a folder under /tmp that goes with it, and the keys
 * a clerk presses. Today is 2026-06-30 in it. */

#include "terminal.h"

#define TODAY "2026-06-30"
#define COMMUNITY "430724001006"

/* As an xterm sends them. */
#define F1 "\033OP"
#define F2 "\033OQ"
#define F3 "\033OR"
#define F4 "\033OS"
#define F5 "\033[15~"
#define F6 "\033[17~"
#define F7 "\033[18~"
#define F8 "\033[19~"
#define F9 "\033[20~"
#define F10 "\033[21~"
#define UP "\033OA"
#define DOWN "\033OB"
#define RIGHT "\033OC"
#define LEFT "\033OD"
#define HOME "\033OH"
#define END "\033OF"
#define PAGE_UP "\033[5~"
#define PAGE_DOWN "\033[6~"
#define INSERT "\033[2~"
#define DELETE "\033[3~"
#define BACKSPACE "\177"
#define BACK_TAB "\033[Z"
#define ENTER "\r"
#define TAB "\t"
#define ESCAPE "\033"
#define PASTE_START "\033[200~"
#define PASTE_END "\033[201~"
#define ERASE "\025"       /* ^U empties a field */
#define CONTROL_END "\005" /* ^E */

struct community {
    char path[64];     /* folder of everything */
    char registry[80]; /* the registry in it */
};

/* For cmocka's group fixtures: *state gets a struct community. */
int community_demo(void **state); /* 600 invented people, seed 1 */
int community_demo_of(void **state, int residents);
int community_empty(void **state); /* nobody: community 430724001006, 朝阳街社区 */
int community_end(void **state);   /* its keeper ends, the folder goes */

/* The program as a clerk starts it: language zh_CN, en or NULL; options NULL: xterm, UTF-8, 80x24.
 * Waits until the first screen stands. */
struct terminal *community_open(const struct community *community, const char *language,
                                const struct terminal_options *options);
/* Leaves by the keys for it, from the first screen: asserts an orderly end. */
void community_leave(struct terminal *terminal);
void community_leave_by(struct terminal *terminal, const char *back); /* by another key than F3 */

/* Runs the program with arguments (ended by NULL) and input (or NULL); what it wrote to standard
 * output, to be freed. status (or NULL) gets the exit status; without it that must be 0. */
char *community_run(const struct community *community, const char *input, int *status,
                    const char *const *arguments);
/* save: one JSON object a line; every line must be answered by ok. */
void community_save(const struct community *community, const char *form, const char *objects);
void community_save_one(const struct community *community, const char *form, const char *format,
                        ...) __attribute__((format(printf, 3, 4)));
/* The number with its check character; borrowed until the next call. */
const char *id_number(const char *seventeen);
/* show FORM KEY --format json, or NULL where there is no such record; to be freed. */
char *community_show(const struct community *community, const char *form, const char *key);
/* The record's field in JSON as show writes it has this text ("" : it has no value). */
void community_assert_field(const struct community *community, const char *form, const char *key,
                            const char *field, const char *value);
long community_count(const struct community *community, const char *form, const char *query);

/* SIGKILL for the keeper; returns when it has gone. */
void community_kill_keeper(const struct community *community);

/* What the field with this label shows in its box, trailing blanks cut; NULL where there is no such
 * field on the screen; borrowed until the next call. */
const char *field_text(struct terminal *terminal, const char *label);
/* Waits until the field with label shows text. */
void await_field(struct terminal *terminal, const char *label, const char *text);
void await_field_begins(struct terminal *terminal, const char *label, const char *text);
/* Waits until the field's box has < at its left or not, and > at its right or not. */
void await_scrolled(struct terminal *terminal, const char *label, bool left, bool right);
/* F6 and the field's name or number; waits until the caret is there. */
void go_to_field(struct terminal *terminal, const char *field, const char *label);
/* Types the number that the menu has before this label. */
void open_entry(struct terminal *terminal, const char *label);
/* Waits until the first screen is seen again. */
void await_home(struct terminal *terminal);
/* Waits until the caret stands in the field with this label (marked > or !). */
void await_focus(struct terminal *terminal, const char *label);

/* Waits until the hardware cursor stands on a mark (>); returns its row. */
int await_marker(struct terminal *terminal);
void await_marked_row(struct terminal *terminal, int row);
/* F10, and the row of its menu that has label as its name; the same where the menu is open. */
void choose_action(struct terminal *terminal, const char *label);
void choose_row(struct terminal *terminal, const char *label);

/* What a list says it shows: 1-18 of 601. */
struct range {
    long first, last, total;
};
bool list_range(struct terminal *terminal, struct range *range);
/* Waits until it shows the page that starts with record first, and the cursor is on a mark. */
struct range await_page(struct terminal *terminal, long first);

bool field_marked(struct terminal *terminal, const char *label); /* ! stands before it: faulty */

#endif

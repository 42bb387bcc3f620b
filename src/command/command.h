#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

/* The commands: options in, text out. main.c holds the one table of them, which feeds dispatch,
 * help, completion and the reading of options; each command is a function in a file of its own. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "text/arena.h"
#include "text/fault.h"

/* Exit status: a contract with scripts. */
enum status {
    STATUS_DONE = 0,
    STATUS_REFUSED = 1, /* or not found: the data's fault */
    STATUS_USAGE = 2,
    STATUS_RIGHTS = 3,
    STATUS_FAILED = 4, /* the registry, the keeper or the machine */
};

/* What an argument is: whether its bytes are text in the terminal's encoding or a path to be left
 * alone, and what a shell may complete it with. */
enum argument_kind {
    ARGUMENT_NONE, /* an option that takes none */
    ARGUMENT_TEXT,
    ARGUMENT_PATH,
    ARGUMENT_FOLDER,
    ARGUMENT_FORM,   /* name of a record type */
    ARGUMENT_REPORT, /* name of a report */
    ARGUMENT_ACTION, /* name of an action */
    ARGUMENT_LAYOUT, /* name of a layout */
    ARGUMENT_CHOICE, /* one of choices */
};

enum { COMMAND_OPTIONS_MOST = 10, COMMAND_OPERANDS_MOST = 3 };

struct command_option {
    const char *name; /* without dashes; NULL ends the list */
    char letter;      /* 0: none */
    enum argument_kind kind;
    const char *value;          /* what stands for the argument in help: "FILE" */
    const char *const *choices; /* ended by NULL */
    const char *summary;        /* message id */
    bool required;
    bool hidden; /* for the program's own use: not in help */
};

struct command_operand {
    const char *name; /* "FORM"; NULL ends the list */
    enum argument_kind kind;
    const char *const *choices;
    bool optional;
    bool many; /* any number of them from here on */
};

struct invocation;

struct command {
    const char *name;    /* NULL ends the table */
    const char *summary; /* message id */
    const char *detail;  /* message id: a paragraph for --help, or NULL */
    struct command_operand operands[COMMAND_OPERANDS_MOST];
    struct command_option options[COMMAND_OPTIONS_MOST];
    int (*run)(struct invocation *invocation); /* returns the exit status */
    bool hidden;
};

/* A command line that was read. Texts are UTF-8 (paths: bytes as given) and live in arena. */
struct invocation {
    const struct command *command;
    const struct command *commands;           /* the whole table */
    const char *directory;                    /* of the registry, absolute */
    const char *language;                     /* as -l names it; NULL: not given */
    const char *keys;                         /* the interface's: file that remaps keys, or NULL */
    bool ascii;                               /* the interface's: no line-drawing characters */
    const char *values[COMMAND_OPTIONS_MOST]; /* by place in command->options; NULL: not given */
    const char **operands;
    size_t operand_count;
    struct arena *arena; /* for the whole run */
};

int command_backup(struct invocation *invocation);
int command_check_id(struct invocation *invocation);
int command_completion(struct invocation *invocation);
int command_act(struct invocation *invocation);
int command_undo(struct invocation *invocation);
int command_keying(struct invocation *invocation);
int command_count(struct invocation *invocation);
int command_demo(struct invocation *invocation);
int command_doubles(struct invocation *invocation);
int command_export(struct invocation *invocation);
int command_files(struct invocation *invocation);
int command_find(struct invocation *invocation);
int command_forms(struct invocation *invocation);
int command_import(struct invocation *invocation);
int command_init(struct invocation *invocation);
int command_interface(struct invocation *invocation); /* no command: the screens */
int command_keeper(struct invocation *invocation);
int command_print(struct invocation *invocation);
int command_report(struct invocation *invocation);
int command_restore(struct invocation *invocation);
int command_save(struct invocation *invocation);
int command_show(struct invocation *invocation);
int command_stamp(struct invocation *invocation);
int command_shelves(struct invocation *invocation);
int command_where(struct invocation *invocation);
int command_stocktake(struct invocation *invocation);
int command_tree(struct invocation *invocation);
int command_verify(struct invocation *invocation);
int command_quality(struct invocation *invocation);

#endif

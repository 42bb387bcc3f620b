#ifndef SCREEN_ENTRY_H
#define SCREEN_ENTRY_H

/* A form under a clerk's hands: a new record, one to change, one as it was, conditions to find by,
 * or the parameters of an action. entry.c moves between fields, entry_leave.c takes what was typed
 * into the record, entry_keys.c takes keys, entry_draw.c draws, entry_hint.c says what a field
 * takes, entry_save.c saves and hears of others, entry_find.c counts and finds, entry_act.c asks
 * what an action would do, entry_doubles.c tells of people who are there already, entry_verify.c
 * keys records a second time. */

#include "screen/deed.h"
#include "screen/open.h"
#include "screen/show.h"

enum entry_mode {
    ENTRY_NEW,
    ENTRY_CHANGE,
    ENTRY_PAST,
    ENTRY_SHOWN,
    ENTRY_FIND,
    ENTRY_ACT,
    ENTRY_VERIFY
};

struct entry_mark {
    bool filled; /* followed from another field: passed over on the way down */
    bool faulty; /* the last try to save found it wrong */
};

struct entry {
    struct view view;
    enum entry_mode mode;
    const struct form *form;
    struct arena *arena;   /* of the record in hand: another one for the next record */
    struct record *record; /* canonical values; conditions as typed where they are to find by */
    struct record *base;   /* as it was read or started */
    struct record *preset; /* what new records start with, or NULL; in the view's arena */
    const char *past;      /* title of a record as it was */
    bool known;            /* as it was known on the day */
    const struct record *subject; /* the record an action was chosen on, or NULL */
    entry_answered
        *ready; /* gets the parameters instead of a preview, or NULL; then fields before */
    void (*then)(struct screen *screen); /* called once an action was done, or NULL */
    unsigned from;                       /* this one are not asked */
    struct entry_answer *answers;        /* given to what it asked back */
    struct entry_name *names; /* of those that its parameters refer to, as far as known */
    unsigned focus;           /* the field that has the caret */
    struct editor editor;     /* its text */
    bool typed;               /* the text is not yet in the record */
    bool replace;             /* the first character typed takes the place of the text */
    struct entry_mark *marks;
    struct layout_field *places;
    int pages;
    bool stale;             /* changed from here: to be read anew */
    bool checkable;         /* what is warned of can be marked as checked */
    const char *checked;    /* with this note, on saving; NULL: it is not */
    bool warned;            /* the warnings of this record were shown: saving again passes them */
    char token[TOKEN_SIZE]; /* of this saving, "" when nothing is under way */
    const char *counted;    /* the conditions that were counted last, or NULL */
    uint64_t saved;         /* records saved here, and keys pressed for them */
    uint64_t strokes_start, strokes_spent;
    struct entry_verify *verify; /* ENTRY_VERIFY: what is keyed a second time */
    unsigned doubles;            /* so many who are registered may be the person that is keyed */
};

/* Only to be looked at: a record as it was, or (ENTRY_SHOWN) one that rules alone write. */
bool entry_reads(const struct entry *entry);
/* Where the caret may go. */
bool entry_asks(const struct entry *entry, unsigned field);
void entry_focus(struct entry *entry, unsigned field);
/* Takes what was typed into the record. False when it is none of this field's values: it is said,
 * and the caret must stay. A list of values may have opened to choose from. */
bool entry_leave(struct entry *entry);
/* Leaves and goes on: the next or the last field asked; false when it must stay. */
bool entry_step(struct entry *entry, bool forwards);
/* What a text typed for a code field means: the code it names, or the only one whose name, pinyin
 * or initials it begins (*count 1); the first of several; NULL where it is none. */
const struct code *entry_code(const struct entry *entry, const struct field *field,
                              const char *text, size_t *count);
/* What a text typed into the field is as a value (*value, canonical or NULL). False as for
 * entry_leave; faults gets what is only unlikely. */
bool entry_read_value(struct entry *entry, const struct field *field, const char *text,
                      const char **value, struct faults *faults);
/* Puts a value into the record, and what follows from it. */
void entry_put(struct entry *entry, const struct field *field, const char *value);
/* Words that stand in the records a clerk works on are offered when they are typed in pinyin. */
void entry_learn(const struct entry *entry, const struct field *field, const char *value);
/* As if value (canonical, or NULL for none) were typed into the field with the caret. */
void entry_type(struct entry *entry, const char *value);
/* values_chosen: takes the value and goes on. */
void entry_chosen(struct view *view, const char *value);
/* Something would be lost. */
bool entry_dirty(const struct entry *entry);
/* Starts on record: base and caret. */
void entry_begin(struct entry *entry, struct arena *arena, struct record *record);
/* The next empty record, with what is carried from before (NULL: nothing). */
void entry_begin_new(struct entry *entry, const struct record *before);

bool entry_key(struct view *view, const struct stroke *stroke);
bool entry_scan(struct view *view, const char *label); /* entry_scan.c */
void entry_draw(struct view *view, struct paint *paint, struct rectangle area);
const char *entry_title(const struct view *view, struct arena *arena);
const char *entry_status(const struct view *view, struct arena *arena);
const char *entry_hint(const struct view *view, struct arena *arena);
void entry_place(struct entry *entry, struct rectangle area);

void entry_save(struct entry *entry);
/* Asks for a note, and saves with what was warned of marked as checked. */
void entry_check(struct entry *entry);
/* Several warnings of a field, in one notice. */
void entry_show_warnings(struct entry *entry, const struct field *field,
                         const struct faults *faults);
/* What the rules between records say of the field that was left; where the keeper cannot be asked,
 * faults stay as they are. */
void entry_judge(struct entry *entry, const struct field *field, struct faults *faults);
/* Marks what is wrong, and shows the first of it with the caret there. */
void entry_show_errors(struct entry *entry, const struct faults *faults);
void entry_resume(struct view *view);
void entry_announce(struct view *view, const struct announcement *announcement);
void entry_find(struct entry *entry);

/* After a field of a new resident was keyed: says who may be this person. True where it did. */
bool entry_look_for_doubles(struct entry *entry, const struct field *field);
/* The person that is keyed, in a form or as parameters of an action. */
const struct record *entry_person(struct entry *entry);

/* Parameters of an action: a record of the form to start with; what F2 does. */
void entry_begin_act(struct entry *entry);
void entry_act(struct entry *entry);
/* The list of values of the field with the caret. */
void entry_list_values(struct entry *entry, const char *text);
/* The reference that is meant by a name, a number or pinyin typed for a parameter: text itself
 * where it may be one; NULL where several are meant, and a list of them opened. */
const char *entry_resolve(struct entry *entry, const struct field *field, const char *text);
/* Says whom references name, or that there is none such; false where there must be. */
bool entry_refer(struct entry *entry, const struct field *field, const char *values);
/* Their names, as far as known. */
const char *entry_referred(const struct entry *entry, const struct field *field, const char *values,
                           struct arena *arena);
/* Second keying: leaving a field judges it, going back does not; what F2 does; what stands at the
 * right of the title line. */
bool entry_verify_leave(struct entry *entry);
/* The day of keying is on no paper. */
bool entry_verify_asks(const struct field *field);
void entry_verify_back(struct entry *entry);
void entry_verify_save(struct entry *entry);
const char *entry_verify_status(const struct entry *entry, struct arena *arena);
/* Begins with the next record of the sample; the view goes where there is none. */
void entry_verify_next(struct entry *entry);
void entry_verify_end(struct entry_verify *verify); /* NULL is allowed */
/* Opens the form for it; the view owns verify from then on. */
void entry_begin_verify(struct screen *screen, const struct form *form,
                        struct entry_verify *verify);
/* Whether text is a condition on the field; says what is wrong where it is none. */
bool entry_condition(struct entry *entry, const struct field *field, const char *text);

#endif

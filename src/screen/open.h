#ifndef SCREEN_OPEN_H
#define SCREEN_OPEN_H

/* How one view opens another. */

#include "screen/view.h"

void home_open(struct screen *screen);
/* The menu of a form of its own: the forms that stand under it, and its screens. */
void room_open(struct screen *screen, const struct form *form);

/* The appraisal that is being decided, line by line; where there are several, the list of them. */
void appraisal_open(struct screen *screen);
bool appraisal_shows(const struct record *record); /* whether it is one */
void appraisal_open_record(struct screen *screen, const struct record *record);

/* How full the shelves of the store rooms are, as a map. */
void shelf_map_open(struct screen *screen);
/* The archive's items as a tree. */
void archive_tree_open(struct screen *screen);
/* Temperature and humidity of a month in a store room. */
void climate_chart_open(struct screen *screen);

/* The records of a form that a query finds (NULL: all); total: how many there are, 0: not known. */
void list_open(struct screen *screen, const struct form *form, const char *query, uint64_t total);

/* The query for the records of form whose field refers to this record; NULL where there is no such
 * field. */
const char *related_query(const struct form *form, const char *field, const struct record *record,
                          struct arena *arena);
/* The list of them. */
void related_open(struct screen *screen, const struct record *record, const char *form,
                  const char *field);

/* What came in of what a line of the report of dues is about (forms/due.form): accessions. */
void related_open_due(struct screen *screen, const struct record *due);

/* What a record is linked with: those it refers to, and those that refer to it. */
void linked_open(struct screen *screen, const struct record *record);

/* Looks text up: one hit opens the record, more open a list of them, none is said. Returns whether
 * anything was found. form NULL: every form. */
bool results_open(struct screen *screen, const struct form *form, const char *text);

/* The record, as its kind is shown best: a household with its members, others in their form. */
void record_open(struct screen *screen, const struct form *form, uint64_t number);

/* An empty record of the form. preset (or NULL) holds values it starts with. */
void entry_open_new(struct screen *screen, const struct form *form, const struct record *preset);
/* To change it, where clerks key its form; else to look at it. */
void entry_open_change(struct screen *screen, const struct record *record);
/* The records of a batch that the sample takes, keyed a second time without being seen. */
void entry_verify_open(struct screen *screen, const struct record *batch);
/* Only to look at: a record as it was, or as it was known. title is shown with it. */
void entry_open_past(struct screen *screen, const struct record *record, bool known,
                     const char *title);
/* Conditions in the fields of an empty form. */
void entry_open_find(struct screen *screen, const struct form *form);
/* The same with some conditions in them already, as they are typed; copied. */
void entry_open_find_within(struct screen *screen, const struct form *form,
                            const struct record *conditions);

/* A record and those that belong to it: a household and its members, a room and its households, a
 * building and its rooms. */
void group_open(struct screen *screen, const struct record *record);
bool group_shows(const struct form *form);
/* What a member has of the record is copied where it is empty. */
void group_share(const struct record *record, struct record *member, struct arena *arena);
bool household_shows(const struct form *form);
/* What a member shares with the household it names (address, grid) is copied where it is empty. */
void household_share(struct screen *screen, struct record *member, struct arena *arena);

/* Values for a field, those first that begin with text. chosen gets the canonical value, borrowed,
 * after the list is gone. */
typedef void values_chosen(struct view *owner, const char *value);
void values_open(struct view *owner, const struct field *field, const char *text,
                 values_chosen *chosen);

/* The reports of the report files, to choose one and its period. */
void reports_open(struct screen *screen);
/* One of them, as things are now. */
void report_open_named(struct screen *screen, const char *name);
/* The same for a reference: first those of the household that near (or NULL) is or lives in;
 * without near itself and the values, one or several, of without (or NULL). */
void values_open_near(struct view *owner, const struct field *field, const char *text,
                      const struct record *near, const char *without, values_chosen *chosen);

/* The parameters of an action, chosen on a record or (NULL) on none. */
void entry_open_act(struct screen *screen, const struct form *action, const struct record *subject);
/* The same about no record; then, unless NULL, is called once it was done and this view is gone. */
void entry_open_act_then(struct screen *screen, const struct form *action,
                         void (*then)(struct screen *screen));
/* The same, begun with these parameters, of which only those from the field `from` on are asked:
 * ready gets them, borrowed, as soon as the action could be done with them, after the view is gone.
 */
typedef void entry_answered(struct view *owner, const struct record *parameters);
void entry_open_ask(struct view *owner, const struct record *parameters,
                    const struct record *subject, const char *from, entry_answered *ready);
/* What was answered to the check of a deed, in arena, which is taken over; done is called after it
 * was done and this view is gone. */
struct deed;
typedef void preview_done(struct view *owner);
void preview_open(struct view *owner, const struct deed *deed, const struct act_answer *answer,
                  struct arena *arena, preview_done *done);
/* Questions of an action. answered gets a code for each, borrowed, after the view is gone. */
typedef void questions_answered(struct view *owner, const struct act_answer *answer,
                                const char *const *codes);
void questions_open(struct view *owner, const struct act_answer *answer,
                    questions_answered *answered);
/* Takes a change back: asks for the reason, shows what changes, does it. */
void undo_open(struct view *owner, uint64_t change);

/* Residents who may be one person, side by side: left may be one that is being keyed (number 0). */
void pair_open(struct screen *screen, const struct record *left, const struct double_row *right);
/* The same from an open record of the type `double`; false where it is decided already. */
bool pair_open_double(struct screen *screen, const struct record *pair);
/* Looks through all residents, and has the views look again. */
void doubles_scan(struct view *owner);
/* Those who may be this person. */
void alike_open(struct screen *screen, const struct record *person);

/* Counting: the open stocktake, or a list of them, or a new one where none is open; and this one,
 * false where it is over. */
void counting_open(struct screen *screen);
/* What is to be mended in the descriptions of the archive room: by rule, then one by one. */
void quality_open(struct screen *screen);
bool counting_open_record(struct screen *screen, const struct record *stocktake);

void history_open(struct screen *screen, const struct record *record);
/* What happened to a household or a person. */
void timeline_open(struct screen *screen, const struct record *record);
void help_open(struct screen *screen);

/* What was keyed against what another clerk saved; base is what both began from. merged gets a
 * record of theirs' version with what was chosen, borrowed. */
typedef void conflict_merged(struct view *owner, const struct record *merged);
void conflict_open(struct view *owner, const struct record *base, const struct record *mine,
                   const struct save_answer *answer, conflict_merged *merged);

/* A question (a message id) answered by one key; yes is called after the question is gone. Enter is
 * no answer. */
typedef void question_yes(struct view *owner);
void question_open(struct view *owner, const char *question, question_yes *yes);
/* An answer that is typed into the message line behind words: drawing it, with so many columns at
 * least for it and the blanks around it, and giving it a key; false where the key is none of the
 * editor's. */
struct editor;
void answer_draw(const struct screen *screen, struct paint *paint, const char *words,
                 struct editor *editor, int least);
bool answer_stroke(struct screen *screen, struct editor *editor, const struct stroke *stroke);
/* A line to type into on the message line, after a label (a message id), with text in it already;
 * done gets what is typed, borrowed. */
typedef void prompt_done(struct view *owner, const char *text);
void prompt_open(struct view *owner, const char *label, const char *text, prompt_done *done);
/* The same for words: hanzi may be composed in it. */
void prompt_open_words(struct view *owner, const char *label, const char *text, prompt_done *done);

/* One of count forms, by number or arrows, under a title (a message id); made gets it. */
typedef void choice_made(struct screen *screen, const struct form *form);
void choice_open(struct screen *screen, const char *title, const struct form *const *forms,
                 size_t count, choice_made *made);

/* The actions on a record, by number or arrows. owner is the view it was asked for from; shown:
 * that view shows this one record, and goes when the record goes. Otherwise the actions of its form
 * that need no record are there as well. */
void menu_open(struct view *owner, const struct record *record, bool shown);
/* Those that need no record alone; form NULL: of every form, and the taking back of what was done
 * last. */
void menu_open_general(struct view *owner, const struct form *form);

#endif

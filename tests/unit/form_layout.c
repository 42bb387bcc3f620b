/* Layout files: what stands on paper, and what is refused at which line. */

#include <stdlib.h>
#include <unistd.h>
#include "form/layout.h"
#include "form_help.h"

/* A registry's own folder with one layout file in it. */
static struct layout_set *load(struct world *world, const char *text, struct faults *faults)
{
    char folder[] = "/tmp/jumin-layout-XXXXXX";
    assert_non_null(mkdtemp(folder));
    const char *path = arena_format(world->arena, "%s/own.layout", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    *faults = (struct faults){0};
    struct layout_set *set = layout_set_load(world->set, "forms", folder, world->arena, faults);
    unlink(path);
    rmdir(folder);
    return set;
}

static void ours_are_whole(void **state)
{
    static const char *const wanted[] = {
        "filing_catalogue", "volume_catalogue", "volume_contents",  "box_contents",
        "box_note",         "volume_note",      "box_spine",        "box_front",
        "filing_stamp",     "item_label",       "box_label",        "shelf_label",
        "loan_slip",        "overdue_calls",    "destruction_list", "transfer_list",
        "location_sheet",   "stocktake_list",   "accession_sheet",  "handover_sheet"};
    struct world *world = *state;
    struct faults faults = {0};
    struct layout_set *set = layout_set_load(world->set, "forms", NULL, world->arena, &faults);
    print_faults(world->arena, &faults);
    assert_int_equal(faults.count, 0);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        const struct paper_layout *layout = layout_named(set, wanted[i]);
        assert_non_null(layout);
        assert_non_null(strchr(layout->label, BILINGUAL[0]));
        for (size_t j = 0; j < layout->column_count; j++)
            assert_non_null(layout->columns[j].label);
    }
    assert_ptr_equal(layout_named(set, "归档文件目录"), layout_named(set, "filing_catalogue"));
    layout_set_free(set);
}

static const char good[] = "layout one\n"
                           "  label   甲 | One\n"
                           "  kind    sheet\n"
                           "  of      box\n"
                           "  rows    archive box\n"
                           "  where   level=2\n"
                           "  paper   A5 landscape\n"
                           "  margins 10 11 12 13\n"
                           "  size    9.5\n"
                           "line 盒 {box_no}，{SUM pages} 页{GAP 2} | Box {box_no}\n"
                           "  size 20\n"
                           "  align centre\n"
                           "  bold\n"
                           "row title year\n"
                           "  height 12\n"
                           "area 1 2 0 4.5\n"
                           "  code {LABEL}\n"
                           "  frame\n"
                           "column {title}\n"
                           "  width 30\n"
                           "column {accession.title}\n"
                           "  label 来源 | From\n"
                           "  width 20\n"
                           "  align right\n"
                           "line 签字 {BLANK 10}\n"
                           "line {PAGE}/{PAGES}\n"
                           "  foot\n";

static void every_word_is_understood(void **state)
{
    struct world *world = *state;
    struct faults faults;
    struct layout_set *set = load(world, good, &faults);
    print_faults(world->arena, &faults);
    assert_int_equal(faults.count, 0);
    const struct paper_layout *one = layout_named(set, "one");
    assert_int_equal(one->kind, LAYOUT_SHEET);
    assert_string_equal(one->form->name, "box");
    assert_string_equal(one->rows->name, "archive");
    assert_string_equal(one->match[0]->name, "box");
    assert_null(one->match[1]);
    assert_true(one->paper_width == 210 && one->paper_height == 148);
    assert_true(one->top == 10 && one->right == 11 && one->bottom == 12 && one->left == 13);
    assert_int_equal(one->line_count, 4);
    assert_int_equal(one->lines[0].place, PLACE_HEAD);
    assert_true(one->lines[0].type.bold && one->lines[0].type.size == 20);
    assert_int_equal(one->lines[0].type.align, ALIGN_CENTRE);
    assert_int_equal(one->lines[0].text.side[LANGUAGE_CHINESE].count, 6);
    assert_int_equal(one->lines[0].text.side[LANGUAGE_ENGLISH].count, 2);
    assert_int_equal(one->lines[0].text.side[LANGUAGE_CHINESE].pieces[3].word, WORD_SUM);
    assert_int_equal(one->lines[1].field_count, 2);
    assert_true(one->lines[1].height == 12);
    assert_int_equal(one->lines[2].place, PLACE_TAIL);
    assert_true(one->lines[2].type.size == 9.5);
    assert_int_equal(one->lines[3].place, PLACE_FOOT);
    assert_true(one->areas[0].code && one->areas[0].frame && one->areas[0].height == 4.5);
    assert_string_equal(one->columns[0].label, field_named(one->rows, "title")->label);
    assert_string_equal(one->columns[1].text.side[0].pieces[0].beyond->name, "title");
    assert_string_equal(one->columns[1].label, "来源" BILINGUAL "From");
    layout_set_free(set);
}

/* What takes the place of ours is the registry's; the others stay. */
static void a_registry_has_its_own(void **state)
{
    struct world *world = *state;
    struct faults faults;
    struct layout_set *set = load(world,
                                  "layout item_label\n  label 甲 | Mine\n  kind labels\n"
                                  "  of archive\n  cell 40x20\n",
                                  &faults);
    assert_int_equal(faults.count, 0);
    assert_string_equal(layout_named(set, "item_label")->label, "甲" BILINGUAL "Mine");
    assert_non_null(layout_named(set, "box_label"));
    layout_set_free(set);
    assert_true(layout_there("forms", NULL, "archive"));
    assert_false(layout_there("forms", "/nowhere", "resident"));
}

#define HEAD "layout x\nlabel 甲 | X\nkind table\nof archive\n"
#define SHEET "layout x\nlabel 甲 | X\nkind sheet\nof box\n"
#define COLUMN "column {title}\nwidth 30\n"

static void faults_are_told_at_their_lines(void **state)
{
    static const struct {
        const char *text;
        int line;
    } bad[] = {
        {"layout x\nlabel 甲 | X\nof archive\n", 1},
        {"layout x\nkind table\nof archive\nlabel 甲 | X\n", 1},
        {"layout x\nlabel 甲 | X\nkind poster\nof archive\n", 3},
        {"layout x\nlabel 甲 | X\nkind table\nof nothing\n", 4},
        {"layout x\nlabel 甲 | X\nkind table\n", 1},
        {"form y\nlabel 甲 | Y\n", 1},
        {HEAD COLUMN "paper A9\n", 7},
        {HEAD "paper A4 sideways\n" COLUMN, 5},
        {HEAD "margins 1 2 3\n" COLUMN, 5},
        {HEAD "cell 10x10\n" COLUMN, 5},
        {HEAD "where nothing=1\n" COLUMN, 5},
        {HEAD "order remarks\n" COLUMN, 5},
        {HEAD "group nothing\n" COLUMN, 5},
        {HEAD "rows archive box\n" COLUMN, 5},
        {HEAD "column {titel}\nlabel 甲 | X\nwidth 30\n", 5},
        {HEAD "column {title\nlabel 甲 | X\nwidth 30\n", 5},
        {HEAD "column {title.box}\nlabel 甲 | X\nwidth 30\n", 5},
        {HEAD "column {title}{date}\nwidth 30\n", 5},
        {HEAD "column {title}\n", 5},
        {HEAD "column {title}\nwidth broad\n", 6},
        {HEAD "column {title}\nwidth 300\n", 1},
        {HEAD COLUMN "line {SUM}\n", 7},
        {HEAD COLUMN "line {GAP many}\n", 7},
        {HEAD COLUMN "line {COUNT all}\n", 7},
        {HEAD COLUMN "line x\nalign middle\n", 8},
        {HEAD COLUMN "line x\nsize 200\n", 8},
        {SHEET "column {title}\nwidth 30\n", 5},
        {SHEET "line {SUM pages}\n", 5},
        {SHEET "rows archive\nline x\n", 5},
        {SHEET "rows archive nothing\nline x\n", 5},
        {SHEET "row nothing\n", 5},
        {SHEET "area 1 2 3\ntext x\n", 5},
        {SHEET "area 1 2 300 10\ntext x\n", 1},
        {SHEET "area 1 2 3 4\ntext x\ncode y\n", 7},
        {"layout x\nlabel 甲 | X\nkind labels\nof box\n", 1},
        {"layout x\nlabel 甲 | X\nkind labels\nof box\ncell 63\n", 5},
        {"layout x\nlabel 甲 | X\nkind labels\nof box\ncell nothing:30x20\n", 5},
        {"layout x\nlabel 甲 | X\nkind labels\nof box\ncell 300x20\n", 1},
        {HEAD COLUMN HEAD COLUMN, 7},
    };
    struct world *world = *state;
    int wrong = 0;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct faults faults;
        struct layout_set *set = load(world, bad[i].text, &faults);
        char line[16];
        snprintf(line, sizeof line, "%d", bad[i].line);
        if (faults.count == 0 || strcmp(faults.items[0].arguments[1], line) != 0) {
            print_message("expected a fault in line %d of:\n%s", bad[i].line, bad[i].text);
            print_faults(world->arena, &faults);
            wrong++;
        }
        layout_set_free(set);
    }
    assert_int_equal(wrong, 0);
}

static void layouts_stand_in_files_of_their_own(void **state)
{
    struct world *world = *state;
    char folder[] = "/tmp/jumin-layout-XXXXXX";
    assert_non_null(mkdtemp(folder));
    const char *path = arena_format(world->arena, "%s/own.form", folder);
    FILE *file = fopen(path, "w");
    fputs(HEAD COLUMN, file);
    fclose(file);
    struct faults faults = {0};
    form_set_free(form_set_load("forms", folder, world->arena, &faults));
    unlink(path);
    rmdir(folder);
    assert_int_equal(faults.count, 1);
    assert_non_null(strstr(message_fault(world->arena, &faults.items[0]), "own.form:1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ours_are_whole),
        cmocka_unit_test(every_word_is_understood),
        cmocka_unit_test(a_registry_has_its_own),
        cmocka_unit_test(faults_are_told_at_their_lines),
        cmocka_unit_test(layouts_stand_in_files_of_their_own),
    };
    return cmocka_run_group_tests(tests, world_make, world_end);
}

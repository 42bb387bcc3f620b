/* jumin print: what stands on the paper is what is in the registry. PDFs are read again by other
 * programs: their text (pdftotext), their fonts, their pictures (pdftoppm), the codes in these
 * (zbarimg). */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "command_help.h"
#include "text/width.h"

enum { ITEMS = 60 };

static const char *title_of(int item)
{
    static char title[256];
    snprintf(title, sizeof title, "关于第%d号office affairs（fi-fl）的通知%s", item,
             item % 7 == 0 ? "：朝阳街社区居民委员会二〇一九年度老旧小区改造、加装电梯与𠮷祥楼院"
                             "公共维修资金使用情况的调查报告及其附件目录"
                           : "");
    return title;
}

static void items_save(struct place *place)
{
    struct buffer text = {0};
    for (int i = 1; i <= ITEMS; i++)
        buffer_format(&text,
                      "{\"fonds\":\"J006\",\"category\":\"WS\",\"year\":\"%d\",\"retention\":"
                      "\"Y\",\"office\":\"居委会\",\"item\":\"%d\",\"title\":\"%s\",\"pages\":"
                      "\"%d\",\"date\":\"2019-03-%02d\",\"creator\":\"居民委员会\",\"box\":\"H-%d\""
                      ",\"barcode\":\"T%04d\"}\n",
                      i <= 50 ? 2019 : 2020, i, title_of(i), i, 1 + i % 28, 1 + i / 30, i);
    int status = RUN_WITH(place, buffer_text(&text), "save", "archive");
    if (status)
        fail_msg("%s%s", place_out(place), place_err(place));
    buffer_free(&text);
    /* A box that was made on the way already is filled in. */
    status = RUN_WITH(place, "{\"box_no\":\"H-9\",\"thickness\":\"40\",\"barcode\":\"BOX9\"}\n",
                      "save", "box");
    if (status)
        fail_msg("%s%s", place_out(place), place_err(place));
}

static int start(void **state)
{
    struct place *place = place_new();
    registry_start(place, "registry");
    items_save(place);
    *state = place;
    return 0;
}

static int end(void **state)
{
    struct place *place = *state;
    keeper_stop(place);
    place_free(place);
    return 0;
}

/* What another program writes on its standard output. */
static const char *tool(struct place *place, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static const char *tool(struct place *place, const char *format, ...)
{
    char command[PATH_MAX * 2], block[4096];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(command, sizeof command, format, arguments);
    va_end(arguments);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    size_t length;
    buffer_clear(&place->out);
    while ((length = fread(block, 1, sizeof block, pipe)) > 0)
        buffer_add(&place->out, block, length);
    if (pclose(pipe) != 0)
        fail_msg("failed: %s", command);
    return place_out(place);
}

/* Without what only parts words and lines. */
static const char *bare(struct arena *arena, const char *text)
{
    char *bare = arena_copy(arena, text), *out = bare;
    for (; *text; text++)
        if (*text != ' ' && *text != '\n' && *text != '\f')
            *out++ = *text;
    *out = '\0';
    return bare;
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;
    for (; (text = strstr(text, part)); text += strlen(part))
        count++;
    return count;
}

static void layouts_are_listed(void **state)
{
    struct place *place = *state;
    EXPECT(place, 0, "-l", "zh_CN", "print", "--list");
    assert_non_null(strstr(place_out(place), "filing_catalogue\ttable\tarchive\t归档文件目录\n"));
    EXPECT(place, 0, "-l", "en", "print");
    assert_non_null(strstr(place_out(place), "item_label\tlabels\tarchive\tItem labels\n"));
}

static void a_catalogue_holds_every_item_and_its_headings_on_each_page(void **state)
{
    struct place *place = *state;
    struct arena *arena = arena_new();
    const char *path = arena_copy(arena, place_file(place, "a.pdf"));
    EXPECT(place, 0, "-l", "zh_CN", "print", "filing_catalogue", "--output", path);
    const char *text = bare(arena, tool(place, "pdftotext -raw '%s' -", path));
    for (int i = 1; i <= ITEMS; i++) {
        const char *wanted = arena_format(arena, "%s2019-03-%02d", title_of(i), 1 + i % 28);
        if (!strstr(text, bare(arena, wanted)))
            fail_msg("%s is not in:\n%s", wanted, text);
        assert_non_null(strstr(
            text, arena_format(arena, "J006-WS·%d-Y-居委会-%04d", i <= 50 ? 2019 : 2020, i)));
    }
    size_t pages = count_of(place_out(place), "\f");
    assert_true(pages > 2);
    assert_int_equal(count_of(text, "归档文件目录"), pages);
    assert_int_equal(count_of(text, "序号档号文号责任者题名日期密级页数备注"), pages);
    for (size_t i = 1; i <= pages; i++)
        assert_int_equal(count_of(text, arena_format(arena, "第%zu页共%zu页", i, pages)), 1);
    /* Each year begins a page, and has its own sums. */
    assert_non_null(strstr(text, "共50件，1275页"));
    assert_non_null(strstr(text, "共10件，555页"));
    /* Fonts are in the file, and say what their characters mean. */
    const char *fonts = tool(place, "pdffonts '%s'", path);
    assert_true(count_of(fonts, " yes yes yes ") >= 1);
    assert_int_equal(count_of(fonts, " no "), 0);
    assert_non_null(strstr(tool(place, "pdfinfo '%s'", path), "841.89 x 595.276"));
    arena_free(arena);
}

static void codes_can_be_scanned_from_the_picture(void **state)
{
    struct place *place = *state;
    struct arena *arena = arena_new();
    const char *path = arena_copy(arena, place_file(place, "labels.pdf"));
    const char *picture = arena_copy(arena, place_file(place, "labels"));
    EXPECT(place, 0, "print", "item_label", "--where", "item=1..24", "--output", path);
    /* A label at a time, as a scanner sees them: 63 x 34 mm from 10, 12 mm on, three to a row. */
    for (int i = 0; i < 24; i++) {
        tool(place, "pdftoppm -r 200 -png -singlefile -x %d -y %d -W 240 -H 260 '%s' '%s'",
             (10 + i % 3 * 63) * 2000 / 254, (12 + i / 3 * 34) * 2000 / 254, path, picture);
        const char *code = tool(place, "zbarimg -q --raw '%s.png' 2>/dev/null", picture);
        assert_string_equal(code, arena_format(arena, "%%T%04d\n", i + 1));
    }
    arena_free(arena);
}

static void a_sheet_knows_what_belongs_to_it(void **state)
{
    struct place *place = *state;
    struct arena *arena = arena_new();
    const char *path = arena_copy(arena, place_file(place, "box.pdf"));
    int status =
        RUN_WITH(place,
                 "{\"key\":\"J006-WS·2019-Y-居委会-0003\",\"version\":1,\"box\":\"H-9\"}\n"
                 "{\"key\":\"J006-WS·2019-Y-居委会-0007\",\"version\":1,\"box\":\"H-9\"}\n",
                 "save", "archive");
    assert_int_equal(status, 0);
    EXPECT(place, 0, "-l", "zh_CN", "print", "box_note", "H-9", "--output", path);
    const char *text = bare(arena, tool(place, "pdftotext -raw '%s' -", path));
    assert_non_null(strstr(text, "共2件，10页；起止件号：3至7"));
    EXPECT(place, 0, "-l", "zh_CN", "print", "box_spine", "H-9", "--output", path, "--replace");
    text = bare(arena, tool(place, "pdftotext -raw '%s' -", path));
    assert_non_null(strstr(text, "起止件号3至7盒号H-9"));
    arena_free(arena);
}

static void text_stands_in_fixed_columns(void **state)
{
    struct place *place = *state;
    struct arena *arena = arena_new();
    const char *path = arena_copy(arena, place_file(place, "list.txt"));
    EXPECT(place, 0, "-l", "zh_CN", "print", "filing_catalogue", "--format", "text", "--columns",
           "132", "--encoding", "gb18030", "--output", path);
    const char *text = arena_copy(arena, tool(place, "iconv -f gb18030 -t utf-8 '%s'", path));
    size_t pages = count_of(text, "\f");
    assert_true(pages >= 2);
    assert_int_equal(count_of(text, "归档文件目录"), pages);
    assert_int_equal(count_of(text, arena_format(arena, "共 %zu 页", pages)), pages);
    /* No line is wider, counted in columns: hanzi are two. */
    for (const char *line = text; *line; line += *line != '\0') {
        size_t length = strcspn(line, "\n\f");
        assert_true(width_text(arena_copy_bytes(arena, line, length)) <= 132);
        line += length;
    }
    EXPECT(place, 0, "-l", "zh_CN", "print", "filing_catalogue", "J006-WS·2019-Y-居委会-0001",
           "--format", "text");
    assert_non_null(strstr(place_out(place), "共 1 件，1 页"));
    arena_free(arena);
}

static void wrong_use_is_told(void **state)
{
    struct place *place = *state;
    struct arena *arena = arena_new();
    const char *path = arena_copy(arena, place_file(place, "kept.pdf"));
    file_write(path, "kept", 4);
    EXPECT(place, 1, "-l", "en", "print", "item_label", "--output", path);
    assert_non_null(strstr(place_err(place), "is there already"));
    struct buffer kept = {0};
    file_read(path, &kept);
    assert_string_equal(buffer_text(&kept), "kept");
    buffer_free(&kept);
    EXPECT(place, 0, "print", "item_label", "--output", path, "--replace");
    EXPECT(place, 2, "-l", "en", "print", "item_lable", "--format", "text");
    assert_non_null(strstr(place_err(place), "'item_label' perhaps?"));
    EXPECT(place, 1, "-l", "en", "print", "item_label", "J000", "--format", "text");
    EXPECT(place, 1, "-l", "en", "print", "item_label", "--where", "year=1901", "--format", "text");
    assert_non_null(strstr(place_err(place), "nothing to print"));
    EXPECT(place, 2, "-l", "en", "print", "item_label", "--where", "nothing=1", "--format", "text");
    EXPECT(place, 2, "-l", "en", "print", "item_label", "X", "--where", "year=2019", "--format",
           "text");
    EXPECT(place, 2, "-l", "en", "print", "item_label", "--columns", "7", "--format", "text");
    const char *nowhere = arena_copy(arena, place_file(place, "no/such/folder.pdf"));
    EXPECT(place, 4, "-l", "en", "print", "item_label", "--output", nowhere);
    assert_non_null(strstr(place_err(place), "cannot be written"));
    /* A character that the encoding has not: nothing is written. */
    const char *text = arena_copy(arena, place_file(place, "gbk.txt"));
    EXPECT(place, 1, "-l", "en", "print", "filing_catalogue", "--encoding", "gbk", "--output",
           text);
    assert_non_null(strstr(place_err(place), "U+20BB7"));
    assert_int_not_equal(access(text, F_OK), 0);
    arena_free(arena);
}

static void without_a_chinese_font_it_says_so(void **state)
{
    struct place *place = *state;
    const char *path = place_file(place, "fonts.pdf");
    const char *fonts = place_file(place, "fonts.conf");
    char text[PATH_MAX];
    snprintf(text, sizeof text,
             "<fontconfig><dir>%.63s</dir><cachedir>%.63s</cachedir></fontconfig>", place->folder,
             place->folder);
    file_write(fonts, text, strlen(text));
    setenv("FONTCONFIG_FILE", fonts, 1);
    EXPECT(place, 4, "-l", "en", "print", "item_label", "--output", path);
    unsetenv("FONTCONFIG_FILE");
    assert_non_null(strstr(place_err(place), "no Chinese font"));
    assert_int_not_equal(access(path, F_OK), 0);
}

/* What is printed on the way stands in no file that anybody looks for. */
static void what_goes_to_a_printer_is_told(void **state)
{
    struct place *place = *state;
    const char *lp = place_file(place, "lp");
    static const char script[] = "#!/bin/sh\nexit 0\n";
    file_write(lp, script, sizeof script - 1);
    assert_int_equal(chmod(lp, 0700), 0);
    char *path = strdup(getenv("PATH"));
    setenv("PATH", place->folder, 1);
    EXPECT(place, 0, "-l", "en", "print", "item_label", "--printer", "-");
    assert_string_equal(place_out(place), "Sent to the printer.\n");
    unlink(lp);
    EXPECT(place, 4, "-l", "en", "print", "item_label", "--printer", "-");
    assert_string_equal(place_out(place), "");
    assert_non_null(strstr(place_err(place), "no way to a printer"));
    setenv("PATH", path, 1);
    free(path);
}

/* A sheet for each store room, in order of the days, with the mean of what was read. */
static void a_month_of_the_room_has_its_mean(void **state)
{
    struct place *place = *state;
    static const char *const readings[] = {"{\"storeroom\":\"01\",\"day\":\"2026-06-02\",\"half\":"
                                           "\"1\",\"temperature\":\"21.5\",\"humidity\":"
                                           "\"50\"}",
                                           "{\"storeroom\":\"02\",\"day\":\"2026-06-02\",\"half\":"
                                           "\"1\",\"temperature\":\"15\",\"humidity\":"
                                           "\"55\"}",
                                           "{\"storeroom\":\"01\",\"day\":\"2026-06-01\",\"half\":"
                                           "\"2\",\"temperature\":\"-1\",\"humidity\":\"61\","
                                           "\"measure\":\"除湿\"}",
                                           "{\"storeroom\":\"01\",\"day\":\"2026-05-31\",\"half\":"
                                           "\"2\",\"temperature\":\"40\",\"humidity\":\"99\","
                                           "\"measure\":\"除湿\"}"};
    assert_int_equal(
        RUN_WITH(place, "{\"storeroom_no\":\"01\",\"name\":\"甲库\"}", "save", "storeroom"), 0);
    assert_int_equal(
        RUN_WITH(place, "{\"storeroom_no\":\"02\",\"name\":\"乙库\"}", "save", "storeroom"), 0);
    for (size_t i = 0; i < sizeof readings / sizeof *readings; i++)
        assert_int_equal(RUN_WITH(place, readings[i], "save", "climate"), 0);
    EXPECT(place, 0, "-l", "zh_CN", "print", "climate_sheet", "--where", "day=2026-06");
    const char *said = place_out(place), *second = strstr(said, "库房：02 乙库");
    assert_non_null(strstr(said, "库房：01 甲库   2026-06-01 至 2026-06-02"));
    assert_non_null(strstr(said, "平均温度 10.2 ℃   平均相对湿度 55.5 %"));
    assert_true(strstr(said, "2026-06-01   下午") < strstr(said, "2026-06-02   上午"));
    assert_non_null(second);
    assert_non_null(strstr(second, "平均温度 15.0 ℃   平均相对湿度 55.0 %"));
    EXPECT(place, 0, "-l", "en", "print", "climate_sheet", "--where", "day=2026-06");
    assert_non_null(strstr(place_out(place), "Mean temperature 15.0 ℃   Mean humidity 55.0 %"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layouts_are_listed),
        cmocka_unit_test(a_catalogue_holds_every_item_and_its_headings_on_each_page),
        cmocka_unit_test(codes_can_be_scanned_from_the_picture),
        cmocka_unit_test(a_sheet_knows_what_belongs_to_it),
        cmocka_unit_test(text_stands_in_fixed_columns),
        cmocka_unit_test(wrong_use_is_told),
        cmocka_unit_test(without_a_chinese_font_it_says_so),
        cmocka_unit_test(what_goes_to_a_printer_is_told),
        cmocka_unit_test(a_month_of_the_room_has_its_mean),
    };
    return cmocka_run_group_tests(tests, start, end);
}

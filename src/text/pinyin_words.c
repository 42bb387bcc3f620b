#include "text/pinyin.h"

#include <string.h>
#include "text/buffer.h"
#include "text/pinyin_reader.h"
#include "text/utf8.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

enum {
    WORD_HANZI = 4, /* longer runs of hanzi are spelt a syllable at a time */
    RUN_HANZI = 64, /* hanzi looked at together */
    SYLLABLE = 8,
    HANZI_BYTES = 3,
};

/* Words that end a name: 朝阳街 is Chaoyang Jie. The longest that fits counts. Sorted by code
 * point; every hanzi here has HANZI_BYTES. */
static const char *const endings[] = {
    "东路",   "中学",       "中心",   "中路",       "乡",     "侗族",   "公司",     "养老院",
    "农场",   "列",         "办事处", "北路",       "区",     "医院",   "单元",     "南路",
    "卫生院", "原种场",     "县",     "号",         "回族",   "园艺场", "土家族",   "地区",
    "大学",   "大道",       "学校",   "学院",       "室",     "小区",   "小学",     "小组",
    "局",     "层",         "居委会", "居民委员会", "巷",     "市",     "市辖区",   "幢",
    "幼儿园", "库",         "座",     "弄",         "政府",   "旗",     "有限公司", "村",
    "村委会", "村民委员会", "林场",   "架",         "栋",     "楼",     "法院",     "派出所",
    "渔场",   "省",         "社区",   "管理区",     "管理处", "组",     "维吾尔族", "网格",
    "胡同",   "自治区",     "自治县", "自治州",     "节",     "花园",   "苗族",     "街",
    "街道",   "西路",       "路",     "银行",       "镇",
};

/* Punctuation that is as wide as a hanzi, for terminals that have none so wide. */
static const struct {
    const char *wide;
    const char *narrow;
} signs[] = {
    {"，", ", "},  {"、", ", "},  {"。", ". "},  {"：", ": "},  {"；", "; "},  {"！", "! "},
    {"？", "? "},  {"（", " ("},  {"）", ") "},  {"《", " \""}, {"》", "\" "}, {"〈", " \""},
    {"〉", "\" "}, {"「", " \""}, {"」", "\" "}, {"『", " \""}, {"』", "\" "}, {"【", " ["},
    {"】", "] "},  {"〔", " ["},  {"〕", "] "},  {"“", "\""},   {"”", "\""},   {"‘", "'"},
    {"’", "'"},    {"—", "-"},    {"…", "..."},  {"～", "~"},   {"　", " "},
};

/* A run of hanzi with nothing between them. */
struct run {
    size_t count;
    const char *source[RUN_HANZI + 1]; /* where each begins; the last is where the run ends */
    char syllable[RUN_HANZI][SYLLABLE];
};

static void add_capital(struct buffer *out, const char *syllable)
{
    char first = syllable[0];
    buffer_add_char(out, first >= 'a' && first <= 'z' ? (char)(first - 'a' + 'A') : first);
    buffer_add_text(out, syllable + 1);
}

static void add_space(struct buffer *out)
{
    if (out->length > 0 && !strchr(" (\"[-/\xB7", out->data[out->length - 1]))
        buffer_add_char(out, ' ');
}

/* Syllables first to last of run as one word, with an apostrophe where two would run together. */
static void add_word(struct buffer *out, const struct run *run, size_t first, size_t last)
{
    if (first == last)
        return;
    add_space(out);
    add_capital(out, run->syllable[first]);
    for (size_t i = first + 1; i < last; i++) {
        if (strchr("aeo", run->syllable[i][0]))
            buffer_add_char(out, '\'');
        buffer_add_text(out, run->syllable[i]);
    }
}

/* A name that may be long: as one word, or a syllable at a time. */
static void add_name(struct buffer *out, const struct run *run, size_t first, size_t last)
{
    if (last - first <= WORD_HANZI) {
        add_word(out, run, first, last);
        return;
    }
    add_word(out, run, first, first + 1);
    for (size_t i = first + 1; i < last; i++) {
        buffer_add_char(out, ' ');
        buffer_add_text(out, run->syllable[i]);
    }
}

/* How many hanzi of run at place are an ending; 0 when none. */
static size_t ending_at(const struct run *run, size_t place)
{
    if (place >= run->count)
        return 0;
    const char *text = run->source[place];
    size_t left = (size_t)(run->source[run->count] - text);
    size_t low = 0, high = COUNT(endings), best = 0;
    while (left >= HANZI_BYTES && low < high) {
        size_t middle = low + (high - low) / 2;
        if (memcmp(endings[middle], text, HANZI_BYTES) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; left >= HANZI_BYTES && low < COUNT(endings); low++) {
        size_t bytes = strlen(endings[low]);
        if (memcmp(endings[low], text, HANZI_BYTES) != 0)
            break;
        if (bytes <= left && bytes > best && memcmp(endings[low], text, bytes) == 0)
            best = bytes;
    }
    return best / HANZI_BYTES;
}

static bool is_one_of(const struct run *run, size_t place, const char *hanzi)
{
    for (; *hanzi; hanzi += HANZI_BYTES)
        if (strncmp(hanzi, run->source[place], HANZI_BYTES) == 0)
            return true;
    return false;
}

/* What goes before a possible ending: the start of the text, a number, or an ending. */
enum before { BEFORE_NOTHING, BEFORE_NUMBER, BEFORE_ENDING };

/* Whether an ending (hanzi long) at place ends the name before it (name hanzi long), and is not
 * a part of one: 乡 in 安乡县, 路 in 路口镇. */
static bool ends_name(const struct run *run, size_t place, size_t hanzi, size_t name,
                      enum before before)
{
    bool more = place + hanzi < run->count;
    if (hanzi > 1 || name > 1)
        return true;
    if (name == 0)
        return before == BEFORE_NUMBER ||
               (before == BEFORE_ENDING && (!more || is_one_of(run, place, "号栋幢座楼层室组")));
    if (!more)
        return true;
    /* Of places of one hanzi only counties are common: 澧县. */
    size_t next = ending_at(run, place + 1);
    return is_one_of(run, place, "县") && (next == 0 || place + 1 + next < run->count);
}

static void add_run(struct buffer *out, const struct run *run, bool after_number)
{
    size_t start = 0, place = 0;
    enum before before = after_number ? BEFORE_NUMBER : BEFORE_NOTHING;
    while (place < run->count) {
        size_t hanzi = ending_at(run, place);
        if (hanzi == 0 || !ends_name(run, place, hanzi, place - start, before)) {
            place++;
            continue;
        }
        add_name(out, run, start, place);
        add_word(out, run, place, place + hanzi);
        place += hanzi;
        start = place;
        before = BEFORE_ENDING;
    }
    add_name(out, run, start, run->count);
}

static void take_hanzi(struct run *run, const struct pinyin_piece *piece)
{
    run->source[run->count] = piece->source;
    memcpy(run->syllable[run->count], piece->spelling, piece->length);
    run->syllable[run->count][piece->length] = '\0';
    run->count++;
    run->source[run->count] = piece->source + piece->source_length;
}

static void add_sign(struct buffer *out, const struct pinyin_piece *piece)
{
    for (size_t i = 0; i < COUNT(signs); i++) {
        if (strlen(signs[i].wide) == piece->source_length &&
            memcmp(signs[i].wide, piece->source, piece->source_length) == 0) {
            const char *narrow = signs[i].narrow;
            buffer_add_text(out, narrow[0] == ' ' && out->length == 0 ? narrow + 1 : narrow);
            return;
        }
    }
    uint32_t code;
    utf8_decode(piece->source, piece->source_length, &code);
    if (code >= 0xFF01 && code <= 0xFF5E)
        buffer_add_char(out, (char)(code - 0xFF01 + '!'));
    else if (code != ' ' || (out->length > 0 && out->data[out->length - 1] != ' '))
        buffer_add(out, piece->source, piece->source_length);
}

/* The buffer's text in arena, without the space that a closing sign may have left. */
static const char *finish(struct arena *arena, struct buffer *out)
{
    size_t length = out->length;
    while (length > 0 && out->data[length - 1] == ' ')
        length--;
    const char *text = arena_copy_bytes(arena, buffer_text(out), length);
    buffer_free(out);
    return text;
}

const char *pinyin_words(struct arena *arena, const char *text)
{
    struct pinyin_reader reader;
    struct pinyin_piece piece;
    struct buffer out = {0};
    struct run run = {0};
    bool number = false, after_hanzi = false;
    pinyin_reader_start(&reader, text, PINYIN_TEXT);
    while (pinyin_reader_next(&reader, &piece)) {
        if (piece.kind == PIECE_HANZI) {
            take_hanzi(&run, &piece);
            if (run.count < RUN_HANZI)
                continue;
        }
        if (run.count > 0) {
            add_run(&out, &run, number);
            run.count = 0;
            number = false;
            after_hanzi = true;
        }
        if (piece.kind == PIECE_HANZI)
            continue;
        if (piece.kind == PIECE_LATIN) {
            if (after_hanzi)
                add_space(&out);
            number = piece.spelling[piece.length - 1] <= '9';
        }
        after_hanzi = false;
        add_sign(&out, &piece);
    }
    if (run.count > 0)
        add_run(&out, &run, number);
    return finish(arena, &out);
}

const char *pinyin_person(struct arena *arena, const char *name)
{
    if (!utf8_has_hanzi(name))
        return arena_copy(arena, name);
    struct pinyin_reader reader;
    struct pinyin_piece piece;
    struct buffer out = {0};
    struct run run = {0};
    size_t surname = pinyin_surname(name);
    bool after_hanzi = false;
    pinyin_reader_start(&reader, name, PINYIN_NAME);
    while (pinyin_reader_next(&reader, &piece)) {
        if (piece.kind == PIECE_HANZI) {
            take_hanzi(&run, &piece);
            if (run.count == surname || run.count == RUN_HANZI) {
                add_word(&out, &run, 0, run.count);
                run.count = 0;
                surname = 0;
            }
            after_hanzi = true;
            continue;
        }
        add_word(&out, &run, 0, run.count);
        run.count = 0;
        surname = 0;
        if (piece.kind == PIECE_LATIN && after_hanzi)
            add_space(&out);
        after_hanzi = false;
        if (piece.source_length == 2 && memcmp(piece.source, "\xC2\xB7", 2) == 0)
            add_space(&out);
        else
            add_sign(&out, &piece);
    }
    add_word(&out, &run, 0, run.count);
    return finish(arena, &out);
}

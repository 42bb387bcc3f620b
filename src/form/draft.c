#include "form/draft.h"

#include <stdio.h>
#include <string.h>
#include "form/fold.h"
#include "text/utf8.h"

#define IN(block) (1u << (block))
#define IN_FORMS (IN(KEY_FORM) | IN(KEY_ACTION) | IN(KEY_EXTEND))
#define IN_FIELDS (IN(KEY_FIELD) | IN(KEY_CHANGE))
#define IN_RULES (IN(KEY_ERROR) | IN(KEY_WARNING))
#define IN_REPORTS IN(KEY_REPORT)
#define IN_LAYOUTS IN(KEY_LAYOUT)
/* What is drawn. */
#define IN_PARTS (IN(KEY_LINE) | IN(KEY_ROW) | IN(KEY_COLUMN) | IN(KEY_AREA))

enum argument {
    ARGUMENT_NEEDED,
    ARGUMENT_NONE,
    ARGUMENT_FLAG, /* none, yes or no */
};

static const struct grammar {
    const char *word;
    enum argument argument;
    bool opens; /* starts a block */
    bool again; /* may stand several times in a block; the texts are joined with | */
    unsigned
        within; /* blocks it may stand in; of an opener: forms only, or 0 for the file itself */
} grammar[KEYWORDS] = {
    [KEY_FORM] = {.word = "form", .argument = ARGUMENT_NEEDED, .opens = true},
    [KEY_ACTION] = {.word = "action", .argument = ARGUMENT_NEEDED, .opens = true},
    [KEY_EXTEND] = {.word = "extend", .argument = ARGUMENT_NEEDED, .opens = true},
    [KEY_REPORT] = {.word = "report", .argument = ARGUMENT_NEEDED, .opens = true},
    [KEY_LAYOUT] = {.word = "layout", .argument = ARGUMENT_NEEDED, .opens = true},
    [KEY_PAGE] = {.word = "page", .argument = ARGUMENT_NONE, .opens = true, .within = IN_FORMS},
    [KEY_SECTION] = {.word = "section",
                     .argument = ARGUMENT_NEEDED,
                     .opens = true,
                     .within = IN_FORMS},
    [KEY_FIELD] = {.word = "field", .argument = ARGUMENT_NEEDED, .opens = true, .within = IN_FORMS},
    [KEY_CHANGE] = {.word = "change",
                    .argument = ARGUMENT_NEEDED,
                    .opens = true,
                    .within = IN(KEY_EXTEND)},
    [KEY_ERROR] = {.word = "error", .argument = ARGUMENT_NEEDED, .opens = true, .within = IN_FORMS},
    [KEY_WARNING] = {.word = "warning",
                     .argument = ARGUMENT_NEEDED,
                     .opens = true,
                     .within = IN_FORMS},
    [KEY_LINE] = {.word = "line", .argument = ARGUMENT_NEEDED, .opens = true, .within = IN_LAYOUTS},
    [KEY_ROW] = {.word = "row", .argument = ARGUMENT_NEEDED, .opens = true, .within = IN_LAYOUTS},
    [KEY_COLUMN] = {.word = "column",
                    .argument = ARGUMENT_NEEDED,
                    .opens = true,
                    .within = IN_LAYOUTS},
    [KEY_AREA] = {.word = "area", .argument = ARGUMENT_NEEDED, .opens = true, .within = IN_LAYOUTS},
    [KEY_LIKE] = {.word = "like", .argument = ARGUMENT_NEEDED, .within = IN(KEY_ACTION)},
    [KEY_LABEL] = {.word = "label",
                   .argument = ARGUMENT_NEEDED,
                   .within = IN_FORMS | IN_FIELDS | IN_REPORTS | IN_LAYOUTS | IN(KEY_COLUMN)},
    [KEY_ON] = {.word = "on", .argument = ARGUMENT_NEEDED, .within = IN(KEY_ACTION)},
    [KEY_WHEN] = {.word = "when",
                  .argument = ARGUMENT_NEEDED,
                  .within = IN(KEY_ACTION) | IN(KEY_EXTEND) | IN_LAYOUTS},
    [KEY_ALSO] = {.word = "also", .argument = ARGUMENT_NEEDED, .again = true, .within = IN_FIELDS},
    [KEY_HELP] = {.word = "help",
                  .argument = ARGUMENT_NEEDED,
                  .within = IN_FORMS | IN_FIELDS | IN_REPORTS | IN_LAYOUTS},
    [KEY_PLACE] = {.word = "place",
                   .argument = ARGUMENT_NEEDED,
                   .within = IN_FORMS | IN_REPORTS | IN_LAYOUTS},
    [KEY_TITLE] = {.word = "title", .argument = ARGUMENT_NEEDED, .within = IN_FORMS},
    [KEY_KEY] = {.word = "key", .argument = ARGUMENT_NEEDED, .within = IN_FORMS},
    [KEY_DETAIL] = {.word = "detail", .argument = ARGUMENT_NEEDED, .within = IN_FORMS},
    [KEY_LIST] = {.word = "list", .argument = ARGUMENT_NEEDED, .within = IN_FORMS | IN_REPORTS},
    [KEY_ORDER] = {.word = "order",
                   .argument = ARGUMENT_NEEDED,
                   .within = IN_FORMS | IN_REPORTS | IN_LAYOUTS},
    [KEY_TREE] = {.word = "tree", .argument = ARGUMENT_NEEDED, .within = IN_FORMS},
    [KEY_TYPE] = {.word = "type", .argument = ARGUMENT_NEEDED, .within = IN(KEY_FIELD)},
    [KEY_WIDTH] = {.word = "width",
                   .argument = ARGUMENT_NEEDED,
                   .within = IN_FIELDS | IN(KEY_COLUMN)},
    [KEY_LENGTH] = {.word = "length", .argument = ARGUMENT_NEEDED, .within = IN_FIELDS},
    [KEY_REQUIRED] = {.word = "required", .argument = ARGUMENT_FLAG, .within = IN_FIELDS},
    [KEY_CARRIED] = {.word = "carried", .argument = ARGUMENT_FLAG, .within = IN_FIELDS},
    [KEY_COMPUTED] = {.word = "computed",
                      .argument = ARGUMENT_FLAG,
                      .within = IN(KEY_FORM) | IN(KEY_ACTION) | IN(KEY_FIELD)},
    [KEY_ASIDE] = {.word = "aside", .argument = ARGUMENT_FLAG, .within = IN(KEY_FORM)},
    [KEY_MISSING] = {.word = "missing", .argument = ARGUMENT_FLAG, .within = IN_FIELDS},
    [KEY_APART] = {.word = "apart", .argument = ARGUMENT_FLAG, .within = IN(KEY_FORM)},
    [KEY_DERIVED] = {.word = "derived", .argument = ARGUMENT_FLAG, .within = IN(KEY_FORM)},
    [KEY_MENU] = {.word = "menu", .argument = ARGUMENT_NEEDED, .within = IN(KEY_FORM)},
    [KEY_UNDER] = {.word = "under", .argument = ARGUMENT_NEEDED, .within = IN(KEY_FORM)},
    [KEY_CAPITAL] = {.word = "capital", .argument = ARGUMENT_FLAG, .within = IN(KEY_FIELD)},
    [KEY_MANY] = {.word = "many", .argument = ARGUMENT_FLAG, .within = IN(KEY_FIELD)},
    [KEY_RANGE] = {.word = "range", .argument = ARGUMENT_NEEDED, .within = IN_FIELDS},
    [KEY_PATTERN] = {.word = "pattern", .argument = ARGUMENT_NEEDED, .within = IN_FIELDS},
    [KEY_DEFAULT] = {.word = "default", .argument = ARGUMENT_NEEDED, .within = IN_FIELDS},
    [KEY_ASK] = {.word = "ask", .argument = ARGUMENT_NEEDED, .within = IN_FIELDS},
    [KEY_INDEX] = {.word = "index", .argument = ARGUMENT_NEEDED, .within = IN_FIELDS},
    [KEY_FILLS] = {.word = "fills", .argument = ARGUMENT_NEEDED, .within = IN(KEY_FIELD)},
    [KEY_WITHIN] = {.word = "within", .argument = ARGUMENT_NEEDED, .within = IN_FIELDS},
    [KEY_FROM] = {.word = "from", .argument = ARGUMENT_NEEDED, .within = IN_FIELDS},
    [KEY_AFTER] = {.word = "after", .argument = ARGUMENT_NEEDED, .within = IN(KEY_FIELD)},
    [KEY_AT] = {.word = "at", .argument = ARGUMENT_NEEDED, .within = IN_RULES},
    [KEY_MESSAGE] = {.word = "message", .argument = ARGUMENT_NEEDED, .within = IN_RULES},
    [KEY_KIND] = {.word = "kind", .argument = ARGUMENT_NEEDED, .within = IN_REPORTS | IN_LAYOUTS},
    [KEY_OF] = {.word = "of", .argument = ARGUMENT_NEEDED, .within = IN_REPORTS | IN_LAYOUTS},
    [KEY_WHERE] = {.word = "where", .argument = ARGUMENT_NEEDED, .within = IN_REPORTS | IN_LAYOUTS},
    [KEY_DURING] = {.word = "during", .argument = ARGUMENT_NEEDED, .within = IN_REPORTS},
    [KEY_BY] = {.word = "by", .argument = ARGUMENT_NEEDED, .within = IN_REPORTS},
    [KEY_ROWS] = {.word = "rows", .argument = ARGUMENT_NEEDED, .within = IN_REPORTS | IN_LAYOUTS},
    [KEY_COLUMNS] = {.word = "columns", .argument = ARGUMENT_NEEDED, .within = IN_REPORTS},
    [KEY_BANDS] = {.word = "bands", .argument = ARGUMENT_NEEDED, .within = IN_REPORTS},
    [KEY_GROUP] = {.word = "group", .argument = ARGUMENT_NEEDED, .within = IN_REPORTS | IN_LAYOUTS},
    [KEY_SUM] = {.word = "sum", .argument = ARGUMENT_NEEDED, .within = IN_REPORTS},
    [KEY_MONTHS] = {.word = "months", .argument = ARGUMENT_FLAG, .within = IN_REPORTS},
    [KEY_PAPER] = {.word = "paper", .argument = ARGUMENT_NEEDED, .within = IN_LAYOUTS},
    [KEY_MARGINS] = {.word = "margins", .argument = ARGUMENT_NEEDED, .within = IN_LAYOUTS},
    [KEY_CELL] = {.word = "cell", .argument = ARGUMENT_NEEDED, .within = IN_LAYOUTS},
    [KEY_SIZE] = {.word = "size", .argument = ARGUMENT_NEEDED, .within = IN_LAYOUTS | IN_PARTS},
    [KEY_BOLD] = {.word = "bold", .argument = ARGUMENT_FLAG, .within = IN_PARTS},
    [KEY_ALIGN] = {.word = "align", .argument = ARGUMENT_NEEDED, .within = IN_PARTS},
    [KEY_TEXT] = {.word = "text", .argument = ARGUMENT_NEEDED, .within = IN(KEY_AREA)},
    [KEY_CODE] = {.word = "code", .argument = ARGUMENT_NEEDED, .within = IN(KEY_AREA)},
    [KEY_FRAME] = {.word = "frame", .argument = ARGUMENT_FLAG, .within = IN(KEY_AREA)},
    [KEY_UPRIGHT] = {.word = "upright", .argument = ARGUMENT_FLAG, .within = IN(KEY_AREA)},
    [KEY_FOOT] = {.word = "foot", .argument = ARGUMENT_FLAG, .within = IN(KEY_LINE) | IN(KEY_ROW)},
    [KEY_ONCE] = {.word = "once", .argument = ARGUMENT_FLAG, .within = IN(KEY_LINE) | IN(KEY_ROW)},
    [KEY_HEIGHT] = {.word = "height",
                    .argument = ARGUMENT_NEEDED,
                    .within = IN(KEY_ROW) | IN(KEY_LINE) | IN_LAYOUTS},
};

enum { FAULTS_MOST = 2000 };

void report_fault(struct report *report, const char *file, size_t line, const char *message,
                  const char *third, const char *fourth)
{
    if (report->faults->count >= FAULTS_MOST)
        return;
    char number[24];
    snprintf(number, sizeof number, "%zu", line);
    fault_set(faults_add(report->faults, report->arena), report->arena, FAULT_DATA, NULL, message,
              file, number, third, third ? fourth : NULL, NULL);
}

/* Where the reader stands in a file. */
struct reader {
    struct draft *draft;
    const char *file;
    size_t line;
    struct block *form;  /* or extend */
    struct block *block; /* the properties belong to; NULL after a section: it has none */
    size_t page_line;    /* of a `page` that waits for its section, 0: none */
    bool lost;           /* after a faulty opener: its properties are passed over in silence */
};

static void reader_fault(struct reader *reader, const char *message, const char *third,
                         const char *fourth)
{
    if (reader->block)
        reader->block->faulty = true;
    report_fault(reader->draft->report, reader->file, reader->line, message, third, fourth);
}

static struct block *block_add(struct reader *reader, enum keyword kind, const char *text)
{
    struct draft *draft = reader->draft;
    if (draft->count == draft->capacity) {
        size_t capacity = draft->capacity ? draft->capacity * 2 : 64;
        struct block **blocks = arena_array(draft->scratch, capacity, sizeof *blocks);
        if (draft->count)
            memcpy(blocks, draft->blocks, draft->count * sizeof *blocks);
        draft->blocks = blocks;
        draft->capacity = capacity;
    }
    struct block *block = arena_alloc(draft->scratch, sizeof *block);
    *block = (struct block){.kind = kind, .text = text, .file = reader->file, .line = reader->line};
    draft->blocks[draft->count++] = block;
    return block;
}

static bool name_good(const char *name)
{
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
    return length > 0 && length <= 40 && !name[length] && name[0] >= 'a' && name[0] <= 'z';
}

/* An action's name is that of a record type and a verb: resident.death. */
static bool action_name_good(const char *name)
{
    const char *dot = strchr(name, '.');
    char noun[48];
    if (!dot || (size_t)(dot - name) >= sizeof noun)
        return false;
    memcpy(noun, name, (size_t)(dot - name));
    noun[dot - name] = '\0';
    return name_good(noun) && name_good(dot + 1);
}

static bool block_name_good(enum keyword kind, const char *name)
{
    switch (kind) {
    case KEY_ACTION:
        return action_name_good(name);
    case KEY_EXTEND:
        return name_good(name) || action_name_good(name);
    default:
        return name_good(name);
    }
}

static void page_without_section(struct reader *reader)
{
    if (reader->page_line)
        report_fault(reader->draft->report, reader->file, reader->page_line,
                     N_("{1}:{2}: a section must follow 'page'"), NULL, NULL);
    reader->page_line = 0;
}

static void block_open(struct reader *reader, enum keyword kind, const char *text)
{
    bool outer = kind == KEY_FORM || kind == KEY_ACTION || kind == KEY_EXTEND ||
                 kind == KEY_REPORT || kind == KEY_LAYOUT;
    reader->block = NULL;
    reader->lost = true;
    if (kind != KEY_SECTION)
        page_without_section(reader);
    if (outer)
        reader->form = NULL;
    if (!outer && !reader->form) {
        reader_fault(reader, N_("{1}:{2}: '{3}' stands before any 'form', 'action' or 'extend'"),
                     grammar[kind].word, NULL);
        return;
    }
    if (!outer && !(grammar[kind].within & IN(reader->form->kind))) {
        reader_fault(reader, N_("{1}:{2}: '{3}' has no place under '{4}'"), grammar[kind].word,
                     grammar[reader->form->kind].word);
        return;
    }
    bool named = outer || kind == KEY_FIELD || kind == KEY_CHANGE;
    if (named && !block_name_good(kind, text)) {
        reader_fault(
            reader,
            kind == KEY_ACTION
                ? N_("{1}:{2}: '{3}' is no name of an action: a record type and a verb with a "
                     "point between them, as in resident.death")
                : N_("{1}:{2}: '{3}' is no name: small letters a to z, digits and _, at most 40, "
                     "a letter first"),
            text, NULL);
        return;
    }
    reader->lost = false;
    if (kind == KEY_PAGE) {
        reader->page_line = reader->line;
        return;
    }
    struct block *block = block_add(reader, kind, text);
    block->page = kind == KEY_SECTION && reader->page_line;
    reader->page_line = 0;
    if (outer)
        reader->form = block;
    else
        block->owner = reader->form;
    if (kind != KEY_SECTION)
        reader->block = block;
}

static void property_add(struct reader *reader, enum keyword keyword, const char *text)
{
    struct block *block = reader->block;
    if (!block) {
        if (!reader->lost)
            reader_fault(reader, N_("{1}:{2}: '{3}' belongs to nothing before it"),
                         grammar[keyword].word, NULL);
        return;
    }
    if (!(grammar[keyword].within & IN(block->kind))) {
        reader_fault(reader, N_("{1}:{2}: '{3}' has no place under '{4}'"), grammar[keyword].word,
                     grammar[block->kind].word);
        return;
    }
    struct property *property = &block->properties[keyword];
    if (property->text && !grammar[keyword].again) {
        reader_fault(reader, N_("{1}:{2}: '{3}' was said before, in line {4}"),
                     grammar[keyword].word,
                     arena_format(reader->draft->arena, "%zu", property->line));
        return;
    }
    if (property->text)
        text = arena_format(reader->draft->arena, "%s|%s", property->text, text);
    *property = (struct property){text, reader->file, reader->line};
}

static bool keyword_named(const char *word, enum keyword *keyword)
{
    for (int i = 0; i < KEYWORDS; i++)
        if (strcmp(grammar[i].word, word) == 0) {
            *keyword = (enum keyword)i;
            return true;
        }
    return false;
}

static void line_read(struct reader *reader, const char *line)
{
    struct arena *arena = reader->draft->arena;
    size_t length = strcspn(line, " ");
    const char *word = arena_copy_bytes(arena, line, length);
    const char *text = line + length + (line[length] == ' ');
    enum keyword keyword;
    if (!keyword_named(word, &keyword)) {
        const char *nearest = fold_nearest(word, grammar, KEYWORDS, sizeof grammar[0]);
        if (nearest)
            reader_fault(reader,
                         N_("{1}:{2}: '{3}' is not a word of the form language; '{4}' perhaps?"),
                         word, nearest);
        else
            reader_fault(reader, N_("{1}:{2}: '{3}' is not a word of the form language"), word,
                         NULL);
        return;
    }
    enum argument argument = grammar[keyword].argument;
    if (argument == ARGUMENT_NEEDED && !*text) {
        reader_fault(reader, N_("{1}:{2}: something must follow '{3}'"), word, NULL);
        if (grammar[keyword].opens) {
            reader->block = NULL;
            reader->lost = true;
        }
        return;
    }
    if ((argument == ARGUMENT_NONE && *text) ||
        (argument == ARGUMENT_FLAG && *text && strcmp(text, "yes") != 0 &&
         strcmp(text, "no") != 0)) {
        reader_fault(reader, N_("{1}:{2}: '{4}' must not follow '{3}'"), word, text);
        return;
    }
    if (grammar[keyword].opens)
        block_open(reader, keyword, text);
    else
        property_add(reader, keyword, text);
}

void draft_read(struct draft *draft, const struct source *source)
{
    struct reader reader = {.draft = draft, .file = source->path};
    size_t length;
    for (size_t at = 0; at < source->length; at += length + 1) {
        const char *line = source->text + at;
        const char *end = memchr(line, '\n', source->length - at);
        length = end ? (size_t)(end - line) : source->length - at;
        reader.line++;
        uint32_t bad;
        const char *clean = utf8_clean(draft->arena, line, length, FOLD_TEXT, &bad);
        if (!clean)
            reader_fault(&reader,
                         N_("{1}:{2}: the line is not valid UTF-8 or holds a control character"),
                         NULL, NULL);
        else if (*clean && *clean != '#')
            line_read(&reader, clean);
    }
    page_without_section(&reader);
}

const char *draft_bilingual(struct draft *draft, const struct property *property)
{
    const char *bar = strchr(property->text, '|');
    if (!bar)
        return property->text;
    size_t left = (size_t)(bar - property->text);
    while (left && property->text[left - 1] == ' ')
        left--;
    const char *right = bar + 1;
    while (*right == ' ')
        right++;
    if (strchr(right, '|') || !*right || !left) {
        report_fault(
            draft->report, property->file, property->line,
            N_("{1}:{2}: a text in two languages is written 'Chinese | English', not '{3}'"),
            property->text, NULL);
        return property->text;
    }
    return arena_format(draft->arena, "%.*s" BILINGUAL "%s", (int)left, property->text, right);
}

const char **draft_words(struct arena *arena, const char *text, size_t *count)
{
    size_t most = 1;
    for (const char *at = text; *at; at++)
        most += *at == ' ';
    const char **words = arena_array(arena, most + 1, sizeof *words);
    *count = 0;
    while (*text) {
        size_t length = strcspn(text, " ");
        if (length)
            words[(*count)++] = arena_copy_bytes(arena, text, length);
        text += length + (text[length] == ' ');
    }
    return words;
}

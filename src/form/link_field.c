#include <regex.h>
#include <string.h>
#include "form/check.h"
#include "form/fold.h"
#include "form/link.h"
#include "form/query.h"

const char *const field_type_names[FIELD_TYPES] = {
    [FIELD_TEXT] = "text",           [FIELD_NAME] = "name",         [FIELD_CODE] = "code",
    [FIELD_DATE] = "date",           [FIELD_IDENTITY] = "identity", [FIELD_PHONE] = "phone",
    [FIELD_NUMBER] = "number",       [FIELD_DECIMAL] = "decimal",   [FIELD_YESNO] = "yesno",
    [FIELD_REFERENCE] = "reference", [FIELD_NOTE] = "note",         [FIELD_AGE] = "age",
    [FIELD_SERIAL] = "serial",
};

static const char *const index_names[] = {"exact", "name", "tail", "words", "unique"};

enum { ANY_NUMBER = 1000, WIDTH_MOST = 200, NAME_LENGTH_MOST = 100, PATTERN_MOST = 500 };

/* What each type can have. */
static const struct type_rule {
    unsigned width;       /* where none is given */
    unsigned length_most; /* where none is given */
    unsigned arguments_least, arguments_most;
    unsigned indexes;
    bool length, range, pattern, many;
} types[FIELD_TYPES] = {
    [FIELD_TEXT] = {.width = 20,
                    .indexes = INDEX_EXACT | INDEX_NAME | INDEX_TAIL | INDEX_WORDS | INDEX_UNIQUE,
                    .length = true,
                    .pattern = true,
                    .many = true},
    [FIELD_NAME] = {.width = 20,
                    .length_most = NAME_LENGTH_MOST,
                    .indexes = INDEX_EXACT | INDEX_NAME | INDEX_WORDS,
                    .length = true,
                    .pattern = true,
                    .many = true},
    [FIELD_CODE] = {.width = 12,
                    .arguments_least = 1,
                    .arguments_most = 1,
                    .indexes = INDEX_EXACT,
                    .many = true},
    [FIELD_DATE] = {.width = 10, .indexes = INDEX_EXACT, .range = true, .many = true},
    [FIELD_IDENTITY] = {.width = 18,
                        .length_most = 40,
                        .arguments_most = ANY_NUMBER,
                        .indexes = INDEX_EXACT | INDEX_TAIL | INDEX_UNIQUE,
                        .length = true,
                        .pattern = true},
    [FIELD_PHONE] = {.width = 13, .indexes = INDEX_EXACT | INDEX_TAIL | INDEX_UNIQUE, .many = true},
    [FIELD_NUMBER] = {.width = 8,
                      .indexes = INDEX_EXACT | INDEX_UNIQUE,
                      .range = true,
                      .many = true},
    [FIELD_DECIMAL] = {.width = 12, .indexes = INDEX_EXACT, .range = true},
    [FIELD_YESNO] = {.width = 3, .indexes = INDEX_EXACT},
    [FIELD_REFERENCE] = {.width = 18,
                         .arguments_least = 1,
                         .arguments_most = 1,
                         .indexes = INDEX_EXACT | INDEX_UNIQUE,
                         .many = true},
    [FIELD_NOTE] = {.width = 60, .indexes = INDEX_WORDS, .length = true},
    [FIELD_AGE] = {.width = 3, .arguments_least = 1, .arguments_most = 2},
    [FIELD_SERIAL] = {.width = 12, .arguments_least = 2, .arguments_most = 2},
};

/* A name or a number that a record is known by is no answer to a question. */
static bool may_be_missing(enum field_type type)
{
    return type == FIELD_TEXT || type == FIELD_CODE || type == FIELD_DATE || type == FIELD_PHONE ||
           type == FIELD_NUMBER || type == FIELD_DECIMAL || type == FIELD_YESNO;
}

bool field_type_kept(enum field_type type)
{
    return type != FIELD_AGE && type != FIELD_SERIAL;
}

static bool flag(const struct block *block, enum keyword keyword)
{
    const char *text = block->properties[keyword].text;
    return text && strcmp(text, "no") != 0;
}

static void type_code(struct linker *linker, struct field *field, const struct property *type,
                      const char *name)
{
    struct form_set *set = linker->set;
    field->codes = code_table_named(set, name);
    if (field->codes)
        return;
    const char **names = arena_array(linker->arena, set->table_count + 1, sizeof *names);
    for (unsigned i = 0; i < set->table_count; i++)
        names[i] = set->tables[i]->name;
    const char *nearest = fold_nearest(name, names, set->table_count, sizeof *names);
    link_fault(linker, type,
               nearest ? N_("{1}:{2}: no code table is called '{3}'; '{4}' perhaps?")
                       : N_("{1}:{2}: no code table is called '{3}'"),
               name, nearest);
}

static void type_reference(struct linker *linker, struct field *field, const struct property *type,
                           const char *name)
{
    field->reference = form_named(linker->set, name);
    if (!field->reference)
        link_fault(linker, type, N_("{1}:{2}: no form is called '{3}'"), name, NULL);
}

static void type_indexes(struct linker *linker, struct field *field, const struct property *index)
{
    size_t count, known = sizeof index_names / sizeof index_names[0];
    const char **words = draft_words(linker->arena, index->text, &count);
    for (size_t i = 0; i < count; i++) {
        size_t bit = 0;
        while (bit < known && strcmp(index_names[bit], words[i]) != 0)
            bit++;
        if (bit == known) {
            link_fault(linker, index,
                       N_("{1}:{2}: '{3}' is no kind of index (exact, name, tail, words, unique)"),
                       words[i], NULL);
        } else if (!(types[field->type].indexes & 1u << bit)) {
            link_fault(linker, index, N_("{1}:{2}: a field of type '{3}' has no index '{4}'"),
                       field_type_names[field->type], words[i]);
        } else {
            field->indexes |= 1u << bit;
        }
    }
    if (field->many && field->indexes & INDEX_UNIQUE)
        link_fault(linker, index, N_("{1}:{2}: a field of several values cannot be unique"), NULL,
                   NULL);
}

static void type_length(struct linker *linker, struct field *field, const struct property *length)
{
    const char *dots = strstr(length->text, "..");
    const char *low = length->text, *high = length->text;
    if (dots) {
        low = arena_copy_bytes(linker->arena, length->text, (size_t)(dots - length->text));
        high = dots + 2;
    }
    if (dots && *low)
        link_number(linker, length, low, 0, FIELD_BYTES_MOST, &field->length_least);
    if (*high)
        link_number(linker, length, high, 1, FIELD_BYTES_MOST, &field->length_most);
    if (!dots)
        field->length_least = field->length_most;
    if (*high && field->length_least > field->length_most)
        link_fault(linker, length,
                   N_("{1}:{2}: '{3}' is no length: the first number is the greater"), length->text,
                   NULL);
}

static void type_pattern(struct linker *linker, struct field *field, const struct property *pattern)
{
    if (strlen(pattern->text) > PATTERN_MOST) {
        link_fault(linker, pattern, N_("{1}:{2}: the pattern is too long"), NULL, NULL);
        return;
    }
    regex_t *compiled = arena_alloc(linker->arena, sizeof *compiled);
    const char *whole = arena_format(linker->arena, "^(%s)$", pattern->text);
    int wrong = regcomp(compiled, whole, REG_EXTENDED | REG_NOSUB);
    if (wrong) {
        char reason[128];
        regerror(wrong, compiled, reason, sizeof reason);
        link_fault(linker, pattern, N_("{1}:{2}: '{3}' is no regular expression: {4}"),
                   pattern->text, reason);
        return;
    }
    field->pattern = pattern->text;
    field->pattern_compiled = compiled;
}

static const char **bars(struct arena *arena, const char *text)
{
    size_t most = 2, count = 0;
    for (const char *at = text; at && *at; at++)
        most += *at == '|';
    const char **parts = arena_array(arena, most, sizeof *parts);
    while (text && *text) {
        size_t length = strcspn(text, "|"), start = strspn(text, " "), end = length;
        while (end > start && text[end - 1] == ' ')
            end--;
        if (start < end)
            parts[count++] = arena_copy_bytes(arena, text + start, end - start);
        text += length + (text[length] == '|');
    }
    return parts;
}

/* A property that its type does not have. */
static void types_check(struct linker *linker, const struct field *field, const struct block *block)
{
    const struct type_rule *rule = &types[field->type];
    const struct {
        enum keyword keyword;
        const char *word;
        bool allowed;
    } checks[] = {
        {KEY_LENGTH, "length", rule->length},
        {KEY_RANGE, "range", rule->range},
        {KEY_PATTERN, "pattern", rule->pattern},
        {KEY_MANY, "many", rule->many},
        {KEY_FILLS, "fills",
         field->type == FIELD_IDENTITY || (field->type == FIELD_CODE && !field->many)},
        {KEY_WITHIN, "within", field->type == FIELD_TEXT && !field->many},
        {KEY_CAPITAL, "capital", field->type == FIELD_TEXT},
        {KEY_REQUIRED, "required", field_type_kept(field->type)},
        {KEY_MISSING, "missing", may_be_missing(field->type)},
        {KEY_DEFAULT, "default", field_type_kept(field->type)},
        {KEY_CARRIED, "carried", field_type_kept(field->type)},
    };
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
        if (block->properties[checks[i].keyword].text && !checks[i].allowed)
            link_fault(linker, &block->properties[checks[i].keyword],
                       N_("{1}:{2}: '{3}' means nothing for a field of type '{4}'"), checks[i].word,
                       field_type_names[field->type]);
}

static void type_read(struct linker *linker, struct field *field, const struct block *block)
{
    const struct property *type = &block->properties[KEY_TYPE];
    if (!type->text)
        return;
    size_t count, known = 0;
    const char **words = draft_words(linker->arena, type->text, &count);
    while (known < FIELD_TYPES && strcmp(field_type_names[known], words[0]) != 0)
        known++;
    if (known == FIELD_TYPES) {
        const char *nearest =
            fold_nearest(words[0], field_type_names, FIELD_TYPES, sizeof field_type_names[0]);
        link_fault(linker, type,
                   nearest ? N_("{1}:{2}: '{3}' is no type; '{4}' perhaps?")
                           : N_("{1}:{2}: '{3}' is no type"),
                   words[0], nearest);
        return;
    }
    field->type = (enum field_type)known;
    if (count - 1 < types[known].arguments_least) {
        link_fault(linker, type,
                   N_("{1}:{2}: after 'type {3}' must stand what it refers to: a code table, a "
                      "form or a field"),
                   words[0], NULL);
        return;
    }
    if (count - 1 > types[known].arguments_most) {
        link_fault(linker, type, N_("{1}:{2}: '{4}' must not follow 'type {3}'"), words[0],
                   words[types[known].arguments_most + 1]);
        return;
    }
    if (field->type == FIELD_CODE)
        type_code(linker, field, type, words[1]);
    else if (field->type == FIELD_REFERENCE)
        type_reference(linker, field, type, words[1]);
    else if (field->type == FIELD_IDENTITY)
        field->codes = code_table_named(linker->set, REGIONS_TABLE);
}

void link_field_type(struct linker *linker, struct link_form *form, struct field *field,
                     struct block *block)
{
    (void)form;
    struct property place = {block->text, block->file, block->line};
    const struct property *properties = block->properties;
    type_read(linker, field, block);
    const struct type_rule *rule = &types[field->type];
    field->width = rule->width;
    field->length_most = rule->length_most;
    field->required = flag(block, KEY_REQUIRED);
    field->carried = flag(block, KEY_CARRIED);
    field->computed = flag(block, KEY_COMPUTED) || !field_type_kept(field->type);
    field->capital = flag(block, KEY_CAPITAL);
    field->missing = flag(block, KEY_MISSING);
    field->many = flag(block, KEY_MANY) && rule->many;
    field->label = field->name;
    if (!properties[KEY_LABEL].text && !block->faulty)
        link_fault(linker, &place, N_("{1}:{2}: '{3}' has no label"), field->name, NULL);
    if (properties[KEY_LABEL].text)
        field->label = draft_bilingual(linker->draft, &properties[KEY_LABEL]);
    if (properties[KEY_HELP].text)
        field->help = draft_bilingual(linker->draft, &properties[KEY_HELP]);
    field->aliases = bars(linker->arena, properties[KEY_ALSO].text);
    if (properties[KEY_WIDTH].text)
        link_number(linker, &properties[KEY_WIDTH], properties[KEY_WIDTH].text, 1, WIDTH_MOST,
                    &field->width);
    types_check(linker, field, block);
    if (properties[KEY_LENGTH].text && rule->length)
        type_length(linker, field, &properties[KEY_LENGTH]);
    if (properties[KEY_PATTERN].text && rule->pattern)
        type_pattern(linker, field, &properties[KEY_PATTERN]);
    if (properties[KEY_INDEX].text)
        type_indexes(linker, field, &properties[KEY_INDEX]);
}

static void names_age(struct linker *linker, struct link_form *form, struct field *field,
                      const struct property *type, const char **words, size_t count)
{
    const char *name = words[1];
    field->of = link_named(linker, form->form, type, name);
    field->days = count > 2 && strcmp(words[2], "days") == 0;
    if (field->of && field->of->type != FIELD_DATE)
        link_fault(linker, type, N_("{1}:{2}: an age needs a date, and '{3}' is none"), name, NULL);
    if (count > 2 && !field->days)
        link_fault(linker, type, N_("{1}:{2}: an age is in years, or in 'days', not in '{3}'"),
                   words[2], NULL);
}

static void names_serial(struct linker *linker, struct link_form *form, struct field *field,
                         const struct property *type, const char **words)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    field->prefix = words[1];
    field->of = link_named(linker, form->form, type, words[2]);
    if (strspn(words[1], letters) != strlen(words[1]))
        link_fault(linker, type,
                   N_("{1}:{2}: a serial number begins with capital letters, not '{3}'"), words[1],
                   NULL);
}

static void names_identity(struct linker *linker, struct link_form *form, struct field *field,
                           const struct property *type, const char **words, size_t count)
{
    field->of = link_named(linker, form->form, type, words[1]);
    if (!field->of)
        return;
    if (field->of->type != FIELD_CODE || !field->of->codes || count < 3) {
        link_fault(linker, type,
                   N_("{1}:{2}: 'type identity' is followed by the field of the document type and "
                      "those of its "
                      "codes that are citizen ID cards"),
                   NULL, NULL);
        field->of = NULL;
        return;
    }
    field->citizen = arena_array(linker->arena, count - 1, sizeof *field->citizen);
    for (size_t i = 2; i < count; i++) {
        const struct code *code = code_find(field->of->codes, words[i]);
        field->citizen[i - 2] = code ? code->code : words[i];
        if (!code)
            link_fault(linker, type, N_("{1}:{2}: the code table '{4}' has no '{3}'"), words[i],
                       field->of->codes->name);
    }
}

static void names_fills(struct linker *linker, struct link_form *form, struct field *field,
                        const struct property *fills)
{
    size_t count;
    const char **words = draft_words(linker->arena, fills->text, &count);
    for (size_t i = 0; i < count; i++) {
        const struct field *filled = link_named(linker, form->form, fills, words[i]);
        if (!filled)
            continue;
        if (filled->type == FIELD_DATE && !field->fills_birth)
            field->fills_birth = filled;
        else if (filled->type == FIELD_CODE && !field->fills_sex)
            field->fills_sex = filled;
        else
            link_fault(linker, fills,
                       N_("{1}:{2}: an ID number fills a code field with the sex and a date field "
                          "with the birth "
                          "date, not '{3}'"),
                       words[i], NULL);
    }
}

/* A code gives other fields what its row has in the columns of their names. */
static void names_columns(struct linker *linker, struct link_form *form, struct field *field,
                          const struct property *fills)
{
    size_t count, named = 0;
    const char **words = draft_words(linker->arena, fills->text, &count);
    field->fills = arena_array(linker->arena, count + 1, sizeof *field->fills);
    for (size_t i = 0; i < count; i++) {
        const struct field *filled = link_named(linker, form->form, fills, words[i]);
        if (filled && filled != field && !filled->computed)
            field->fills[named++] = filled;
        else if (filled)
            link_fault(linker, fills, N_("{1}:{2}: '{3}' cannot be filled"), words[i], NULL);
    }
}

/* What a value stands within: the building and the unit of a room. */
static void names_within(struct linker *linker, struct link_form *form, struct field *field,
                         const struct property *within)
{
    size_t count, named = 0;
    const char **words = draft_words(linker->arena, within->text, &count);
    field->within = arena_array(linker->arena, count + 1, sizeof *field->within);
    for (size_t i = 0; i < count; i++) {
        const struct field *outer = link_named(linker, form->form, within, words[i]);
        if (outer && outer != field && !outer->many && field_type_kept(outer->type))
            field->within[named++] = outer;
        else if (outer)
            link_fault(linker, within, N_("{1}:{2}: nothing can be numbered within '{3}'"),
                       words[i], NULL);
    }
    if (named > 0)
        field->indexes |= INDEX_WITHIN;
}

void link_field_names(struct linker *linker, struct link_form *form, struct field *field,
                      struct block *block)
{
    const struct property *type = &block->properties[KEY_TYPE];
    if (block->properties[KEY_WITHIN].text && field->type == FIELD_TEXT && !field->many)
        names_within(linker, form, field, &block->properties[KEY_WITHIN]);
    if (!type->text)
        return;
    size_t count;
    const char **words = draft_words(linker->arena, type->text, &count);
    if (field->type == FIELD_AGE && count > 1)
        names_age(linker, form, field, type, words, count);
    if (field->type == FIELD_SERIAL && count > 2)
        names_serial(linker, form, field, type, words);
    if (field->type == FIELD_IDENTITY && count > 1)
        names_identity(linker, form, field, type, words, count);
    if (block->properties[KEY_FILLS].text && field->type == FIELD_IDENTITY)
        names_fills(linker, form, field, &block->properties[KEY_FILLS]);
    if (block->properties[KEY_FILLS].text && field->type == FIELD_CODE && field->codes)
        names_columns(linker, form, field, &block->properties[KEY_FILLS]);
}

/* A value that a form states, made canonical; NULL and a fault where it is none. */
static const char *value_read(struct linker *linker, const struct field *field,
                              const struct property *at, const char *text)
{
    static const struct date no_day = {0};
    if (field->type == FIELD_DATE && strcmp(text, "today") == 0)
        return "today";
    struct faults faults = {0};
    const char *value = field_read(field, text, strlen(text), &no_day, linker->arena, &faults);
    if (!value || faults_errors(&faults)) {
        link_fault(linker, at, N_("{1}:{2}: '{3}' is no value of the field '{4}'"), text,
                   field->name);
        return NULL;
    }
    return value;
}

static void values_range(struct linker *linker, struct field *field, const struct property *range)
{
    const char *dots = strstr(range->text, "..");
    if (!dots) {
        link_fault(linker, range, N_("{1}:{2}: a range is written 1..9, 1.. or ..9, not '{3}'"),
                   range->text, NULL);
        return;
    }
    const char *low = arena_copy_bytes(linker->arena, range->text, (size_t)(dots - range->text));
    const char *high = dots + 2;
    if (*low)
        low = value_read(linker, field, range, low);
    if (*high)
        high = value_read(linker, field, range, high);
    field->low = low && *low ? low : NULL;
    field->high = high && *high ? high : NULL;
}

void link_field_values(struct linker *linker, struct link_form *form, struct field *field,
                       struct block *block)
{
    const struct property *properties = block->properties;
    const struct property *initial = &properties[KEY_DEFAULT];
    if (properties[KEY_RANGE].text && types[field->type].range)
        values_range(linker, field, &properties[KEY_RANGE]);
    if (initial->text && field_type_kept(field->type))
        field->initial = value_read(linker, field, initial, initial->text);
    if (properties[KEY_ASK].text) {
        field->ask = link_query(linker, form->form, &properties[KEY_ASK]);
        field->ask_text = properties[KEY_ASK].text;
        for (size_t i = 0; field->ask && i < field->ask->count; i++)
            if (field->ask->parts[i].field == field)
                link_fault(linker, &properties[KEY_ASK],
                           N_("{1}:{2}: whether '{3}' is asked must not depend on itself"),
                           field->name, NULL);
    }
}

const struct query *link_query(struct linker *linker, const struct form *form,
                               const struct property *at)
{
    return link_condition(linker, form, at, false);
}

const struct query *link_condition(struct linker *linker, const struct form *form,
                                   const struct property *at, bool elsewhere)
{
    static const struct date no_day = {0};
    struct fault fault = {0};
    const struct query *query = query_read(form, at->text, &no_day, linker->arena, &fault);
    if (query && !elsewhere && query_looks_elsewhere(query)) {
        link_fault(linker, at, N_("{1}:{2}: in '{3}': a rule sees its own record only"), at->text,
                   NULL);
        return NULL;
    }
    if (query)
        return query;
    if (fault.arguments[2])
        link_fault(linker, at, N_("{1}:{2}: no field is called '{3}'; '{4}' perhaps?"),
                   fault.arguments[0], fault.arguments[2]);
    else
        link_fault(linker, at, N_("{1}:{2}: in '{3}': {4}"), fault.arguments[0],
                   fault.arguments[1]);
    return NULL;
}

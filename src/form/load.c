#include <dirent.h>
#include <errno.h>
#include <regex.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "form/draft.h"
#include "form/layout.h"
#include "form/lookup.h"
#include "text/message.h"

/* One folder's files with a suffix, sorted by name. */
struct listing {
    char **names;
    size_t count;
};

struct loader {
    struct arena *arena; /* of what is made */
    struct form_set *set;
    bool lean; /* of tables that no field takes its values from no more than is needed */
    struct report report;
    crypto_generichash_state digest;
};

static bool has_suffix(const char *name, const char *suffix)
{
    size_t length = strlen(name), end = strlen(suffix);
    return length > end && name[0] != '.' && strcmp(name + length - end, suffix) == 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A folder that is not there has no files; needed says that this is a fault. */
static struct listing folder_list(struct loader *loader, const char *folder, const char *suffix,
                                  bool needed)
{
    struct listing listing = {0};
    DIR *directory = opendir(folder);
    if (!directory) {
        if (needed || errno != ENOENT)
            report_fault(&loader->report, folder, 0, N_("{1}: the folder cannot be read: {3}"),
                         strerror(errno), NULL);
        return listing;
    }
    size_t capacity = 0;
    for (struct dirent *entry; (entry = readdir(directory));) {
        if (!has_suffix(entry->d_name, suffix))
            continue;
        if (listing.count == capacity) {
            capacity = capacity ? capacity * 2 : 32;
            listing.names = memory_resize(listing.names, capacity * sizeof *listing.names);
        }
        listing.names[listing.count++] = arena_copy(loader->arena, entry->d_name);
    }
    closedir(directory);
    if (listing.count)
        qsort(listing.names, listing.count, sizeof *listing.names, by_name);
    return listing;
}

static bool source_open(struct loader *loader, const char *path, struct source *source)
{
    struct arena *arena = loader->arena;
    *source = (struct source){.path = path};
    FILE *file = fopen(path, "rb");
    /* A folder opens, and cannot be read. */
    if (!file || (getc(file) == EOF && ferror(file)) || fseek(file, 0, SEEK_END) != 0) {
        report_fault(&loader->report, path, 0, N_("{1}: the file cannot be read: {3}"),
                     strerror(errno), NULL);
        if (file)
            fclose(file);
        return false;
    }
    long size = ftell(file);
    if (size < 0 || size > SOURCE_BYTES_MOST) {
        report_fault(&loader->report, path, 0, N_("{1}: the file is too large"), NULL, NULL);
        fclose(file);
        return false;
    }
    rewind(file);
    source->text = arena_alloc(arena, (size_t)size + 1);
    source->length = fread(source->text, 1, (size_t)size, file);
    source->text[source->length] = '\0';
    bool read = !ferror(file);
    if (!read)
        report_fault(&loader->report, path, 0, N_("{1}: the file cannot be read: {3}"),
                     strerror(errno), NULL);
    fclose(file);
    return read;
}

static void digest_add(struct loader *loader, const char *name, const struct source *source)
{
    unsigned char length[8];
    for (size_t i = 0; i < sizeof length; i++)
        length[i] = (unsigned char)(source->length >> (8 * i));
    crypto_generichash_update(&loader->digest, (const unsigned char *)name, strlen(name) + 1);
    crypto_generichash_update(&loader->digest, length, sizeof length);
    crypto_generichash_update(&loader->digest, (const unsigned char *)source->text, source->length);
}

static size_t sources_open(struct loader *loader, const char *name, const char *const *folders,
                           struct source sources[2])
{
    size_t count = 0;
    for (size_t i = 0; i < 2; i++) {
        if (!folders[i])
            continue;
        const char *path = arena_format(loader->arena, "%s/%s", folders[i], name);
        if (source_open(loader, path, &sources[count])) {
            digest_add(loader, name, &sources[count]);
            count++;
        }
    }
    return count;
}

/* What the fields of the draft need of a table. */
static enum table_use table_use(const struct loader *loader, const struct draft *draft,
                                const char *table)
{
    enum table_use use = loader->lean ? TABLE_UNUSED : TABLE_WHOLE;
    for (size_t i = 0; i < draft->count && use != TABLE_WHOLE; i++) {
        const char *type = draft->blocks[i]->properties[KEY_TYPE].text;
        size_t count;
        const char **words = type ? draft_words(draft->arena, type, &count) : NULL;
        if (!words || count == 0)
            continue;
        if (count > 1 && strcmp(words[0], "code") == 0 && strcmp(words[1], table) == 0)
            use = TABLE_WHOLE;
        else if (strcmp(words[0], "identity") == 0 && strcmp(table, REGIONS_TABLE) == 0)
            use = TABLE_CODES;
    }
    return use;
}

/* The files of one code table, ours and the registry's own. */
struct table_files {
    const char *name;
    struct source sources[2];
    size_t count;
};

static struct table_files *tables_open(struct loader *loader, const char *ours, const char *own,
                                       size_t *count)
{
    struct arena *arena = loader->arena;
    const char *folders[2] = {arena_format(arena, "%s/codes", ours),
                              own ? arena_format(arena, "%s/codes", own) : NULL};
    struct listing listings[2] = {folder_list(loader, folders[0], ".tsv", false)};
    if (own)
        listings[1] = folder_list(loader, folders[1], ".tsv", false);
    struct table_files *tables =
        arena_array(arena, listings[0].count + listings[1].count, sizeof *tables);
    size_t at[2] = {0, 0};
    *count = 0;
    while (at[0] < listings[0].count || at[1] < listings[1].count) {
        const char *first = at[0] < listings[0].count ? listings[0].names[at[0]] : NULL;
        const char *second = at[1] < listings[1].count ? listings[1].names[at[1]] : NULL;
        int order = !first ? 1 : !second ? -1 : strcmp(first, second);
        const char *name = order <= 0 ? first : second;
        const char *where[2] = {order <= 0 ? folders[0] : NULL, order >= 0 ? folders[1] : NULL};
        struct table_files *table = &tables[(*count)++];
        table->count = sources_open(loader, name, where, table->sources);
        table->name = arena_copy_bytes(arena, name, strlen(name) - strlen(".tsv"));
        at[0] += order <= 0;
        at[1] += order >= 0;
    }
    free(listings[0].names);
    free(listings[1].names);
    return tables;
}

static void tables_read(struct loader *loader, const struct draft *draft,
                        const struct table_files *tables, size_t count)
{
    struct form_set *set = loader->set;
    set->tables = arena_array(set->arena, count, sizeof *set->tables);
    for (size_t i = 0; i < count; i++)
        set->tables[set->table_count++] =
            code_table_read(tables[i].name, tables[i].sources, tables[i].count,
                            table_use(loader, draft, tables[i].name), set->arena, &loader->report);
}

static void forms_read(struct loader *loader, struct draft *draft, const char *folder,
                       const char *suffix, bool needed)
{
    struct listing listing = folder_list(loader, folder, suffix, needed);
    for (size_t i = 0; i < listing.count; i++) {
        struct source source;
        const char *path = arena_format(draft->arena, "%s/%s", folder, listing.names[i]);
        if (source_open(loader, path, &source)) {
            digest_add(loader, listing.names[i], &source);
            draft_read(draft, &source);
        }
    }
    free(listing.names);
}

static struct form_set *set_load(const char *ours, const char *own, bool lean, struct arena *arena,
                                 struct faults *faults)
{
    struct form_set *set = memory_alloc(sizeof *set);
    set->arena = arena_new();
    struct loader loader = {
        .arena = set->arena, .set = set, .lean = lean, .report = {arena, faults}};
    unsigned char digest[crypto_generichash_BYTES_MIN];
    crypto_generichash_init(&loader.digest, NULL, 0, sizeof digest);
    size_t table_count;
    const struct table_files *tables = tables_open(&loader, ours, own, &table_count);
    struct draft draft = {.arena = set->arena, .scratch = arena_new(), .report = &loader.report};
    forms_read(&loader, &draft, ours, ".form", true);
    if (own)
        forms_read(&loader, &draft, own, ".form", false);
    forms_read(&loader, &draft, ours, ".report", false);
    if (own)
        forms_read(&loader, &draft, own, ".report", false);
    tables_read(&loader, &draft, tables, table_count);
    draft_link(&draft, set);
    draft_reports(&draft, set);
    arena_free(draft.scratch);
    crypto_generichash_final(&loader.digest, digest, sizeof digest);
    sodium_bin2hex(set->digest, sizeof set->digest, digest, sizeof digest);
    return set;
}

struct form_set *form_set_load(const char *ours, const char *own, struct arena *arena,
                               struct faults *faults)
{
    return set_load(ours, own, false, arena, faults);
}

struct form_set *form_set_load_lean(const char *ours, const char *own, struct arena *arena,
                                    struct faults *faults)
{
    return set_load(ours, own, true, arena, faults);
}

struct layout_set *layout_set_load(const struct form_set *forms, const char *ours, const char *own,
                                   struct arena *arena, struct faults *faults)
{
    struct layout_set *set = memory_alloc(sizeof *set);
    set->arena = arena_new();
    struct loader loader = {.arena = set->arena, .report = {arena, faults}};
    crypto_generichash_init(&loader.digest, NULL, 0, crypto_generichash_BYTES_MIN);
    struct draft draft = {.arena = set->arena, .scratch = arena_new(), .report = &loader.report};
    forms_read(&loader, &draft, ours, ".layout", false);
    if (own)
        forms_read(&loader, &draft, own, ".layout", false);
    draft_layouts(&draft, forms, set);
    arena_free(draft.scratch);
    return set;
}

/* Whether a line of the file says that it is of the form. */
static bool is_of(const char *path, const char *form)
{
    char line[256], word[8], name[64];
    FILE *file = fopen(path, "r");
    bool found = false;
    while (file && !found && fgets(line, sizeof line, file))
        found = sscanf(line, "%7s %63s", word, name) == 2 && strcmp(word, "of") == 0 &&
                strcmp(name, form) == 0;
    if (file)
        fclose(file);
    return found;
}

bool layout_there(const char *ours, const char *own, const char *form)
{
    const char *const folders[2] = {ours, own};
    struct arena *arena = arena_new();
    bool found = false;
    for (size_t i = 0; i < 2 && !found; i++) {
        DIR *directory = folders[i] ? opendir(folders[i]) : NULL;
        for (struct dirent *entry; directory && !found && (entry = readdir(directory));)
            found = has_suffix(entry->d_name, ".layout") &&
                    is_of(arena_format(arena, "%s/%s", folders[i], entry->d_name), form);
        if (directory)
            closedir(directory);
    }
    arena_free(arena);
    return found;
}

void layout_set_free(struct layout_set *set)
{
    if (!set)
        return;
    arena_free(set->arena);
    free(set);
}

bool form_set_refuse(const struct faults *faults, struct arena *arena, struct fault *fault)
{
    const struct fault *first = faults->items;
    while (first->warning)
        first++;
    return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                     N_("{1}. The forms have to be mended first; 'jumin forms check' names every "
                        "fault in them."),
                     message_fault(arena, first), NULL);
}

static void patterns_free(struct form **forms, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        for (unsigned j = 0; j < forms[i]->field_count; j++)
            if (forms[i]->fields[j].pattern_compiled)
                regfree(forms[i]->fields[j].pattern_compiled);
}

void form_set_free(struct form_set *set)
{
    if (!set)
        return;
    patterns_free(set->forms, set->count);
    patterns_free(set->actions, set->action_count);
    arena_free(set->arena);
    free(set);
}

const struct form *form_named(const struct form_set *set, const char *name)
{
    for (unsigned i = 0; i < set->count; i++)
        if (strcmp(set->forms[i]->name, name) == 0)
            return set->forms[i];
    return NULL;
}

const struct form *action_named(const struct form_set *set, const char *name)
{
    for (unsigned i = 0; i < set->action_count; i++)
        if (strcmp(set->actions[i]->name, name) == 0)
            return set->actions[i];
    return NULL;
}

const struct field *field_named(const struct form *form, const char *name)
{
    return form->lookup ? lookup_find_folded(form->lookup, name, strlen(name), FOLD_KEY_LABEL)
                        : NULL;
}

const struct code_table *code_table_named(const struct form_set *set, const char *name)
{
    for (unsigned i = 0; i < set->table_count; i++)
        if (strcmp(set->tables[i]->name, name) == 0)
            return set->tables[i];
    return NULL;
}

#include "registry/settings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "registry/plainfile.h"
#include "text/place.h"
#include "text/utf8.h"

static const char file_name[] = "registry.conf";

bool settings_community_valid(const char *community)
{
    return strlen(community) == 12 && strspn(community, "0123456789") == 12;
}

static bool read_number(const char *text, uint64_t least, uint64_t most, uint64_t *number)
{
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (!text[0] || text[0] == '-' || *end || errno || value < least || value > most)
        return false;
    *number = value;
    return true;
}

static bool read_community(struct settings *settings, const char *value)
{
    settings->community = value;
    return settings_community_valid(value);
}

static bool read_name(struct settings *settings, const char *value)
{
    settings->name = value;
    return true;
}

static bool read_profile(struct settings *settings, const char *value)
{
    for (int i = 0; i < ARCHIVE_PROFILES; i++) {
        if (strcmp(value, archive_profile_names[i]) == 0) {
            settings->archive.profile = (enum archive_profile)i;
            return true;
        }
    }
    return false;
}

static bool read_fonds(struct settings *settings, const char *value)
{
    settings->fonds = value[0] ? value : NULL;
    return true;
}

static bool read_digits(const char *value, unsigned *digits)
{
    uint64_t number;
    if (!read_number(value, 1, 8, &number))
        return false;
    *digits = (unsigned)number;
    return true;
}

static bool read_item_digits(struct settings *settings, const char *value)
{
    return read_digits(value, &settings->archive.item_digits);
}

static bool read_volume_digits(struct settings *settings, const char *value)
{
    return read_digits(value, &settings->archive.volume_digits);
}

static bool read_cache(struct settings *settings, const char *value)
{
    uint64_t megabytes;
    if (!read_number(value, 1, 1 << 20, &megabytes))
        return false;
    settings->cache_bytes = (size_t)megabytes << 20;
    return true;
}

static bool read_created(struct settings *settings, const char *value)
{
    uint64_t seconds;
    if (!read_number(value, 0, INT64_MAX, &seconds))
        return false;
    settings->created = (int64_t)seconds;
    return true;
}

static const struct {
    const char *key;
    bool (*read)(struct settings *settings, const char *value);
} keys[] = {
    {"community", read_community},
    {"name", read_name},
    {"archival_code", read_profile},
    {"fonds", read_fonds},
    {"item_digits", read_item_digits},
    {"volume_digits", read_volume_digits},
    {"cache", read_cache},
    {"created", read_created},
};

static char *trimmed(char *text)
{
    while (*text == ' ' || *text == '\t')
        text++;
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r", text[length - 1]))
        length--;
    text[length] = 0;
    return text;
}

static bool read_line(struct settings *settings, char *line)
{
    line = trimmed(line);
    if (!line[0] || line[0] == '#')
        return true;
    char *equals = strchr(line, '=');
    if (!equals)
        return false;
    *equals = 0;
    const char *key = trimmed(line);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(key, keys[i].key) == 0)
            return keys[i].read(settings, trimmed(equals + 1));
    return true;
}

bool settings_read(const char *directory, struct settings *settings, struct arena *arena,
                   struct fault *fault)
{
    const char *path = place_join(arena, directory, file_name, NULL);
    *settings =
        (struct settings){.archive = {ARCHIVE_DAT_22_2015, 4, 3}, .community = "", .name = ""};
    char *text;
    size_t length;
    if (!plainfile_read(path, &text, &length, arena, fault)) {
        if (fault && fault->kind == FAULT_NOT_FOUND)
            fault_set(fault, arena, FAULT_NOT_FOUND, NULL,
                      N_("There is no registry in {1}. Make one with: jumin -r {1} init"),
                      directory, NULL);
        return false;
    }
    if (utf8_valid(text, length) != length || strlen(text) != length)
        return fault_set(fault, arena, FAULT_USAGE, NULL, N_("{1} is not UTF-8 text."), path, NULL);
    unsigned number = 1;
    for (char *line = text; line; number++) {
        char *end = strchr(line, '\n');
        if (end)
            *end = 0;
        if (!read_line(settings, line))
            return fault_set(fault, arena, FAULT_USAGE, NULL,
                             N_("{1}:{2}: this setting cannot be understood."), path,
                             arena_format(arena, "%u", number), NULL);
        line = end ? end + 1 : NULL;
    }
    if (!settings_community_valid(settings->community))
        return fault_set(fault, arena, FAULT_USAGE, NULL,
                         N_("{1} does not name the community: a code of 12 digits."), path, NULL);
    return true;
}

bool settings_write(const char *directory, const struct settings *settings, struct arena *arena,
                    struct fault *fault)
{
    const char *text = arena_format(
        arena,
        "community = %s\nname = %s\narchival_code = %s\nitem_digits = %u\nvolume_digits = %u\n"
        "cache = %zu\ncreated = %lld\n%s%s%s",
        settings->community, settings->name, archive_profile_names[settings->archive.profile],
        settings->archive.item_digits, settings->archive.volume_digits, settings->cache_bytes >> 20,
        (long long)settings->created, settings->fonds ? "fonds = " : "",
        settings->fonds ? settings->fonds : "", settings->fonds ? "\n" : "");
    return plainfile_write(place_join(arena, directory, file_name, NULL), text, strlen(text), arena,
                           fault);
}

#include "registry/settings.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "registry/plainfile.h"
#include "text/place.h"
#include "text/utf8.h"

static const char file_name[] = "registry.conf";

enum { VERIFY_EVERY = 10, COUNT_WITNESSES = 1, HANDOVER_COUNT_DAYS = 30 };

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

static bool read_retention(const char *value, const char **retention)
{
    *retention = value[0] ? value : NULL;
    return true;
}

static bool read_retention_long(struct settings *settings, const char *value)
{
    return read_retention(value, &settings->retention_long);
}

static bool read_retention_short(struct settings *settings, const char *value)
{
    return read_retention(value, &settings->retention_short);
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

static bool read_verify_every(struct settings *settings, const char *value)
{
    uint64_t number;
    if (!read_number(value, 1, 100000, &number))
        return false;
    settings->verify_every = (unsigned)number;
    return true;
}

static bool read_verify_own(struct settings *settings, const char *value)
{
    settings->verify_own = strcmp(value, "yes") == 0;
    return settings->verify_own || strcmp(value, "no") == 0;
}

static bool read_count_witnesses(struct settings *settings, const char *value)
{
    uint64_t number;
    if (!read_number(value, 0, 20, &number))
        return false;
    settings->count_witnesses = (unsigned)number;
    return true;
}

static bool read_handover_count_days(struct settings *settings, const char *value)
{
    uint64_t number;
    if (!read_number(value, 0, 3660, &number))
        return false;
    settings->handover_count_days = (unsigned)number;
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

static bool read_area_code(struct settings *settings, const char *value)
{
    settings->limits.area_code = value;
    return strspn(value, "0123456789") == strlen(value) && strlen(value) <= 4;
}

static bool read_approval_access(struct settings *settings, const char *value)
{
    settings->limits.loan_approval_access = value;
    return strspn(value, "0123456789 ") == strlen(value);
}

/* Beginnings of ID numbers, parted by spaces. */
static const char **regions_read(const char *value, struct arena *arena)
{
    enum { REGION_DIGITS = 6, SIZE = REGION_DIGITS + 1 };
    const char **regions = arena_array(arena, strlen(value) / 2 + 2, sizeof *regions);
    size_t count = 0;
    for (const char *at = value + strspn(value, " "); *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        if (length > REGION_DIGITS || strspn(at, "0123456789") < length)
            return NULL;
        regions[count++] = arena_copy_bytes(arena, at, length);
        at += length;
    }
    return regions;
}

static const struct {
    const char *key;
    size_t place;
    unsigned least, most, initial;
} measures[] = {
    {"parent_gap_least", offsetof(struct limits, parent_gap_least), 0, 100, 14},
    {"mother_gap_most", offsetof(struct limits, mother_gap_most), 1, 150, 60},
    {"marriage_age_man", offsetof(struct limits, marriage_age_man), 0, 100, 22},
    {"marriage_age_woman", offsetof(struct limits, marriage_age_woman), 0, 100, 20},
    {"head_age_least", offsetof(struct limits, head_age_least), 0, 100, 18},
    {"members_most", offsetof(struct limits, members_most), 1, 5000, 9},
    {"phone_shared_most", offsetof(struct limits, phone_shared_most), 1, 5000, 4},
    {"loan_days", offsetof(struct limits, loan_days), 1, 3650, 7},
    {"loan_renewals", offsetof(struct limits, loan_renewals), 0, 1000, 1},
    {"loan_renew_days", offsetof(struct limits, loan_renew_days), 1, 3650, 7},
    {"loan_approval_security", offsetof(struct limits, loan_approval_security), 0, 9, 2},
    {"loan_security_most", offsetof(struct limits, loan_security_most), 0, 9, 3},
    {"appraisal_members", offsetof(struct limits, appraisal_members), 1, 100, 3},
    {"appraisal_representatives", offsetof(struct limits, appraisal_representatives), 0, 100, 1},
    {"approve_apart", offsetof(struct limits, approve_apart), 0, 1, 0},
    {"destruction_witnesses", offsetof(struct limits, destruction_witnesses), 1, 100, 2},
    {"hold_review_days", offsetof(struct limits, hold_review_days), 0, 36500, 180},
    {"transfer_years", offsetof(struct limits, transfer_years), 0, 1000, 10},
    {"climate_measure_required", offsetof(struct limits, climate_measure_required), 0, 1, 0},
    {"filing_months_before", offsetof(struct limits, filing_months_before), 0, 1200, 0},
    {"filing_months_after", offsetof(struct limits, filing_months_after), 0, 1200, 1},
};
enum { MEASURES = sizeof measures / sizeof *measures };

static unsigned *measure_of(struct limits *limits, size_t i)
{
    return (unsigned *)((char *)limits + measures[i].place);
}

/* 常德 has three: its present code, that of the former prefecture (to 1987), and that of 津市
 * 1988 to 1994. */
static void limits_end(struct settings *settings, struct arena *arena)
{
    struct limits *limits = &settings->limits;
    bool changde = strncmp(settings->community, "4307", 4) == 0;
    if (!limits->area_code)
        limits->area_code = changde ? "0736" : "";
    if (!limits->regions)
        limits->regions = regions_read(
            changde ? "4307 4324 439005" : arena_format(arena, "%.4s", settings->community), arena);
}

static const struct {
    const char *key;
    bool (*read)(struct settings *settings, const char *value);
} keys[] = {
    {"community", read_community},
    {"name", read_name},
    {"archival_code", read_profile},
    {"fonds", read_fonds},
    {"retention_long", read_retention_long},
    {"retention_short", read_retention_short},
    {"item_digits", read_item_digits},
    {"volume_digits", read_volume_digits},
    {"cache", read_cache},
    {"verify_every", read_verify_every},
    {"verify_own", read_verify_own},
    {"created", read_created},
    {"area_code", read_area_code},
    {"loan_approval_access", read_approval_access},
    {"count_witnesses", read_count_witnesses},
    {"handover_count_days", read_handover_count_days},
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

static bool read_measure(struct limits *limits, size_t i, const char *value)
{
    uint64_t number;
    if (!read_number(value, measures[i].least, measures[i].most, &number))
        return false;
    *measure_of(limits, i) = (unsigned)number;
    return true;
}

static bool read_line(struct settings *settings, char *line, struct arena *arena)
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
    for (size_t i = 0; i < MEASURES; i++)
        if (strcmp(key, measures[i].key) == 0)
            return read_measure(&settings->limits, i, trimmed(equals + 1));
    if (strcmp(key, "regions_local") == 0)
        return (settings->limits.regions = regions_read(trimmed(equals + 1), arena)) != NULL;
    return true;
}

bool settings_read(const char *directory, struct settings *settings, struct arena *arena,
                   struct fault *fault)
{
    const char *path = place_join(arena, directory, file_name, NULL);
    *settings = (struct settings){.archive = {ARCHIVE_DAT_22_2015, 4, 3},
                                  .community = "",
                                  .name = "",
                                  .verify_every = VERIFY_EVERY,
                                  .count_witnesses = COUNT_WITNESSES,
                                  .handover_count_days = HANDOVER_COUNT_DAYS};
    for (size_t i = 0; i < MEASURES; i++)
        *measure_of(&settings->limits, i) = measures[i].initial;
    settings->limits.loan_approval_access = "2 3"; /* codes/access.tsv: 控制, 延期开放 */
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
        if (!read_line(settings, line, arena))
            return fault_set(fault, arena, FAULT_USAGE, NULL,
                             N_("{1}:{2}: this setting cannot be understood."), path,
                             arena_format(arena, "%u", number), NULL);
        line = end ? end + 1 : NULL;
    }
    if (!settings_community_valid(settings->community))
        return fault_set(fault, arena, FAULT_USAGE, NULL,
                         N_("{1} does not name the community: a code of 12 digits."), path, NULL);
    limits_end(settings, arena);
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

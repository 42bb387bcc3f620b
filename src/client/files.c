#include "client/files.h"

#include <stdio.h>
#include <string.h>
#include <sodium.h>
#include "client/inside.h"
#include "text/message.h"
#include "text/place.h"

const char *const file_state_words[FILE_STATES] = {
    [FILE_SAME] = N_("unchanged"),
    [FILE_MISSING] = N_("missing"),
    [FILE_CHANGED] = N_("changed"),
    [FILE_UNPROVED] = N_("no digest"),
};

bool files_of(const struct form *form)
{
    return field_named(form, "file") && field_named(form, "sha256");
}

/* The SHA-256 of a file; false where it cannot be read. */
static bool file_digest(const char *path, char out[FILE_DIGEST + 1])
{
    enum { READ = 1 << 16 };
    unsigned char digest[crypto_hash_sha256_BYTES], buffer[READ];
    crypto_hash_sha256_state state;
    FILE *file = fopen(path, "rb");
    size_t count;
    if (!file)
        return false;
    crypto_hash_sha256_init(&state);
    while ((count = fread(buffer, 1, sizeof buffer, file)) > 0)
        crypto_hash_sha256_update(&state, buffer, count);
    bool whole = !ferror(file);
    fclose(file);
    crypto_hash_sha256_final(&state, digest);
    sodium_bin2hex(out, FILE_DIGEST + 1, digest, sizeof digest);
    return whole;
}

const char *file_path(struct client *client, const struct record *record, struct arena *arena)
{
    const char *file = files_of(record->form) ? record_value(record, "file") : NULL;
    if (!file || *file == '/')
        return file;
    return place_join(arena, client->directory, "files", file, NULL);
}

enum file_state file_verify(struct client *client, const struct record *record, struct arena *arena)
{
    char digest[FILE_DIGEST + 1];
    const char *kept = record_value(record, "sha256");
    const char *path = file_path(client, record, arena);
    if (!path || !file_digest(path, digest))
        return FILE_MISSING;
    return !kept ? FILE_UNPROVED : strcmp(kept, digest) == 0 ? FILE_SAME : FILE_CHANGED;
}

static bool same_value(const struct record *a, const struct record *b, const char *field)
{
    const char *one = record_value(a, field), *other = record_value(b, field);
    return one == other || (one && other && strcmp(one, other) == 0);
}

/* Whether the digest it has is that of the file it had before. */
static bool outlived(struct client *client, const struct record *record, struct arena *arena)
{
    struct get_request request = {.form = record->form->name, .number = record->number};
    struct record *before = NULL;
    return record->number > 0 && client_get(client, &request, arena, &before, NULL) &&
           !same_value(record, before, "file") && same_value(record, before, "sha256");
}

const struct record *file_prove(struct client *client, const struct record *record,
                                struct arena *arena)
{
    char digest[FILE_DIGEST + 1];
    const char *path = file_path(client, record, arena);
    if (!path || (record_value(record, "sha256") && !outlived(client, record, arena)))
        return record;
    struct record *proved = record_copy(record, arena);
    bool read = file_digest(path, digest);
    record_put_named(proved, "sha256", read ? arena_copy(arena, digest) : NULL);
    return proved;
}

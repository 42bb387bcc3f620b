#include "registry/import_log.h"

#include <sodium.h>
#include <string.h>
#include "text/packing.h"

enum { STATE_FORMAT = 1, STATE_PARTS = 12 };

void import_key(const struct import_start *start, unsigned char key[IMPORT_KEY])
{
    struct buffer what = {0};
    pack_text(&what, start->form);
    pack_text(&what, start->source);
    pack_number(&what, start->on_duplicate);
    for (size_t i = 0; i < start->field_count; i++)
        pack_text(&what, start->fields[i]);
    crypto_generichash(key, IMPORT_KEY, (const unsigned char *)what.data, what.length, NULL, 0);
    buffer_free(&what);
}

enum store_result import_state_read(struct transaction *transaction,
                                    const struct registry *registry,
                                    const unsigned char key[IMPORT_KEY], struct import_state *state)
{
    struct arena *arena = transaction_arena(transaction);
    struct bytes bytes;
    enum store_result result =
        table_get(transaction, registry->imports, (struct bytes){key, IMPORT_KEY}, &bytes);
    if (result != STORE_OK)
        return result;
    struct unpack in = unpack_start(bytes.data, bytes.length);
    if (unpack_array(&in) != STATE_PARTS || unpack_number(&in) != STATE_FORMAT)
        return STORE_NONE;
    state->batch = (uint64_t)unpack_number(&in);
    state->rows_done = (uint64_t)unpack_number(&in);
    state->counts.added = (uint64_t)unpack_number(&in);
    state->counts.updated = (uint64_t)unpack_number(&in);
    state->counts.skipped = (uint64_t)unpack_number(&in);
    state->counts.rejected = (uint64_t)unpack_number(&in);
    state->finished = unpack_bool(&in);
    state->form = unpack_text(&in, arena);
    state->name = unpack_text(&in, arena);
    state->author = unpack_text(&in, arena);
    state->time = unpack_number(&in);
    return unpack_done(&in) ? STORE_OK : STORE_NONE;
}

enum store_result import_state_write(struct transaction *transaction,
                                     const struct registry *registry,
                                     const unsigned char key[IMPORT_KEY],
                                     const struct import_state *state)
{
    struct buffer out = {0};
    pack_array(&out, STATE_PARTS);
    pack_number(&out, STATE_FORMAT);
    pack_number(&out, (int64_t)state->batch);
    pack_number(&out, (int64_t)state->rows_done);
    pack_number(&out, (int64_t)state->counts.added);
    pack_number(&out, (int64_t)state->counts.updated);
    pack_number(&out, (int64_t)state->counts.skipped);
    pack_number(&out, (int64_t)state->counts.rejected);
    pack_bool(&out, state->finished);
    pack_text(&out, state->form);
    pack_text(&out, state->name);
    pack_text(&out, state->author);
    pack_number(&out, state->time);
    enum store_result result =
        table_put(transaction, registry->imports, (struct bytes){key, IMPORT_KEY},
                  (struct bytes){out.data, out.length});
    buffer_free(&out);
    return result;
}

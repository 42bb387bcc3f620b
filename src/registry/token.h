#ifndef REGISTRY_TOKEN_H
#define REGISTRY_TOKEN_H

/* Savings that were acknowledged or might have been: a client that lost the answer asks again with
 * the same token and gets it again. tokens.db: 't' user 0x00 token  -> [time, record number,
 * version] 'o' order (8 bytes)  -> [time, key of the token] Kept for a day. */

#include "registry/inside.h"

struct token_answer {
    uint64_t number;
    uint32_t version;
};

/* STORE_NONE where the token is new. */
enum store_result token_find(struct transaction *transaction, const struct registry *registry,
                             const char *user, const char *token, struct token_answer *answer);
/* Keeps the answer, and forgets some that are old. */
enum store_result token_keep(struct transaction *transaction, const struct registry *registry,
                             const char *user, const char *token, int64_t now,
                             const struct token_answer *answer);

#endif

#include "screen/deed.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

void deed_token(const struct screen *screen, char token[TOKEN_SIZE])
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    snprintf(token, TOKEN_SIZE, "screen-%ld-%" PRId64 "-%09ld-%" PRIu64, (long)getpid(),
             (int64_t)now.tv_sec, now.tv_nsec, screen->strokes);
}

bool deed_ask(struct screen *screen, struct deed *deed, bool check, struct arena *arena,
              struct act_answer *answer, struct fault *fault)
{
    if (!check && !*deed->token)
        deed_token(screen, deed->token);
    const char *token = check ? "" : deed->token;
    if (!deed->parameters) {
        const struct undo_request request = {
            .change = deed->change, .reason = deed->reason, .check = check, .token = token};
        return client_undo(screen->client, &request, arena, answer, fault);
    }
    const struct act_request request = {
        .parameters = deed->parameters, .check = check, .token = token};
    return client_act(screen->client, &request, arena, answer, fault);
}

void deed_done(struct screen *screen, const struct act_answer *previewed, uint64_t change)
{
    screen->last_change = change;
    for (size_t i = 0; i < previewed->effect_count; i++) {
        const struct act_effect *effect = &previewed->effects[i];
        const struct announcement told = {
            .form = effect->after->form->name,
            .number = effect->before ? effect->before->number : 0,
            .version = effect->before ? effect->before->version + 1 : 1,
        };
        view_announce_all(screen, &told);
    }
}

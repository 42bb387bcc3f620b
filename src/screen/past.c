#include "screen/past.h"

#include <string.h>
#include "screen/show.h"
#include "text/message.h"
#include "text/utf8.h"

/* Words for what was known, in both languages; any beginning of them will do. */
static const char *const known_words[] = {"known", "\u77e5\u9053" /* 知道 */};

static bool is_known(const char *word)
{
    for (size_t i = 0; i < sizeof known_words / sizeof known_words[0]; i++)
        if (strncmp(known_words[i], word, strlen(word)) == 0)
            return true;
    return false;
}

void past_ask(struct view *owner, const struct past_day *past, prompt_done *done)
{
    struct arena *arena = arena_new();
    const char *text = !past->day    ? ""
                       : past->known ? message_fill(arena, N_("{1} known"), past->day, NULL)
                                     : past->day;
    prompt_open(owner, N_("As of the day (t-1w; + known):"), text, done);
    arena_free(arena);
}

bool past_typed(struct screen *screen, const char *text, struct arena *arena, struct past_day *past)
{
    uint32_t bad;
    const char *clean = utf8_clean(arena, text, strlen(text), FOLD_TEXT, &bad);
    clean = clean ? utf8_lower(arena, utf8_narrow(arena, clean)) : "";
    clean += strspn(clean, " ");
    *past = (struct past_day){0};
    if (!*clean)
        return false;
    size_t length = strcspn(clean, " ");
    const char *word = clean + length + strspn(clean + length, " ");
    /* Hanzi stand without a space: 2026-03-01知道. */
    const char *hanzi = strstr(clean, known_words[1]);
    if (hanzi && (size_t)(hanzi - clean) < length) {
        length = (size_t)(hanzi - clean);
        word = hanzi;
    }
    const char *day = arena_copy_bytes(arena, clean, length);
    struct date date;
    if (!date_read(day, &screen->today, &date) || (*word && !is_known(word))) {
        notice_show(screen, NOTICE_WARNING,
                    N_("{1} is no day: write 2026-03-01, or t-1w for a week ago."), clean, NULL);
        return false;
    }
    struct date first = date_first(&date);
    if (date_compare(&first, &screen->today) > 0) {
        notice_show(screen, NOTICE_WARNING, N_("{1} lies in the future"), day, NULL);
        return false;
    }
    char written[DATE_SIZE];
    struct date last = date_last(&date);
    past->date = date_compare(&last, &screen->today) > 0 ? screen->today : last;
    past->known = *word != '\0';
    date_write(&past->date, written);
    past->day = arena_copy(arena, written);
    return true;
}

const char *past_title(struct arena *arena, const struct past_day *past, const char *named)
{
    if (!named)
        return message_fill(arena, past->known ? N_("as known on {1}") : N_("as it was on {1}"),
                            past->day, NULL);
    return message_fill(arena, past->known ? N_("as known on {1}: {2}") : N_("as of {1}: {2}"),
                        past->day, named, NULL);
}

bool past_refuses(struct screen *screen, enum action action)
{
    if (action != ACTION_ADD && action != ACTION_MENU && action != ACTION_SAVE &&
        action != ACTION_FIND)
        return false;
    const char *key = keymap_first(screen->keymap, ACTION_BACK, true);
    notice_show(screen, NOTICE_INFO,
                N_("This is how it was, only to be looked at: {1} goes back to now."),
                key ? key : "", NULL);
    return true;
}

struct past_day past_copy(struct arena *arena, const struct past_day *past)
{
    struct past_day copy = *past;
    if (copy.day)
        copy.day = arena_copy(arena, copy.day);
    return copy;
}

void past_open(struct screen *screen, const struct form *form, uint64_t number,
               const struct past_day *past, struct view *instead)
{
    struct arena *arena = arena_new();
    struct fault fault = {0};
    struct record *record = NULL;
    struct get_request request = {.form = form->name, .number = number};
    if (client_as_of(screen->client, &request, &past->date, past->known, arena, &record, &fault)) {
        if (instead)
            view_close(instead);
        past_open_record(screen, record, past);
    } else {
        notice_fault(screen, &fault, NULL);
    }
    arena_free(arena);
}

void past_open_record(struct screen *screen, const struct record *record,
                      const struct past_day *past)
{
    struct arena *arena = arena_new();
    if (group_shows(record->form))
        group_open_past(screen, record, past);
    else
        entry_open_past(screen, record, past->known,
                        past_title(arena, past, show_title(screen, record, arena)));
    arena_free(arena);
}

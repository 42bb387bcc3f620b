#include "screen/show.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "text/buffer.h"
#include "text/message.h"
#include "text/pinyin.h"
#include "text/utf8.h"

const char *show_number(struct arena *arena, uint64_t number)
{
    char digits[24];
    char grouped[32];
    int length = snprintf(digits, sizeof digits, "%" PRIu64, number);
    int out = 0;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            grouped[out++] = ',';
        grouped[out++] = digits[i];
    }
    return arena_copy_bytes(arena, grouped, (size_t)out);
}

const char *show_time(struct arena *arena, int64_t seconds)
{
    time_t time = (time_t)seconds;
    struct tm local;
    char text[32];
    if (!localtime_r(&time, &local) || strftime(text, sizeof text, "%Y-%m-%d %H:%M", &local) == 0)
        return "";
    return arena_copy(arena, text);
}

/* Names of people are spelled as names; everything else is left to paint. */
static const char *spelled_name(struct screen *screen, struct arena *arena, const char *text)
{
    bool needs = !terminal_draws_hanzi(screen->terminal) && utf8_has_hanzi(text);
    return needs ? pinyin_person(arena, text) : text;
}

/* A line end as the sign that paint draws for it in an editor. */
static const char *with_line_signs(struct arena *arena, const char *text)
{
    if (!strchr(text, '\n'))
        return text;
    struct buffer signs = {0};
    for (; *text; text++)
        if (*text == '\n')
            buffer_add_text(&signs, "\u00b6");
        else
            buffer_add_char(&signs, *text);
    const char *shown = arena_copy(arena, buffer_text(&signs));
    buffer_free(&signs);
    return shown;
}

const char *show_field(struct screen *screen, const struct record *record,
                       const struct field *field, struct arena *arena)
{
    const char *text = record_display(record, field, (int)message_language(), arena);
    if (!text)
        return "";
    if (field->type == FIELD_NOTE)
        return with_line_signs(arena, text);
    return field->type == FIELD_NAME ? spelled_name(screen, arena, text) : text;
}

const char *show_title(struct screen *screen, const struct record *record, struct arena *arena)
{
    const char *title = record_title(record, (int)message_language(), arena);
    const struct field *field = record->form->title;
    return field && field->type == FIELD_NAME ? spelled_name(screen, arena, title) : title;
}

const char *show_gone(struct screen *screen, const struct record *record, struct arena *arena)
{
    const struct field *status = field_named(record->form, STATUS_FIELD);
    const char *value = status ? record->values[status->number] : NULL;
    bool here = !value || !status->initial || strcmp(value, status->initial) == 0;
    return here ? NULL : show_field(screen, record, status, arena);
}

const char *show_label(struct arena *arena, const char *label)
{
    return label ? message_side(arena, label) : "";
}

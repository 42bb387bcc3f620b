#include "form/missing.h"

#include <string.h>
#include "text/message.h"

static const struct {
    const char *kept;
    const char *mark, *wide; /* as they are keyed */
    const char *name[2];
} reasons[] = {
    {MISSING_UNKNOWN, "?", "？", {[LANGUAGE_CHINESE] = "不详", [LANGUAGE_ENGLISH] = "unknown"}},
    {MISSING_ILLEGIBLE,
     "??",
     "？？",
     {[LANGUAGE_CHINESE] = "看不清", [LANGUAGE_ENGLISH] = "illegible"}},
    {MISSING_REFUSED,
     "???",
     "？？？",
     {[LANGUAGE_CHINESE] = "拒答", [LANGUAGE_ENGLISH] = "refused"}},
};
enum { REASONS = sizeof reasons / sizeof reasons[0] };

static bool is(const char *text, size_t length, const char *word)
{
    return strlen(word) == length && memcmp(text, word, length) == 0;
}

const char *missing_read(const char *text, size_t length)
{
    while (length > 0 && *text == ' ') {
        text++;
        length--;
    }
    while (length > 0 && text[length - 1] == ' ')
        length--;
    for (size_t i = 0; i < REASONS; i++)
        if (is(text, length, reasons[i].mark) || is(text, length, reasons[i].wide) ||
            is(text, length, reasons[i].kept) || is(text, length, reasons[i].name[0]) ||
            is(text, length, reasons[i].name[1]))
            return reasons[i].kept;
    return NULL;
}

bool missing_is(const char *value)
{
    if (!value || *value != '?')
        return false;
    for (size_t i = 0; i < REASONS; i++)
        if (strcmp(value, reasons[i].kept) == 0)
            return true;
    return false;
}

const char *missing_none(const char *value)
{
    return missing_is(value) ? NULL : value;
}

const char *missing_name(const char *value, int language)
{
    for (size_t i = 0; i < REASONS; i++)
        if (strcmp(value, reasons[i].kept) == 0)
            return reasons[i].name[language];
    return value;
}

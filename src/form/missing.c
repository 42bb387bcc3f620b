#include "form/missing.h"

#include <string.h>
#include "form/fold.h"
#include "text/message.h"

static const struct {
    const char *kept;
    const char *keyed[4]; /* folded as codes are */
    const char *name[2];
} reasons[] = {
    {MISSING_UNKNOWN,
     {"?", "?UNKNOWN", "不详", "UNKNOWN"},
     {[LANGUAGE_CHINESE] = "不详", [LANGUAGE_ENGLISH] = "unknown"}},
    {MISSING_ILLEGIBLE,
     {"??", "?ILLEGIBLE", "看不清", "ILLEGIBLE"},
     {[LANGUAGE_CHINESE] = "看不清", [LANGUAGE_ENGLISH] = "illegible"}},
    {MISSING_REFUSED,
     {"???", "?REFUSED", "拒答", "REFUSED"},
     {[LANGUAGE_CHINESE] = "拒答", [LANGUAGE_ENGLISH] = "refused"}},
};
enum {
    REASONS = sizeof reasons / sizeof reasons[0],
    WAYS = sizeof reasons[0].keyed / sizeof reasons[0].keyed[0],
};

const char *missing_read(const char *text, size_t length)
{
    char key[FOLD_KEY_MAX];
    if (length >= FOLD_KEY_MAX || !fold_key(text, length, FOLD_KEY_CODE, key))
        return NULL;
    for (size_t i = 0; i < REASONS; i++)
        for (size_t j = 0; j < WAYS; j++)
            if (strcmp(key, reasons[i].keyed[j]) == 0)
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

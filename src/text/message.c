#include "text/message.h"

#include <libintl.h>
#include <locale.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "text/buffer.h"
#include "text/place.h"
#include "text/width.h"

#define DOMAIN "jumin"
#define CONTEXT_GLUE "\004"

/* Of an argument, in columns: a screenful and more. What was keyed may be a whole file by mistake,
 * and what is said of it must not scroll away. */
enum { ARGUMENT_MOST = 2400 };

/* gettext's own choice of language is one for the process, and so is this. */
static enum language chosen = LANGUAGE_ENGLISH;

static const char *const catalogue_language[] = {
    [LANGUAGE_CHINESE] = "zh_CN",
    [LANGUAGE_ENGLISH] = "en",
};

/* zh, zh_CN, zh-Hans, zh_CN.UTF-8 are Chinese: two letters and then no third. */
static bool language_named(const char *name, enum language *language)
{
    for (size_t i = 0; i < sizeof catalogue_language / sizeof catalogue_language[0]; i++) {
        if (strncmp(name, catalogue_language[i], 2) == 0 &&
            (name[2] == '\0' || strchr("_-.@", name[2]))) {
            *language = (enum language)i;
            return true;
        }
    }
    return false;
}

static enum language language_of_environment(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    enum language language = LANGUAGE_ENGLISH;
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        const char *value = getenv(variables[i]);
        if (value && *value) {
            language_named(value, &language);
            break;
        }
    }
    return language;
}

bool message_start(const char *name)
{
    enum language language = language_of_environment();
    if (name && !language_named(name, &language))
        return false;
    /* gettext looks for no catalogue in the locale C; which other one it is does not matter. */
    static const char *const locales[] = {"C.UTF-8", "en_US.UTF-8", "zh_CN.UTF-8"};
    for (size_t i = 0; i < sizeof locales / sizeof locales[0]; i++)
        if (setlocale(LC_MESSAGES, locales[i]))
            break;
    struct arena *arena = arena_new();
    bindtextdomain(DOMAIN, place_catalogue(arena));
    arena_free(arena);
    bind_textdomain_codeset(DOMAIN, "UTF-8");
    message_set_language(language);
    return true;
}

void message_set_language(enum language language)
{
    chosen = language;
    setenv("LANGUAGE", catalogue_language[language], 1);
    /* gettext remembers what it has looked up until the domain is chosen again. */
    textdomain(DOMAIN);
}

enum language message_language(void)
{
    return chosen;
}

const char *message_text(const char *id)
{
    return *id && chosen != LANGUAGE_ENGLISH ? dgettext(DOMAIN, id) : id;
}

const char *message_context(const char *context, const char *id)
{
    if (chosen == LANGUAGE_ENGLISH)
        return id;
    struct buffer key = {0};
    buffer_add_text(&key, context);
    buffer_add_text(&key, CONTEXT_GLUE);
    buffer_add_text(&key, id);
    const char *text = dgettext(DOMAIN, key.data);
    if (text == key.data)
        text = id;
    buffer_free(&key);
    return text;
}

const char *message_side(struct arena *arena, const char *text)
{
    const char *border = strstr(text, BILINGUAL);
    if (!border)
        return text;
    const char *english = border + strlen(BILINGUAL);
    bool wants_english = chosen == LANGUAGE_ENGLISH ? *english != '\0' : border == text;
    return wants_english ? english : arena_copy_bytes(arena, text, (size_t)(border - text));
}

static const char *argument_words(struct arena *arena, const char *argument)
{
    size_t mark = strlen(FAULT_TRANSLATE);
    if (strncmp(argument, FAULT_TRANSLATE, mark) == 0)
        argument = message_text(argument + mark);
    const char *words = width_safe(arena, message_side(arena, argument));
    return strlen(words) > ARGUMENT_MOST ? width_clip(arena, words, ARGUMENT_MOST) : words;
}

static const char *fill(struct arena *arena, const char *text,
                        const char *const arguments[FAULT_ARGUMENTS])
{
    struct buffer out = {0};
    for (const char *at = text; *at; at++) {
        int index = at[0] == '{' && at[1] && at[2] == '}' ? at[1] - '1' : -1;
        if (index < 0 || index >= FAULT_ARGUMENTS) {
            buffer_add_char(&out, *at);
            continue;
        }
        if (arguments[index])
            buffer_add_text(&out, argument_words(arena, arguments[index]));
        at += 2;
    }
    const char *filled = arena_copy_bytes(arena, out.data, out.length);
    buffer_free(&out);
    return filled;
}

const char *message_fill(struct arena *arena, const char *id, ...)
{
    const char *arguments[FAULT_ARGUMENTS] = {NULL};
    va_list list;
    va_start(list, id);
    for (int i = 0; i < FAULT_ARGUMENTS && (arguments[i] = va_arg(list, const char *)); i++)
        ;
    va_end(list);
    return fill(arena, message_text(id), arguments);
}

const char *message_fault(struct arena *arena, const struct fault *fault)
{
    if (!fault->message)
        return "";
    const char *text = strstr(fault->message, BILINGUAL) ? message_side(arena, fault->message)
                                                         : message_text(fault->message);
    const char *words = fill(arena, text, fault->arguments);
    return fault->about ? message_fill(arena, N_("{1}: {2}"), fault->about, words, NULL) : words;
}

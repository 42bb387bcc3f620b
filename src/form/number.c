#include "form/number.h"

#include <stddef.h>
#include <string.h>

static bool digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* Copies the digits before a point, without commas that part thousands; NULL when ill-formed. */
static const char *whole_read(const char *text, char *out, size_t *length)
{
    size_t since_comma = 0, digits = 0;
    bool comma = false;
    *length = 0;
    for (; digit(*text) || (*text == ',' && digits); text++) {
        if (*text == ',') {
            if ((comma && since_comma != 3) || since_comma > 3)
                return NULL;
            comma = true;
            since_comma = 0;
            continue;
        }
        since_comma++;
        if (++digits > NUMBER_DIGITS_MOST)
            return NULL;
        if (*length == 1 && out[0] == '0')
            *length = 0;
        out[(*length)++] = *text;
    }
    return comma && since_comma != 3 ? NULL : text;
}

bool number_read(const char *text, bool decimal, char out[NUMBER_SIZE])
{
    bool minus = *text == '-';
    if (*text == '-' || *text == '+')
        text++;
    size_t length, start = minus;
    if (minus)
        out[0] = '-';
    const char *rest = whole_read(text, out + start, &length);
    if (!rest || rest == text)
        return false;
    size_t end = start + length;
    if (*rest == '.') {
        size_t fraction = strspn(rest + 1, "0123456789"), kept = fraction;
        while (kept && rest[kept] == '0')
            kept--;
        if (!fraction || rest[1 + fraction] || (kept && !decimal) ||
            length + kept > NUMBER_DIGITS_MOST)
            return false;
        if (kept) {
            out[end++] = '.';
            memcpy(out + end, rest + 1, kept);
            end += kept;
        }
    } else if (*rest) {
        return false;
    }
    out[end] = '\0';
    if (minus && strcmp(out, "-0") == 0)
        strcpy(out, "0");
    return true;
}

int number_compare(const char *a, const char *b)
{
    bool minus = *a == '-';
    if (minus != (*b == '-'))
        return minus ? -1 : 1;
    a += minus;
    b += minus;
    size_t first = strcspn(a, "."), second = strcspn(b, ".");
    int order = first != second ? (first < second ? -1 : 1) : strcmp(a, b);
    return minus ? -order : order;
}

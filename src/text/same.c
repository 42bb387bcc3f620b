#include "text/same.h"

#include <stddef.h>
#include <string.h>

bool text_same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

bool text_is(const char *value, const char *wanted)
{
    return value && wanted && strcmp(value, wanted) == 0;
}

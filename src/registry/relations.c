#include "registry/relations.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *first, *last;
    enum relation_kind kind;
} kinds[] = {
    {"02", "02", RELATION_IS_HEAD}, {"10", "12", RELATION_SPOUSE},
    {"20", "39", RELATION_CHILD},   {"40", "49", RELATION_GRANDCHILD},
    {"50", "56", RELATION_PARENT},  {"60", "68", RELATION_GRANDPARENT},
    {"70", "79", RELATION_SIBLING},
};

enum relation_kind relation_kind(const char *code)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strlen(code) == 2 && strcmp(code, kinds[i].first) >= 0 &&
            strcmp(code, kinds[i].last) <= 0)
            return kinds[i].kind;
    return RELATION_OTHER;
}

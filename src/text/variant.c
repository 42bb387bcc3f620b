#include "text/variant.h"

#include <stddef.h>
#include "text/variant_table.inc"

enum { BELOW = 0x3400 }; /* no hanzi */

uint32_t variant_simplified(uint32_t code)
{
    size_t low = 0;
    size_t high = sizeof simplified / sizeof simplified[0];
    while (code >= BELOW && low < high) {
        size_t middle = low + (high - low) / 2;
        if (simplified[middle][0] == code)
            return simplified[middle][1];
        if (simplified[middle][0] < code)
            low = middle + 1;
        else
            high = middle;
    }
    return code;
}

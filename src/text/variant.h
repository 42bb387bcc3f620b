#ifndef TEXT_VARIANT_H
#define TEXT_VARIANT_H

/* Traditional and simplified hanzi, by Unicode's table (Unihan kSimplifiedVariant): what tells one
 * name written by a clerk here from the same name on a document from Taiwan or Hong Kong. */

#include <stdint.h>

/* The simplified form of a hanzi (張 gives 张); the character itself where it has none. */
uint32_t variant_simplified(uint32_t code);

#endif

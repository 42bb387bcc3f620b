#ifndef PAPER_CODE_H
#define PAPER_CODE_H

/* QR codes as squares of modules, whatever draws them. */

#include <stdbool.h>
#include <stddef.h>

/* A QR code (ISO/IEC 18004) as a square of modules. */
struct code_square {
    int side;            /* modules */
    unsigned char *dark; /* side * side, 1 where a module is dark */
};
/* False where the payload is too long for any. The caller frees with code_free. */
bool code_make(const char *payload, struct code_square *square);
void code_free(struct code_square *square);

#endif

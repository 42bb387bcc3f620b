#include "paper/code.h"

#include <qrencode.h>
#include <stdlib.h>
#include "text/arena.h"

bool code_make(const char *payload, struct code_square *square)
{
    /* M: a seventh of it may be scratched. */
    QRcode *code = QRcode_encodeString(payload, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (!code)
        return false;
    square->side = code->width;
    size_t count = (size_t)code->width * (size_t)code->width;
    square->dark = memory_alloc(count);
    for (size_t i = 0; i < count; i++)
        square->dark[i] = code->data[i] & 1;
    QRcode_free(code);
    return true;
}

void code_free(struct code_square *square)
{
    free(square->dark);
    square->dark = NULL;
}

#include "library.h"

#include <bzlib.h>

void bz_internal_error(int code) {
    (void)code;
    __builtin_trap();
}

static uint64_t compute(void) {
    unsigned size = sizeof packed, back = sizeof output;
    fill_words(input, INPUT);
    if (BZ2_bzBuffToBuffCompress((char *)packed, &size, (char *)input, INPUT, 1, 0, 0) != BZ_OK ||
        BZ2_bzBuffToBuffDecompress((char *)output, &back, (char *)packed, size, 0, 0) != BZ_OK) {
        return 2;
    }
    return mix_packed(1, size, back);
}

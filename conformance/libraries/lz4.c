#include "library.h"

#include <lz4.h>
#include <lz4hc.h>

static uint64_t compute(void) {
    fill_words(input, INPUT);
    int size = LZ4_compress_default((char *)input, (char *)packed, INPUT, sizeof packed);
    int back = LZ4_decompress_safe((char *)packed, (char *)output, size, INPUT);
    uint64_t hash = mix_packed(1, (size_t)size, (size_t)back);
    size = LZ4_compress_HC((char *)input, (char *)packed, INPUT, sizeof packed, 9);
    back = LZ4_decompress_safe((char *)packed, (char *)output, size, INPUT);
    return mix_packed(hash, (size_t)size, (size_t)back);
}

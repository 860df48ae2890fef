#include "library.h"

#include <zstd.h>

static uint64_t compute(void) {
    uint64_t hash = 1;
    fill_words(input, INPUT);
    for (int level = 1; level <= 7; level += 6) {
        size_t size = ZSTD_compress(packed, sizeof packed, input, INPUT, level);
        if (ZSTD_isError(size)) {
            return 2;
        }
        hash = mix_packed(hash, size, ZSTD_decompress(output, sizeof output, packed, size));
    }
    return hash;
}

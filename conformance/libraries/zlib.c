#include "library.h"

#include <zlib.h>

static uint64_t compute(void) {
    uint64_t hash = 1;
    fill_words(input, INPUT);
    for (int level = 1; level <= 9; level += 4) {
        uLongf size = sizeof packed, back = sizeof output;
        if (compress2(packed, &size, input, INPUT, level) != Z_OK || uncompress(output, &back, packed, size) != Z_OK) {
            return 2;
        }
        hash = mix_packed(hash, size, back);
    }
    return mix(hash, crc32(0, input, INPUT) ^ adler32(1, input, INPUT) << 32);
}

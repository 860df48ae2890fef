#include "library.h"

#include <xxhash.h>

static uint64_t compute(void) {
    uint64_t hash = 1;
    fill_words(input, INPUT);
    for (size_t size = 0; size < 3000; size = size * 2 + 1) {
        XXH128_hash_t wide = XXH3_128bits(input, size);
        hash = mix(hash, XXH32(input, size, 5));
        hash = mix(hash, XXH64(input, size, 5));
        hash = mix(hash, XXH3_64bits_withSeed(input, size, 7));
        hash = mix(mix(hash, wide.low64), wide.high64);
    }
    return hash;
}

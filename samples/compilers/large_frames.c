/* Frames of 100 KiB and more, nested: displacements of 32 bits and stack pages touched out of order. */
#include "compute.h"

static NOINLINE uint64_t big(uint64_t seed) {
    uint8_t bytes[100 * 1024];
    uint64_t hash = seed;
    for (size_t i = 0; i < sizeof bytes; i += 997) bytes[i] = (uint8_t)(i * seed);
    for (size_t i = 0; i < sizeof bytes; i += 997) hash = mix(hash, bytes[i]);
    return hash;
}

static NOINLINE uint64_t bigger(uint64_t depth, uint64_t seed) {
    volatile uint64_t words[16 * 1024];
    words[0] = seed;
    words[16 * 1024 - 1] = depth;
    uint64_t below = depth == 0 ? big(seed) : bigger(depth - 1, seed + 1);
    return mix(below, words[0] * 3 + words[16 * 1024 - 1]);
}

static NOINLINE uint64_t zeroed(uint64_t at) {
    uint32_t table[25 * 1024] = {1, 2, 3};
    table[at % 25600] += (uint32_t)at;
    uint64_t sum = 0;
    for (size_t i = 0; i < 25 * 1024; i++) sum += table[i] * (i + 1);
    return sum;
}

static uint64_t compute(void) {
    uint64_t hash = big(opaque(3));
    hash = mix(hash, bigger(opaque(8), 5));
    return mix(hash, zeroed(opaque(20000)));
}

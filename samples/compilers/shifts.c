/* Shifts and rotates by variable counts, of every width, signed and unsigned; double-width shifts. */
#include "compute.h"

#define ROTATES(type, width)                                                                                 \
    static NOINLINE type left_##type(type x, unsigned n) {                                                   \
        return (type)(x << (n % width) | x >> (-n % width));                                                 \
    }                                                                                                        \
    static NOINLINE type right_##type(type x, unsigned n) {                                                  \
        return (type)(x >> (n % width) | x << (-n % width));                                                 \
    }
ROTATES(uint8_t, 8)
ROTATES(uint16_t, 16)
ROTATES(uint32_t, 32)
ROTATES(uint64_t, 64)

static NOINLINE uint64_t funnel(uint64_t high, uint64_t low, unsigned n) {
    return n == 0 ? high : high << n | low >> (64 - n);
}

static NOINLINE uint64_t constants(uint64_t x) {
    uint32_t y = (uint32_t)x;
    int32_t s = (int32_t)y;
    int16_t h = (int16_t)x;
    int8_t b = (int8_t)x;
    uint64_t hash = (x << 1) ^ (x >> 1) ^ (x << 63) ^ (x >> 63) ^ (x << 13 | x >> 51);
    hash = mix(hash, (y << 31 | y >> 1) + (y << 5 | y >> 27));
    hash = mix(hash, (uint64_t)(s >> 31) ^ (uint64_t)(s >> 3));
    hash = mix(hash, (uint64_t)(h >> 9) + (uint64_t)(b >> 2));
    return mix(hash, (uint64_t)((int64_t)x >> 17) + (uint64_t)((int64_t)x / 1024) + (uint64_t)((int64_t)x % 1024));
}

static uint64_t compute(void) {
    uint64_t hash = 1;
    uint64_t random = 12345;
    for (unsigned n = 0; n < 140; n++) {
        uint64_t x = next_random(&random);
        unsigned count = (unsigned)opaque(n);
        hash = mix(hash, x << (count & 63));
        hash = mix(hash, x >> (count & 63));
        hash = mix(hash, (uint64_t)((int64_t)x >> (count & 63)));
        hash = mix(hash, (uint32_t)x << (count & 31));
        hash = mix(hash, (uint32_t)x >> (count & 31));
        hash = mix(hash, (uint64_t)((int32_t)x >> (count & 31)));
        hash = mix(hash, (uint64_t)((int16_t)x >> (count & 15)));
        hash = mix(hash, (uint64_t)((int8_t)x >> (count & 7)));
        hash = mix(hash, (uint16_t)((uint16_t)x << (count & 15)));
        hash = mix(hash, (uint8_t)((uint8_t)x >> (count & 7)));
        hash = mix(hash, left_uint8_t((uint8_t)x, count) + right_uint8_t((uint8_t)x, count));
        hash = mix(hash, left_uint16_t((uint16_t)x, count) ^ right_uint16_t((uint16_t)x, count));
        hash = mix(hash, left_uint32_t((uint32_t)x, count) ^ right_uint32_t((uint32_t)x, count));
        hash = mix(hash, left_uint64_t(x, count) ^ right_uint64_t(x, count));
        hash = mix(hash, funnel(x, ~x, count & 63));
        hash = mix(hash, constants(x));
    }
    return hash;
}

/* Counting and reversing bits, overflow checks, carries, conditional moves. */
#include "compute.h"

static NOINLINE uint64_t bits(uint64_t x) {
    uint64_t hash = (uint64_t)__builtin_popcountll(x);
    hash = mix(hash, (uint64_t)__builtin_popcount((uint32_t)x));
    hash = mix(hash, (uint64_t)__builtin_parityll(x));
    hash = mix(hash, (uint64_t)__builtin_ffsll((long long)x));
    hash = mix(hash, (uint64_t)__builtin_ctzll(x | 1ull << 63) + (uint64_t)__builtin_clzll(x | 1));
    hash = mix(hash, (uint64_t)__builtin_ctz((uint32_t)x | 1u << 31) + (uint64_t)__builtin_clz((uint32_t)x | 1));
    hash = mix(hash, __builtin_bswap64(x) + __builtin_bswap32((uint32_t)x) + __builtin_bswap16((uint16_t)x));
    hash = mix(hash, (x >> (x & 63)) & 1);
    x |= 1ull << (hash & 63);
    x &= ~(1ull << (hash >> 6 & 63));
    x ^= 1ull << (hash >> 12 & 63);
    return mix(hash, x & -x) + (x & (x - 1));
}

static NOINLINE uint64_t overflows(uint64_t a, uint64_t b) {
    uint64_t hash = 1, u;
    int64_t s;
    int32_t d;
    uint32_t v;
    int16_t w;
    bool over = __builtin_add_overflow(a, b, &u);
    hash = mix(hash, u + over);
    over = __builtin_sub_overflow(a, b, &u);
    hash = mix(hash, u + over);
    over = __builtin_mul_overflow(a >> 20, b >> 30, &u);
    hash = mix(hash, u + over);
    over = __builtin_add_overflow((int64_t)a, (int64_t)b, &s);
    hash = mix(hash, (uint64_t)s + over);
    over = __builtin_mul_overflow((int64_t)a >> 32, (int64_t)b >> 31, &s);
    hash = mix(hash, (uint64_t)s + over);
    over = __builtin_sub_overflow((int32_t)a, (int32_t)b, &d);
    hash = mix(hash, (uint64_t)d + over);
    over = __builtin_mul_overflow((uint32_t)a >> 8, (uint32_t)b >> 16, &v);
    hash = mix(hash, v + over);
    over = __builtin_add_overflow((int16_t)a, (int16_t)b, &w);
    return mix(hash, (uint64_t)w + over);
}

static NOINLINE unsigned add_wide(uint64_t *a, const uint64_t *b, unsigned count) {
    unsigned carry = 0;
    for (unsigned i = 0; i < count; i++) {
        uint64_t sum;
        unsigned out = __builtin_add_overflow(a[i], b[i], &sum);
        out |= __builtin_add_overflow(sum, (uint64_t)carry, &a[i]);
        carry = out;
    }
    return carry;
}

static NOINLINE int64_t clamp(int64_t x, int64_t low, int64_t high) {
    return x < low ? low : x > high ? high : x;
}

static uint64_t compute(void) {
    uint64_t hash = bits(opaque(0));
    uint64_t random = 8, wide[6] = {~0ull, 1, 2, ~0ull, 4, 5};
    for (int n = 0; n < 200; n++) {
        uint64_t a = next_random(&random), b = next_random(&random) >> (n & 63);
        hash = mix(hash, bits(a & b));
        hash = mix(hash, overflows(a, b));
        uint64_t other[6] = {a, ~a, b, ~b, a ^ b, a + b};
        hash = mix(hash, add_wide(wide, other, 6) + wide[5] + wide[0]);
        hash = mix(hash, (uint64_t)clamp((int64_t)a, -(int64_t)(b >> 1), (int64_t)(b >> 2)));
        hash = mix(hash, a / (b | 1) + a % (b | 1) + (uint64_t)((int64_t)a / ((int64_t)(b >> 1) | 1)));
        hash = mix(hash, (uint32_t)a / ((uint32_t)b | 1) + (uint64_t)((int32_t)a % (int32_t)((b & 0xffff) | 1)));
        hash = mix(hash, (uint8_t)a / ((uint8_t)b | 1) + a / 10 + a % 1000003 + (uint64_t)((int64_t)a / -7));
    }
    return hash;
}

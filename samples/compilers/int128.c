/* 128-bit integers: add with carry, 64 x 64 -> 128 multiplication, shifts by pairs; division comes from
 * the compiler's library. */
#include "compute.h"

__extension__ typedef unsigned __int128 u128;
__extension__ typedef __int128 i128;

static uint64_t fold(u128 x) {
    return mix((uint64_t)x, (uint64_t)(x >> 64));
}

static NOINLINE u128 power(u128 base, unsigned exponent) {
    u128 result = 1;
    for (; exponent != 0; exponent >>= 1, base *= base) {
        if (exponent & 1) result *= base;
    }
    return result;
}

static NOINLINE uint64_t multiply_modulo(uint64_t a, uint64_t b, uint64_t m) {
    return (uint64_t)((u128)a * b % m);
}

static NOINLINE unsigned digits(u128 x, char *out) {
    unsigned count = 0;
    do {
        out[count++] = (char)('0' + (unsigned)(x % 10));
        x /= 10;
    } while (x != 0);
    return count;
}

static uint64_t compute(void) {
    uint64_t hash = 1;
    uint64_t random = 99;
    for (unsigned n = 0; n < 128; n++) {
        u128 x = (u128)next_random(&random) << 64 | next_random(&random);
        u128 y = (u128)next_random(&random) << 64 | next_random(&random);
        unsigned count = (unsigned)opaque(n);
        hash = mix(hash, fold(x + y));
        hash = mix(hash, fold(x - y));
        hash = mix(hash, fold(x * y));
        hash = mix(hash, fold(x << count));
        hash = mix(hash, fold(x >> count));
        hash = mix(hash, fold((u128)((i128)x >> count)));
        hash = mix(hash, x < y);
        hash = mix(hash, (i128)x < (i128)y);
        hash = mix(hash, fold((u128)(uint64_t)x * (uint64_t)y));
        hash = mix(hash, fold((u128)((i128)(int64_t)x * (int64_t)y)));
        u128 divisor = (y >> count) | 1;
        hash = mix(hash, fold(x / divisor) + fold(x % divisor));
        i128 positive = (i128)(divisor >> 1 | 1);
        hash = mix(hash, fold((u128)((i128)x / positive)) + fold((u128)((i128)x % positive)));
        hash = mix(hash, multiply_modulo((uint64_t)x, (uint64_t)y, (uint64_t)(x >> 64) | 1));
    }
    char text[40];
    unsigned count = digits(power(opaque(7), 45), text);
    for (unsigned i = 0; i < count; i++) {
        hash = mix(hash, (unsigned char)text[i]);
    }
    return hash;
}

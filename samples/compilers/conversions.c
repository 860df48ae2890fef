/* Conversions between float, double and integers of every width, within the ranges where C defines them. */
#include "compute.h"
#include <emmintrin.h>

static NOINLINE uint64_t from_double(double x) {
    uint64_t hash = bits_of_float((float)x);
    hash = mix(hash, (uint64_t)(int64_t)x);
    if (x > -2e9 && x < 2e9) {
        hash = mix(hash, (uint64_t)(int32_t)x);
        hash = mix(hash, (uint64_t)_mm_cvtsd_si32(_mm_set_sd(x)));
    }
    if (x > -32768 && x < 32767) hash = mix(hash, (uint64_t)(int16_t)x);
    if (x > -128 && x < 127) hash = mix(hash, (uint64_t)(int8_t)x);
    if (x >= 0) hash = mix(hash, (uint64_t)x);
    if (x >= 0 && x < 4e9) hash = mix(hash, (uint32_t)x);
    return hash;
}

static NOINLINE uint64_t from_float(float x) {
    uint64_t hash = bits_of((double)x);
    hash = mix(hash, (uint64_t)(int64_t)x);
    if (x >= 0) hash = mix(hash, (uint64_t)x);
    if (x > -2e9f && x < 2e9f) hash = mix(hash, (uint64_t)(int32_t)x);
    return mix(hash, bits_of_float(-x));
}

static NOINLINE uint64_t from_integer(uint64_t x) {
    uint64_t hash = bits_of((double)x);
    hash = mix(hash, bits_of((double)(int64_t)x));
    hash = mix(hash, bits_of((double)(uint32_t)x));
    hash = mix(hash, bits_of((double)(int32_t)x));
    hash = mix(hash, bits_of((double)(int16_t)x));
    hash = mix(hash, bits_of((double)(uint8_t)x));
    hash = mix(hash, bits_of_float((float)x));
    hash = mix(hash, bits_of_float((float)(int64_t)x));
    hash = mix(hash, bits_of_float((float)(uint32_t)x));
    hash = mix(hash, bits_of_float((float)(int32_t)x));
    return mix(hash, bits_of_float((float)(int8_t)x));
}

/* Arrays, so that the packed conversions are used where the compiler vectorises. */
static NOINLINE uint64_t arrays(const int32_t *from) {
    double doubles[32];
    float floats[32];
    int32_t back[32];
    for (int i = 0; i < 32; i++) doubles[i] = from[i];
    for (int i = 0; i < 32; i++) floats[i] = (float)doubles[i];
    for (int i = 0; i < 32; i++) back[i] = (int32_t)(floats[i] * 0.5f);
    uint64_t hash = 1;
    for (int i = 0; i < 32; i++) hash = mix(hash, bits_of(doubles[i]) + bits_of_float(floats[i]) + (uint32_t)back[i]);
    return hash;
}

static uint64_t compute(void) {
    static const double doubles[] = {0.0, -0.0, 0.5, -0.5, 1.5, 2.5, -2.5, 0.1, 126.99, -127.5, 255.75, 32766.9, 65535.5,
                                     16777217.0, 2147483646.5, 4294967295.5 - 4e8, 9007199254740993.0, 4.5e15, 9.2e18,
                                     1e-310, 5e-324, 1e-45, 3.4e-39, 1.0000000596046448, 123456789.125};
    uint64_t hash = 1;
    for (size_t i = 0; i < sizeof doubles / sizeof *doubles; i++) {
        hash = mix(hash, from_double(opaque_double(doubles[i])));
        hash = mix(hash, from_double(opaque_double(-doubles[i])));
        hash = mix(hash, from_float(opaque_float((float)opaque_double(doubles[i] < 9e18 ? doubles[i] : 1))));
    }
    hash = mix(hash, (uint64_t)opaque_double(1.8e19));
    hash = mix(hash, (uint64_t)opaque_float(1.7e19f));
    static const uint64_t integers[] = {0, 1, 255, 256, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000001, 0x1fffffffffffff,
                                        0x20000000000001, 0x7fffffffffffffff, 0x8000000000000000, 0x8000000000000401,
                                        0xfffffffffffffbff, 0xfffffffffffffc00, 0xffffffffffffffff};
    for (size_t i = 0; i < sizeof integers / sizeof *integers; i++) {
        hash = mix(hash, from_integer(opaque(integers[i])));
    }
    int32_t many[32];
    uint64_t random = 3;
    for (int i = 0; i < 32; i++) many[i] = (int32_t)(next_random(&random) >> 20) / (1 + i * i);
    return mix(hash, arrays(many));
}

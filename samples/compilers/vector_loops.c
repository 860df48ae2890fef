/* Loops that compilers turn into SSE2: sums, differences, products, minima, packing and unpacking of
 * every width. */
#include "compute.h"

#define COUNT 203

static uint8_t b1[COUNT], b2[COUNT], b3[COUNT];
static int16_t w1[COUNT], w2[COUNT], w3[COUNT];
static int32_t d1[COUNT], d2[COUNT], d3[COUNT];
static uint64_t q1[COUNT], q2[COUNT], q3[COUNT];
static float f1[COUNT], f2[COUNT], f3[COUNT];
static double g1[COUNT], g2[COUNT];

static NOINLINE void bytes(void) {
    for (int i = 0; i < COUNT; i++) b3[i] = (uint8_t)((b1[i] + b2[i] + 1) >> 1);
    for (int i = 0; i < COUNT; i++) b3[i] = b3[i] > b2[i] ? b3[i] : b2[i];
    for (int i = 0; i < COUNT; i++) b3[i] = (uint8_t)(b3[i] ^ (b1[i] << 3) ^ (b2[i] >> 2));
}

static NOINLINE uint64_t sum_of_bytes(void) {
    uint32_t sum = 0, difference = 0;
    for (int i = 0; i < COUNT; i++) sum += b3[i];
    for (int i = 0; i < COUNT; i++) {
        int d = b1[i] - b2[i];
        difference += (uint32_t)(d < 0 ? -d : d);
    }
    return (uint64_t)sum << 32 | difference;
}

static NOINLINE void words(void) {
    for (int i = 0; i < COUNT; i++) w3[i] = (int16_t)(w1[i] * w2[i]);
    for (int i = 0; i < COUNT; i++) w3[i] = (int16_t)(w3[i] + ((w1[i] * w2[i]) >> 16));
    for (int i = 0; i < COUNT; i++) w3[i] = w3[i] < w2[i] ? w3[i] : w2[i];
    for (int i = 0; i < COUNT; i++) w3[i] = (int16_t)(w3[i] + b1[i]);
    for (int i = 0; i < COUNT; i++) {
        int sum = w3[i] + w1[i];
        w3[i] = (int16_t)(sum > 32767 ? 32767 : sum < -32768 ? -32768 : sum);
    }
}

static NOINLINE uint64_t dot(void) {
    uint64_t sum = 0;
    int32_t small = 0;
    for (int i = 0; i < COUNT; i++) sum += (uint64_t)((int64_t)d1[i] * d2[i]);
    for (int i = 0; i < COUNT; i++) small += (w1[i] >> 6) * (w2[i] >> 6);
    return sum ^ (uint64_t)small << 1;
}

static NOINLINE void doublewords(void) {
    for (int i = 0; i < COUNT; i++) d3[i] = (int32_t)((uint32_t)d1[i] * (uint32_t)d2[i]);
    for (int i = 0; i < COUNT; i++) d3[i] ^= w1[i];
    for (int i = 0; i < COUNT; i++) d3[i] = d3[i] > d1[i] ? d3[i] : d1[i];
    for (int i = 0; i < COUNT; i++) d3[i] = d3[i] / 7 + (d3[i] >> 5);
    for (int i = 0; i < COUNT; i++) d3[i] = d2[i] == d3[i] || d1[i] < 0 ? d3[i] : d2[i] & 0xffff;
}

static NOINLINE void quadwords(void) {
    for (int i = 0; i < COUNT; i++) q3[i] = q1[i] * q2[i] + (q1[i] >> 3) - (q2[i] << 9);
    for (int i = 0; i < COUNT; i++) q3[i] ^= (uint32_t)d3[i];
    for (int i = 0; i < COUNT; i++) q3[COUNT - 1 - i] += q1[i];
}

static NOINLINE void reals(void) {
    for (int i = 0; i < COUNT; i++) f3[i] = f1[i] > f2[i] ? f1[i] : f2[i];
    for (int i = 0; i < COUNT; i++) f3[i] = f3[i] / (f2[i] + 1.0f);
    for (int i = 0; i < COUNT; i++) g2[i] = g1[i] < 0 ? -g1[i] : g1[i];
    for (int i = 0; i < COUNT; i++) g2[i] = g2[i] + d1[i];
}

static uint64_t compute(void) {
    uint64_t random = opaque(17);
    for (int i = 0; i < COUNT; i++) {
        q1[i] = next_random(&random);
        q2[i] = next_random(&random);
        b1[i] = (uint8_t)q1[i];
        b2[i] = (uint8_t)q2[i];
        w1[i] = (int16_t)(q1[i] >> 8);
        w2[i] = (int16_t)(q2[i] >> 8);
        d1[i] = (int32_t)(q1[i] >> 24);
        d2[i] = (int32_t)(q2[i] >> 24);
        f1[i] = (float)w1[i];
        f2[i] = (float)b1[i];
        g1[i] = (double)d2[i];
    }
    bytes();
    words();
    doublewords();
    quadwords();
    reals();
    uint64_t hash = mix(sum_of_bytes(), dot());
    for (int i = 0; i < COUNT; i++) {
        hash = mix(hash, b3[i] + ((uint64_t)(uint16_t)w3[i] << 8) + ((uint64_t)(uint32_t)d3[i] << 24));
        hash = mix(hash, q3[i]);
        hash = mix(hash, bits_of_float(f3[i]) ^ bits_of(g2[i]));
    }
    return hash;
}

/* Comparisons of float and double by every operator, with NaN, infinities and both zeroes; minimum and
 * maximum. */
#include "compute.h"

#define COMPARE(type)                                                                                        \
    static NOINLINE uint64_t compare_##type(type a, type b) {                                                \
        uint64_t r = 0;                                                                                      \
        r = r << 1 | (a < b);                                                                                \
        r = r << 1 | (a <= b);                                                                               \
        r = r << 1 | (a > b);                                                                                \
        r = r << 1 | (a >= b);                                                                               \
        r = r << 1 | (a == b);                                                                               \
        r = r << 1 | (a != b);                                                                               \
        r = r << 1 | !(a < b);                                                                               \
        r = r << 1 | !(a > b);                                                                               \
        r = r << 1 | !!__builtin_isless(a, b);                                                               \
        r = r << 1 | !!__builtin_isgreaterequal(a, b);                                                       \
        r = r << 1 | !!__builtin_islessgreater(a, b);                                                        \
        r = r << 1 | !!__builtin_isunordered(a, b);                                                          \
        r = r << 1 | (__builtin_isnan(a) || __builtin_isinf(b));                                             \
        if (a < b) r += 1000000;                                                                             \
        if (!(a >= b)) r += 3000000;                                                                         \
        return r;                                                                                            \
    }                                                                                                        \
    static NOINLINE type least_##type(type a, type b) { return a < b ? a : b; }                              \
    static NOINLINE type most_##type(type a, type b) { return a > b ? a : b; }                               \
    static NOINLINE uint64_t count_##type(const type *items, int count, type bound) {                        \
        uint64_t below = 0, equal = 0, unordered = 0;                                                        \
        for (int i = 0; i < count; i++) {                                                                    \
            below += items[i] < bound;                                                                       \
            equal += items[i] == bound;                                                                      \
            unordered += items[i] != items[i];                                                               \
        }                                                                                                    \
        return below * 10000 + equal * 100 + unordered;                                                      \
    }
COMPARE(float)
COMPARE(double)

static uint64_t compute(void) {
    static const double values[] = {0.0, -0.0, 1.0, -1.0, 1.5, 1e300, -1e300, 1e-320, 1e38, 3.5e38};
    enum { COUNT = sizeof values / sizeof *values + 3 };
    double doubles[COUNT];
    float floats[COUNT];
    for (int i = 0; i < COUNT - 3; i++) {
        doubles[i] = opaque_double(values[i]);
        floats[i] = (float)doubles[i];
    }
    doubles[COUNT - 3] = opaque_double(__builtin_inf());
    doubles[COUNT - 2] = opaque_double(-__builtin_inf());
    doubles[COUNT - 1] = opaque_double(__builtin_nan(""));
    for (int i = COUNT - 3; i < COUNT; i++) floats[i] = (float)doubles[i];
    uint64_t hash = 1;
    for (int i = 0; i < COUNT; i++) {
        for (int j = 0; j < COUNT; j++) {
            hash = mix(hash, compare_double(doubles[i], doubles[j]));
            hash = mix(hash, compare_float(floats[i], floats[j]));
            /* By bits: which zero, and which operand where one is NaN, is defined too. */
            hash = mix(hash, bits_of(least_double(doubles[i], doubles[j])));
            hash = mix(hash, bits_of(most_double(doubles[i], doubles[j])));
            hash = mix(hash, bits_of_float(least_float(floats[i], floats[j])));
            hash = mix(hash, bits_of_float(most_float(floats[i], floats[j])));
        }
        hash = mix(hash, count_double(doubles, COUNT, doubles[i]));
        hash = mix(hash, count_float(floats, COUNT, floats[i]));
        hash = mix(hash, bits_of(__builtin_fabs(doubles[i])));
        hash = mix(hash, bits_of(__builtin_copysign(doubles[i], doubles[COUNT - 1 - i])));
    }
    return hash;
}

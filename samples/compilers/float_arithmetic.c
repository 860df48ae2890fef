/* Arithmetic that rounds: double and float, denormals, overflow to infinity, square roots. Each operation
 * stands alone, so that no compiler fuses two. */
#include "compute.h"
#include <emmintrin.h>

static NOINLINE uint64_t doubles(double a, double b) {
    uint64_t hash = bits_of(opaque_double(a + b));
    hash = mix(hash, bits_of(opaque_double(a - b)));
    hash = mix(hash, bits_of(opaque_double(a * b)));
    hash = mix(hash, bits_of(opaque_double(a / b)));
    return mix(hash, bits_of(_mm_cvtsd_f64(_mm_sqrt_sd(_mm_set_sd(b), _mm_set_sd(a < 0 ? -a : a)))));
}

static NOINLINE uint64_t floats(float a, float b) {
    uint64_t hash = bits_of_float(opaque_float(a + b));
    hash = mix(hash, bits_of_float(opaque_float(a - b)));
    hash = mix(hash, bits_of_float(opaque_float(a * b)));
    hash = mix(hash, bits_of_float(opaque_float(a / b)));
    return mix(hash, bits_of_float(_mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(a < 0 ? -a : a)))));
}

/* Newton's iteration, far more than needed. */
static NOINLINE double root(double x) {
    double guess = x;
    for (int i = 0; i < 40; i++) {
        double quotient = opaque_double(x / guess);
        guess = opaque_double(opaque_double(guess + quotient) * 0.5);
    }
    return guess;
}

static uint64_t compute(void) {
    static const double values[] = {1.0, -1.0, 0.1, 1e308, -1e308, 1e-308, 4.9e-324, 2.2250738585072014e-308, 3.0, 1e16,
                                    -7.25, 1.7976931348623157e308, 1e38, 1.4e-45, 1.17549435e-38};
    enum { COUNT = sizeof values / sizeof *values };
    uint64_t hash = 1;
    for (int i = 0; i < COUNT; i++) {
        for (int j = 0; j < COUNT; j++) {
            hash = mix(hash, doubles(opaque_double(values[i]), opaque_double(values[j])));
            float a = (float)opaque_double(values[i]), b = (float)opaque_double(values[j]);
            /* No 0/0, inf/inf, inf-inf or 0*inf: those are NaN, whose sign C leaves open. */
            if (a - a == 0 && b - b == 0 && a != 0 && b != 0) hash = mix(hash, floats(a, b));
        }
    }
    for (int i = 1; i < 50; i++) {
        hash = mix(hash, bits_of(root(opaque_double(i))));
    }
    return hash;
}

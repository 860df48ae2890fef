/* Double-precision arithmetic (SSE2): multiply(n) multiplies two n x n matrices and returns the sum of
 * the product's elements times 16, an integer; norm(n) the bits of the product's Frobenius norm;
 * leibniz(n) the bits of pi by n terms, a division and a rounding each.
 *
 * The elements are small multiples of 1/4, so that products and sums are exact whatever order or fusing a
 * compiler chooses. */
#include "echo.h"
#include <emmintrin.h>

#define MOST 96

static double a[MOST][MOST], b[MOST][MOST], c[MOST][MOST];

static uint32_t multiply_matrices(void) {
    uint64_t n = echo_take_u64();
    echo_require(n >= 1 && n <= MOST, "matrix: 1 to 96 rows");
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t j = 0; j < n; j++) {
            a[i][j] = ((int32_t)((i * 3 + j * 7) % 23) - 11) * 0.25;
            b[i][j] = ((int32_t)((i * 5 + j * 2) % 19) - 9) * 0.25;
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t k = 0; k < n; k++) {
            double factor = a[i][k];
            for (uint32_t j = 0; j < n; j++) {
                c[i][j] += factor * b[k][j];
            }
        }
    }
    return (uint32_t)n;
}

static void return_bits(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    echo_return_u64(bits);
}

static void multiply(void) {
    uint32_t n = multiply_matrices();
    double sum = 0;
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t j = 0; j < n; j++) {
            sum += c[i][j];
        }
    }
    echo_return_i64((int64_t)(sum * 16));
}

static void norm(void) {
    uint32_t n = multiply_matrices();
    double sum = 0;
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t j = 0; j < n; j++) {
            sum += c[i][j] * c[i][j];
        }
    }
    /* The instruction itself: sqrt() of the C library would want errno. */
    __m128d root = _mm_sqrt_pd(_mm_set1_pd(sum));
    return_bits(_mm_cvtsd_f64(root));
}

static void leibniz(void) {
    uint64_t terms = echo_take_u64();
    double sum = 0;
    for (uint64_t k = 0; k < terms; k++) {
        double term = 4.0 / (double)(2 * k + 1);
        sum = k & 1 ? sum - term : sum + term;
    }
    return_bits(sum);
}

ECHO_CONTRACT(ECHO_FUNCTION(multiply) ECHO_FUNCTION(norm) ECHO_FUNCTION(leibniz))

/* Product of double-precision matrices as scalar products, in an order of additions no compiler may change. n is the
 * number of products. */
#include "kernel.h"

#define SIZE 96

static double a[SIZE][SIZE], b[SIZE][SIZE], c[SIZE][SIZE];

static void multiply(void)
{
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) {
            double sum = 0;
            for (int k = 0; k < SIZE; k++)
                sum += a[i][k] * b[k][j];
            c[i][j] = sum;
        }
}

static uint64_t bits(double x)
{
    union { double number; uint64_t bits; } both = { x };
    return both.bits;
}

uint64_t kernel(uint64_t n)
{
    uint64_t seed = 1, sum = 0;
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) {
            a[i][j] = (double)(int32_t)next_random(&seed) / 65536.0;
            b[i][j] = (double)(int32_t)next_random(&seed) / 2147483648.0 / SIZE;
        }
    for (uint64_t round = 0; round < n; round++) {
        multiply();
        for (int i = 0; i < SIZE; i++) {
            sum = fold(sum, bits(c[i][i]));
            a[i][(i + 1) % SIZE] = c[i][SIZE - 1 - i];
        }
    }
    return sum;
}

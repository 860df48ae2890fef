/* Product of 32-bit integer matrices, row by row, in the order that a compiler turns into packed operations. n is the
 * number of products. */
#include "kernel.h"

#define SIZE 128

static uint32_t a[SIZE][SIZE], b[SIZE][SIZE], c[SIZE][SIZE];

static void multiply(void)
{
    for (int i = 0; i < SIZE; i++) {
        for (int j = 0; j < SIZE; j++)
            c[i][j] = 0;
        for (int k = 0; k < SIZE; k++)
            for (int j = 0; j < SIZE; j++)
                c[i][j] += a[i][k] * b[k][j];
    }
}

uint64_t kernel(uint64_t n)
{
    uint64_t seed = 1, sum = 0;
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) {
            a[i][j] = (uint32_t)next_random(&seed);
            b[i][j] = (uint32_t)next_random(&seed);
        }
    for (uint64_t round = 0; round < n; round++) {
        multiply();
        for (int i = 0; i < SIZE; i++) {
            sum = fold(sum, c[i][i]);
            a[i][(i + 1) % SIZE] ^= c[i][SIZE - 1 - i];
        }
    }
    return sum;
}

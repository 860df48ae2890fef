/* Multiplies big integers as by hand: limbs of 64 bits, products 128 bits wide, 320 limbs by 320. n is the number of
 * multiplications; each takes the middle of the product before. */
#include "kernel.h"

#define LIMBS 320

typedef unsigned __int128 wide;

static uint64_t a[LIMBS], b[LIMBS], product[2 * LIMBS];

/* product = a * b */
static void multiply(void)
{
    for (int i = 0; i < 2 * LIMBS; i++)
        product[i] = 0;
    for (int i = 0; i < LIMBS; i++) {
        uint64_t carry = 0;
        for (int j = 0; j < LIMBS; j++) {
            wide sum = (wide)a[i] * b[j] + product[i + j] + carry;
            product[i + j] = (uint64_t)sum;
            carry = (uint64_t)(sum >> 64);
        }
        product[i + LIMBS] = carry;
    }
}

uint64_t kernel(uint64_t n)
{
    uint64_t seed = 1, sum = 0;
    for (int i = 0; i < LIMBS; i++) {
        a[i] = next_random(&seed);
        b[i] = next_random(&seed);
    }
    for (uint64_t round = 0; round < n; round++) {
        multiply();
        for (int i = 0; i < 2 * LIMBS; i++)
            sum = fold(sum, product[i]);
        for (int i = 0; i < LIMBS; i++)
            a[i] = product[i + LIMBS / 2];
    }
    return sum;
}

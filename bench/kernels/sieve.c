/* Byte stores at growing strides, then a scan. n is the number of sieves. */
#include "kernel.h"

#define LIMIT (1u << 19)

static uint8_t composite[LIMIT];

static uint32_t count_primes(void)
{
    for (uint32_t i = 0; i < LIMIT; i++)
        composite[i] = i < 2;
    for (uint32_t i = 2; i * i < LIMIT; i++)
        if (!composite[i])
            for (uint32_t j = i * i; j < LIMIT; j += i)
                composite[j] = 1;
    uint32_t primes = 0;
    for (uint32_t i = 0; i < LIMIT; i++)
        primes += !composite[i];
    return primes;
}

uint64_t kernel(uint64_t n)
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < n; i++)
        sum = fold(sum, count_primes());
    return sum;
}

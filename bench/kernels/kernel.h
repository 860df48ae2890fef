/* What every kernel shares: the fixed-width types, the entry, and a small generator of test data.
 *
 * A kernel is freestanding C with no libc, no floating-point environment and no pointer-sized arithmetic that would differ
 * between a 32-bit target (wasm32) and a 64-bit one. It sets up all of its own state at each call, so that one call
 * is like the next, and gives a checksum of everything it computed. */
#ifndef ECHO_BENCH_KERNEL_H
#define ECHO_BENCH_KERNEL_H

#include <stddef.h>
#include <stdint.h>

/* Does work in proportion to n; the result depends on n alone. */
uint64_t kernel(uint64_t n);

/* xorshift64* (Vigna 2014): the same numbers on every target. */
static inline uint64_t next_random(uint64_t *state)
{
    uint64_t x = *state;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    *state = x;
    return x * 0x2545f4914f6cdd1dull;
}

/* Folds a value into a checksum; the order of the values matters. */
static inline uint64_t fold(uint64_t sum, uint64_t value)
{
    sum ^= value;
    sum *= 0x100000001b3ull;
    return sum ^ (sum >> 29);
}

#endif

/* What every file of this directory includes. The file defines `static uint64_t compute(void)`; compiled
 * with -DECHO it becomes a contract whose run() returns that number, without it a program that prints it
 * in decimal. Both must agree: the program, compiled by gcc -O0 and run by the processor, is the oracle.
 *
 * compute() mixes all its results into one number. opaque() keeps the compiler from computing them
 * itself. */
#ifndef COMPUTE_H
#define COMPUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static uint64_t compute(void);

#ifdef ECHO
#include "echo.h"

static void run(void) {
    echo_return_u64(compute());
}

ECHO_CONTRACT(ECHO_FUNCTION(run))
#else
#include <stdio.h>
#include <string.h>

int main(void) {
    printf("%llu\n", (unsigned long long)compute());
    return 0;
}
#endif

#define NOINLINE __attribute__((noinline))

/* The value itself, unknown to the compiler. */
static inline uint64_t opaque(uint64_t value) {
    __asm__ volatile("" : "+r"(value));
    return value;
}

static inline double opaque_double(double value) {
    __asm__ volatile("" : "+x"(value));
    return value;
}

static inline float opaque_float(float value) {
    __asm__ volatile("" : "+x"(value));
    return value;
}

static inline uint64_t mix(uint64_t hash, uint64_t value) {
    hash = (hash ^ value) * 0x9e3779b97f4a7c15u;
    return hash ^ hash >> 29;
}

static inline uint64_t bits_of(double value) {
    uint64_t bits;
    __builtin_memcpy(&bits, &value, sizeof bits);
    return bits;
}

static inline uint32_t bits_of_float(float value) {
    uint32_t bits;
    __builtin_memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* Pseudo-random numbers, the same everywhere. */
static inline uint64_t next_random(uint64_t *state) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    uint64_t x = *state;
    return x ^ x >> 33;
}

#endif

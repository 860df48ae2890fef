/* A switch over 200 cases in a loop, as dispatchers and generated code have it: a jump through a table whose target nobody can
 * predict. n is the number of rounds through 4096 steps. */
#include "kernel.h"

#define STEPS 4096
#define CASES 200

static uint8_t steps[STEPS];
static uint64_t cells[64];

static uint64_t rotate(uint64_t x, unsigned by)
{
    return x << by | x >> (64 - by);
}

/* Eight cases of different kinds; what is constant in them differs with the number, so that none can be merged with another. */
#define EIGHT(i)                                                                  \
    case (i): a += b * (2 * (i) + 3); break;                                      \
    case (i) + 1: b ^= rotate(a, (i) % 61 + 1); break;                            \
    case (i) + 2: cells[(i) % 64] += a ^ (i); break;                              \
    case (i) + 3: a ^= cells[((i) + 7) % 64] + b; break;                          \
    case (i) + 4: b = a < b ? b - (i) : b + 3 * (i) + 1; break;                   \
    case (i) + 5: a = (a >> ((i) % 13 + 1)) ^ (b << ((i) % 11 + 1)); break;       \
    case (i) + 6: cells[b & 63] = a - (i); b += 5 * (i) + 1; break;               \
    case (i) + 7: if (a & (1ull << (i) % 64)) b += a; else a = ~a - (i); break;

uint64_t kernel(uint64_t n)
{
    uint64_t seed = 1, a = 1, b = 2;
    for (int i = 0; i < STEPS; i++)
        steps[i] = (uint8_t)((next_random(&seed) >> 32) % CASES);
    for (int i = 0; i < 64; i++)
        cells[i] = next_random(&seed);
    for (uint64_t round = 0; round < n; round++) {
        for (int i = 0; i < STEPS; i++)
            switch (steps[i]) {
                EIGHT(0) EIGHT(8) EIGHT(16) EIGHT(24) EIGHT(32)
                EIGHT(40) EIGHT(48) EIGHT(56) EIGHT(64) EIGHT(72)
                EIGHT(80) EIGHT(88) EIGHT(96) EIGHT(104) EIGHT(112)
                EIGHT(120) EIGHT(128) EIGHT(136) EIGHT(144) EIGHT(152)
                EIGHT(160) EIGHT(168) EIGHT(176) EIGHT(184) EIGHT(192)
            }
        /* Other steps in the next round, lest they be learnt by heart. */
        steps[round % STEPS] = (uint8_t)((a >> 32) % CASES);
    }
    uint64_t sum = fold(a, b);
    for (int i = 0; i < 64; i++)
        sum = fold(sum, cells[i]);
    return sum;
}

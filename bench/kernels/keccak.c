/* Keccak-f[1600] (FIPS 202): 64-bit rotates and xor over 25 lanes. n is the number of permutations. */
#include "kernel.h"

static const uint64_t ROUND[24] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
};
static const uint8_t LANE[24] = { 10, 7,  11, 17, 18, 3, 5,  16, 8,  21, 24, 4,
                                  15, 23, 19, 13, 12, 2, 20, 14, 22, 9,  6,  1 };
static const uint8_t TURN[24] = { 1,  3,  6,  10, 15, 21, 28, 36, 45, 55, 2,  14,
                                  27, 41, 56, 8,  25, 43, 62, 18, 39, 61, 20, 44 };

static uint64_t rotl(uint64_t x, int by)
{
    return x << by | x >> (64 - by);
}

static void permute(uint64_t a[25])
{
    for (int round = 0; round < 24; round++) {
        uint64_t c[5];
        for (int x = 0; x < 5; x++)
            c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
        for (int x = 0; x < 5; x++) {
            uint64_t d = c[(x + 4) % 5] ^ rotl(c[(x + 1) % 5], 1);
            for (int y = 0; y < 25; y += 5)
                a[y + x] ^= d;
        }
        uint64_t carried = a[1];
        for (int i = 0; i < 24; i++) {
            uint64_t kept = a[LANE[i]];
            a[LANE[i]] = rotl(carried, TURN[i]);
            carried = kept;
        }
        for (int y = 0; y < 25; y += 5) {
            for (int x = 0; x < 5; x++)
                c[x] = a[y + x];
            for (int x = 0; x < 5; x++)
                a[y + x] = c[x] ^ (~c[(x + 1) % 5] & c[(x + 2) % 5]);
        }
        a[0] ^= ROUND[round];
    }
}

uint64_t kernel(uint64_t n)
{
    uint64_t a[25];
    for (int i = 0; i < 25; i++)
        a[i] = 0;
    for (uint64_t i = 0; i < n; i++) {
        permute(a);
        a[0] ^= i;
    }
    return a[0];
}

/* Dense switches become jump tables, sparse ones trees of comparisons, others bit tests or tables of
 * results. */
#include "compute.h"

static NOINLINE uint64_t dense(uint64_t n, uint64_t x) {
    switch (n) {
    case 0: return x + 1;
    case 1: return x * 3;
    case 2: return x ^ 0x55;
    case 3: x += 7; /* fall through */
    case 4: return x - 9;
    case 5: return x << 3;
    case 6: return x >> 2;
    case 7: return ~x;
    case 8: return x | 0xf0f0;
    case 9: return x & 0xff00ff;
    case 10: return -x;
    case 12: return x % 1000;
    default: return 77;
    }
}

static NOINLINE int sparse(int64_t n) {
    switch (n) {
    case -1000000007: return 1;
    case -3: return 2;
    case 0: return 3;
    case 17: return 4;
    case 4096: return 5;
    case 65537: return 6;
    case 0x7fffffff: return 7;
    case 0x123456789ab: return 8;
    default: return 9;
    }
}

static NOINLINE bool is_vowel(char c) {
    switch (c) {
    case 'a': case 'e': case 'i': case 'o': case 'u': return true;
    default: return false;
    }
}

static NOINLINE const char *name(unsigned n) {
    switch (n) {
    case 0: return "zero";
    case 1: return "one";
    case 2: return "two";
    case 3: return "three";
    case 4: return "four";
    default: return "many";
    }
}

static NOINLINE unsigned range(unsigned n) {
    switch (n) {
    case 0 ... 9: return 1;
    case 10 ... 99: return 2;
    case 100 ... 999: return 3;
    default: return 4;
    }
}

static uint64_t compute(void) {
    uint64_t hash = 1;
    for (uint64_t n = 0; n < 16; n++) {
        hash = mix(hash, dense(opaque(n), hash));
    }
    static const int64_t keys[] = {-1000000007, -4, -3, 0, 1, 17, 4095, 4096, 65537, 0x7fffffff, 0x80000000, 0x123456789ab};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        hash = mix(hash, (uint64_t)sparse((int64_t)opaque((uint64_t)keys[i])));
    }
    for (char c = 'A'; c <= 'z'; c++) {
        hash = mix(hash, is_vowel(c));
    }
    for (unsigned n = 0; n < 7; n++) {
        for (const char *at = name(n); *at != 0; at++) {
            hash = mix(hash, (unsigned char)*at);
        }
    }
    for (unsigned n = 1; n < 5000; n = n * 3 + 1) {
        hash = mix(hash, range(n));
    }
    return hash;
}

/* memcpy, memmove, memset, memcmp and strlen: constant sizes, which compilers open up, and variable ones,
 * which stay calls. */
#include "compute.h"

static unsigned char from[300], to[300];

static NOINLINE uint64_t sum(const unsigned char *bytes, size_t count) {
    uint64_t hash = count;
    for (size_t i = 0; i < count; i++) hash = hash * 31 + bytes[i];
    return hash;
}

static void fill(uint64_t seed) {
    for (size_t i = 0; i < sizeof from; i++) {
        from[i] = (unsigned char)(i * 7 + seed);
        to[i] = (unsigned char)~i;
    }
}

#define CONSTANT(size)                                                                                       \
    do {                                                                                                     \
        fill(size);                                                                                          \
        memcpy(to + 1, from + 3, size);                                                                      \
        hash = mix(hash, sum(to, 300));                                                                      \
        memset(to + 5, (int)opaque(size), size);                                                             \
        hash = mix(hash, sum(to, 300));                                                                      \
        memset(to + 2, 0, size);                                                                             \
        memmove(from + 2, from, size);                                                                       \
        hash = mix(hash, sum(from, 300));                                                                    \
        memmove(from, from + 1, size);                                                                       \
        hash = mix(hash, sum(from, 300) + sum(to, 300));                                                     \
        hash = mix(hash, (uint64_t)order(memcmp(from, to, size)));                                           \
        memcpy(to, from, size);                                                                              \
        hash = mix(hash, memcmp(from, to, size) == 0);                                                       \
    } while (0)

static NOINLINE int order(int comparison) {
    return comparison < 0 ? 1 : comparison > 0 ? 2 : 3;
}

struct block { uint64_t words[37]; };

static NOINLINE void copy_struct(struct block *out, const struct block *in) {
    *out = *in;
}

static NOINLINE uint64_t variable(size_t count) {
    uint64_t hash = count;
    fill(count);
    memcpy(to + count % 5, from, count);
    hash = mix(hash, sum(to, 300));
    memmove(to + 3, to, count);
    hash = mix(hash, sum(to, 300));
    memmove(to, to + 6, count);
    hash = mix(hash, sum(to, 300));
    memset(to + count % 3, (int)count, count);
    hash = mix(hash, sum(to, 300));
    hash = mix(hash, (uint64_t)order(memcmp(to, from, count)));
    memcpy(to, from, count);
    hash = mix(hash, (uint64_t)order(memcmp(to, from, count)));
    if (count != 0) {
        to[count - 1] ^= 0x80;
        hash = mix(hash, (uint64_t)order(memcmp(to, from, count)));
        to[count - 1] = 0;
        for (size_t i = 0; i + 1 < count; i++) to[i] |= 1;
        hash = mix(hash, strlen((const char *)to));
    }
    return hash;
}

static uint64_t compute(void) {
    uint64_t hash = 1;
    CONSTANT(1); CONSTANT(2); CONSTANT(3); CONSTANT(4); CONSTANT(5); CONSTANT(7); CONSTANT(8); CONSTANT(9);
    CONSTANT(15); CONSTANT(16); CONSTANT(17); CONSTANT(24); CONSTANT(31); CONSTANT(32); CONSTANT(33); CONSTANT(48);
    CONSTANT(63); CONSTANT(64); CONSTANT(65); CONSTANT(100); CONSTANT(127); CONSTANT(128); CONSTANT(200); CONSTANT(256);
    for (size_t count = 0; count < 90; count++) hash = mix(hash, variable((size_t)opaque(count)));
    struct block a, b;
    for (unsigned i = 0; i < 37; i++) a.words[i] = i * opaque(i);
    copy_struct(&b, &a);
    for (unsigned i = 0; i < 37; i++) hash = mix(hash, b.words[i]);
    hash = mix(hash, strlen("constant") + strlen((const char *)(uintptr_t)opaque((uint64_t)(uintptr_t)"variable text")));
    return hash;
}

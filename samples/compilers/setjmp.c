/* __builtin_setjmp and __builtin_longjmp: a jump out of nested calls that returns past all of them. */
#include "compute.h"

static void *buffer[5];
static volatile uint64_t depth_reached;

static NOINLINE void descend(uint64_t depth) {
    volatile uint64_t frame[8];
    frame[depth % 8] = depth;
    depth_reached = depth;
    if (depth == 0) {
        __builtin_longjmp(buffer, 1);
    }
    descend(depth - 1);
    depth_reached += frame[depth % 8];
}

static NOINLINE uint64_t attempt(uint64_t depth) {
    volatile uint64_t kept = depth * 3;
    if (__builtin_setjmp(buffer) == 0) {
        kept += 1;
        descend(depth);
        return 0;
    }
    return kept + depth_reached;
}

static uint64_t compute(void) {
    uint64_t hash = 1;
    for (uint64_t n = 0; n < 60; n += 7) {
        hash = mix(hash, attempt(opaque(n)));
    }
    return hash;
}

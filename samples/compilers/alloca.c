/* alloca and variable-length arrays: frames whose size is known only at run time, found again by rbp. */
#include "compute.h"

static NOINLINE uint64_t with_alloca(unsigned count) {
    uint64_t hash = count;
    for (unsigned round = 1; round <= 3; round++) {
        uint32_t *items = __builtin_alloca(count * round * sizeof *items);
        for (unsigned i = 0; i < count * round; i++) {
            items[i] = i * i + round;
        }
        for (unsigned i = count * round; i-- > 0;) {
            hash = mix(hash, items[i]);
        }
    }
    return hash;
}

static NOINLINE uint64_t with_array(unsigned rows, unsigned columns) {
    uint16_t table[rows][columns];
    for (unsigned i = 0; i < rows; i++) {
        for (unsigned j = 0; j < columns; j++) {
            table[i][j] = (uint16_t)(i * 1000 + j);
        }
    }
    uint64_t hash = sizeof table;
    for (unsigned j = 0; j < columns; j++) {
        for (unsigned i = 0; i < rows; i++) {
            hash = mix(hash, table[i][j]);
        }
    }
    return hash;
}

static NOINLINE uint64_t nested(unsigned depth) {
    unsigned char bytes[depth * 7 + 1];
    for (unsigned i = 0; i < sizeof bytes; i++) {
        bytes[i] = (unsigned char)(depth + i);
    }
    uint64_t below = depth == 0 ? 1 : nested(depth - 1);
    return mix(below, bytes[depth * 7] + bytes[0]);
}

static uint64_t compute(void) {
    uint64_t hash = 1;
    for (unsigned n = 1; n < 40; n += 3) {
        hash = mix(hash, with_alloca((unsigned)opaque(n)));
        hash = mix(hash, with_array((unsigned)opaque(n), 41 - n));
    }
    return mix(hash, nested((unsigned)opaque(60)));
}

/* Bit-fields, signed and unsigned, across byte and word borders, packed and not. */
#include "compute.h"

struct flags {
    unsigned a : 1, b : 3, c : 7;
    int d : 5;
    unsigned e : 16;
    int64_t f : 33;
    uint64_t g : 31;
    bool h : 1;
};

struct __attribute__((packed)) packed {
    uint8_t head;
    uint32_t middle;
    unsigned low : 12, high : 13;
    uint64_t tail;
};

static NOINLINE void advance(struct flags *x, uint64_t n) {
    x->a ^= 1;
    x->b += 3;
    x->c = (unsigned)(x->c + x->b * n) & 127;
    x->d = (int)((x->d + 9) & 31) - 16;
    x->e -= (unsigned)n & 0xff;
    x->f = (int64_t)(n * 0x12345) - x->f / 2;
    x->g += (uint64_t)x->c << 20;
    x->h = x->f < 0;
}

static uint64_t compute(void) {
    uint64_t hash = 1;
    struct flags flags = {0};
    struct packed packed = {0};
    for (uint64_t n = 0; n < 200; n++) {
        uint64_t x = opaque(n);
        advance(&flags, x);
        hash = mix(hash, flags.a + flags.b * 2u + flags.c * 16u);
        hash = mix(hash, (uint64_t)flags.d + flags.e);
        hash = mix(hash, (uint64_t)flags.f ^ flags.g);
        hash = mix(hash, flags.h);
        packed.head = (uint8_t)(packed.head + 17);
        packed.middle += (uint32_t)x * 77777;
        packed.low = (packed.low + 5) & 0xfff;
        packed.high ^= packed.low;
        packed.tail = packed.tail * 31 + packed.middle + packed.high;
        hash = mix(hash, packed.tail ^ packed.head);
    }
    return hash;
}

/* Structs as arguments and results: in two integer registers, one of each kind, two xmm registers, or
 * memory. */
#include "compute.h"

struct small { uint32_t a; uint16_t b; uint8_t c; };
struct pair { uint64_t low, high; };
struct mixed { double real; uint64_t count; };
struct doubles { double x, y; };
struct floats { float x, y, z; };
struct large { uint64_t items[9]; };
struct nested { struct small small; struct pair pair; struct floats floats; };
union overlap { double number; uint64_t bits; unsigned char bytes[8]; };

static NOINLINE struct small make_small(uint64_t n) {
    return (struct small){(uint32_t)n, (uint16_t)(n >> 5), (uint8_t)(n >> 9)};
}

static NOINLINE struct pair make_pair(uint64_t n) {
    return (struct pair){n * 3, ~n};
}

static NOINLINE struct mixed make_mixed(uint64_t n) {
    return (struct mixed){(double)n * 0.5, n + 1};
}

static NOINLINE struct doubles make_doubles(struct mixed from) {
    return (struct doubles){from.real + 1, from.real - (double)from.count};
}

static NOINLINE struct floats make_floats(float x) {
    return (struct floats){x, x * 2, x / 4};
}

static NOINLINE struct large make_large(struct pair from, uint64_t n) {
    struct large result;
    for (unsigned i = 0; i < 9; i++) {
        result.items[i] = from.low * i + (from.high ^ n);
    }
    return result;
}

static NOINLINE struct nested make_nested(uint64_t n, struct large by_value) {
    by_value.items[3] += n;
    return (struct nested){make_small(by_value.items[3]), make_pair(by_value.items[8]), make_floats((float)(n % 100))};
}

static NOINLINE union overlap make_union(double number) {
    union overlap result;
    result.number = number;
    result.bytes[7] ^= 0x80;
    return result;
}

static NOINLINE uint64_t sum(struct small s, struct floats f, struct nested n, struct doubles d, struct pair p) {
    uint64_t hash = mix(s.a + s.b, s.c);
    hash = mix(hash, bits_of_float(f.x) + bits_of_float(f.y) + bits_of_float(f.z));
    hash = mix(hash, n.small.a ^ n.pair.high ^ bits_of_float(n.floats.z));
    return mix(hash, bits_of(d.x) + bits_of(d.y) + p.low + p.high);
}

static uint64_t compute(void) {
    uint64_t hash = 1;
    for (uint64_t n = 0; n < 50; n++) {
        uint64_t x = opaque(n * 2654435761u);
        struct pair pair = make_pair(x);
        struct large large = make_large(pair, n);
        struct nested nested = make_nested(x, large);
        struct doubles doubles = make_doubles(make_mixed(x));
        hash = mix(hash, sum(make_small(x), make_floats((float)n), nested, doubles, pair));
        hash = mix(hash, large.items[3] + make_union((double)n + 0.25).bits);
    }
    return hash;
}

/* Indirect calls: tables in read-only and writable data, callbacks, hand-made method tables. */
#include "compute.h"

typedef uint64_t binary(uint64_t, uint64_t);

static uint64_t add(uint64_t a, uint64_t b) { return a + b; }
static uint64_t subtract(uint64_t a, uint64_t b) { return a - b; }
static uint64_t multiply(uint64_t a, uint64_t b) { return a * b; }
static uint64_t divide(uint64_t a, uint64_t b) { return a / (b | 1); }
static uint64_t modulo(uint64_t a, uint64_t b) { return a % (b | 1); }

static binary *const fixed[] = {add, subtract, multiply, divide, modulo};
static binary *writable[] = {modulo, divide, multiply, subtract, add};

struct shape;
struct methods {
    uint64_t (*area)(const struct shape *);
    void (*scale)(struct shape *, uint64_t);
};
struct shape {
    const struct methods *methods;
    uint64_t width, height;
};

static uint64_t rectangle_area(const struct shape *shape) { return shape->width * shape->height; }
static uint64_t triangle_area(const struct shape *shape) { return shape->width * shape->height / 2; }
static void scale_both(struct shape *shape, uint64_t by) { shape->width *= by, shape->height *= by; }
static void scale_width(struct shape *shape, uint64_t by) { shape->width *= by; }

static const struct methods rectangle = {rectangle_area, scale_both};
static const struct methods triangle = {triangle_area, scale_width};

static NOINLINE void bubble(uint64_t *items, unsigned count, bool (*before)(uint64_t, uint64_t)) {
    for (unsigned i = 0; i < count; i++) {
        for (unsigned j = i + 1; j < count; j++) {
            if (before(items[j], items[i])) {
                uint64_t kept = items[i];
                items[i] = items[j];
                items[j] = kept;
            }
        }
    }
}

static bool ascending(uint64_t a, uint64_t b) { return a < b; }
static bool by_low_byte(uint64_t a, uint64_t b) { return (a & 255) > (b & 255) || ((a & 255) == (b & 255) && a < b); }

static NOINLINE binary *choose(uint64_t n) {
    return n & 1 ? fixed[n % 5] : writable[n % 5];
}

static uint64_t compute(void) {
    uint64_t hash = 1;
    for (uint64_t n = 0; n < 100; n++) {
        hash = mix(hash, choose(opaque(n))(hash, n));
        if (n % 10 == 0) writable[n % 5] = fixed[n % 3];
    }
    struct shape shapes[] = {{&rectangle, 3, 4}, {&triangle, 5, 6}, {&rectangle, 7, 8}};
    for (unsigned n = 0; n < 9; n++) {
        struct shape *shape = &shapes[opaque(n) % 3];
        shape->methods->scale(shape, n + 2);
        hash = mix(hash, shape->methods->area(shape));
    }
    uint64_t items[24], random = 5;
    for (unsigned i = 0; i < 24; i++) items[i] = next_random(&random) % 5000;
    bool (*volatile orders[])(uint64_t, uint64_t) = {ascending, by_low_byte};
    for (unsigned k = 0; k < 2; k++) {
        bubble(items, 24, orders[k]);
        for (unsigned i = 0; i < 24; i++) hash = mix(hash, items[i]);
    }
    return hash;
}

/* Calls in tail position become jumps, direct and through pointers; without optimisation they use the
 * stack. */
#include "compute.h"

static NOINLINE uint64_t odd(uint64_t n, uint64_t hash);

static NOINLINE uint64_t even(uint64_t n, uint64_t hash) {
    return n == 0 ? hash : odd(n - 1, mix(hash, n));
}

static NOINLINE uint64_t odd(uint64_t n, uint64_t hash) {
    return n == 0 ? ~hash : even(n - 1, hash * 3 + n);
}

struct state {
    uint64_t left;
    uint64_t hash;
};
typedef uint64_t step(struct state *state);

static step first, second, third;
static step *const steps[] = {first, second, third};

static uint64_t first(struct state *state) {
    state->hash = mix(state->hash, 1);
    return state->left-- == 0 ? state->hash : steps[state->hash % 3](state);
}

static uint64_t second(struct state *state) {
    state->hash += state->left * 5;
    return state->left-- == 0 ? state->hash : steps[(state->hash >> 7) % 3](state);
}

static uint64_t third(struct state *state) {
    state->hash = state->hash << 9 | state->hash >> 55;
    return state->left-- == 0 ? state->hash : first(state);
}

static NOINLINE uint64_t seven(uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f, uint64_t g) {
    return g == 0 ? a + 2 * b + 3 * c + 5 * d + 7 * e + 11 * f : seven(b, c, d, e, f, a + g, g - 1);
}

static uint64_t compute(void) {
    struct state state = {opaque(3000), 42};
    uint64_t hash = even(opaque(2000), 7);
    hash = mix(hash, even(opaque(1999), 7));
    hash = mix(hash, first(&state));
    return mix(hash, seven(1, 2, 3, 4, 5, 6, opaque(500)));
}

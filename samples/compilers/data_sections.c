/* Initialised data, zeroed data, constants, and pointers between them, which the linker resolves. */
#include "compute.h"

static const char *const names[] = {"alpha", "beta", "gamma", "delta"};
static const char *chosen = "none";
static uint64_t initialised[4] = {1, 2, 3, 0xffffffffffff};
static uint64_t zeroed[3000];
static uint64_t *const into_data = &initialised[2];
static uint64_t *into_zeroed = &zeroed[2999];

struct node {
    const struct node *next;
    const char *name;
    uint64_t weight;
};
static const struct node third = {NULL, "third", 3};
static const struct node second = {&third, "second", 20};
static const struct node first = {&second, "first", 100};

__attribute__((weak)) uint64_t weak_value = 5;
extern uint64_t missing_symbol __attribute__((weak));

static NOINLINE uint64_t text(const char *at) {
    uint64_t hash = 0;
    while (*at != 0) hash = hash * 131 + (unsigned char)*at++;
    return hash;
}

static NOINLINE uint64_t calls(void) {
    static uint64_t count = 40;
    return ++count;
}

static uint64_t compute(void) {
    uint64_t hash = 1;
    for (uint64_t n = 0; n < 12; n++) {
        chosen = names[opaque(n) % 4];
        hash = mix(hash, text(chosen) + calls());
        *into_data += n;
        *into_zeroed ^= hash;
        hash = mix(hash, initialised[2] + zeroed[2999] + zeroed[n]);
    }
    for (const struct node *at = &first; at != NULL; at = at->next) hash = mix(hash, text(at->name) * at->weight);
    hash = mix(hash, weak_value + (&missing_symbol == NULL));
    return mix(hash, sizeof zeroed);
}

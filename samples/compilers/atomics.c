/* Atomic operations of every width: lock prefixes, xchg, xadd, cmpxchg loops, fences. On one thread they
 * mean what they say. */
#include "compute.h"

#define EXERCISE(type)                                                                                       \
    static NOINLINE uint64_t exercise_##type(volatile type *at, type x) {                                    \
        uint64_t hash = sizeof(type);                                                                        \
        hash = mix(hash, __atomic_fetch_add(at, x, __ATOMIC_SEQ_CST));                                       \
        hash = mix(hash, __atomic_fetch_sub(at, (type)3, __ATOMIC_ACQ_REL));                                 \
        hash = mix(hash, __atomic_add_fetch(at, x, __ATOMIC_RELAXED));                                       \
        hash = mix(hash, __atomic_fetch_and(at, (type)0x7b, __ATOMIC_SEQ_CST));                              \
        hash = mix(hash, __atomic_or_fetch(at, x, __ATOMIC_RELEASE));                                        \
        hash = mix(hash, __atomic_fetch_xor(at, (type)0x5a, __ATOMIC_ACQUIRE));                              \
        hash = mix(hash, __atomic_nand_fetch(at, x, __ATOMIC_SEQ_CST));                                      \
        hash = mix(hash, __atomic_exchange_n(at, (type)(x * 5), __ATOMIC_SEQ_CST));                          \
        type expected = (type)(x * 5);                                                                       \
        hash = mix(hash, __atomic_compare_exchange_n(at, &expected, (type)9, false, 5, 5));                  \
        hash = mix(hash, __atomic_compare_exchange_n(at, &expected, (type)7, true, 2, 0));                   \
        hash = mix(hash, expected);                                                                          \
        __atomic_thread_fence(__ATOMIC_SEQ_CST);                                                             \
        __atomic_store_n(at, (type)(*at + x), __ATOMIC_SEQ_CST);                                             \
        __atomic_add_fetch(at, (type)1, __ATOMIC_SEQ_CST);                                                   \
        __atomic_sub_fetch(at, x, __ATOMIC_SEQ_CST);                                                         \
        return mix(hash, __atomic_load_n(at, __ATOMIC_SEQ_CST));                                             \
    }
EXERCISE(uint8_t)
EXERCISE(uint16_t)
EXERCISE(uint32_t)
EXERCISE(uint64_t)

static struct {
    uint8_t b;
    uint16_t w;
    uint32_t d;
    uint64_t q;
    bool taken;
} shared;

static uint64_t compute(void) {
    uint64_t hash = 1;
    for (uint64_t n = 0; n < 60; n++) {
        uint64_t x = opaque(n * 0x9e3779b97f4a7c15u);
        hash = mix(hash, exercise_uint8_t(&shared.b, (uint8_t)x));
        hash = mix(hash, exercise_uint16_t(&shared.w, (uint16_t)x));
        hash = mix(hash, exercise_uint32_t(&shared.d, (uint32_t)x));
        hash = mix(hash, exercise_uint64_t(&shared.q, x));
        hash = mix(hash, __atomic_test_and_set(&shared.taken, __ATOMIC_ACQUIRE));
        if (n & 1) __atomic_clear(&shared.taken, __ATOMIC_RELEASE);
        hash = mix(hash, __sync_fetch_and_add(&shared.q, n));
        hash = mix(hash, __sync_bool_compare_and_swap(&shared.d, (uint32_t)n, 1));
        __sync_synchronize();
    }
    return hash;
}

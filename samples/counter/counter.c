/* A number in persistent storage: get(), increment(), add(n), reset(). It is kept under the key "count". */
#include "echo.h"

#define COUNT ECHO_STRING("count")

static void get(void) {
    echo_return_u64(echo_load_u64(COUNT));
}

static void store(uint64_t before, uint64_t step) {
    uint64_t after;
    echo_require(!__builtin_add_overflow(before, step, &after), "counter: overflow");
    echo_store_u64(COUNT, after);
    echo_return_u64(after);
}

static void increment(void) {
    store(echo_load_u64(COUNT), 1);
}

static void add(void) {
    uint64_t step = echo_take_u64();
    store(echo_load_u64(COUNT), step);
}

/* Tells whether there was anything to forget. */
static void reset(void) {
    echo_string key = COUNT;
    bool counted = echo_storage_exists(&key);
    echo_require(echo_storage_remove(&key) == counted, "counter: storage contradicts itself");
    echo_return_bool(counted);
}

ECHO_CONTRACT(ECHO_FUNCTION(get) ECHO_FUNCTION(increment) ECHO_FUNCTION(add) ECHO_FUNCTION(reset))

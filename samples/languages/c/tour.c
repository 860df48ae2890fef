/* The tour in C: fib(n), sort(five numbers), store(n) and load(), note(n), greet(name). */
#include "echo.h"

static uint64_t fibonacci(uint64_t n) {
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

static void fib(void) {
    echo_return_u64(fibonacci(echo_take_u64()));
}

static void sort(void) {
    uint64_t sorted[5];
    for (int i = 0; i < 5; i++) {
        uint64_t number = echo_take_u64();
        int at = i;
        for (; at > 0 && sorted[at - 1] > number; at--) {
            sorted[at] = sorted[at - 1];
        }
        sorted[at] = number;
    }
    for (int i = 0; i < 5; i++) {
        echo_return_u64(sorted[i]);
    }
}

static void store(void) {
    echo_store_u64(ECHO_STRING("number"), echo_take_u64());
}

static void load(void) {
    echo_return_u64(echo_load_u64(ECHO_STRING("number")));
}

static void note(void) {
    ECHO_PACK(data, 8);
    echo_pack_u64(&data, echo_take_u64());
    echo_emit_pack(ECHO_LITERAL("noted(uint64)"), &data);
}

static void greet(void) {
    echo_string name = echo_take_string();
    echo_return_text("Hello, ");
    echo_return_string(&name);
    echo_return_text("!");
}

ECHO_CONTRACT(ECHO_VIEW(fib, (ECHO_U64), ECHO_U64)
              ECHO_VIEW(sort, (ECHO_U64, ECHO_U64, ECHO_U64, ECHO_U64, ECHO_U64), ECHO_U64, ECHO_U64, ECHO_U64, ECHO_U64, ECHO_U64)
              ECHO_FUNCTION(store, (ECHO_U64))
              ECHO_VIEW(load, (), ECHO_U64)
              ECHO_FUNCTION(note, (ECHO_U64))
              ECHO_VIEW(greet, (ECHO_TEXT), ECHO_TEXT)
              ECHO_EVENT(noted, (ECHO_U64)))

/* fib(n): the Fibonacci number n by plain recursion, the classic measure of calls. fib(25) is 75025. */
#include "echo.h"

static uint64_t fibonacci(uint64_t n) {
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

static void fib(void) {
    echo_return_u64(fibonacci(echo_take_u64()));
}

ECHO_CONTRACT(ECHO_FUNCTION(fib))

/* Recursion: calls, returns, the stack. n is the index of the Fibonacci number. */
#include "kernel.h"

static uint64_t fib(uint64_t n)
{
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

uint64_t kernel(uint64_t n)
{
    return fib(n);
}

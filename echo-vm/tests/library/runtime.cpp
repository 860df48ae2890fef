// What of the C library, and of what compilers call by themselves, has no counterpart in a program of the host: each function is a call.
#include "echo.hpp"

#include <assert.h>
#include <malloc.h>
#include <math.h>
#include <setjmp.h>
#include <stdexcept>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <chrono>
#include <new>

extern "C" void __cxa_pure_virtual(void);

struct alignas(256) Wide {
    char bytes[300];
};
static bool is_aligned(const void *pointer, std::uintptr_t to) { return reinterpret_cast<std::uintptr_t>(pointer) % to == 0; }

struct Runtime : echo::contract {
    bool allocations() {
        for (std::size_t alignment = 8; alignment <= 4096; alignment *= 2) {
            char *a = static_cast<char *>(aligned_alloc(alignment, 100)), *b = nullptr;
            if (!is_aligned(a, alignment) || posix_memalign(reinterpret_cast<void **>(&b), alignment, 10) != 0 || !is_aligned(b, alignment)) {
                return false;
            }
            memset(a, 7, 100);
            a = static_cast<char *>(realloc(a, 5000));
            if (a[99] != 7 || malloc_usable_size(a) < 5000 || malloc_usable_size(b) < 10) {
                return false;
            }
            free(b);
            free(a);
        }
        Wide *wide = new Wide, *many = new Wide[3];
        bool good = is_aligned(wide, 256) && is_aligned(many, 256);
        delete wide;
        delete[] many;
        char *grown = static_cast<char *>(malloc(0));
        for (std::size_t size = 1; size < 100000; size *= 3) {
            grown = static_cast<char *>(realloc(grown, size));
            grown[size - 1] = 1;
        }
        free(grown);
        free(nullptr);
        void *none = calloc(3, 5);
        good = good && static_cast<char *>(none)[14] == 0 && posix_memalign(&none, 3, 8) != 0;
        return good;
    }
    /* More than there is ends the call: nothing gives null. */
    void too_much() {
        volatile std::size_t size = SIZE_MAX / 2;
        void *volatile all = calloc(size, 4);
        free(all);
    }
    std::uint64_t now() {
        time_t now = time(nullptr);
        timespec precise;
        for (clockid_t clock : {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID}) {
            echo::require(clock_gettime(clock, &precise) == 0 && precise.tv_sec == now, "there is one clock");
        }
        auto system = std::chrono::system_clock::now().time_since_epoch();
        echo::require(std::chrono::duration_cast<std::chrono::seconds>(system).count() == now, "it is the same time");
        tm parts;
        localtime_r(&now, &parts);
        char text[40];
        strftime(text, sizeof text, "%F %T %Z", &parts);
        echo::require(mktime(&parts) == now, text);
        return static_cast<std::uint64_t>(now);
    }
    std::uint64_t jumps() {
        jmp_buf back;
        volatile int times = 0;
        if (setjmp(back) < 5) {
            times = times + 1;
            longjmp(back, times);
        }
        return static_cast<std::uint64_t>(times);
    }
    double long_doubles() {
        volatile long double third = 1.0L / 3;
        char text[60];
        snprintf(text, sizeof text, "%.25Lf", sqrtl(third) * third);
        return static_cast<double>(strtold(text, nullptr));
    }
    void asserts(std::uint64_t x) { assert(x < 5); }
    void aborts() { abort(); }
    void exits() { exit(207); }
    /* What a class has in the place of a method that it only declares. */
    void pure() { __cxa_pure_virtual(); }
};

ECHO_METHODS(Runtime, allocations, too_much, now, jumps, long_doubles, asserts, aborts, exits, pure)

// The tour in C++: fib(n), sort(five numbers), store(n) and load(), note(n), greet(name).
#include "echo.hpp"
#include <tuple>
#include <utility>

using u64 = std::uint64_t;

static u64 fibonacci(u64 n) {
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

struct Tour : echo::contract {
    echo::value<u64> number{"number"};
    echo::event<u64> noted{"noted"};

    u64 fib(u64 n) const { return fibonacci(n); }

    std::tuple<u64, u64, u64, u64, u64> sort(u64 a, u64 b, u64 c, u64 d, u64 e) const {
        u64 sorted[] = {a, b, c, d, e};
        for (int i = 1; i < 5; i++) {
            for (int at = i; at > 0 && sorted[at - 1] > sorted[at]; at--) {
                std::swap(sorted[at - 1], sorted[at]);
            }
        }
        return {sorted[0], sorted[1], sorted[2], sorted[3], sorted[4]};
    }

    void store(u64 n) { number = n; }

    u64 load() const { return number; }

    void note(u64 n) { noted.emit(n); }

    echo::string greet(echo::text name) const { return "Hello, " + name + "!"; }
};

ECHO_METHODS(Tour, fib, sort, store, load, note, greet)

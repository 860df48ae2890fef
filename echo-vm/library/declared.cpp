// Names that libstdc++'s headers only declare.
#include "library.h"

#include <chrono>

// std::nothrow, which is empty. It may not be weak under its own name.
extern const char nothrow __asm__("_ZSt7nothrow");
extern __attribute__((weak)) const char nothrow = 0;

// What std::bind's placeholders are does not matter, for their types say all.
#define PLACEHOLDER(number)                                                                                 \
    extern const char placeholder_##number __asm__("_ZNSt12placeholders2_" #number "E");                    \
    extern __attribute__((weak)) const char placeholder_##number = 0;
PLACEHOLDER(1)
PLACEHOLDER(2)
PLACEHOLDER(3)
PLACEHOLDER(4)
PLACEHOLDER(5)
PLACEHOLDER(6)

// std::chrono::system_clock: the time is that of the block. There is no other clock, for how long something takes must not be told.
std::chrono::system_clock::time_point std::chrono::system_clock::now() noexcept {
    return time_point(seconds(echo_block_time()));
}

// Compiled with exceptions: what is thrown ends the call.
#include "echo.h"

#include <stdexcept>
#include <string>

static void thrower(void) {
    try {
        std::string text = "abc";
        throw std::out_of_range(text);
    } catch (const std::logic_error &) {
        echo_return_u64(1);
    }
}
static void library(void) {
    std::string text = "abc";
    echo_return_u64(static_cast<std::uint64_t>(text.at(static_cast<std::size_t>(echo_take_u64()))));
}
ECHO_CONTRACT(ECHO_FUNCTION(thrower) ECHO_FUNCTION(library))

/* hello(): a fixed text. greet(name): a text built on the contract heap. Several values:
 * name_and_length(name). */
#include "echo.h"

static void hello(void) {
    echo_return_text("Hello, Echo!");
}

static void greet(void) {
    static const char before[] = "Hello, ";
    const uint32_t length = (uint32_t)sizeof before - 1;
    echo_string name = echo_take_string();
    echo_require(name.length != 0, "greet: whom?");

    char *text = echo_allocate((uint64_t)name.length + length + 1);
    memcpy(text, before, length);
    memcpy(text + length, name.pointer, name.length);
    text[length + name.length] = '!';

    echo_string greeting = echo_string_of(text, length + name.length + 1);
    echo_return_string(&greeting);
    echo_string_free(&greeting);
    echo_string_free(&name);
}

/* Returned values are appended to each other. */
static void name_and_length(void) {
    echo_string name = echo_take_string();
    echo_return_string(&name);
    echo_return_u32(name.length);
    echo_debug("length");
    echo_debug_u64(name.length);
}

ECHO_CONTRACT(ECHO_FUNCTION(hello) ECHO_FUNCTION(greet) ECHO_FUNCTION(name_and_length))

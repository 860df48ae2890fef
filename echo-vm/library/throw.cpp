// What libstdc++'s headers would throw: it ends the run with contract_error, and says what it was.
#include "library.h"

#include <new>

namespace std {

#define THROWS(name, parameters, what)                                                                      \
    __attribute__((weak)) ECHO_NORETURN void __throw_##name parameters { echo_fail_text(what); }
THROWS(bad_exception, (), "std::bad_exception")
THROWS(bad_alloc, (), "std::bad_alloc")
THROWS(bad_array_new_length, (), "std::bad_array_new_length")
THROWS(bad_cast, (), "std::bad_cast")
THROWS(bad_typeid, (), "std::bad_typeid")
THROWS(bad_function_call, (), "std::bad_function_call")
THROWS(bad_optional_access, (), "std::bad_optional_access")
THROWS(bad_variant_access, (const char *what), what)
THROWS(logic_error, (const char *what), what)
THROWS(domain_error, (const char *what), what)
THROWS(invalid_argument, (const char *what), what)
THROWS(length_error, (const char *what), what)
THROWS(out_of_range, (const char *what), what)
THROWS(runtime_error, (const char *what), what)
THROWS(range_error, (const char *what), what)
THROWS(overflow_error, (const char *what), what)
THROWS(underflow_error, (const char *what), what)
THROWS(system_error, (int), "std::system_error")
THROWS(future_error, (int), "std::future_error")

// With printf's conversions, of which libstdc++ uses %s and %zu.
__attribute__((weak)) ECHO_NORETURN void __throw_out_of_range_fmt(const char *format, ...) {
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    echo_fail_text(text);
}

} // namespace std

/* echo_std.hpp: types of the C++ standard library as those of a contract: std::string in arguments, results, events and
 * storage, as echo::string is; std::vector in storage.
 *
 *     #include "echo_std.hpp"
 *
 * For libstdc++'s headers. What they leave to a library is in libecho.a, which `echo-vm cflags --ld` links. docs/cpp.md lists what
 * works and what does not.
 *
 * Licence: MIT OR Apache-2.0. */
#ifndef ECHO_STD_HPP
#define ECHO_STD_HPP

#include "echo.hpp"

#include <string>
#include <vector>

#ifndef __GLIBCXX__
#error "echo_std.hpp is for the headers of libstdc++"
#endif

namespace echo {

namespace detail {
/* Takes a packed value off the front: of text, the length goes before it. */
template <class T> T unpack(text &bytes) {
    if constexpr (std::is_base_of_v<type<text>, type<T>>) {
        std::uint32_t size = type<std::uint32_t>::read(bytes);
        text packed = split(bytes, size);
        return type<T>::read(packed);
    } else {
        return type<T>::read(bytes);
    }
}
} // namespace detail

/* A sequence, as it is kept and packed: how many elements there are, in four bytes, and each of them. There is no argument and
 * no result of that type. `echo::value<std::vector<T>>` reads and writes all of it: for what is long, there is echo::vector. */
template <class T> struct type<std::vector<T>> {
    static void pack(string &out, const std::vector<T> &values) {
        std::uint32_t count = static_cast<std::uint32_t>(values.size());
        out.append(&count, sizeof count);
        for (const T &value : values) {
            type<T>::pack(out, value);
        }
    }
    static void keep(string &out, const std::vector<T> &values) { pack(out, values); }
    static std::vector<T> read(text &bytes) {
        std::vector<T> values;
        for (std::uint32_t left = type<std::uint32_t>::read(bytes); left > 0; left--) {
            values.push_back(detail::unpack<T>(bytes));
        }
        return values;
    }
};

template <> struct type<std::string> : type<text> {
    static std::string take() {
        string taken = string::own(echo_take_string());
        return std::string(taken.data(), taken.size());
    }
    static std::string read(text &bytes) { return std::string(type<text>::read(bytes)); }
};

} // namespace echo

#endif

/* echo.hpp: what an Echo contract in C++17 or later has on top of echo.h. Header-only, freestanding, for
 * gcc and clang.
 *
 *     #include "echo.hpp"
 *
 *     struct Counter : echo::contract {
 *         echo::value<std::uint64_t> count{"count"};
 *         std::uint64_t add(std::uint64_t step) { return count = count + step; }
 *     };
 *
 *     ECHO_METHODS(Counter, add)
 *
 * Compiled as echo.h says, with -std=c++17 -fno-exceptions -fno-rtti.
 *
 * ECHO_METHODS defines __apply: it runs global constructors, calls constructor() when the contract is
 * created, and otherwise the method of the called name; the method's parameters are the arguments of the
 * call, what it returns is the result. Global destructors never run: the run's memory ends with the run.
 *
 * Licence: MIT OR Apache-2.0. */
#ifndef ECHO_HPP
#define ECHO_HPP

#if __cplusplus < 201703L
#error "echo.hpp needs -std=c++17 or later"
#endif

#include "echo.h"

/* There is no library that has the templates which libstdc++'s headers do not instantiate: where nothing has included them
 * yet, they shall. */
#ifndef _GLIBCXX_EXTERN_TEMPLATE
#define _GLIBCXX_EXTERN_TEMPLATE 0
#endif

#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

/* ---- What compilers call by themselves ----------------------------------------------------------------- */

extern "C" {

/* The lists of global constructors, from the linker. */
extern void (*__init_array_start[])() __attribute__((weak, visibility("hidden")));
extern void (*__init_array_end[])() __attribute__((weak, visibility("hidden")));

ECHO_WEAK("cxa_pure_virtual")
void __cxa_pure_virtual() {
    echo_fail(ECHO_LITERAL("a pure virtual method was called"));
}

/* Global destructors are not run. */
ECHO_WEAK("cxa_atexit")
int __cxa_atexit(void (*)(void *), void *, void *) noexcept {
    return 0;
}

/* Local statics, on one thread: the first byte says that the value is there. */
ECHO_WEAK("cxa_guard_acquire")
int __cxa_guard_acquire(std::uint64_t *guard) noexcept {
    return *reinterpret_cast<unsigned char *>(guard) == 0;
}

ECHO_WEAK("cxa_guard_release")
void __cxa_guard_release(std::uint64_t *guard) noexcept {
    *reinterpret_cast<unsigned char *>(guard) = 1;
}

ECHO_WEAK("cxa_guard_abort")
void __cxa_guard_abort(std::uint64_t *) noexcept {}

extern void *__dso_handle;
__attribute__((weak, visibility("hidden"))) void *__dso_handle = nullptr;
}

/* The machine's heap: aligned to 16, and it ends the run where there is no more, so that `new` never
 * gives null. */
ECHO_WEAK("new")
void *operator new(std::size_t size) {
    return echo_allocate(size == 0 ? 1 : size);
}

ECHO_WEAK("new_array")
void *operator new[](std::size_t size) {
    return echo_allocate(size == 0 ? 1 : size);
}

/* Beyond 16 bytes: the allocation's own address stands before the aligned bytes. */
ECHO_WEAK("new_aligned")
void *operator new(std::size_t size, std::align_val_t alignment) {
    std::size_t align = static_cast<std::size_t>(alignment) < 16 ? 16 : static_cast<std::size_t>(alignment);
    echo_require(size <= SIZE_MAX - align, "operator new: too large");
    char *allocation = static_cast<char *>(echo_allocate(size + align));
    std::size_t shift = align - (reinterpret_cast<std::uintptr_t>(allocation) & (align - 1));
    void **aligned = reinterpret_cast<void **>(allocation + shift);
    aligned[-1] = allocation;
    return aligned;
}

ECHO_WEAK("new_array_aligned")
void *operator new[](std::size_t size, std::align_val_t alignment) {
    return operator new(size, alignment);
}

ECHO_WEAK("delete")
void operator delete(void *pointer) noexcept {
    echo_free(pointer);
}

ECHO_WEAK("delete_array")
void operator delete[](void *pointer) noexcept {
    echo_free(pointer);
}

ECHO_WEAK("delete_sized")
void operator delete(void *pointer, std::size_t) noexcept {
    echo_free(pointer);
}

ECHO_WEAK("delete_array_sized")
void operator delete[](void *pointer, std::size_t) noexcept {
    echo_free(pointer);
}

ECHO_WEAK("delete_aligned")
void operator delete(void *pointer, std::align_val_t) noexcept {
    if (pointer != nullptr) {
        echo_free(static_cast<void **>(pointer)[-1]);
    }
}

ECHO_WEAK("delete_array_aligned")
void operator delete[](void *pointer, std::align_val_t alignment) noexcept {
    operator delete(pointer, alignment);
}

ECHO_WEAK("delete_sized_aligned")
void operator delete(void *pointer, std::size_t, std::align_val_t alignment) noexcept {
    operator delete(pointer, alignment);
}

ECHO_WEAK("delete_array_sized_aligned")
void operator delete[](void *pointer, std::size_t, std::align_val_t alignment) noexcept {
    operator delete(pointer, alignment);
}

namespace echo {

/* ---- Text and bytes ------------------------------------------------------------------------------------ */

class string;

/* A view of text or bytes that something else owns. */
class text {
  public:
    constexpr text() = default;
    constexpr text(const char *bytes, std::uint32_t size) : bytes_(bytes), size_(size) {}
    template <std::size_t N> constexpr text(const char (&literal)[N]) : bytes_(literal), size_(N - 1) {}
    text(const echo_string &string) : bytes_(string.pointer), size_(string.length) {}
    /* Of std::string_view and std::string. */
    template <class S, std::enable_if_t<std::is_convertible_v<const S &, std::string_view> && !std::is_array_v<S> &&
                                            !std::is_pointer_v<S> && !std::is_same_v<S, string> &&
                                            !std::is_same_v<S, text>,
                                        int> = 0>
    constexpr text(const S &from)
        : bytes_(std::string_view(from).data()), size_(static_cast<std::uint32_t>(std::string_view(from).size())) {}
    constexpr operator std::string_view() const { return {bytes_, size_}; }

    constexpr const char *data() const { return bytes_; }
    constexpr std::uint32_t size() const { return size_; }
    constexpr bool empty() const { return size_ == 0; }
    constexpr const char *begin() const { return bytes_; }
    constexpr const char *end() const { return bytes_ + size_; }
    constexpr char operator[](std::uint32_t at) const { return bytes_[at]; }

    echo_string raw() const { return echo_string_of(bytes_, size_); }

  private:
    const char *bytes_ = "";
    std::uint32_t size_ = 0;
};

/* Not friends of `text`: so they are found for echo::string, too. */
inline bool operator==(text left, text right) {
    return echo_string_equal(left.raw(), right.raw());
}

inline bool operator!=(text left, text right) {
    return !(left == right);
}

/* By bytes, as unsigned numbers. */
inline bool operator<(text left, text right) {
    std::uint32_t common = left.size() < right.size() ? left.size() : right.size();
    int order = common == 0 ? 0 : __builtin_memcmp(left.data(), right.data(), common);
    return order != 0 ? order < 0 : left.size() < right.size();
}

/* Ends the call with contract_error. */
[[noreturn]] inline void fail(text message) {
    echo_string raw = message.raw();
    echo_fail(&raw);
}

inline void require(bool condition, text message) {
    if (!condition) {
        fail(message);
    }
}

/* Text or bytes on the contract heap, given back at the end of its life. */
class string {
  public:
    string() = default;
    string(string &&other) noexcept : bytes_(other.bytes_), size_(other.size_), room_(other.room_) {
        other.forget();
    }
    string(const string &other) : string(other.view()) {}
    string(text from) { append(from); }
    template <std::size_t N> string(const char (&literal)[N]) : string(text(literal)) {}
    ~string() {
        if (bytes_ != nullptr) {
            echo_free(bytes_);
        }
    }

    string &operator=(string &&other) noexcept {
        std::swap(bytes_, other.bytes_);
        std::swap(size_, other.size_);
        std::swap(room_, other.room_);
        return *this;
    }
    string &operator=(const string &other) {
        if (this != &other) {
            clear();
            append(other.view());
        }
        return *this;
    }

    /* Takes over bytes that the machine allocated. */
    static string own(echo_string raw) {
        string result;
        result.bytes_ = const_cast<char *>(raw.pointer);
        result.size_ = result.room_ = raw.length;
        return result;
    }

    string copy() const { return string(view()); }
    text view() const { return text(bytes_, size_); }
    operator text() const { return view(); }
    const char *data() const { return view().data(); }
    std::uint32_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    void clear() { size_ = 0; }
    char *begin() { return bytes_; }
    char *end() { return bytes_ + size_; }
    const char *begin() const { return data(); }
    const char *end() const { return data() + size_; }
    char &operator[](std::uint32_t at) { return bytes_[at]; }
    char operator[](std::uint32_t at) const { return bytes_[at]; }
    operator std::string_view() const { return view(); }
    string &operator+=(text from) { return append(from); }
    string &operator+=(char c) { return append(c); }

    string &append(const void *bytes, std::uint32_t count) {
        if (count > room_ - size_) {
            grow(count);
        }
        if (count != 0) {
            __builtin_memcpy(bytes_ + size_, bytes, count);
        }
        size_ += count;
        return *this;
    }
    string &append(text from) { return append(from.data(), from.size()); }
    string &append(char c) { return append(&c, 1); }
    string &append_decimal(std::uint64_t value) {
        char digits[20];
        return append(digits, echo_format_u64(digits, value));
    }
    string &append_hex(text bytes) {
        std::uint32_t at = size_;
        for (std::uint32_t i = 0; i < bytes.size(); i++) {
            append("00", 2);
        }
        echo_format_hex(bytes_ + at, bytes.data(), bytes.size());
        return *this;
    }

  private:
    void grow(std::uint32_t count) {
        require(count <= UINT32_MAX - size_, "echo::string: too long");
        std::uint32_t wanted = size_ + count;
        if (wanted < 16) {
            wanted = 16;
        }
        if (room_ <= UINT32_MAX / 2 && wanted < 2 * room_) {
            wanted = 2 * room_;
        }
        bytes_ = static_cast<char *>(echo_reallocate(bytes_, wanted));
        room_ = wanted;
    }
    void forget() {
        bytes_ = nullptr;
        size_ = room_ = 0;
    }

    char *bytes_ = nullptr;
    std::uint32_t size_ = 0;
    std::uint32_t room_ = 0;
};

inline string operator+(text left, text right) {
    string sum(left);
    sum.append(right);
    return sum;
}

/* A sum under way takes in what follows. */
template <class S, std::enable_if_t<std::is_same_v<S, string>, int> = 0> string operator+(S &&left, text right) {
    left.append(right);
    return static_cast<S &&>(left);
}

/* ---- Numbers ------------------------------------------------------------------------------------------- */

__extension__ typedef __int128 int128;
__extension__ typedef unsigned __int128 uint128;

/* An unsigned number of 256 bits. It wraps, as those of the language do; division by 0 ends the run. What takes long is the
 * machine's to compute, but for what the compiler knows. */
class uint256 {
  public:
    constexpr uint256() = default;
    constexpr uint256(uint128 value)
        : limbs_{static_cast<std::uint64_t>(value), static_cast<std::uint64_t>(value >> 64), 0, 0} {}
    template <class T, std::enable_if_t<std::is_integral_v<T>, int> = 0>
    constexpr uint256(T value) : uint256(static_cast<uint128>(value)) {
        if (value < 0) {
            limbs_[2] = limbs_[3] = UINT64_MAX;
        }
    }
    static constexpr uint256 of(std::uint64_t first, std::uint64_t second, std::uint64_t third, std::uint64_t last) {
        uint256 value;
        value.limbs_[0] = first, value.limbs_[1] = second, value.limbs_[2] = third, value.limbs_[3] = last;
        return value;
    }

    /* 64 bits, from the lowest. */
    constexpr std::uint64_t limb(int at) const { return limbs_[at]; }
    explicit constexpr operator std::uint64_t() const { return limbs_[0]; }
    explicit constexpr operator uint128() const { return static_cast<uint128>(limbs_[1]) << 64 | limbs_[0]; }
    explicit constexpr operator bool() const { return (limbs_[0] | limbs_[1] | limbs_[2] | limbs_[3]) != 0; }

    friend constexpr bool operator==(const uint256 &a, const uint256 &b) { return !(a < b) && !(b < a); }
    friend constexpr bool operator!=(const uint256 &a, const uint256 &b) { return !(a == b); }
    friend constexpr bool operator<(const uint256 &a, const uint256 &b) {
        for (int i = 3; i > 0; i--) {
            if (a.limbs_[i] != b.limbs_[i]) {
                return a.limbs_[i] < b.limbs_[i];
            }
        }
        return a.limbs_[0] < b.limbs_[0];
    }
    friend constexpr bool operator>(const uint256 &a, const uint256 &b) { return b < a; }
    friend constexpr bool operator<=(const uint256 &a, const uint256 &b) { return !(b < a); }
    friend constexpr bool operator>=(const uint256 &a, const uint256 &b) { return !(a < b); }

    friend constexpr uint256 operator+(const uint256 &a, const uint256 &b) {
        uint256 sum;
        uint128 carry = 0;
        for (int i = 0; i < 4; i++) {
            carry += static_cast<uint128>(a.limbs_[i]) + b.limbs_[i];
            sum.limbs_[i] = static_cast<std::uint64_t>(carry);
            carry >>= 64;
        }
        return sum;
    }
    constexpr uint256 operator~() const { return of(~limbs_[0], ~limbs_[1], ~limbs_[2], ~limbs_[3]); }
    constexpr uint256 operator-() const { return ~*this + uint256(1); }
    friend constexpr uint256 operator-(const uint256 &a, const uint256 &b) { return a + -b; }
    friend constexpr uint256 operator*(const uint256 &a, const uint256 &b) {
        uint256 product;
        if (!__builtin_is_constant_evaluated()) {
            echo_mul256(a.limbs_, b.limbs_, product.limbs_);
            return product;
        }
        for (int i = 0; i < 4; i++) {
            uint128 carry = 0;
            for (int j = 0; i + j < 4; j++) {
                carry += static_cast<uint128>(a.limbs_[i]) * b.limbs_[j] + product.limbs_[i + j];
                product.limbs_[i + j] = static_cast<std::uint64_t>(carry);
                carry >>= 64;
            }
        }
        return product;
    }
    friend constexpr uint256 operator&(const uint256 &a, const uint256 &b) {
        return of(a.limbs_[0] & b.limbs_[0], a.limbs_[1] & b.limbs_[1], a.limbs_[2] & b.limbs_[2], a.limbs_[3] & b.limbs_[3]);
    }
    friend constexpr uint256 operator|(const uint256 &a, const uint256 &b) { return ~(~a & ~b); }
    friend constexpr uint256 operator^(const uint256 &a, const uint256 &b) { return (a | b) & ~(a & b); }
    /* By 256 and more: 0. */
    friend constexpr uint256 operator<<(const uint256 &a, unsigned count) {
        uint256 result;
        for (int i = 3; i >= static_cast<int>(count / 64) && count < 256; i--) {
            int from = i - static_cast<int>(count / 64);
            std::uint64_t low = from > 0 && count % 64 != 0 ? a.limbs_[from - 1] >> (64 - count % 64) : 0;
            result.limbs_[i] = a.limbs_[from] << count % 64 | low;
        }
        return result;
    }
    friend constexpr uint256 operator>>(const uint256 &a, unsigned count) {
        uint256 result;
        for (int i = 0; count < 256 && i + static_cast<int>(count / 64) < 4; i++) {
            int from = i + static_cast<int>(count / 64);
            std::uint64_t high = from < 3 && count % 64 != 0 ? a.limbs_[from + 1] << (64 - count % 64) : 0;
            result.limbs_[i] = a.limbs_[from] >> count % 64 | high;
        }
        return result;
    }
    friend constexpr uint256 operator/(const uint256 &a, const uint256 &b) { return divided(a, b).first; }
    friend constexpr uint256 operator%(const uint256 &a, const uint256 &b) { return divided(a, b).second; }
    /* To the power of; sums and products modulo a number, which do not wrap before. */
    friend uint256 pow(const uint256 &a, const uint256 &exponent) {
        uint256 result;
        echo_exp256(a.limbs_, exponent.limbs_, result.limbs_);
        return result;
    }
    friend uint256 addmod(const uint256 &a, const uint256 &b, const uint256 &modulus) {
        uint256 result;
        echo_addmod256(a.limbs_, b.limbs_, modulus.limbs_, result.limbs_);
        return result;
    }
    friend uint256 mulmod(const uint256 &a, const uint256 &b, const uint256 &modulus) {
        uint256 result;
        echo_mulmod256(a.limbs_, b.limbs_, modulus.limbs_, result.limbs_);
        return result;
    }

    constexpr uint256 &operator+=(const uint256 &other) { return *this = *this + other; }
    constexpr uint256 &operator-=(const uint256 &other) { return *this = *this - other; }
    constexpr uint256 &operator*=(const uint256 &other) { return *this = *this * other; }
    constexpr uint256 &operator/=(const uint256 &other) { return *this = *this / other; }
    constexpr uint256 &operator%=(const uint256 &other) { return *this = *this % other; }
    constexpr uint256 &operator++() { return *this += uint256(1); }
    constexpr uint256 &operator--() { return *this -= uint256(1); }

    /* Quotient and remainder. */
    static constexpr std::pair<uint256, uint256> divided(const uint256 &a, const uint256 &b) {
        if (!b) {
            fail("uint256: division by zero");
        }
        uint256 quotient, rest;
        if (b.limbs_[1] == 0 && b.limbs_[2] == 0 && b.limbs_[3] == 0 && b.limbs_[0] <= UINT32_MAX) {
            /* Half a limb at a time: no division is wider than the processor's. */
            std::uint64_t left = 0, by = b.limbs_[0];
            for (int i = 7; i >= 0; i--) {
                left = left << 32 | (a.limbs_[i / 2] >> 32 * (i % 2) & UINT32_MAX);
                quotient.limbs_[i / 2] |= left / by << 32 * (i % 2);
                left %= by;
            }
            return {quotient, uint256(left)};
        }
        if (!__builtin_is_constant_evaluated()) {
            echo_div256(a.limbs_, b.limbs_, quotient.limbs_);
            return {quotient, a - quotient * b};
        }
        for (int i = 255; i >= 0; i--) {
            bool carry = rest.limbs_[3] >> 63 != 0;
            rest = rest << 1;
            rest.limbs_[0] |= a.limbs_[i / 64] >> i % 64 & 1;
            if (carry || rest >= b) {
                rest -= b;
                quotient.limbs_[i / 64] |= std::uint64_t{1} << i % 64;
            }
        }
        return {quotient, rest};
    }

  private:
    std::uint64_t limbs_[4] = {};
};

/* A signed number of 256 bits, in two's complement. It wraps; quotients are cut towards 0, and a remainder has the sign of
 * what was divided, as with those of the language. */
struct int256 {
    constexpr int256() = default;
    template <class T, std::enable_if_t<std::is_integral_v<T> || std::is_same_v<T, int128>, int> = 0>
    constexpr int256(T value) : bits(static_cast<uint128>(value)) {
        if (value < 0) {
            bits = bits | ~uint256(~uint128{0});
        }
    }
    explicit constexpr int256(const uint256 &bits_) : bits(bits_) {}
    constexpr bool negative() const { return bits.limb(3) >> 63 != 0; }
    friend constexpr bool operator==(const int256 &a, const int256 &b) { return a.bits == b.bits; }
    friend constexpr bool operator!=(const int256 &a, const int256 &b) { return !(a == b); }
    friend constexpr bool operator<(const int256 &a, const int256 &b) {
        return a.negative() != b.negative() ? a.negative() : a.bits < b.bits;
    }
    friend constexpr bool operator>(const int256 &a, const int256 &b) { return b < a; }
    friend constexpr bool operator<=(const int256 &a, const int256 &b) { return !(b < a); }
    friend constexpr bool operator>=(const int256 &a, const int256 &b) { return !(a < b); }
    friend constexpr int256 operator+(const int256 &a, const int256 &b) { return int256(a.bits + b.bits); }
    friend constexpr int256 operator-(const int256 &a, const int256 &b) { return int256(a.bits - b.bits); }
    friend constexpr int256 operator*(const int256 &a, const int256 &b) { return int256(a.bits * b.bits); }
    friend constexpr int256 operator/(const int256 &a, const int256 &b) { return divided(a, b).first; }
    friend constexpr int256 operator%(const int256 &a, const int256 &b) { return divided(a, b).second; }
    constexpr int256 operator-() const { return int256(-bits); }
    /* Without the sign: of the least number, 2 to the power of 255. */
    constexpr uint256 magnitude() const { return negative() ? -bits : bits; }
    explicit constexpr operator std::int64_t() const { return static_cast<std::int64_t>(bits.limb(0)); }
    explicit constexpr operator bool() const { return static_cast<bool>(bits); }

    constexpr int256 &operator+=(const int256 &other) { return *this = *this + other; }
    constexpr int256 &operator-=(const int256 &other) { return *this = *this - other; }
    constexpr int256 &operator*=(const int256 &other) { return *this = *this * other; }
    constexpr int256 &operator/=(const int256 &other) { return *this = *this / other; }
    constexpr int256 &operator%=(const int256 &other) { return *this = *this % other; }
    constexpr int256 &operator++() { return *this += int256(1); }
    constexpr int256 &operator--() { return *this -= int256(1); }

    /* Quotient and remainder. */
    static constexpr std::pair<int256, int256> divided(const int256 &a, const int256 &b) {
        auto [quotient, rest] = uint256::divided(a.magnitude(), b.magnitude());
        return {int256(a.negative() != b.negative() ? -quotient : quotient), int256(a.negative() ? -rest : rest)};
    }

    uint256 bits;
};

/* The digits of a number: whole ones in decimal, doubles with as many digits as tell it from its neighbours. */
inline string to_string(uint256 value) {
    char digits[78];
    std::uint32_t at = sizeof digits;
    do {
        auto [quotient, rest] = uint256::divided(value, uint256(10));
        digits[--at] = static_cast<char>('0' + rest.limb(0));
        value = quotient;
    } while (value);
    return string(text(digits + at, static_cast<std::uint32_t>(sizeof digits) - at));
}

inline string to_string(int256 value) {
    string digits;
    if (value.negative()) {
        digits.append('-');
    }
    return digits.append(to_string(value.magnitude())), digits;
}

template <class T, std::enable_if_t<std::is_integral_v<T>, int> = 0> string to_string(T value) {
    string digits;
    if (value < 0) {
        digits.append('-');
    }
    std::uint64_t magnitude = static_cast<std::uint64_t>(value);
    digits.append_decimal(value < 0 ? 0 - magnitude : magnitude);
    return digits;
}

inline string to_string(uint128 value) {
    return to_string(uint256(value));
}

inline string to_string(int128 value) {
    return to_string(int256(value));
}

inline string to_string(bool value) {
    return string(value ? text("true") : text("false"));
}

inline string to_string(double value) {
    char digits[ECHO_FORMAT_F64_SIZE];
    return string(text(digits, echo_format_f64(digits, value)));
}

/* Sums, differences and products that end the run where they do not fit: echo::checked::add(a, b). */
namespace checked {
template <class T> T add(T left, T right) {
    T result;
    require(!__builtin_add_overflow(left, right, &result), "a sum does not fit");
    return result;
}

template <class T> T sub(T left, T right) {
    T result;
    require(!__builtin_sub_overflow(left, right, &result), "a difference does not fit");
    return result;
}

template <class T> T mul(T left, T right) {
    T result;
    require(!__builtin_mul_overflow(left, right, &result), "a product does not fit");
    return result;
}
} // namespace checked

/* ---- Types of arguments, results, events and stored values --------------------------------------------- */

/* For each type: its name in a signature, its letter in the interface note; how it is taken as an argument (take),
 * given as one to another contract (argue) and written into a call line (spell), returned (give), packed into an event
 * (pack), kept in storage (keep), and read from bytes that were kept or returned, off their front (read). */
template <class T> struct type;

template <class T> using plain = std::remove_cv_t<std::remove_reference_t<T>>;

namespace detail {
/* Takes `count` bytes off the front. */
inline text split(text &bytes, std::uint32_t count) {
    require(count <= bytes.size(), "echo: not the bytes of such a value");
    text front(bytes.data(), count);
    bytes = text(bytes.data() + count, bytes.size() - count);
    return front;
}

/* What is the same of all types of fixed size: their bytes. */
template <class T> struct raw_type {
    static void pack(string &out, const T &value) { out.append(&value, sizeof value); }
    static void keep(string &out, const T &value) { pack(out, value); }
    static T read(text &bytes) {
        T value;
        __builtin_memcpy(&value, split(bytes, sizeof value).data(), sizeof value);
        return value;
    }
    static void give(const T &value) {
        echo_string raw = echo_string_of(reinterpret_cast<const char *>(&value), sizeof value);
        echo_return_string(&raw);
    }
    static void spell(string &out, const T &value) { out.append(to_string(value)); }
};

/* Whole numbers that the machine takes by their size. */
template <class T, std::uint8_t function> struct sized_type : raw_type<T> {
    static T take() {
        T value;
        bool taken = function == ECHO_PARAM_INT ? echo_param_int(&value, sizeof value) : echo_param_uint(&value, sizeof value);
        require(taken, "argument missing or of another type, wanted: a whole number that fits");
        return value;
    }
    static void argue(string &out, const T &value) {
        out.append(static_cast<char>(function)).append(static_cast<char>(sizeof value)).append(&value, sizeof value);
    }
};
} // namespace detail

#define ECHO_DEFINE_TYPE(cpp_type, signature_name, note_letter, short_name, number)                         \
    template <> struct type<cpp_type> : detail::raw_type<cpp_type> {                                        \
        static constexpr char name[] = signature_name;                                                      \
        static constexpr char letter[] = note_letter;                                                       \
        static cpp_type take() { return static_cast<cpp_type>(echo_take_##short_name()); }                  \
        static void give(cpp_type value) { echo_return_##short_name(value); }                               \
        static void argue(string &out, cpp_type value) {                                                    \
            out.append(static_cast<char>(number)).append(&value, sizeof value);                             \
        }                                                                                                   \
    };
ECHO_DEFINE_TYPE(bool, "bool", ECHO_BOOL, bool, ECHO_PARAM_BOOL)
ECHO_DEFINE_TYPE(std::int8_t, "int8", ECHO_I8, i8, ECHO_PARAM_I8)
ECHO_DEFINE_TYPE(std::int16_t, "int16", ECHO_I16, i16, ECHO_PARAM_I16)
ECHO_DEFINE_TYPE(std::int32_t, "int32", ECHO_I32, i32, ECHO_PARAM_I32)
ECHO_DEFINE_TYPE(long, "int64", ECHO_I64, i64, ECHO_PARAM_I64)
ECHO_DEFINE_TYPE(long long, "int64", ECHO_I64, i64, ECHO_PARAM_I64)
ECHO_DEFINE_TYPE(std::uint8_t, "uint8", ECHO_U8, u8, ECHO_PARAM_U8)
ECHO_DEFINE_TYPE(std::uint16_t, "uint16", ECHO_U16, u16, ECHO_PARAM_U16)
ECHO_DEFINE_TYPE(std::uint32_t, "uint32", ECHO_U32, u32, ECHO_PARAM_U32)
ECHO_DEFINE_TYPE(unsigned long, "uint64", ECHO_U64, u64, ECHO_PARAM_U64)
ECHO_DEFINE_TYPE(unsigned long long, "uint64", ECHO_U64, u64, ECHO_PARAM_U64)
#undef ECHO_DEFINE_TYPE

#define ECHO_DEFINE_TYPE(cpp_type, signature_name, note_letter, number)                                     \
    template <> struct type<cpp_type> : detail::sized_type<cpp_type, number> {                              \
        static constexpr char name[] = signature_name;                                                      \
        static constexpr char letter[] = note_letter;                                                       \
    };
ECHO_DEFINE_TYPE(int128, "int128", ECHO_I128, ECHO_PARAM_INT)
ECHO_DEFINE_TYPE(uint128, "uint128", ECHO_U128, ECHO_PARAM_UINT)
ECHO_DEFINE_TYPE(int256, "int256", ECHO_I256, ECHO_PARAM_INT)
ECHO_DEFINE_TYPE(uint256, "uint256", ECHO_U256, ECHO_PARAM_UINT)
#undef ECHO_DEFINE_TYPE

template <> struct type<double> : detail::raw_type<double> {
    static constexpr char name[] = "double";
    static constexpr char letter[] = ECHO_F64;
    static double take() {
        double value;
        require(echo_param_f64(&value), "argument missing or of another type, wanted: f64");
        return value;
    }
    static void argue(string &out, double value) {
        out.append(static_cast<char>(ECHO_PARAM_F64)).append(&value, sizeof value);
    }
};

/* Text is kept as it is; in an event its length goes before it. As an argument it lives as long as the
 * run. */
template <> struct type<text> {
    static constexpr char name[] = "string";
    static constexpr char letter[] = ECHO_TEXT;
    static text take() { return text(echo_take_string()); }
    static void give(text value) {
        echo_string raw = value.raw();
        echo_return_string(&raw);
    }
    static void pack(string &out, text value) {
        std::uint32_t size = value.size();
        out.append(&size, sizeof size).append(value);
    }
    static void keep(string &out, text value) { out.append(value); }
    static text read(text &bytes) { return detail::split(bytes, bytes.size()); }
    static void argue(string &out, text value) {
        out.append(static_cast<char>(ECHO_PARAM_STRING));
        pack(out, value);
    }
    static void spell(string &out, text value) {
        out.append('"');
        for (char c : value) {
            if (c >= ' ' && c <= '~' && c != '"' && c != '\\') {
                out.append(c);
            } else {
                out.append("\\x").append_hex(text(&c, 1));
            }
        }
        out.append('"');
    }
};

template <> struct type<string> : type<text> {
    static string take() { return string::own(echo_take_string()); }
    static string read(text &bytes) { return string(type<text>::read(bytes)); }
};

template <> struct type<std::string_view> : type<text> {};

/* So many bytes: a string of that length as argument. */
template <std::size_t N> struct type<std::array<std::uint8_t, N>> : detail::raw_type<std::array<std::uint8_t, N>> {
    static_assert(N >= 1 && N <= 65536, "an array has from 1 to 65536 bytes");
    using array = std::array<std::uint8_t, N>;

    static array take() {
        text bytes = type<text>::take();
        require(bytes.size() == N, "an argument has another number of bytes");
        return detail::raw_type<array>::read(bytes);
    }
    static void argue(string &out, const array &value) { type<text>::argue(out, bytes(value)); }
    static void spell(string &out, const array &value) { type<text>::spell(out, bytes(value)); }

  private:
    static text bytes(const array &value) {
        return text(reinterpret_cast<const char *>(value.data()), static_cast<std::uint32_t>(N));
    }
    template <std::size_t S> struct word {
        char text[S];
    };
    /* `before`, the digits of N, `after`. */
    template <std::size_t A, std::size_t B> static constexpr auto with_size(const char (&before)[A], const char (&after)[B]) {
        constexpr std::size_t digits = N < 10 ? 1 : N < 100 ? 2 : N < 1000 ? 3 : N < 10000 ? 4 : 5;
        word<A + digits + B - 1> result{};
        std::size_t at = 0;
        for (std::size_t i = 0; i + 1 < A; i++) {
            result.text[at++] = before[i];
        }
        for (std::size_t i = 0, rest = N; i < digits; i++, rest /= 10) {
            result.text[at + digits - 1 - i] = static_cast<char>('0' + rest % 10);
        }
        at += digits;
        for (std::size_t i = 0; i < B; i++) {
            result.text[at++] = after[i];
        }
        return result;
    }
    static constexpr auto name_ = with_size("bytes", "");
    static constexpr auto letter_ = with_size("[", "]");

  public:
    static constexpr const char *name = name_.text;
    static constexpr const char *letter = letter_.text;
};

/* Several results, one after the other. */
template <class... T> struct type<std::tuple<T...>> {
    static void give(const std::tuple<T...> &values) {
        std::apply([](const T &...value) { (type<T>::give(value), ...); }, values);
    }
    static std::tuple<T...> read(text &bytes) { return std::tuple<T...>{type<T>::read(bytes)...}; }
};

/* ---- Storage ------------------------------------------------------------------------------------------- */

namespace detail {
/* The value whose bytes these are, all of them. */
template <class T> T whole(const string &bytes) {
    text rest = bytes;
    T value = type<T>::read(rest);
    require(rest.empty(), "echo: something else is stored there");
    return value;
}

template <class T> T load(text key, T otherwise) {
    echo_string raw_key = key.raw();
    echo_string raw;
    if (!echo_storage_get(&raw_key, &raw)) {
        return otherwise;
    }
    return whole<T>(string::own(raw));
}

template <class T, class V> void store(text key, const V &value) {
    string bytes;
    type<T>::keep(bytes, value);
    echo_string raw_key = key.raw();
    echo_string raw = bytes.view().raw();
    echo_storage_set(&raw_key, &raw);
}
} // namespace detail

namespace detail {
/* What a variable and an entry of a map have in common: a place in storage. `Place` knows its key. */
template <class Place, class T> class stored {
  public:
    T load() const { return detail::load<T>(place().key(), T{}); }
    operator T() const { return load(); }
    bool exists() const {
        echo_string key = place().key().raw();
        return echo_storage_exists(&key);
    }
    bool remove() {
        echo_string key = place().key().raw();
        return echo_storage_remove(&key);
    }

    /* What was stored is the result, as with a variable of the language. */
#define ECHO_DEFINE_OPERATOR(op)                                                                            \
    template <class V> T operator op##=(const V &other) { return put(load() op other); }
    ECHO_DEFINE_OPERATOR(+)
    ECHO_DEFINE_OPERATOR(-)
    ECHO_DEFINE_OPERATOR(*)
    ECHO_DEFINE_OPERATOR(/)
    ECHO_DEFINE_OPERATOR(%)
    ECHO_DEFINE_OPERATOR(&)
    ECHO_DEFINE_OPERATOR(|)
    ECHO_DEFINE_OPERATOR(^)
    ECHO_DEFINE_OPERATOR(<<)
    ECHO_DEFINE_OPERATOR(>>)
#undef ECHO_DEFINE_OPERATOR
    T operator++() { return put(load() + 1); }
    T operator--() { return put(load() - 1); }
    T operator++(int) {
        T before = load();
        put(before + 1);
        return before;
    }
    T operator--(int) {
        T before = load();
        put(before - 1);
        return before;
    }

  protected:
    template <class V> void store(const V &next) const { detail::store<T>(place().key(), next); }

  private:
    const Place &place() const { return static_cast<const Place &>(*this); }
    template <class V> T put(V &&next) {
        T value = static_cast<T>(static_cast<V &&>(next));
        store(value);
        return value;
    }
};

/* Numbers compare as what they are converted to. */
template <class Place, class T, class V, std::enable_if_t<!std::is_arithmetic_v<T>, int> = 0>
bool operator==(const stored<Place, T> &left, const V &right) {
    return left.load() == right;
}
template <class Place, class T, class V, std::enable_if_t<!std::is_arithmetic_v<T>, int> = 0>
bool operator!=(const stored<Place, T> &left, const V &right) {
    return !(left.load() == right);
}
} // namespace detail

/* A variable in persistent storage, under its name: a number, truth value, array of bytes or echo::string. Never
 * stored: T{}. */
template <class T> class value : public detail::stored<value<T>, T> {
  public:
    explicit constexpr value(text name) : name_(name) {}
    template <class V> const V &operator=(const V &next) {
        this->store(next);
        return next;
    }
    value &operator=(const value &other) {
        this->store(other.load());
        return *this;
    }
    text key() const { return name_; }

  private:
    text name_;
};

/* An entry of a map: what map[key] gives. */
template <class T> class entry : public detail::stored<entry<T>, T> {
  public:
    explicit entry(string key) : key_(static_cast<string &&>(key)) {}
    template <class V> const V &operator=(const V &next) {
        this->store(next);
        return next;
    }
    entry(const entry &) = delete;
    entry &operator=(const entry &other) {
        this->store(other.load());
        return *this;
    }
    text key() const { return key_; }

  private:
    string key_;
};

/* A map in persistent storage: the name, a zero byte and the packed key make the key of an entry. */
template <class K, class V> class map {
  public:
    explicit constexpr map(text name) : name_(name) {}
    entry<V> operator[](const K &key) { return entry<V>(full(key)); }
    V operator[](const K &key) const { return get(key); }
    V get(const K &key) const { return detail::load<V>(full(key), V{}); }
    template <class T> void set(const K &key, const T &next) { detail::store<V>(full(key), next); }
    bool contains(const K &key) const { return entry<V>(full(key)).exists(); }
    bool remove(const K &key) { return entry<V>(full(key)).remove(); }

  private:
    string full(const K &key) const {
        string name(name_);
        name.append('\0');
        type<K>::keep(name, key);
        return name;
    }

    text name_;
};

/* A sequence in persistent storage: its length under its name, and its elements as those of a map of numbers. An index
 * beyond the end ends the run. */
template <class T> class vector {
  public:
    explicit constexpr vector(text name) : size_(name), elements_(name) {}
    std::uint64_t size() const { return size_; }
    bool empty() const { return size() == 0; }
    entry<T> operator[](std::uint64_t at) {
        require(at < size(), "echo::vector: no such element");
        return elements_[at];
    }
    T operator[](std::uint64_t at) const {
        require(at < size(), "echo::vector: no such element");
        return elements_.get(at);
    }
    T back() const { return (*this)[size() - 1]; }
    template <class V> void push_back(const V &next) {
        std::uint64_t count = size();
        elements_.set(count, next);
        size_ = count + 1;
    }
    T pop_back() {
        std::uint64_t last = size() - 1;
        T value = (*static_cast<const vector *>(this))[last];
        elements_.remove(last);
        size_ = last;
        return value;
    }
    void clear() {
        while (!empty()) {
            pop_back();
        }
    }

  private:
    value<std::uint64_t> size_;
    map<std::uint64_t, T> elements_;
};

/* ---- Events -------------------------------------------------------------------------------------------- */

/* `constexpr echo::event<echo::text, std::uint64_t> spent{"spent"};` emits `spent(string,uint64)` by
 * `spent.emit(who, amount)`. The signature is put together by the compiler. */
template <class... T> class event {
  public:
    template <std::size_t N> explicit constexpr event(const char (&name)[N]) {
        append(name);
        signature_[size_++] = '(';
        [[maybe_unused]] bool first = true;
        ((first ? (void)(first = false) : (void)(signature_[size_++] = ','), append(type<T>::name)), ...);
        signature_[size_++] = ')';
    }
    void emit(const T &...values) const {
        string data;
        (type<T>::pack(data, values), ...);
        echo_string signature = echo_string_of(signature_, size_);
        echo_string raw = data.view().raw();
        echo_emit(&signature, &raw);
    }

    /* `spent(string,uint64)`. */
    constexpr const char *signature() const { return signature_; }

  private:
    constexpr void append(const char *from) {
        while (*from != 0) {
            signature_[size_++] = *from++;
        }
    }

    /* A longer one does not compile: the index leaves the array in a constant expression. */
    char signature_[128] = {};
    std::uint32_t size_ = 0;
};

/* ---- The chain ----------------------------------------------------------------------------------------- */

#define ECHO_DEFINE_TEXT(name, function)                                                                    \
    inline string name() {                                                                                  \
        echo_string raw;                                                                                    \
        function(&raw);                                                                                     \
        return string::own(raw);                                                                            \
    }
ECHO_DEFINE_TEXT(sender, echo_sender)
ECHO_DEFINE_TEXT(origin, echo_origin_sender)
ECHO_DEFINE_TEXT(self, echo_contract_id)
ECHO_DEFINE_TEXT(block_author, echo_block_author)
#undef ECHO_DEFINE_TEXT

inline std::uint32_t block_number() {
    return echo_block_number();
}

/* In seconds since 1970. */
inline std::uint32_t block_time() {
    return echo_block_time();
}

/* 64 hexadecimal digits. */
inline string block_hash(std::uint32_t number) {
    echo_string raw;
    echo_block_hash(&raw, number);
    return string::own(raw);
}

/* The amount sent with the call, and its asset's instance number. */
inline std::uint64_t call_value() {
    return echo_call_value();
}

inline std::uint64_t call_asset() {
    return echo_call_asset();
}

inline std::uint64_t gas_limit() {
    return echo_gas_limit();
}

inline std::uint64_t gas_left() {
    return echo_gas_left();
}

inline string property(text id, text name) {
    echo_string raw, raw_id = id.raw(), raw_name = name.raw();
    echo_object_property(&raw, &raw_id, &raw_name);
    return string::own(raw);
}

inline std::int64_t balance(text id, text asset = "1.3.0") {
    echo_string raw_id = id.raw(), raw_asset = asset.raw();
    return echo_balance(&raw_id, &raw_asset);
}

inline void transfer(text to, text asset, std::uint64_t amount) {
    echo_string raw_to = to.raw(), raw_asset = asset.raw();
    echo_transfer(&raw_to, &raw_asset, amount);
}

inline void debug(text message) {
    echo_string raw = message.raw();
    echo_debug_text(&raw);
}

/* Hashes, and signatures of what was signed. */
using hash256 = std::array<std::uint8_t, 32>;

#define ECHO_DEFINE_HASH(name, size)                                                                        \
    inline std::array<std::uint8_t, size> name(text bytes) {                                                \
        std::array<std::uint8_t, size> hash;                                                                \
        echo_string raw = bytes.raw();                                                                      \
        echo_##name(&raw, hash.data());                                                                     \
        return hash;                                                                                        \
    }
ECHO_DEFINE_HASH(sha256, 32)
ECHO_DEFINE_HASH(keccak256, 32)
ECHO_DEFINE_HASH(ripemd160, 20)
ECHO_DEFINE_HASH(sha512, 64)
ECHO_DEFINE_HASH(blake2b_256, 32)
ECHO_DEFINE_HASH(blake3, 32)
#undef ECHO_DEFINE_HASH

inline bool ed25519_verify(text message, const std::array<std::uint8_t, 64> &signature, const std::array<std::uint8_t, 32> &key) {
    echo_string raw = message.raw();
    return echo_ed25519_verify(&raw, signature.data(), key.data());
}

/* The key is 33 bytes, compressed, or 64 or 65. */
inline bool secp256k1_verify(const hash256 &hash, const std::array<std::uint8_t, 64> &signature, text key) {
    echo_string raw = key.raw();
    return echo_secp256k1_verify(hash.data(), signature.data(), &raw);
}

inline bool secp256r1_verify(const hash256 &hash, const std::array<std::uint8_t, 64> &signature, text key) {
    echo_string raw = key.raw();
    return echo_secp256r1_verify(hash.data(), signature.data(), &raw);
}

/* The key that signed, x and y; false where none did. */
inline bool secp256k1_recover(
    const hash256 &hash, const std::array<std::uint8_t, 65> &signature, std::array<std::uint8_t, 64> &key) {
    return echo_secp256k1_recover(hash.data(), signature.data(), key.data());
}

/* ---- Other contracts ------------------------------------------------------------------------------------ */

namespace detail {
/* How an argument of a call to another contract is passed: literals as text, everything else as its type. */
template <class T> struct passed {
    using as = T;
};
template <std::size_t N> struct passed<char[N]> {
    using as = text;
};

/* Whole numbers of the types that have none of their own (char and its like) do not compile. */
template <class T> using argument = type<typename passed<std::remove_cv_t<T>>::as>;

/* What was returned to this contract by the one that it called last; of one that failed, its message. */
inline string returned() {
    echo_string raw;
    echo_return_data(&raw);
    return string::own(raw);
}

/* `name(1, "x")`. */
template <class... A> string line(text name, const A &...arguments) {
    string out(name);
    out.append('(');
    [[maybe_unused]] bool first = true;
    ((first ? (void)(first = false) : (void)out.append(','), argument<A>::spell(out, arguments)), ...);
    out.append(')');
    return out;
}
} // namespace detail

/* What a call of another contract came to. */
template <class R> class call_result {
  public:
    call_result(std::uint32_t error, string bytes) : error_(error), bytes_(static_cast<string &&>(bytes)) {}
    bool ok() const { return error_ == 0; }
    explicit operator bool() const { return ok(); }
    /* The error's number, of those of docs/errors.md; 0: none. */
    std::uint32_t error() const { return error_; }
    /* What the contract that failed said. */
    text message() const { return ok() ? text() : bytes_.view(); }
    /* The bytes that it returned. */
    text output() const { return ok() ? bytes_.view() : text(); }
    /* What it returned; where it failed, this call fails, too, with the same message. */
    R value() const {
        if (!ok()) {
            fail(bytes_.empty() ? text("the called contract failed") : bytes_.view());
        }
        if constexpr (!std::is_void_v<R>) {
            return detail::whole<R>(bytes_);
        }
    }

  private:
    std::uint32_t error_;
    string bytes_;
};

/* Another contract:
 *
 *     echo::contract_ref token{"1.11.3"};
 *     auto balance = token.view().call<std::uint64_t>("balance_of", who);
 *     if (!token.gas(100000).try_call("transfer", to, amount)) { … }
 *
 * Arguments are of any type that a method may take. call() ends this run where the other contract fails; try_call()
 * says what happened. */
class contract_ref {
  public:
    explicit contract_ref(text id) : id_(id) {}

    text id() const { return id_; }
    /* This contract, called with an amount of an asset; with so much gas at most; so that it may change nothing. */
    contract_ref value(std::uint64_t amount, std::uint64_t asset = 0) const {
        contract_ref with(*this);
        with.options_.value = amount;
        with.options_.asset = asset;
        return with;
    }
    contract_ref gas(std::uint64_t most) const {
        contract_ref with(*this);
        with.options_.gas = most;
        return with;
    }
    contract_ref view() const {
        contract_ref with(*this);
        with.options_.flags |= ECHO_CALL_VIEW;
        return with;
    }

    template <class R = void, class... A> call_result<R> try_call(text name, const A &...arguments) const {
        string packed;
        type<text>::pack(packed, name);
        (detail::argument<A>::argue(packed, arguments), ...);
        echo_string raw_id = id_.view().raw(), raw = packed.view().raw();
        std::uint32_t error = echo_call_packed(&raw_id, &raw, &options_);
        return call_result<R>(error, detail::returned());
    }
    template <class R = void, class... A> R call(text name, const A &...arguments) const {
        return try_call<R>(name, arguments...).value();
    }
    /* By a call line, `transfer("1.2.6", 5)`. */
    template <class R = void> call_result<R> try_line(text line) const {
        echo_string raw_id = id_.view().raw(), raw = line.raw();
        std::uint32_t error = echo_call(&raw_id, &raw, &options_);
        return call_result<R>(error, detail::returned());
    }

    /* What it stored under a key; empty where it stored nothing. */
    string stored(text key) const {
        echo_string raw, raw_id = id_.view().raw(), raw_key = key.raw();
        return echo_storage_get_of(&raw_id, &raw_key, &raw) ? string::own(raw) : string();
    }
    /* New code for it, where it belongs to this contract and was created upgradeable: the error's number, or 0. */
    std::uint32_t replace_code(text code) const {
        echo_string raw_id = id_.view().raw(), raw = code.raw();
        return echo_replace_code(&raw_id, &raw);
    }

  private:
    string id_;
    echo_call_options options_{};
};

/* Creates contracts, with an amount if that is given:
 *
 *     echo::contract_ref shop = echo::creation().value(100).like("1.11.3", "toys", 5);
 *
 * What follows the code or the model are the constructor's arguments. Where it fails, this call does. */
class creation {
  public:
    creation value(std::uint64_t amount, std::uint64_t asset = 0) const {
        creation with(*this);
        with.options_.value = amount;
        with.options_.asset = asset;
        return with;
    }
    creation gas(std::uint64_t most) const {
        creation with(*this);
        with.options_.gas = most;
        return with;
    }
    /* This contract may replace the code later. */
    creation upgradeable() const {
        creation with(*this);
        with.options_.flags |= ECHO_CREATE_UPGRADEABLE;
        return with;
    }

    /* Of a contract file's bytes. */
    template <class... A> contract_ref of(text code, const A &...arguments) const {
        string line = detail::line("constructor", arguments...);
        echo_string id, raw = code.raw(), raw_line = line.view().raw();
        return created(echo_create(&raw, &raw_line, &options_, &id), id);
    }
    /* With the code of a contract that is there. */
    template <class... A> contract_ref like(text contract, const A &...arguments) const {
        string line = detail::line("constructor", arguments...);
        echo_string id, raw = contract.raw(), raw_line = line.view().raw();
        return created(echo_create_like(&raw, &raw_line, &options_, &id), id);
    }

  private:
    static contract_ref created(std::uint32_t error, const echo_string &id) {
        if (error != 0) {
            string message = detail::returned();
            fail(message.empty() ? text("the contract cannot be created") : message.view());
        }
        return contract_ref(string::own(id));
    }

    echo_call_options options_{};
};

/* Ends this contract for good, and the call as if it returned; what the contract has goes to the heir. */
[[noreturn]] inline void self_destruct(text heir) {
    echo_string raw = heir.raw();
    echo_self_destruct(&raw);
    __builtin_unreachable();
}

/* ---- The contract and its methods ---------------------------------------------------------------------- */

/* Base of contracts: what happens when one is created. A contract may have a constructor() that takes arguments, which
 * then hides this one; that is meant, whatever compilers say. */
#pragma GCC diagnostic ignored "-Woverloaded-virtual"
class contract {
  public:
    virtual void constructor() {}

  protected:
    ~contract() = default;
};

namespace detail {
inline void run_global_constructors() {
    std::size_t count = static_cast<std::size_t>(__init_array_end - __init_array_start);
    for (std::size_t i = 0; i < count; i++) {
        __init_array_start[i]();
    }
}

/* Takes the arguments one by one, left to right, then calls. */
template <class... P> struct list {};

template <class R, class Call> R with_arguments(list<>, Call &&call) {
    return call();
}

template <class R, class First, class... Rest, class Call>
R with_arguments(list<First, Rest...>, Call &&call) {
    plain<First> first = type<plain<First>>::take();
    return with_arguments<R>(list<Rest...>{}, [&](auto &...rest) -> R { return call(first, rest...); });
}

template <class R, class... P, class Call> void call(Call &&method) {
    if constexpr (std::is_void_v<R>) {
        with_arguments<void>(list<P...>{}, method);
    } else {
        type<plain<R>>::give(with_arguments<R>(list<P...>{}, method));
    }
}

/* The interface note, put together by the compiler: what the contract says can be called. */
struct note {
    static constexpr std::size_t ROOM = 16384;

    explicit constexpr note(const char *sdk) {
        word(5), word(0), word(1);
        append("Echo");
        word(0);
        append("1 "), append(sdk), append("/" ECHO_SDK_VERSION "\n");
    }

    template <class B, class R, class... P> constexpr void method(const char *name, R (B::*)(P...)) {
        line<R, P...>('f', name);
    }
    template <class B, class R, class... P> constexpr void method(const char *name, R (B::*)(P...) const) {
        line<R, P...>('v', name);
    }
    /* Only the constructor of the contract's own. */
    template <class B, class R, class... P> constexpr void constructor(R (B::*)(P...)) {
        if constexpr (!std::is_same_v<B, contract>) {
            line<void, P...>('c', "");
        }
    }
    template <class... T> constexpr void emitted(const event<T...> &event) {
        append('e');
        for (const char *from = event.signature(); *from != '('; from++) {
            append(*from);
        }
        types<T...>();
        append('\n');
    }

    constexpr note finished() const {
        note whole = *this;
        whole.size = 4;
        whole.word(static_cast<std::uint32_t>(size - 20));
        whole.size = (size + 3) / 4 * 4;
        return whole;
    }
    constexpr std::uint32_t at(std::size_t index) const {
        std::uint32_t word = 0;
        for (std::size_t i = 4; i-- > 0;) {
            word = word << 8 | static_cast<unsigned char>(bytes[4 * index + i]);
        }
        return word;
    }

    /* A longer one does not compile: the index leaves the array in a constant expression. */
    char bytes[ROOM] = {};
    std::size_t size = 0;

  protected:
    constexpr void unknown(char kind, const char *name) { append(kind), append(name), append("*\n"); }

  private:
    constexpr void append(char c) { bytes[size++] = c; }
    constexpr void append(const char *text) {
        while (*text != 0) {
            append(*text++);
        }
    }
    constexpr void word(std::uint32_t value) {
        for (int i = 0; i < 4; i++) {
            append(static_cast<char>(value >> 8 * i & 0xff));
        }
    }
    template <class... T> constexpr void types() {
        append('(');
        (append(type<plain<T>>::letter), ...);
        append(')');
    }
    template <class R, class... P> constexpr void line(char kind, const char *name) {
        append(kind);
        append(name);
        types<P...>();
        results(static_cast<plain<R> *>(nullptr));
        append('\n');
    }
    constexpr void results(void *) {}
    template <class R> constexpr void results(R *) { append(type<R>::letter); }
    template <class... R> constexpr void results(std::tuple<R...> *) { (append(type<R>::letter), ...); }
};

/* Into a section that is not loaded. A C++ constant cannot be in one, so the words are operands of assembly. */
template <std::uint32_t word> ECHO_INLINE void write_word() {
    __asm__ __volatile__(".pushsection .note.echo,\"\",@note\n\t.long %c0\n\t.popsection" : : "i"(word));
}

template <class Maker> constexpr note made_note = Maker::make();

template <class Maker, std::size_t... index> ECHO_INLINE void write_note(std::index_sequence<index...>) {
    (write_word<made_note<Maker>.at(index)>(), ...);
}

template <class Maker> ECHO_INLINE void write_note() {
    write_note<Maker>(std::make_index_sequence<made_note<Maker>.size / 4>{});
}
} // namespace detail

template <class C, class B, class R, class... P> void invoke(C &object, R (B::*method)(P...)) {
    detail::call<R, P...>([&](plain<P> &...values) -> R {
        return (object.*method)(static_cast<P &&>(values)...);
    });
}

template <class C, class B, class R, class... P> void invoke(C &object, R (B::*method)(P...) const) {
    detail::call<R, P...>([&](plain<P> &...values) -> R {
        return (object.*method)(static_cast<P &&>(values)...);
    });
}

namespace detail {
/* The constructor of its own, which is called directly, or the one of `contract`, which does nothing. */
template <class C, class B, class R, class... P> void construct(C &object, R (B::*)(P...)) {
    if constexpr (!std::is_same_v<B, contract>) {
        call<void, P...>([&](plain<P> &...values) { object.constructor(static_cast<P &&>(values)...); });
    }
}

/* Calls the method of the called name. */
template <class C> class dispatcher {
  public:
    explicit dispatcher(C &object) : object_(object) {
        echo_string raw;
        echo_function_name(&raw);
        name_ = text(raw);
    }
    template <class M> void method(text name, M method) {
        if (!is_done_ && name == name_) {
            is_done_ = true;
            invoke(object_, method);
        }
    }
    void finish() const { require(is_done_, "The called function is missing."); }

  private:
    C &object_;
    text name_;
    bool is_done_ = false;
};
} // namespace detail

} // namespace echo

/* ECHO_METHODS(Class, method, …): the entry point. Up to 32 methods; an overloaded one has no single
 * address and does not compile. The compiled contract says what they take and return; const ones are views. */
#define ECHO_METHODS(contract_class, ...)                                                                   \
    ECHO_APPLY_(contract_class, echo::detail::note, ECHO_EACH_(ECHO_METHOD_, __VA_ARGS__))

/* `methods` shows each of them to a visitor: to the note, and to what calls the one that is wanted. */
#define ECHO_APPLY_(contract_class, note_class, methods)                                                    \
    namespace {                                                                                             \
    struct echo_methods_ {                                                                                  \
        using echo_class_ = contract_class;                                                                 \
        static constexpr echo::detail::note make() {                                                        \
            note_class echo_visitor_("cpp");                                                                \
            echo_visitor_.constructor(&echo_class_::constructor);                                           \
            methods return echo_visitor_.finished();                                                        \
        }                                                                                                   \
    };                                                                                                      \
    }                                                                                                       \
    ECHO_WRITE_NOTE_(echo_methods_)                                                                         \
    extern "C" void __apply() {                                                                             \
        echo::detail::run_global_constructors();                                                            \
        using echo_class_ = contract_class;                                                                 \
        contract_class echo_contract_{};                                                                    \
        if (echo_is_constructor()) {                                                                        \
            echo::detail::construct(echo_contract_, &echo_class_::constructor);                             \
            return;                                                                                         \
        }                                                                                                   \
        echo::detail::dispatcher<contract_class> echo_visitor_(echo_contract_);                             \
        methods echo_visitor_.finish();                                                                     \
    }
#define ECHO_METHOD_(name) echo_visitor_.method(#name, &echo_class_::name);

/* ECHO_EVENTS(spent, …): the compiled contract says that it emits these constexpr events, and what is in them. */
#define ECHO_EVENTS(...) ECHO_EVENTS_(ECHO_JOIN_(echo_events_, __COUNTER__), __VA_ARGS__)
#define ECHO_EVENTS_(unique, ...)                                                                           \
    namespace {                                                                                             \
    struct unique {                                                                                         \
        static constexpr echo::detail::note make() {                                                        \
            echo::detail::note note("cpp");                                                                 \
            ECHO_EACH_(ECHO_EVENT_LINE_, __VA_ARGS__)                                                       \
            return note.finished();                                                                         \
        }                                                                                                   \
    };                                                                                                      \
    }                                                                                                       \
    ECHO_WRITE_NOTE_(unique)

#define ECHO_EVENT_LINE_(name) note.emitted(name);

/* A function that nobody calls, for assembly must be in one, in a section of its own, which --gc-sections drops. */
#define ECHO_WRITE_NOTE_(maker)                                                                             \
    __attribute__((used, noinline, section(".text.echo.note." #maker))) static void ECHO_JOIN_NOW_(maker, write_)() { \
        echo::detail::write_note<maker>();                                                                  \
    }

#endif

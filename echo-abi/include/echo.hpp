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

#include <cstddef>
#include <cstdint>
#include <new>
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

/* A view of text or bytes that something else owns. */
class text {
  public:
    constexpr text() = default;
    constexpr text(const char *bytes, std::uint32_t size) : bytes_(bytes), size_(size) {}
    template <std::size_t N> constexpr text(const char (&literal)[N]) : bytes_(literal), size_(N - 1) {}
    text(const echo_string &string) : bytes_(string.pointer), size_(string.length) {}

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

/* Text or bytes on the contract heap, given back at the end of its life. Moves, and copies on request. */
class string {
  public:
    string() = default;
    string(string &&other) noexcept : bytes_(other.bytes_), size_(other.size_), room_(other.room_) {
        other.forget();
    }
    explicit string(text from) { append(from); }
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
    string(const string &) = delete;
    string &operator=(const string &) = delete;

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

/* ---- Types of arguments, results, events and stored values --------------------------------------------- */

/* For each type: its name in a signature, its letter in the interface note, how it is taken as an argument, returned,
 * packed, and kept. */
template <class T> struct type;

#define ECHO_DEFINE_TYPE(cpp_type, signature_name, note_letter, short_name)                                 \
    template <> struct type<cpp_type> {                                                                     \
        static constexpr char name[] = signature_name;                                                      \
        static constexpr char letter[] = note_letter;                                                       \
        static cpp_type take() { return echo_take_##short_name(); }                                         \
        static void give(cpp_type value) { echo_return_##short_name(value); }                               \
        static void pack(string &out, cpp_type value) { out.append(&value, sizeof value); }                 \
        static cpp_type unpack(const string &bytes) {                                                       \
            cpp_type value;                                                                                 \
            require(bytes.size() == sizeof value, "echo: something else is stored there");                  \
            __builtin_memcpy(&value, bytes.data(), sizeof value);                                           \
            return value;                                                                                   \
        }                                                                                                   \
        static void keep(string &out, cpp_type value) { pack(out, value); }                                 \
    };
ECHO_DEFINE_TYPE(bool, "bool", ECHO_BOOL, bool)
ECHO_DEFINE_TYPE(std::int8_t, "int8", ECHO_I8, i8)
ECHO_DEFINE_TYPE(std::int16_t, "int16", ECHO_I16, i16)
ECHO_DEFINE_TYPE(std::int32_t, "int32", ECHO_I32, i32)
ECHO_DEFINE_TYPE(std::int64_t, "int64", ECHO_I64, i64)
ECHO_DEFINE_TYPE(std::uint8_t, "uint8", ECHO_U8, u8)
ECHO_DEFINE_TYPE(std::uint16_t, "uint16", ECHO_U16, u16)
ECHO_DEFINE_TYPE(std::uint32_t, "uint32", ECHO_U32, u32)
ECHO_DEFINE_TYPE(std::uint64_t, "uint64", ECHO_U64, u64)
#undef ECHO_DEFINE_TYPE

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
};

template <> struct type<string> : type<text> {
    static string take() { return string::own(echo_take_string()); }
    static string unpack(const string &bytes) { return bytes.copy(); }
};

template <class T> using plain = std::remove_cv_t<std::remove_reference_t<T>>;

/* ---- Storage ------------------------------------------------------------------------------------------- */

namespace detail {
template <class T> T load(text key, T otherwise) {
    echo_string raw_key = key.raw();
    echo_string raw;
    if (!echo_storage_get(&raw_key, &raw)) {
        return otherwise;
    }
    return type<T>::unpack(string::own(raw));
}

template <class T, class V> void store(text key, const V &value) {
    string bytes;
    type<T>::keep(bytes, value);
    echo_string raw_key = key.raw();
    echo_string raw = bytes.view().raw();
    echo_storage_set(&raw_key, &raw);
}
} // namespace detail

/* A variable in persistent storage, under its name: a number, truth value or echo::string. Never stored:
 * T{}. */
template <class T> class value {
  public:
    explicit constexpr value(text name) : name_(name) {}
    T load() const { return detail::load<T>(name_, T{}); }
    operator T() const { return load(); }
    template <class V> const V &operator=(const V &next) {
        detail::store<T>(name_, next);
        return next;
    }
    bool exists() const {
        echo_string key = name_.raw();
        return echo_storage_exists(&key);
    }
    bool remove() {
        echo_string key = name_.raw();
        return echo_storage_remove(&key);
    }

  private:
    text name_;
};

/* A map in persistent storage: the name, a zero byte and the packed key make the key of an entry. */
template <class K, class V> class map {
  public:
    explicit constexpr map(text name) : name_(name) {}
    V get(const K &key) const { return detail::load<V>(full(key), V{}); }
    template <class T> void set(const K &key, const T &next) { detail::store<V>(full(key), next); }
    bool contains(const K &key) const {
        string name = full(key);
        echo_string raw = name.view().raw();
        return echo_storage_exists(&raw);
    }
    bool remove(const K &key) {
        string name = full(key);
        echo_string raw = name.view().raw();
        return echo_storage_remove(&raw);
    }

  private:
    string full(const K &key) const {
        string name(name_);
        name.append('\0');
        type<K>::keep(name, key);
        return name;
    }

    text name_;
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

inline string sender() {
    echo_string raw;
    echo_sender(&raw);
    return string::own(raw);
}

inline string self() {
    echo_string raw;
    echo_contract_id(&raw);
    return string::own(raw);
}

inline std::int64_t balance(text id, text asset) {
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

/* ---- The contract and its methods ---------------------------------------------------------------------- */

/* Base of contracts: what happens when one is created. */
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
        if constexpr (!std::is_void_v<R>) {
            append(type<plain<R>>::letter);
        }
        append('\n');
    }
};

/* Into a section that is not loaded. A C++ constant cannot be in one, so the words are operands of assembly. */
template <std::uint32_t word> ECHO_INLINE void write_word() {
    __asm__ __volatile__(".pushsection .note.echo,\"\",@note\n\t.long %c0\n\t.popsection" : : "i"(word));
}

template <class N, std::size_t... index> ECHO_INLINE void write_note(std::index_sequence<index...>) {
    (write_word<N::note.at(index)>(), ...);
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

} // namespace echo

/* ECHO_METHODS(Class, method, …): the entry point. Up to 32 methods; an overloaded one has no single
 * address and does not compile. The compiled contract says what they take and return; const ones are views. */
#define ECHO_METHODS(contract_class, ...)                                                                   \
    namespace {                                                                                             \
    struct echo_methods_ {                                                                                  \
        using echo_class_ = contract_class;                                                                 \
        static constexpr echo::detail::note make() {                                                        \
            echo::detail::note note("cpp");                                                                 \
            note.constructor(&echo_class_::constructor);                                                    \
            ECHO_EACH_(ECHO_METHOD_LINE_, __VA_ARGS__)                                                      \
            return note.finished();                                                                         \
        }                                                                                                   \
    };                                                                                                      \
    }                                                                                                       \
    ECHO_WRITE_NOTE_(echo_methods_)                                                                         \
    extern "C" void __apply() {                                                                             \
        echo::detail::run_global_constructors();                                                            \
        using echo_class_ = contract_class;                                                                 \
        contract_class echo_contract_{};                                                                    \
        if (echo_is_constructor()) {                                                                        \
            echo_contract_.constructor();                                                                   \
            return;                                                                                         \
        }                                                                                                   \
        echo_string echo_name_raw_;                                                                         \
        echo_function_name(&echo_name_raw_);                                                                \
        echo::text echo_name_(echo_name_raw_);                                                              \
        ECHO_EACH_(ECHO_METHOD_, __VA_ARGS__)                                                               \
        echo_fail(ECHO_LITERAL("The called function is missing."));                                         \
    }

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

#define ECHO_METHOD_LINE_(name) note.method(#name, &echo_class_::name);
#define ECHO_EVENT_LINE_(name) note.emitted(name);

/* A function that nobody calls, for assembly must be in one; --gc-sections drops it. */
#define ECHO_WRITE_NOTE_(maker)                                                                             \
    namespace {                                                                                             \
    struct ECHO_JOIN_NOW_(maker, note_) {                                                                   \
        static constexpr echo::detail::note note = maker::make();                                           \
    };                                                                                                      \
    __attribute__((used, noinline, section(".text.echo.note"))) void ECHO_JOIN_NOW_(maker, write_)() {      \
        using echo_note_ = ECHO_JOIN_NOW_(maker, note_);                                                    \
        echo::detail::write_note<echo_note_>(std::make_index_sequence<echo_note_::note.size / 4>{});        \
    }                                                                                                       \
    }

#define ECHO_METHOD_(method)                                                                                \
    if (echo_name_ == echo::text(#method)) {                                                                \
        echo::invoke(echo_contract_, &echo_class_::method);                                                 \
        return;                                                                                             \
    }

#endif

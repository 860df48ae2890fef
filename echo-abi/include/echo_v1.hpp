/* echo_v1.hpp: contracts of the first Echo chain, in C++, compile as they did then. On top of echo.hpp and echo_std.hpp.
 *
 *     #include "echo_v1.hpp"
 *
 *     struct token : public contract_base {
 *         DB_UINT64(supply)
 *         DB_HASHMAP(string, uint64_t, balances)
 *         EVENT(transferred, string, string, uint64_t)
 *
 *         void constructor() { supply = 1000; balances[get_sender()] = supply; }
 *         void transfer() {
 *             string to;
 *             uint64_t amount;
 *             get_parameters(to, amount);
 *             balances[get_sender()] -= amount;
 *             balances[to] += amount;
 *             EMIT(transferred, get_sender(), to, amount);
 *             set_return_values(true);
 *         }
 *     };
 *
 *     MAIN(token, FUNC(transfer))
 *
 * Names, not bytes, are those of then: what was stored lies under the variable's name, as its packed value. A function takes its
 * arguments by get_parameters and returns by set_return_values, or, as methods of echo.hpp do, by parameters and result; of
 * the latter the compiled contract tells the types. New contracts are better written with echo.hpp alone: this header puts
 * string, vector and hashmap into the global namespace.
 *
 * Licence: MIT OR Apache-2.0. */
#ifndef ECHO_V1_HPP
#define ECHO_V1_HPP

#include "echo_std.hpp"

#include <string>
#include <unordered_map>
#include <vector>

using std::string;
using std::vector;
template <class K, class V> using hashmap = std::unordered_map<K, V>;

/* ---- Chain objects -------------------------------------------------------------------------------------- */

class account {
  public:
    explicit account(string id) : id_(static_cast<string &&>(id)) {}
    const string &get_id() const { return id_; }
    int64_t get_balance(const string &asset = "1.3.0") const {
        return echo::balance(id_, asset);
    }

  private:
    string id_;
};

class object {
  public:
    explicit object(string id) : id_(static_cast<string &&>(id)) {}
    const string &get_id() const { return id_; }
    string get_property(const string &name) const {
        return string(echo::property(id_, name));
    }

  private:
    string id_;
};

/* Another contract. What it returns comes as its output bytes after their length in four bytes; where it fails, this contract
 * does, too. */
class contract_object {
  public:
    explicit contract_object(string id) : id_(static_cast<string &&>(id)) {}
    const string &get_id() const { return id_; }

    /* By a call line, with an amount of ECHO and at most so much gas; 0: all that this contract has left. */
    string call(const string &line, uint64_t amount = 0, uint64_t gas = 0) const {
        return output(reference(amount, gas).try_line(line));
    }
    /* By the function's name, and arguments of any type that there is. */
    template <class... A> string call(uint64_t amount, uint64_t gas, const string &function, const A &...arguments) const {
        return output(reference(amount, gas).try_call(function, arguments...));
    }

  private:
    echo::contract_ref reference(uint64_t amount, uint64_t gas) const {
        return echo::contract_ref(id_).value(amount).gas(gas);
    }
    static string output(const echo::call_result<void> &result) {
        result.value();
        echo::string bytes;
        echo::type<echo::text>::pack(bytes, result.output());
        return string(bytes);
    }

    string id_;
};

/* ---- The contract --------------------------------------------------------------------------------------- */

/* Takes the next arguments of the call; one that is missing or of another type ends it. */
template <class... T> void get_parameters(T &...parameters) {
    ((parameters = echo::type<T>::take()), ...);
}

/* Returns values, one after the other. */
template <class... T> void set_return_values(const T &...values) {
    (echo::type<typename echo::detail::passed<T>::as>::give(values), ...);
}

class contract_base : public echo::contract {
  public:
    static string get_sender() { return string(echo::sender()); }
    static string get_origin_sender() { return string(echo::origin()); }
    static string get_contract_id() { return string(echo::self()); }
    static uint64_t get_call_amount() { return echo::call_value(); }
    static uint64_t get_call_asset() { return echo::call_asset(); }
    static uint64_t get_gas_limit() { return echo::gas_limit(); }
    static uint32_t get_block_number() { return echo::block_number(); }
    static uint32_t get_block_timestamp() { return echo::block_time(); }
    static string get_block_author() { return string(echo::block_author()); }
    static string get_block_hash(uint32_t number) { return string(echo::block_hash(number)); }
    static int64_t get_balance(const string &id, const string &asset = "1.3.0") {
        return account(id).get_balance(asset);
    }
    static string get_property(const string &id, const string &name) { return object(id).get_property(name); }
    static void transfer_asset(const string &to, const string &asset, uint64_t amount) {
        echo::transfer(to, asset, amount);
    }

  protected:
    ~contract_base() = default;
};

#define DB_VARIABLE_(variable_type, name) echo::value<variable_type> name{#name};
#define DB_BOOL(name) DB_VARIABLE_(bool, name)
#define DB_INT8(name) DB_VARIABLE_(int8_t, name)
#define DB_INT16(name) DB_VARIABLE_(int16_t, name)
#define DB_INT32(name) DB_VARIABLE_(int32_t, name)
#define DB_INT64(name) DB_VARIABLE_(int64_t, name)
#define DB_UINT8(name) DB_VARIABLE_(uint8_t, name)
#define DB_UINT16(name) DB_VARIABLE_(uint16_t, name)
#define DB_UINT32(name) DB_VARIABLE_(uint32_t, name)
#define DB_UINT64(name) DB_VARIABLE_(uint64_t, name)
#define DB_STRING(name) DB_VARIABLE_(string, name)
#define DB_VECTOR(element_type, name) echo::vector<element_type> name{#name};
#define DB_HASHMAP(key_type, value_type, name) echo::map<key_type, value_type> name{#name};

/* An event, as a member of the contract or beside it. The compiled contract says that it emits it. */
#define EVENT(name, ...)                                                                                    \
    static constexpr echo::event<__VA_ARGS__> echo_event_##name{#name};                                     \
    struct echo_event_note_##name {                                                                         \
        static constexpr echo::detail::note make() {                                                        \
            echo::detail::note note("cpp");                                                                 \
            note.emitted(echo::event<__VA_ARGS__>{#name});                                                  \
            return note.finished();                                                                         \
        }                                                                                                   \
    };                                                                                                      \
    ECHO_WRITE_NOTE_(echo_event_note_##name)
#define EMIT(name, ...) echo_event_##name.emit(__VA_ARGS__)

namespace echo::detail {
/* Of a function without parameters and result nothing is known: it may take and return by hand. */
struct v1_note : note {
    using note::note;
    template <class B> constexpr void method(const char *name, void (B::*)()) { unknown('f', name); }
    template <class B> constexpr void method(const char *name, void (B::*)() const) { unknown('v', name); }
    template <class B, class R, class... P> constexpr void method(const char *name, R (B::*method)(P...)) {
        note::method(name, method);
    }
    template <class B, class R, class... P> constexpr void method(const char *name, R (B::*method)(P...) const) {
        note::method(name, method);
    }
    template <class B> constexpr void constructor(void (B::*)()) {
        if constexpr (!std::is_same_v<B, contract>) {
            unknown('c', "");
        }
    }
    template <class B, class R, class... P> constexpr void constructor(R (B::*method)(P...)) {
        note::constructor(method);
    }
};
} // namespace echo::detail

#define FUNC(name) ECHO_METHOD_(name)

#define MAIN(contract_class, functions) ECHO_APPLY_(contract_class, echo::detail::v1_note, functions)

#endif

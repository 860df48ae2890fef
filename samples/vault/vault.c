/* A vault: deposit() keeps what is sent with it for the sender, withdraw(amount) pays it back by a call of `paid()`, which an
 * account does not need to have, but a contract does.
 *
 * Whoever is paid by a call can call back before it returns. withdraw counts first and pays then, so that there is nothing
 * to be had; careless_withdraw pays first, and attacker.c shows what that costs. Storage: "of:" and an id (u64). */
#include "echo.h"

#define ID_MOST 64

static echo_string key_of(echo_pack *key, echo_string id) {
    echo_require(id.length <= ID_MOST, "vault: not an id");
    echo_pack_bytes(key, "of:", 3);
    echo_pack_bytes(key, id.pointer, id.length);
    return echo_packed(key);
}

static uint64_t balance(echo_string id) {
    ECHO_PACK(key, 3 + ID_MOST);
    return echo_load_u64(key_of(&key, id));
}

static void set_balance(echo_string id, uint64_t amount) {
    ECHO_PACK(key, 3 + ID_MOST);
    echo_store_u64(key_of(&key, id), amount);
}

static echo_string sender(void) {
    echo_string id;
    echo_sender(&id);
    return id;
}

static void pay(echo_string to, uint64_t amount) {
    /* Contracts are 1.11.n. */
    if (to.length > 5 && __builtin_memcmp(to.pointer, "1.11.", 5) == 0) {
        echo_call_options options = {0};
        echo_string line = ECHO_STRING("paid()");
        options.value = amount;
        echo_require(echo_call(&to, &line, &options) == 0, "vault: the payment was refused");
    } else {
        echo_string asset = ECHO_STRING("1.3.0");
        echo_transfer(&to, &asset, amount);
    }
}

static void deposit(void) {
    echo_string from = sender();
    echo_require(echo_call_asset() == 0, "vault: ECHO alone");
    set_balance(from, balance(from) + echo_call_value());
}

static void withdraw(void) {
    uint64_t amount = echo_take_u64();
    echo_string to = sender();
    echo_require(balance(to) >= amount, "vault: not enough");
    set_balance(to, balance(to) - amount);
    pay(to, amount);
}

static void careless_withdraw(void) {
    uint64_t amount = echo_take_u64();
    echo_string to = sender();
    uint64_t before = balance(to);
    echo_require(before >= amount, "vault: not enough");
    pay(to, amount);
    set_balance(to, before - amount);
}

static void balance_of(void) {
    echo_return_u64(balance(echo_take_string()));
}

ECHO_CONTRACT(
    ECHO_FUNCTION(deposit, ())
    ECHO_FUNCTION(withdraw, (ECHO_U64))
    ECHO_FUNCTION(careless_withdraw, (ECHO_U64))
    ECHO_VIEW(balance_of, (ECHO_TEXT), ECHO_U64))

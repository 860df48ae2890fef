/* A token: whoever creates the contract owns it and has the first 1,000,000 units.
 *
 * mint(to, amount), for the owner; transfer(to, amount), by the sender; balance_of(id) and
 * total_supply(). Storage: "owner" (text), "total" (u64), "balance:" and an id (u64). Each change emits
 * transfer(string,string,uint64); minted units come from the empty id. */
#include "echo.h"

#define INITIAL_SUPPLY 1000000u
#define ID_MOST 64

#define OWNER ECHO_STRING("owner")
#define TOTAL ECHO_STRING("total")

/* The storage key of an account's balance, in `key`. */
static echo_string balance_key(echo_pack *key, echo_string id) {
    echo_require(id.length != 0 && id.length <= ID_MOST, "token: not an id");
    echo_pack_bytes(key, "balance:", 8);
    echo_pack_bytes(key, id.pointer, id.length);
    return echo_packed(key);
}

static uint64_t balance(echo_string id) {
    ECHO_PACK(key, 8 + ID_MOST);
    return echo_load_u64(balance_key(&key, id));
}

static void set_balance(echo_string id, uint64_t amount) {
    ECHO_PACK(key, 8 + ID_MOST);
    echo_store_u64(balance_key(&key, id), amount);
}

static void emit_transfer(echo_string from, echo_string to, uint64_t amount) {
    ECHO_PACK(data, 4 + ID_MOST + 4 + ID_MOST + 8);
    echo_pack_string(&data, from);
    echo_pack_string(&data, to);
    echo_pack_u64(&data, amount);
    echo_emit_pack(ECHO_LITERAL("transfer(string,string,uint64)"), &data);
}

static echo_string sender(void) {
    echo_string id;
    echo_sender(&id);
    return id;
}

/* No balance can overflow afterwards, for none exceeds the total. */
static void create(echo_string to, uint64_t amount) {
    uint64_t total;
    echo_require(!__builtin_add_overflow(echo_load_u64(TOTAL), amount, &total), "token: too much");
    echo_store_u64(TOTAL, total);
    set_balance(to, balance(to) + amount);
    emit_transfer(ECHO_STRING(""), to, amount);
}

static void constructor(void) {
    echo_string owner = sender();
    echo_string key = OWNER;
    echo_storage_set(&key, &owner);
    create(owner, INITIAL_SUPPLY);
}

static void mint(void) {
    echo_string to = echo_take_string();
    uint64_t amount = echo_take_u64();
    echo_string key = OWNER;
    echo_string owner;
    echo_require(echo_storage_get(&key, &owner), "token: not created");
    echo_require(echo_string_equal(owner, sender()), "token: only the owner");
    create(to, amount);
}

static void transfer(void) {
    echo_string to = echo_take_string();
    uint64_t amount = echo_take_u64();
    echo_string from = sender();
    uint64_t available = balance(from);
    echo_require(amount <= available, "token: insufficient balance");
    set_balance(from, available - amount);
    /* Read after the store: sender and recipient may be the same. */
    set_balance(to, balance(to) + amount);
    emit_transfer(from, to, amount);
    echo_return_bool(true);
}

static void balance_of(void) {
    echo_return_u64(balance(echo_take_string()));
}

static void total_supply(void) {
    echo_return_u64(echo_load_u64(TOTAL));
}

ECHO_CONTRACT(ECHO_CONSTRUCTOR(constructor, ())
              ECHO_FUNCTION(mint, (ECHO_TEXT, ECHO_U64))
              ECHO_FUNCTION(transfer, (ECHO_TEXT, ECHO_U64), ECHO_BOOL)
              ECHO_VIEW(balance_of, (ECHO_TEXT), ECHO_U64)
              ECHO_VIEW(total_supply, (), ECHO_U64)
              ECHO_EVENT(transfer, (ECHO_TEXT, ECHO_TEXT, ECHO_U64)))

/* NAME: a counter. Anybody may count; whoever created it may begin anew. */
#include "echo.h"

#define COUNT ECHO_STRING("count")
#define OWNER ECHO_STRING("owner")

/* Runs once, when the contract is created: NAME(first). */
static void constructor(void) {
    echo_string owner, key = OWNER;
    echo_sender(&owner);
    echo_storage_set(&key, &owner);
    echo_store_u64(COUNT, echo_take_u64());
}

static void increment(void) {
    uint64_t count;
    echo_require(!__builtin_add_overflow(echo_load_u64(COUNT), echo_take_u64(), &count), "the count is full");
    echo_store_u64(COUNT, count);
    ECHO_PACK(data, 8);
    echo_pack_u64(&data, count);
    echo_emit_pack(ECHO_LITERAL("counted(uint64)"), &data);
    echo_return_u64(count);
}

static void reset(void) {
    echo_string owner = {0, 0}, sender, key = OWNER;
    echo_storage_get(&key, &owner);
    echo_sender(&sender);
    echo_require(echo_string_equal(owner, sender), "only the owner");
    echo_store_u64(COUNT, 0);
}

static void get(void) {
    echo_return_u64(echo_load_u64(COUNT));
}

ECHO_CONTRACT(
    ECHO_CONSTRUCTOR(constructor, (ECHO_U64))
    ECHO_FUNCTION(increment, (ECHO_U64), ECHO_U64)
    ECHO_FUNCTION(reset, ())
    ECHO_VIEW(get, (), ECHO_U64)
    ECHO_EVENT(counted, (ECHO_U64)))

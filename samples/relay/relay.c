/* A contract that calls, looks at, creates and replaces others, and ends itself: what one contract can do with another.
 *
 * It keeps "count": how often it was told to count. Storage of a call that failed is as it was. */
#include "echo.h"

#define COUNT ECHO_STRING("count")

/* Returns what came of a call: the number of its error, then what it returned or its message. */
static void answer(uint32_t error) {
    echo_string data;
    echo_return_u32(error);
    echo_return_data(&data);
    echo_return_string(&data);
}

static void constructor(void) {
    uint64_t first;
    if (echo_param_u64(&first)) {
        echo_store_u64(COUNT, first);
    }
    echo_require(echo_load_u64(COUNT) != 13, "relay: not 13");
}

/* Counts, and says to whom. */
static void count(void) {
    uint64_t now = echo_load_u64(COUNT) + echo_take_u64();
    echo_string sender, origin;
    echo_store_u64(COUNT, now);
    echo_sender(&sender);
    echo_origin_sender(&origin);
    ECHO_PACK(data, 96);
    echo_pack_string(&data, sender);
    echo_pack_string(&data, origin);
    echo_pack_u64(&data, echo_call_value());
    echo_emit_pack(ECHO_LITERAL("counted(string,string,uint64)"), &data);
    echo_return_u64(now);
}

static void get(void) {
    echo_return_u64(echo_load_u64(COUNT));
}

/* Counts, and then fails: in a way of its own, or in the machine's. */
static void fail(void) {
    bool in_own_way = echo_take_bool();
    echo_store_u64(COUNT, 1000);
    if (in_own_way) {
        echo_fail_text("relay: as asked");
    }
    __builtin_trap();
}

/* call(contract, line, value, gas, flags) */
static void call(void) {
    echo_string contract = echo_take_string(), line = echo_take_string();
    echo_call_options options = {0};
    options.value = echo_take_u64();
    options.gas = echo_take_u64();
    options.flags = echo_take_u64();
    answer(echo_call(&contract, &line, &options));
}

/* count_of(contract, by): count(by) of another contract, with packed arguments. */
static void count_of(void) {
    echo_string contract = echo_take_string(), packed;
    ECHO_PACK(call, 32);
    echo_pack_string(&call, ECHO_STRING("count"));
    echo_pack_u8(&call, ECHO_PARAM_U64);
    echo_pack_u64(&call, echo_take_u64());
    packed = echo_packed(&call);
    answer(echo_call_packed(&contract, &packed, NULL));
}

/* The count of another contract, without a call. */
static void read(void) {
    echo_string contract = echo_take_string(), key = COUNT, value;
    if (echo_storage_get_of(&contract, &key, &value)) {
        echo_return_string(&value);
    } else {
        echo_return_u64(0);
    }
}

/* create_like(contract, line): another of its kind, whose code this contract may replace. */
static void create_like(void) {
    echo_string contract = echo_take_string(), line = echo_take_string(), id;
    echo_call_options options = {0};
    options.flags = ECHO_CREATE_UPGRADEABLE;
    uint32_t error = echo_create_like(&contract, &line, &options, &id);
    echo_return_u32(error);
    if (error == 0) {
        echo_return_string(&id);
    }
}

/* replace(contract, file) */
static void replace(void) {
    echo_string contract = echo_take_string(), file = echo_take_string();
    echo_return_u32(echo_replace_code(&contract, &file));
}

/* end(heir) */
static void end(void) {
    echo_string heir = echo_take_string();
    echo_self_destruct(&heir);
}

/* Calls itself until something says no, and returns how deep that was. */
static void dive(void) {
    echo_string self, data, line = ECHO_STRING("dive()");
    uint64_t deep = 0;
    echo_contract_id(&self);
    if (echo_call(&self, &line, NULL) == 0) {
        echo_return_data(&data);
        __builtin_memcpy(&deep, data.pointer, sizeof deep);
    }
    echo_return_u64(deep + 1);
}

/* Calls itself, and again whenever something says no. */
static void endless(void) {
    echo_string self, line = ECHO_STRING("endless()");
    echo_contract_id(&self);
    for (;;) {
        echo_call(&self, &line, NULL);
    }
}

ECHO_CONTRACT(
    ECHO_CONSTRUCTOR(constructor)
    ECHO_FUNCTION(count, (ECHO_U64), ECHO_U64)
    ECHO_VIEW(get, (), ECHO_U64)
    ECHO_FUNCTION(fail, (ECHO_BOOL))
    ECHO_FUNCTION(call, (ECHO_TEXT, ECHO_TEXT, ECHO_U64, ECHO_U64, ECHO_U64), ECHO_U32, ECHO_BYTES)
    ECHO_FUNCTION(count_of, (ECHO_TEXT, ECHO_U64), ECHO_U32, ECHO_BYTES)
    ECHO_VIEW(read, (ECHO_TEXT), ECHO_U64)
    ECHO_FUNCTION(create_like, (ECHO_TEXT, ECHO_TEXT), ECHO_U32, ECHO_TEXT)
    ECHO_FUNCTION(replace, (ECHO_TEXT, ECHO_TEXT), ECHO_U32)
    ECHO_FUNCTION(end, (ECHO_TEXT))
    ECHO_FUNCTION(dive, (), ECHO_U64)
    ECHO_FUNCTION(endless, ())
    ECHO_EVENT(counted, (ECHO_TEXT, ECHO_TEXT, ECHO_U64)))

/* An exchange of assets at a fixed price: whoever creates it says what is sold, for what, and at which price:
 * constructor("1.3.1", "1.3.0", 5) sells 1.3.1 at 5 of 1.3.0 each.
 *
 * The owner fills it by sending it the asset that is sold. buy() takes what is sent with it, as far as it pays for whole pieces, and refuses
 * the rest; close() gives everything back to the owner. */
#include "echo.h"

static echo_string load(echo_string key) {
    echo_string value = {NULL, 0};
    echo_storage_get(&key, &value);
    return value;
}

static void store(echo_string key, echo_string value) {
    echo_storage_set(&key, &value);
}

static echo_string sender(void) {
    echo_string id;
    echo_sender(&id);
    return id;
}

/* What this contract has of an asset. */
static uint64_t stock(echo_string asset) {
    echo_string self;
    echo_contract_id(&self);
    return (uint64_t)echo_balance(&self, &asset);
}

static void constructor(void) {
    echo_string sold = echo_take_string(), paid = echo_take_string();
    uint64_t price = echo_take_u64();
    echo_require(price > 0, "exchange: nothing is free");
    store(ECHO_STRING("sold"), sold);
    store(ECHO_STRING("paid"), paid);
    store(ECHO_STRING("owner"), sender());
    echo_store_u64(ECHO_STRING("price"), price);
    /* Assets that do not exist end it here. */
    stock(sold);
    stock(paid);
}

/* Whether the asset that was sent with the call has that id, 1.3.n. */
static bool is_sent(echo_string asset) {
    char text[24] = "1.3.";
    echo_string sent = {text, 4 + echo_format_u64(text + 4, echo_call_asset())};
    return echo_string_equal(sent, asset);
}

static void buy(void) {
    echo_string sold = load(ECHO_STRING("sold")), buyer = sender();
    uint64_t price = echo_load_u64(ECHO_STRING("price")), value = echo_call_value();
    uint64_t pieces = value / price;
    echo_require(is_sent(load(ECHO_STRING("paid"))), "exchange: another asset is asked for");
    echo_require(pieces > 0 && pieces * price == value, "exchange: that pays for no whole number");
    echo_require(stock(sold) >= pieces, "exchange: there is not so much left");
    echo_transfer(&buyer, &sold, pieces);
    ECHO_PACK(data, 80);
    echo_pack_string(&data, buyer);
    echo_pack_u64(&data, pieces);
    echo_emit_pack(ECHO_LITERAL("bought(string,uint64)"), &data);
    echo_return_u64(pieces);
}

static void close(void) {
    echo_string owner = load(ECHO_STRING("owner"));
    echo_require(echo_string_equal(owner, sender()), "exchange: only the owner");
    echo_self_destruct(&owner);
}

ECHO_CONTRACT(
    ECHO_CONSTRUCTOR(constructor, (ECHO_TEXT, ECHO_TEXT, ECHO_U64))
    ECHO_FUNCTION(buy, (), ECHO_U64)
    ECHO_FUNCTION(close, ())
    ECHO_EVENT(bought, (ECHO_TEXT, ECHO_U64)))

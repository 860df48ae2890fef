/* An escrow: what a buyer pays for something is kept until it is settled who gets it.
 *
 * open(seller, deadline, buyer_key, seller_key, arbiter_key) keeps what is sent with it, and returns the deal's number. Then, once:
 *   release(deal, "buyer" or "arbiter", signature) pays the seller,
 *   refund(deal, "seller" or "arbiter", signature) pays the buyer,
 *   reclaim(deal) pays the buyer, once the deadline is over.
 *
 * Anybody may bring a signature: it counts by what was signed, message(deal, recipient), a text such as
 *   escrow 1.11.0, deal 1: 500 to 1.2.2
 * It names contract, deal, amount and recipient, so that it is good for nothing else; and a deal that is over stays over, so that it is
 * good once. A contract cannot know on which chain it is: whoever deals on two of them has two keys.
 *
 * Buyer and seller sign the text with Ed25519 (keys of 32 bytes), the arbiter its SHA-256 with ECDSA on secp256k1 (33 bytes).
 * Storage: "deals" (u64), how many there were; "deal:" and a number (u64), a struct deal. */
#include "echo.h"

#define ID_MOST 32
#define COUNT ECHO_STRING("deals")
#define ASSET "1.3.0"

struct deal {
    uint64_t amount; /* 0 when it is over */
    uint64_t deadline;
    uint32_t buyer_length, seller_length;
    char buyer[ID_MOST], seller[ID_MOST];
    unsigned char buyer_key[32], seller_key[32], arbiter_key[33];
    unsigned char unused[7];
};

#define PACK_TEXT(pack, text) echo_pack_bytes(pack, text, sizeof text - 1)

static void pack_decimal(echo_pack *pack, uint64_t number) {
    char digits[20];
    echo_pack_bytes(pack, digits, echo_format_u64(digits, number));
}

static echo_string key_of(echo_pack *key, uint64_t number) {
    PACK_TEXT(key, "deal:");
    echo_pack_u64(key, number);
    return echo_packed(key);
}

static struct deal load(uint64_t number) {
    struct deal deal;
    echo_string stored;
    ECHO_PACK(pack, 13);
    echo_string key = key_of(&pack, number);
    echo_require(echo_storage_get(&key, &stored) && stored.length == sizeof deal, "escrow: no such deal");
    memcpy(&deal, stored.pointer, sizeof deal);
    echo_string_free(&stored);
    return deal;
}

static void store(uint64_t number, const struct deal *deal) {
    ECHO_PACK(pack, 13);
    echo_string key = key_of(&pack, number), value = echo_string_of((const char *)deal, sizeof *deal);
    echo_storage_set(&key, &value);
}

static echo_string buyer_of(const struct deal *deal) {
    return echo_string_of(deal->buyer, deal->buyer_length);
}

static echo_string seller_of(const struct deal *deal) {
    return echo_string_of(deal->seller, deal->seller_length);
}

/* What is signed. */
static echo_string message_of(echo_pack *pack, uint64_t number, const struct deal *deal, echo_string to) {
    echo_string self;
    echo_contract_id(&self);
    PACK_TEXT(pack, "escrow ");
    echo_pack_bytes(pack, self.pointer, self.length);
    PACK_TEXT(pack, ", deal ");
    pack_decimal(pack, number);
    PACK_TEXT(pack, ": ");
    pack_decimal(pack, deal->amount);
    PACK_TEXT(pack, " to ");
    echo_pack_bytes(pack, to.pointer, to.length);
    return echo_packed(pack);
}

static bool has_signed(echo_string signer, const struct deal *deal, echo_string message, const void *signature) {
    if (echo_string_equal(signer, ECHO_STRING("buyer"))) {
        return echo_ed25519_verify(&message, signature, deal->buyer_key);
    }
    if (echo_string_equal(signer, ECHO_STRING("seller"))) {
        return echo_ed25519_verify(&message, signature, deal->seller_key);
    }
    unsigned char hash[32];
    echo_string key = echo_string_of((const char *)deal->arbiter_key, sizeof deal->arbiter_key);
    echo_sha256(&message, hash);
    return echo_secp256k1_verify(hash, signature, &key);
}

/* Ends the deal before it pays. */
static void pay(uint64_t number, struct deal *deal, echo_string to) {
    echo_string asset = ECHO_STRING(ASSET);
    uint64_t amount = deal->amount;
    deal->amount = 0;
    store(number, deal);
    echo_transfer(&to, &asset, amount);
    ECHO_PACK(data, 8 + 4 + ID_MOST + 8);
    echo_pack_u64(&data, number);
    echo_pack_string(&data, to);
    echo_pack_u64(&data, amount);
    echo_emit_pack(ECHO_LITERAL("paid(uint64,string,uint64)"), &data);
}

/* The deal that a call is about, which is not over. Nothing is sent with such a call: it would belong to nobody. */
static struct deal open_deal(uint64_t number) {
    struct deal deal = load(number);
    echo_require(echo_call_value() == 0, "escrow: nothing is paid here");
    echo_require(deal.amount != 0, "escrow: the deal is over");
    return deal;
}

/* Pays `to` if the arbiter or `party` has signed that. */
static void settle(uint64_t number, struct deal *deal, echo_string party, echo_string to) {
    unsigned char signature[64];
    ECHO_PACK(message, 128);
    echo_string signer = echo_take_string();
    echo_take_bytes(signature, sizeof signature);
    echo_require(echo_string_equal(signer, party) || echo_string_equal(signer, ECHO_STRING("arbiter")), "escrow: not for them to say");
    echo_require(has_signed(signer, deal, message_of(&message, number, deal, to), signature), "escrow: not the signature");
    pay(number, deal, to);
}

static void open(void) {
    struct deal deal = {0};
    echo_string asset = ECHO_STRING(ASSET), seller = echo_take_string(), buyer;
    deal.deadline = echo_take_u64();
    echo_take_bytes(deal.buyer_key, sizeof deal.buyer_key);
    echo_take_bytes(deal.seller_key, sizeof deal.seller_key);
    echo_take_bytes(deal.arbiter_key, sizeof deal.arbiter_key);
    echo_sender(&buyer);
    deal.amount = echo_call_value();
    echo_require(echo_call_asset() == 0 && deal.amount != 0, "escrow: some ECHO, please");
    echo_require(deal.deadline > echo_block_time(), "escrow: it would be over");
    echo_require(seller.length <= ID_MOST && buyer.length <= ID_MOST, "escrow: not an id");
    echo_require(!echo_string_equal(seller, buyer), "escrow: with oneself");
    /* A seller who does not exist ends it here. */
    echo_balance(&seller, &asset);
    deal.buyer_length = buyer.length;
    deal.seller_length = seller.length;
    memcpy(deal.buyer, buyer.pointer, buyer.length);
    memcpy(deal.seller, seller.pointer, seller.length);
    uint64_t number = echo_load_u64(COUNT) + 1;
    echo_store_u64(COUNT, number);
    store(number, &deal);
    ECHO_PACK(data, 8 + 2 * (4 + ID_MOST) + 8);
    echo_pack_u64(&data, number);
    echo_pack_string(&data, buyer);
    echo_pack_string(&data, seller);
    echo_pack_u64(&data, deal.amount);
    echo_emit_pack(ECHO_LITERAL("opened(uint64,string,string,uint64)"), &data);
    echo_return_u64(number);
}

static void release(void) {
    uint64_t number = echo_take_u64();
    struct deal deal = open_deal(number);
    settle(number, &deal, ECHO_STRING("buyer"), seller_of(&deal));
}

static void refund(void) {
    uint64_t number = echo_take_u64();
    struct deal deal = open_deal(number);
    settle(number, &deal, ECHO_STRING("seller"), buyer_of(&deal));
}

static void reclaim(void) {
    uint64_t number = echo_take_u64();
    struct deal deal = open_deal(number);
    echo_require(echo_block_time() >= deal.deadline, "escrow: it is too early");
    pay(number, &deal, buyer_of(&deal));
}

static void message(void) {
    uint64_t number = echo_take_u64();
    echo_string to = echo_take_string();
    struct deal deal = load(number);
    ECHO_PACK(pack, 128);
    echo_string text = message_of(&pack, number, &deal, to);
    echo_return_string(&text);
}

/* What is kept of a deal; 0 when it is over. */
static void amount_of(void) {
    echo_return_u64(load(echo_take_u64()).amount);
}

/* What is kept of all of them. */
static void kept(void) {
    uint64_t sum = 0;
    for (uint64_t number = echo_load_u64(COUNT); number != 0; number--) {
        sum += load(number).amount;
    }
    echo_return_u64(sum);
}

/* What the contract has. */
static void balance(void) {
    echo_string self, asset = ECHO_STRING(ASSET);
    echo_contract_id(&self);
    echo_return_u64((uint64_t)echo_balance(&self, &asset));
}

ECHO_CONTRACT(
    ECHO_FUNCTION(open, (ECHO_TEXT, ECHO_U64, ECHO_BYTES_OF(32), ECHO_BYTES_OF(32), ECHO_BYTES_OF(33)), ECHO_U64)
    ECHO_FUNCTION(release, (ECHO_U64, ECHO_TEXT, ECHO_BYTES_OF(64)))
    ECHO_FUNCTION(refund, (ECHO_U64, ECHO_TEXT, ECHO_BYTES_OF(64)))
    ECHO_FUNCTION(reclaim, (ECHO_U64))
    ECHO_VIEW(message, (ECHO_U64, ECHO_TEXT), ECHO_TEXT)
    ECHO_VIEW(amount_of, (ECHO_U64), ECHO_U64)
    ECHO_VIEW(kept, (), ECHO_U64)
    ECHO_VIEW(balance, (), ECHO_U64)
    ECHO_EVENT(opened, (ECHO_U64, ECHO_TEXT, ECHO_TEXT, ECHO_U64))
    ECHO_EVENT(paid, (ECHO_U64, ECHO_TEXT, ECHO_U64)))

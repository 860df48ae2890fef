/* A vote: whoever creates it says until when, and what may be chosen: constructor(end, "tea,coffee"). vote(choice) counts once for each
 * account, until then; result(choice) says how often it was chosen; winner() says what won, once the time is over.
 *
 * Storage: "end" (u64), "choices" (text, with commas), "for:" and a choice (u64), "by:" and an id (the choice). */
#include "echo.h"

#define MOST 64

static echo_string load(echo_string key) {
    echo_string value = {NULL, 0};
    echo_storage_get(&key, &value);
    return value;
}

static echo_string key_of(echo_pack *key, const char *prefix, uint32_t length, echo_string name) {
    echo_require(name.length > 0 && name.length <= MOST, "vote: not a choice");
    echo_pack_bytes(key, prefix, length);
    echo_pack_bytes(key, name.pointer, name.length);
    return echo_packed(key);
}

static uint64_t votes_for(echo_string choice) {
    ECHO_PACK(key, 4 + MOST);
    return echo_load_u64(key_of(&key, "for:", 4, choice));
}

/* The choice that begins at `at`, which is moved behind it; empty at the end. */
static echo_string next_choice(echo_string choices, uint32_t *at) {
    uint32_t start = *at;
    while (*at < choices.length && choices.pointer[*at] != ',') {
        ++*at;
    }
    echo_string choice = {choices.pointer + start, *at - start};
    *at += *at < choices.length;
    return choice;
}

static bool is_choice(echo_string wanted) {
    echo_string choices = load(ECHO_STRING("choices"));
    for (uint32_t at = 0; at < choices.length;) {
        if (echo_string_equal(next_choice(choices, &at), wanted)) {
            return true;
        }
    }
    return false;
}

static void constructor(void) {
    uint64_t end = echo_take_u64();
    echo_string choices = echo_take_string(), key = ECHO_STRING("choices");
    echo_require(end > echo_block_time(), "vote: it would be over");
    echo_require(choices.length > 0, "vote: nothing to choose");
    echo_store_u64(ECHO_STRING("end"), end);
    echo_storage_set(&key, &choices);
}

static void vote(void) {
    echo_string choice = echo_take_string(), voter, by;
    ECHO_PACK(by_key, 3 + MOST);
    ECHO_PACK(for_key, 4 + MOST);
    echo_require(echo_block_time() < echo_load_u64(ECHO_STRING("end")), "vote: it is over");
    echo_require(is_choice(choice), "vote: not a choice");
    /* The account that signed: a contract has no vote, and gives nobody a second one. */
    echo_origin_sender(&voter);
    by = key_of(&by_key, "by:", 3, voter);
    echo_require(!echo_storage_exists(&by), "vote: voted already");
    echo_storage_set(&by, &choice);
    echo_store_u64(key_of(&for_key, "for:", 4, choice), votes_for(choice) + 1);
    ECHO_PACK(data, 8 + 2 * MOST);
    echo_pack_string(&data, voter);
    echo_pack_string(&data, choice);
    echo_emit_pack(ECHO_LITERAL("voted(string,string)"), &data);
}

static void result(void) {
    echo_string choice = echo_take_string();
    echo_require(is_choice(choice), "vote: not a choice");
    echo_return_u64(votes_for(choice));
}

/* The first of those that were chosen most. */
static void winner(void) {
    echo_string choices = load(ECHO_STRING("choices")), best = {NULL, 0};
    uint64_t most = 0;
    echo_require(echo_block_time() >= echo_load_u64(ECHO_STRING("end")), "vote: it is not over");
    for (uint32_t at = 0; at < choices.length;) {
        echo_string choice = next_choice(choices, &at);
        uint64_t votes = votes_for(choice);
        if (votes > most) {
            most = votes;
            best = choice;
        }
    }
    echo_return_string(&best);
}

ECHO_CONTRACT(
    ECHO_CONSTRUCTOR(constructor, (ECHO_U64, ECHO_TEXT))
    ECHO_FUNCTION(vote, (ECHO_TEXT))
    ECHO_VIEW(result, (ECHO_TEXT), ECHO_U64)
    ECHO_VIEW(winner, (), ECHO_TEXT)
    ECHO_EVENT(voted, (ECHO_TEXT, ECHO_TEXT)))

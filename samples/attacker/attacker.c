/* An attacker of the vault: attack(vault, function, amount) deposits what was sent with it, withdraws it, and withdraws it once
 * more while it is being paid. */
#include "echo.h"

#define VAULT ECHO_STRING("vault")
#define LINE ECHO_STRING("line")

static uint32_t call(echo_string contract, echo_string line, uint64_t value) {
    echo_call_options options = {0};
    options.value = value;
    return echo_call(&contract, &line, &options);
}

static echo_string load(echo_string key) {
    echo_string value = {NULL, 0};
    echo_storage_get(&key, &value);
    return value;
}

/* attack(vault, line): line is what withdraws. */
static void attack(void) {
    echo_string vault = echo_take_string(), line = echo_take_string(), key = VAULT;
    echo_storage_set(&key, &vault);
    echo_require(call(vault, ECHO_STRING("deposit()"), echo_call_value()) == 0, "attacker: no deposit");
    key = LINE;
    echo_storage_set(&key, &line);
    echo_return_u32(call(vault, line, 0));
}

/* Called with the payment: once, it asks for more. */
static void paid(void) {
    echo_string line = load(LINE), key = LINE;
    if (line.length > 0) {
        echo_storage_remove(&key);
        call(load(VAULT), line, 0);
    }
}

ECHO_CONTRACT(
    ECHO_FUNCTION(attack, (ECHO_TEXT, ECHO_TEXT), ECHO_U32)
    ECHO_FUNCTION(paid, ()))

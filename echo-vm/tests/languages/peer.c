/* Whom the contract of the bindings calls and creates: it tells what it was called with. */
#include "echo.h"

static void told(void) {
    uint64_t number = echo_take_u64();
    echo_string text = echo_take_string();
    echo_return_u64(number);
    echo_return_string(&text);
    echo_return_u64(echo_call_value());
    echo_return_u64(echo_call_asset());
    echo_return_u64(echo_gas_limit());
}

static void refused(void) {
    echo_fail_text("refused as it was to");
}

static void changed(void) {
    echo_store_u64(ECHO_STRING("changed"), 1);
}

static void constructor(void) {
    echo_string text = echo_take_string();
    echo_string created = ECHO_STRING("created");
    echo_storage_set(&created, &text);
    echo_store_u64(ECHO_STRING("value"), echo_call_value());
    echo_store_u64(ECHO_STRING("gas"), echo_gas_limit());
}

ECHO_CONTRACT(ECHO_CONSTRUCTOR(constructor, (ECHO_TEXT))
              ECHO_VIEW(told, (ECHO_U64, ECHO_TEXT), ECHO_BYTES)
              ECHO_FUNCTION(refused, ())
              ECHO_FUNCTION(changed, ()))

/* QuickJS.h has no output; the program on the host does. */
#undef printf

#include "library.h"

#include <quickjs.h>

static uint64_t compute(void) {
    static const char script[] =
        "class Account { #balance = 0n; add(x) { this.#balance += BigInt(x); return this; } get balance() { return this.#balance; } }\n"
        "function* primes(n) { const seen = []; for (let i = 2; i < n; i++) if (seen.every(p => i % p)) { seen.push(i); yield i; } }\n"
        "const map = new Map([...primes(60)].map((p, i) => [p, `${i}`.padStart(3, '0')]));\n"
        "const { a = 5, ...rest } = JSON.parse('{\"b\":[1,{\"c\":2}],\"d\":\"\\\\u20ac\"}');\n"
        "const big = new Account().add(2 ** 40).add('123456789012345678901234567890').balance ** 3n;\n"
        "const text = 'x1y22z'.replace(/(?<letter>[a-z])(\\d*)/gu, '$2$<letter>');\n"
        "JSON.stringify([[...map], a, rest, big.toString(), text, Math.hypot(3, 4), 0.1 + 0.2, [3, 1, 2].toSorted?.(), Symbol('s').toString()]);";
    JSRuntime *runtime = JS_NewRuntime();
    JSContext *context = JS_NewContext(runtime);
    JS_SetMaxStackSize(runtime, 0);
    JSValue value = JS_Eval(context, script, sizeof script - 1, "script", JS_EVAL_TYPE_GLOBAL);
    uint64_t hash = JS_IsException(value) ? 2 : 1;
    if (hash == 2) {
        value = JS_GetException(context);
    }
    const char *text = JS_ToCString(context, value);
    hash = mix_text(hash, text);
    JS_FreeCString(context, text);
    JS_FreeValue(context, value);
    JS_FreeContext(context);
    JS_FreeRuntime(runtime);
    return hash;
}

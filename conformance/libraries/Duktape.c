#include "library.h"

#include <duktape.h>

static uint64_t compute(void) {
    static const char script[] =
        "function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }\n"
        "var tree = JSON.parse('{\"a\":[1,2.5,\"x\"],\"b\":null}'); tree.c = 'aXbXc'.replace(/x/gi, function (m, at) { return at; });\n"
        "var sorted = [5, 3, 9, 1].sort(function (a, b) { return a - b; }).map(function (x) { return x * 1.1; });\n"
        "var caught; try { null.x; } catch (e) { caught = e.name; }\n"
        "JSON.stringify([fib(12), tree, sorted, caught, Math.pow(2, 0.5), (255).toString(16), new Date(0).toISOString(), parseFloat('1e-7')]);";
    duk_context *context = duk_create_heap_default();
    uint64_t hash = (uint64_t)duk_peval_string(context, script) + 1;
    hash = mix_text(hash, duk_safe_to_string(context, -1));
    duk_destroy_heap(context);
    return hash;
}

extern(C) bool echo_param_u64(ulong* value);
extern(C) void echo_return_u64(ulong value);

extern(C) void __apply() {
    ulong a, b;
    if (echo_param_u64(&a) && echo_param_u64(&b)) {
        echo_return_u64(a + b);
    }
}

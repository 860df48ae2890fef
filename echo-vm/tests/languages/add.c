#include <stdbool.h>
#include <stdint.h>
bool echo_param_u64(uint64_t *value);
void echo_return_u64(uint64_t value);
void __apply(void) {
    uint64_t a, b;
    if (echo_param_u64(&a) && echo_param_u64(&b)) {
        echo_return_u64(a + b);
    }
}

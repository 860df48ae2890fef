/* Variable arguments: the register save area (with al telling how many xmm registers) and the overflow
 * area on the stack. */
#include "compute.h"
#include <stdarg.h>

struct pair { uint64_t low, high; };

static NOINLINE uint64_t collect(const char *kinds, ...) {
    uint64_t hash = 1;
    va_list arguments, again;
    va_start(arguments, kinds);
    va_copy(again, arguments);
    for (const char *kind = kinds; *kind != 0; kind++) {
        switch (*kind) {
        case 'i': hash = mix(hash, (uint64_t)va_arg(arguments, int)); break;
        case 'l': hash = mix(hash, va_arg(arguments, uint64_t)); break;
        case 'd': hash = mix(hash, bits_of(va_arg(arguments, double))); break;
        case 's':
            for (const char *text = va_arg(arguments, const char *); *text != 0; text++) {
                hash = mix(hash, (unsigned char)*text);
            }
            break;
        case 'p': {
            struct pair pair = va_arg(arguments, struct pair);
            hash = mix(hash, pair.low ^ pair.high);
            break;
        }
        default: return 0;
        }
    }
    va_end(arguments);
    if (*kinds == 'i') {
        hash = mix(hash, (uint64_t)va_arg(again, int));
    }
    va_end(again);
    return hash;
}

static NOINLINE uint64_t forward(int count, va_list arguments) {
    uint64_t sum = 0;
    while (count-- > 0) {
        sum = sum * 10 + va_arg(arguments, uint64_t);
    }
    return sum;
}

static NOINLINE uint64_t numbers(int count, ...) {
    va_list arguments;
    va_start(arguments, count);
    uint64_t sum = forward(count, arguments);
    va_end(arguments);
    return sum;
}

static uint64_t compute(void) {
    struct pair pair = {opaque(11), opaque(22)};
    uint64_t one = opaque(1);
    double half = opaque_double(0.5);
    uint64_t hash = collect("");
    hash = mix(hash, collect("iiii", -1, 2, -3, (int)one));
    hash = mix(hash, collect("idsl", 7, half, "text", one << 40));
    hash = mix(hash, collect("dddddddddddd", half, 1., 2., 3., 4., 5., 6., 7., 8., 9., 10., -half));
    hash = mix(hash, collect("llllllllll", one, one, one, one, one, one, one, one * 2, one * 3, one * 4));
    hash = mix(hash, collect("iplpdpsp", 1, pair, one, pair, half, pair, "mixed", pair));
    return mix(hash, numbers(9, one, one * 2, one * 3, one * 4, one * 5, one * 6, one * 7, one * 8, one * 9));
}

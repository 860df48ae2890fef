/* The product of 128-bit integers, which clang calls for where the machine has no product wider than 64 bits, as WebAssembly has none. The
 * compiler's own library is not there for wasm32 as a rule. */
#include <stdint.h>

typedef unsigned __int128 wide;

wide __multi3(wide a, wide b)
{
    uint64_t x = (uint64_t)a, y = (uint64_t)b;
    uint64_t x0 = (uint32_t)x, x1 = x >> 32, y0 = (uint32_t)y, y1 = y >> 32;
    uint64_t low = x0 * y0, first = x1 * y0 + (low >> 32), second = x0 * y1 + (uint32_t)first;
    uint64_t high = x1 * y1 + (first >> 32) + (second >> 32);
    high += (uint64_t)(a >> 64) * y + x * (uint64_t)(b >> 64);
    return (wide)high << 64 | (second << 32 | (uint32_t)low);
}

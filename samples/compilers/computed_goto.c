/* A threaded interpreter: `goto *table[op]`, one indirect jump for each operation. */
#include "compute.h"

enum { PUSH, ADD, MUL, SWAP, DUP, DEC, JNZ, XOR, HALT };

static NOINLINE uint64_t execute(const uint8_t *code, uint64_t seed) {
    static const void *const table[] = {&&push, &&add, &&mul, &&swap, &&dup, &&dec, &&jnz, &&xor, &&halt};
    uint64_t stack[16] = {seed};
    unsigned top = 0;
    const uint8_t *at = code;
#define NEXT goto *table[*at++]
    NEXT;
push:
    stack[++top] = *at++;
    NEXT;
add:
    stack[top - 1] += stack[top];
    top--;
    NEXT;
mul:
    stack[top - 1] *= stack[top];
    top--;
    NEXT;
swap: {
    uint64_t kept = stack[top];
    stack[top] = stack[top - 1];
    stack[top - 1] = kept;
    NEXT;
}
dup:
    stack[top + 1] = stack[top];
    top++;
    NEXT;
dec:
    stack[top]--;
    NEXT;
jnz:
    at = stack[top] != 0 ? code + *at : at + 1;
    NEXT;
xor:
    stack[top - 1] ^= stack[top];
    top--;
    NEXT;
halt:
    return stack[top - 1];
#undef NEXT
}

static uint64_t compute(void) {
    /* The accumulator, then a counter: 100 times accumulator = accumulator * 31 + 7 ^ 90. */
    static const uint8_t program[] = {PUSH, 100, SWAP, PUSH, 31, MUL, PUSH, 7, ADD, PUSH, 90, XOR, SWAP, DEC, JNZ, 2, HALT};
    uint64_t hash = 1;
    for (uint64_t seed = 0; seed < 20; seed++) {
        hash = mix(hash, execute(program, opaque(seed)));
    }
    return hash;
}

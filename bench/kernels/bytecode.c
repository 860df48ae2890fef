/* An interpreter in the interpreter: a register machine with a switch, which runs Collatz sequences. n is the number of
 * sequences. */
#include "kernel.h"

enum op {
    OP_HALT, OP_LOAD, OP_MOVE, OP_ADD, OP_SUB, OP_MUL, OP_AND, OP_OR, OP_XOR, OP_SHL, OP_SHR,
    OP_ADDI, OP_ANDI, OP_JUMP, OP_JUMP_ZERO, OP_JUMP_LESS, OP_STORE, OP_FETCH,
};

struct inst {
    uint8_t op, a, b, c;
    int32_t immediate;
};

static uint64_t memory[256];

static const struct inst program[] = {
    { OP_LOAD, 1, 0, 0, 1 },           /*  0: r1 = 1, the start */
    { OP_LOAD, 2, 0, 0, 0 },           /*  1: r2 = 0, the sum */
    { OP_LOAD, 3, 0, 0, 1 },           /*  2: r3 = 1 */
    { OP_LOAD, 7, 0, 0, 3 },           /*  3: r7 = 3 */
    { OP_MOVE, 4, 1, 0, 0 },           /*  4: r4 = r1 */
    { OP_LOAD, 5, 0, 0, 0 },           /*  5: r5 = 0, steps */
    { OP_SUB, 6, 4, 3, 0 },            /*  6: r6 = r4 - 1 */
    { OP_JUMP_ZERO, 6, 0, 0, 16 },     /*  7: done? */
    { OP_ADDI, 5, 5, 0, 1 },           /*  8: r5++ */
    { OP_ANDI, 6, 4, 0, 1 },           /*  9: odd? */
    { OP_JUMP_ZERO, 6, 0, 0, 14 },     /* 10 */
    { OP_MUL, 4, 4, 7, 0 },            /* 11: r4 = 3 r4 + 1 */
    { OP_ADDI, 4, 4, 0, 1 },           /* 12 */
    { OP_JUMP, 0, 0, 0, 6 },           /* 13 */
    { OP_SHR, 4, 4, 3, 0 },            /* 14: r4 /= 2 */
    { OP_JUMP, 0, 0, 0, 6 },           /* 15 */
    { OP_ANDI, 6, 5, 0, 255 },         /* 16: memory[steps & 255] += r1 ^ sum */
    { OP_FETCH, 8, 6, 0, 0 },          /* 17 */
    { OP_XOR, 9, 1, 2, 0 },            /* 18 */
    { OP_ADD, 8, 8, 9, 0 },            /* 19 */
    { OP_STORE, 8, 6, 0, 0 },          /* 20 */
    { OP_ADD, 2, 2, 5, 0 },            /* 21: sum += steps */
    { OP_ADDI, 1, 1, 0, 1 },           /* 22 */
    { OP_JUMP_LESS, 1, 0, 0, 4 },      /* 23: r1 < r0? */
    { OP_HALT, 2, 0, 0, 0 },           /* 24 */
};

static uint64_t interpret(const struct inst *code, uint64_t argument)
{
    uint64_t r[16];
    for (int i = 0; i < 16; i++)
        r[i] = i == 0 ? argument : 0;
    const struct inst *pc = code;
    for (;;) {
        const struct inst *at = pc++;
        switch ((enum op)at->op) {
        case OP_HALT: return r[at->a & 15];
        case OP_LOAD: r[at->a & 15] = (uint64_t)(int64_t)at->immediate; break;
        case OP_MOVE: r[at->a & 15] = r[at->b & 15]; break;
        case OP_ADD: r[at->a & 15] = r[at->b & 15] + r[at->c & 15]; break;
        case OP_SUB: r[at->a & 15] = r[at->b & 15] - r[at->c & 15]; break;
        case OP_MUL: r[at->a & 15] = r[at->b & 15] * r[at->c & 15]; break;
        case OP_AND: r[at->a & 15] = r[at->b & 15] & r[at->c & 15]; break;
        case OP_OR: r[at->a & 15] = r[at->b & 15] | r[at->c & 15]; break;
        case OP_XOR: r[at->a & 15] = r[at->b & 15] ^ r[at->c & 15]; break;
        case OP_SHL: r[at->a & 15] = r[at->b & 15] << (r[at->c & 15] & 63); break;
        case OP_SHR: r[at->a & 15] = r[at->b & 15] >> (r[at->c & 15] & 63); break;
        case OP_ADDI: r[at->a & 15] = r[at->b & 15] + (uint64_t)(int64_t)at->immediate; break;
        case OP_ANDI: r[at->a & 15] = r[at->b & 15] & (uint64_t)(int64_t)at->immediate; break;
        case OP_JUMP: pc = code + at->immediate; break;
        case OP_JUMP_ZERO: if (r[at->a & 15] == 0) pc = code + at->immediate; break;
        case OP_JUMP_LESS: if (r[at->a & 15] < r[at->b & 15]) pc = code + at->immediate; break;
        case OP_STORE: memory[r[at->b & 15] & 255] = r[at->a & 15]; break;
        case OP_FETCH: r[at->a & 15] = memory[r[at->b & 15] & 255]; break;
        }
    }
}

uint64_t kernel(uint64_t n)
{
    for (int i = 0; i < 256; i++)
        memory[i] = 0;
    uint64_t sum = interpret(program, n);
    for (int i = 0; i < 256; i++)
        sum = fold(sum, memory[i]);
    return sum;
}

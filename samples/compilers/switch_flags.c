/* A switch of whose cases each begins with the comparison that stands before the jump: gcc compares once where all cases compare the
 * same, so that status flags live across an indirect jump. In assembly, for whether gcc does it hangs on its version and on the moon. */
#include "compute.h"

/* 0: below, 1: less, 2: equal, 3: overflow of the difference, 4: even parity, 5: sign; 6 does not look. */
uint64_t after_comparison(uint64_t a, uint64_t b, uint64_t which);
uint64_t through_a_table(uint64_t a, uint64_t b, uint64_t which);

#define CASES(name)                                                                                         \
    "0: setb %al\n jmp 9f\n"                                                                                \
    "1: setl %al\n jmp 9f\n"                                                                                \
    "2: sete %al\n jmp 9f\n"                                                                                \
    "3: seto %al\n jmp 9f\n"                                                                                \
    "4: setp %al\n jmp 9f\n"                                                                                \
    "5: adc $0, %rax\n jmp 9f\n"                                                                            \
    "6: movl $6, %eax\n"                                                                                    \
    "9: ret\n"                                                                                              \
    ".size " name ", . - " name "\n"

/* Distances, as position-independent code has them. */
__asm__(".text\n.globl after_comparison\n.type after_comparison, @function\nafter_comparison:\n"
        "leaq distances(%rip), %rcx\n movslq (%rcx,%rdx,4), %rdx\n addq %rcx, %rdx\n movl $0, %eax\n cmpq %rsi, %rdi\n jmp *%rdx\n" CASES(
            "after_comparison") ".section .rodata\n.balign 4\ndistances:\n"
                                ".long 0b - distances, 1b - distances, 2b - distances, 3b - distances\n"
                                ".long 4b - distances, 5b - distances, 6b - distances\n.text\n");

#if defined(__PIE__) || defined(__pie__)
uint64_t through_a_table(uint64_t a, uint64_t b, uint64_t which) { return after_comparison(a, b, which); }
#else
/* Addresses, as code has them that lies where it was linked. */
__asm__(".text\n.globl through_a_table\n.type through_a_table, @function\nthrough_a_table:\n"
        "movl $0, %eax\n cmpq %rsi, %rdi\n jmp *addresses(,%rdx,8)\n" CASES(
            "through_a_table") ".section .rodata\n.balign 8\naddresses:\n.quad 0b, 1b, 2b, 3b, 4b, 5b, 6b\n.text\n");
#endif

static uint64_t compute(void) {
    uint64_t hash = 1, random = 11;
    for (unsigned round = 0; round < 3000; round++) {
        uint64_t a = next_random(&random) >> (next_random(&random) % 64), b = round % 5 == 0 ? a : next_random(&random) >> (round % 64);
        uint64_t which = next_random(&random) % 7;
        hash = mix(hash, after_comparison(a, b, which) * 3 + through_a_table(a, b, which));
        hash = mix(hash, through_a_table(b, a, 6 - which));
    }
    return hash;
}

# Branches to where no code is: data, the null page, beyond the end. What is behind them is judged all the same. The call of a weak function that nobody defines is a warning.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    call data                   # E0301
    call missing                # warning E0301
    test eax, eax
    je 0x500000                 # E0301
    rdtsc                       # E0207
    jmp 0x10000                 # E0301
    .weak missing
    .data
data:
    .quad 1

# What stands between functions: nops of all lengths, int3, zeroes.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    call one
    call two
    ret
    .balign 64
one:
    ret
    .fill 13, 1, 0xcc
two:
    ret
    .zero 21
    .byte 0x66, 0x66, 0x2e, 0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0

# A mask says how long the table is, and the last word's upper bytes are zeroes that the file need not give.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    and edi, 3
    call [table+rdi*8]
    ret
good:
    ret
bad:
    rdtsc                       # E0207
    ret
    .data
    .balign 8
table:
    .quad good, 0, good, bad

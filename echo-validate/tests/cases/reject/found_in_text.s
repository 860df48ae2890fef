# A jump table of addresses that stands in the text itself.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    and edi, 1
    jmp [table+rdi*8]
    .balign 8
table:
    .quad 1f, 2f
1:  ret
2:  cpuid                       # E0209
    ret

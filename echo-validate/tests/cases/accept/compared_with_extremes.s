# Before jump tables, comparisons with the greatest and the least number: they bound nothing, and overflow nowhere.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    movabs rcx, 0x7fffffffffffffff
    cmp rdi, rcx
    jne 1f
    lea rdx, table[rip]
    jmp qword ptr [rdx+rdi*8]
1:  movabs rcx, -0x8000000000000000
    cmp rdi, rcx
    jge 2f
    lea rdx, table[rip]
    jmp qword ptr [rdx+rdi*8]
2:  ret
    .section .rodata
    .balign 8
table:
    .quad 2b

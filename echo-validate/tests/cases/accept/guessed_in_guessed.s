# A callback has a jump table of which nothing states the length, beside another table that starts where the first ends: a guess, and so a warning.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    lea rax, callback[rip]
    jmp rax
callback:
    lea rdx, first[rip]
    movsxd rax, dword ptr [rdx+rdi*4]
    add rax, rdx
    jmp rax
1:  lea rdx, second[rip]
    movsxd rax, dword ptr [rdx+rdi*4]
    add rax, rdx
    jmp rax
2:  ret
3:  emms                        # warning E0211
    ret
4:  ret
    .section .rodata
    .balign 4
first:
    .long 1b - first, 2b - first
second:
    .long 4b - second, 3b - second

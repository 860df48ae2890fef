# gcc's switch in code for a fixed address: a table of 8-byte addresses in read-only data.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    cmp edi, 2
    ja 4f
    mov edi, edi
    jmp [table+rdi*8]
1:  mov eax, 1
    ret
2:  mov eax, 2
    ret
3:  mov eax, 3
    ret
4:  xor eax, eax
    ret
    .section .rodata
    .balign 8
table:
    .quad 1b, 2b, 3b

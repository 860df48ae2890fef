# The same in position-independent code, followed by numbers that are no distances.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    notrack jmp [rip+slot]
1:  cmp edi, 1
    ja 2f
    lea rdx, table[rip]
    movsxd rax, dword ptr [rdx+rdi*4]
    add rax, rdx
    notrack jmp rax
2:  mov eax, 2
3:  ret
    .section .rodata
    .balign 8
slot:
    .quad 1b
table:
    .long 2b - table, 3b - table
    .long 0x7fffffff, 1, -0x1000, -0xfff

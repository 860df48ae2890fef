# A jump table of 32-bit distances from the table, as position-independent code has it.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    cmp edi, 2
    ja 4f
    mov edi, edi
    lea rdx, table[rip]
    movsxd rax, dword ptr [rdx+rdi*4]
    add rax, rdx
    jmp rax
1:  mov eax, 1
    ret
2:  rdrand eax                  # E0208
    ret
3:  int 0xff                    # E0204
    ret
4:  xor eax, eax
    ret
    .section .rodata
    .balign 4
table:
    .long 1b - table, 2b - table, 3b - table

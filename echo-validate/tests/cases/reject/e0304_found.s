# In code that an address leads to.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    mov eax, offset f
    jmp rax
f:  imul ecx, edx
    setz al                     # E0304
    ret

# A kernel's instructions.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    push rbp
    hlt                         # E0202
    mov rax, cr0                # E0202
    invlpg [rdi]                # E0202
    pop rbp
    ret

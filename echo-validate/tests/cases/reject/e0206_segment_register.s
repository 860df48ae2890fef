# Segment registers, and the two ways compilers come to fs.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    mov rax, fs:[0x28]          # E0206
    mov rax, fs:[0]             # E0206
    mov ecx, gs:[rdi]           # E0206
    mov ds, eax                 # E0206
    rdfsbase rax                # E0206
    push fs                     # E0206
    ret

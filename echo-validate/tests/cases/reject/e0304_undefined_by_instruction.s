# Flags that the manual leaves undefined, read on some way.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    mul rcx
    setz al                     # E0304
    imul eax, ecx
    mov edx, 1
    cmovo edx, ecx
    js 1f                       # E0304
    shl eax, 3
    seto cl                     # E0304
    bt eax, 2
    cmovs eax, ecx              # E0304
    bsf eax, ecx
    jb 1f                       # E0304
    div ecx
    pushfq                      # E0304
    popfq
    jne 1f
1:  ret

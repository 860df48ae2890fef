# Nothing of the flags survives a call, a return or a host call.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    call f
    jz 1f                       # E0304
    cmp eax, ecx
    call rax
    mov rcx, rdx
    adc eax, ecx                # E0304
    cmp eax, ecx
    int 0x27
    cmovz eax, ecx              # E0304
1:  ret
f:  sbb eax, eax                # E0304
    ret

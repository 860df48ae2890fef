# A callback: the function's address is an operand. What the callback calls is found with it.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    lea rdi, callback[rip]
    mov rax, rdi
    call rax
    mov esi, offset second
    call rsi
    ret
    .type callback, @function
callback:
    mov rax, fs:[0x28]          # E0206
    call helper
    ret
    .type second, @function
second:
    movaps xmm0, xmm1
    rcpss xmm0, xmm0            # E0215
    ret
    .type helper, @function
helper:
    syscall                     # E0203
    ret

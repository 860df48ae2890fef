# Approximations.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    rcpps xmm0, xmm1            # E0215
    rsqrtss xmm0, [rdi]         # E0215
    ret

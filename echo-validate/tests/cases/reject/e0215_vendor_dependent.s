# Approximations, and sums of products.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    rcpps xmm0, xmm1            # E0215
    rsqrtss xmm0, [rdi]         # E0215
    dpps xmm0, xmm1, 0xff       # E0215
    vdppd xmm0, xmm1, [rdi], 49 # E0215
    vdpps ymm0, ymm1, ymm2, -1  # E0215
    ret

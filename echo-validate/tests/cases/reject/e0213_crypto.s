# Instructions for cryptography, which the policy does not grant.
# policy: crypto=false
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    aesenc xmm0, xmm1           # E0213
    vaesenc xmm0, xmm1, xmm2    # E0213
    pclmulqdq xmm0, xmm1, 1     # E0213
    sha256rnds2 xmm0, xmm1, xmm0 # E0213
    vaddps ymm0, ymm1, ymm2
    ret

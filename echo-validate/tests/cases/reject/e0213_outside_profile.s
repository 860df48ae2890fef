# Instructions of processors newer than the policy's profile.
# policy: profile="x86-64-v1" crypto=true
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    pshufb xmm0, xmm1           # E0213
    roundsd xmm0, xmm1, 1       # E0213
    vaddps ymm0, ymm1, ymm2     # E0213
    lzcnt eax, ecx              # E0213
    vaesenc xmm0, xmm1, xmm2    # E0213
    aesenc xmm0, xmm1
    rep bsf eax, ecx
    ret

# Extensions outside x86-64-v3, of whatever vendor.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    xbegin 1f                   # E0219
1:  adcx eax, ecx               # E0219
    vaesenc ymm0, ymm1, ymm2    # E0219
    ret

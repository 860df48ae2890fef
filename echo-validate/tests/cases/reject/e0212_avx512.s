# AVX-512.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    vaddps zmm0, zmm1, zmm2     # E0212
    vpternlogd zmm0, zmm1, [rdi]{1to16}, 7 # E0212
    ret

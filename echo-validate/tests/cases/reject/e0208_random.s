# Random numbers of the host.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    rdrand eax                  # E0208
    rdseed rax                  # E0208
    ret

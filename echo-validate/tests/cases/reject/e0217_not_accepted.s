# Instructions of no rule of their own.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    xbegin 1f                   # E0217
1:  monitorx rax, ecx, edx      # E0217
    enter 16, 0                 # E0217
    fxsave [rsp-512]            # E0217
    ret

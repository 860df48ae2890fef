# Extended precision, as long double gives it.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    fld tbyte ptr [rdi]         # E0210
    fadd st, st(1)              # E0210
    fnstcw [rsp-2]              # E0210
    fwait                       # E0210
    ret

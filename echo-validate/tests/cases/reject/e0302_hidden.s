# The hidden instructions are refused: one reading of the bytes is `mov eax, 0xc3a20f`, the other `cpuid; ret`.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    test edi, edi
    jne 1f+1                    # E0302
1:  .byte 0xb8
    cpuid                       # E0209
    ret
    .byte 0
    ret

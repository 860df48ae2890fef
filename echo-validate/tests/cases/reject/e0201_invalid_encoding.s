# Bytes that are no instruction, where the code leads to them.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    test edi, edi
    je 1f
    .byte 0x06                  # E0201
1:
    .byte 0xff, 0xff            # E0201

# With an operand-size prefix, one vendor jumps to 16 bits of address and the other ignores it.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    test edi, edi
    je 1f
    ret
1:
    .byte 0x66, 0xeb, 0x00      # E0218
    ret

# int n where n is no SCPI function. 0x20, 0x60 and the rest of the table are.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    int 0x20
    int 0xcc                    # E0204
    int 0x80                    # E0204
    int 0                       # E0204
    .byte 0xcd, 3               # E0204
    ret

# An indirect call through a word that is not aligned.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    call [slot]
    ret
callee:
    rdpmc                       # E0207
    ret
    .data
    .byte 0
slot:
    .quad callee

# What nothing leads to is a warning. Letters and numbers are not even that, nor is code that could be such, whatever the symbols say.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    ret
    .asciz "letters decode to port input and output, which the entry must not reach"
    .balign 16
    .type unused, @function
unused:
    push rbp
    mov rbp, rsp
    rdtsc                       # warning E0207
    leave
    ret
    .size unused, . - unused
nameless:
    sub rsp, 8
    fld1                        # warning E0210
    add rsp, 8
    ret
    .type privileged, @function
privileged:
    cli
    ret
    .size privileged, . - privileged
    .long 0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5

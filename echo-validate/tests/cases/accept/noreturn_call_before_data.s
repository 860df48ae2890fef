# and not before data. `fail` ends the run, `spin` never ends, `both` calls either.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    test edi, edi
    jne 1f
    test esi, esi
    jne 2f
    call both
    .byte 0x06, 0x07, 0x0e
1:  call fail
    .byte 0x06, 0x07, 0x0e
2:  call spin
    .byte 0x06, 0x07, 0x0e
fail:
    int 0x60
    .byte 0x06, 0x07, 0x0e
spin:
    jmp spin
both:
    test edx, edx
    jne spin
    call fail
    .byte 0x06, 0x07, 0x0e

# Other code segments. Behind a far return, nothing of this function runs.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    call fword ptr [rdi]        # E0214
    ret

# The last instruction of the text goes on to nowhere.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    test edi, edi
    je 1f
    ret
1:  xor eax, eax                # E0303

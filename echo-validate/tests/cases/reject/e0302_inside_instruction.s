# A branch into the immediate of an instruction, where others hide that are accepted by themselves.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    test edi, edi
    jne 1f+1                    # E0302
1:  mov eax, 0x90c390
    ret

# `if (f) f();` with a weak function that nobody defines: the address is 0, and the call never reached.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    mov eax, offset f
    test rax, rax
    je 1f
    call f                      # warning E0301
1:  mov eax, offset f
    test rax, rax
    je 2f
    jmp f                       # warning E0301
2:  ret
    .weak f

# What stands behind a call is judged if the callee can return: directly, by a tail call, by way of another.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    push rbx
    call returns
    rdtsc                       # E0207
    call tail
    cpuid                       # E0209
    call never
    .ascii "data here"
returns:
    test edi, edi
    jne never
    ret
tail:
    call returns
    jmp returns
never:
    jmp never

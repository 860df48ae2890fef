# What belongs to the processor, not to a contract.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    monitorx rax, ecx, edx      # E0220
    fxsave [rsp-512]            # E0220
    clflush [rsp]               # E0220
    ret

# What the host is.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    xor eax, eax
    cpuid                       # E0209
    xor ecx, ecx
    xgetbv                      # E0209
    sgdt [rsp]                  # E0209
    rdpid rax                   # E0209
    ret

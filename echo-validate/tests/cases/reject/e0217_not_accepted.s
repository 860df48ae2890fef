# Encodings that no compiler emits.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    enter 16, 0                 # E0217
    pushfw                      # E0217
    popfw                       # E0217
    rep movs dword ptr [edi], dword ptr [esi] # E0217
    ret

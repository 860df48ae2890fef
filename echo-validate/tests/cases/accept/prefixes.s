# Prefixes that compilers emit and that mean nothing here, or what they say.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    endbr64
    lock inc dword ptr [rsp-8]
    lock cmpxchg [rsp-16], rcx
    xchg [rsp-8], eax
    pause
    mfence
    xor ecx, ecx
    rep movsb
    repne scasb
    bnd jmp 1f
1:  .byte 0x2e, 0x74, 0x00
2:  .byte 0x2e, 0x0f, 0x1f, 0x44, 0, 0
    cs nop
    rep ret

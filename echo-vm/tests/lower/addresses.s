# An address is near, a register and a displacement, or has an index as well; rip is known and becomes a
# displacement alone. lea is arithmetic, of 32 or 64 bits.
    .intel_syntax noprefix
    .globl __apply
__apply:
    mov eax, [rdi + 8]
    mov eax, [rdi + rsi*4 + 8]
    mov eax, [rip + constant]
    mov eax, [rsi*8]
    lea eax, [rdi + 8]
    lea rax, [rdi + 8]
    lea eax, [rdi + rsi*2]
    lea rax, [rdi + rsi*2]
    lea rax, [rip + constant]
    lea eax, [edi + 4]
    ret
    .section .rodata
constant:
    .long 7

## interpreter
# b1 at 0x401000, gas 17
#   2  mov eax, [rdi+8]
#        LoadNear32  dst: Rax, near: [Rdi + 8]
#   2  mov eax, [rdi+rsi*4+8]
#        Load32  dst: Rax, ea: [Rdi + Rsi*4 + 8]
#   2  mov eax, [0x402000]
#        LoadNear32  dst: Rax, near: [0x402000]
#   2  mov eax, [rsi*8]
#        Load32  dst: Rax, ea: [Rsi*8]
#   1  lea eax, [rdi+8]
#        LeaNear32  dst: Rax, near: [Rdi + 8]
#   1  lea rax, [rdi+8]
#        LeaNear64  dst: Rax, near: [Rdi + 8]
#   1  lea eax, [rdi+rsi*2]
#        Lea32  dst: Rax, ea: [Rdi + Rsi*2]
#   1  lea rax, [rdi+rsi*2]
#        Lea64  dst: Rax, ea: [Rdi + Rsi*2]
#   1  lea rax, [0x402000]
#        MovI  dst: Rax, imm: 0x402000
#   1  lea eax, [edi+4]
#        LeaNear32  dst: Rax, near: [Rdi + 4]
#   3  ret
#        Ret  release: 0

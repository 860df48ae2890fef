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

## jit
# region of 0x401000
# b1 at 0x401000, gas 17
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 0x11
#      b9  jb 0xfd
#   mov eax, [rdi+8]
#      bf  mov eax, gs:[edi+8]
#   mov eax, [rdi+rsi*4+8]
#      c4  mov eax, gs:[edi+esi*4+8]
#   mov eax, [0x402000]
#      ca  mov eax, gs:[0x402000]
#   mov eax, [rsi*8]
#      d3  mov eax, gs:[esi*8]
#   lea eax, [rdi+8]
#      dc  lea eax, [rdi+8]
#   lea rax, [rdi+8]
#      df  lea rax, [rdi+8]
#   lea eax, [rdi+rsi*2]
#      e3  lea eax, [rdi+rsi*2]
#   lea rax, [rdi+rsi*2]
#      e6  lea rax, [rdi+rsi*2]
#   lea rax, [0x402000]
#      ea  mov eax, 0x402000
#   lea eax, [edi+4]
#      ef  lea eax, [edi+4]
#   ret
#      f3  cmp gs:[r14d], r14
#      f8  lea r14d, [r14+8]
#      fc  ret
# elsewhere
#      fd  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      109  jmp qword ptr gs:[0xffffffffffffff98]

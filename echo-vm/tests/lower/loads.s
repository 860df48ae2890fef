# Loads by width, of a near address and of one with an index, and with an extension.
    .intel_syntax noprefix
    .globl __apply
__apply:
    mov al, [rdi]
    movzx eax, byte ptr [rdi]
    movzx eax, byte ptr [rdi + rsi]
    movzx eax, word ptr [rdi]
    mov eax, [rdi]
    mov eax, [rdi + rsi]
    mov rax, [rdi]
    mov rax, [rdi + rsi]
    movsx eax, byte ptr [rdi]
    movsx rax, byte ptr [rdi]
    movsx eax, word ptr [rdi]
    movsx rax, word ptr [rdi]
    movsxd rax, dword ptr [rdi]
    ret

## interpreter
# b1 at 0x401000, gas 29
#   2  mov al, [rdi]
#        LoadNear8  dst: T0, near: [Rdi]
#        Insert8  dst: Rax, src: T0  <- T0
#   2  movzx eax, byte ptr [rdi]
#        LoadNear8  dst: Rax, near: [Rdi]
#   2  movzx eax, byte ptr [rdi+rsi]
#        Load8  dst: Rax, ea: [Rdi + Rsi*1]
#   2  movzx eax, word ptr [rdi]
#        Load16  dst: Rax, ea: [Rdi]
#   2  mov eax, [rdi]
#        LoadNear32  dst: Rax, near: [Rdi]
#   2  mov eax, [rdi+rsi]
#        Load32  dst: Rax, ea: [Rdi + Rsi*1]
#   2  mov rax, [rdi]
#        LoadNear64  dst: Rax, near: [Rdi]
#   2  mov rax, [rdi+rsi]
#        Load64  dst: Rax, ea: [Rdi + Rsi*1]
#   2  movsx eax, byte ptr [rdi]
#        LoadSx8To32  dst: Rax, ea: [Rdi]
#   2  movsx rax, byte ptr [rdi]
#        LoadSx8To64  dst: Rax, ea: [Rdi]
#   2  movsx eax, word ptr [rdi]
#        LoadSx16To32  dst: Rax, ea: [Rdi]
#   2  movsx rax, word ptr [rdi]
#        LoadSx16To64  dst: Rax, ea: [Rdi]
#   2  movsxd rax, [rdi]
#        LoadSx32To64  dst: Rax, ea: [Rdi]
#   3  ret
#        Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 29
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 0x1d
#      b9  jb 0x10c
#   mov al, [rdi]
#      bf  mov al, gs:[edi]
#   movzx eax, byte ptr [rdi]
#      c3  movzx eax, byte ptr gs:[edi]
#   movzx eax, byte ptr [rdi+rsi]
#      c8  movzx eax, byte ptr gs:[edi+esi]
#   movzx eax, word ptr [rdi]
#      ce  movzx eax, word ptr gs:[edi]
#   mov eax, [rdi]
#      d3  mov eax, gs:[edi]
#   mov eax, [rdi+rsi]
#      d7  mov eax, gs:[edi+esi]
#   mov rax, [rdi]
#      dc  mov rax, gs:[edi]
#   mov rax, [rdi+rsi]
#      e1  mov rax, gs:[edi+esi]
#   movsx eax, byte ptr [rdi]
#      e7  movsx eax, byte ptr gs:[edi]
#   movsx rax, byte ptr [rdi]
#      ec  movsx rax, byte ptr gs:[edi]
#   movsx eax, word ptr [rdi]
#      f2  movsx eax, word ptr gs:[edi]
#   movsx rax, word ptr [rdi]
#      f7  movsx rax, word ptr gs:[edi]
#   movsxd rax, [rdi]
#      fd  movsxd rax, gs:[edi]
#   ret
#      102  cmp gs:[r14d], r14
#      107  lea r14d, [r14+8]
#      10b  ret
# elsewhere
#      10c  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      118  jmp qword ptr gs:[0xffffffffffffff98]

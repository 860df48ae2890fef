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
#      c0  sub r15, 0x1d
#      c4  jb 0x126
#   mov al, [rdi]
#      ca  mov al, gs:[edi]
#   movzx eax, byte ptr [rdi]
#      ce  movzx eax, byte ptr gs:[edi]
#   movzx eax, byte ptr [rdi+rsi]
#      d3  movzx eax, byte ptr gs:[edi+esi]
#   movzx eax, word ptr [rdi]
#      d9  movzx eax, word ptr gs:[edi]
#   mov eax, [rdi]
#      de  mov eax, gs:[edi]
#   mov eax, [rdi+rsi]
#      e2  mov eax, gs:[edi+esi]
#   mov rax, [rdi]
#      e7  mov rax, gs:[edi]
#   mov rax, [rdi+rsi]
#      ec  mov rax, gs:[edi+esi]
#   movsx eax, byte ptr [rdi]
#      f2  movsx eax, byte ptr gs:[edi]
#   movsx rax, byte ptr [rdi]
#      f7  movsx rax, byte ptr gs:[edi]
#   movsx eax, word ptr [rdi]
#      fd  movsx eax, word ptr gs:[edi]
#   movsx rax, word ptr [rdi]
#      102  movsx rax, word ptr gs:[edi]
#   movsxd rax, [rdi]
#      108  movsxd rax, gs:[edi]
#   ret
#      10d  cmp gs:[r14d], r14
#      112  lea r14d, [r14+8]
#      116  ret
# elsewhere
#      117  mov rax, [rsp-8]
#      11c  mov rcx, [rsp-0x10]
#      121  jmp 0xc0
#      126  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      132  jmp qword ptr gs:[0xffffffffffffff98]

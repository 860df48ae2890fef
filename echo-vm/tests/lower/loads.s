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

# Copies, constants, and the ways to extend. A write of 32 bits zeroes the upper half, one of 8 or 16 bits keeps what is
# above. The high byte of a register is shifted down to be read; written, it is executed as decoded.
    .intel_syntax noprefix
    .globl __apply
__apply:
    mov eax, edi
    mov rcx, rsi
    mov edx, 5
    movabs r8, 0x123456789abcdef0
    xor r9d, r9d
    mov al, dil
    mov cx, si
    mov dl, 3
    mov ah, dl
    mov bl, ch
    movzx eax, dil
    movzx eax, di
    movsx eax, dil
    movsx rax, dil
    movsx eax, di
    movsx rax, di
    movsxd rax, edi
    cdqe
    cwde
    cdq
    cqo
    xchg rax, rdx
    bswap eax
    bswap rcx
    ret

## interpreter
# b1 at 0x401000, gas 27
#   1  mov eax, edi
#        Mov32  dst: Rax, src: Rdi
#   1  mov rcx, rsi
#        Mov64  dst: Rcx, src: Rsi
#   1  mov edx, 5
#      + MovI  dst: Rdx, imm: 5
#   1  mov r8, 0x123456789abcdef0
#        MovI  dst: R8, imm: 0x123456789abcdef0
#   1  xor r9d, r9d                       flags: dead
#      + MovI  dst: R9, imm: 0
#   1  mov al, dil
#        Insert8  dst: Rax, src: Rdi
#   1  mov cx, si
#        Insert16  dst: Rcx, src: Rsi
#   1  mov dl, 3
#        MovI  dst: T0, imm: 3
#        Insert8  dst: Rdx, src: T0  <- T0
#   1  mov ah, dl
#        General  Mov
#   1  mov bl, ch
#        Shr64RI  dst: T0, a: Rcx, count: 8
#        Zx8  dst: T0, src: T0  <- T0
#        Insert8  dst: Rbx, src: T0  <- T0
#   1  movzx eax, dil
#        Zx8  dst: Rax, src: Rdi
#   1  movzx eax, di
#        Zx16  dst: Rax, src: Rdi
#   1  movsx eax, dil
#        Sx8To32  dst: Rax, src: Rdi
#   1  movsx rax, dil
#        Sx8To64  dst: Rax, src: Rdi
#   1  movsx eax, di
#        Sx16To32  dst: Rax, src: Rdi
#   1  movsx rax, di
#        Sx16To64  dst: Rax, src: Rdi
#   1  movsxd rax, edi
#        Sx32To64  dst: Rax, src: Rdi
#   1  cdqe
#        Sx32To64  dst: Rax, src: Rax  <- Rax
#   1  cwde
#        Sx16To32  dst: Rax, src: Rax  <- Rax
#   1  cdq
#        Cdq
#   1  cqo
#        Cqo
#   1  xchg rdx, rax
#        Mov64  dst: T0, src: Rdx
#      + Mov64  dst: Rdx, src: Rax
#        Mov64  dst: Rax, src: T0
#   1  bswap eax
#        Bswap32  dst: Rax
#   1  bswap rcx
#        Bswap64  dst: Rcx
#   3  ret
#        Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 27
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 0x1b
#      b9  jb 0x112
#   mov eax, edi
#      bf  mov eax, edi
#   mov rcx, rsi
#      c1  mov rcx, rsi
#   mov edx, 5
#      c4  mov edx, 5
#   mov r8, 0x123456789abcdef0
#      c9  mov r8, 0x123456789abcdef0
#   xor r9d, r9d
#      d3  xor r9d, r9d
#   mov al, dil
#      d6  mov al, dil
#   mov cx, si
#      d9  mov cx, si
#   mov dl, 3
#      dc  mov dl, 3
#   mov ah, dl
#      de  mov ah, dl
#   mov bl, ch
#      e0  mov bl, ch
#   movzx eax, dil
#      e2  movzx eax, dil
#   movzx eax, di
#      e6  movzx eax, di
#   movsx eax, dil
#      e9  movsx eax, dil
#   movsx rax, dil
#      ed  movsx rax, dil
#   movsx eax, di
#      f1  movsx eax, di
#   movsx rax, di
#      f4  movsx rax, di
#   movsxd rax, edi
#      f8  movsxd rax, edi
#   cdqe
#      fb  cdqe
#   cwde
#      fd  cwde
#   cdq
#      fe  cdq
#   cqo
#      ff  cqo
#   xchg rdx, rax
#      101  xchg rdx, rax
#   bswap eax
#      103  bswap eax
#   bswap rcx
#      105  bswap rcx
#   ret
#      108  cmp gs:[r14d], r14
#      10d  lea r14d, [r14+8]
#      111  ret
# elsewhere
#      112  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      11e  jmp qword ptr gs:[0xffffffffffffff98]

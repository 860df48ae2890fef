# Stores by width, of a register to a near address and to one with an index, and of a constant.
    .intel_syntax noprefix
    .globl __apply
__apply:
    mov [rdi], al
    mov [rdi + rsi], al
    mov [rdi], ax
    mov [rdi], eax
    mov [rdi + rsi], eax
    mov [rdi], rax
    mov [rdi + rsi], rax
    mov byte ptr [rdi], 1
    mov word ptr [rdi], 2
    mov dword ptr [rdi], 3
    mov qword ptr [rdi], -4
    movnti [rdi], eax
    ret

## interpreter
# b1 at 0x401000, gas 27
#   2  mov [rdi], al
#        StoreNear8  src: Rax, near: [Rdi]
#   2  mov [rdi+rsi], al
#        Store8  src: Rax, ea: [Rdi + Rsi*1]
#   2  mov [rdi], ax
#        Store16  src: Rax, ea: [Rdi]
#   2  mov [rdi], eax
#        StoreNear32  src: Rax, near: [Rdi]
#   2  mov [rdi+rsi], eax
#        Store32  src: Rax, ea: [Rdi + Rsi*1]
#   2  mov [rdi], rax
#        StoreNear64  src: Rax, near: [Rdi]
#   2  mov [rdi+rsi], rax
#        Store64  src: Rax, ea: [Rdi + Rsi*1]
#   2  mov byte ptr [rdi], 1
#        StoreI8  imm: 1, ea: [Rdi]
#   2  mov word ptr [rdi], 2
#        StoreI16  imm: 2, ea: [Rdi]
#   2  mov dword ptr [rdi], 3
#        StoreI32  imm: 3, ea: [Rdi]
#   2  mov qword ptr [rdi], 0xfffffffffffffffc
#        StoreI64  imm: -4, ea: [Rdi]
#   2  movnti [rdi], eax
#        StoreNear32  src: Rax, near: [Rdi]
#   3  ret
#        Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 27
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 0x1b
#      b9  jb 0x10d
#   mov [rdi], al
#      bf  mov gs:[edi], al
#   mov [rdi+rsi], al
#      c3  mov gs:[edi+esi], al
#   mov [rdi], ax
#      c8  mov gs:[edi], ax
#   mov [rdi], eax
#      cd  mov gs:[edi], eax
#   mov [rdi+rsi], eax
#      d1  mov gs:[edi+esi], eax
#   mov [rdi], rax
#      d6  mov gs:[edi], rax
#   mov [rdi+rsi], rax
#      db  mov gs:[edi+esi], rax
#   mov byte ptr [rdi], 1
#      e1  mov byte ptr gs:[edi], 1
#   mov word ptr [rdi], 2
#      e6  mov word ptr gs:[edi], 2
#   mov dword ptr [rdi], 3
#      ed  mov dword ptr gs:[edi], 3
#   mov qword ptr [rdi], 0xfffffffffffffffc
#      f5  mov qword ptr gs:[edi], 0xfffffffffffffffc
#   movnti [rdi], eax
#      fe  movnti gs:[edi], eax
#   ret
#      103  cmp gs:[r14d], r14
#      108  lea r14d, [r14+8]
#      10c  ret
# elsewhere
#      10d  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      119  jmp qword ptr gs:[0xffffffffffffff98]

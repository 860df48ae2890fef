# The last result travels in a register of the host: an operation that takes it need not load what was just
# stored. Copies of it are it, too; an operation without a result, like a store, leaves it there, and a call or
# a host call ends it.
    .intel_syntax noprefix
    .globl __apply
__apply:
    add rax, rcx
    add rdx, rax
    mov rsi, rdx
    mov [rdi], rsi
    add rsi, rdx
    mov ecx, esi
    add rcx, rax
    ret

## interpreter
# b1 at 0x401000, gas 11
#   1  add rax, rcx                       flags: dead
#        Add64RR  dst: Rax, a: Rax, b: Rcx
#   1  add rdx, rax                       flags: dead
#        Add64RR  dst: Rdx, a: Rdx, b: Rax  <- Rax
#   1  mov rsi, rdx
#        Mov64  dst: Rsi, src: Rdx  <- Rdx
#   2  mov [rdi], rsi
#        StoreNear64  src: Rsi, near: [Rdi]  <- Rsi
#   1  add rsi, rdx                       flags: dead
#        Add64RR  dst: Rsi, a: Rsi, b: Rdx  <- Rdx, Rsi
#   1  mov ecx, esi
#        Mov32  dst: Rcx, src: Rsi  <- Rsi
#   1  add rcx, rax                       flags: dead
#        Add64RR  dst: Rcx, a: Rcx, b: Rax  <- Rcx
#   3  ret
#        Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 11
#      c0  sub r15, 0xb
#      c4  jb 0xf9
#   add rax, rcx
#      ca  add rax, rcx
#   add rdx, rax
#      cd  add rdx, rax
#   mov rsi, rdx
#      d0  mov rsi, rdx
#   mov [rdi], rsi
#      d3  mov gs:[edi], rsi
#   add rsi, rdx
#      d8  add rsi, rdx
#   mov ecx, esi
#      db  mov ecx, esi
#   add rcx, rax
#      dd  add rcx, rax
#   ret
#      e0  cmp gs:[r14d], r14
#      e5  lea r14d, [r14+8]
#      e9  ret
# elsewhere
#      ea  mov rax, [rsp-8]
#      ef  mov rcx, [rsp-0x10]
#      f4  jmp 0xc0
#      f9  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      105  jmp qword ptr gs:[0xffffffffffffff98]

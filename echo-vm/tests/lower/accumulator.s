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
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 0xb
#      b9  jb 0xdf
#   add rax, rcx
#      bf  add rax, rcx
#   add rdx, rax
#      c2  add rdx, rax
#   mov rsi, rdx
#      c5  mov rsi, rdx
#   mov [rdi], rsi
#      c8  mov gs:[edi], rsi
#   add rsi, rdx
#      cd  add rsi, rdx
#   mov ecx, esi
#      d0  mov ecx, esi
#   add rcx, rax
#      d2  add rcx, rax
#   ret
#      d5  cmp gs:[r14d], r14
#      da  lea r14d, [r14+8]
#      de  ret
# elsewhere
#      df  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      eb  jmp qword ptr gs:[0xffffffffffffff98]

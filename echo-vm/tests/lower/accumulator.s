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

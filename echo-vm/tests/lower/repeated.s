# A repeated string instruction pays for each iteration, so that it ends its block: the trampoline executes it,
# and the next block is entered behind it.
    .intel_syntax noprefix
    .globl __apply
__apply:
    mov ecx, 100
    rep movsb
    mov eax, 1
    ret

## interpreter
# b1 at 0x401000, gas 5
#   1  mov ecx, 0x64
#        MovI  dst: Rcx, imm: 100
#   4  rep movsb [rdi], [rsi]
#        Repeat  Movs
# b2 at 0x401007, gas 4
#   1  mov eax, 1
#        MovI  dst: Rax, imm: 1
#   3  ret
#      + Ret  release: 0

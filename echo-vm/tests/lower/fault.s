# Where there is no instruction at all, the block is one operation that traps and costs nothing.
    .intel_syntax noprefix
    .globl __apply
__apply:
    lea rax, [rip + then_fault]
    xor rax, rcx
    jmp rax
then_fault:
    .byte 0x06

## interpreter
# b1 at 0x401000, gas 4
#   1  lea rax, [0x40100c]
#        MovI  dst: Rax, imm: 0x40100c
#   1  xor rax, rcx                       flags: dead
#      + Xor64RR  dst: Rax, a: Rax, b: Rcx  <- Rax
#   2  jmp rax
#        JumpR  src: Rax  <- Rax
# b2 at 0x40100c, gas 0
#        Fault

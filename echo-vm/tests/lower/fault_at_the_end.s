# Code that runs into what is no instruction: the block in front of it ends as if it went on, and what follows
# is a block that traps. Nothing reads flags behind a trap. (The jump is one that the validator does not see
# through.)
    .intel_syntax noprefix
    .globl __apply
__apply:
    lea rax, [rip + then_fault]
    xor rax, rcx
    jmp rax
then_fault:
    add eax, 1
    .byte 0x06

## interpreter
# b1 at 0x401000, gas 4
#   1  lea rax, [0x40100c]
#        MovI  dst: Rax, imm: 0x40100c
#   1  xor rax, rcx                       flags: dead
#      + Xor64RR  dst: Rax, a: Rax, b: Rcx  <- Rax
#   2  jmp rax
#        JumpR  src: Rax  <- Rax
# b2 at 0x40100c, gas 1
#   1  add eax, 1                         flags: dead
#        Add32RI  dst: Rax, a: Rax, imm: 1
# b3 at 0x40100f, gas 0
#        Fault

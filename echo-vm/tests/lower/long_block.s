# A block ends after 64 instructions. What follows is another, and the jump to it costs nothing.
    .intel_syntax noprefix
    .globl __apply
__apply:
    .rept 64
    nop
    .endr
then_more:
    mov eax, 1
    ret

## interpreter
# b1 at 0x401000, gas 64
#   1  nop (64 times)
# b2 at 0x401040, gas 0
#        Jump  target: b3
# b3 at 0x401040, gas 0
#        Stub  addr: 0x401040, site: b2
# b2 now leads to b4
# b4 at 0x401040, gas 4
#   1  mov eax, 1
#        MovI  dst: Rax, imm: 1
#   3  ret
#      + Ret  release: 0

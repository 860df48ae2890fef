# loop counts and jumps in one instruction, and is executed as decoded; jrcxz asks a register, not flags.
    .intel_syntax noprefix
    .globl __apply
__apply:
1:  dec eax
    loop 1b
    jrcxz 2f
    jecxz 2f
2:  ret

## interpreter
# b1 at 0x401000, gas 3
#   1  dec eax                            flags: dead
#        Add32RI  dst: Rax, a: Rax, imm: -1
#   2  loop 0x401000
#        Loop  Loop, taken: b1
# b2 at 0x401004, gas 2
#   2  jrcxz 0x401009
#        JumpZeroCount  width: B8, taken: b4
# b3 at 0x401006, gas 2
#   2  jecxz 0x401009
#        JumpZeroCount  width: B4, taken: b4
# b4 at 0x401009, gas 3
#   3  ret
#        Ret  release: 0

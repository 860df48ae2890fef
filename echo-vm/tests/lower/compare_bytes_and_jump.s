# A byte is compared with a constant in place, without extending it. `<=` a constant is `<` the next one; where
# there is none, as above 127, the byte is extended.
    .intel_syntax noprefix
    .globl __apply
__apply:
    cmp dil, 10
    je 9f
    cmp dil, 10
    jne 9f
    cmp dil, 10
    jb 9f
    cmp dil, 10
    jae 9f
    cmp dil, 10
    jbe 9f
    cmp dil, 10
    jl 9f
    cmp dil, 10
    jge 9f
    cmp dil, 10
    jle 9f
    cmp dil, 127
    jle 9f
    cmp dil, sil
    jl 9f
9:  ret

## interpreter
# b1 at 0x401000, gas 3
#   1  cmp dil, 0xa                       flags: truth value of e
#   2  je short 0x40103b                  asks the truth value
#        JumpEqual8RI  a: Rdi, imm: 10, taken: b11
# b2 at 0x401006, gas 3
#   1  cmp dil, 0xa                       flags: truth value of e
#   2  jne short 0x40103b                 asks the opposite of the truth value
#        JumpNotEqual8RI  a: Rdi, imm: 10, taken: b11
# b3 at 0x40100c, gas 3
#   1  cmp dil, 0xa                       flags: truth value of b
#   2  jb short 0x40103b                  asks the truth value
#        JumpBelow8RI  a: Rdi, imm: 10, taken: b11
# b4 at 0x401012, gas 3
#   1  cmp dil, 0xa                       flags: truth value of b
#   2  jae short 0x40103b                 asks the opposite of the truth value
#        JumpNotBelow8RI  a: Rdi, imm: 10, taken: b11
# b5 at 0x401018, gas 3
#   1  cmp dil, 0xa                       flags: truth value of be
#   2  jbe short 0x40103b                 asks the truth value
#        JumpBelow8RI  a: Rdi, imm: 11, taken: b11
# b6 at 0x40101e, gas 3
#   1  cmp dil, 0xa                       flags: truth value of l
#   2  jl short 0x40103b                  asks the truth value
#        JumpLess8RI  a: Rdi, imm: 10, taken: b11
# b7 at 0x401024, gas 3
#   1  cmp dil, 0xa                       flags: truth value of l
#   2  jge short 0x40103b                 asks the opposite of the truth value
#        JumpNotLess8RI  a: Rdi, imm: 10, taken: b11
# b8 at 0x40102a, gas 3
#   1  cmp dil, 0xa                       flags: truth value of le
#   2  jle short 0x40103b                 asks the truth value
#        JumpLess8RI  a: Rdi, imm: 11, taken: b11
# b9 at 0x401030, gas 3
#   1  cmp dil, 0x7f                      flags: truth value of le
#        Sx8To32  dst: T0, src: Rdi
#   2  jle short 0x40103b                 asks the truth value
#        JumpLess32RI  a: T0, imm: 128, taken: b11  <- T0
# b10 at 0x401036, gas 3
#   1  cmp dil, sil                       flags: truth value of l
#        Sx8To32  dst: T0, src: Rdi
#        Sx8To32  dst: T1, src: Rsi
#   2  jl short 0x40103b                  asks the truth value
#        JumpLess32RR  a: T0, b: T1, taken: b11  <- T1
# b11 at 0x40103b, gas 3
#   3  ret
#        Ret  release: 0

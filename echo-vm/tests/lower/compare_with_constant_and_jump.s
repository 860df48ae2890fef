# A comparison with a constant and the jump on its answer are one operation, too.
    .intel_syntax noprefix
    .globl __apply
__apply:
    cmp edi, 10
    je 9f
    cmp rdi, 10
    je 9f
    cmp edi, 10
    jne 9f
    cmp rdi, 10
    jne 9f
    cmp edi, 10
    jb 9f
    cmp rdi, 10
    jb 9f
    cmp edi, 10
    jae 9f
    cmp rdi, 10
    jae 9f
    cmp edi, 10
    jl 9f
    cmp rdi, 10
    jl 9f
    cmp edi, 10
    jge 9f
    cmp rdi, 10
    jge 9f
9:  ret

## interpreter
# b1 at 0x401000, gas 3
#   1  cmp edi, 0xa                       flags: truth value of e
#   2  je short 0x401042                  asks the truth value
#        JumpEqual32RI  a: Rdi, imm: 10, taken: b13
# b2 at 0x401005, gas 3
#   1  cmp rdi, 0xa                       flags: truth value of e
#   2  je short 0x401042                  asks the truth value
#        JumpEqual64RI  a: Rdi, imm: 10, taken: b13
# b3 at 0x40100b, gas 3
#   1  cmp edi, 0xa                       flags: truth value of e
#   2  jne short 0x401042                 asks the opposite of the truth value
#        JumpNotEqual32RI  a: Rdi, imm: 10, taken: b13
# b4 at 0x401010, gas 3
#   1  cmp rdi, 0xa                       flags: truth value of e
#   2  jne short 0x401042                 asks the opposite of the truth value
#        JumpNotEqual64RI  a: Rdi, imm: 10, taken: b13
# b5 at 0x401016, gas 3
#   1  cmp edi, 0xa                       flags: truth value of b
#   2  jb short 0x401042                  asks the truth value
#        JumpBelow32RI  a: Rdi, imm: 10, taken: b13
# b6 at 0x40101b, gas 3
#   1  cmp rdi, 0xa                       flags: truth value of b
#   2  jb short 0x401042                  asks the truth value
#        JumpBelow64RI  a: Rdi, imm: 10, taken: b13
# b7 at 0x401021, gas 3
#   1  cmp edi, 0xa                       flags: truth value of b
#   2  jae short 0x401042                 asks the opposite of the truth value
#        JumpNotBelow32RI  a: Rdi, imm: 10, taken: b13
# b8 at 0x401026, gas 3
#   1  cmp rdi, 0xa                       flags: truth value of b
#   2  jae short 0x401042                 asks the opposite of the truth value
#        JumpNotBelow64RI  a: Rdi, imm: 10, taken: b13
# b9 at 0x40102c, gas 3
#   1  cmp edi, 0xa                       flags: truth value of l
#   2  jl short 0x401042                  asks the truth value
#        JumpLess32RI  a: Rdi, imm: 10, taken: b13
# b10 at 0x401031, gas 3
#   1  cmp rdi, 0xa                       flags: truth value of l
#   2  jl short 0x401042                  asks the truth value
#        JumpLess64RI  a: Rdi, imm: 10, taken: b13
# b11 at 0x401037, gas 3
#   1  cmp edi, 0xa                       flags: truth value of l
#   2  jge short 0x401042                 asks the opposite of the truth value
#        JumpNotLess32RI  a: Rdi, imm: 10, taken: b13
# b12 at 0x40103c, gas 3
#   1  cmp rdi, 0xa                       flags: truth value of l
#   2  jge short 0x401042                 asks the opposite of the truth value
#        JumpNotLess64RI  a: Rdi, imm: 10, taken: b13
# b13 at 0x401042, gas 3
#   3  ret
#        Ret  release: 0

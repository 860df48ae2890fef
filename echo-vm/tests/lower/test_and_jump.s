# A test of bits and a jump are one operation where the mask is a constant: disjoint, or meeting. Otherwise the
# truth value stands between the two.
    .intel_syntax noprefix
    .globl __apply
__apply:
    test edi, 8
    je 9f
    test edi, 8
    jne 9f
    test rdi, 8
    jne 9f
    test edi, esi
    jne 9f
    test edi, edi
    jle 9f
9:  ret

## interpreter
# b1 at 0x401000, gas 3
#   1  test edi, 8                        flags: truth value of e
#   2  je short 0x401021                  asks the truth value
#        JumpDisjoint32RI  a: Rdi, imm: 8, taken: b6
# b2 at 0x401008, gas 3
#   1  test edi, 8                        flags: truth value of e
#   2  jne short 0x401021                 asks the opposite of the truth value
#        JumpMeet32RI  a: Rdi, imm: 8, taken: b6
# b3 at 0x401010, gas 3
#   1  test rdi, 8                        flags: truth value of e
#        Disjoint64RI  a: Rdi, imm: 8
#   2  jne short 0x401021                 asks the opposite of the truth value
#        JumpIf  want: false, taken: b6
# b4 at 0x401019, gas 3
#   1  test edi, esi                      flags: truth value of e
#        Disjoint32RR  a: Rdi, b: Rsi
#   2  jne short 0x401021                 asks the opposite of the truth value
#        JumpIf  want: false, taken: b6
# b5 at 0x40101d, gas 3
#   1  test edi, edi                      flags: truth value of le
#   2  jle short 0x401021                 asks the truth value
#        JumpLess32RI  a: Rdi, imm: 1, taken: b6
# b6 at 0x401021, gas 3
#   3  ret
#        Ret  release: 0

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

## jit
# region of 0x401000
# b1 at 0x401000, gas 3, charges 6
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 6
#      b9  jb 0x126
#   test edi, 8
#      bf  test edi, 8
#   je short 0x401021
#      c5  je 0x11c
# b2 at 0x401008, gas 3
#      cb  sub r15, 3
#      cf  jb 0x13a
#   test edi, 8
#      d5  test edi, 8
#   jne short 0x401021
#      db  jne 0x11c
# b3 at 0x401010, gas 3
#      e1  sub r15, 3
#      e5  jb 0x14e
#   test rdi, 8
#      eb  test rdi, 8
#   jne short 0x401021
#      f2  jne 0x11c
# b4 at 0x401019, gas 3
#      f8  sub r15, 3
#      fc  jb 0x162
#   test edi, esi
#      102  test edi, esi
#   jne short 0x401021
#      104  jne 0x11c
# b5 at 0x40101d, gas 3
#      10a  sub r15, 3
#      10e  jb 0x176
#   test edi, edi
#      114  test edi, edi
#   jle short 0x401021
#      116  jle 0x11c
# b6 at 0x401021, gas 3, paid already
#   ret
#      11c  cmp gs:[r14d], r14
#      121  lea r14d, [r14+8]
#      125  ret
# elsewhere
#      126  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      132  jmp qword ptr gs:[0xffffffffffffff98]
#      13a  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      146  jmp qword ptr gs:[0xffffffffffffff98]
#      14e  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      15a  jmp qword ptr gs:[0xffffffffffffff98]
#      162  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      16e  jmp qword ptr gs:[0xffffffffffffff98]
#      176  mov dword ptr gs:[0xfffffffffffffcd0], 4
#      182  jmp qword ptr gs:[0xffffffffffffff98]

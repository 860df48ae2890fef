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
#      c0  sub r15, 6
#      c4  jb 0x140
#   test edi, 8
#      ca  test edi, 8
#   je short 0x401021
#      d0  je 0x127
# b2 at 0x401008, gas 3
#      d6  sub r15, 3
#      da  jb 0x154
#   test edi, 8
#      e0  test edi, 8
#   jne short 0x401021
#      e6  jne 0x127
# b3 at 0x401010, gas 3
#      ec  sub r15, 3
#      f0  jb 0x168
#   test rdi, 8
#      f6  test rdi, 8
#   jne short 0x401021
#      fd  jne 0x127
# b4 at 0x401019, gas 3
#      103  sub r15, 3
#      107  jb 0x17c
#   test edi, esi
#      10d  test edi, esi
#   jne short 0x401021
#      10f  jne 0x127
# b5 at 0x40101d, gas 3
#      115  sub r15, 3
#      119  jb 0x190
#   test edi, edi
#      11f  test edi, edi
#   jle short 0x401021
#      121  jle 0x127
# b6 at 0x401021, gas 3, paid already
#   ret
#      127  cmp gs:[r14d], r14
#      12c  lea r14d, [r14+8]
#      130  ret
# elsewhere
#      131  mov rax, [rsp-8]
#      136  mov rcx, [rsp-0x10]
#      13b  jmp 0xc0
#      140  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      14c  jmp qword ptr gs:[0xffffffffffffff98]
#      154  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      160  jmp qword ptr gs:[0xffffffffffffff98]
#      168  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      174  jmp qword ptr gs:[0xffffffffffffff98]
#      17c  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      188  jmp qword ptr gs:[0xffffffffffffff98]
#      190  mov dword ptr gs:[0xfffffffffffffcd0], 4
#      19c  jmp qword ptr gs:[0xffffffffffffff98]

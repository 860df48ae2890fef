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
# b1 at 0x401000, gas 3
#      c0  sub r15, 3
#      c4  jb 0x195
#   test edi, 8
#      ca  test edi, 8
#   je short 0x401021
#      d0  je 0x127
# b2 at 0x401008, gas 3
#      d6  sub r15, 3
#      da  jb 0x1a9
#   test edi, 8
#      e0  test edi, 8
#   jne short 0x401021
#      e6  jne 0x127
# b3 at 0x401010, gas 3
#      ec  sub r15, 3
#      f0  jb 0x1bd
#   test rdi, 8
#      f6  test rdi, 8
#   jne short 0x401021
#      fd  jne 0x127
# b4 at 0x401019, gas 3
#      103  sub r15, 3
#      107  jb 0x1d1
#   test edi, esi
#      10d  test edi, esi
#   jne short 0x401021
#      10f  jne 0x127
# b5 at 0x40101d, gas 3
#      115  sub r15, 3
#      119  jb 0x1e5
#   test edi, edi
#      11f  test edi, edi
#   jle short 0x401021
#      121  jle 0x127
# b6 at 0x401021, gas 3
#      127  sub r15, 3
#      12b  jb 0x1f9
#   ret
#      131  cmp gs:[r14d], r14
#      136  lea r14d, [r14+8]
#      13a  ret
# elsewhere
#      13b  mov rax, [rsp-8]
#      140  mov rcx, [rsp-0x10]
#      145  jmp 0xc0
#      14a  mov rax, [rsp-8]
#      14f  mov rcx, [rsp-0x10]
#      154  jmp 0xd6
#      159  mov rax, [rsp-8]
#      15e  mov rcx, [rsp-0x10]
#      163  jmp 0xec
#      168  mov rax, [rsp-8]
#      16d  mov rcx, [rsp-0x10]
#      172  jmp 0x103
#      177  mov rax, [rsp-8]
#      17c  mov rcx, [rsp-0x10]
#      181  jmp 0x115
#      186  mov rax, [rsp-8]
#      18b  mov rcx, [rsp-0x10]
#      190  jmp 0x127
#      195  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      1a1  jmp qword ptr gs:[0xffffffffffffff98]
#      1a9  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      1b5  jmp qword ptr gs:[0xffffffffffffff98]
#      1bd  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      1c9  jmp qword ptr gs:[0xffffffffffffff98]
#      1d1  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      1dd  jmp qword ptr gs:[0xffffffffffffff98]
#      1e5  mov dword ptr gs:[0xfffffffffffffcd0], 4
#      1f1  jmp qword ptr gs:[0xffffffffffffff98]
#      1f9  mov dword ptr gs:[0xfffffffffffffcd0], 5
#      205  jmp qword ptr gs:[0xffffffffffffff98]

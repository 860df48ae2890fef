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

## jit
# region of 0x401000
# b1 at 0x401000, gas 3
#      c0  sub r15, 3
#      c4  jb 0x240
#   cmp dil, 0xa
#      ca  cmp dil, 0xa
#   je short 0x40103b
#      ce  je 0x187
# b2 at 0x401006, gas 3
#      d4  sub r15, 3
#      d8  jb 0x254
#   cmp dil, 0xa
#      de  cmp dil, 0xa
#   jne short 0x40103b
#      e2  jne 0x187
# b3 at 0x40100c, gas 3
#      e8  sub r15, 3
#      ec  jb 0x268
#   cmp dil, 0xa
#      f2  cmp dil, 0xa
#   jb short 0x40103b
#      f6  jb 0x187
# b4 at 0x401012, gas 3
#      fc  sub r15, 3
#      100  jb 0x27c
#   cmp dil, 0xa
#      106  cmp dil, 0xa
#   jae short 0x40103b
#      10a  jae 0x187
# b5 at 0x401018, gas 3
#      110  sub r15, 3
#      114  jb 0x290
#   cmp dil, 0xa
#      11a  cmp dil, 0xa
#   jbe short 0x40103b
#      11e  jbe 0x187
# b6 at 0x40101e, gas 3
#      124  sub r15, 3
#      128  jb 0x2a4
#   cmp dil, 0xa
#      12e  cmp dil, 0xa
#   jl short 0x40103b
#      132  jl 0x187
# b7 at 0x401024, gas 3
#      138  sub r15, 3
#      13c  jb 0x2b8
#   cmp dil, 0xa
#      142  cmp dil, 0xa
#   jge short 0x40103b
#      146  jge 0x187
# b8 at 0x40102a, gas 3
#      14c  sub r15, 3
#      150  jb 0x2cc
#   cmp dil, 0xa
#      156  cmp dil, 0xa
#   jle short 0x40103b
#      15a  jle 0x187
# b9 at 0x401030, gas 3
#      160  sub r15, 3
#      164  jb 0x2e0
#   cmp dil, 0x7f
#      16a  cmp dil, 0x7f
#   jle short 0x40103b
#      16e  jle 0x187
# b10 at 0x401036, gas 3
#      174  sub r15, 3
#      178  jb 0x2f4
#   cmp dil, sil
#      17e  cmp dil, sil
#   jl short 0x40103b
#      181  jl 0x187
# b11 at 0x40103b, gas 3
#      187  sub r15, 3
#      18b  jb 0x308
#   ret
#      191  cmp gs:[r14d], r14
#      196  lea r14d, [r14+8]
#      19a  ret
# elsewhere
#      19b  mov rax, [rsp-8]
#      1a0  mov rcx, [rsp-0x10]
#      1a5  jmp 0xc0
#      1aa  mov rax, [rsp-8]
#      1af  mov rcx, [rsp-0x10]
#      1b4  jmp 0xd4
#      1b9  mov rax, [rsp-8]
#      1be  mov rcx, [rsp-0x10]
#      1c3  jmp 0xe8
#      1c8  mov rax, [rsp-8]
#      1cd  mov rcx, [rsp-0x10]
#      1d2  jmp 0xfc
#      1d7  mov rax, [rsp-8]
#      1dc  mov rcx, [rsp-0x10]
#      1e1  jmp 0x110
#      1e6  mov rax, [rsp-8]
#      1eb  mov rcx, [rsp-0x10]
#      1f0  jmp 0x124
#      1f5  mov rax, [rsp-8]
#      1fa  mov rcx, [rsp-0x10]
#      1ff  jmp 0x138
#      204  mov rax, [rsp-8]
#      209  mov rcx, [rsp-0x10]
#      20e  jmp 0x14c
#      213  mov rax, [rsp-8]
#      218  mov rcx, [rsp-0x10]
#      21d  jmp 0x160
#      222  mov rax, [rsp-8]
#      227  mov rcx, [rsp-0x10]
#      22c  jmp 0x174
#      231  mov rax, [rsp-8]
#      236  mov rcx, [rsp-0x10]
#      23b  jmp 0x187
#      240  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      24c  jmp qword ptr gs:[0xffffffffffffff98]
#      254  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      260  jmp qword ptr gs:[0xffffffffffffff98]
#      268  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      274  jmp qword ptr gs:[0xffffffffffffff98]
#      27c  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      288  jmp qword ptr gs:[0xffffffffffffff98]
#      290  mov dword ptr gs:[0xfffffffffffffcd0], 4
#      29c  jmp qword ptr gs:[0xffffffffffffff98]
#      2a4  mov dword ptr gs:[0xfffffffffffffcd0], 5
#      2b0  jmp qword ptr gs:[0xffffffffffffff98]
#      2b8  mov dword ptr gs:[0xfffffffffffffcd0], 6
#      2c4  jmp qword ptr gs:[0xffffffffffffff98]
#      2cc  mov dword ptr gs:[0xfffffffffffffcd0], 7
#      2d8  jmp qword ptr gs:[0xffffffffffffff98]
#      2e0  mov dword ptr gs:[0xfffffffffffffcd0], 8
#      2ec  jmp qword ptr gs:[0xffffffffffffff98]
#      2f4  mov dword ptr gs:[0xfffffffffffffcd0], 9
#      300  jmp qword ptr gs:[0xffffffffffffff98]
#      308  mov dword ptr gs:[0xfffffffffffffcd0], 0xa
#      314  jmp qword ptr gs:[0xffffffffffffff98]

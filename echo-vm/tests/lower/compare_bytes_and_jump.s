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
# b1 at 0x401000, gas 3, charges 6
#      c0  sub r15, 6
#      c4  jb 0x1a0
#   cmp dil, 0xa
#      ca  cmp dil, 0xa
#   je short 0x40103b
#      ce  je 0x187
# b2 at 0x401006, gas 3
#      d4  sub r15, 3
#      d8  jb 0x1b4
#   cmp dil, 0xa
#      de  cmp dil, 0xa
#   jne short 0x40103b
#      e2  jne 0x187
# b3 at 0x40100c, gas 3
#      e8  sub r15, 3
#      ec  jb 0x1c8
#   cmp dil, 0xa
#      f2  cmp dil, 0xa
#   jb short 0x40103b
#      f6  jb 0x187
# b4 at 0x401012, gas 3
#      fc  sub r15, 3
#      100  jb 0x1dc
#   cmp dil, 0xa
#      106  cmp dil, 0xa
#   jae short 0x40103b
#      10a  jae 0x187
# b5 at 0x401018, gas 3
#      110  sub r15, 3
#      114  jb 0x1f0
#   cmp dil, 0xa
#      11a  cmp dil, 0xa
#   jbe short 0x40103b
#      11e  jbe 0x187
# b6 at 0x40101e, gas 3
#      124  sub r15, 3
#      128  jb 0x204
#   cmp dil, 0xa
#      12e  cmp dil, 0xa
#   jl short 0x40103b
#      132  jl 0x187
# b7 at 0x401024, gas 3
#      138  sub r15, 3
#      13c  jb 0x218
#   cmp dil, 0xa
#      142  cmp dil, 0xa
#   jge short 0x40103b
#      146  jge 0x187
# b8 at 0x40102a, gas 3
#      14c  sub r15, 3
#      150  jb 0x22c
#   cmp dil, 0xa
#      156  cmp dil, 0xa
#   jle short 0x40103b
#      15a  jle 0x187
# b9 at 0x401030, gas 3
#      160  sub r15, 3
#      164  jb 0x240
#   cmp dil, 0x7f
#      16a  cmp dil, 0x7f
#   jle short 0x40103b
#      16e  jle 0x187
# b10 at 0x401036, gas 3
#      174  sub r15, 3
#      178  jb 0x254
#   cmp dil, sil
#      17e  cmp dil, sil
#   jl short 0x40103b
#      181  jl 0x187
# b11 at 0x40103b, gas 3, paid already
#   ret
#      187  cmp gs:[r14d], r14
#      18c  lea r14d, [r14+8]
#      190  ret
# elsewhere
#      191  mov rax, [rsp-8]
#      196  mov rcx, [rsp-0x10]
#      19b  jmp 0xc0
#      1a0  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      1ac  jmp qword ptr gs:[0xffffffffffffff98]
#      1b4  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      1c0  jmp qword ptr gs:[0xffffffffffffff98]
#      1c8  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      1d4  jmp qword ptr gs:[0xffffffffffffff98]
#      1dc  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      1e8  jmp qword ptr gs:[0xffffffffffffff98]
#      1f0  mov dword ptr gs:[0xfffffffffffffcd0], 4
#      1fc  jmp qword ptr gs:[0xffffffffffffff98]
#      204  mov dword ptr gs:[0xfffffffffffffcd0], 5
#      210  jmp qword ptr gs:[0xffffffffffffff98]
#      218  mov dword ptr gs:[0xfffffffffffffcd0], 6
#      224  jmp qword ptr gs:[0xffffffffffffff98]
#      22c  mov dword ptr gs:[0xfffffffffffffcd0], 7
#      238  jmp qword ptr gs:[0xffffffffffffff98]
#      240  mov dword ptr gs:[0xfffffffffffffcd0], 8
#      24c  jmp qword ptr gs:[0xffffffffffffff98]
#      254  mov dword ptr gs:[0xfffffffffffffcd0], 9
#      260  jmp qword ptr gs:[0xffffffffffffff98]

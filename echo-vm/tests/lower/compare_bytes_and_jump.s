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
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 6
#      b9  jb 0x186
#   cmp dil, 0xa
#      bf  cmp dil, 0xa
#   je short 0x40103b
#      c3  je 0x17c
# b2 at 0x401006, gas 3
#      c9  sub r15, 3
#      cd  jb 0x19a
#   cmp dil, 0xa
#      d3  cmp dil, 0xa
#   jne short 0x40103b
#      d7  jne 0x17c
# b3 at 0x40100c, gas 3
#      dd  sub r15, 3
#      e1  jb 0x1ae
#   cmp dil, 0xa
#      e7  cmp dil, 0xa
#   jb short 0x40103b
#      eb  jb 0x17c
# b4 at 0x401012, gas 3
#      f1  sub r15, 3
#      f5  jb 0x1c2
#   cmp dil, 0xa
#      fb  cmp dil, 0xa
#   jae short 0x40103b
#      ff  jae 0x17c
# b5 at 0x401018, gas 3
#      105  sub r15, 3
#      109  jb 0x1d6
#   cmp dil, 0xa
#      10f  cmp dil, 0xa
#   jbe short 0x40103b
#      113  jbe 0x17c
# b6 at 0x40101e, gas 3
#      119  sub r15, 3
#      11d  jb 0x1ea
#   cmp dil, 0xa
#      123  cmp dil, 0xa
#   jl short 0x40103b
#      127  jl 0x17c
# b7 at 0x401024, gas 3
#      12d  sub r15, 3
#      131  jb 0x1fe
#   cmp dil, 0xa
#      137  cmp dil, 0xa
#   jge short 0x40103b
#      13b  jge 0x17c
# b8 at 0x40102a, gas 3
#      141  sub r15, 3
#      145  jb 0x212
#   cmp dil, 0xa
#      14b  cmp dil, 0xa
#   jle short 0x40103b
#      14f  jle 0x17c
# b9 at 0x401030, gas 3
#      155  sub r15, 3
#      159  jb 0x226
#   cmp dil, 0x7f
#      15f  cmp dil, 0x7f
#   jle short 0x40103b
#      163  jle 0x17c
# b10 at 0x401036, gas 3
#      169  sub r15, 3
#      16d  jb 0x23a
#   cmp dil, sil
#      173  cmp dil, sil
#   jl short 0x40103b
#      176  jl 0x17c
# b11 at 0x40103b, gas 3, paid already
#   ret
#      17c  cmp gs:[r14d], r14
#      181  lea r14d, [r14+8]
#      185  ret
# elsewhere
#      186  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      192  jmp qword ptr gs:[0xffffffffffffff98]
#      19a  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      1a6  jmp qword ptr gs:[0xffffffffffffff98]
#      1ae  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      1ba  jmp qword ptr gs:[0xffffffffffffff98]
#      1c2  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      1ce  jmp qword ptr gs:[0xffffffffffffff98]
#      1d6  mov dword ptr gs:[0xfffffffffffffcd0], 4
#      1e2  jmp qword ptr gs:[0xffffffffffffff98]
#      1ea  mov dword ptr gs:[0xfffffffffffffcd0], 5
#      1f6  jmp qword ptr gs:[0xffffffffffffff98]
#      1fe  mov dword ptr gs:[0xfffffffffffffcd0], 6
#      20a  jmp qword ptr gs:[0xffffffffffffff98]
#      212  mov dword ptr gs:[0xfffffffffffffcd0], 7
#      21e  jmp qword ptr gs:[0xffffffffffffff98]
#      226  mov dword ptr gs:[0xfffffffffffffcd0], 8
#      232  jmp qword ptr gs:[0xffffffffffffff98]
#      23a  mov dword ptr gs:[0xfffffffffffffcd0], 9
#      246  jmp qword ptr gs:[0xffffffffffffff98]

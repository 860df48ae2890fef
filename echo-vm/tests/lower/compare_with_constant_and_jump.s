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

## jit
# region of 0x401000
# b1 at 0x401000, gas 3, charges 6
#      c0  sub r15, 6
#      c4  jb 0x1c3
#   cmp edi, 0xa
#      ca  cmp edi, 0xa
#   je short 0x401042
#      cd  je 0x1aa
# b2 at 0x401005, gas 3
#      d3  sub r15, 3
#      d7  jb 0x1d7
#   cmp rdi, 0xa
#      dd  cmp rdi, 0xa
#   je short 0x401042
#      e1  je 0x1aa
# b3 at 0x40100b, gas 3
#      e7  sub r15, 3
#      eb  jb 0x1eb
#   cmp edi, 0xa
#      f1  cmp edi, 0xa
#   jne short 0x401042
#      f4  jne 0x1aa
# b4 at 0x401010, gas 3
#      fa  sub r15, 3
#      fe  jb 0x1ff
#   cmp rdi, 0xa
#      104  cmp rdi, 0xa
#   jne short 0x401042
#      108  jne 0x1aa
# b5 at 0x401016, gas 3
#      10e  sub r15, 3
#      112  jb 0x213
#   cmp edi, 0xa
#      118  cmp edi, 0xa
#   jb short 0x401042
#      11b  jb 0x1aa
# b6 at 0x40101b, gas 3
#      121  sub r15, 3
#      125  jb 0x227
#   cmp rdi, 0xa
#      12b  cmp rdi, 0xa
#   jb short 0x401042
#      12f  jb 0x1aa
# b7 at 0x401021, gas 3
#      135  sub r15, 3
#      139  jb 0x23b
#   cmp edi, 0xa
#      13f  cmp edi, 0xa
#   jae short 0x401042
#      142  jae 0x1aa
# b8 at 0x401026, gas 3
#      148  sub r15, 3
#      14c  jb 0x24f
#   cmp rdi, 0xa
#      152  cmp rdi, 0xa
#   jae short 0x401042
#      156  jae 0x1aa
# b9 at 0x40102c, gas 3
#      15c  sub r15, 3
#      160  jb 0x263
#   cmp edi, 0xa
#      166  cmp edi, 0xa
#   jl short 0x401042
#      169  jl 0x1aa
# b10 at 0x401031, gas 3
#      16f  sub r15, 3
#      173  jb 0x277
#   cmp rdi, 0xa
#      179  cmp rdi, 0xa
#   jl short 0x401042
#      17d  jl 0x1aa
# b11 at 0x401037, gas 3
#      183  sub r15, 3
#      187  jb 0x28b
#   cmp edi, 0xa
#      18d  cmp edi, 0xa
#   jge short 0x401042
#      190  jge 0x1aa
# b12 at 0x40103c, gas 3
#      196  sub r15, 3
#      19a  jb 0x29f
#   cmp rdi, 0xa
#      1a0  cmp rdi, 0xa
#   jge short 0x401042
#      1a4  jge 0x1aa
# b13 at 0x401042, gas 3, paid already
#   ret
#      1aa  cmp gs:[r14d], r14
#      1af  lea r14d, [r14+8]
#      1b3  ret
# elsewhere
#      1b4  mov rax, [rsp-8]
#      1b9  mov rcx, [rsp-0x10]
#      1be  jmp 0xc0
#      1c3  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      1cf  jmp qword ptr gs:[0xffffffffffffff98]
#      1d7  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      1e3  jmp qword ptr gs:[0xffffffffffffff98]
#      1eb  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      1f7  jmp qword ptr gs:[0xffffffffffffff98]
#      1ff  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      20b  jmp qword ptr gs:[0xffffffffffffff98]
#      213  mov dword ptr gs:[0xfffffffffffffcd0], 4
#      21f  jmp qword ptr gs:[0xffffffffffffff98]
#      227  mov dword ptr gs:[0xfffffffffffffcd0], 5
#      233  jmp qword ptr gs:[0xffffffffffffff98]
#      23b  mov dword ptr gs:[0xfffffffffffffcd0], 6
#      247  jmp qword ptr gs:[0xffffffffffffff98]
#      24f  mov dword ptr gs:[0xfffffffffffffcd0], 7
#      25b  jmp qword ptr gs:[0xffffffffffffff98]
#      263  mov dword ptr gs:[0xfffffffffffffcd0], 8
#      26f  jmp qword ptr gs:[0xffffffffffffff98]
#      277  mov dword ptr gs:[0xfffffffffffffcd0], 9
#      283  jmp qword ptr gs:[0xffffffffffffff98]
#      28b  mov dword ptr gs:[0xfffffffffffffcd0], 0xa
#      297  jmp qword ptr gs:[0xffffffffffffff98]
#      29f  mov dword ptr gs:[0xfffffffffffffcd0], 0xb
#      2ab  jmp qword ptr gs:[0xffffffffffffff98]

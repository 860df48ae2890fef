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
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 6
#      b9  jb 0x1a9
#   cmp edi, 0xa
#      bf  cmp edi, 0xa
#   je short 0x401042
#      c2  je 0x19f
# b2 at 0x401005, gas 3
#      c8  sub r15, 3
#      cc  jb 0x1bd
#   cmp rdi, 0xa
#      d2  cmp rdi, 0xa
#   je short 0x401042
#      d6  je 0x19f
# b3 at 0x40100b, gas 3
#      dc  sub r15, 3
#      e0  jb 0x1d1
#   cmp edi, 0xa
#      e6  cmp edi, 0xa
#   jne short 0x401042
#      e9  jne 0x19f
# b4 at 0x401010, gas 3
#      ef  sub r15, 3
#      f3  jb 0x1e5
#   cmp rdi, 0xa
#      f9  cmp rdi, 0xa
#   jne short 0x401042
#      fd  jne 0x19f
# b5 at 0x401016, gas 3
#      103  sub r15, 3
#      107  jb 0x1f9
#   cmp edi, 0xa
#      10d  cmp edi, 0xa
#   jb short 0x401042
#      110  jb 0x19f
# b6 at 0x40101b, gas 3
#      116  sub r15, 3
#      11a  jb 0x20d
#   cmp rdi, 0xa
#      120  cmp rdi, 0xa
#   jb short 0x401042
#      124  jb 0x19f
# b7 at 0x401021, gas 3
#      12a  sub r15, 3
#      12e  jb 0x221
#   cmp edi, 0xa
#      134  cmp edi, 0xa
#   jae short 0x401042
#      137  jae 0x19f
# b8 at 0x401026, gas 3
#      13d  sub r15, 3
#      141  jb 0x235
#   cmp rdi, 0xa
#      147  cmp rdi, 0xa
#   jae short 0x401042
#      14b  jae 0x19f
# b9 at 0x40102c, gas 3
#      151  sub r15, 3
#      155  jb 0x249
#   cmp edi, 0xa
#      15b  cmp edi, 0xa
#   jl short 0x401042
#      15e  jl 0x19f
# b10 at 0x401031, gas 3
#      164  sub r15, 3
#      168  jb 0x25d
#   cmp rdi, 0xa
#      16e  cmp rdi, 0xa
#   jl short 0x401042
#      172  jl 0x19f
# b11 at 0x401037, gas 3
#      178  sub r15, 3
#      17c  jb 0x271
#   cmp edi, 0xa
#      182  cmp edi, 0xa
#   jge short 0x401042
#      185  jge 0x19f
# b12 at 0x40103c, gas 3
#      18b  sub r15, 3
#      18f  jb 0x285
#   cmp rdi, 0xa
#      195  cmp rdi, 0xa
#   jge short 0x401042
#      199  jge 0x19f
# b13 at 0x401042, gas 3, paid already
#   ret
#      19f  cmp gs:[r14d], r14
#      1a4  lea r14d, [r14+8]
#      1a8  ret
# elsewhere
#      1a9  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      1b5  jmp qword ptr gs:[0xffffffffffffff98]
#      1bd  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      1c9  jmp qword ptr gs:[0xffffffffffffff98]
#      1d1  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      1dd  jmp qword ptr gs:[0xffffffffffffff98]
#      1e5  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      1f1  jmp qword ptr gs:[0xffffffffffffff98]
#      1f9  mov dword ptr gs:[0xfffffffffffffcd0], 4
#      205  jmp qword ptr gs:[0xffffffffffffff98]
#      20d  mov dword ptr gs:[0xfffffffffffffcd0], 5
#      219  jmp qword ptr gs:[0xffffffffffffff98]
#      221  mov dword ptr gs:[0xfffffffffffffcd0], 6
#      22d  jmp qword ptr gs:[0xffffffffffffff98]
#      235  mov dword ptr gs:[0xfffffffffffffcd0], 7
#      241  jmp qword ptr gs:[0xffffffffffffff98]
#      249  mov dword ptr gs:[0xfffffffffffffcd0], 8
#      255  jmp qword ptr gs:[0xffffffffffffff98]
#      25d  mov dword ptr gs:[0xfffffffffffffcd0], 9
#      269  jmp qword ptr gs:[0xffffffffffffff98]
#      271  mov dword ptr gs:[0xfffffffffffffcd0], 0xa
#      27d  jmp qword ptr gs:[0xffffffffffffff98]
#      285  mov dword ptr gs:[0xfffffffffffffcd0], 0xb
#      291  jmp qword ptr gs:[0xffffffffffffff98]

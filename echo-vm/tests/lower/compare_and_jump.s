# A comparison and the jump on its answer are one operation, here of registers. Behind each the next block is decoded
# along, so that not taken it goes on with the word behind it.
    .intel_syntax noprefix
    .globl __apply
__apply:
    cmp edi, esi
    je 9f
    cmp rdi, rsi
    je 9f
    cmp edi, esi
    jne 9f
    cmp rdi, rsi
    jne 9f
    cmp edi, esi
    jb 9f
    cmp rdi, rsi
    jb 9f
    cmp edi, esi
    jae 9f
    cmp rdi, rsi
    jae 9f
    cmp edi, esi
    jl 9f
    cmp rdi, rsi
    jl 9f
    cmp edi, esi
    jge 9f
    cmp rdi, rsi
    jge 9f
9:  ret

## interpreter
# b1 at 0x401000, gas 3
#   1  cmp edi, esi                       flags: truth value of e
#   2  je short 0x401036                  asks the truth value
#        JumpEqual32RR  a: Rdi, b: Rsi, taken: b13
# b2 at 0x401004, gas 3
#   1  cmp rdi, rsi                       flags: truth value of e
#   2  je short 0x401036                  asks the truth value
#        JumpEqual64RR  a: Rdi, b: Rsi, taken: b13
# b3 at 0x401009, gas 3
#   1  cmp edi, esi                       flags: truth value of e
#   2  jne short 0x401036                 asks the opposite of the truth value
#        JumpNotEqual32RR  a: Rdi, b: Rsi, taken: b13
# b4 at 0x40100d, gas 3
#   1  cmp rdi, rsi                       flags: truth value of e
#   2  jne short 0x401036                 asks the opposite of the truth value
#        JumpNotEqual64RR  a: Rdi, b: Rsi, taken: b13
# b5 at 0x401012, gas 3
#   1  cmp edi, esi                       flags: truth value of b
#   2  jb short 0x401036                  asks the truth value
#        JumpBelow32RR  a: Rdi, b: Rsi, taken: b13
# b6 at 0x401016, gas 3
#   1  cmp rdi, rsi                       flags: truth value of b
#   2  jb short 0x401036                  asks the truth value
#        JumpBelow64RR  a: Rdi, b: Rsi, taken: b13
# b7 at 0x40101b, gas 3
#   1  cmp edi, esi                       flags: truth value of b
#   2  jae short 0x401036                 asks the opposite of the truth value
#        JumpNotBelow32RR  a: Rdi, b: Rsi, taken: b13
# b8 at 0x40101f, gas 3
#   1  cmp rdi, rsi                       flags: truth value of b
#   2  jae short 0x401036                 asks the opposite of the truth value
#        JumpNotBelow64RR  a: Rdi, b: Rsi, taken: b13
# b9 at 0x401024, gas 3
#   1  cmp edi, esi                       flags: truth value of l
#   2  jl short 0x401036                  asks the truth value
#        JumpLess32RR  a: Rdi, b: Rsi, taken: b13
# b10 at 0x401028, gas 3
#   1  cmp rdi, rsi                       flags: truth value of l
#   2  jl short 0x401036                  asks the truth value
#        JumpLess64RR  a: Rdi, b: Rsi, taken: b13
# b11 at 0x40102d, gas 3
#   1  cmp edi, esi                       flags: truth value of l
#   2  jge short 0x401036                 asks the opposite of the truth value
#        JumpNotLess32RR  a: Rdi, b: Rsi, taken: b13
# b12 at 0x401031, gas 3
#   1  cmp rdi, rsi                       flags: truth value of l
#   2  jge short 0x401036                 asks the opposite of the truth value
#        JumpNotLess64RR  a: Rdi, b: Rsi, taken: b13
# b13 at 0x401036, gas 3
#   3  ret
#        Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 3, charges 6
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 6
#      b9  jb 0x19d
#   cmp edi, esi
#      bf  cmp edi, esi
#   je short 0x401036
#      c1  je 0x193
# b2 at 0x401004, gas 3
#      c7  sub r15, 3
#      cb  jb 0x1b1
#   cmp rdi, rsi
#      d1  cmp rdi, rsi
#   je short 0x401036
#      d4  je 0x193
# b3 at 0x401009, gas 3
#      da  sub r15, 3
#      de  jb 0x1c5
#   cmp edi, esi
#      e4  cmp edi, esi
#   jne short 0x401036
#      e6  jne 0x193
# b4 at 0x40100d, gas 3
#      ec  sub r15, 3
#      f0  jb 0x1d9
#   cmp rdi, rsi
#      f6  cmp rdi, rsi
#   jne short 0x401036
#      f9  jne 0x193
# b5 at 0x401012, gas 3
#      ff  sub r15, 3
#      103  jb 0x1ed
#   cmp edi, esi
#      109  cmp edi, esi
#   jb short 0x401036
#      10b  jb 0x193
# b6 at 0x401016, gas 3
#      111  sub r15, 3
#      115  jb 0x201
#   cmp rdi, rsi
#      11b  cmp rdi, rsi
#   jb short 0x401036
#      11e  jb 0x193
# b7 at 0x40101b, gas 3
#      124  sub r15, 3
#      128  jb 0x215
#   cmp edi, esi
#      12e  cmp edi, esi
#   jae short 0x401036
#      130  jae 0x193
# b8 at 0x40101f, gas 3
#      136  sub r15, 3
#      13a  jb 0x229
#   cmp rdi, rsi
#      140  cmp rdi, rsi
#   jae short 0x401036
#      143  jae 0x193
# b9 at 0x401024, gas 3
#      149  sub r15, 3
#      14d  jb 0x23d
#   cmp edi, esi
#      153  cmp edi, esi
#   jl short 0x401036
#      155  jl 0x193
# b10 at 0x401028, gas 3
#      15b  sub r15, 3
#      15f  jb 0x251
#   cmp rdi, rsi
#      165  cmp rdi, rsi
#   jl short 0x401036
#      168  jl 0x193
# b11 at 0x40102d, gas 3
#      16e  sub r15, 3
#      172  jb 0x265
#   cmp edi, esi
#      178  cmp edi, esi
#   jge short 0x401036
#      17a  jge 0x193
# b12 at 0x401031, gas 3
#      180  sub r15, 3
#      184  jb 0x279
#   cmp rdi, rsi
#      18a  cmp rdi, rsi
#   jge short 0x401036
#      18d  jge 0x193
# b13 at 0x401036, gas 3, paid already
#   ret
#      193  cmp gs:[r14d], r14
#      198  lea r14d, [r14+8]
#      19c  ret
# elsewhere
#      19d  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      1a9  jmp qword ptr gs:[0xffffffffffffff98]
#      1b1  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      1bd  jmp qword ptr gs:[0xffffffffffffff98]
#      1c5  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      1d1  jmp qword ptr gs:[0xffffffffffffff98]
#      1d9  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      1e5  jmp qword ptr gs:[0xffffffffffffff98]
#      1ed  mov dword ptr gs:[0xfffffffffffffcd0], 4
#      1f9  jmp qword ptr gs:[0xffffffffffffff98]
#      201  mov dword ptr gs:[0xfffffffffffffcd0], 5
#      20d  jmp qword ptr gs:[0xffffffffffffff98]
#      215  mov dword ptr gs:[0xfffffffffffffcd0], 6
#      221  jmp qword ptr gs:[0xffffffffffffff98]
#      229  mov dword ptr gs:[0xfffffffffffffcd0], 7
#      235  jmp qword ptr gs:[0xffffffffffffff98]
#      23d  mov dword ptr gs:[0xfffffffffffffcd0], 8
#      249  jmp qword ptr gs:[0xffffffffffffff98]
#      251  mov dword ptr gs:[0xfffffffffffffcd0], 9
#      25d  jmp qword ptr gs:[0xffffffffffffff98]
#      265  mov dword ptr gs:[0xfffffffffffffcd0], 0xa
#      271  jmp qword ptr gs:[0xffffffffffffff98]
#      279  mov dword ptr gs:[0xfffffffffffffcd0], 0xb
#      285  jmp qword ptr gs:[0xffffffffffffff98]

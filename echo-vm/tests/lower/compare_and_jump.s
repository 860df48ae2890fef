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
# b1 at 0x401000, gas 3
#      c0  sub r15, 3
#      c4  jb 0x275
#   cmp edi, esi
#      ca  cmp edi, esi
#   je short 0x401036
#      cc  je 0x19e
# b2 at 0x401004, gas 3
#      d2  sub r15, 3
#      d6  jb 0x289
#   cmp rdi, rsi
#      dc  cmp rdi, rsi
#   je short 0x401036
#      df  je 0x19e
# b3 at 0x401009, gas 3
#      e5  sub r15, 3
#      e9  jb 0x29d
#   cmp edi, esi
#      ef  cmp edi, esi
#   jne short 0x401036
#      f1  jne 0x19e
# b4 at 0x40100d, gas 3
#      f7  sub r15, 3
#      fb  jb 0x2b1
#   cmp rdi, rsi
#      101  cmp rdi, rsi
#   jne short 0x401036
#      104  jne 0x19e
# b5 at 0x401012, gas 3
#      10a  sub r15, 3
#      10e  jb 0x2c5
#   cmp edi, esi
#      114  cmp edi, esi
#   jb short 0x401036
#      116  jb 0x19e
# b6 at 0x401016, gas 3
#      11c  sub r15, 3
#      120  jb 0x2d9
#   cmp rdi, rsi
#      126  cmp rdi, rsi
#   jb short 0x401036
#      129  jb 0x19e
# b7 at 0x40101b, gas 3
#      12f  sub r15, 3
#      133  jb 0x2ed
#   cmp edi, esi
#      139  cmp edi, esi
#   jae short 0x401036
#      13b  jae 0x19e
# b8 at 0x40101f, gas 3
#      141  sub r15, 3
#      145  jb 0x301
#   cmp rdi, rsi
#      14b  cmp rdi, rsi
#   jae short 0x401036
#      14e  jae 0x19e
# b9 at 0x401024, gas 3
#      154  sub r15, 3
#      158  jb 0x315
#   cmp edi, esi
#      15e  cmp edi, esi
#   jl short 0x401036
#      160  jl 0x19e
# b10 at 0x401028, gas 3
#      166  sub r15, 3
#      16a  jb 0x329
#   cmp rdi, rsi
#      170  cmp rdi, rsi
#   jl short 0x401036
#      173  jl 0x19e
# b11 at 0x40102d, gas 3
#      179  sub r15, 3
#      17d  jb 0x33d
#   cmp edi, esi
#      183  cmp edi, esi
#   jge short 0x401036
#      185  jge 0x19e
# b12 at 0x401031, gas 3
#      18b  sub r15, 3
#      18f  jb 0x351
#   cmp rdi, rsi
#      195  cmp rdi, rsi
#   jge short 0x401036
#      198  jge 0x19e
# b13 at 0x401036, gas 3
#      19e  sub r15, 3
#      1a2  jb 0x365
#   ret
#      1a8  cmp gs:[r14d], r14
#      1ad  lea r14d, [r14+8]
#      1b1  ret
# elsewhere
#      1b2  mov rax, [rsp-8]
#      1b7  mov rcx, [rsp-0x10]
#      1bc  jmp 0xc0
#      1c1  mov rax, [rsp-8]
#      1c6  mov rcx, [rsp-0x10]
#      1cb  jmp 0xd2
#      1d0  mov rax, [rsp-8]
#      1d5  mov rcx, [rsp-0x10]
#      1da  jmp 0xe5
#      1df  mov rax, [rsp-8]
#      1e4  mov rcx, [rsp-0x10]
#      1e9  jmp 0xf7
#      1ee  mov rax, [rsp-8]
#      1f3  mov rcx, [rsp-0x10]
#      1f8  jmp 0x10a
#      1fd  mov rax, [rsp-8]
#      202  mov rcx, [rsp-0x10]
#      207  jmp 0x11c
#      20c  mov rax, [rsp-8]
#      211  mov rcx, [rsp-0x10]
#      216  jmp 0x12f
#      21b  mov rax, [rsp-8]
#      220  mov rcx, [rsp-0x10]
#      225  jmp 0x141
#      22a  mov rax, [rsp-8]
#      22f  mov rcx, [rsp-0x10]
#      234  jmp 0x154
#      239  mov rax, [rsp-8]
#      23e  mov rcx, [rsp-0x10]
#      243  jmp 0x166
#      248  mov rax, [rsp-8]
#      24d  mov rcx, [rsp-0x10]
#      252  jmp 0x179
#      257  mov rax, [rsp-8]
#      25c  mov rcx, [rsp-0x10]
#      261  jmp 0x18b
#      266  mov rax, [rsp-8]
#      26b  mov rcx, [rsp-0x10]
#      270  jmp 0x19e
#      275  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      281  jmp qword ptr gs:[0xffffffffffffff98]
#      289  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      295  jmp qword ptr gs:[0xffffffffffffff98]
#      29d  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      2a9  jmp qword ptr gs:[0xffffffffffffff98]
#      2b1  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      2bd  jmp qword ptr gs:[0xffffffffffffff98]
#      2c5  mov dword ptr gs:[0xfffffffffffffcd0], 4
#      2d1  jmp qword ptr gs:[0xffffffffffffff98]
#      2d9  mov dword ptr gs:[0xfffffffffffffcd0], 5
#      2e5  jmp qword ptr gs:[0xffffffffffffff98]
#      2ed  mov dword ptr gs:[0xfffffffffffffcd0], 6
#      2f9  jmp qword ptr gs:[0xffffffffffffff98]
#      301  mov dword ptr gs:[0xfffffffffffffcd0], 7
#      30d  jmp qword ptr gs:[0xffffffffffffff98]
#      315  mov dword ptr gs:[0xfffffffffffffcd0], 8
#      321  jmp qword ptr gs:[0xffffffffffffff98]
#      329  mov dword ptr gs:[0xfffffffffffffcd0], 9
#      335  jmp qword ptr gs:[0xffffffffffffff98]
#      33d  mov dword ptr gs:[0xfffffffffffffcd0], 0xa
#      349  jmp qword ptr gs:[0xffffffffffffff98]
#      351  mov dword ptr gs:[0xfffffffffffffcd0], 0xb
#      35d  jmp qword ptr gs:[0xffffffffffffff98]
#      365  mov dword ptr gs:[0xfffffffffffffcd0], 0xc
#      371  jmp qword ptr gs:[0xffffffffffffff98]

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
#      c0  sub r15, 6
#      c4  jb 0x1b7
#   cmp edi, esi
#      ca  cmp edi, esi
#   je short 0x401036
#      cc  je 0x19e
# b2 at 0x401004, gas 3
#      d2  sub r15, 3
#      d6  jb 0x1cb
#   cmp rdi, rsi
#      dc  cmp rdi, rsi
#   je short 0x401036
#      df  je 0x19e
# b3 at 0x401009, gas 3
#      e5  sub r15, 3
#      e9  jb 0x1df
#   cmp edi, esi
#      ef  cmp edi, esi
#   jne short 0x401036
#      f1  jne 0x19e
# b4 at 0x40100d, gas 3
#      f7  sub r15, 3
#      fb  jb 0x1f3
#   cmp rdi, rsi
#      101  cmp rdi, rsi
#   jne short 0x401036
#      104  jne 0x19e
# b5 at 0x401012, gas 3
#      10a  sub r15, 3
#      10e  jb 0x207
#   cmp edi, esi
#      114  cmp edi, esi
#   jb short 0x401036
#      116  jb 0x19e
# b6 at 0x401016, gas 3
#      11c  sub r15, 3
#      120  jb 0x21b
#   cmp rdi, rsi
#      126  cmp rdi, rsi
#   jb short 0x401036
#      129  jb 0x19e
# b7 at 0x40101b, gas 3
#      12f  sub r15, 3
#      133  jb 0x22f
#   cmp edi, esi
#      139  cmp edi, esi
#   jae short 0x401036
#      13b  jae 0x19e
# b8 at 0x40101f, gas 3
#      141  sub r15, 3
#      145  jb 0x243
#   cmp rdi, rsi
#      14b  cmp rdi, rsi
#   jae short 0x401036
#      14e  jae 0x19e
# b9 at 0x401024, gas 3
#      154  sub r15, 3
#      158  jb 0x257
#   cmp edi, esi
#      15e  cmp edi, esi
#   jl short 0x401036
#      160  jl 0x19e
# b10 at 0x401028, gas 3
#      166  sub r15, 3
#      16a  jb 0x26b
#   cmp rdi, rsi
#      170  cmp rdi, rsi
#   jl short 0x401036
#      173  jl 0x19e
# b11 at 0x40102d, gas 3
#      179  sub r15, 3
#      17d  jb 0x27f
#   cmp edi, esi
#      183  cmp edi, esi
#   jge short 0x401036
#      185  jge 0x19e
# b12 at 0x401031, gas 3
#      18b  sub r15, 3
#      18f  jb 0x293
#   cmp rdi, rsi
#      195  cmp rdi, rsi
#   jge short 0x401036
#      198  jge 0x19e
# b13 at 0x401036, gas 3, paid already
#   ret
#      19e  cmp gs:[r14d], r14
#      1a3  lea r14d, [r14+8]
#      1a7  ret
# elsewhere
#      1a8  mov rax, [rsp-8]
#      1ad  mov rcx, [rsp-0x10]
#      1b2  jmp 0xc0
#      1b7  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      1c3  jmp qword ptr gs:[0xffffffffffffff98]
#      1cb  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      1d7  jmp qword ptr gs:[0xffffffffffffff98]
#      1df  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      1eb  jmp qword ptr gs:[0xffffffffffffff98]
#      1f3  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      1ff  jmp qword ptr gs:[0xffffffffffffff98]
#      207  mov dword ptr gs:[0xfffffffffffffcd0], 4
#      213  jmp qword ptr gs:[0xffffffffffffff98]
#      21b  mov dword ptr gs:[0xfffffffffffffcd0], 5
#      227  jmp qword ptr gs:[0xffffffffffffff98]
#      22f  mov dword ptr gs:[0xfffffffffffffcd0], 6
#      23b  jmp qword ptr gs:[0xffffffffffffff98]
#      243  mov dword ptr gs:[0xfffffffffffffcd0], 7
#      24f  jmp qword ptr gs:[0xffffffffffffff98]
#      257  mov dword ptr gs:[0xfffffffffffffcd0], 8
#      263  jmp qword ptr gs:[0xffffffffffffff98]
#      26b  mov dword ptr gs:[0xfffffffffffffcd0], 9
#      277  jmp qword ptr gs:[0xffffffffffffff98]
#      27f  mov dword ptr gs:[0xfffffffffffffcd0], 0xa
#      28b  jmp qword ptr gs:[0xffffffffffffff98]
#      293  mov dword ptr gs:[0xfffffffffffffcd0], 0xb
#      29f  jmp qword ptr gs:[0xffffffffffffff98]

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

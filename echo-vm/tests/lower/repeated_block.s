# A trace goes on over a few blocks that are known already rather than jump to them: the second trace repeats a
# block that the first has.
    .intel_syntax noprefix
    .globl __apply
__apply:
    test edi, edi
    je then_other
1:  inc eax
    cmp eax, 10
    jne 1b
    ret
then_other:
    mov eax, 5
    cmp esi, 3
    jne 1b
    jmp 1b

## interpreter
# b1 at 0x401000, gas 3
#   1  test edi, edi                      flags: truth value of e
#   2  je short 0x40100c                  asks the truth value
#        JumpEqual32RI  a: Rdi, imm: 0, taken: b4
# b2 at 0x401004, gas 4
#   1  inc eax                            flags: dead
#        Add32RI  dst: Rax, a: Rax, imm: 1
#   1  cmp eax, 0xa                       flags: truth value of e
#   2  jne short 0x401004                 asks the opposite of the truth value
#        JumpNotEqual32RI  a: Rax, imm: 10, taken: b2  <- Rax
# b3 at 0x40100b, gas 3
#   3  ret
#        Ret  release: 0
# b4 at 0x40100c, gas 0
#        Stub  addr: 0x40100c, site: b1
# b1 now leads to b5
# b5 at 0x40100c, gas 4
#   1  mov eax, 5
#        MovI  dst: Rax, imm: 5
#   1  cmp esi, 3                         flags: truth value of e
#   2  jne short 0x401004                 asks the opposite of the truth value
#        JumpNotEqual32RI  a: Rsi, imm: 3, taken: b2
# b6 at 0x401016, gas 6
#   2  jmp short 0x401004
#   1  inc eax                            flags: dead
#        Add32RI  dst: Rax, a: Rax, imm: 1
#   1  cmp eax, 0xa                       flags: truth value of e
#   2  jne short 0x401004                 asks the opposite of the truth value
#        JumpNotEqual32RI  a: Rax, imm: 10, taken: b2  <- Rax
# b7 at 0x40100b, gas 3
#   3  ret
#        Ret  release: 0

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

## jit
# region of 0x401000
# b1 at 0x401000, gas 3
#      c0  sub r15, 3
#      c4  jb 0x140
#   test edi, edi
#      ca  test edi, edi
#   je short 0x40100c
#      cc  je 0xfb
# b2 at 0x401004, gas 4
#      d2  sub r15, 4
#      d6  jb 0x154
#   inc eax
#      dc  inc eax
#   cmp eax, 0xa
#      de  cmp eax, 0xa
#   jne short 0x401004
#      e1  jne 0xd2
# b3 at 0x40100b, gas 3
#      e7  sub r15, 3
#      eb  jb 0x168
#   ret
#      f1  cmp gs:[r14d], r14
#      f6  lea r14d, [r14+8]
#      fa  ret
# b4 at 0x40100c, gas 4
#      fb  sub r15, 4
#      ff  jb 0x17c
#   mov eax, 5
#      105  mov eax, 5
#   cmp esi, 3
#      10a  cmp esi, 3
#   jne short 0x401004
#      10d  jne 0xd2
# b5 at 0x401016, gas 2
#      113  sub r15, 2
#      117  jb 0x190
#   jmp short 0x401004
#      11d  jmp 0xd2
# elsewhere
#      122  mov rax, [rsp-8]
#      127  mov rcx, [rsp-0x10]
#      12c  jmp 0xc0
#      131  mov rax, [rsp-8]
#      136  mov rcx, [rsp-0x10]
#      13b  jmp 0xd2
#      140  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      14c  jmp qword ptr gs:[0xffffffffffffff98]
#      154  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      160  jmp qword ptr gs:[0xffffffffffffff98]
#      168  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      174  jmp qword ptr gs:[0xffffffffffffff98]
#      17c  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      188  jmp qword ptr gs:[0xffffffffffffff98]
#      190  mov dword ptr gs:[0xfffffffffffffcd0], 4
#      19c  jmp qword ptr gs:[0xffffffffffffff98]
# region of 0x40100c
# b1 at 0x40100c, gas 4, charges 6
#      1a4  sub r15, 6
#      1a8  jb 0x1f4
#   mov eax, 5
#      1ae  mov eax, 5
#   cmp esi, 3
#      1b3  cmp esi, 3
#   jne short 0x401004
#      1b6  jne 0x1d1
# b2 at 0x401016, gas 2, paid already
#   jmp short 0x401004
#      1bc  jmp qword ptr [0xfffffffffffef000]
# elsewhere
#      1c2  mov rax, [rsp-8]
#      1c7  mov rcx, [rsp-0x10]
#      1cc  jmp 0x1a4
#      1d1  lea r15, [r15+2]
#      1d5  jmp 0x1da
#      1da  jmp qword ptr [0xfffffffffffef000]
#      1e0  mov dword ptr gs:[0xfffffffffffffcd0], 6
#      1ec  jmp qword ptr gs:[0xffffffffffffff98]
#      1f4  mov dword ptr gs:[0xfffffffffffffcd0], 5
#      200  jmp qword ptr gs:[0xffffffffffffff98]

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
# b1 at 0x401000, gas 3, charges 7
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 7
#      b9  jb 0x11b
#   test edi, edi
#      bf  test edi, edi
#   je short 0x40100c
#      c1  je 0xf4
#      c7  lea r15, [r15+4]
# b2 at 0x401004, gas 4
#      cb  sub r15, 4
#      cf  jb 0x12f
#   inc eax
#      d5  inc eax
#   cmp eax, 0xa
#      d7  cmp eax, 0xa
#   jne short 0x401004
#      da  jne 0xcb
# b3 at 0x40100b, gas 3
#      e0  sub r15, 3
#      e4  jb 0x143
#   ret
#      ea  cmp gs:[r14d], r14
#      ef  lea r14d, [r14+8]
#      f3  ret
# b4 at 0x40100c, gas 4, paid already
#   mov eax, 5
#      f4  mov eax, 5
#   cmp esi, 3
#      f9  cmp esi, 3
#   jne short 0x401004
#      fc  jne 0xcb
# b5 at 0x401016, gas 2
#      102  sub r15, 2
#      106  jb 0x157
#   jmp short 0x401004
#      10c  jmp 0xcb
# elsewhere
#      111  mov rax, [rsp-8]
#      116  jmp 0xcb
#      11b  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      127  jmp qword ptr gs:[0xffffffffffffff98]
#      12f  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      13b  jmp qword ptr gs:[0xffffffffffffff98]
#      143  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      14f  jmp qword ptr gs:[0xffffffffffffff98]
#      157  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      163  jmp qword ptr gs:[0xffffffffffffff98]
# region of 0x40100c
# b1 at 0x40100c, gas 4, charges 6
#      16b  mov rax, [rsp-8]
#      170  sub r15, 6
#      174  jb 0x1b1
#   mov eax, 5
#      17a  mov eax, 5
#   cmp esi, 3
#      17f  cmp esi, 3
#   jne short 0x401004
#      182  jne 0x18e
# b2 at 0x401016, gas 2, paid already
#   jmp short 0x401004
#      188  jmp qword ptr [0xfffffffffffef000]
# elsewhere
#      18e  lea r15, [r15+2]
#      192  jmp 0x197
#      197  jmp qword ptr [0xfffffffffffef000]
#      19d  mov dword ptr gs:[0xfffffffffffffcd0], 5
#      1a9  jmp qword ptr gs:[0xffffffffffffff98]
#      1b1  mov dword ptr gs:[0xfffffffffffffcd0], 4
#      1bd  jmp qword ptr gs:[0xffffffffffffff98]

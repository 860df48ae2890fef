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
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 3
#      b9  jb 0x15a
#   test edi, edi
#      bf  test edi, edi
#   je short 0x40100c
#      c1  je 0x129
#      c7  nop ax
#      cb  nop ax
#      cf  nop ax
#      d3  nop ax
#      d7  nop ax
#      db  nop ax
#      df  nop ax
#      e3  nop ax
#      e7  nop ax
#      eb  nop ax
#      ef  nop ax
#      f3  nop ax
#      f7  nop ax
#      fb  nop ax
#      ff  nop
# b2 at 0x401004, gas 4
#      100  sub r15, 4
#      104  jb 0x16e
#   inc eax
#      10a  inc eax
#   cmp eax, 0xa
#      10c  cmp eax, 0xa
#   jne short 0x401004
#      10f  jne 0x100
# b3 at 0x40100b, gas 3
#      115  sub r15, 3
#      119  jb 0x182
#   ret
#      11f  cmp gs:[r14d], r14
#      124  lea r14d, [r14+8]
#      128  ret
# b4 at 0x40100c, gas 4
#      129  sub r15, 4
#      12d  jb 0x196
#   mov eax, 5
#      133  mov eax, 5
#   cmp esi, 3
#      138  cmp esi, 3
#   jne short 0x401004
#      13b  jne 0x100
# b5 at 0x401016, gas 2
#      141  sub r15, 2
#      145  jb 0x1aa
#   jmp short 0x401004
#      14b  jmp 0x100
# elsewhere
#      150  mov rax, [rsp-8]
#      155  jmp 0x100
#      15a  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      166  jmp qword ptr gs:[0xffffffffffffff98]
#      16e  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      17a  jmp qword ptr gs:[0xffffffffffffff98]
#      182  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      18e  jmp qword ptr gs:[0xffffffffffffff98]
#      196  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      1a2  jmp qword ptr gs:[0xffffffffffffff98]
#      1aa  mov dword ptr gs:[0xfffffffffffffcd0], 4
#      1b6  jmp qword ptr gs:[0xffffffffffffff98]
# region of 0x40100c
# b1 at 0x40100c, gas 4, charges 6
#      1be  mov rax, [rsp-8]
#      1c3  sub r15, 6
#      1c7  jb 0x204
#   mov eax, 5
#      1cd  mov eax, 5
#   cmp esi, 3
#      1d2  cmp esi, 3
#   jne short 0x401004
#      1d5  jne 0x1e1
# b2 at 0x401016, gas 2, paid already
#   jmp short 0x401004
#      1db  jmp qword ptr [0xfffffffffffef000]
# elsewhere
#      1e1  lea r15, [r15+2]
#      1e5  jmp 0x1ea
#      1ea  jmp qword ptr [0xfffffffffffef000]
#      1f0  mov dword ptr gs:[0xfffffffffffffcd0], 6
#      1fc  jmp qword ptr gs:[0xffffffffffffff98]
#      204  mov dword ptr gs:[0xfffffffffffffcd0], 5
#      210  jmp qword ptr gs:[0xffffffffffffff98]

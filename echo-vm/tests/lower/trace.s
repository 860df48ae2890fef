# Behind a conditional jump the next block is decoded along, so that not taken it goes on with the word behind
# it. The taken way leads to a stub as long as nothing was decoded there.
    .intel_syntax noprefix
    .globl __apply
__apply:
    cmp edi, 1
    je 1f
    cmp edi, 2
    je 1f
    mov eax, 3
    ret
1:  xor eax, eax
    ret

## interpreter
# b1 at 0x401000, gas 3
#   1  cmp edi, 1                         flags: truth value of e
#   2  je short 0x401010                  asks the truth value
#        JumpEqual32RI  a: Rdi, imm: 1, taken: b4
# b2 at 0x401005, gas 3
#   1  cmp edi, 2                         flags: truth value of e
#   2  je short 0x401010                  asks the truth value
#        JumpEqual32RI  a: Rdi, imm: 2, taken: b5
# b3 at 0x40100a, gas 4
#   1  mov eax, 3
#        MovI  dst: Rax, imm: 3
#   3  ret
#      + Ret  release: 0
# b4 at 0x401010, gas 0
#        Stub  addr: 0x401010, site: b1
# b5 at 0x401010, gas 0
#        Stub  addr: 0x401010, site: b2

## jit
# region of 0x401000
# b1 at 0x401000, gas 3
#      c0  sub r15, 3
#      c4  jb 0x151
#   cmp edi, 1
#      ca  cmp edi, 1
#   je short 0x401010
#      cd  je 0xff
# b2 at 0x401005, gas 3
#      d3  sub r15, 3
#      d7  jb 0x165
#   cmp edi, 2
#      dd  cmp edi, 2
#   je short 0x401010
#      e0  je 0xff
# b3 at 0x40100a, gas 4
#      e6  sub r15, 4
#      ea  jb 0x179
#   mov eax, 3
#      f0  mov eax, 3
#   ret
#      f5  cmp gs:[r14d], r14
#      fa  lea r14d, [r14+8]
#      fe  ret
# b4 at 0x401010, gas 4
#      ff  sub r15, 4
#      103  jb 0x18d
#   xor eax, eax
#      109  xor eax, eax
#   ret
#      10b  cmp gs:[r14d], r14
#      110  lea r14d, [r14+8]
#      114  ret
# elsewhere
#      115  mov rax, [rsp-8]
#      11a  mov rcx, [rsp-0x10]
#      11f  jmp 0xc0
#      124  mov rax, [rsp-8]
#      129  mov rcx, [rsp-0x10]
#      12e  jmp 0xd3
#      133  mov rax, [rsp-8]
#      138  mov rcx, [rsp-0x10]
#      13d  jmp 0xe6
#      142  mov rax, [rsp-8]
#      147  mov rcx, [rsp-0x10]
#      14c  jmp 0xff
#      151  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      15d  jmp qword ptr gs:[0xffffffffffffff98]
#      165  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      171  jmp qword ptr gs:[0xffffffffffffff98]
#      179  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      185  jmp qword ptr gs:[0xffffffffffffff98]
#      18d  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      199  jmp qword ptr gs:[0xffffffffffffff98]

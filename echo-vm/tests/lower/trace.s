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
# b1 at 0x401000, gas 3, charges 7
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 7
#      b9  jb 0xf6
#   cmp edi, 1
#      bf  cmp edi, 1
#   je short 0x401010
#      c2  je 0xea
# b2 at 0x401005, gas 3
#      c8  sub r15, 3
#      cc  jb 0x10a
#   cmp edi, 2
#      d2  cmp edi, 2
#   je short 0x401010
#      d5  je 0xea
# b3 at 0x40100a, gas 4, paid already
#   mov eax, 3
#      db  mov eax, 3
#   ret
#      e0  cmp gs:[r14d], r14
#      e5  lea r14d, [r14+8]
#      e9  ret
# b4 at 0x401010, gas 4, paid already
#   xor eax, eax
#      ea  xor eax, eax
#   ret
#      ec  cmp gs:[r14d], r14
#      f1  lea r14d, [r14+8]
#      f5  ret
# elsewhere
#      f6  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      102  jmp qword ptr gs:[0xffffffffffffff98]
#      10a  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      116  jmp qword ptr gs:[0xffffffffffffff98]

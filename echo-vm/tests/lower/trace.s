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
#      c0  sub r15, 7
#      c4  jb 0x110
#   cmp edi, 1
#      ca  cmp edi, 1
#   je short 0x401010
#      cd  je 0xf5
# b2 at 0x401005, gas 3
#      d3  sub r15, 3
#      d7  jb 0x124
#   cmp edi, 2
#      dd  cmp edi, 2
#   je short 0x401010
#      e0  je 0xf5
# b3 at 0x40100a, gas 4, paid already
#   mov eax, 3
#      e6  mov eax, 3
#   ret
#      eb  cmp gs:[r14d], r14
#      f0  lea r14d, [r14+8]
#      f4  ret
# b4 at 0x401010, gas 4, paid already
#   xor eax, eax
#      f5  xor eax, eax
#   ret
#      f7  cmp gs:[r14d], r14
#      fc  lea r14d, [r14+8]
#      100  ret
# elsewhere
#      101  mov rax, [rsp-8]
#      106  mov rcx, [rsp-0x10]
#      10b  jmp 0xc0
#      110  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      11c  jmp qword ptr gs:[0xffffffffffffff98]
#      124  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      130  jmp qword ptr gs:[0xffffffffffffff98]

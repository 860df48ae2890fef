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

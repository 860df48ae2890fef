# What is read behind the end of a block counts: the jump falls through to a reader of carry, so that the comparison
# computes its flags although the jump alone asks one question. Where both ways begin by overwriting them, the jump's
# question is the only one.
    .intel_syntax noprefix
    .globl __apply
__apply:
    cmp edi, esi
    je 1f
    setb al
1:  cmp edi, 3
    jne 2f
    xor eax, eax
    ret
2:  xor edx, edx
    ret

## interpreter
# b1 at 0x401000, gas 3
#   1  cmp edi, esi                       flags: computed
#        AluFlags  alu: Cmp, width: B4, dst: Rdi, src: Rsi
#   2  je short 0x401007                  asks the flags
#      + JumpFlag  cond: E, taken: b4
# b2 at 0x401004, gas 4
#   1  setb al                            asks the flags
#        SetFlag  cond: B, dst: Rax
#   1  cmp edi, 3                         flags: truth value of e
#   2  jne short 0x40100f                 asks the opposite of the truth value
#        JumpNotEqual32RI  a: Rdi, imm: 3, taken: b5
# b3 at 0x40100c, gas 4
#   1  xor eax, eax                       flags: dead
#        MovI  dst: Rax, imm: 0
#   3  ret
#      + Ret  release: 0
# b4 at 0x401007, gas 0
#        Stub  addr: 0x401007, site: b1
# b5 at 0x40100f, gas 0
#        Stub  addr: 0x40100f, site: b2

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

## jit
# region of 0x401000
# b1 at 0x401000, gas 3, charges 10
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 0xa
#      b9  jb 0x106
#   cmp edi, esi
#      bf  cmp edi, esi
#   je short 0x401007
#      c1  je 0xe5
# b2 at 0x401004, gas 1, reads CF
#      c7  mov [rsp-8], rax
#      cc  seto al
#      cf  lahf
#      d0  sub r15, 1
#      d4  jb 0x11a
#      da  add al, 0x7f
#      dc  sahf
#      dd  mov rax, [rsp-8]
#   setb al
#      e2  setb al
# b3 at 0x401007, gas 3, paid already
#   cmp edi, 3
#      e5  cmp edi, 3
#   jne short 0x40100f
#      e8  jne 0xfa
# b4 at 0x40100c, gas 4, paid already
#   xor eax, eax
#      ee  xor eax, eax
#   ret
#      f0  cmp gs:[r14d], r14
#      f5  lea r14d, [r14+8]
#      f9  ret
# b5 at 0x40100f, gas 4, paid already
#   xor edx, edx
#      fa  xor edx, edx
#   ret
#      fc  cmp gs:[r14d], r14
#      101  lea r14d, [r14+8]
#      105  ret
# elsewhere
#      106  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      112  jmp qword ptr gs:[0xffffffffffffff98]
#      11a  add al, 0x7f
#      11c  sahf
#      11d  mov rax, [rsp-8]
#      122  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      12e  jmp qword ptr gs:[0xffffffffffffff98]

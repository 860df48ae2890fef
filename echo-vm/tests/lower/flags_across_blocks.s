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
#      c0  sub r15, 0xa
#      c4  jb 0x120
#   cmp edi, esi
#      ca  cmp edi, esi
#   je short 0x401007
#      cc  je 0xf0
# b2 at 0x401004, gas 1, reads CF
#      d2  mov [rsp-8], rax
#      d7  seto al
#      da  lahf
#      db  sub r15, 1
#      df  jb 0x134
#      e5  add al, 0x7f
#      e7  sahf
#      e8  mov rax, [rsp-8]
#   setb al
#      ed  setb al
# b3 at 0x401007, gas 3, paid already
#   cmp edi, 3
#      f0  cmp edi, 3
#   jne short 0x40100f
#      f3  jne 0x105
# b4 at 0x40100c, gas 4, paid already
#   xor eax, eax
#      f9  xor eax, eax
#   ret
#      fb  cmp gs:[r14d], r14
#      100  lea r14d, [r14+8]
#      104  ret
# b5 at 0x40100f, gas 4, paid already
#   xor edx, edx
#      105  xor edx, edx
#   ret
#      107  cmp gs:[r14d], r14
#      10c  lea r14d, [r14+8]
#      110  ret
# elsewhere
#      111  mov rax, [rsp-8]
#      116  mov rcx, [rsp-0x10]
#      11b  jmp 0xc0
#      120  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      12c  jmp qword ptr gs:[0xffffffffffffff98]
#      134  add al, 0x7f
#      136  sahf
#      137  mov rax, [rsp-8]
#      13c  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      148  jmp qword ptr gs:[0xffffffffffffff98]

# Readers of the truth value and of flags: set, cmov and jumps. Those of flags name their condition, those of
# the truth value what it must be.
    .intel_syntax noprefix
    .globl __apply
__apply:
    cmp edi, esi
    sete al
    cmove ecx, edx
    cmovne rcx, rdx
    je 9f
    cmp edi, esi
    seto al
    cmovb ecx, edx
    cmove rcx, rdx
    jp 9f
    sets [rdi]
9:  ret

## interpreter
# b1 at 0x401000, gas 6
#   1  cmp edi, esi                       flags: truth value of e
#        Equal32RR  a: Rdi, b: Rsi
#   1  sete al                            asks the truth value
#        SetIf  dst: Rax, want: true
#   1  cmove ecx, edx                     asks the truth value
#        MovIf32  dst: Rcx, src: Rdx, want: true
#   1  cmovne rcx, rdx                    asks the opposite of the truth value
#        MovIf64  dst: Rcx, src: Rdx, want: false
#   2  je short 0x40101f                  asks the truth value
#        JumpIf  want: true, taken: b4
# b2 at 0x40100e, gas 6
#   1  cmp edi, esi                       flags: computed
#        AluFlags  alu: Cmp, width: B4, dst: Rdi, src: Rsi
#   1  seto al                            asks the flags
#      + SetFlag  cond: O, dst: Rax
#   1  cmovb ecx, edx                     asks the flags
#        MovFlag  cond: B, width: B4, dst: Rcx, src: Rdx
#   1  cmove rcx, rdx                     asks the flags
#        MovFlag  cond: E, width: B8, dst: Rcx, src: Rdx
#   2  jp short 0x40101f                  asks the flags
#        JumpFlag  cond: P, taken: b5
# b3 at 0x40101c, gas 5
#   2  sets [rdi]                         asks the flags
#        SetFlag  cond: S, dst: T0
#        StoreNear8  src: T0, near: [Rdi]  <- T0
#   3  ret
#        Ret  release: 0
# b4 at 0x40101f, gas 0
#        Stub  addr: 0x40101f, site: b1
# b5 at 0x40101f, gas 0
#        Stub  addr: 0x40101f, site: b2

## jit
# region of 0x401000
# b1 at 0x401000, gas 6, charges 9
#      c0  sub r15, 9
#      c4  jb 0x131
#   cmp edi, esi
#      ca  cmp edi, esi
#   sete al
#      cc  sete al
#   cmove ecx, edx
#      cf  cmove ecx, edx
#   cmovne rcx, rdx
#      d2  cmovne rcx, rdx
#   je short 0x40101f
#      d6  je 0x118
# b2 at 0x40100e, gas 6
#      dc  sub r15, 6
#      e0  jb 0x145
#   cmp edi, esi
#      e6  cmp edi, esi
#   seto al
#      e8  seto al
#   cmovb ecx, edx
#      eb  cmovb ecx, edx
#   cmove rcx, rdx
#      ee  cmove rcx, rdx
#   jp short 0x40101f
#      f2  jp 0x118
# b3 at 0x40101c, gas 2, reads SF
#      f8  mov [rsp-8], rax
#      fd  seto al
#      100  lahf
#      101  sub r15, 2
#      105  jb 0x159
#      10b  add al, 0x7f
#      10d  sahf
#      10e  mov rax, [rsp-8]
#   sets [rdi]
#      113  sets gs:[edi]
# b4 at 0x40101f, gas 3, paid already
#   ret
#      118  cmp gs:[r14d], r14
#      11d  lea r14d, [r14+8]
#      121  ret
# elsewhere
#      122  mov rax, [rsp-8]
#      127  mov rcx, [rsp-0x10]
#      12c  jmp 0xc0
#      131  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      13d  jmp qword ptr gs:[0xffffffffffffff98]
#      145  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      151  jmp qword ptr gs:[0xffffffffffffff98]
#      159  add al, 0x7f
#      15b  sahf
#      15c  mov rax, [rsp-8]
#      161  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      16d  jmp qword ptr gs:[0xffffffffffffff98]

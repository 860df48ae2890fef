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
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 9
#      b9  jb 0x117
#   cmp edi, esi
#      bf  cmp edi, esi
#   sete al
#      c1  sete al
#   cmove ecx, edx
#      c4  cmove ecx, edx
#   cmovne rcx, rdx
#      c7  cmovne rcx, rdx
#   je short 0x40101f
#      cb  je 0x10d
# b2 at 0x40100e, gas 6
#      d1  sub r15, 6
#      d5  jb 0x12b
#   cmp edi, esi
#      db  cmp edi, esi
#   seto al
#      dd  seto al
#   cmovb ecx, edx
#      e0  cmovb ecx, edx
#   cmove rcx, rdx
#      e3  cmove rcx, rdx
#   jp short 0x40101f
#      e7  jp 0x10d
# b3 at 0x40101c, gas 2, reads SF
#      ed  mov [rsp-8], rax
#      f2  seto al
#      f5  lahf
#      f6  sub r15, 2
#      fa  jb 0x13f
#      100  add al, 0x7f
#      102  sahf
#      103  mov rax, [rsp-8]
#   sets [rdi]
#      108  sets gs:[edi]
# b4 at 0x40101f, gas 3, paid already
#   ret
#      10d  cmp gs:[r14d], r14
#      112  lea r14d, [r14+8]
#      116  ret
# elsewhere
#      117  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      123  jmp qword ptr gs:[0xffffffffffffff98]
#      12b  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      137  jmp qword ptr gs:[0xffffffffffffff98]
#      13f  add al, 0x7f
#      141  sahf
#      142  mov rax, [rsp-8]
#      147  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      153  jmp qword ptr gs:[0xffffffffffffff98]
